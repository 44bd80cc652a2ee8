"""Is anything done in vain, or later than it could be?  A plan put in order without changing what was asked for.

Single changes, each kept only where every row still holds exactly: what nothing needs is left out, and what can be done
earlier by the same price is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pathways.planning.plan_rows import PlanRows
from pathways.planning.search import Search

MOST_ROUNDS: Final = 6


class Tidy:
    """The values of a plan, with the sum of every row, ready to be changed a little."""

    def __init__(self, rows: PlanRows, search: Search, closed: Sequence[int], values: Sequence[int]) -> None:
        import numpy as np

        self.rows = rows
        self.values = list(values)
        self.closed = frozenset(closed)
        matrix, (low, high) = search.written()
        self.columns = matrix.tocsc()
        self.low, self.high = low, high
        self.sums = matrix @ np.array(values, dtype=np.int64)

    def run(self) -> tuple[int, ...]:
        """Return the values in order."""
        for _ in range(MOST_ROUNDS):
            if not (self._leave_out() | self._bring_forward()):
                break
        return tuple(self.values)

    def _leave_out(self) -> bool:
        """Leave out what nothing needs, the latest first."""
        found = False
        late = sorted(self.rows.take, key=lambda place: self.rows.way(place).slot.end, reverse=True)
        for variable in (*(self.rows.take[place] for place in late), *self.rows.lodge.values()):
            found |= bool(self.values[variable]) and self._change({variable: -1})
        return found

    def _bring_forward(self) -> bool:
        """Do everything as early as it can be done at the same price."""
        found = False
        for place in sorted(p for p, variable in self.rows.take.items() if self.values[variable]):
            number, now = place
            ways = self.rows.task.activities[number].ways
            for index, way in enumerate(ways):
                known = self.rows.take.get((number, index))
                earlier = way.slot.end < ways[now].slot.end and way.price == ways[now].price
                if known is None or known in self.closed or not earlier:
                    continue
                if self._change({self.rows.take[place]: -1, known: 1}):
                    found = True
                    break
        return found

    def _change(self, changes: Mapping[int, int]) -> bool:
        """Make changes if every row still holds; return whether they were made."""
        moved: dict[int, int] = {}
        columns = self.columns
        for variable, by in changes.items():
            for at in range(columns.indptr[variable], columns.indptr[variable + 1]):
                row = int(columns.indices[at])
                moved[row] = moved.get(row, 0) + int(columns.data[at]) * by
        for row, by in moved.items():
            if by and not self.low[row] <= self.sums[row] + by <= self.high[row]:
                return False
        for row, by in moved.items():
            self.sums[row] += by
        for variable, by in changes.items():
            self.values[variable] += by
        return True
