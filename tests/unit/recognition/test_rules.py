"""What does a rule inherit from its agreement, where does it hold, which policies bind? (§2, §9)."""

from __future__ import annotations

import datetime as dt

import pytest

from pathways.recognition.rules import RuleBook, policies_for
from tests.unit.recognition.small import AS_OF, recognized, the_line, world

AGREEMENTS = """
agreements:
  - {id: whole, sending: [a], receiving: b, title: Whole, valid: {from: 2024-01-01}, source: {title: Agreement}}
  - {id: each, sending: [a], receiving: b, title: E, sources_used: each_rule, status: withdrawn, source: {title: E}}
equivalences:
  - {id: plain, agreement: whole, from: {course: a1}, to: {kind: course, courses: [b1]}}
  - {id: dated, agreement: whole, valid: {from: 2020-01-01}, from: {course: a2}, to: {kind: course, courses: [b2]},
     source: {title: Own}}
  - {id: gone, agreement: each, from: {course: a3}, to: {kind: course, courses: [b3]}}
"""


def test_dates_source_status_and_sharing_come_from_the_agreement() -> None:
    book = RuleBook(world(AGREEMENTS))
    plain, dated, gone = (book.resolve(name) for name in ("plain", "dated", "gone"))
    assert (plain.receiving, plain.valid.begin, plain.source) == ("b", dt.date(2024, 1, 1), "Agreement")
    assert (dated.valid.begin, dated.source) == (dt.date(2020, 1, 1), "Own")
    assert (plain.share, plain.status) == (None, "agreed")
    assert (gone.share, gone.status) == ("each", "withdrawn")


def test_the_rules_that_a_source_touches() -> None:
    world_text = """
    equivalences:
      - {id: r1, receiving: b, from: {all: [{course: a1, same_as: [a3]}, {course: a2}]},
         to: {kind: course, courses: [b1]}, source: {title: S}}
    """
    book = RuleBook(world(world_text))
    found = {name: [rule.id for rule in book.from_source(name)] for name in ("a1", "a2", "a3", "b1")}
    assert found == {"a1": ["r1"], "a2": ["r1"], "a3": ["r1"], "b1": []}


@pytest.mark.parametrize(("day", "codes"), [("2023-12-31", ("OUTSIDE_AGREEMENT",)), ("2024-01-01", ())])
def test_the_agreements_dates_speak_of_when_it_was_taken(day: str, codes: tuple[str, ...]) -> None:
    assert the_line(recognized(AGREEMENTS, f"[{{id: L, course: a1, completed: {day}}}]")).codes == codes


@pytest.mark.parametrize(("edition", "codes"), [("2024", ()), ("2030", ("NOT_EVALUATED",))])
def test_a_rule_may_bind_to_receiving_editions(edition: str, codes: tuple[str, ...]) -> None:
    text = """
    credentials:
      - {id: goal, edition: '2024', organization: b, kind: certificate, title: Goal, requirement: {all: [{course: b1}]},
         valid: {from: 2024-01-01, until: 2030-01-01}, source: {title: S}}
      - {id: goal, edition: '2030', organization: b, kind: certificate, title: Goal, requirement: {all: [{course: b1}]},
         valid: {from: 2030-01-01}, source: {title: S}}
    equivalences:
      - {id: r, receiving: b, editions: {until: 2030-01-01}, from: {course: a1}, to: {kind: course, courses: [b1]},
         source: {title: S}}
    """
    answer = recognized(text, "[{id: L, course: a1, completed: 2025-01-01}]", goal=f"goal@{edition}")
    assert the_line(answer).codes == codes


POLICIES = """
credentials:
  - {id: goal, organization: b, kind: certificate, title: Goal, requirement: {all: [{course: b1}]}, source: {title: S}}
policies:
  - {id: general, organization: b, conversion: {convention: hours}, max_ages: [{years: 10}], source: {title: G}}
  - {id: special, organization: b, credentials: [goal], conversion: {convention: year_share}, max_ages: [{years: 5}],
     source: {title: S}}
  - {id: past, organization: b, max_ages: [{years: 1}], valid: {until: 2026-01-01}, source: {title: P}}
  - {id: elsewhere, organization: a, max_ages: [{years: 2}], source: {title: E}}
"""


def test_lists_are_joined_and_single_rules_come_from_the_most_specific_policy_in_force() -> None:
    catalog = world(POLICIES)
    at_large = policies_for(catalog, "b", None, AS_OF)
    for_goal = policies_for(catalog, "b", catalog.credential("goal"), AS_OF)
    earlier = policies_for(catalog, "b", None, dt.date(2025, 12, 31))
    assert [policy.id for policy in at_large.all] == ["general"]
    assert [policy.id for policy in for_goal.all] == ["special", "general"]
    assert [policy.id for policy in earlier.all] == ["general", "past"]
    assert [rule.years for rule, _ in for_goal.ages] == [5, 10]
    assert for_goal.conversion is not None
    assert for_goal.conversion.convention == "year_share"


GRADES = """
equivalences:
  - {{id: r, receiving: b, from: {{course: a1}}, to: {{kind: course, courses: [b1]}}, source: {{title: Book}}}}
policies:
  - id: pol
    organization: b
    min_grades:
      - {{minimum: {{grade: '60', scale: percent}}, applies_to: {{{applies}}}}}
      - {{minimum: {{grade: B, scale: letters}}, applies_to: {{{applies}}}}}
    source: {{title: Policy}}
"""


@pytest.mark.parametrize(("grade", "codes"), [
    ("grade: '60'", ()),
    ("grade: '59'", ("GRADE_BELOW_MIN",)),
    ("grade: A, grade_scale: letters", ()),
    ("grade: F, grade_scale: letters", ("GRADE_BELOW_MIN",)),
    ("grade: P, grade_scale: letters", ("INDIVIDUAL_ASSESSMENT",)),
    ("grade: '1.3', grade_scale: unknown", ("INDIVIDUAL_ASSESSMENT",)),
    ("grade: '101'", ("INDIVIDUAL_ASSESSMENT",)),
    ("grade: ~", ("INDIVIDUAL_ASSESSMENT",)),
    ("status: in_progress", ()),
])  # fmt: skip
def test_the_minimum_of_the_grades_own_scale_binds(grade: str, codes: tuple[str, ...]) -> None:
    assert (
        the_line(
            recognized(GRADES.format(applies=""), f"[{{id: L, course: a1, completed: 2025-01-01, {grade}}}]")
        ).codes
        == codes
    )


def test_a_filter_says_to_what_a_rule_applies_and_resident_learning_only_where_named() -> None:
    low = "[{id: L, course: b1, grade: '55', completed: 2025-01-01}]"
    assert the_line(recognized(GRADES.format(applies=""), low)).codes == ()
    assert the_line(recognized(GRADES.format(applies="source: [resident]"), low)).codes == ("GRADE_BELOW_MIN",)
    away = low.replace("b1", "a1")
    assert the_line(recognized(GRADES.format(applies="source: [exam]"), away)).codes == ()
    assert the_line(recognized(GRADES.format(applies="source: [transfer]"), away)).codes == ("GRADE_BELOW_MIN",)
