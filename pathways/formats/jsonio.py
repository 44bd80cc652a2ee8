"""How is JSON read without losing anything?

Numbers stay the text that was written; no duplicate key and no NaN slips through.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pathways.errors import FormatError, Where
from pathways.formats.problems import refusal
from pathways.formats.tree import Limits, Parsed, TreeBuilder

_TOKEN = re.compile(r'([\[\]{},:])|("[^"\\]*(?:\\.[^"\\]*)*")|([^\s\[\]{},:"]+)|(\n)|[ \t\r]+')
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_WORDS = {"true": "true", "false": "false", "null": None}
_INEXACT = frozenset({"NaN", "Infinity", "-Infinity"})


class _LookAgain(Exception):  # noqa: N818 - a signal to ourselves, never seen outside
    """Something that the fast reader cannot place: a duplicate key, or a number that is none."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _LookAgain
    return found


def _inexact(text: str) -> Any:
    raise _LookAgain(text)


_FAST = json.JSONDecoder(object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=_inexact)
_SYNTAX = json.JSONDecoder(parse_int=str, parse_float=str)


def parse_json(text: str, *, limits: Limits | None = None, with_lines: bool = False) -> Parsed:
    """Return one JSON document as plain values: mappings, lists, text and None.

    Duplicate keys (F012) and NaN or Infinity (K001) are findings of the result.  Raises FormatError F002 (not JSON),
    F004 (half a character) and F005 (too deep, too many values).

    >>> parse_json('{"credit": 4.50, "invented": true, "note": null}').value
    {'credit': '4.50', 'invented': 'true', 'note': None}
    """
    bounds = limits or Limits()
    bounds.check_crowd(text)
    try:
        if not with_lines:
            return Parsed(_words(text, _FAST.decode(text), bounds))
        _SYNTAX.decode(text)
    except _LookAgain:
        return parse_json(text, limits=bounds, with_lines=True)
    except json.JSONDecodeError as error:
        hint = "Check commas, quotes and brackets there; JSON allows no comments."
        words = error.msg[:1].lower() + error.msg[1:]
        raise refusal("F002", words, where=Where(line=error.lineno), hint=hint) from None
    except RecursionError:
        raise refusal("F005", f"nested deeper than {bounds.depth} levels") from None
    return _scan(text, bounds)


def quick_json(text: str, limits: Limits) -> Any:
    """Return the value of a short JSON text, or None where :func:`parse_json` has to look closer."""
    try:
        limits.check_crowd(text)
        return _words(text, _FAST.decode(text), limits)
    except (_LookAgain, ValueError, RecursionError, FormatError):
        return None


def _words(text: str, value: Any, limits: Limits) -> Any:
    """Return the value with true and false as text, as YAML gives them, so that ``"level": true`` is never 1."""
    if text.count("[") + text.count("{") > limits.depth and _too_deep(value, limits.depth):
        raise refusal("F005", f"nested deeper than {limits.depth} levels")
    if "\\u" in text:
        _check_characters(text, value)
    return _booleans_as_text(value) if "true" in text or "false" in text else value


def _check_characters(text: str, value: Any) -> None:
    """Raise F004 where an escape stands for half a character, which no UTF-8 text can hold."""
    escape = _SURROGATE.search(text)
    if escape is not None:
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            line = text.count("\n", 0, escape.start()) + 1
            hint = "Write the character itself."
            raise refusal("F004", f"{escape[0]} is half a character", where=Where(line=line), hint=hint) from None


def _too_deep(value: Any, depth: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(depth):
        if not level:
            return False
        inner = (part for outer in level for part in (outer.values() if isinstance(outer, dict) else outer))
        level = [part for part in inner if isinstance(part, dict | list)]
    return bool(level)


def _booleans_as_text(value: Any) -> Any:
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return {key: _booleans_as_text(inner) for key, inner in value.items()}
        case list():
            return [_booleans_as_text(inner) for inner in value]
        case _:
            return value


def _scan(text: str, limits: Limits) -> Parsed:
    """Return the document with lines; the text is known to be valid JSON."""
    builder = TreeBuilder(limits, with_lines=True)
    line = 1
    for match in _TOKEN.finditer(text):
        mark, string, word, newline = match.groups()
        if newline:
            line += 1
        elif mark in ("{", "["):
            builder.begin({} if mark == "{" else [], line)
        elif mark in ("}", "]"):
            builder.end()
        elif string is not None:
            _take_string(builder, json.loads(string), line)
        elif word is not None:
            _take_word(builder, word, line)
    _check_characters(text, builder.value)
    return builder.parsed()


def _take_string(builder: TreeBuilder, value: str, line: int) -> None:
    if builder.awaits_key():
        builder.key(value, line)
    else:
        builder.scalar(value, line)


def _take_word(builder: TreeBuilder, word: str, line: int) -> None:
    if word in _INEXACT:
        builder.report("K001", f"{word} is not an amount", line, hint="Write an exact number, or leave the key out.")
    builder.scalar(None if word in _INEXACT else _WORDS.get(word, word), line)


def dump_json(value: Any) -> str:
    """Return plain values as one line of JSON with keys in the given order."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), allow_nan=False)


def dump_json_document(value: Any) -> str:
    """Return plain values as indented JSON with keys in the given order and a last line feed."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
