"""Which whole numbers are best?  Lexicographic solution of a row model by HiGHS (through scipy), checked exactly.

Mostly the linear relaxation of each objective, held in turn, ends in whole numbers; its prices then prove them best.
Else one integer program over what the prices leave open meets the bounds, or objective after objective is decided.
Measured beside OR-Tools CP-SAT: equal optima; HiGHS is the leaner dependency for audits, CP-SAT is the cross-check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pathways.completion.prices import Numbers, Region, Relaxed
from pathways.completion.rowmodel import RowModel, Terms, add
from pathways.errors import InternalError

INFEASIBLE: Final = 2
"""What scipy reports where an integer program has no solution."""

MOST_RANGE: Final = 200_000
"""Objectives are joined only while their joint range stays well inside what the solver resolves exactly."""


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
    stages = [(region.sums(terms), floor) for terms, floor in packed(model) or [({}, None)]]
    values = _Stages(region, stages).run()
    if values is None:
        return None
    found = [int(value) for value in values]
    return Solved(tuple(found), tuple(model.value(terms, found) for terms in model.objectives))


class _Stages:
    """The objectives of one program, settled one after the other."""

    def __init__(self, region: Region, stages: Sequence[tuple[Numbers, int | None]]) -> None:
        self.region = region
        self.stages = stages
        self.settled = 0
        self.tight = True

    def run(self) -> Numbers | None:
        """Return values that are best in all objectives; None where the rows contradict each other."""
        values = self._hopefully()
        return self._carefully() if values is None else values

    def _hopefully(self) -> Numbers | None:
        """Return values that meet the bound of every objective, where all before meet theirs; None if none do.

        What is sure in any case is kept.
        """
        region, tight, sure = self.region, True, True
        values: Numbers | None = None
        for number, (objective, floor) in enumerate(self.stages, 1):
            found = region.relaxed(objective)
            if found is None:
                return None
            best = max(found.bound, floor) if floor is not None and tight else found.bound
            values = _whole(region, objective, best, found)
            region = region.within(found, best).kept(objective, best)
            tight, sure = tight and best == floor, sure and values is not None
            if sure:
                self.region, self.settled, self.tight = region, number, tight
            elif number == len(self.stages) and values is None:
                values = region.best(objective)[1]
        return values if values is not None and region.holds(values) else None

    def _carefully(self) -> Numbers | None:
        """Return the best values, each objective settled before the next; None where the rows contradict each other."""
        region, tight = self.region, self.tight
        values: Numbers | None = None
        for objective, floor in self.stages[self.settled :]:
            found = region.relaxed(objective)
            bound = None if found is None else found.bound
            if floor is not None and tight:
                bound = floor if bound is None else max(bound, floor)
            values = self._best(region, objective, bound, found)
            if values is None:
                return None
            best = int(objective @ values)
            tight = tight and best == floor
            region = (region if found is None else region.within(found, best)).kept(objective, best)
            self.settled += 1
        return values

    def _best(self, region: Region, objective: Numbers, bound: int | None, found: Relaxed | None) -> Numbers | None:
        """Return values that make an objective least: those that meet its bound, if there are any."""
        if found is not None and bound is not None:
            values = _whole(region, objective, bound, found)
            if values is None:
                values = region.within(found, bound).kept(objective, bound).best(objective)[1]
            if values is not None and region.holds(values) and objective @ values == bound:
                return values
        return self._decided(region, objective)

    def _decided(self, region: Region, objective: Numbers) -> Numbers | None:
        """Return what the integer program finds best; where it fails the exact check, asked again without presolve."""
        status, values = region.best(objective)
        if status == INFEASIBLE and not self.settled:
            return None
        if values is None or not region.holds(values):
            status, values = region.best(objective, presolve=False)
        if status == INFEASIBLE and not self.settled:
            return None
        if values is None or not region.holds(values):
            raise InternalError(
                "X001", f"the integer program ended without an answer to its own rows (status {status})"
            )
        return values


def _whole(region: Region, objective: Numbers, best: int, found: Relaxed) -> Numbers | None:
    """Return the relaxed optimum if it is whole and proven to be best."""
    values = found.rounded
    return values if values is not None and objective @ values == best and region.holds(values) else None


def packed(model: RowModel) -> list[tuple[Terms, int | None]]:
    """Return the objectives with their floors, neighbours joined into one where their ranges are small enough.

    ``a`` before ``b`` is the same as ``a * (range of b + 1) + b``, and so are their floors.
    """
    found: list[tuple[Terms, int | None]] = []
    ranges: list[int] = []
    for objective, floor in _within_reach(model):
        span = sum(abs(c) * (model.upper[v] - model.lower[v]) for v, c in objective.items())
        if found and (ranges[-1] + 1) * (span + 1) <= MOST_RANGE:
            before, known = found[-1]
            joined = {v: c * (span + 1) for v, c in before.items()}
            for variable, coefficient in objective.items():
                add(joined, variable, coefficient)
            least = _least(model, objective) if floor is None else floor
            both = None if known is None else known * (span + 1) + least
            found[-1], ranges[-1] = (joined, both), (ranges[-1] + 1) * (span + 1)
        else:
            found.append((dict(objective), floor))
            ranges.append(span)
    return found


def _within_reach(model: RowModel) -> Iterator[tuple[Terms, int | None]]:
    """Yield the objectives with their floors, none from the first on that is more than its objective can come to.

    Such a floor says that those before do not all stand at theirs.
    """
    known = True
    for objective, floor in zip(model.objectives, model.floors, strict=True):
        most = sum(max(c * model.lower[v], c * model.upper[v]) for v, c in objective.items())
        known = known and (floor is None or floor <= most)
        yield objective, floor if known else None


def _least(model: RowModel, objective: Terms) -> int:
    """Return a value that the objective cannot go below, from the bounds of its variables alone."""
    return sum(min(c * model.lower[v], c * model.upper[v]) for v, c in objective.items())


def _trivially(low: int | None, high: int | None) -> bool:
    return (low is None or low <= 0) and (high is None or high >= 0)
