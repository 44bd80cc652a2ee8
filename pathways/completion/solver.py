"""Which whole numbers are best?  Lexicographic solution of a row model by HiGHS (through scipy), checked exactly.

Measured beside OR-Tools CP-SAT: equal optima; HiGHS is the leaner dependency for audits, CP-SAT is the cross-check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pathways.completion.rowmodel import RowModel, Terms
from pathways.errors import InternalError


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
    for objective in model.objectives or [{}]:
        found = _minimise(model, objective, fixed)
        if found is None:
            if values is None:
                return None
            raise InternalError("X001", "a later objective made a solvable problem unsolvable")
        values = found
        if not model.holds(values) or any(model.value(t, values) > best for t, best in fixed):
            raise InternalError("X001", "the integer program's answer does not meet its own rows")
        fixed.append((objective, model.value(objective, values)))
    if values is None:
        return None
    return Solved(tuple(values), tuple(best for _, best in fixed))


def _trivially(low: int | None, high: int | None) -> bool:
    return (low is None or low <= 0) and (high is None or high >= 0)


def _minimise(model: RowModel, objective: Terms, fixed: list[tuple[Terms, int]]) -> list[int] | None:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    count = len(model.lower)
    cost = np.zeros(count)
    for variable, coefficient in objective.items():
        cost[variable] = coefficient
    rows = [row for row in model.rows if row[0]] + [(terms, None, best) for terms, best in fixed if terms]
    constraints: Any = ()
    if rows:
        low = np.array([-np.inf if row[1] is None else row[1] for row in rows])
        high = np.array([np.inf if row[2] is None else row[2] for row in rows])
        constraints = LinearConstraint(_matrix(rows, count), low, high)
    bounds = Bounds(np.array(model.lower, dtype=float), np.array(model.upper, dtype=float))
    whole = np.ones(count, dtype=np.int64)
    result = milp(cost, constraints=constraints, bounds=bounds, integrality=whole, options={"mip_rel_gap": 0.0})
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
