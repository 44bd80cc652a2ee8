"""By how much does a step surely lower what is missing?  It takes the place of something that would be taken.

An allocation in which a step stands where the cheapest completion takes something is checked like any other, so what it
costs less is certain.  No step can lower more than it would cost to take the same thing, where that is as good in every
rule.  Where both are the same, the answer is exact without another search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from pathways.completion.audit import Completion
from pathways.completion.problem import Applied, Choice, Problem, Unit
from pathways.completion.verify import faults


@dataclass(frozen=True)
class Replacing:
    """The completion of a record, and the problem of the same record with one step, ``name``, on it."""

    before: Completion
    after: Problem
    name: str

    def at_least(self) -> Fraction:
        """Return by how much what is missing falls at least."""
        found = (self._bought[taken].cost for taken, unit in self._pairs() if self._holds(taken, unit))
        return Fraction(next(found, 0), self.after.cost_scale)

    def at_most(self) -> Fraction | None:
        """Return by how much what is missing falls at most; None where nothing is known."""
        if self.after.formulas or self.before.problem.scale != self.after.scale:
            return None
        costs = [self._cost_of(choice) for choice in self._choices]
        if any(cost is None for cost in costs):
            return None
        return Fraction(max((cost for cost in costs if cost is not None), default=0), self.after.cost_scale)

    @cached_property
    def _choices(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in self.after.choices if self.name in choice.uses)

    @cached_property
    def _bought(self) -> Mapping[int, Unit]:
        units = self.before.problem.units
        return {index: units[index] for index, _ in self.before.allocation.bought}

    def _cost_of(self, choice: Choice) -> int | None:
        """Return what it would cost to take what a choice gives."""
        total = 0
        for index in choice.units:
            unit = self.after.units[index]
            same = [u for u in self.before.problem.units if not u.owned and u.count and self._is_as_good(u, unit)]
            if not same or len(choice.uses) > 1:
                return None
            total += min(candidate.cost for candidate in same)
        return total

    def _is_as_good(self, candidate: Unit, unit: Unit) -> bool:
        """Return whether a candidate is the same thing and does in every place and rule what a unit does."""
        if unit.course not in candidate.names or unit.credit > candidate.credit or unit.blocks or unit.points:
            return False
        brought = dict(zip(candidate.leaves, candidate.amounts, strict=True))
        if any(brought.get(leaf, -1) < amount for leaf, amount in zip(unit.leaves, unit.amounts, strict=True)):
            return False
        for rule in self.after.rules:
            mine, theirs = rule.weight(candidate), rule.weight(unit)
            if (mine < theirs) if rule.sense == ">=" else (mine > theirs):
                return False
        return not self.after.sharing or candidate.marks >= unit.marks

    def _pairs(self) -> Iterator[tuple[int, Unit]]:
        """Yield what is taken with each thing of the step that may stand there, the dearest first."""
        given = [self.after.units[index] for choice in self._choices for index in choice.units]
        for taken, unit in sorted(self._bought.items(), key=lambda pair: (-pair[1].cost, pair[0])):
            places = {use.leaf for use in self.before.allocation.applied if use.unit == taken}
            yield from ((taken, mine) for mine in given if places and places <= set(mine.leaves) and unit.cost)

    def _holds(self, taken: int, mine: Unit) -> bool:
        """Return whether the completion holds with the step in the place of one thing that it takes."""
        known = self._same
        if known is None or taken >= self._ground:
            return False
        applied: list[Applied] = []
        free = True
        for use in self.before.allocation.applied:
            if use.unit != taken or not (free or use.copy):
                applied.append(replace(use, unit=known[use.unit]))
                continue
            if use.copy not in (0, 1):
                applied.append(use)
                continue
            free = False
            single = use.amount // use.number
            room = 0 if use.leaf is None else mine.amounts[mine.leaves.index(use.leaf)]
            applied.append(Applied(mine.index, use.leaf, 1, min(single, room), use.node, use.copy))
            if use.number > 1:
                applied.append(replace(use, number=use.number - 1, amount=use.amount - single))
        old = self.before.allocation
        bought = tuple((u, n - (u == taken)) for u, n in old.bought if n - (u == taken))
        changed = replace(
            old,
            applied=tuple(applied),
            bought=bought,
            cost=old.cost - self.before.problem.units[taken].cost,
            items=old.items - 1,
        )
        return not faults(self.after, changed)

    @cached_property
    def _ground(self) -> int:
        return sum(not unit.owned for unit in self.before.problem.units)

    @cached_property
    def _same(self) -> Mapping[int, int] | None:
        """Return for each unit of the old problem the same one of the new; None where they cannot be compared."""
        old, new = self.before.problem, self.after
        if old.scale != new.scale or old.cost_scale != new.cost_scale:
            return None
        known = {choice.id: choice.units for choice in new.choices}
        found = {unit.index: unit.index for unit in old.units if not unit.owned}
        for choice in old.choices:
            mine = known.get(choice.id)
            if mine is None or len(mine) != len(choice.units):
                return None
            found.update(zip(choice.units, mine, strict=True))
        return found
