"""Small cases that once were planned wrongly."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pathways.completion.check import Award, Claim, Replay
from pathways.completion.steps import Slot, Step
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord
from pathways.planning.conflict import conflicts_of
from pathways.planning.plan import Outcome, PlanStatus
from pathways.planning.planner import Planner
from pathways.planning.relax import claim_of
from pathways.planning.task import task_for
from tests.drawn_plans import PlanCase
from tests.strategies import WORLD

DAY = dt.date(2026, 12, 18)
TERMS = (
    Term(id="f26", title="f26", begin=dt.date(2026, 9, 7), end=DAY),
    Term(id="w27", title="w27", begin=dt.date(2027, 1, 11), end=dt.date(2027, 4, 23)),
)


def course(name: str, **fields: Any) -> tuple[Course, Offering]:
    """Return a course of three credits and where it is offered."""
    made = {"id": name, "organization": "U", "code": name.upper(), "title": name, "credit": "3", **fields}
    offered = {"id": f"{name}-0", "course": name, "organization": "U", "price": {"amount": "30", "currency": "CAD"}}
    return Course.model_validate(made), Offering.model_validate(offered)


def award(name: str, requirement: dict[str, Any]) -> Credential:
    fields = {"id": name, "organization": "U", "kind": "certificate", "title": name, "credit": "4"}
    return Credential.model_validate({**fields, "requirement": requirement})


def case(*things: Any, lines: tuple[dict[str, Any], ...] = ()) -> PlanCase:
    """Return the question how to reach the last of some things."""
    record = LearnerRecord.model_validate({"learner": {"id": "L"}, "attainments": lines})
    return PlanCase((*WORLD, *TERMS, *things[:-1]), record, (things[-1],))


def planned(asked: PlanCase) -> Outcome:
    """Return the best plan, replayed."""
    outcome = Planner(task_for(asked.question), ("time", "cost")).best()
    if outcome.plan is not None:
        assert not Replay(asked.catalog, asked.book, claim_of(asked.question, outcome.plan)).faults()
    return outcome


def test_where_nothing_has_to_be_done_the_time_is_none() -> None:
    free = Offering.model_validate({"id": "u2-f", "course": "u2", "organization": "U", "price": _free()})
    asked = case(
        *course("u1"), course("u2")[0], free, award("P", {"course": "u1"}), lines=({"id": "n1", "course": "u1"},)
    )
    plan = planned(asked).plan
    assert plan is not None
    assert plan.steps == ()
    assert plan.scores[0].value is None


def _free() -> dict[str, str]:
    return {"amount": "0", "currency": "CAD"}


def test_an_award_that_only_a_prerequisite_names_is_earned_on_the_way() -> None:
    after = course("u2", prerequisite={"credential": "Q"})
    plan = planned(case(*course("u1"), *after, award("Q", {"course": "u1"}), award("P", {"course": "u2"}))).plan
    assert plan is not None
    assert [step.thing for step in plan.steps] == ["u1", "Q", "u2"]


def test_a_condition_in_words_that_is_taken_as_met_is_no_fault() -> None:
    outcome = planned(case(*course("u1"), award("P", {"any": [{"statement": "an interview"}, {"course": "u1"}]})))
    assert outcome.status is PlanStatus.OPTIMAL


def test_a_group_that_contradicts_itself_is_a_reason() -> None:
    spread: dict[str, Any] = {"counting": "items", "distinct": {"min": 2}}
    asked = case(*course("u1"), award("P", {"at_least": "1", "of": [{"course": "u1"}], **spread}))
    assert planned(asked).plan is None
    assert [clash.condition.kind for clash in conflicts_of(task_for(asked.question)).minimal()] == ["requirement"]


def test_an_award_that_nothing_earns_is_a_fault() -> None:
    asked = case(*course("u1"), award("Q", {"course": "u1"}), award("P", {"credential": "Q"}))
    steps = (Step("Q", "award", "Q", is_course=False, organization="U", slot=Slot(DAY, DAY)),)
    claim = Claim(
        asked.record,
        asked.goals,
        asked.as_of,
        asked.as_of,
        asked.preferences,
        steps,
        (),
        (Award("P", DAY, ("plan:Q",)),),
        Fraction(0),
    )
    assert Replay(asked.catalog, asked.book, claim).faults() == ("Q is not earned by 2026-12-18",)


def test_what_is_to_be_taken_may_serve_no_goal() -> None:
    away = Course.model_validate({"id": "t1", "organization": "T", "code": "T1", "title": "t1", "credit": "3"})
    offered = Offering.model_validate({"id": "t1-0", "course": "t1", "organization": "T"})
    plan = planned(case(*course("u1"), away, offered, award("P", {"course": "u1"})).wishing(take=["t1"])).plan
    assert plan is not None
    assert sorted(step.thing for step in plan.steps) == ["t1", "u1"]


def test_what_one_award_counts_already_is_taken_again_where_another_asks_for_a_grade() -> None:
    graded = {"all": [{"course": "u1"}], "min_grade": {"grade": "B", "scale": "letters"}}
    first, second = award("Q", {"course": "u1"}), award("P", graded)
    things = (*course("u1"), first, second)
    asked = case(*things, lines=({"id": "n1", "course": "u1", "completed": "2024-05-30"},))
    both = replace(asked, goals=(first, second))
    plan = planned(both).plan
    assert plan is not None
    assert [step.thing for step in plan.steps if step.is_course] == ["u1"]
