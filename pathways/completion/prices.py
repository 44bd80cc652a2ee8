"""What does a linear relaxation prove?  A bound in whole numbers, and which values no better solution has.

Any prices of the rows give a lower bound (weak duality).  Those of the solver are rounded to whole parts and summed
exactly, so what is said here holds whatever the solver's tolerance.  Source: Neumaier and Shcherbina 2004 (safe
bounds), Dantzig, Fulkerson and Johnson 1954 (what a variable costs beyond the bound keeps it where it is).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, frexp
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from pathways.completion.rowmodel import RowModel, Terms

Numbers = npt.NDArray[np.float64]

EXACT: Final = 52
"""Bits within which sums of whole numbers are exact."""

FINEST: Final = 24
COARSEST: Final = 8
"""Bits of the parts to which prices are rounded, as many as fit."""

NEAR: Final = 1e-6

MOST_DENSE: Final = 20_000
"""Entries up to which a matrix is kept whole, its noughts too."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What the relaxation says: no solution is below ``bound``; those at the bound lie between the limits.

    ``values`` is the relaxed optimum; ``slack`` and ``costs`` are what is left below the bound and what a step of each
    variable costs, in the same parts (``part`` of one).
    """

    bound: int
    values: Numbers
    slack: float
    costs: Numbers
    part: float

    @property
    def rounded(self) -> Numbers | None:
        """Return the optimum in whole numbers, if it has no fractions."""
        return None if self.broken else np.rint(self.values)

    @property
    def broken(self) -> int:
        """Return how many values of the optimum are fractions."""
        return int((np.abs(self.values - np.rint(self.values)) > NEAR).sum())


@dataclass(frozen=True)
class Region:
    """The rows of an integer program as arrays, and limits of its variables; all whole numbers."""

    matrix: Any
    low: Numbers
    high: Numbers
    lower: Numbers
    upper: Numbers

    @staticmethod
    def of(model: RowModel, most_dense: int = MOST_DENSE) -> Region:
        """Return the region of a model; rows without terms are left out.

        Up to ``most_dense`` entries the matrix is kept with its noughts; that changes the time and nothing else.
        """
        rows = [row for row in model.rows if row[0]]
        low = np.array([-np.inf if row[1] is None else row[1] for row in rows], dtype=float)
        high = np.array([np.inf if row[2] is None else row[2] for row in rows], dtype=float)
        matrix = _matrix([row[0] for row in rows], len(model.lower), most_dense)
        return Region(matrix, low, high, np.array(model.lower, dtype=float), np.array(model.upper, dtype=float))

    @property
    def open(self) -> int:
        """Return how many variables may still have several values."""
        return int((self.lower < self.upper).sum())

    def sums(self, terms: Terms) -> Numbers:
        """Return the coefficients of a sum, one for each variable."""
        found = np.zeros(len(self.lower))
        found[list(terms)] = list(terms.values())
        return found

    def holds(self, values: Numbers) -> bool:
        """Return whether whole numbers meet every limit and row."""
        sums = self.matrix @ values
        inside = (values >= self.lower).all() and (values <= self.upper).all()
        return bool(inside and (sums >= self.low).all() and (sums <= self.high).all())

    def kept(self, objective: Numbers, best: int) -> Region:
        """Return the region in which an objective does not exceed its best."""
        return replace(
            self,
            matrix=_stacked(self.matrix, _like(self.matrix, objective[None, :])),
            low=np.append(self.low, -np.inf),
            high=np.append(self.high, best),
        )

    def within(self, found: Relaxed, best: int) -> Region:
        """Return the region without what a relaxation shows to lie above ``best``."""
        room = found.slack + (best - found.bound) / found.part
        steps = np.floor(
            np.divide(room, np.abs(found.costs), out=np.full_like(found.costs, np.inf), where=found.costs != 0)
        )
        upper = np.where(found.costs > 0, np.minimum(self.upper, self.lower + steps), self.upper)
        lower = np.where(found.costs < 0, np.maximum(self.lower, self.upper - steps), self.lower)
        return replace(self, lower=lower, upper=upper)

    def relaxed(self, objective: Numbers) -> Relaxed | None:
        """Return the linear relaxation with what its prices prove; None where it has none."""
        view = _View.of(self)
        if not view.possible:
            return None
        prices, found = view.solved(objective[view.free])
        if found is None:
            return None
        every = np.zeros(len(self.low))
        every[view.rows] = prices
        proof = self.proven(objective, every)
        if proof is not None:
            proof.values[view.free] = found
        return proof

    def proven(self, objective: Numbers, prices: Numbers) -> Relaxed | None:
        """Return what any prices of the rows prove; None where the sums would be too large to be exact."""
        prices = np.where(np.isfinite(np.where(prices > 0, self.low, self.high)), prices, 0)
        side = np.where(prices > 0, self.low, np.where(prices < 0, self.high, 0))
        wide = np.maximum(np.abs(self.lower), np.abs(self.upper))
        most = np.abs(prices) @ np.abs(side) + (np.abs(objective) + abs(self.matrix).T @ np.abs(prices)) @ wide
        bits = min(FINEST, EXACT - 2 - frexp(float(most) + 1)[1])
        if bits < COARSEST:
            return None
        part = 2.0**-bits
        whole = np.rint(prices / part)
        costs = objective / part - self.matrix.T @ whole
        total = float(whole @ side + np.minimum(costs * self.lower, costs * self.upper).sum())
        bound = ceil(total * part)
        return Relaxed(bound, self.lower.copy(), bound / part - total, costs, part)

    def best(
        self, objective: Numbers, *, presolve: bool = True, nodes: int | None = None
    ) -> tuple[int, Numbers | None]:
        """Return the solver's status and the whole values that it finds best; ``nodes`` is how far it may branch."""
        view = _View.of(self)
        if not view.possible:
            return 2, None
        values = self.lower.copy()
        if len(view.free):
            status, found = view.best(objective[view.free], presolve=presolve, nodes=nodes)
            if found is None:
                return status, None
            values[view.free] = np.rint(found)
        return 0, values


