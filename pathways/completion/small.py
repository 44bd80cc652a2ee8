"""Which whole numbers are best where there are few?  A search in whole numbers, in which nothing is rounded.

Every row narrows the limits of its variables until none changes; then one variable is tried in the better half of its
range, and after that in the other, always below the best that is known.  It ends with a proof or, where that would
take more than a little, without an answer: then the solver is asked, whose every call costs more than most searches.
Source: Land and Doig 1960 (branch and bound), Savelsbergh 1994 (limits that follow from rows).
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import le
from typing import Final

from pathways.completion.rowmodel import RowModel, Terms

MOST_VARIABLES: Final = 100
MOST_STEPS: Final = 5_000
"""Rows that are looked at: some ten milliseconds, less than the solver takes for what is not done by then."""

Entries = list[tuple[int, int]]
"""(row, size of the coefficient) for each row that a limit of one variable matters to."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The lexicographic optimum, proven; None where the rows contradict each other."""

    values: tuple[int, ...] | None


def searched(model: RowModel, most: int = MOST_STEPS) -> Ended | None:
    """Return how the search ended; None where it did not within ``most`` steps, or there are too many variables."""
    return _Search(model).run(most) if len(model.lower) <= MOST_VARIABLES else None


def joined(model: RowModel) -> Terms:
    """Return the objectives as one sum: each counts more than all that the later ones can differ by."""
    found: Terms = {}
    scale = 1
    for terms in reversed(model.objectives):
        for variable, coefficient in terms.items():
            found[variable] = found.get(variable, 0) + scale * coefficient
        scale *= 1 + sum(abs(c) * (model.upper[v] - model.lower[v]) for v, c in terms.items())
    return {variable: coefficient for variable, coefficient in found.items() if coefficient}


class _Search:
    """Limits of variables under rows ``sum <= limit``; the last row is the sum of the objectives.

    ``least`` is what each row comes to at least; ``trail`` are the limits before each change, so that it can be undone.
    """

    def __init__(self, model: RowModel) -> None:
        self.lower, self.upper = list(model.lower), list(model.upper)
        self.rows: list[Entries] = []
        self.limits: list[int] = []
        self.least: list[int] = []
        self.rising: list[Entries] = [[] for _ in self.lower]
        self.falling: list[Entries] = [[] for _ in self.lower]
        for terms, low, high in model.rows:
            if high is not None:
                self._row(terms, high)
            if low is not None:
                self._row({variable: -coefficient for variable, coefficient in terms.items()}, -low)
        weights = joined(model)
        self._row(weights, sum(max(c * self.lower[v], c * self.upper[v]) for v, c in weights.items()))
        self.total = len(self.rows) - 1
        self.high = [weights.get(variable, 0) < 0 for variable in range(len(self.lower))]
        ranks = [(self.upper[v] - self.lower[v] > 1, -abs(weights.get(v, 0))) for v in range(len(self.lower))]
        self.order = sorted(range(len(self.lower)), key=ranks.__getitem__)
        self.trail: list[tuple[int, bool, int]] = []
        self.steps = 0

    def _row(self, terms: Terms, limit: int) -> None:
        row = len(self.rows)
        for variable, coefficient in terms.items():
            entries = self.rising if coefficient > 0 else self.falling
            entries[variable].append((row, abs(coefficient)))
        self.rows.append(list(terms.items()))
        self.limits.append(limit)
        self.least.append(sum(min(c * self.lower[v], c * self.upper[v]) for v, c in terms.items()))

    def run(self, most: int) -> Ended | None:
        """Go through all halves that are left, the better ones first."""
        best: tuple[int, ...] | None = None
        waiting: list[tuple[int, int, int]] = []
        possible = all(map(le, self.lower, self.upper)) and self._narrowed(list(range(len(self.rows))))
        while self.steps <= most:
            variable = self._open() if possible else None
            if variable is not None:
                middle = (self.lower[variable] + self.upper[variable]) // 2
                waiting.append((len(self.trail), variable, middle))
                possible = self._halved(variable, middle, upper=not self.high[variable])
                continue
            if possible:
                best = tuple(self.lower)
                self.limits[self.total] = self.least[self.total] - 1
            if not waiting:
                return Ended(best)
            mark, variable, middle = waiting.pop()
            self._undo(mark)
            possible = self._halved(variable, middle, upper=self.high[variable])
        return None

    def _open(self) -> int | None:
        """Return the next variable that may still have several values; those of two values first."""
        return next((variable for variable in self.order if self.lower[variable] < self.upper[variable]), None)

    def _halved(self, variable: int, middle: int, *, upper: bool) -> bool:
        """Keep the lower or the upper half of a range; return False where nothing better is left in it."""
        if self.least[self.total] > self.limits[self.total]:
            return False
        queue = [self.total]
        moved = self._moved(variable, middle if upper else middle + 1, queue, upper=upper)
        return moved and self._narrowed(queue)

    def _narrowed(self, queue: list[int]) -> bool:
        """Narrow limits by rows until none changes; return False where a row cannot be met."""
        lower, upper = self.lower, self.upper
        while queue:
            row = queue.pop()
            self.steps += 1
            room = self.limits[row] - self.least[row]
            if room < 0:
                return False
            for variable, c in self.rows[row]:
                wide = upper[variable] - lower[variable]
                if c > 0 and c * wide > room:
                    moved = self._moved(variable, lower[variable] + room // c, queue, upper=True)
                elif c < 0 and -c * wide > room:
                    moved = self._moved(variable, upper[variable] - room // -c, queue, upper=False)
                else:
                    continue
                if not moved:
                    return False
        return True

    def _moved(self, variable: int, limit: int, queue: list[int], *, upper: bool) -> bool:
        """Set one limit and queue the rows that come to more by it; return False where one comes to too much."""
        limits, entries = (self.upper, self.falling) if upper else (self.lower, self.rising)
        self.trail.append((variable, upper, limits[variable]))
        by = abs(limits[variable] - limit)
        limits[variable] = limit
        possible = True
        for row, size in entries[variable]:
            self.least[row] += size * by
            possible = possible and self.least[row] <= self.limits[row]
            queue.append(row)
        return possible

    def _undo(self, mark: int) -> None:
        """Take back all changes after the first ``mark``."""
        while len(self.trail) > mark:
            variable, upper, before = self.trail.pop()
            limits, entries = (self.upper, self.falling) if upper else (self.lower, self.rising)
            by = abs(limits[variable] - before)
            limits[variable] = before
            for row, size in entries[variable]:
                self.least[row] -= size * by
