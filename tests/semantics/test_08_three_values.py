"""§8: satisfied, unsatisfied, undecided; what is in progress is read apart."""

from __future__ import annotations

import pytest

from tests.semantics.bulletin import as_course, ask, course, line, rule

C1, C2 = {"course": "u1"}, {"course": "u2"}
TWO = (course("u1"), course("u2"))
DOUBTFUL = (course("s1"), rule("e", {"course": "s1"}, as_course("u1"), conditions=[{"text": "with consent"}]))


def test_8_1_undecided_would_be_satisfied_if_decided_well() -> None:
    answer = ask(C1, (*TWO, *DOUBTFUL), [line(1, "s1")])
    assert answer.status == "undecided"
    assert answer.document.requirements.status == "undecided"
    assert answer.short == ("3", 1), "nothing undecided counts now"


def test_8_1_unsatisfied_where_no_decision_could_help() -> None:
    assert ask({"all": [C1, C2]}, (*TWO, *DOUBTFUL), [line(1, "s1")]).status == "unsatisfied"


@pytest.mark.parametrize(("kind", "status"), [("all", "undecided"), ("any", "satisfied")])
def test_8_1_undecided_with_satisfied(kind: str, status: str) -> None:
    assert ask({kind: [C1, C2]}, (*TWO, *DOUBTFUL), [line(1, "s1"), line(2, "u2")]).status == status


def test_8_1_the_root_has_the_status_of_the_whole() -> None:
    answer = ask({"all": [C1]}, TWO, [line(1, "u1")], rules={"residency": [{"courses": 2}]})
    assert answer.status == "unsatisfied"
    assert answer.document.requirements.status == "unsatisfied"


@pytest.mark.parametrize("state", ["in_progress", "planned"])
def test_8_2_what_is_to_come_is_a_second_reading(state: str) -> None:
    coming = line(1, "u1", None, status=state, completed=None)
    answer = ask(C1, TWO, [coming])
    assert (answer.status, answer.examination.if_completed) == ("unsatisfied", "satisfied")
    assert answer.short == ("3", 1)
    assert answer.applied == "0"
    assert answer.document.credit.in_progress == 3


def test_8_2_a_second_reading_may_be_undecided() -> None:
    coming = line(2, "u2", None, status="in_progress", completed=None)
    answer = ask({"all": [C1, C2]}, (*TWO, *DOUBTFUL), [line(1, "s1"), coming])
    assert (answer.status, answer.examination.if_completed) == ("unsatisfied", "undecided")


def test_8_2_a_failed_line_is_in_no_reading() -> None:
    failed = line(1, "u1", "F", status="failed")
    answer = ask(C1, TWO, [failed])
    assert (answer.status, answer.examination.if_completed) == ("unsatisfied", "unsatisfied")
