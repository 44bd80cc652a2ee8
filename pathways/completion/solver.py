"""Which whole numbers are best?  Lexicographic solution of a row model by HiGHS (through scipy), checked exactly.

Measured beside OR-Tools CP-SAT: equal optima; HiGHS is the leaner dependency for audits, CP-SAT is the cross-check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pathways.completion.rowmodel import RowModel, Terms, add
from pathways.errors import InternalError

SOLVE_ERROR = 4
"""What scipy reports when HiGHS gives up inside its presolve, seen on programs that have no solution."""

MOST_RANGE = 200_000
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
    fixed: list[tuple[Terms, int]] = []
    values: list[int] | None = None
    tight = True
    for objective, known in packed(model) or [({}, None)]:
        floor = known if tight and known is not None else None
        least = _least(model, objective) if floor is None else floor
        if values is None or model.value(objective, values) > least:
            values = _minimise(model, objective, fixed, floor)
            if values is None and not fixed:
                return None
            if values is None or not _kept(model, values, fixed):
                values = _minimise(model, objective, fixed, None, presolve=False)
            if values is None or not _kept(model, values, fixed):
                raise InternalError("X001", "the integer program's answer does not meet its own rows")
        best = model.value(objective, values)
        tight = floor is not None and best == floor
        fixed.append((objective, best))
    if values is None:
        return None
    return Solved(tuple(values), tuple(model.value(objective, values) for objective in model.objectives))


def _kept(model: RowModel, values: list[int], fixed: list[tuple[Terms, int]]) -> bool:
    return model.holds(values) and all(model.value(terms, values) <= best for terms, best in fixed)


def packed(model: RowModel) -> list[tuple[Terms, int | None]]:
    """Return the objectives with their floors, neighbours joined into one where their ranges are small enough.

    ``a`` before ``b`` is the same as ``a * (range of b + 1) + b``, and so are their floors.
    """
    found: list[tuple[Terms, int | None]] = []
    ranges: list[int] = []
    for objective, floor in zip(model.objectives, model.floors, strict=True):
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


def _least(model: RowModel, objective: Terms) -> int:
    """Return a value that the objective cannot go below, from the bounds of its variables alone."""
    return sum(min(c * model.lower[v], c * model.upper[v]) for v, c in objective.items())


def _trivially(low: int | None, high: int | None) -> bool:
    return (low is None or low <= 0) and (high is None or high >= 0)


def _minimise(
    model: RowModel,
    objective: Terms,
    fixed: list[tuple[Terms, int]],
    floor: int | None,
    *,
    presolve: bool = True,
) -> list[int] | None:
    """Return the best values, None where there are none; presolve is left out when its answer failed the check."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    count = len(model.lower)
    cost = np.zeros(count)
    for variable, coefficient in objective.items():
        cost[variable] = coefficient
    rows = [row for row in model.rows if row[0]] + [(terms, None, best) for terms, best in fixed if terms]
    if floor is not None and objective:
        rows.append((objective, floor, None))
    constraints: Any = ()
    if rows:
        low = np.array([-np.inf if row[1] is None else row[1] for row in rows])
        high = np.array([np.inf if row[2] is None else row[2] for row in rows])
        constraints = LinearConstraint(_matrix(rows, count), low, high)
    bounds = Bounds(np.array(model.lower, dtype=float), np.array(model.upper, dtype=float))
    whole = np.ones(count, dtype=np.int64)
    result = milp(
        cost,
        constraints=constraints,
        bounds=bounds,
        integrality=whole,
        options={"mip_rel_gap": 0.0, "presolve": presolve},
    )
    if result.status == SOLVE_ERROR and presolve:
        return _minimise(model, objective, fixed, floor, presolve=False)
    if result.status == 2:
        return None
    if result.status != 0 or result.x is None:
        raise InternalError("X001", f"the integer program ended without proof: {result.message}")
    return [round(value) for value in result.x]


def _matrix(rows: list[tuple[Terms, int | None, int | None]], count: int) -> Any:
    import numpy as np
    from scipy.sparse import csr_array

    data = [c for terms, _, _ in rows for c in terms.values()]
    columns = [v for terms, _, _ in rows for v in terms]
    pointers = np.cumsum([0, *(len(terms) for terms, _, _ in rows)])
    return csr_array((np.array(data, dtype=float), np.array(columns), pointers), shape=(len(rows), count))
