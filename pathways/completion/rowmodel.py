"""What does an integer program look like?  Whole-number variables, rows and objectives in order; no solver in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Terms = dict[int, int]
"""Coefficients by variable."""


@dataclass
class RowModel:
    """A growing integer program: variable bounds, rows ``low <= sum <= high`` (None: open), objectives to minimise.

    ``floors`` are what each objective cannot go below where all before it stand at theirs (None: nothing is known).
    """

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    rows: list[tuple[Terms, int | None, int | None]] = field(default_factory=list)
    objectives: list[Terms] = field(default_factory=list)
    floors: list[int | None] = field(default_factory=list)

    def variable(self, upper: int = 1, lower: int = 0) -> int:
        """Return a new variable between two whole numbers."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def row(self, terms: Terms, low: int | None = None, high: int | None = None) -> None:
        """Ask that ``low <= terms <= high``; rows without terms are kept, so that an impossible one is noticed."""
        self.rows.append(({v: c for v, c in terms.items() if c}, low, high))

    def minimise(self, terms: Terms, floor: int | None = None) -> None:
        """Add the next objective; one without terms is left out."""
        kept = {v: c for v, c in terms.items() if c}
        if kept:
            self.objectives.append(kept)
            self.floors.append(floor)

    def maximise(self, terms: Terms, floor: int | None = None) -> None:
        """Add the next objective with its sign turned; so is what ``floor`` speaks of."""
        self.minimise({v: -c for v, c in terms.items()}, floor)

    def value(self, terms: Terms, solution: Iterable[int]) -> int:
        """Return the value of a sum at a solution."""
        values = list(solution)
        return sum(c * values[v] for v, c in terms.items())

    def holds(self, solution: list[int]) -> bool:
        """Return whether a solution meets every bound and row exactly."""
        inside = all(lo <= v <= hi for v, lo, hi in zip(solution, self.lower, self.upper, strict=True))
        return inside and all(_within(self.value(t, solution), low, high) for t, low, high in self.rows)


def _within(value: int, low: int | None, high: int | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def add(terms: Terms, variable: int, coefficient: int = 1) -> None:
    """Add ``coefficient`` times a variable to a sum."""
    terms[variable] = terms.get(variable, 0) + coefficient
