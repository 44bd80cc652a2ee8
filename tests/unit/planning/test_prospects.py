"""What is on the record counts once: not beside its own repetition, and together with what is new."""

from __future__ import annotations

import datetime as dt

from pathways.advising import Desk
from pathways.model.plan_documents import PlanDocument
from tests.unit.recognition.small import record, world

AS_OF = dt.date(2026, 9, 1)
WORLD = """
terms:
  - {id: fall, title: Fall, begin: 2026-09-07, end: 2026-12-18}
equivalences:
  - {id: r, receiving: b, from: {course: a1}, to: {kind: general_elective}, source: {title: S}}
  - {id: s, receiving: b, from: {all: [{course: a1}, {course: a2}]}, to: {kind: course, courses: [b3]},
     source: {title: S}}
offerings:
  - {id: exam-a1, kind: challenge_exam, course: a1, organization: a, price: {amount: 10, currency: USD}}
  - {id: section-a2, course: a2, organization: a, price: {amount: 20, currency: USD}}
  - {id: section-b1, course: b1, organization: b, price: {amount: 100, currency: USD}}
  - {id: section-b3, course: b3, organization: b, price: {amount: 100, currency: USD}}
credentials:
  - {id: two, organization: b, kind: certificate, title: Two, measure: items, requirement: {courses: 2},
     source: {title: S}}
  - {id: third, organization: b, kind: certificate, title: Third, measure: items, requirement: {course: b3},
     source: {title: S}}
"""


def plan(goal: str, lines: str) -> PlanDocument:
    found = Desk(world(WORLD)).plan(record(lines), [goal], as_of=AS_OF)
    assert found.status == "optimal"
    return found


def taken(document: PlanDocument) -> list[str]:
    return [item.offering or item.id for term in document.terms for item in term.items]


A1 = "[{id: L, course: a1, grade: '80', completed: 2025-06-01}]"


def test_the_same_course_is_not_counted_beside_itself() -> None:
    assert taken(plan("two", "[]")) == ["exam-a1", "section-b1"]
    assert taken(plan("two", A1)) == ["section-b1"]


def test_what_is_held_serves_together_with_what_is_new() -> None:
    assert taken(plan("third", A1)) == ["section-a2"]
    assert taken(plan("third", "[]")) == ["exam-a1", "section-a2"]


def test_what_was_failed_may_be_taken_again() -> None:
    failed = "[{id: L, course: a1, status: failed, grade: '30', completed: 2025-06-01}]"
    assert taken(plan("third", failed)) == ["exam-a1", "section-a2"]
