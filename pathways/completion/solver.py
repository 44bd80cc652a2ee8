"""Which whole numbers are best?  Lexicographic solution of a row model by a search, or by HiGHS (through scipy).

Small programs are searched (``small``), whose end is a proof.  What is larger is asked in stages and checked exactly:
mostly the linear relaxation of each objective, held in turn, ends in whole numbers; its prices then prove them best.
Else one integer program over what the prices leave open meets the bounds, or objective after objective is decided.
Measured beside OR-Tools CP-SAT: equal optima; HiGHS is the leaner dependency for audits, CP-SAT is the cross-check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from pathways.completion.prices import NEAR, Numbers, Region, Relaxed
from pathways.completion.rowmodel import RowModel, Terms
from pathways.completion.small import searched
from pathways.errors import InternalError

INFEASIBLE: Final = 2
"""What scipy reports where an integer program has no solution."""

MOST_RANGE: Final = 200_000
"""Objectives are joined only while what the last of them come to stays well inside what the solver resolves."""

MOST_HOPES: Final = 2
"""How often it is hoped that everything meets its bound, before each objective is decided by itself."""

MOST_NODES: Final = 60
"""How far the solver may branch where it only looks near a bound."""

MOST_BROKEN: Final = 4
ROUGHLY: Final = 80
"""Fractions in a relaxed optimum (and one more for so many variables) beyond which nothing is hoped for."""

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
    ended = searched(model)
    if ended is None:
        return solve_in_stages(model)
    return None if ended.values is None else _solved(model, ended.values)


def _solved(model: RowModel, values: tuple[int, ...]) -> Solved:
    return Solved(values, tuple(model.value(terms, values) for terms in model.objectives))


def solve_in_stages(model: RowModel) -> Solved | None:
    """Return the same as ``solve``, without a search: by relaxations and integer programs of HiGHS."""
    if any(not terms and not _trivially(low, high) for terms, low, high in model.rows):
        return None
    region = Region.of(model)
    stages = [(region.sums(terms), floor) for terms, floor in _within_reach(model)]
    values = _Stages(region, stages or [(region.sums({}), None)]).run()
    if values is None:
        return None
    return _solved(model, tuple(int(value) for value in values))


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
        region, number, sure = self.region, self.settled, True
        values: Numbers | None = None
        objective = self.objectives[number]
        while number < len(self.objectives):
            count, objective, found = self._relaxed(region, number)
            if found is None:
                return None
            values = _whole(region, objective, found.bound, found)
            sure = sure and values is not None
            if sure and values is not None:
                self._settle(count, values, found if count == 1 else None)
                region = self.region.within(found, found.bound) if count > 1 else self.region
                self.region = region
            elif values is None and found.broken > MOST_BROKEN + region.open // ROUGHLY:
                return None
            else:
                region = region.within(found, found.bound).kept(objective, found.bound)
            number += count
        if values is None:
            _, values = region.best(objective, nodes=MOST_NODES)
        return values if values is not None and region.holds(values) else None

    def _relaxed(self, region: Region, number: int) -> tuple[int, Numbers, Relaxed | None]:
        """Return the relaxation of the next objectives as one, as far as all but the last come to whole numbers."""
        count, objective = self._together(region, number)
        found = region.relaxed(objective)
        if found is None or count == 1:
            return count, objective, found
        sums = [float(one @ found.values) for one in self.objectives[number : number + count]]
        good = next((place for place, value in enumerate(sums) if abs(value - round(value)) > NEAR), count)
        if good >= count - 1:
            return count, objective, found
        count, objective = self._together(region, number, good + 1)
        return count, objective, region.relaxed(objective)

    def _together(self, region: Region, number: int, most: int | None = None) -> tuple[int, Numbers]:
        """Return the next objectives as one, and how many they are: as long as their joint range is small.

        ``a`` before ``b`` is the same as ``a * (range of b + 1) + b``.
        """
        objective, total, count = self.objectives[number], 1.0, 1
        for other in self.objectives[number + 1 :]:
            span = float(np.abs(other) @ (region.upper - region.lower)) + 1
            total *= span
            if total > MOST_RANGE or count == most:
                break
            objective, count = objective * span + other, count + 1
        return count, objective

    def _bound(self, number: int, bound: int, *, tight: bool) -> int:
        """Return the greater of a bound and of what is known of an objective, where all before stand at theirs."""
        floor = self.floors[number]
        return bound if floor is None or not tight else max(bound, floor)

    def _decided(self) -> Numbers | None:
        """Settle the next objectives by integer programs if need be; return the values, None where there are none."""
        region, objective = self.region, self.objectives[self.settled]
        found = region.relaxed(objective)
        if found is not None:
            bound = self._bound(self.settled, found.bound, tight=self.tight)
            values = _whole(region, objective, bound, found)
            if values is not None:
                return self._settle(1, values, found)
            for step in STEPS:
                near = region.within(found, bound + step).kept(objective, bound + step)
                count, joint = self._together(near, self.settled)
                status, values = near.best(joint, nodes=MOST_NODES)
                if status == 0 and values is not None and near.holds(values):
                    return self._settle(count, values, found)
        values = self._anywhere(objective)
        return None if values is None else self._settle(1, values, found)

    def _settle(self, count: int, values: Numbers, found: Relaxed | None) -> Numbers:
        """Hold the next objectives at what they come to."""
        for number in range(self.settled, self.settled + count):
            objective, best = self.objectives[number], int(self.objectives[number] @ values)
            self.region = (self.region if found is None else self.region.within(found, best)).kept(objective, best)
            self.tight = self.tight and best == self.floors[number]
            found = None
        self.settled += count
        return values

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
