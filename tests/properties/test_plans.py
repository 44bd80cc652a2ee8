"""Every plan holds and none is better; what is called impossible is, for the reasons given; what would help does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from pathways.advising import Desk
from pathways.completion.check import Replay
from pathways.model.credential import Credential
from pathways.model.record import Preferences
from pathways.planning.answer import Request
from pathways.planning.conditions import Condition
from pathways.planning.conflict import Conflicts, conflicts_of, weight_of
from pathways.planning.front import front_of
from pathways.planning.plan import Objective, Outcome, Plan, PlanStatus
from pathways.planning.plan_rows import PlanRows
from pathways.planning.planner import Planner
from pathways.planning.question import Question
from pathways.planning.relax import FIELD, claim_of, relaxation
from pathways.planning.search import Effort
from pathways.planning.stops import with_stops
from pathways.planning.task import Task, task_for
from tests.drawn_plans import PlanCase, plan_cases
from tests.oracle.plans import Everything, Found, TooManyError, asks_competencies

ORDERS: tuple[tuple[Objective, ...], ...] = (
    ("time", "cost", "items"),
    ("cost", "time", "credits"),
    ("items", "balance", "time"),
    ("balance", "credits", "cost"),
    ("credits", "items", "cost"),
)

SOME = settings(max_examples=max(12, settings().max_examples // 5))
FEW = settings(max_examples=max(6, settings().max_examples // 12))

Value = tuple[Any, ...]


def everything(question: Question, task: Task | None = None) -> Everything:
    """Return the oracle of a question; what the planner calls recognised already must be so, and is left out.

    The oracle does not see what awards on the way to a goal use: where reuse is limited, such questions are left out.
    """
    if any(policy.reuse.mode != "unlimited" for policy in question.catalog.policies.values()):
        assume(len((task or task_for(question)).aims) == len((*question.goals, *question.hoped)))
    asked = (question.catalog, question.book, question.record, question.goals, question.as_of, question.preferences)
    if task is None:
        return Everything(*asked)
    held = {(a.thing, a.is_course) for a in task.activities if a.id in task.held}
    free = Everything(*asked)
    assert all(free.repeats(thing, is_course=is_course) for thing, is_course in held)
    return Everything(*asked, barred=frozenset(held))


def all_plans(oracle: Everything) -> list[Found]:
    """Return every plan; questions that are too large to go through are left out."""
    looks = any(asks_competencies(goal) for goal in oracle.goals)
    assume(not (looks and any(policy.fees for policy in oracle.catalog.policies.values())))
    try:
        return list(oracle.plans())
    except TooManyError:
        assume(False)
        raise


def value_of(found: Found, order: Sequence[Objective]) -> Value:
    """Return what a plan comes to, one objective after the other; the less the better."""
    parts: dict[Objective, Value] = {
        "time": (found.time or dt.date.min,),
        "cost": (found.unpriced, found.cost),
        "credits": (found.credits,),
        "items": (found.items,),
        "balance": (found.balance,),
    }
    return tuple(part for name in order for part in parts[name])


def told(plan: Plan, order: Sequence[Objective]) -> Value:
    """Return what the planner says that its plan comes to."""
    scores = {score.objective: score.value for score in plan.scores}

    def parts() -> Iterator[dt.date | Fraction | int]:
        for name in order:
            if name == "cost":
                yield len(plan.unpriced)
            yield scores[name] or (dt.date.min if name == "time" else Fraction(0))

    return tuple(parts())


def measured(plan: Plan, task: Task) -> dict[Objective, Any]:
    """Return what a plan comes to, counted over its steps."""
    credit = {activity.id: activity.credit for activity in task.activities}
    return {
        "time": plan.finish,
        "cost": plan.cost,
        "credits": sum((credit[step.id] for step in plan.steps), Fraction(0)),
        "items": Fraction(len(plan.steps)),
    }


def faults(question: Question, plan: Plan) -> tuple[str, ...]:
    return Replay(question.catalog, question.book, claim_of(question, plan)).faults()


@SOME
@given(plan_cases(few=True), st.sampled_from(ORDERS))
def test_no_plan_is_better_and_none_is_called_impossible_that_is_not(
    case: PlanCase, order: tuple[Objective, ...]
) -> None:
    question = case.question
    task = task_for(question)
    plans = all_plans(everything(question, task))
    outcome = Planner(task, order).best()
    event(str(outcome.status))
    if outcome.plan is None:
        assert outcome.status is PlanStatus.INFEASIBLE_PROVEN
        assert not plans
        return
    assert outcome.status is PlanStatus.OPTIMAL
    event(f"{len(outcome.plan.steps)} steps")
    assert plans, "the oracle finds no plan at all"
    assert told(outcome.plan, order) == min(value_of(found, order) for found in plans)
    seen = measured(outcome.plan, task)
    for score in outcome.plan.scores:
        assert score.proven
        assert score.value == score.bound
        assert score.value == seen.get(score.objective, score.value)
    assert not faults(question, outcome.plan)


@FEW
@given(plan_cases(few=True))
def test_the_next_best_plans_do_other_things_and_come_in_order(case: PlanCase) -> None:
    task = task_for(case.question)
    left = all_plans(everything(case.question, task))
    order: tuple[Objective, ...] = ("cost", "time")
    plans = list(Planner(task, order).others(4))
    for plan in plans:
        assert not faults(case.question, plan)
        assert told(plan, order) == min(value_of(found, order) for found in left)
        done = {(step.thing, step.kind) for step in plan.steps}
        left = [found for found in left if not done <= {(doing.thing, doing.kind) for doing in found.done}]
    if len(plans) < 4:
        assert not left
    event(f"{len(plans)} plans")


@SOME
@given(plan_cases(few=True))
def test_every_conflict_clashes_and_nothing_in_it_is_idle(case: PlanCase) -> None:
    question = case.question
    task = task_for(question)
    assume(Planner(task, ()).best().plan is None)
    conflicts = conflicts_of(task)
    clashes = conflicts.minimal()
    parts = [clash.parts or (clash.condition,) for clash in clashes]
    event(f"{len(clashes)} conditions")
    assert clashes, "what is impossible is so for a reason"
    assert clash(conflicts, [condition for group in parts for condition in group])
    for number in range(len(parts)):
        rest = [condition for group in (*parts[:number], *parts[number + 1 :]) for condition in group]
        assert not clash(conflicts, rest), clashes[number]
    assert not all_plans(everything(with_only(question, {c.condition.kind for c in clashes}), task))


def clash(conflicts: Conflicts, kept: Sequence[Condition]) -> bool:
    """Return whether conditions clash, asked anew."""
    return Conflicts(conflicts.rows, conflicts.search).clash(kept)


def with_only(question: Question, kinds: set[str]) -> Question:
    """Return a question in which the learner asks for nothing but what is in a conflict."""
    idle = {name for kind, name in FIELD.items() if kind not in kinds}
    plain: dict[str, Any] = {name: Preferences.model_fields[name].default for name in idle}
    return replace(question, preferences=question.preferences.model_copy(update=plain))


@SOME
@given(plan_cases(few=True, wishing=True))
def test_what_would_help_does_and_nothing_lighter_would(case: PlanCase) -> None:
    question = case.question
    task = task_for(question)
    assume(Planner(task, ()).best().plan is None)
    ways = conflicts_of(task).ways_out(4)
    event(f"{len(ways)} ways out")
    for way in ways:
        found = relaxation(question, way, ("time", "cost"), Effort())
        if found is not None:
            event("of the learner" if all(c.yours for c in way) else "granted")
            assert found.checked, found.words
            assert not any(set(other) < set(way) for other in ways)
    if ways and weight_of_all(ways[0]) > weight_of_all(ways[0][:1]):
        for name in sorted(question.preferences.model_fields_set - {"start"}):
            alone = question.preferences.model_copy(update={name: Preferences.model_fields[name].default})
            if len(getattr(question.preferences, name) if isinstance(getattr(alone, name), tuple) else ()) < 2:
                assert not all_plans(everything(replace(question, preferences=alone), task)), name


def weight_of_all(way: Sequence[Condition]) -> int:
    return sum(weight_of(condition) for condition in way)


@SOME
@given(plan_cases(wishing=True), st.sampled_from(ORDERS))
def test_what_the_learner_gives_up_never_makes_the_best_plan_worse(
    case: PlanCase, order: tuple[Objective, ...]
) -> None:
    before = Planner(task_for(case.question), order).best()
    for name in sorted(case.preferences.model_fields_set - {"start"}):
        after = Planner(task_for(easier(case, name).question), order).best()
        assert_no_worse(after, before, order, name)


def easier(case: PlanCase, name: str) -> PlanCase:
    """Return the question with a little more of something where it is an amount, else without asking for it."""
    more: dict[str, Any] = {
        "max_courses_per_term": 3,
        "max_credits_per_term": "8",
        "hours_per_week": "16",
        "budget": {"amount": "460", "currency": "CAD"},
        "deadline": "2027-09-01",
    }
    return case.wishing(**{name: more.get(name)})


def assert_no_worse(after: Outcome, before: Outcome, order: Sequence[Objective], name: str) -> None:
    if before.plan is not None:
        assert after.plan is not None, name
        assert told(after.plan, order) <= told(before.plan, order), name


@FEW
@given(plan_cases(plain=True, few=True))
def test_the_front_is_every_plan_that_no_other_beats(case: PlanCase) -> None:
    question = with_stops(case.question)
    task = task_for(question)
    oracle = everything(question, task)
    plans = all_plans(oracle)
    ends = PlanRows(task).ends
    last = max(ends, default=dt.date.min)
    stops = sorted({t.end for t in case.catalog.terms.values() if t.organization is None and t.begin >= oracle.start})
    stops = [day for day in stops if day <= last]
    awards: list[Credential] = [aim.credential for aim in task.aims]
    try:
        known: set[Value] = {(f.time or dt.date.min, f.cost, -oracle.at_stops(f, awards, stops)) for f in plans}
    except TooManyError:
        assume(False)
    best = {p for p in known if not any(o != p and all(a <= b for a, b in zip(o, p, strict=True)) for o in known)}
    points = front_of(task)
    event(f"{len(points)} points, {len(awards)} awards")
    assert {(p.finish or dt.date.min, p.cost, -p.stop) for p in points} == best
    assert len(points) == len(best)
    assert not any(point.beats(other) for point in points for other in points)
    for point in points:
        assert not faults(question, point.plan)


@FEW
@given(plan_cases(), st.randoms(use_true_random=False), st.sampled_from(ORDERS))
def test_the_same_question_gives_the_same_bytes_in_any_order(
    case: PlanCase, random: Random, order: tuple[Objective, ...]
) -> None:
    first = document(case, order)
    assert document(case, order) == first
    assert document(shuffled(case, random), order) == first


def document(case: PlanCase, order: tuple[Objective, ...]) -> str:
    request = Request(wanted=order, best=2)
    desk = Desk(replace(case).catalog)
    found = desk.plan(case.record, case.goals, as_of=case.as_of, preferences=case.preferences, request=request)
    return found.model_dump_json(indent=1)


def shuffled(case: PlanCase, random: Random) -> PlanCase:
    """Return the same question with its lines and its catalogue in another order."""
    things, lines = list(case.things), list(case.record.attainments)
    random.shuffle(things)
    random.shuffle(lines)
    record = case.record.model_copy(update={"attainments": tuple(lines)})
    return replace(case, things=tuple(things), record=record)
