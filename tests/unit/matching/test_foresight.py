"""The queue says what is likely for each pair, and for a program asks only what could fill one of its requirements."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from pathways.catalog.collection import Catalog
from pathways.errors import QuestionError
from pathways.matching.decided import with_decisions
from pathways.matching.foresight import Foresight, asked_about
from pathways.matching.queue import Wanted, queue
from pathways.matching.suggest import Suggester
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.decision import Decision, Learning, Pair
from pathways.model.desk_documents import RANKING, QueueDocument, QueueGroup
from pathways.model.record import LearnerRecord
from tests.unit.matching.deciding import BOOK, DAY, brings, decision, offered, rule

HERE = {"b8": ("MATH 221", "Calculus I"), "b9": ("HIST 101", "World History")}
THERE = {"a8": ("MATH 150", "Calculus I"), "a9": ("HIST 110", "World History")}
PEOPLE = (brings("ana", "a8", "a9"), brings("bo", "a9"))


def college(*more: Any) -> Catalog:
    """Return a catalogue in which Calculus I and World History are taught on both sides."""
    named = {**{name: ("b", *told) for name, told in HERE.items()}, **{n: ("a", *told) for n, told in THERE.items()}}
    courses = [
        Course(id=name, organization=at, code=code, title=title, credit=3) for name, (at, code, title) in named.items()
    ]
    return offered(*courses, *more)


def program(requirement: dict[str, Any], name: str = "p") -> Credential:
    """Return a certificate of ``b``."""
    fields = {"id": name, "organization": "b", "kind": "certificate", "title": "P", "source": BOOK}
    return Credential.model_validate({**fields, "requirement": requirement})


def asked(
    catalog: Catalog, people: tuple[LearnerRecord, ...], *made: Decision, at: str = "b", **more: Any
) -> QueueDocument:
    """Return the queue with suggestions."""
    seen = Foresight(Suggester(with_decisions(catalog, made)), DAY)
    return queue(catalog, people, Wanted((at,), DAY, made, suggesting=seen, **more))


def keys(groups: tuple[QueueGroup, ...]) -> list[str]:
    return [group.key for group in groups]


def test_each_group_names_its_likeliest_answer_and_the_order_is_told() -> None:
    found = asked(college(), PEOPLE)
    history, calculus = found.groups
    assert (history.suggestion.course, calculus.suggestion.course) == ("b9", "b8")  # type: ignore[union-attr]
    for group in found.groups:
        assert group.suggestion is not None
        assert group.certainty == group.suggestion.probability > Fraction(1, 10)
        assert group.suggestion.cold
        assert group.suggestion.model == Suggester(college()).suggest("a8", at="b", as_of=DAY).model
    assert found.ranking == RANKING


def test_of_equal_credit_the_surest_is_asked_first() -> None:
    found = asked(college(), (brings("ana", "a1", "a8", "a9"),))
    sure = [group.certainty or 0 for group in found.groups]
    assert sure == sorted(sure, reverse=True)
    assert len(set(sure)) == 3


def test_learning_that_no_catalogue_defines_is_suggested_by_its_title() -> None:
    line = {"organization": "a", "code": "QQ 7", "title": "World History", "credit": {"amount": 3, "system": "credits"}}
    (group,) = asked(college(), (brings("ana", x=line),)).groups
    assert group.suggestion is not None
    assert group.suggestion.course == "b9"


def test_nothing_is_suggested_where_rules_differ_or_nobody_defines_it() -> None:
    rivals = [rule(f"r{each[-1]}", "a8", {"kind": "course", "courses": [each]}) for each in ("b8", "b9")]
    group = next(one for one in asked(college(*rivals), PEOPLE).groups if one.key == "course a8 -> b")
    assert (group.codes, group.suggestion, group.certainty) == (("AMBIGUOUS_RULES",), None, None)
    seen = Foresight(Suggester(college()), DAY)
    assert seen(Pair(learning=Learning(course="nowhere"), receiving="b")) is None
    assert seen(Pair(learning=Learning(course="b8"), receiving="b")) is None
    assert seen(Pair(learning=Learning(competency="k1", level=2), receiving="b"), "Counting") is not None
    assert asked_about(Learning(competency="k1", level=2), "Counting").competencies[0].level == 2  # type: ignore[union-attr]


def test_for_a_program_only_what_could_fill_a_requirement_is_asked() -> None:
    goal = program({"all": [{"course": "b8"}, {"course": "b1"}]})
    found = asked(college(goal), PEOPLE, goal=goal)
    assert [(group.key, group.fills) for group in found.groups] == [("course a8 -> b", ("root/1",))]
    assert keys(found.not_for_goal) == ["course a9 -> b"]
    assert found.goal == "p"
    assert found.undecided == 3
    whole = asked(college(goal), PEOPLE)
    assert (keys(whole.groups), whole.not_for_goal) == (["course a9 -> b", "course a8 -> b"], ())
    assert all(group.fills == () for group in whole.groups)


def test_a_pool_admits_by_its_filter_and_what_a_rule_gives_is_looked_at_too() -> None:
    goal = program({"credits": 6, "from": {"subject": ["HIST"]}, "id": "pool"})
    told = {
        **{name: ("b", *each) for name, each in HERE.items()},
        **{name: ("a", *each) for name, each in THERE.items()},
    }
    courses = [
        Course(id=name, organization=at, code=code, subject=code.split()[0], title=title)
        for name, (at, code, title) in told.items()
    ]
    elective = {"kind": "subject_elective", "subject": "HIST"}
    with_rule = rule("r", "a1", elective, conditions=[{"text": "with a portfolio"}])
    without = rule("s", "a2", {**elective, "subject": "ART"}, conditions=[{"text": "with a portfolio"}])
    found = asked(offered(*courses, goal, with_rule, without), (brings("ana", "a1", "a2", "a9"),), goal=goal)
    assert {group.key: group.fills for group in found.groups} == {
        "course a1 -> b": ("root",),
        "course a9 -> b": ("root",),
    }
    assert keys(found.not_for_goal) == ["course a2 -> b"]


def test_without_suggestions_a_program_asks_for_all_that_no_rule_speaks_of() -> None:
    goal = program({"course": "b8"})
    found = queue(college(goal), PEOPLE, Wanted(("b",), DAY, goal=goal))
    assert {group.fills for group in found.groups} == {("*",)}
    assert len(found.groups) == 2


def test_a_program_is_asked_about_where_it_is_awarded() -> None:
    goal = program({"course": "b8"})
    with pytest.raises(QuestionError) as caught:
        asked(college(goal), PEOPLE, at="d", goal=goal)
    assert caught.value.code == "U003"


def test_decisions_for_the_program_settle_its_queue_and_no_other() -> None:
    goal = program({"all": [{"course": "b8"}, {"course": "b9"}]})
    catalog = college(goal)
    made = decision("a8", "refuse", credentials=("p",))
    assert keys(asked(catalog, PEOPLE, made, goal=goal).groups) == ["course a9 -> b"]
    assert "course a8 -> b" in keys(asked(catalog, PEOPLE, made).groups)
    question = decision("a8", "ask", credentials=("p",))
    waits = asked(catalog, PEOPLE, question, goal=goal)
    assert (keys(waits.waiting), keys(waits.groups)) == (["course a8 -> b for p"], ["course a9 -> b"])


def test_a_decision_that_does_not_hold_for_a_line_leaves_it_to_be_asked() -> None:
    made = decision("a8", "refuse", valid={"last_day": "2024-12-31"})
    old = LearnerRecord.model_validate(
        {"learner": {"id": "cy"}, "attainments": [{"id": "cy-a8", "course": "a8", "completed": "2024-06-01"}]}
    )
    found = asked(college(), (brings("ana", "a8"), old), made)
    (group,) = found.groups
    assert ([line.learner for line in group.lines], group.standing) == (["ana"], made.id)
    assert group.suggestion is not None
    assert found.waiting == ()
