"""How much learning can a requirement hold, and how much does it need at least?

Upper bounds count what is not known as unlimited (None), lower bounds as nothing, so that a finding is never false.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pathways.catalog.lint_nodes import Parts, Tree
from pathways.catalog.lint_supply import Supply
from pathways.model.filter import Filter
from pathways.model.requirement import (
    AnyOf,
    AtLeast,
    CompetencyLeaf,
    CourseLeaf,
    CoursePool,
    CredentialLeaf,
    CreditPool,
    Requirement,
    UsedLeaf,
)

EVERYTHING = Filter()
_ZERO = Fraction(0)
_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Room:
    """The most credit and items that can be applied, and the least that must be; None is unlimited."""

    credit: Fraction | None = None
    items: Fraction | None = None
    least_credit: Fraction = _ZERO
    least_items: Fraction = _ZERO


_NOTHING = Room(_ZERO, _ZERO)


def room_of(tree: Tree, supply: Supply, level: Fraction | None = None) -> Mapping[Parts, Room]:
    """Return the room of each node by its path in the document; with ``level`` only learning at or above it counts."""
    system = supply.system(tree.organization)
    found: dict[Parts, Room] = {}
    children: dict[Parts, list[Room]] = {}
    for item in reversed(tree.nodes):
        inner = children.pop(item.parts, [])
        room = _combined(item.node, inner) if inner else _single(item.node, supply, system, level)
        found[item.parts] = room
        children.setdefault(item.parts[:-2], []).append(room)
    return found


def _combined(node: Requirement, inner: list[Room]) -> Room:
    credit = _sum(room.credit for room in inner)
    items = _sum(room.items for room in inner)
    for cap in node.caps:
        if cap.source == EVERYTHING:
            credit = _smaller(credit, cap.credits)
            items = _smaller(items, None if cap.items is None else Fraction(cap.items))
    return Room(credit, items, *_least(node, inner))


def _least(node: Requirement, inner: list[Room]) -> tuple[Fraction, Fraction]:
    credit = sorted(room.least_credit for room in inner)
    items = sorted(room.least_items for room in inner)
    match node:
        case AnyOf():
            return credit[0], items[0]
        case AtLeast(counting="credits"):
            return node.n, _ZERO
        case AtLeast(counting="items"):
            return _ZERO, node.n
        case AtLeast():
            # Some n of the children must hold; which ones is open, so those that need least are counted.
            return sum(credit[: int(node.n)], _ZERO), sum(items[: int(node.n)], _ZERO)
        case _:
            return sum(credit, _ZERO), sum(items, _ZERO)


def _single(node: Requirement, supply: Supply, system: str | None, level: Fraction | None) -> Room:
    match node:
        case CourseLeaf():
            return _course_room(node.course, supply, system, level)
        case CredentialLeaf():
            return _credential_room(node.credential, supply, system)
        case CompetencyLeaf() | UsedLeaf():
            return _NOTHING
        case CreditPool():
            most = node.n if node.up_to is None else max(node.n, node.up_to)
            return _NOTHING if _below(node.source, level) else Room(most, None, node.n)
        case CoursePool():
            number = Fraction(node.n if node.up_to is None else max(node.n, node.up_to))
            return _NOTHING if _below(node.source, level) else Room(None, number, _ZERO, Fraction(node.n))
        case _:
            return Room()


def _course_room(name: str, supply: Supply, system: str | None, level: Fraction | None) -> Room:
    course = supply.catalog.courses.get(name)
    if course is None:
        return Room(None, _ONE, _ZERO, _ONE)
    if level is not None and course.level is not None and course.level < level:
        return _NOTHING
    if course.credit is None or supply.system(course.organization) != system:
        return Room(None, _ONE, _ZERO, _ONE)
    return Room(course.credit if course.credit_max is None else course.credit_max, _ONE, course.credit, _ONE)


def _credential_room(reference: str, supply: Supply, system: str | None) -> Room:
    name, _, edition = reference.partition("@")
    editions = [item for item in supply.catalog.editions(name) if not edition or item.edition == edition]
    amounts = [item.credit for item in editions if supply.system(item.organization) == system]
    known = [amount for amount in amounts if amount is not None]
    most = max(known) if known and len(known) == len(editions) else None
    return Room(most, _ONE, _ZERO, _ONE)


def _below(source: Filter, level: Fraction | None) -> bool:
    bounds = source.level
    return level is not None and bounds is not None and bounds.max is not None and bounds.max < level


def _sum(values: Iterable[Fraction | None]) -> Fraction | None:
    total = _ZERO
    for value in values:
        if value is None:
            return None
        total += value
    return total


def _smaller(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)
