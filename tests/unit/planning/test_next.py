"""What may be begun now is ranked by exact figures, and what does nothing is not told."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.catalog.collection import Catalog, collect
from pathways.completion.audit import Examination, examine
from pathways.completion.build import IF_COMPLETED
from pathways.completion.candidates import Measure
from pathways.completion.steps import Slot, Step, attained
from pathways.errors import QuestionError, UnknownIdError
from pathways.formats.native import load_catalog, load_record
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem
from pathways.model.organization import Organization
from pathways.model.plan_documents import FirstStep, NextDocument
from pathways.model.record import LearnerRecord, Preferences
from pathways.planning.next_steps import Next
from pathways.planning.openings import keeping
from tests.support import REPO

SAMPLE = REPO / "data" / "sample"
AS_OF = dt.date(2026, 9, 1)
CERTIFICATE, DIPLOMA = "lakeside-certificate-data-analytics", "lakeside-diploma-data-analytics"
SOURCE = {"title": "Made for this test"}


@cache
def desk() -> Desk:
    return Desk(load_catalog(SAMPLE / "catalog").catalog)


@cache
def record(name: str) -> LearnerRecord:
    return load_record(Path(SAMPLE / "records" / f"{name}.yaml"))


@cache
def asked(name: str, *goals: str, top: int = 8) -> NextDocument:
    return desk().next(record(name), goals, as_of=AS_OF, top=top)


def step_of(entry: FirstStep) -> Step:
    catalog = desk().catalog
    return Step("it", entry.kind, entry.id, entry.id in catalog.courses, entry.organization,  # type: ignore[arg-type]
                Slot(entry.begin, entry.end, entry.term), entry.offering, entry.cost)  # fmt: skip


def audit(who: LearnerRecord, goal: Credential, measure: Measure | None = None) -> Examination:
    return examine(desk().catalog, desk().book, who, goal, as_of=AS_OF, measure=measure)


def missing(who: LearnerRecord, goal: Credential) -> Fraction:
    return audit(who, goal).reading(IF_COMPLETED).shortfall


CASES = [
    ("career-changer", (CERTIFICATE, DIPLOMA)),
    ("first-generation-student", ("river-bend-as-data-science",)),
    ("nurse-trained-abroad", ("nbn-licence",)),
    ("employee", ("lakeside-certificate-team-lead", DIPLOMA)),
]


@pytest.mark.parametrize(("name", "goals"), CASES, ids=str)
def test_what_is_missing_after_a_step_is_what_an_audit_says_with_it_on_the_record(
    name: str, goals: tuple[str, ...]
) -> None:
    found = asked(name, *goals, top=3)
    assert found.steps
    for entry in found.steps if name != "first-generation-student" else found.steps[:1]:  # its audit takes a search
        learner = record(name)
        added = attained(step_of(entry), desk().catalog)
        later = learner.model_copy(update={"attainments": (*learner.attainments, added)})
        for advance in entry.advances:
            goal = desk().goal(learner, advance.goal, AS_OF)
            now, then = missing(learner, goal), missing(later, goal)
            assert advance.before == now
            assert advance.after == then if advance.exact else advance.after >= then
            assert advance.after < advance.before


def test_the_order_is_the_one_that_is_stated() -> None:
    found = asked("career-changer", CERTIFICATE, DIPLOMA)
    shares = [sum((a.before - a.after) / a.before for a in entry.advances) for entry in found.steps]
    assert shares == sorted(shares, reverse=True)
    assert [entry.rank for entry in found.steps] == list(range(1, len(found.steps) + 1))
    # both assessments save 410 - 148.86 against taking the course, the course itself saves nothing
    assert [(e.kind, e.advances[0].saved) for e in found.steps[:4]] == [
        ("prior_learning_assessment", "261.14"),
        ("prior_learning_assessment", "261.14"),
        ("section", "0"),
        ("section", "0"),
    ]


def test_two_learners_get_two_answers() -> None:
    amara = asked("career-changer", DIPLOMA)
    tom = asked("employee", DIPLOMA)
    assert [entry.id for entry in amara.steps] != [entry.id for entry in tom.steps]
    assert amara.at_risk
    assert amara.at_risk[0].attainment == "B3"


def test_no_goal_named_is_toward_the_nearest() -> None:
    found = asked("career-changer")
    assert not found.named
    assert CERTIFICATE in found.goals
    assert DIPLOMA in found.goals
    assert "northgate-certificate-office" not in found.goals, "it is met already"
    assert any("no goal is named" in words for words in found.assumptions)
    assert found.steps


@pytest.mark.parametrize(("name", "goals"), CASES[:2], ids=str)
def test_the_first_step_of_the_best_plan_is_considered(name: str, goals: tuple[str, ...]) -> None:
    question = desk()._question(record(name), goals, AS_OF, record(name).preferences)
    considered = {
        opening.activity.thing for opening in Next(question, desk().survey, keeping(record(name), audit)).considered
    }
    plan = desk().plan(record(name), goals, as_of=AS_OF)
    assert plan.terms
    assert {item.id for item in plan.terms[0].items} <= considered


def world(**more: Any) -> Desk:
    """Three courses for a certificate, a fourth that only opens the third, a fifth that does nothing."""
    hill = Organization.model_validate(
        {"id": "hill", "title": "Hill", "kind": "college", "credit_system": "c", "source": SOURCE}
    )
    before: dict[str, Any] = {
        "first": None,
        "second": {"course": "first"},
        "third": {"all": [{"course": "gate"}, {"course": "other-gate"}]},
        "gate": None,
        "other-gate": None,
        "idle": None,
    }
    plain = {"organization": "hill", "credit": 3}
    courses = [
        Course.model_validate({"id": name, "code": name, "title": name, "prerequisite": asked, **plain})
        for name, asked in before.items()
    ]
    goal = Credential.model_validate(
        {
            "id": "goal", "organization": "hill", "kind": "certificate", "title": "Goal", "credit": 9, "source": SOURCE,
            "requirement": {"all": [{"course": "first"}, {"course": "second"}, {"course": "third"}]},
        }
    )  # fmt: skip
    terms = [
        Term.model_validate({"id": f"t{n}", "title": f"T{n}", "begin": begin, "end": end})
        for n, (begin, end) in enumerate((("2026-09-07", "2026-12-18"), ("2027-01-11", "2027-04-23")), start=1)
    ]
    offerings = [
        Offering.model_validate({"id": f"o-{c.id}", "course": c.id, "organization": "hill", **more.get(c.id, {})})
        for c in courses
    ]
    system = {"id": "c", "title": "Credits", "source": SOURCE}
    return Desk(collect((hill, *courses, goal, *terms, *offerings, CreditSystem.model_validate(system))))


NOBODY = LearnerRecord.model_validate({"learner": {"id": "nobody"}})


def made(**more: Any) -> NextDocument:
    return world(**more).next(NOBODY, ["goal"], as_of=AS_OF, top=10)


def test_what_lowers_nothing_gives_nothing_and_opens_nothing_is_not_told() -> None:
    found = made()
    assert [entry.id for entry in found.steps] == ["first", "gate", "other-gate"]
    first, gate, _ = found.steps
    assert (first.opens, first.leads_toward, first.keeps_open) == (("second",), (), 1)
    assert (gate.opens, gate.leads_toward, gate.advances) == ((), ("third",), ())
    assert found.considered == 3, "idle serves no goal, second and third may not be begun yet"


def test_what_begins_later_stands_after_what_begins_now() -> None:
    found = made(first={"terms": ["t2"]})
    assert [(entry.id, entry.soon) for entry in found.steps] == [
        ("gate", True), ("other-gate", True), ("first", False),
    ]  # fmt: skip


def test_what_the_learner_cannot_have_is_not_considered() -> None:
    priced = {"first": {"price": {"amount": 500, "currency": "CAD"}}}
    cheap = Preferences.model_validate({"budget": {"amount": 400, "currency": "CAD"}})
    found = world(**priced).next(NOBODY, ["goal"], as_of=AS_OF, preferences=cheap)
    assert [entry.id for entry in found.steps] == ["gate", "other-gate"]
    away = Preferences(blackout=("t1",))
    later = world().next(NOBODY, ["goal"], as_of=AS_OF, preferences=away)
    assert next((e.id, e.term, e.soon) for e in later.steps) == ("first", "t2", True)


def test_the_same_question_gets_the_same_bytes() -> None:
    assert made().to_json() == made().to_json()


def test_an_unknown_goal_is_refused() -> None:
    with pytest.raises(UnknownIdError) as refused:
        desk().next(record("career-changer"), ["nothing"], as_of=AS_OF)
    assert refused.value.code == "U001"


def test_a_catalog_without_goals_has_no_next_step() -> None:
    with pytest.raises(QuestionError) as refused:
        Desk(Catalog()).next(NOBODY, as_of=AS_OF)
    assert refused.value.code == "U003"
