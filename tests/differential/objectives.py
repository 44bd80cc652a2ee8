"""What does an allocation come to?  Every objective of the law in its order, computed from the allocation alone.

Nothing here looks at the encoding or at the weights of the fast path, so that both can be held against it.
Source: semantics 7.1 and 7.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from pathways.completion.competencies import holds
from pathways.completion.problem import Allocation, Applied, Problem, Unit
from pathways.completion.verify import rule_value
from pathways.model.requirement import AtLeast


class Objectives(NamedTuple):
    """The objectives of one completion, each the less the better: what is wanted is negative."""

    conditions: int
    missing: int | Fraction
    cost: int
    items: int
    completed: int
    pending: int
    uses: int
    counted: int
    resident: int
    urgency: int
    grades: Fraction
    ids: int


def objectives(problem: Problem, found: Allocation) -> Objectives:
    """Return what a completion comes to."""
    units, look = problem.units, _Look(problem, found)
    mine = [(units[use.unit], use) for use in found.applied if units[use.unit].owned]
    rank = _urgency(problem)

    def summed(worth: Callable[[Unit], int]) -> int:
        return sum(worth(unit) for unit, _ in mine)

    return Objectives(
        conditions=look.conditions(),
        missing=sum(look.missing()),
        cost=sum(units[unit].cost * number for unit, number in found.bought),
        items=sum(number for _, number in found.bought),
        completed=-look.credit(pending=False),
        pending=-look.credit(pending=True),
        uses=len(mine),
        counted=-sum(use.amount for unit, use in mine if use.leaf in look.counted and not unit.pending),
        resident=-summed(lambda unit: unit.source == "resident") if problem.prefer_resident else 0,
        urgency=-summed(lambda unit: rank[unit.lapses.toordinal()] if unit.lapses else 0),
        grades=-sum((unit.points or Fraction(0) for unit, _ in mine), Fraction(0)) * problem.prefer_grades,
        ids=summed(lambda unit: unit.index + 1),
    )


def _urgency(problem: Problem) -> dict[int, int]:
    """Return how urgent each day is: the first of n days is worth n."""
    days = {unit.lapses.toordinal() for unit in problem.units if unit.owned and unit.lapses}
    return {day: place for place, day in enumerate(sorted(days, reverse=True), 1)}


class _Look:
    """One allocation, leaf by leaf."""

    def __init__(self, problem: Problem, found: Allocation) -> None:
        self.problem, self.found, self.program = problem, found, problem.program
        self.whole = problem.optional | {use.node for use in found.applied if use.node is not None}
        self.groups = {index: self._asked(index) for index in self.program.counting - problem.optional}
        self.counted = {leaf for group in self.groups for leaf in self.program.nodes[group].leaves}

    def _asked(self, index: int) -> tuple[bool, int]:
        """Return whether a group counts credit, and how much or how many it asks for."""
        asked = self.program.nodes[index].requirement
        assert isinstance(asked, AtLeast)
        return asked.counting == "credits", int(asked.n * (self.problem.scale if asked.counting == "credits" else 1))

    def _wanted(self, node: int) -> bool:
        return node in self.found.chosen and node not in self.whole

    def _here(self, leaves: frozenset[int], mine: Callable[[Unit], bool]) -> list[Applied]:
        return [use for use in self.found.applied if use.leaf in leaves and mine(self.problem.units[use.unit])]

    def conditions(self) -> int:
        """Return how many conditions are taken as met."""
        leaves = (leaf for leaf in self.program.leaves if leaf.kind in ("statement", "after_transfer"))
        return sum(self._wanted(leaf.node) for leaf in leaves)

    def missing(self) -> Iterator[int | Fraction]:
        """Yield what nothing on offer brings: at leaves, at groups that count, at rules that ask for something."""
        shown = self.problem.held.union(*(self.problem.units[unit].shows for unit, _ in self.found.bought))
        for index, leaf in enumerate(self.program.leaves):
            if not self._wanted(leaf.node) or self.program.is_loose(index):
                continue
            if leaf.kind == "competency":
                yield int(not holds(self.problem.formulas[index], shown))
            elif leaf.consumes:
                yield max(0, self.problem.needs[index] - self._total({index}, leaf.kind == "credits", _anything))
        for group, (by_credit, need) in self.groups.items():
            if self._wanted(group):
                yield max(0, need - self._total(self.program.nodes[group].leaves, by_credit, _anything))
        for rule in self.problem.rules:
            if rule.sense == ">=" and (rule.node is None or self._wanted(rule.node)):
                yield max(0, rule.bound - rule_value(self.problem, self.found, rule))

    def _total(self, leaves: Iterable[int], by_credit: bool, mine: Callable[[Unit], bool]) -> int:
        uses = self._here(frozenset(leaves), mine)
        return sum(use.amount if by_credit else use.number for use in uses)

    def credit(self, *, pending: bool) -> int:
        """Return the credit applied from what is owned; in a group that counts no more than the group asks for."""
        units = self.problem.units
        mine = [use for use in self.found.applied if units[use.unit].owned and units[use.unit].pending == pending]
        plain = sum(use.amount for use in mine if use.leaf not in self.counted)
        return plain + sum(self._reached(group, pending) for group in self.groups)

    def _reached(self, group: int, pending: bool) -> int:
        by_credit, need = self.groups[group]
        leaves = self.program.nodes[group].leaves
        done = min(need, self._total(leaves, by_credit, lambda unit: unit.owned and not unit.pending))
        coming = min(need - done, self._total(leaves, by_credit, lambda unit: unit.owned and unit.pending))
        return (coming if pending else done) * (1 if by_credit else self.problem.scale)


def _anything(unit: Unit) -> bool:
    return True
