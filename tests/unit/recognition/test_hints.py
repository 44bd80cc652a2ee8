"""Chains of two rules are hints with witnesses and loss, vetoed by what the receiver has said, never granted (§9)."""

from __future__ import annotations

import pytest

from pathways.model.documents import HintEntry
from tests.unit.recognition.small import recognized, the_line

BASE = """
organizations:
  - {id: m1, title: Middle one, kind: college}
  - {id: m2, title: Middle two, kind: college}
courses:
  - {id: x1, organization: m1, code: X 1, title: At the first, credit: 3}
  - {id: y1, organization: m1, code: Y 1, title: Also at the first, credit: 3}
  - {id: x2, organization: m2, code: X 2, title: At the second, credit: 3}
equivalences:
"""
CHAIN = """
  - {id: a-x1, coverage: '0.9', receiving: m1, from: {course: a1}, to: {kind: course, courses: [x1]},
     source: {title: S}}
  - {id: x1-b, coverage: '0.8', receiving: b, from: {course: x1}, to: {kind: course, courses: [b1]},
     source: {title: S}}
"""
SECOND_WITNESS = """
  - {id: a-x2, receiving: m2, from: {course: a1}, to: {kind: course, courses: [x2]}, source: {title: S}}
  - {id: x2-b, receiving: b, from: {course: x2}, to: {kind: course, courses: [b1]}, source: {title: S}}
"""
SAME_WITNESS = """
  - {id: a-y1, receiving: m1, from: {course: a1}, to: {kind: course, courses: [y1]}, source: {title: S}}
  - {id: y1-b, receiving: b, from: {course: y1}, to: {kind: course, courses: [b2]}, source: {title: S}}
"""


def hints(rules: str) -> tuple[HintEntry, ...]:
    return the_line(recognized(BASE + rules, "[{id: L, course: a1, completed: 2025-01-01}]")).hints


def test_one_chain_is_shown_with_its_loss_and_upper_bound() -> None:
    (hint,) = hints(CHAIN)
    assert (hint.target, hint.witnesses, hint.rules) == ("b1", ("m1",), (("a-x1", "x1-b"),))
    assert (str(hint.estimate), str(hint.at_most)) == ("18/25", "4/5")


def test_a_witness_is_an_institution_and_more_witnesses_come_first() -> None:
    found = hints(CHAIN + SECOND_WITNESS + SAME_WITNESS)
    assert [(hint.target, hint.witnesses) for hint in found] == [("b1", ("m1", "m2")), ("b2", ("m1",))]
    assert found[1].estimate is None  # nobody states how much those rules cover


@pytest.mark.parametrize(
    "said",
    [
        "{kind: none_here}",
        "{kind: only_at_receiver}",
        "{kind: denied}",
        "{kind: general_elective, credit: {how: fixed, amount: 3}}",
    ],
)
def test_what_the_receiver_has_said_vetoes(said: str) -> None:
    spoken = f"  - {{id: said, receiving: b, from: {{course: a1}}, to: {said}, source: {{title: S}}}}\n"
    assert hints(CHAIN + spoken) == ()


@pytest.mark.parametrize("broken", [
    CHAIN.replace("coverage: '0.8'", "status: proposed"),
    CHAIN.replace("{kind: course, courses: [x1]}", "{kind: general_elective, credit: {how: fixed, amount: 3}}"),
    CHAIN.replace("from: {course: x1}", "from: {all: [{course: x1}, {course: y1}]}"),
])  # fmt: skip
def test_chains_go_only_through_agreed_rules_of_one_course_for_one(broken: str) -> None:
    assert hints(broken) == ()


def test_nothing_is_granted() -> None:
    line = the_line(recognized(BASE + CHAIN, "[{id: L, course: a1, completed: 2025-01-01}]"))
    assert (line.decision, line.codes, line.options) == ("undecided", ("NOT_EVALUATED",), ())
