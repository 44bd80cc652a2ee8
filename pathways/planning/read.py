"""Which plan does a solution stand for?  Steps, lodged lines and awards, read off the values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pathways.completion.check import Award
from pathways.completion.steps import PLANNED, Step
from pathways.planning.goal_rows import GoalRows
from pathways.planning.plan import Lodging, Plan, Score
from pathways.planning.plan_rows import PlanRows


def read_plan(rows: PlanRows, values: Sequence[int], scores: Sequence[Score] = ()) -> Plan:
    """Return the plan of a solution."""
    task = rows.task
    chosen = [place for place, variable in rows.take.items() if values[variable]]
    steps = [task.activities[number].step(task.activities[number].ways[index]) for number, index in chosen]
    lodged = [Lodging(name, home, rows.fee[name, home]) for (name, home), v in sorted(rows.lodge.items()) if values[v]]
    new = (goal for goal in rows.in_order if values[goal.award] and (goal.aim.required or not goal.is_held))
    awards = tuple(_award(rows, goal, steps, values) for goal in new)
    paid = sum((step.price or Fraction(0) for step in steps), Fraction(0))
    cost = paid + sum((entry.fee for entry in lodged), Fraction(0)) + task.due
    in_time = tuple(sorted(steps, key=lambda step: (step.slot.begin, step.slot.end, step.id)))
    return Plan(in_time, tuple(lodged), awards, cost, task.due, tuple(_once(scores)))


def _award(rows: PlanRows, goal: GoalRows, steps: Sequence[Step], values: Sequence[int]) -> Award:
    """Return what a goal uses and the day on which the last of it is completed."""
    uses = {
        name
        for name, sums in goal.uses().items()
        if any(sum(c * values[v] for v, c in terms.items()) for terms in sums)
    }
    shown = (
        {line for line in goal.aim.lines if not line.startswith(PLANNED)}
        if goal.problem.formulas or goal.is_held
        else set()
    )
    days = [step.slot.end for step in steps if step.attainment in uses]
    day: dt.date = max(days, default=rows.task.question.start)
    return Award(goal.aim.credential.key, day, tuple(sorted(uses | shown)))


def _once(scores: Sequence[Score]) -> Iterator[Score]:
    """Yield each objective once: cost is asked for in two parts where prices are missing."""
    last = {score.objective: score for score in scores}
    yield from (last[name] for name in dict.fromkeys(score.objective for score in scores))
