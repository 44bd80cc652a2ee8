"""With which lines can a rule be met?  Every minimal way to satisfy a source expression from the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from pathways.errors import EquivalenceError
from pathways.model.equivalence import (
    AllSources,
    AnySource,
    ChooseSources,
    SourceExpression,
    SourceItem,
    source_items,
)
from pathways.recognition.rules import names_of
from pathways.recognition.types import Line

Part = tuple[SourceItem, str]
"""One source of a rule and the line that stands for it."""

MAX_WAYS = 2_000


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to meet an expression, and, where there is none, what is missing."""

    found: tuple[tuple[Part, ...], ...]
    missing: tuple[str, ...] = ()


def ways_to_meet(expression: SourceExpression, lines: Mapping[str, tuple[Line, ...]]) -> Ways:
    """Return every way to meet ``expression``; ``lines`` gives the lines of each source id.

    No line is used for two parts of one way.  Raises EquivalenceError E004 past 2,000 ways.
    """
    match expression:
        case SourceItem():
            ids = sorted({line.id for name in names_of(expression) for line in lines.get(name, ())})
            return Ways(tuple(((expression, line_id),) for line_id in ids), () if ids else (names_of(expression)[0],))
        case AllSources():
            return _join(ways_to_meet(part, lines) for part in expression.parts)
        case AnySource():
            parts = [ways_to_meet(part, lines) for part in expression.parts]
            return _either(parts)
        case ChooseSources():
            parts = [ways_to_meet(part, lines) for part in expression.parts]
            return _either([_join(chosen) for chosen in combinations(parts, expression.choose)])


def missing_beside(
    expression: SourceExpression, lines: Mapping[str, tuple[Line, ...]], line_id: str
) -> tuple[str, ...]:
    """Return what an expression still needs so that this line serves in it, leaving out alternatives without it."""
    return ways_to_meet(_with(expression, lines, line_id), lines).missing


def _with(expression: SourceExpression, lines: Mapping[str, tuple[Line, ...]], line_id: str) -> SourceExpression:
    if isinstance(expression, SourceItem):
        return expression
    parts = tuple(_with(part, lines, line_id) for part in expression.parts)
    if isinstance(expression, AnySource):
        parts = tuple(part for part in parts if _names_line(part, lines, line_id)) or parts
    return expression.model_copy(update={"parts": parts})


def _names_line(expression: SourceExpression, lines: Mapping[str, tuple[Line, ...]], line_id: str) -> bool:
    named = (name for item in source_items(expression) for name in names_of(item))
    return any(line.id == line_id for name in named for line in lines.get(name, ()))


def _join(parts: Iterable[Ways]) -> Ways:
    taken = list(parts)
    missing = tuple(dict.fromkeys(name for part in taken for name in part.missing))
    joined: dict[tuple[Part, ...], None] = {}
    for count, choice in enumerate(product(*(part.found for part in taken))):
        if count > MAX_WAYS:
            raise EquivalenceError(
                "E004", "a rule can be met in more than 2,000 ways", hint="Split it into several rules."
            )
        way = tuple(dict.fromkeys(part for group in choice for part in group))
        if len({line_id for _, line_id in way}) == len(way):
            joined[way] = None
    return Ways(tuple(joined), missing)


def _either(parts: list[Ways]) -> Ways:
    found = tuple(dict.fromkeys(way for part in parts for way in part.found))
    shortest = min((part.missing for part in parts), key=len, default=())
    return Ways(found, () if found else shortest)
