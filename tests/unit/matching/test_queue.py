"""What waits is grouped by what is brought and where; one decision clears every equal line."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.collection import Catalog
from pathways.matching.queue import Wanted, queue
from pathways.model.decision import Decision, Pair
from pathways.model.desk_documents import QueueDocument
from pathways.model.record import LearnerRecord
from tests.unit.matching.deciding import DAY, SENT, brings, decision, offered, rule

COURSES = sorted(SENT)
PEOPLE = (brings("ana", "a1", "a2"), brings("bo", "a1"), brings("cy", "a1", "a3"))


def asked(
    records: tuple[LearnerRecord, ...] = PEOPLE, catalog: Catalog | None = None, *made: Decision, **more: Any
) -> QueueDocument:
    at = more.pop("at", ("b",))
    return queue(catalog or offered(), records, Wanted(at, DAY, made, **more))


def test_equal_lines_are_one_group_the_most_credit_first() -> None:
    found = asked()
    told = [(each.key, each.learners, int(each.credit_at_stake)) for each in found.groups]
    assert told == [("course a1 -> b", 3, 9), ("course a3 -> b", 1, 5), ("course a2 -> b", 1, 4)]
    assert [line.attainment for line in found.groups[0].lines] == ["ana-a1", "bo-a1", "cy-a1"]
    assert (found.records, found.undecided) == (3, 5)
    assert found.groups[0].codes == ("NOT_EVALUATED",)


def test_of_equal_credit_the_surest_comes_first_and_the_unknown_last() -> None:
    people = (
        brings("ana", "a1"),
        brings("bo", same={"organization": "a", "code": "X", "credit": {"amount": 3, "system": "credits"}}),
    )
    by_name = [each.key for each in asked(people).groups]
    assert by_name == ["code a X -> b", "course a1 -> b"]

    def sure(pair: Pair) -> float | None:
        return 0.9 if pair.learning.course else None

    found = asked(people, certainty=sure).groups
    assert [(each.key, each.certainty) for each in found] == [
        ("course a1 -> b", Fraction("0.9")),
        ("code a X -> b", None),
    ]


@pytest.mark.parametrize("verdict", ["accept", "partial", "refuse"])
def test_one_decision_clears_every_equal_line_and_no_other(verdict: str) -> None:
    before, after = asked(), asked(PEOPLE, None, decision("a1", verdict))
    assert [each.key for each in after.groups] == ["course a3 -> b", "course a2 -> b"]
    assert after.undecided == before.undecided - 3
    assert after.waiting == ()


def test_a_question_keeps_its_lines_apart_until_it_is_answered() -> None:
    question = decision("a1", "ask")
    found = asked(PEOPLE, None, question)
    assert [each.key for each in found.groups] == ["course a3 -> b", "course a2 -> b"]
    assert [(each.key, each.standing, each.learners) for each in found.waiting] == [("course a1 -> b", question.id, 3)]


def test_a_course_that_nobody_defined_is_decided_by_its_code() -> None:
    line = {"organization": "a", "code": "zz  9", "title": "Bees", "credit": {"amount": 2, "system": "credits"}}
    people = (brings("ana", x=line), brings("bo", y={**line, "code": "ZZ 9"}))
    (group,) = asked(people).groups
    assert (group.key, group.learners, int(group.credit_at_stake)) == ("code a ZZ 9 -> b", 2, 4)
    made = decision({"organization": "a", "code": "zz 9"}, title="Bees")
    assert asked(people, None, made).undecided == 0
    question = decision({"organization": "a", "code": "ZZ 9"}, "ask")
    (waits,) = asked(people, None, question).waiting
    assert (waits.key, waits.standing) == ("code a ZZ 9 -> b", question.id)


def test_rules_that_leave_it_open_are_named_and_can_be_replaced() -> None:
    rivals = [
        rule("r1", "a1", {"kind": "course", "courses": ["b1"]}),
        rule("r2", "a1", {"kind": "course", "courses": ["b2"]}),
    ]
    catalog = offered(*rivals)
    found = asked(PEOPLE, catalog)
    (group,) = [each for each in found.groups if each.key == "course a1 -> b"]
    assert (group.codes, group.rules) == (("AMBIGUOUS_RULES",), ("r1", "r2"))
    refused = decision("a1", "refuse", instead_of=group.rules)
    assert "course a1 -> b" not in [each.key for each in asked(PEOPLE, catalog, refused).groups]
    assert catalog.equivalences.keys() == {"r1", "r2"}, "the catalogue itself is as it was"


def test_a_condition_in_words_stays_with_a_person() -> None:
    made = decision("a1", conditions={"words": ["with a portfolio"]})
    (waits,) = asked(PEOPLE, None, made).waiting
    assert (waits.codes, waits.rules, waits.standing) == (("INDIVIDUAL_ASSESSMENT",), (made.id,), made.id)


def test_what_a_record_lacks_and_what_no_rule_can_name_is_told_apart() -> None:
    graded = rule(
        "r", "a1", {"kind": "course", "courses": ["b1"]}, **{"from": {"course": "a1", "min_grade": {"grade": "C"}}}
    )
    people = (brings("ana", "a1"), brings("bo", free={"title": "Kept bees", "route": "prior_learning"}))
    found = asked(people, offered(graded))
    assert found.groups == ()
    assert sum(found.of_the_record.values()) == 1
    assert [(line.learner, line.title) for line in found.alone] == [("bo", "Kept bees")]


def test_each_receiver_decides_for_itself() -> None:
    found = asked(PEOPLE, None, decision("a1", at="d"), at=("b", "d"))
    keys = [each.key for each in found.groups]
    assert "course a1 -> b" in keys
    assert "course a1 -> d" not in keys


def test_minutes_are_saved_where_lines_are_equal() -> None:
    assert asked().minutes_saved is None
    assert asked(minutes=Fraction(12)).minutes_saved == 24


@given(
    st.lists(st.sets(st.sampled_from(COURSES), min_size=1), max_size=4), st.sets(st.sampled_from(COURSES)), st.randoms()
)
def test_the_order_of_records_changes_nothing_and_every_line_is_somewhere(
    brought: list[set[str]], settled: set[str], dice: Any
) -> None:
    people = [brings(f"p{number}", *sorted(courses)) for number, courses in enumerate(brought)]
    made = tuple(decision(name) for name in sorted(settled))
    found = asked(tuple(people), None, *made)
    dice.shuffle(people)
    assert asked(tuple(people), None, *reversed(made)) == found
    open_lines = {(line.learner, group.pair.learning.course) for group in found.groups for line in group.lines}
    wanted = {(f"p{number}", name) for number, courses in enumerate(brought) for name in courses - settled}
    assert open_lines == wanted
    stakes = [group.credit_at_stake for group in found.groups]
    assert stakes == sorted(stakes, reverse=True)
    assert sum(stakes, Fraction(0)) == sum(SENT[name] for _, name in wanted)
