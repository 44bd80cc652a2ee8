"""With which lines can a rule be met?  Every minimal way to satisfy a source expression from the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from pathways.errors import EquivalenceError
from pathways.model.base import ALWAYS
from pathways.model.equivalence import (
    AllSources,
    AnySource,
    ChooseSources,
    SourceExpression,
    SourceItem,
)
from pathways.recognition.rules import names_of
from pathways.recognition.types import Line

LinesByName = Mapping[str, tuple[Line, ...]]

MAX_WAYS = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """One source of a rule; equal sources of one rule are one object.  ``plain``: any grade, day and hours will do."""

    item: SourceItem
    plain: bool


Part = tuple[Single, str]
"""One source of a rule and the line that stands for it."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to meet an expression, and, where there is none, what is missing."""

    found: tuple[tuple[Part, ...], ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """A source expression, read once: the names anywhere in it, and what a single source says where no line has it."""

    expression: SourceExpression
    names: tuple[str, ...]
    parts: tuple[Need, ...] = ()
    single: Single | None = None
    absent: Ways = Ways(())


def need_of(expression: SourceExpression) -> Need:
    """Return the expression, read for matching."""
    return _read(expression, {})


def _read(expression: SourceExpression, known: dict[SourceItem, Single]) -> Need:
    if isinstance(expression, SourceItem):
        names = names_of(expression)
        single = known.setdefault(expression, Single(expression, _plain(expression)))
        return Need(expression, names, (), single, Ways((), (names[0],)))
    parts = tuple(_read(part, known) for part in expression.parts)
    return Need(expression, tuple(dict.fromkeys(name for part in parts for name in part.names)), parts)


def _plain(item: SourceItem) -> bool:
    bounds = (item.min_grade, item.max_grade, item.min_hours)
    return all(bound is None for bound in bounds) and item.taken == ALWAYS


def ways_to_meet(need: Need, lines: LinesByName, beside: str | None = None) -> Ways:
    """Return every way to meet ``need``; ``lines`` gives the lines of each source id.

    No line is used for two parts of one way.  ``beside`` names a line that must serve where it can: alternatives
    without it are left out.  Raises EquivalenceError E004 past 2,000 ways.
    """
    match need.expression:
        case SourceItem():
            return _single(need, lines)
        case AllSources():
            return _join([ways_to_meet(part, lines, beside) for part in need.parts])
        case AnySource():
            return _either([ways_to_meet(part, lines, beside) for part in _alternatives(need, lines, beside)])
        case ChooseSources(choose=number):
            parts = [ways_to_meet(part, lines, beside) for part in need.parts]
            return _either([_join(chosen) for chosen in combinations(parts, number)])


def missing_beside(need: Need, lines: LinesByName, line_id: str) -> tuple[str, ...]:
    """Return what an expression still needs so that this line serves in it, leaving out alternatives without it."""
    return ways_to_meet(need, lines, line_id).missing


def _alternatives(need: Need, lines: LinesByName, beside: str | None) -> tuple[Need, ...]:
    if beside is None:
        return need.parts
    return tuple(part for part in need.parts if _names_line(part, lines, beside)) or need.parts


def _names_line(need: Need, lines: LinesByName, line_id: str) -> bool:
    return any(line.id == line_id for name in need.names for line in lines.get(name, ()))


def _single(need: Need, lines: LinesByName) -> Ways:
    ids = {line.attainment.id for name in need.names if name in lines for line in lines[name]}
    if not ids or need.single is None:
        return need.absent
    return Ways(tuple([((need.single, line_id),) for line_id in sorted(ids)]))


def _join(parts: Iterable[Ways]) -> Ways:
    taken = list(parts)
    missing = tuple(dict.fromkeys([name for part in taken for name in part.missing]))
    joined: dict[tuple[Part, ...], None] = {}
    for count, choice in enumerate(product(*[part.found for part in taken])):
        if count > MAX_WAYS:
            raise EquivalenceError(
                "E004", "a rule can be met in more than 2,000 ways", hint="Split it into several rules."
            )
        way = tuple(dict.fromkeys([part for group in choice for part in group]))
        if len({line_id for _, line_id in way}) == len(way):
            joined[way] = None
    return Ways(tuple(joined), missing)


def _either(parts: list[Ways]) -> Ways:
    found = tuple(dict.fromkeys([way for part in parts for way in part.found]))
    if found:
        return Ways(found)
    return Ways((), min([part.missing for part in parts], key=len, default=()))
