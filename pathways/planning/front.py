"""Which plans trade time, money and what is held at a stop against each other?  Every plan that no other beats.

Source: the epsilon-constraint method, Haimes, Lasdon and Wismer (1971): one objective is made best while the others are
held at every value that matters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from pathways.completion.encoded import negated
from pathways.planning.plan import Plan
from pathways.planning.plan_rows import PlanRows
from pathways.planning.planner import stop_value
from pathways.planning.read import read_plan
from pathways.planning.search import Effort, Search
from pathways.planning.task import Task

MOST: Final = 24
"""So many plans of a front are looked for."""


@dataclass(frozen=True, slots=True)
class Point:
    """One plan of the front with its three values; ``stop`` is to be great, the others small.

    ``proven`` says that every search of the front came to its end, so that no better plan and no further one exists.
    """

    plan: Plan
    finish: dt.date | None
    cost: Fraction
    stop: int
    proven: bool = True

    def beats(self, other: Point) -> bool:
        """Return whether this plan is at least as good in everything and better in something."""
        sooner = (self.finish or dt.date.min) <= (other.finish or dt.date.min)
        same = (self.finish, self.cost, self.stop) == (other.finish, other.cost, other.stop)
        return not same and sooner and self.cost <= other.cost and self.stop >= other.stop


def front_of(task: Task, effort: Effort | None = None) -> tuple[Point, ...]:
    """Return the plans that no other beats in time, cost and what is held at each stop; the soonest first."""
    return tuple(_Front(PlanRows(task), effort).points())


class _Front:
    """The front, grown from the soonest last day on; ``steps`` are the best trades of cost and stop so far."""

    def __init__(self, rows: PlanRows, effort: Effort | None) -> None:
        self.rows = rows
        self.value = stop_value(rows)
        self.search = Search(rows.model, effort)
        self.steps: list[Point] = []
        self.found: list[Point] = []
        self.asked: dict[tuple[int, int | None], bool] = {}

    def points(self) -> list[Point]:
        """Return every plan that no other beats, at most so many as are looked for."""
        least = self.search.best(self.rows.cost)
        if least.values is None:
            return []
        self.least = self.rows.model.value(self.rows.cost, least.values)
        self.most = -self._best_stop()
        for closed in self._horizons():
            self._within(closed)
            if len(self.found) >= MOST:
                break
        kept = [p for p in self.found if not any(other.beats(p) for other in self.found)]
        kept = [replace(point, proven=not self.search.spent) for point in kept]
        return sorted(kept, key=lambda p: (p.finish or dt.date.min, p.cost, -p.stop))

    def _best_stop(self) -> int:
        if not self.value:
            return 0
        answer = self.search.best(negated(self.value))
        return 0 if answer.values is None else self.rows.model.value(negated(self.value), answer.values)

    def _horizons(self) -> Iterator[list[int]]:
        """Yield what is closed for each last day by which everything can be done."""
        days: tuple[dt.date | None, ...] = self.rows.ends or (None,)
        for day in days:
            closed = [] if day is None else self.rows.later_than(day)
            if self.search.feasible(closed):
                yield closed

    def _within(self, closed: list[int]) -> None:
        """Add what a horizon allows and a sooner one did not: between any two steps something may be cheaper."""
        number = 0
        while number <= len(self.steps):
            low = self.steps[number - 1].stop + 1 if number else 0
            high = self._cost_of(self.steps[number]) - 1 if number < len(self.steps) else None
            point = self._between(low, high, closed)
            if point is None:
                number += 1
                continue
            self.found.append(point)
            self.steps = [step for step in self.steps if step.stop > point.stop or step.cost < point.cost]
            self.steps = sorted([*self.steps, point], key=lambda step: (step.cost, step.stop))
            number = self.steps.index(point)

    def _cost_of(self, point: Point) -> int:
        return int((point.cost - point.plan.due) * self.rows.cost_scale)

    def _between(self, low: int, high: int | None, closed: list[int]) -> Point | None:
        """Return the cheapest plan that holds at least so much at its stops and costs at most so much; None if none."""
        if low > self.most or (high is not None and high < self.least) or (self.steps and self._never(low, high)):
            return None
        held = len(self.search.rows)
        self._hold(low, high)
        try:
            return self._cheapest(high, closed)
        finally:
            del self.search.rows[held:]

    def _never(self, low: int, high: int | None) -> bool:
        """Return whether no horizon at all has such a plan; asked once."""
        if (low, high) not in self.asked:
            held = len(self.search.rows)
            self._hold(low, high)
            answer = self.search.best({})
            del self.search.rows[held:]
            self.asked[low, high] = answer.ending == "infeasible"
        return self.asked[low, high]

    def _hold(self, low: int, high: int | None) -> None:
        if low:
            self.search.hold(self.value, low=low)
        if high is not None:
            self.search.hold(self.rows.cost, high=high)

    def _cheapest(self, high: int | None, closed: list[int]) -> Point | None:
        bound = self.search.least(self.rows.cost, closed)
        if bound is None or (high is not None and bound > high):
            return None
        cheapest = self.search.best(self.rows.cost, closed)
        if cheapest.values is None:
            return None
        self.search.hold(self.rows.cost, high=self.rows.model.value(self.rows.cost, cheapest.values))
        most = self.search.best(negated(self.value), closed) if self.value else cheapest
        values = most.values or cheapest.values
        plan = read_plan(self.rows, values)
        return Point(plan, plan.finish, plan.cost, self.rows.model.value(self.value, values))
