"""Which sets of places may one thing serve at once?  One column for each set (the pattern model).

A unit that a sharing rule lets stand at several places gets one whole-number column for every set of its places of
which any two may share it.  Limits on what is shared are then plain sums over columns, and the relaxation without whole
numbers is tight.  Where there are too many sets, the unit stands at each place by itself (:class:`Apart`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from pathways.completion.encoded import Encoded, Shared, negated
from pathways.completion.problem import Applied, Problem, Unit
from pathways.completion.rowmodel import Terms, add

Pattern = tuple[int, ...]
"""Leaves that one copy serves, in ascending order."""

MOST_PATTERNS: Final = 40


def patterns_of(problem: Problem, unit: Unit) -> tuple[Pattern, ...] | None:
    """Return every set of places that one copy may serve at once, the small ones first; None if there are too many."""
    places = [leaf for leaf in sorted(unit.leaves) if problem.program.leaves[leaf].consumes]
    found: list[Pattern] = [(place,) for place in places]
    for pattern in found:
        wider = (place for place in places if place > pattern[-1])
        found.extend(
            (*pattern, place) for place in wider if all(problem.may_share(unit, one, place) for one in pattern)
        )
        if len(found) > MOST_PATTERNS:
            return None
    return tuple(found)


def share(encoding: Encoded, unit: Unit) -> Shared:
    """Return what a unit that may be shared looks like in the integer program."""
    kind = encoding.problem.shares_like(unit)
    if kind not in encoding.patterns:
        encoding.patterns[kind] = patterns_of(encoding.problem, unit)
    patterns = encoding.patterns[kind]
    return Apart(encoding, unit) if patterns is None else Columns(encoding, unit, patterns)


class Columns:
    """A unit with one column for each pattern; ``parts`` is what shared copies bring to a credit pool."""

    def __init__(self, encoding: Encoded, unit: Unit, patterns: Sequence[Pattern]) -> None:
        self.unit = unit
        self.encoding = encoding
        self.amounts = dict(zip(unit.leaves, unit.amounts, strict=True))
        often = Counter(leaf for pattern in patterns for leaf in pattern)
        self.by_pattern = {
            pattern: encoding.number[unit.index, pattern[0]]
            if often[pattern[0]] == 1
            else encoding.model.variable(unit.count)
            for pattern in patterns
        }
        self.parts: dict[tuple[Pattern, int], int] = {}
        for leaf in sorted(self.amounts):
            if often[leaf] > 1:
                self._tie(leaf)

    def _tie(self, leaf: int) -> None:
        """Tie the copies at a leaf, and the credit that they bring there, to the columns."""
        model, place = self.encoding.model, (self.unit.index, leaf)
        here = {pattern: variable for pattern, variable in self.by_pattern.items() if leaf in pattern}
        model.row({self.encoding.number[place]: 1, **dict.fromkeys(here.values(), -1)}, low=0, high=0)
        brought = self.encoding.amount.get(place)
        if brought is None:
            return
        rest: Terms = {brought: 1}
        for pattern, variable in here.items():
            if len(pattern) > 1:
                part = self.parts[pattern, leaf] = model.variable(self.amounts[leaf] * self.unit.count)
                self._between(part, variable, leaf)
                rest[part] = -1
        alone = self.by_pattern[leaf,]
        model.row({**rest, alone: -self.amounts[leaf]}, high=0)
        model.row({**rest, alone: -1}, low=0)

    def _between(self, part: int, variable: int, leaf: int) -> None:
        """Let copies bring something, and no more than they have."""
        self.encoding.model.row({part: 1, variable: -self.amounts[leaf]}, high=0)
        self.encoding.model.row({part: 1, variable: -1}, low=0)

    @property
    def copies(self) -> Terms:
        """Return the number of copies in use."""
        return dict.fromkeys(self.by_pattern.values(), 1)

    def serving(self, inside: frozenset[int]) -> Terms:
        """Return the number of copies that serve any of these leaves."""
        return {variable: 1 for pattern, variable in self.by_pattern.items() if not inside.isdisjoint(pattern)}

    def twice(self, groups: Sequence[frozenset[int]]) -> Terms:
        """Return the number of copies that serve at least two of the groups."""
        found = self.by_pattern.items()
        return {variable: 1 for pattern, variable in found if sum(not g.isdisjoint(pattern) for g in groups) > 1}

    def credit(self, inside: frozenset[int]) -> Terms:
        """Return the credit counted at these leaves: all of a copy that serves several, else what it brings to one."""
        terms: Terms = {}
        for pattern, variable in self.by_pattern.items():
            places = inside.intersection(pattern)
            if len(places) > 1:
                add(terms, variable, self.unit.credit)
            for leaf in places if len(places) == 1 else ():
                self._brought(pattern, leaf, variable, terms)
        return terms

    def read(self, value: Sequence[int]) -> Iterator[Applied]:
        """Yield the uses that a solution stands for, copy by copy where one serves several places."""
        copy = 0
        for pattern, variable in self.by_pattern.items():
            if len(pattern) == 1 and value[variable]:
                amount = sum(c * value[v] for v, c in self.credit_alone(pattern[0]).items())
                yield Applied(self.unit.index, pattern[0], value[variable], amount)
                continue
            left = {leaf: self._together(pattern, leaf, value) for leaf in pattern}
            for waiting in range(value[variable], 0, -1):
                copy += 1
                yield from self._one(pattern, left, waiting, copy)

    def _together(self, pattern: Pattern, leaf: int, value: Sequence[int]) -> int:
        part = self.parts.get((pattern, leaf))
        return self.amounts[leaf] * value[self.by_pattern[pattern]] if part is None else value[part]

    def _one(self, pattern: Pattern, left: dict[int, int], waiting: int, copy: int) -> Iterator[Applied]:
        """Yield the uses of one copy: a fair part at the first leaf, at the others what its credit leaves over."""
        room = self.unit.credit
        for leaf in pattern:
            least = max(1, left[leaf] - (waiting - 1) * self.amounts[leaf])
            most = min(self.amounts[leaf], left[leaf] - (waiting - 1))
            amount = -(-left[leaf] // waiting) if leaf == pattern[0] else min(most, max(room, least))
            left[leaf] -= amount
            room -= amount
            yield Applied(self.unit.index, leaf, 1, amount, copy=copy)

    def credit_alone(self, leaf: int) -> Terms:
        """Return the credit that copies of this one place bring to it."""
        terms: Terms = {}
        self._brought((leaf,), leaf, self.by_pattern[leaf,], terms)
        return terms

    def _brought(self, pattern: Pattern, leaf: int, variable: int, terms: Terms) -> None:
        share = self.encoding.amount.get((self.unit.index, leaf))
        if share is None:
            add(terms, variable, self.amounts[leaf])
        elif len(pattern) > 1:
            add(terms, self.parts[pattern, leaf])
        else:
            add(terms, share)
            for (_, place), part in self.parts.items():
                add(terms, part, -1 if place == leaf else 0)


class Apart:
    """A unit that stands at each place by itself: one copy, used where any place uses it."""

    def __init__(self, encoding: Encoded, unit: Unit) -> None:
        self.unit = unit
        self.encoding = encoding
        self.amounts = dict(zip(unit.leaves, unit.amounts, strict=True))
        self.places = {
            leaf: encoding.number[unit.index, leaf] for leaf in unit.leaves if (unit.index, leaf) in encoding.number
        }
        self.any_of: dict[frozenset[int], int] = {}
        self.used = self._any(frozenset(self.places))
        for one, other in combinations(sorted(self.places), 2):
            if not encoding.problem.may_share(unit, one, other):
                encoding.model.row({self.places[one]: 1, self.places[other]: 1, self.used: -1}, high=0)

    def _any(self, inside: frozenset[int]) -> int:
        """Return a variable that is 1 where the copy serves any of these leaves."""
        mine = inside.intersection(self.places)
        known = self.any_of.get(mine)
        if known is None:
            model = self.encoding.model
            known = self.any_of[mine] = model.variable()
            for leaf in sorted(mine):
                model.row({known: 1, self.places[leaf]: -1}, low=0)
            model.row({known: 1, **{self.places[leaf]: -1 for leaf in sorted(mine)}}, high=0)
        return known

    @property
    def copies(self) -> Terms:
        """Return whether the copy is in use."""
        return {self.used: 1}

    def serving(self, inside: frozenset[int]) -> Terms:
        """Return whether the copy serves any of these leaves."""
        return {self._any(inside): 1}

    def twice(self, groups: Sequence[frozenset[int]]) -> Terms:
        """Return whether the copy serves at least two of the groups."""
        present = [self._any(group) for group in groups if not group.isdisjoint(self.places)]
        if len(present) < 2:
            return {}
        model, some = self.encoding.model, self._any(frozenset().union(*groups))
        found = model.variable()
        model.row({found: 1 - len(present), **dict.fromkeys(present, 1), some: -1}, high=0)
        model.row({found: -1, **dict.fromkeys(present, 1), some: -1}, low=0)
        return {found: 1}

    def credit(self, inside: frozenset[int]) -> Terms:
        """Return the credit counted at these leaves: all of it where several are served, else what the one gets."""
        mine = sorted(inside.intersection(self.places))
        brought: Terms = {}
        for leaf in mine:
            share = self.encoding.amount.get((self.unit.index, leaf))
            add(brought, self.places[leaf] if share is None else share, self.amounts[leaf] if share is None else 1)
        if len(mine) < 2:
            return brought
        model, whole = self.encoding.model, self.unit.credit
        most = sum(self.amounts[leaf] for leaf in mine)
        amount, several = model.variable(max(whole, most)), self.twice([frozenset({leaf}) for leaf in mine])
        (twice,) = several
        model.row({amount: 1, **negated(brought), twice: most}, low=0)
        model.row({amount: 1, **negated(brought), twice: -whole}, high=0)
        model.row({amount: 1, twice: -whole}, low=0)
        model.row({amount: 1, twice: most}, high=whole + most)
        return {amount: 1}

    def read(self, value: Sequence[int]) -> Iterator[Applied]:
        """Yield the uses of the one copy."""
        for leaf, variable in self.places.items():
            if value[variable]:
                share = self.encoding.amount.get((self.unit.index, leaf))
                amount = self.amounts[leaf] if share is None else value[share]
                yield Applied(self.unit.index, leaf, 1, amount, copy=1)
