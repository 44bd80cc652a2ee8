"""Which edition binds, what is ranked first, and which questions make no sense (§2, §7)."""

from __future__ import annotations

import datetime as dt

import pytest

from pathways.advising import Desk
from pathways.errors import QuestionError, UnknownIdError
from pathways.model.record import LearnerRecord
from tests.unit.recognition.small import AS_OF, record, world

WORLD = """
credentials:
  - {id: small, organization: b, kind: certificate, title: Small, credit: 3, requirement: {all: [{course: b1}]},
     source: {title: S}}
  - {id: large, organization: b, kind: diploma, title: Large, credit: 9, source: {title: S},
     requirement: {all: [{course: b1}, {course: b2}, {course: b3}]}}
  - {id: far, organization: b, kind: bachelor, title: Far, credit: 6, source: {title: S},
     requirement: {all: [{course: b2}, {course: b3}]}}
  - {id: past, organization: b, kind: diploma, title: Past, credit: 3, requirement: {all: [{course: b1}]},
     valid: {until: 2026-01-01}, source: {title: S}}
  - {id: dated, edition: '2020', organization: b, kind: diploma, title: Dated, requirement: {all: [{course: b1}]},
     valid: {from: 2020-09-01, until: 2025-09-01}, source: {title: S}}
  - {id: dated, edition: '2025', organization: b, kind: diploma, title: Dated, requirement: {all: [{course: b2}]},
     valid: {from: 2025-09-01}, supersedes: dated@2020, source: {title: S}}
"""
DESK = Desk(world(WORLD))
LINES = "[{id: L, course: b1, completed: 2025-01-01}]"


def with_goal(**goal: str) -> LearnerRecord:
    return record(LINES, goals=[goal])


@pytest.mark.parametrize(("goal", "asked", "edition"), [
    ({}, "dated", "2025"),
    ({"credential": "dated", "entered": "2021-09-01"}, "dated", "2020"),
    ({"credential": "dated", "entered": "2025-08-31"}, "dated", "2020"),
    ({"credential": "dated", "entered": "2025-09-01"}, "dated", "2025"),
    ({"credential": "dated@2025", "entered": "2021-09-01"}, "dated", "2025"),
    ({"credential": "dated", "entered": "2021-09-01"}, "dated@2025", "2025"),
    ({"credential": "small", "entered": "2021-09-01"}, "dated", "2025"),
])  # fmt: skip
def test_a_learner_is_audited_under_the_edition_of_entry_unless_another_is_elected(
    goal: dict[str, str], asked: str, edition: str
) -> None:
    learner = with_goal(**goal) if goal else record(LINES)
    answer = DESK.audit(learner, asked, as_of=AS_OF)
    assert answer.edition == edition
    assert answer.status == ("satisfied" if edition == "2020" else "unsatisfied")


def test_an_edition_that_ended_says_so() -> None:
    answer = DESK.audit(record(LINES), "dated@2020", as_of=AS_OF)
    assert answer.notes == ("this edition ended on 2025-08-31",)


def test_compare_ranks_satisfied_first_then_by_progress() -> None:
    found = DESK.compare(record(LINES), as_of=AS_OF)
    assert [(goal.credential, str(goal.progress)) for goal in found.goals] == [
        ("small", "1"),
        ("large", "1/3"),
        ("dated@2025", "0"),
        ("far", "0"),
    ]
    assert (found.considered, found.unclaimed, found.nearest) == (4, ("small",), "large")


def test_compare_of_a_kind_or_a_word_for_several_kinds() -> None:
    assert [goal.credential for goal in DESK.compare(record(LINES), as_of=AS_OF, kind="diploma").goals] == [
        "large",
        "dated@2025",
    ]
    assert [goal.credential for goal in DESK.compare(record(LINES), as_of=AS_OF, kind="degree").goals] == ["far"]
    assert len(DESK.compare(record(LINES), as_of=AS_OF, top=1).goals) == 1


def test_what_is_held_already_is_not_unclaimed() -> None:
    held = LINES[:-1] + ", {id: S, credential: small, completed: 2025-02-01}]"
    found = DESK.compare(record(held), as_of=AS_OF)
    assert found.unclaimed == ()
    assert [goal.held for goal in found.goals if goal.credential == "small"] == [True]


def test_the_rules_are_those_of_the_organization_that_awards() -> None:
    assert DESK.audit(record(LINES), "small", as_of=AS_OF, at="b").status == "satisfied"
    with pytest.raises(QuestionError) as error:
        DESK.audit(record(LINES), "small", as_of=AS_OF, at="a")
    assert error.value.code == "U003"


def test_a_goal_without_requirements_is_no_question() -> None:
    with pytest.raises(QuestionError) as error:
        DESK.audit(record(LINES), "badge-1", as_of=AS_OF)
    assert error.value.code == "U003"


@pytest.mark.parametrize(("goal", "code"), [("smal", "U001"), ("dated@2019", "U002")])
def test_an_unknown_goal_or_edition(goal: str, code: str) -> None:
    with pytest.raises(UnknownIdError) as error:
        DESK.audit(record(LINES), goal, as_of=AS_OF)
    assert error.value.code == code
    assert error.value.hint


def test_an_unknown_organization() -> None:
    with pytest.raises(UnknownIdError) as error:
        DESK.recognize(record(LINES), "bb", as_of=AS_OF)
    assert error.value.code == "U001"


def test_the_same_question_has_the_same_bytes_and_another_day_another_answer() -> None:
    one, two = (Desk(world(WORLD)).audit(record(LINES), "large", as_of=AS_OF).to_json() for _ in range(2))
    other = DESK.audit(record(LINES), "large", as_of=dt.date(2026, 9, 2)).to_json()
    assert one == two
    assert one != other
