"""What does another tool make of the same cases?  A plain time-indexed model in OR-Tools CP-SAT.

Made from the case itself, not from our rows: one variable for each item and term, a place for each part of each award,
time first and then cost, each proven.  One worker and full linearisation: other settings are slower by far here.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ortools.sat.python import cp_model

from tests.benchmarks.plan_cases import CREDIT, HOME, Award, Case, Item

LIMIT: Final = 120.0
"""Seconds for each of the two solutions."""


@dataclass(frozen=True)
class Best:
    """The number of terms and the cost, both least, and what it took; None where there is no plan."""

    terms: int | None
    cost: int | None
    seconds: float


@dataclass
class _Model:
    case: Case
    program: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    take: dict[tuple[str, int], cp_model.IntVar] = field(default_factory=dict)

    def build(self) -> None:
        for item in self.case.items:
            for term in item.terms:
                self.take[item.id, term] = self.program.new_bool_var("")
            self.program.add_at_most_one(self.of(item))
        for term in range(self.case.terms):
            self.program.add(sum(v for (_, when), v in self.take.items() if when == term) <= self.case.load)
        for item in self.case.items:
            self._before(item)
        for award in self.case.awards:
            self._earn(award)

    def of(self, item: Item, before: int = 1_000) -> list[cp_model.IntVar]:
        """Return the ways of taking an item before a term."""
        return [self.take[item.id, term] for term in item.terms if term < before]

    def _before(self, item: Item) -> None:
        for term in item.terms:
            for some in item.before:
                early = [v for name in some for giver in self._counting(item, name) for v in self.of(giver, term)]
                self.program.add(self.take[item.id, term] <= sum(early))

    def _counting(self, item: Item, name: str) -> Sequence[Item]:
        return self.case.givers(name) if item.school == HOME else [self.case.item(name)]

    def _earn(self, award: Award) -> None:
        places: dict[tuple[int, str, str], cp_model.IntVar] = {}
        for number, part in enumerate(award.parts):
            for course in part.courses:
                for giver in self.case.givers(course):
                    places[number, course, giver.id] = self.program.new_bool_var("")
            mine = [v for (at, _, _), v in places.items() if at == number]
            self.program.add(sum(mine) >= part.count)
        for item in self.case.items:
            self.program.add(sum(v for (_, _, who), v in places.items() if who == item.id) <= sum(self.of(item)))
        for course in {course for _, course, _ in places}:
            self.program.add_at_most_one(v for (_, what, _), v in places.items() if what == course)
        if award.cap is not None:
            away = {item.id for item in self.case.items if item.school != HOME}
            self.program.add(sum(v * CREDIT for (_, _, who), v in places.items() if who in away) <= award.cap)


def best_of(case: Case) -> Best:
    """Return the least terms, then the least cost, both proven.  Raises AssertionError where the time limit is met."""
    start = time.process_time()
    model = _Model(case)
    model.build()
    last = model.program.new_int_var(0, case.terms, "")
    for (_, term), variable in model.take.items():
        model.program.add(last >= (term + 1) * variable)
    terms = _least(model.program, last)
    if terms is None:
        return Best(None, None, time.process_time() - start)
    model.program.add(last <= terms)
    prices = {item.id: item.price for item in case.items}
    cost = _least(model.program, sum(prices[name] * variable for (name, _), variable in model.take.items()))
    return Best(terms, cost, time.process_time() - start)


def _least(program: cp_model.CpModel, objective: cp_model.LinearExprT) -> int | None:
    program.minimize(objective)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = LIMIT
    status = solver.solve(program)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise AssertionError(f"not proven within {LIMIT} s: {solver.status_name(status)}")
    return round(solver.objective_value)
