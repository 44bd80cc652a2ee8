"""Which whole numbers are best?  Lexicographic solution of a row model by HiGHS (through scipy), checked exactly.

Measured beside OR-Tools CP-SAT: equal optima; HiGHS is the leaner dependency for audits, CP-SAT is the cross-check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from pathways.completion.rowmodel import RowModel, Terms, add
from pathways.errors import InternalError

Row = tuple[Terms, int | None, int | None]

INFEASIBLE: Final = 2
SOLVE_ERROR: Final = 4
"""What scipy reports when HiGHS gives up inside its presolve, seen on programs that have no solution."""

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
    program = _Program(model)
    values: list[int] | None = None
    tight = True
    for objective, known in packed(model) or [({}, None)]:
        floor = known if tight and known is not None else None
        least = None if values is None else program.least(objective, model.value(objective, values), floor)
        if values is None or least is None or model.value(objective, values) > least:
            values = program.best(objective, floor if least is None else least)
        if values is None:
            return None
        best = model.value(objective, values)
        tight = floor is not None and best == floor
        program.keep(objective, best)
    return None if values is None else Solved(tuple(values), tuple(model.value(o, values) for o in model.objectives))


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


class _Program:
    """The rows of a model as the solver wants them, with the objectives that are settled as further rows."""

    def __init__(self, model: RowModel) -> None:
        self.model = model
        self.rows = [row for row in model.rows if row[0]]
        self.fixed: list[tuple[Terms, int]] = []

    def keep(self, objective: Terms, best: int) -> None:
        """Hold an objective at its best from now on."""
        self.fixed.append((objective, best))
        if objective:
            self.rows.append((objective, None, best))

    def least(self, objective: Terms, value: int, floor: int | None) -> int | None:
        """Return what an objective cannot go below: what is known of it, else by the linear relaxation.

        ``value`` is what it comes to now; None where the relaxation gives no answer.
        """
        known = _least(self.model, objective) if floor is None else floor
        if value <= known:
            return known
        status, bound, _ = self._ask(objective, self.rows, presolve=True, whole=False)
        if status != 0 or bound is None:
            return None
        slip = 1e-6 * max(1, sum(abs(c) * self.model.upper[v] for v, c in objective.items()))
        return max(known, ceil(bound - slip))

    def best(self, objective: Terms, floor: int | None) -> list[int] | None:
        """Return values that make an objective least; None where the rows contradict each other.

        Where the answer fails the exact check of its rows it is asked for once more without presolve.
        """
        rows = self.rows if floor is None or not objective else [*self.rows, (objective, floor, None)]
        values = self._whole(objective, rows, presolve=True)
        if values is None and not self.fixed:
            return None
        if values is None or not self._holds(values):
            values = self._whole(objective, self.rows, presolve=False)
        if values is None or not self._holds(values):
            raise InternalError("X001", "the integer program's answer does not meet its own rows")
        return values

    def _holds(self, values: list[int]) -> bool:
        model = self.model
        return model.holds(values) and all(model.value(terms, values) <= best for terms, best in self.fixed)

    def _whole(self, objective: Terms, rows: list[Row], *, presolve: bool) -> list[int] | None:
        status, _, values = self._ask(objective, rows, presolve=presolve, whole=True)
        if status == SOLVE_ERROR and presolve:
            return self._whole(objective, rows, presolve=False)
        if status == INFEASIBLE:
            return None
        if status != 0 or values is None:
            raise InternalError("X001", f"the integer program ended without proof (status {status})")
        return [round(value) for value in values]

    def _ask(
        self, objective: Terms, rows: list[Row], *, presolve: bool, whole: bool
    ) -> tuple[int, float | None, list[float] | None]:
        """Return (status, value, variables) of the solver; ``whole`` false gives the linear relaxation."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        count = len(self.model.lower)
        cost = np.zeros(count)
        for variable, coefficient in objective.items():
            cost[variable] = coefficient
        constraints: Any = ()
        if rows:
            low = np.array([-np.inf if row[1] is None else row[1] for row in rows])
            high = np.array([np.inf if row[2] is None else row[2] for row in rows])
            constraints = LinearConstraint(_matrix(rows, count), low, high)
        result = milp(
            cost,
            constraints=constraints,
            bounds=Bounds(np.array(self.model.lower, dtype=float), np.array(self.model.upper, dtype=float)),
            integrality=np.full(count, int(whole), dtype=np.int64),
            options={"mip_rel_gap": 0.0, "presolve": presolve},
        )
        return int(result.status), result.fun, None if result.x is None else [float(value) for value in result.x]


def _matrix(rows: list[Row], count: int) -> Any:
    import numpy as np
    from scipy.sparse import csr_array

    data = [c for terms, _, _ in rows for c in terms.values()]
    columns = [v for terms, _, _ in rows for v in terms]
    pointers = np.cumsum([0, *(len(terms) for terms, _, _ in rows)])
    return csr_array((np.array(data, dtype=float), np.array(columns), pointers), shape=(len(rows), count))
