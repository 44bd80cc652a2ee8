"""What is the least that must still be taken?  A second answer by OR-Tools CP-SAT, straight from another engine's tree.

Nothing of ours is in here: a tree says which courses may stand where, every group how many of its parts it needs, and
the solver takes the cheapest courses beyond those that are owned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from ortools.sat.python import cp_model

Var = cp_model.IntVar


class Least:
    """The least amount to take; ``price`` is what each course costs, ``once`` lets a course stand at one place only."""

    def __init__(self, owned: Collection[str], price: Mapping[str, int], *, once: bool) -> None:
        self.model = cp_model.CpModel()
        self.owned = frozenset(owned)
        self.price = price
        self.once = once
        self.taken: dict[str, Var] = {}
        self.places: dict[str, list[Var]] = defaultdict(list)
        self.gaps: list[Var] = []

    def flag(self) -> Var:
        """Return a new yes or no."""
        return self.model.new_bool_var("")

    def course(self, name: str) -> Var:
        """Return whether a course stands at a new place, which it can only if it is owned or taken."""
        here = self.flag()
        if name not in self.taken:
            self.taken[name] = self.flag()
            if name not in self.owned and name not in self.price:
                self.model.add(self.taken[name] == 0)
        self.model.add(here <= self.taken[name])
        self.places[name].append(here)
        return here

    def group(self, parts: Iterable[Var], need: int) -> Var:
        """Return whether a group is met, which it is only if so many parts are."""
        return self.weighed([(part, 1) for part in parts], need)

    def weighed(self, parts: Iterable[tuple[Var, int]], need: int) -> Var:
        """Return whether a group is met, which it is only if its parts together weigh so much."""
        met = self.flag()
        self.model.add(sum(weight * part for part, weight in parts) >= need * met)
        return met

    def least(self, root: Var) -> int | None:
        """Return the least price at which the root is met; None where it never is."""
        self.model.add(root == 1)
        if self.once:
            for here in self.places.values():
                self.model.add(sum(here) <= 1)
        paid = [self.price[name] * taken for name, taken in self.taken.items() if self._must_be_paid(name)]
        self.model.minimize(sum(paid) + sum(self.gaps))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL:
            raise AssertionError(solver.status_name(status))
        return round(solver.objective_value)

    def _must_be_paid(self, name: str) -> bool:
        return name not in self.owned and name in self.price
