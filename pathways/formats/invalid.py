"""What does a document get wrong, in plain words?  Every validation error becomes a finding, all at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError

from pathways.catalog.lint_paths import Part
from pathways.formats.problems import brief
from pathways.formats.shape import Place, keys_of, place_of
from pathways.model.base import ID_PATTERN
from pathways.model.requirement import NODE_KINDS

_LONGEST = 200
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_PATTERNS: Mapping[str, str] = {
    ID_PATTERN: "a name without '#' or '@' that does not begin with a space",
    r"^[A-Za-z0-9._-]*$": "letters, digits, '.', '_' and '-' only",
    r"^[A-Za-z_][A-Za-z0-9_.-]*$": "letters, digits, '_', '.' and '-', beginning with a letter",
    r"^[A-Z]{3}$": "three capital letters, such as CAD",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the code, the words, what to do, and the path inside the noun."""

    code: str
    message: str
    hint: str
    parts: tuple[Part, ...]
    rule: bool = False
    """Whether single values were fine and a rule over several of them failed."""


def problems_of(error: ValidationError, model: type[BaseModel], document: Any) -> tuple[Problem, ...]:
    """Return everything that a validation found, one problem a place, in document order."""
    details = error.errors(include_url=False)
    places = [place_of(model, document, detail["loc"]) for detail in details]
    spoiled = {place.parts[:length] for place in places for length in range(len(place.parts))}
    found: dict[tuple[Part, ...], Problem] = {}
    for detail, place in zip(details, places, strict=True):
        if detail["type"] == "too_short" and place.parts in spoiled:
            continue
        told = _tell(detail, place)
        first = found.get(told.parts)
        found[told.parts] = told if first is None else _joined(first, told)
    return tuple(found.values())


def _joined(first: Problem, second: Problem) -> Problem:
    if second.message in first.message:
        return first
    return replace(first, message=f"{first.message}; or: {second.message}", hint=first.hint or second.hint)


def _tell(detail: Any, place: Place) -> Problem:
    kind: str = detail["type"]
    if kind == "missing":
        return Problem("F003", f"{place.parts[-1]!r} is missing", "", place.parts)
    if kind == "extra_forbidden":
        return _unknown_key(place)
    if kind == "requirement_kind":
        return Problem("F003", *_no_requirement(place.value), place.parts)
    if kind.startswith("recursion"):
        return Problem("F005", "nested too deeply", "", place.parts)
    if kind == "value_error":
        return _broken_rule(str(detail["ctx"]["error"]), place)
    message, hint = _expectation(kind, detail, place)
    return Problem("F003", message, hint, place.parts)


def _unknown_key(place: Place) -> Problem:
    key = str(place.parts[-1])
    known = keys_of(place.owner) if place.owner else ()
    return Problem("F003", f"unknown key {key!r}", near(key, known), place.parts)


def near(word: str, known: Sequence[str]) -> str:
    """Return a sentence that offers the nearest of the known words, or all of them where none is near.

    >>> near("titel", ["id", "title"])
    "Did you mean 'title'?"
    """
    return _near(word[:_LONGEST], tuple(known))


@lru_cache(maxsize=1_024)
def _near(word: str, known: tuple[str, ...]) -> str:
    lowered = {item.lower().replace("_", "-"): item for item in known}
    close = difflib.get_close_matches(word.lower().replace("_", "-"), lowered, n=1, cutoff=0.7)
    if close:
        return f"Did you mean {lowered[close[0]]!r}?"
    return f"Known here: {', '.join(known)}." if known else ""


def _no_requirement(value: Any) -> tuple[str, str]:
    kinds = ", ".join(NODE_KINDS)
    if not isinstance(value, dict):
        return f"expected a requirement, found {brief(value)}", f"Write a mapping that names one of: {kinds}."
    named = [kind for kind in NODE_KINDS if kind in value]
    if named:
        words = " and ".join(repr(kind) for kind in named)
        return f"a requirement names one kind, here are {words}", "Put them under 'all' or 'any' as separate entries."
    close = [hint for key in value if (hint := near(str(key), NODE_KINDS)).startswith("Did")]
    return f"a requirement names exactly one of: {kinds}", close[0] if close else ""


def _broken_rule(words: str, place: Place) -> Problem:
    if place.is_amount:
        negative = str(place.value).strip().startswith("-")
        return Problem("K002" if negative else "K001", words, "", place.parts)
    return Problem("F003", words, "", place.parts, rule=isinstance(place.value, dict))


_EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "string_unicode": "text in UTF-8",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number of ordinary size",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def _expectation(kind: str, detail: Any, place: Place) -> tuple[str, str]:
    """Return what was expected, and what to do, for errors about one value."""
    context: Mapping[str, Any] = detail.get("ctx") or {}
    found = brief(place.value)
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, found {found}", _shape_hint(kind, place)
    match kind:
        case "enum" | "literal_error":
            words = tuple(match.replace("\\'", "'") for match in _QUOTED.findall(str(context.get("expected"))))
            return f"expected {_one_of(words)}, found {found}", _near_only(place.value, words)
        case "string_pattern_mismatch":
            form = _PATTERNS.get(str(context.get("pattern")), "another form")
            return f"expected {form}, found {found}", ""
        case "string_too_short":
            return "it may not be empty", "Write a value, or leave the key out."
        case "string_too_long":
            return f"expected at most {context.get('max_length')} characters, found {len(str(place.value))}", ""
        case "too_short":
            least = context.get("min_length")
            entries = "1 entry" if least == 1 else f"{least} entries"
            return f"expected at least {entries}, found {context.get('actual_length') or 'none'}", ""
        case _:
            return _bound(kind, context, found, str(detail["msg"])), ""


def _bound(kind: str, context: Mapping[str, Any], found: str, words: str) -> str:
    bounds = {
        "greater_than_equal": ("ge", "at least"),
        "less_than_equal": ("le", "at most"),
        "greater_than": ("gt", "more than"),
        "less_than": ("lt", "less than"),
    }
    if kind in bounds:
        name, relation = bounds[kind]
        return f"expected {relation} {context.get(name)}, found {found}"
    return f"{words[:1].lower()}{words[1:]} (found {found})"


def _one_of(words: Sequence[str]) -> str:
    quoted = [repr(word) for word in words]
    return quoted[0] if len(quoted) == 1 else "one of " + ", ".join(quoted)


def _near_only(value: Any, words: Iterable[str]) -> str:
    hint = near(str(value), tuple(words))
    return hint if hint.startswith("Did") else ""


def _shape_hint(kind: str, place: Place) -> str:
    if kind in ("tuple_type", "list_type") and isinstance(place.value, str):
        return f"Write a list of one: [{place.value}]."
    if kind in ("tuple_type", "list_type") and isinstance(place.value, dict):
        return "Begin the entry with a dash."
    if kind == "string_type" and place.value is None:
        return "Write a value, or put quotes around the word if text is meant."
    return ""
