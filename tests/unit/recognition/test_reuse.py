"""What has already served another award: unlimited, none, once, capped, and caps that name the award (§6)."""

from __future__ import annotations

import pytest

from pathways.model.documents import AuditDocument
from tests.unit.recognition.small import audited, statements, the_line

WORLD = """
equivalences:
  - {{id: r1, receiving: b, from: {{course: a1}}, to: {{kind: course, courses: [b1]}}, source: {{title: Book}}}}
  - {{id: r2, receiving: b, from: {{course: a2}}, to: {{kind: course, courses: [b2]}}, source: {{title: Book}}}}
policies: [{{id: pol, organization: b, reuse: {{{reuse}}}, source: {{title: Policy}}}}]
credentials:
  - id: goal
    organization: b
    kind: certificate
    title: Goal
    credit: 6
    requirement: {{all: [{{course: b1, id: one}}, {{course: b2, id: two}}]}}
    rules: {{{rules}}}
    source: {{title: S}}
"""
USED = "{id: L, course: a1, completed: 2025-01-01, used: [%s]}"
ONCE = "{credential: diploma, date: 2025-03-01, credits: 3}"
TWICE = "{credential: later, date: 2025-06-01, credits: 3}, " + ONCE
OTHER = "{id: M, course: a2, completed: 2025-01-01, used: [{credential: diploma, credits: 3}]}"


def audit(reuse: str, lines: str, rules: str = "") -> AuditDocument:
    return audited(WORLD.format(reuse=reuse, rules=rules), f"[{lines}]")


@pytest.mark.parametrize(("mode", "uses", "decision"), [
    ("unlimited", TWICE, "accepted"),
    ("once", ONCE, "accepted"),
    ("once", TWICE, "refused"),
    ("none", ONCE, "refused"),
    ("none", "", "accepted"),
])  # fmt: skip
def test_modes(mode: str, uses: str, decision: str) -> None:
    assert the_line(audit(f"mode: {mode}", USED % uses)).decision == decision


def test_the_answer_says_which_use_came_first() -> None:
    line = the_line(audit("mode: none", USED % TWICE))
    assert line.codes == ("ALREADY_USED",)
    assert "L was first used for diploma; reuse here: none" in statements(line.reason)


def test_a_cap_of_the_policy_binds_over_everything_applied() -> None:
    both = f"{USED % ONCE}, {OTHER}"
    free, capped = audit("mode: capped, credits: 6", both), audit("mode: capped, credits: 3", both)
    assert (free.status, capped.status) == ("satisfied", "unsatisfied")
    assert [capped.credit.applied, capped.credit.shortfall, capped.totals.excess] == [3, 3, 3]
    assert ["ALREADY_USED"] in [list(line.codes) for line in capped.lines]


def test_a_capped_share_is_of_the_credit_required() -> None:
    both = f"{USED % ONCE}, {OTHER}"
    assert audit("mode: capped, share: '0.5'", both).credit.applied == 3
    assert audit("mode: capped, share: 1", both).credit.applied == 6


def test_a_cap_that_names_an_award_leaves_others_alone() -> None:
    elsewhere = USED % "{credential: diploma@2020, credits: 3}"
    no_other = "reuse: [{credits: 0, awards: [goal]}]"
    named = "reuse: [{credits: 0, awards: [goal-2]}]"
    goal_2 = """
  - id: goal-2
    organization: b
    kind: certificate
    title: Goal 2
    requirement: {{all: [{{course: b1}}]}}
    source: {{title: S}}
"""
    world = WORLD + goal_2
    spent = USED % "{credential: goal-2, credits: 3}"
    assert audited(world.format(reuse="", rules=named), f"[{elsewhere}]").credit.applied == 3
    assert audited(world.format(reuse="", rules=named), f"[{spent}]").credit.applied == 0
    assert audited(world.format(reuse="", rules=no_other), f"[{spent}]").credit.applied == 3


def test_a_use_that_states_no_credit_used_all_of_it() -> None:
    spent = USED % "{credential: diploma}"
    assert audit("mode: capped, credits: 0", spent).credit.applied == 0
