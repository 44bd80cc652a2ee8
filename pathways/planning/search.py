"""Which whole numbers are best, within a stated effort?  A row model asked again and again, each answer checked.

The rows are handed to the solver once; closing variables and holding objectives are small changes to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Any, Literal

from pathways.completion.rowmodel import RowModel, Terms
from pathways.errors import InternalError

Ending = Literal["optimal", "infeasible", "limit"]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much may be spent: ``nodes`` of each search tree (repeatable) and ``seconds`` of the whole (not)."""

    nodes: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """How a search ended, the best values found, and what the objective cannot go below."""

    ending: Ending
    values: tuple[int, ...] | None = None
    bound: int | None = None


class Search:
    """A row model as the solver wants it, with variables closed and objectives held since."""

    def __init__(self, model: RowModel, effort: Effort | None = None) -> None:
        import numpy as np

        self.model = model
        self.effort = effort or Effort()
        self.upper = np.array(model.upper, dtype=float)
        self.lower = np.array(model.lower, dtype=float)
        self.rows: list[tuple[Terms, int | None, int | None]] = []
        self.until = None if self.effort.seconds is None else monotonic() + self.effort.seconds
        self._matrix = _matrix(model.rows, len(model.lower))
        self._bounds = _bounds(model.rows)
        self.solves = 0
        self.spent = False

    def close(self, variables: Iterable[int]) -> None:
        """Set variables to nothing from now on."""
        for variable in variables:
            self.upper[variable] = min(self.upper[variable], 0)

    def hold(self, terms: Terms, low: int | None = None, high: int | None = None) -> None:
        """Ask for one more row from now on."""
        self.rows.append((terms, low, high))

    def least(self, objective: Terms, closed: Sequence[int] = ()) -> int | None:
        """Return what an objective cannot go below, by the linear relaxation; None where even that has no solution."""
        status, value, _, _ = self._ask(objective, closed, (), whole=False)
        if status == 2:
            return None
        if value is None:
            return -(10**12)
        slip = 1e-6 * max(1.0, sum(abs(c) * self.model.upper[v] for v, c in objective.items()))
        return ceil(value - min(slip, 0.5))

    def feasible(self, closed: Sequence[int] = ()) -> bool:
        """Return whether the linear relaxation has a solution."""
        return self.least({}, closed) is not None

    def best(self, objective: Terms, closed: Sequence[int] = (), raised: Sequence[int] = ()) -> Answer:
        """Return the values that make an objective least, closed variables at nothing, raised ones at most.

        Raises InternalError X001 where the solver's answer fails the exact check of its own rows.
        """
        status, _, values, bound = self._ask(objective, closed, raised, whole=True)
        if status == 4:
            status, _, values, bound = self._ask(objective, closed, raised, whole=True, presolve=False)
        if status == 2:
            return Answer("infeasible")
        if values is not None and not self.holds(values):
            status, _, values, bound = self._ask(objective, closed, raised, whole=True, presolve=False)
            if values is not None and not self.holds(values):
                raise InternalError("X001", "the integer program's answer does not meet its own rows")
        if status == 0:
            return Answer("optimal", values, None if values is None else self.model.value(objective, values))
        if status == 1:
            return self._within_effort(objective, closed, raised, values, bound)
        raise InternalError("X001", f"the integer program ended without proof (status {status})")

    def _within_effort(
        self,
        objective: Terms,
        closed: Sequence[int],
        raised: Sequence[int],
        values: tuple[int, ...] | None,
        bound: float | None,
    ) -> Answer:
        """Return the best that is known when the effort is spent; the solver keeps none at its limit of nodes."""
        self.spent = True
        if values is None and objective:
            _, _, values, _ = self._ask({}, closed, raised, whole=True)
            if values is not None and not self.holds(values):
                values = None
        known = self.least(objective, closed) if bound is None else ceil(bound - 1e-6)
        return Answer("limit", values, known)

    def written(self) -> tuple[Any, tuple[Any, Any]]:
        """Return the matrix of all rows, those held since included, and their least and greatest sums."""
        rows = [*self.model.rows, *self.rows]
        return _matrix(rows, len(self.model.lower)), _bounds(rows)

    def holds(self, values: Sequence[int]) -> bool:
        """Return whether values meet every bound and row exactly."""
        import numpy as np

        found = np.array(values, dtype=np.int64)
        if (found < self.lower).any() or (found > np.array(self.model.upper)).any():
            return False
        sums = self._matrix @ found if self.model.rows else found[:0]
        low, high = self._bounds
        extra = all(_within(self.model.value(t, values), lo, hi) for t, lo, hi in self.rows)
        return bool((sums >= low).all() and (sums <= high).all()) and extra

    def _ask(
        self, objective: Terms, closed: Sequence[int], raised: Sequence[int], *, whole: bool, presolve: bool = True
    ) -> tuple[int, float | None, tuple[int, ...] | None, float | None]:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        self.solves += 1
        cost = np.zeros(len(self.lower))
        for variable, coefficient in objective.items():
            cost[variable] = coefficient
        constraints: list[Any] = []
        if self.model.rows:
            constraints.append(LinearConstraint(self._matrix, *self._bounds))
        if self.rows:
            constraints.append(LinearConstraint(_matrix(self.rows, len(cost)), *_bounds(self.rows)))
        upper = self.upper.copy()
        upper[list(closed)] = 0
        lower = self.lower.copy()
        lower[list(raised)] = upper[list(raised)]
        if (upper < lower).any():
            return 2, None, None, None
        options: dict[str, Any] = {"mip_rel_gap": 0.0, "presolve": presolve}
        if whole and self.effort.nodes is not None:
            options["node_limit"] = self.effort.nodes
        if self.until is not None:
            options["time_limit"] = max(0.0, self.until - monotonic())
        found = milp(
            cost,
            constraints=constraints,
            bounds=Bounds(lower, upper),
            integrality=np.full(len(cost), int(whole), dtype=np.int64),
            options=options,  # type: ignore[arg-type]
        )
        values = None if found.x is None or not whole else tuple(round(value) for value in found.x)
        status = 1 if "limit reached" in str(found.message) else int(found.status)
        return status, found.fun, values, getattr(found, "mip_dual_bound", None)


def _matrix(rows: Sequence[tuple[Terms, int | None, int | None]], count: int) -> Any:
    import numpy as np
    from scipy.sparse import csr_array

    data = [c for terms, _, _ in rows for c in terms.values()]
    columns = [v for terms, _, _ in rows for v in terms]
    pointers = np.cumsum([0, *(len(terms) for terms, _, _ in rows)])
    shape = (len(rows), count)
    return csr_array((np.array(data, dtype=np.int64), np.array(columns, dtype=np.int64), pointers), shape=shape)


def _bounds(rows: Sequence[tuple[Terms, int | None, int | None]]) -> tuple[Any, Any]:
    import numpy as np

    low = np.array([-np.inf if row[1] is None else row[1] for row in rows], dtype=float)
    high = np.array([np.inf if row[2] is None else row[2] for row in rows], dtype=float)
    return low, high


def _within(value: int, low: int | None, high: int | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)
