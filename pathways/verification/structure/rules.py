"""What may stand in a part of a credential?  Shapes: which types it says it is, which members, of what value each.

A table gives each member in one word: the value or the shape that it holds, alternatives parted by ``|``, then ``*``
where there may be several in a list, then ``!`` where it may not be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pathways.model.check_codes import CheckCode
from pathways.verification.strict import Json
from pathways.verification.structure.values import EXPECTED, fits


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place: ``path`` names the member, its names and places parted by slashes."""

    code: CheckCode
    path: str
    expected: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one member may hold."""

    holds: tuple[str, ...]
    several: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of part: each of ``types`` has to be named (one of its alternatives), one of ``any_of`` has to be there.

    ``one_type`` means the type stands alone, not in a list; ``closed`` means no other member is allowed; ``claims``
    that there has to be some member at all.
    """

    members: Mapping[str, Rule]
    types: tuple[frozenset[str], ...] = ()
    typed: bool = False
    one_type: bool = False
    any_of: tuple[str, ...] = ()
    closed: bool = False
    claims: bool = False


Shapes = Mapping[str, Shape]


def rule(notation: str) -> Rule:
    """Return what the notation of a table says.

    >>> rule("Profile|url*!")
    Rule(holds=('Profile', 'url'), several=True, required=True)
    """
    word = notation.removesuffix("!")
    return Rule(tuple(word.removesuffix("*").split("|")), several=word.endswith("*"), required=notation != word)


def members(*tables: Mapping[str, str]) -> dict[str, Rule]:
    """Return the rules of tables, later ones over earlier ones."""
    return {name: rule(notation) for table in tables for name, notation in table.items()}


def part(table: Mapping[str, str], *types: str, one_type: bool = False, closed: bool = False) -> Shape:
    """Return the shape of a part that says of which types it is."""
    required = tuple(frozenset({name}) for name in types)
    return Shape(members(table), required, typed=True, one_type=one_type, closed=closed)


def faults(value: Json, shape: str, shapes: Shapes) -> Iterator[Fault]:
    """Yield what is wrong with a part, in the order of the tables."""
    return _of_part(value, shapes[shape], shapes, "")


def _of_part(value: Json, shape: Shape, shapes: Shapes, path: str) -> Iterator[Fault]:
    if shape.claims and not value:
        yield Fault(CheckCode.MEMBER_MISSING, path.rstrip("/"), "at least one claim")
    if shape.typed:
        yield from _of_types(value, shape, path)
    for name, one in shape.members.items():
        yield from _of_member(value, name, one, shapes, path)
    if shape.any_of and not any(_there(value.get(name)) for name in shape.any_of):
        yield Fault(CheckCode.MEMBER_MISSING, path + shape.any_of[0], " or ".join(shape.any_of))
    if shape.closed:
        for name in sorted(value.keys() - shape.members.keys() - {"type"})[:1]:
            yield Fault(CheckCode.MEMBER_NOT_ALLOWED, path + name, "no such member")


def _of_types(value: Json, shape: Shape, path: str) -> Iterator[Fault]:
    if not _there(value.get("type")):
        yield Fault(CheckCode.MEMBER_MISSING, path + "type", _demanded(shape))
        return
    stated = value["type"]
    several = isinstance(stated, list) and not shape.one_type
    names = stated if several else [stated]
    if not all(fits("type", name) for name in names):
        yield Fault(CheckCode.MEMBER_WRONG, path + "type", EXPECTED["type"], shown(stated))
    elif not all(alternatives & set(names) for alternatives in shape.types):
        yield Fault(CheckCode.TYPE_WRONG, path + "type", _demanded(shape), ", ".join(names))


def _demanded(shape: Shape) -> str:
    return " and ".join(" or ".join(sorted(names)) for names in shape.types) or "a type"


def _of_member(value: Json, name: str, one: Rule, shapes: Shapes, path: str) -> Iterator[Fault]:
    place = path + name
    if name not in value or (one.required and not _there(value[name])):
        if one.required:
            yield Fault(CheckCode.MEMBER_MISSING, place, _named(one))
        return
    held = value[name]
    if one.several and isinstance(held, list):
        for index, item in enumerate(held):
            yield from _of_value(item, one, shapes, f"{place}/{index}")
    else:
        yield from _of_value(held, one, shapes, place)


def _of_value(value: Any, one: Rule, shapes: Shapes, place: str) -> Iterator[Fault]:
    for holds in one.holds:
        if holds in shapes:
            if isinstance(value, dict):
                yield from _of_part(value, shapes[holds], shapes, place + "/")
                return
        elif fits(holds, value):
            return
    yield Fault(CheckCode.MEMBER_WRONG, place, _named(one), shown(value))


def _named(one: Rule) -> str:
    return " or ".join(EXPECTED.get(holds, holds) for holds in one.holds)


def _there(value: Any) -> bool:
    return value is not None and value != []


def shown(value: Any) -> str:
    """Return a value in a few words.

    >>> shown({"a": 1}), shown([]), shown(True), shown("x")
    ('an object', 'a list', 'true', 'x')
    """
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case _:
            return str(value)
