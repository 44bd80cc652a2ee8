"""Does a value hold against a JSON Schema of somebody else, asked with bounded work and without any other document?

A part of JSON Schema, of which every keyword means the same in drafts 6 to 2020-12.  A schema that uses another
keyword, refers elsewhere, or costs too much is not asked: that is neither a yes nor a no.

Source: JSON Schema Core and Validation, drafts 6, 7, 2019-09 and 2020-12.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pathways.verification.strict import Json
from pathways.verification.structure.patterns import Pattern, plain_pattern
from pathways.verification.structure.plainly import PLAIN, holds, same, weight

_DEEPEST: Final = 100
_STEPS_A_UNIT: Final = 100
_LOCAL: Final = re.compile(r"#(?:/[^%]*)?\Z")
_NAMES_AND_NOTES = (
    "$schema $id $ref $comment $defs definitions title description default examples deprecated readOnly writeOnly "
    "format contentEncoding contentMediaType additionalItems then else"
)
_SAY_NOTHING: Final = frozenset(_NAMES_AND_NOTES.split())
"""What only names or describes, or is asked together with another keyword; ``format`` is a note since 2019-09."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Where a value does not hold, and the keyword that says so."""

    path: str
    keyword: str


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Why a schema is not asked."""

    keyword: str
    reason: str


@dataclass(frozen=True, slots=True)
class _At:
    """A value, where it stands, and how deep in the schema it is asked."""

    value: Any
    path: str
    depth: int

    def inner(self, place: object, value: Any) -> _At:
        return _At(value, f"{self.path}/{place}" if self.path else str(place), self.depth + 1)

    def again(self) -> _At:
        return _At(self.value, self.path, self.depth + 1)


class _NotAskedSignal(Exception):  # noqa: N818 - a signal to ourselves, never seen outside
    """Carries the reason out of the depth."""

    def __init__(self, keyword: str, reason: str) -> None:
        super().__init__()
        self.why = NotAsked(keyword, reason)


def fault_of(value: Any, schema: Any, *, work: int) -> Refused | NotAsked | None:
    """Return None where a value holds, else where it does not, or why that is not asked.

    >>> fault_of({"a": 1}, {"properties": {"a": {"type": "string"}}}, work=10)
    Refused(path='a', keyword='type')
    >>> fault_of({}, {"$ref": "https://college.example.edu/schema.json"}, work=10)
    NotAsked(keyword='$ref', reason='it refers to another document')
    """
    try:
        return _Asking(schema, work).of(_At(value, "", 0), schema)
    except _NotAskedSignal as signal:
        return signal.why


class _Asking:
    """Asks one schema; every step of it is paid for."""

    def __init__(self, root: Any, work: int) -> None:
        self._root, self._left = root, work
        named = str(root.get("$schema", "")) if isinstance(root, dict) else ""
        self._old = any(f"draft-0{draft}" in named for draft in (6, 7))
        self._patterns: dict[str, Pattern] = {}
        if any(f"draft-0{draft}" in named for draft in (3, 4)):
            raise _NotAskedSignal("$schema", "its draft is too old")

    def of(self, at: _At, schema: Any) -> Refused | None:
        """Return where a value does not hold against a schema, or None."""
        self.pay(1, "$ref")
        if isinstance(schema, bool):
            return None if schema else Refused(at.path, "false")
        if not isinstance(schema, dict):
            raise _NotAskedSignal("$ref", "it leads to no schema")
        if at.depth > _DEEPEST or ("$id" in schema and schema is not self._root):
            raise _NotAskedSignal("$id" if "$id" in schema else "$ref", "it goes too deep, or into another document")
        if "$ref" in schema:
            found = self.of(at.again(), self._referred(schema["$ref"]))
            if found is not None or self._old:
                return found
        every = (self._keyword(name, schema, at) for name in schema if name not in _SAY_NOTHING)
        return next((found for found in every if found is not None), None)

    def pay(self, units: int, keyword: str) -> None:
        """Take the price of a step, or stop."""
        self._left -= units
        if self._left < 0:
            raise _NotAskedSignal(keyword, "it costs too much")

    def matches(self, pattern: Any, text: str) -> bool:
        """Return whether a text holds what a pattern of the schema looks for."""
        if pattern not in self._patterns:
            self.pay(len(pattern) if isinstance(pattern, str) else 1, "pattern")
            read = plain_pattern(pattern) if isinstance(pattern, str) else None
            if read is None:
                raise _NotAskedSignal("pattern", "its work cannot be known beforehand")
            self._patterns[pattern] = read
        found = self._patterns[pattern]
        self.pay(1 + found.cost(text) // _STEPS_A_UNIT, "pattern")
        return found.compiled.search(text) is not None

    def _referred(self, name: Any) -> Any:
        if not isinstance(name, str) or not _LOCAL.match(name):
            raise _NotAskedSignal("$ref", "it refers to another document")
        found: Any = self._root
        for step in name.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def _keyword(self, name: str, schema: Json, at: _At) -> Refused | None:
        stated = schema[name]
        if name in PLAIN:
            self.pay(weight(stated), name)
            answer = holds(name, stated, at.value)
            if answer is None:
                raise _NotAskedSignal(name, "its value is not one that it may have")
            return None if answer else Refused(at.path, name)
        asked = _INNER.get(name) or _WHOLE.get(name)
        if asked is None:
            raise _NotAskedSignal(name, "it is not one of the keywords that are asked here")
        if name in _WHOLE:
            return None if _WHOLE[name](self, schema, at) else Refused(at.path, name)
        every = (self.of(inner, one) for inner, one in _INNER[name](self, schema, at))
        return next((found for found in every if found is not None), None)


_Pairs = Iterator[tuple[_At, Any]]


def _listed(stated: Any, keyword: str) -> list[Any]:
    if not isinstance(stated, list):
        raise _NotAskedSignal(keyword, "its value is not one that it may have")
    return stated


def _named(stated: Any, keyword: str) -> Json:
    if not isinstance(stated, dict):
        raise _NotAskedSignal(keyword, "its value is not one that it may have")
    return stated


def _properties(_asking: _Asking, schema: Json, at: _At) -> _Pairs:
    for name, one in _named(schema["properties"], "properties").items():
        if isinstance(at.value, dict) and name in at.value:
            yield at.inner(name, at.value[name]), one


def _by_pattern(asking: _Asking, schema: Json, at: _At) -> _Pairs:
    for pattern, one in _named(schema["patternProperties"], "patternProperties").items():
        for name, value in at.value.items() if isinstance(at.value, dict) else ():
            if asking.matches(pattern, name):
                yield at.inner(name, value), one


def _others(asking: _Asking, schema: Json, at: _At) -> _Pairs:
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name, value in at.value.items() if isinstance(at.value, dict) else ():
        if name not in known and not any(asking.matches(pattern, name) for pattern in patterns):
            yield at.inner(name, value), schema["additionalProperties"]


def _names(_asking: _Asking, schema: Json, at: _At) -> _Pairs:
    for name in at.value if isinstance(at.value, dict) else ():
        yield at.inner(name, name), schema["propertyNames"]


def _items(_asking: _Asking, schema: Json, at: _At) -> _Pairs:
    stated = schema["items"]
    first = stated if isinstance(stated, list) else schema.get("prefixItems", [])
    rest = schema.get("additionalItems", True) if isinstance(stated, list) else stated
    for place, value in enumerate(at.value) if isinstance(at.value, list) else ():
        if place >= len(first):
            yield at.inner(place, value), rest
        elif isinstance(stated, list):
            yield at.inner(place, value), stated[place]


def _first_items(_asking: _Asking, schema: Json, at: _At) -> _Pairs:
    if isinstance(at.value, list):
        for place, (value, one) in enumerate(
            zip(at.value, _listed(schema["prefixItems"], "prefixItems"), strict=False)
        ):
            yield at.inner(place, value), one


def _all(_asking: _Asking, schema: Json, at: _At) -> _Pairs:
    return ((at.again(), one) for one in _listed(schema["allOf"], "allOf"))


def _if(asking: _Asking, schema: Json, at: _At) -> _Pairs:
    chosen = "then" if asking.of(at.again(), schema["if"]) is None else "else"
    yield at.again(), schema.get(chosen, True)


def _any(asking: _Asking, schema: Json, at: _At) -> bool:
    return any(asking.of(at.again(), one) is None for one in _listed(schema["anyOf"], "anyOf"))


def _one(asking: _Asking, schema: Json, at: _At) -> bool:
    return sum(asking.of(at.again(), one) is None for one in _listed(schema["oneOf"], "oneOf")) == 1


def _not(asking: _Asking, schema: Json, at: _At) -> bool:
    return asking.of(at.again(), schema["not"]) is not None


def _contains(asking: _Asking, schema: Json, at: _At) -> bool:
    if not isinstance(at.value, list):
        return True
    return any(asking.of(at.inner(place, one), schema["contains"]) is None for place, one in enumerate(at.value))


def _pattern(asking: _Asking, schema: Json, at: _At) -> bool:
    return not isinstance(at.value, str) or asking.matches(schema["pattern"], at.value)


def _unique(asking: _Asking, schema: Json, at: _At) -> bool:
    if schema["uniqueItems"] is not True or not isinstance(at.value, list):
        return True
    asking.pay(weight(at.value) * len(at.value), "uniqueItems")
    return not any(same(one, other) for place, one in enumerate(at.value) for other in at.value[:place])


_INNER: Final[Mapping[str, Callable[[_Asking, Json, _At], _Pairs]]] = MappingProxyType(
    {
        "properties": _properties,
        "patternProperties": _by_pattern,
        "additionalProperties": _others,
        "propertyNames": _names,
        "items": _items,
        "prefixItems": _first_items,
        "allOf": _all,
        "if": _if,
    }
)
"""Keywords that ask parts of a value, or the value again, against schemas inside: all have to hold."""
_WHOLE: Final[Mapping[str, Callable[[_Asking, Json, _At], bool]]] = MappingProxyType(
    {
        "anyOf": _any,
        "oneOf": _one,
        "not": _not,
        "contains": _contains,
        "pattern": _pattern,
        "uniqueItems": _unique,
    }
)
"""Keywords that say yes or no to a value as a whole."""
