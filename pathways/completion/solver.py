"""Which whole numbers are best?  Lexicographic solution of a row model by HiGHS (through scipy), checked exactly.

Mostly the linear relaxation of each objective, held in turn, ends in whole numbers; its prices then prove them best.
Else one integer program over what the prices leave open meets the bounds, or objective after objective is decided.
Measured beside OR-Tools CP-SAT: equal optima; HiGHS is the leaner dependency for audits, CP-SAT is the cross-check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pathways.completion.prices import Numbers, Region, Relaxed
from pathways.completion.rowmodel import RowModel, Terms
from pathways.errors import InternalError

INFEASIBLE: Final = 2
"""What scipy reports where an integer program has no solution."""

MOST_RANGE: Final = 200_000
"""Objectives are joined only while what the last of them come to stays well inside what the solver resolves."""

MOST_HOPES: Final = 2
"""How often it is hoped that everything meets its bound, before each objective is decided by itself."""

STEPS: Final = (0, 2, 12)
"""How far above its bound an objective is looked for, before it is looked for anywhere."""


@dataclass(frozen=True, slots=True)
class Solved:
    """Values of all variables and of each objective; None where no solution exists."""

    values: tuple[int, ...]
    objectives: tuple[int, ...]


def solve(model: RowModel) -> Solved | None:
    """Return the lexicographic optimum, proven; None where the rows contradict each other.

    Raises InternalError X001 where the solver's answer fails the exact check of its own rows.
    """
    if any(not terms and not _trivially(low, high) for terms, low, high in model.rows):
        return None
    region = Region.of(model)
    stages = [(region.sums(terms), floor) for terms, floor in _within_reach(model)]
    values = _Stages(region, stages or [(region.sums({}), None)]).run()
    if values is None:
        return None
    found = [int(value) for value in values]
    return Solved(tuple(found), tuple(model.value(terms, found) for terms in model.objectives))


class _Stages:
    """The objectives of one program; the first ``settled`` of them are, and hold in the region."""

    def __init__(self, region: Region, stages: Sequence[tuple[Numbers, int | None]]) -> None:
        self.region = region
        self.objectives = [objective for objective, _ in stages]
        self.floors = [floor for _, floor in stages]
        self.settled = 0
        self.tight = True

    def run(self) -> Numbers | None:
        """Return values that are best in all objectives; None where the rows contradict each other."""
        values: Numbers | None = None
        for hopes in range(MOST_HOPES, -len(self.objectives), -1):
            values = self._hoped() if hopes > 0 else None
            if values is not None:
                return values
            values = self._decided()
            if values is None or self.settled == len(self.objectives):
                break
        return values

    def _hoped(self) -> Numbers | None:
        """Return values that meet the bound of every objective, where all before meet theirs; None if none do."""
        values = self._joined()
        if values is not None and self.settled == len(self.objectives):
            return values
        region, tight, sure = self.region, self.tight, True
        for number in range(self.settled, len(self.objectives)):
            objective = self.objectives[number]
            found = region.relaxed(objective)
            if found is None:
                return None
            best = self._bound(number, found.bound, tight=tight)
            values = _whole(region, objective, best, found)
            region, tight = region.within(found, best).kept(objective, best), tight and best == self.floors[number]
            sure = sure and values is not None
            if sure:
                self.region, self.tight, self.settled = region, tight, number + 1
        if values is None:
            _, values = region.best(self.objectives[-1])
        return values if values is not None and region.holds(values) else None

    def _joined(self) -> Numbers | None:
        """Settle as many objectives together as the relaxation proves; return what it says last.

        ``a`` before ``b`` is the same as ``a * (range of b + 1) + b``.
        """
        values: Numbers | None = None
        while self.settled < len(self.objectives):
            count, objective = self._together()
            found = self.region.relaxed(objective) if count > 1 else None
            whole = None if found is None else _whole(self.region, objective, found.bound, found)
            if found is None or whole is None:
                break
            values = whole
            self.region = self.region.within(found, found.bound).kept(objective, found.bound)
            for number in range(self.settled, self.settled + count):
                self.tight = self.tight and self.objectives[number] @ values == self.floors[number]
            self.settled += count
        return values

    def _together(self) -> tuple[int, Numbers]:
        """Return the next objectives as one, and how many they are: as long as their joint range is small."""
        objective, total, count = self.objectives[self.settled], 1.0, 1
        for other in self.objectives[self.settled + 1 :]:
            span = float(np.abs(other) @ (self.region.upper - self.region.lower)) + 1
            total *= span
            if total > MOST_RANGE:
                break
            objective, count = objective * span + other, count + 1
        return count, objective

    def _bound(self, number: int, bound: int, *, tight: bool) -> int:
        """Return the greater of a bound and of what is known of an objective, where all before stand at theirs."""
        floor = self.floors[number]
        return bound if floor is None or not tight else max(bound, floor)

    def _decided(self) -> Numbers | None:
        """Settle one objective, by integer programs if need be; return the values, None where there are none."""
        region, number = self.region, self.settled
        objective = self.objectives[number]
        found = region.relaxed(objective)
        values = None if found is None else self._near(objective, found)
        if values is None:
            values = self._anywhere(objective)
        if values is None:
            return None
        best = int(objective @ values)
        self.region = (region if found is None else region.within(found, best)).kept(objective, best)
        self.tight = self.tight and best == self.floors[number]
        self.settled += 1
        return values

    def _near(self, objective: Numbers, found: Relaxed) -> Numbers | None:
        """Return the best values, if they are not far above the bound; None where that is not shown."""
        bound = self._bound(self.settled, found.bound, tight=self.tight)
        values = _whole(self.region, objective, bound, found)
        for step in STEPS:
            if values is None:
                _, values = self.region.within(found, bound + step).kept(objective, bound + step).best(objective)
            if values is not None:
                return values if self.region.holds(values) and objective @ values <= bound + step else None
        return None

    def _anywhere(self, objective: Numbers) -> Numbers | None:
        """Return what the integer program finds best; where it fails the exact check, asked again without presolve."""
        status, values = self.region.best(objective)
        if status == INFEASIBLE and not self.settled:
            return None
        if values is None or not self.region.holds(values):
            status, values = self.region.best(objective, presolve=False)
        if status == INFEASIBLE and not self.settled:
            return None
        if values is None or not self.region.holds(values):
            raise InternalError("X001", f"the integer program ended without an answer (status {status})")
        return values


def _whole(region: Region, objective: Numbers, best: int, found: Relaxed) -> Numbers | None:
    """Return the relaxed optimum if it is whole and proven to be best."""
    values = found.rounded
    return values if values is not None and objective @ values == best and region.holds(values) else None


def _within_reach(model: RowModel) -> Iterator[tuple[Terms, int | None]]:
    """Yield the objectives with their floors, none from the first on that is more than its objective can come to.

    Such a floor says that those before do not all stand at theirs.
    """
    known = True
    for objective, floor in zip(model.objectives, model.floors, strict=True):
        most = sum(max(c * model.lower[v], c * model.upper[v]) for v, c in objective.items())
        known = known and (floor is None or floor <= most)
        yield objective, floor if known else None


def _trivially(low: int | None, high: int | None) -> bool:
    return (low is None or low <= 0) and (high is None or high >= 0)