@dataclass(frozen=True)
class _View:
    """A region without the variables that have one value and without the rows that nothing can break."""

    free: npt.NDArray[np.intp]
    rows: npt.NDArray[np.intp]
    matrix: Any
    low: Numbers
    high: Numbers
    lower: Numbers
    upper: Numbers
    possible: bool

    @staticmethod
    def of(region: Region) -> _View:
        """Return what is left open of a region."""
        open_, settled = region.lower < region.upper, region.lower >= region.upper
        free = np.flatnonzero(open_)
        base = region.matrix @ np.where(settled, region.lower, 0)
        lower, upper = region.lower[free], region.upper[free]
        matrix = region.matrix[:, free] if len(free) < len(open_) else region.matrix
        low, high = region.low - base, region.high - base
        plus = (abs(matrix) + matrix) / 2
        minus = matrix - plus
        least, most = plus @ lower + minus @ upper, plus @ upper + minus @ lower
        binding = (least < low) | (most > high)
        possible = bool((region.lower <= region.upper).all() and (least <= high).all() and (most >= low).all())
        low = np.where(least >= low, -np.inf, low)[binding]
        high = np.where(most <= high, np.inf, high)[binding]
        return _View(free, np.flatnonzero(binding), matrix[binding], low, high, lower, upper, possible)

    def solved(self, objective: Numbers) -> tuple[Numbers, Numbers | None]:
        """Return the prices of the rows and the values of the relaxed optimum."""
        from scipy.optimize import linprog

        if not len(self.free):
            return np.zeros(len(self.low)), np.zeros(0)
        same = self.low == self.high
        above, below = ~same & np.isfinite(self.high), ~same & np.isfinite(self.low)
        limits: Any = np.stack([self.lower, self.upper], axis=1)
        result = linprog(
            objective,
            A_ub=_stacked(self.matrix[above], -self.matrix[below]),
            b_ub=np.concatenate([self.high[above], -self.low[below]]),
            A_eq=self.matrix[same],
            b_eq=self.high[same],
            bounds=limits,
            method="highs",
        )
        if result.status != 0 or result.x is None:
            return np.zeros(0), None
        prices = np.zeros(len(self.low))
        count = int(above.sum())
        prices[same] = result.eqlin.marginals
        prices[above] += result.ineqlin.marginals[:count]
        prices[below] -= result.ineqlin.marginals[count:]
        return prices, np.asarray(result.x)

    def best(self, objective: Numbers, *, presolve: bool, nodes: int | None) -> tuple[int, Numbers | None]:
        """Return the solver's status and the values that it finds best."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        constraints: Any = LinearConstraint(self.matrix, self.low, self.high) if len(self.low) else ()
        result = milp(
            objective,
            constraints=constraints,
            bounds=Bounds(self.lower, self.upper),
            integrality=np.ones(len(self.free), dtype=np.int64),
            options={"mip_rel_gap": 0.0, "presolve": presolve, **({} if nodes is None else {"node_limit": nodes})},
        )
        return int(result.status), None if result.x is None else np.asarray(result.x)


def _matrix(rows: list[Terms], count: int, most_dense: int) -> Any:
    """Return the rows as a dense array where that is small, else as a sparse one: either is slow for the other."""
    if len(rows) * count <= most_dense:
        dense = np.zeros((len(rows), count))
        for row, terms in enumerate(rows):
            dense[row, list(terms)] = list(terms.values())
        return dense
    from scipy.sparse import csr_array

    data = [coefficient for terms in rows for coefficient in terms.values()]
    columns = [variable for terms in rows for variable in terms]
    pointers = np.cumsum([0, *(len(terms) for terms in rows)])
    return csr_array((np.array(data, dtype=float), np.array(columns), pointers), shape=(len(rows), count))


def _like(matrix: Any, rows: Numbers) -> Any:
    """Return rows in the form of a matrix."""
    return rows if isinstance(matrix, np.ndarray) else type(matrix)(rows)


def _stacked(one: Any, other: Any) -> Any:
    """Return the rows of both, which have the same form."""
    if isinstance(one, np.ndarray):
        return np.concatenate([one, other])
    from scipy.sparse import vstack

    return vstack([one, other], format="csr")
