"""What is recognised already is not taken again: the checker names it, and the planner does not plan it (semantics 7).

College A sends, university B receives: B 1 may be taken at B in the fall, or be recognised for A 1.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from pathways.advising import Desk
from pathways.completion.check import Award, Claim, Replay
from pathways.completion.steps import Slot, Step
from pathways.model.record import Preferences
from tests.unit.recognition.small import record, world

AS_OF = dt.date(2026, 9, 1)
BEGIN, END = dt.date(2026, 9, 7), dt.date(2026, 12, 18)

OFFERS = """
terms:
  - {id: fall, title: Fall, begin: 2026-09-07, end: 2026-12-18}
offerings:
  - {id: section-b1, course: b1, organization: b, price: {amount: 100, currency: USD}}
  - {id: section-b2, course: b2, organization: b, price: {amount: 100, currency: USD}}
  - {id: section-b3, course: b3, organization: b, price: {amount: 100, currency: USD}}
"""
A1_GIVES_B1 = """
equivalences:
  - {id: r, receiving: b, from: {course: a1}, to: {kind: course, courses: [b1]}, source: {title: S}}
"""
EITHER = """
equivalences:
  - {id: r, receiving: b, from: {course: a1}, to: {kind: course, courses: [b1]}, priority: 1, source: {title: S}}
  - {id: s, receiving: b, from: {course: a1}, to: {kind: course, courses: [b3]}, priority: 2, source: {title: S}}
"""
PERHAPS = """
equivalences:
  - {id: r, receiving: b, from: {course: a1}, to: {kind: course, courses: [b1]}, conditions: [{text: Somebody decides}], source: {title: S}}
"""  # noqa: E501

PLAIN = "[{course: b1}, {course: b2}]"
HELD = "[{id: L, course: a1, grade: '80', completed: 2025-06-01}]"
ITSELF = "[{id: L, course: b1, grade: '55', completed: 2025-06-01}]"

CASES = {
    # name: what B says, the record, what the goal asks for, whether B 1 is taken again
    "recognised for another course": (A1_GIVES_B1, HELD, PLAIN, True),
    "completed here": ("", ITSELF, PLAIN, True),
    "in progress": (A1_GIVES_B1, "[{id: L, course: a1, status: in_progress, started: 2026-06-01}]", PLAIN, True),
    "not recognised": ("", HELD, PLAIN, False),
    "failed": ("", "[{id: L, course: b1, status: failed, grade: '30', completed: 2025-06-01}]", PLAIN, False),
    "a person still decides": (PERHAPS, HELD, PLAIN, False),
    "too low a grade for this goal": (
        "",
        ITSELF,
        "[{course: b1, min_grade: {grade: '60', scale: percent}}, {course: b2}]",
        False,
    ),
    "a grade that is enough": (
        "",
        ITSELF,
        "[{course: b1, min_grade: {grade: '55', scale: percent}}, {course: b2}]",
        True,
    ),
    "what it is recognised for may serve as something else": (
        EITHER,
        HELD,
        "[{course: b1}, {course: b2}, {course: b3}]",
        False,
    ),
    "nothing that the goal asks for": (A1_GIVES_B1, HELD, "[{course: b2}]", False),
}


def desk(says: str, asks: str) -> Desk:
    goal = f"""
credentials:
  - id: goal
    organization: b
    kind: certificate
    title: Goal
    measure: items
    requirement: {{all: {asks}}}
    source: {{title: S}}
"""
    return Desk(world(says + OFFERS + goal))


def taken(name: str) -> Step:
    return Step(name, "section", name, True, "b", Slot(BEGIN, END, "fall"), f"section-{name}", Fraction(100))


def again(name: str) -> tuple[str, ...]:
    """Return what the checker says of a plan that takes all three courses at B."""
    says, lines, asks, _ = CASES[name]
    known, learner = desk(says, asks), record(lines)
    steps = tuple(map(taken, ("b1", "b2", "b3")))
    goal = known.catalog.credential("goal")
    uses = ("L", *(step.attainment for step in steps))
    claim = Claim(learner, (goal,), AS_OF, BEGIN, Preferences(), steps, (), (Award("goal", END, uses),), Fraction(300))
    return Replay(known.catalog, known.book, claim).faults()


@pytest.mark.parametrize("name", CASES)
def test_the_checker_names_what_is_taken_again(name: str) -> None:
    expected = ("b1 is recognised already and is not taken again",) if CASES[name][3] else ()
    assert again(name) == expected


@pytest.mark.parametrize("name", CASES)
def test_the_planner_takes_it_only_where_the_checker_lets_it(name: str) -> None:
    says, lines, asks, held = CASES[name]
    found = desk(says, asks).plan(record(lines), ["goal"], as_of=AS_OF, preferences=Preferences(take=("b1",)))
    assert found.status == ("infeasible_proven" if held else "optimal")
    if held:
        assert "held" in {clash.kind for clash in found.conflict}
