"""A small reader of N-Quads for tests: lines become quads of tokens as they stand in canonical N-Quads."""

from __future__ import annotations

import re

from pathways.verification.proofs.rdfc import Quad, escaped

_TOKEN = re.compile(r'<([^>]*)>|(_:[^\s<>"]+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([a-zA-Z0-9-]+))?|(\.)')
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def _plain(text: str) -> str:
    def sign(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        return chr(int(code, 16)) if code else _SHORT[found[3]]

    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", sign, text)


def _token(found: re.Match[str]) -> str:
    iri, blank, literal, kind, language, _ = found.groups()
    if blank:
        return blank.removesuffix(".") if blank.endswith(".") else blank
    if literal is None:
        return f"<{_plain(iri)}>"
    suffix = f"@{language}" if language else f"^^<{_plain(kind)}>" if kind and _plain(kind) != _STRING else ""
    return f'"{escaped(_plain(literal))}"{suffix}'


def quads_of(text: str) -> list[Quad]:
    """Return the quads of a text in N-Quads."""
    found = []
    for line in re.split(r"[\r\n]+", text):
        if line.strip() and not line.lstrip().startswith("#"):
            tokens = [_token(token) for token in _TOKEN.finditer(line) if token[6] is None]
            subject, predicate, value, *graph = tokens
            found.append((subject, predicate, value, graph[0] if graph else ""))
    return found
