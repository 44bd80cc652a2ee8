"""Which sets of places may one thing serve at once?  One column for each set (the pattern model).

A unit that a sharing rule lets stand at several places gets one whole-number column for every set of its places of
which any two may share it.  Limits on what is shared are then plain sums over columns, and the relaxation without whole
numbers is tight.  Where there are too many sets, the unit stands at each place by itself (``loose``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pathways.completion.encoded import Columns, Encoded, Pattern, negated
from pathways.completion.problem import Problem, Unit
from pathways.completion.rowmodel import Terms, add


def patterns_of(problem: Problem, unit: Unit) -> tuple[Pattern, ...]:
    """Return every set of places that one copy may serve at once, the small ones first."""
    places = [leaf for leaf in sorted(unit.leaves) if problem.program.leaves[leaf].consumes]
    found: list[Pattern] = [(place,) for place in places]
    for pattern in found:
        wider = (place for place in places if place > pattern[-1])
        found.extend((*pattern, place) for place in wider if all(problem.may_share(one, place) for one in pattern))
    return tuple(found)


def add_columns(encoding: Encoded, unit: Unit) -> Columns:
    """Make the columns of a unit and tie its places to them."""
    model = encoding.model
    columns = {pattern: model.variable(unit.count) for pattern in patterns_of(encoding.problem, unit)}
    together: dict[int, int] = {}
    amounts = dict(zip(unit.leaves, unit.amounts, strict=True))
    for leaf in sorted(amounts):
        number = encoding.number.get((unit.index, leaf))
        if number is None:
            continue
        here = {columns[pattern]: 1 for pattern in columns if leaf in pattern}
        model.row({number: 1, **negated(here)}, low=0, high=0)
        share = encoding.amount.get((unit.index, leaf))
        several = {variable: 1 for variable in here if variable != columns[leaf,]}
        if share is None or not several:
            continue
        part = together[leaf] = model.variable(amounts[leaf] * unit.count)
        model.row({part: 1, **dict.fromkeys(several, -amounts[leaf])}, high=0)
        model.row({part: 1, **negated(several)}, low=0)
        model.row({share: 1, part: -1, columns[leaf,]: -amounts[leaf]}, high=0)
        model.row({share: 1, part: -1, columns[leaf,]: -1}, low=0)
    return Columns(columns, together)


def counted_once(encoding: Encoded, unit: Unit) -> Terms:
    """Return the credit that a unit counts over the whole: all of it where a copy serves several places, else what it
    brings to the one.
    """
    columns = encoding.columns[unit.index]
    terms: Terms = {columns.by_pattern[pattern]: unit.credit for pattern in columns.several}
    for leaf, amount in zip(unit.leaves, unit.amounts, strict=True):
        if (leaf,) not in columns.by_pattern:
            continue
        share = encoding.amount.get((unit.index, leaf))
        if share is None:
            add(terms, columns.by_pattern[leaf,], amount)
        else:
            add(terms, share)
            if leaf in columns.together:
                add(terms, columns.together[leaf], -1)
    return terms


def touching(columns: Columns, groups: Iterable[frozenset[int]]) -> Iterator[Pattern]:
    """Yield the patterns that serve at least two of the groups."""
    named = list(groups)
    for pattern in columns.several:
        if sum(not group.isdisjoint(pattern) for group in named) >= 2:
            yield pattern
