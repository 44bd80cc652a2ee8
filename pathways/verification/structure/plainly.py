"""Does a value hold against one keyword of JSON Schema that asks no other schema?  Types, sizes, bounds, constants.

Source: JSON Schema 2020-12 Validation, section 6; equality by JSON Schema 2020-12 Core, section 4.2.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal as JSON: 1 is 1.0, and true is not 1.

    >>> same([1, {"a": True}], [1.0, {"a": True}]), same(True, 1)
    (True, False)
    """
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def weight(value: Any) -> int:
    """Return how many values there are in a value, itself counted.

    >>> weight([1, {"a": 2}])
    4
    """
    count, level = 0, [value]
    while level:
        count += len(level)
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]
    return count


def _inside(one: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return one.values() if isinstance(one, dict) else one


def holds(keyword: str, stated: Any, value: Any) -> bool | None:
    """Return whether a value holds against a keyword; None where what the schema states is not of its kind.

    >>> holds("minLength", 2, "a"), holds("minLength", 2, 7), holds("minLength", "2", "ab")
    (False, True, None)
    """
    fits, asks = PLAIN[keyword]
    if not fits(stated):
        return None
    return asks(stated, value)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = MappingProxyType(
    {
        "object": lambda value: isinstance(value, dict),
        "array": lambda value: isinstance(value, list),
        "string": lambda value: isinstance(value, str),
        "number": _number,
        "integer": lambda value: _number(value) and value == int(value),
        "boolean": lambda value: isinstance(value, bool),
        "null": lambda value: value is None,
    }
)


def _type_names(stated: Any) -> bool:
    return all(isinstance(one, str) and one in _TYPES for one in (stated if isinstance(stated, list) else [stated]))


def _of_type(stated: Any, value: Any) -> bool:
    return any(_TYPES[name](value) for name in (stated if isinstance(stated, list) else [stated]))


_Row = tuple[Callable[[Any], bool], Callable[[Any, Any], bool]]


def _sized(kind: type[str] | type[list[Any]] | type[dict[str, Any]], within: Callable[[int, Any], bool]) -> _Row:
    return _number, lambda stated, value: not isinstance(value, kind) or within(len(value), stated)


def _bounded(within: Callable[[Any, Any], bool]) -> _Row:
    return _number, lambda stated, value: not _number(value) or within(value, stated)


def _least(size: Any, stated: Any) -> bool:
    return bool(size >= stated)


def _most(size: Any, stated: Any) -> bool:
    return bool(size <= stated)


PLAIN: Final[Mapping[str, _Row]] = MappingProxyType(
    {
        "type": (_type_names, _of_type),
        "enum": (
            lambda stated: isinstance(stated, list),
            lambda stated, value: any(same(one, value) for one in stated),
        ),
        "const": (lambda _stated: True, same),
        "required": (_texts, lambda stated, value: not isinstance(value, dict) or value.keys() >= set(stated)),
        "minLength": _sized(str, _least),
        "maxLength": _sized(str, _most),
        "minItems": _sized(list, _least),
        "maxItems": _sized(list, _most),
        "minProperties": _sized(dict, _least),
        "maxProperties": _sized(dict, _most),
        "minimum": _bounded(_least),
        "maximum": _bounded(_most),
        "exclusiveMinimum": _bounded(lambda value, stated: bool(value > stated)),
        "exclusiveMaximum": _bounded(lambda value, stated: bool(value < stated)),
    }
)
"""Each keyword: whether what a schema states there is of its kind, and whether a value holds."""
