"""Is anything done in vain, or later than it could be?  A plan put in order without changing what was asked for.

Single changes, each kept only where every row still holds exactly: what nothing needs is left out, and what can be done
earlier at the same price is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pathways.completion.steps import PLANNED
from pathways.planning.goal_rows import GoalRows
from pathways.planning.plan_rows import Place, PlanRows
from pathways.planning.search import Search

MOST_ROUNDS: Final = 6


class Changing:
    """Values of a row model with the sum of every row; changed only where every row still holds."""

    def __init__(self, matrix: Any, bounds: tuple[Any, Any], values: Sequence[int]) -> None:
        import numpy as np

        columns = matrix.tocsc()
        self.values = list(values)
        self._starts, self._rows, self._data = columns.indptr, columns.indices, columns.data
        self._low, self._high = bounds
        self._sums = matrix @ np.array(values, dtype=np.int64)

    def change(self, changes: Mapping[int, int]) -> bool:
        """Add to some values if every row still holds; return whether that was done."""
        moved: dict[int, int] = {}
        for variable, by in changes.items():
            for at in range(self._starts[variable], self._starts[variable + 1]):
                row = int(self._rows[at])
                moved[row] = moved.get(row, 0) + int(self._data[at]) * by
        for row, by in moved.items():
            if by and not self._low[row] <= self._sums[row] + by <= self._high[row]:
                return False
        for row, by in moved.items():
            self._sums[row] += by
        for variable, by in changes.items():
            self.values[variable] += by
        return True


class Tidy:
    """A plan to be put in order; ``closed`` are the ways that must not be taken."""

    def __init__(self, rows: PlanRows, search: Search, closed: Sequence[int], values: Sequence[int]) -> None:
        self.rows = rows
        self.closed = frozenset(closed)
        self.plan = Changing(*search.written(), values)

    def run(self) -> tuple[int, ...]:
        """Return the values in order."""
        for _ in range(MOST_ROUNDS):
            if not (self._leave_out() | self._bring_forward() | self._awards_forward()):
                break
        return tuple(self.plan.values)

    def _leave_out(self) -> bool:
        """Leave out what nothing needs, the latest first."""
        found = False
        late = sorted(self.rows.take, key=lambda place: self.rows.way(place).slot.end, reverse=True)
        for variable in (*(self.rows.take[place] for place in late), *self.rows.lodge.values()):
            found |= bool(self.plan.values[variable]) and self.plan.change({variable: -1})
        return found

    def _bring_forward(self) -> bool:
        """Do everything as early as it can be done at the same price."""
        found = False
        for place in sorted(p for p, variable in self.rows.take.items() if self.plan.values[variable]):
            number, now = place
            ways = self.rows.task.activities[number].ways
            for index, way in enumerate(ways):
                known = self.rows.take.get((number, index))
                earlier = way.slot.end < ways[now].slot.end and way.price == ways[now].price
                if known is None or known in self.closed or not earlier:
                    continue
                if self.plan.change({self.rows.take[place]: -1, known: 1}):
                    found = True
                    break
        return found

    def _awards_forward(self) -> bool:
        """Let what an award needs change places with what it does not need, the award named first before the others."""
        found = False
        for goal in self.rows.goals if len(self.rows.goals) > 1 else ():
            found |= self._swap_for(goal)
        return found

    def _swap_for(self, goal: GoalRows) -> bool:
        values = self.plan.values
        uses = {
            name for name, sums in goal.uses().items() if any(sum(c * values[v] for v, c in t.items()) for t in sums)
        }
        taken = [place for place, variable in self.rows.take.items() if values[variable]]
        mine = [place for place in taken if PLANNED + self.rows.task.activities[place[0]].id in uses]
        others = [place for place in taken if place not in mine]
        found = False
        for late in sorted(mine, key=lambda place: self.rows.way(place).slot.end, reverse=True):
            for early in sorted(others, key=lambda place: self.rows.way(place).slot.end):
                if self.rows.way(early).slot.end < self.rows.way(late).slot.end and self._swap(late, early):
                    others = self._now(others)
                    found = True
                    break
        return found

    def _now(self, places: Sequence[Place]) -> list[Place]:
        """Return where some things stand now."""
        numbers = {place[0] for place in places}
        return [p for p, variable in self.rows.take.items() if p[0] in numbers and self.plan.values[variable]]

    def _swap(self, one: Place, other: Place) -> bool:
        """Let two things change their slots, where both can at the same price."""
        first, second = self._instead(one, other), self._instead(other, one)
        if first is None or second is None:
            return False
        return self.plan.change({self.rows.take[one]: -1, self.rows.take[other]: -1, first: 1, second: 1})

    def _instead(self, place: Place, of: Place) -> int | None:
        """Return the variable of doing something in the slot of another; None where it cannot be or costs otherwise."""
        slot, price = self.rows.way(of).slot, self.rows.way(place).price
        for index, way in enumerate(self.rows.task.activities[place[0]].ways):
            known = self.rows.take.get((place[0], index))
            if way.slot == slot and way.price == price and known is not None and known not in self.closed:
                return known
        return None
