"""Where are the ASSIST agreements in these files?  One mapping each, with its place; strings inside are decoded.

ASSIST publishes JSON whose parts are JSON again, written as strings; both that form and the decoded one are read.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pathways.errors import Finding, FormatError, Where
from pathways.formats.jsonio import parse_json
from pathways.formats.packed import Bounded
from pathways.formats.problems import brief, in_file, problem, refusal, refusals, shown
from pathways.formats.text import check_file, decode, is_folder, read_lines, read_text
from pathways.formats.tree import Limits

SUFFIXES = (".json", ".jsonl", ".jsonl.gz")
ENCODED = (
    "sendingInstitution",
    "receivingInstitution",
    "academicYear",
    "catalogYear",
    "templateAssets",
    "articulations",
)
"""The parts that ASSIST writes as JSON inside a string."""

_HINT = "Expected an ASSIST agreement: .json, a folder of them, or .jsonl(.gz) with one agreement a line."


_MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Document:
    """One agreement as plain values, and where it stands."""

    where: Where
    value: dict[str, Any]


def read_documents(paths: Path | Iterable[Path]) -> tuple[Document, ...]:
    """Return every agreement of the files and folders, files in sorted order.

    Raises FormatError with all findings: F001 (not there), F002 (not JSON), F004, F005, F008 (other type), F012 (a key
    twice), F007 (not an agreement); reading ends after 200 of them.
    """
    listed = [paths] if isinstance(paths, Path) else list(paths)
    findings: list[Finding] = []
    documents: list[Document] = []
    for path in listed:
        for file in _files(path):
            for where, text in _texts(file):
                _take(where, text, documents, findings)
                if len(findings) >= _MOST_FINDINGS:
                    raise refusals(findings)
    if findings:
        raise refusals(findings)
    if not documents:
        raise refusal("F007", "no agreement is there", hint=_HINT)
    return tuple(documents)


def _files(path: Path) -> tuple[Path, ...]:
    if is_folder(path):
        found = sorted(file for file in path.rglob("*") if file.name.endswith(SUFFIXES) and file.is_file())
        if not found:
            raise refusal("F001", f"{shown(path)} holds no agreements", where=Where(shown(path)), hint=_HINT)
        return tuple(found)
    check_file(path)
    if not path.name.endswith(SUFFIXES):
        raise refusal("F008", f"{path.suffix or 'no suffix'} is not read", where=Where(shown(path)), hint=_HINT)
    return (path,)


def _texts(path: Path) -> Iterator[tuple[Where, str]]:
    limits = Limits()
    if path.name.endswith(".json"):
        yield Where(shown(path)), read_text(path, limit=limits.json_bytes)
    else:
        lines = _packed_lines(path) if path.name.endswith(".gz") else read_lines(path, line_limit=limits.json_bytes)
        for number, text in lines:
            yield Where(shown(path), number), text


def _packed_lines(path: Path) -> Iterator[tuple[int, str]]:
    limit = Limits().json_bytes
    try:
        with path.open("rb") as packed:
            handle = io.BufferedReader(Bounded(packed, path))
            number = 0
            while raw := handle.readline(limit + 1):
                number += 1
                if len(raw) > limit:
                    message = f"the line has more than {limit:,} bytes"
                    raise refusal("F005", message, where=Where(shown(path), number))
                text = decode(raw, path, first_line=number)
                if text.strip():
                    yield number, text
    except (OSError, EOFError, zlib.error) as error:
        raise refusal("F002", f"not a whole gzip file ({error})", where=Where(shown(path))) from None


def _take(where: Where, text: str, documents: list[Document], findings: list[Finding]) -> None:
    try:
        value, problems = _decoded(text)
    except FormatError as error:
        findings.extend(_at(where, error.findings))
        return
    findings.extend(_at(where, problems))
    if isinstance(value, dict):
        documents.append(Document(where, value))
    elif not problems:
        findings.append(problem("F007", f"expected a mapping, found {brief(value)}", where=where, hint=_HINT))


def _decoded(text: str) -> tuple[Any, tuple[Finding, ...]]:
    parsed = parse_json(text)
    value, findings = parsed.value, parsed.findings
    if isinstance(value, dict) and isinstance(value.get("result"), dict):
        value = value["result"]
    if isinstance(value, dict):
        for key in ENCODED:
            if isinstance(value.get(key), str):
                inner = parse_json(value[key])
                value[key] = inner.value
                findings = (*findings, *inner.findings)
    return value, findings


def _at(where: Where, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings at the file; lines inside one line of a file become that line."""
    placed = in_file(findings, where.file or "")
    if where.line is None:
        return placed
    return tuple(
        Finding(x.code, x.message, x.severity, Where(where.file, where.line, x.where.path), x.why, x.hint, x.subject)
        for x in placed
    )
