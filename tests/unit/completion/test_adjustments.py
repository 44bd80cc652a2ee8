"""Waivers and substitutions are applied, visible, and never silent (§5, §13)."""

from __future__ import annotations

from typing import Any

from pathways.model.documents import AuditDocument, RequirementEntry
from tests.unit.recognition.small import audited, the_line

GOAL = """
credentials:
  - id: goal
    organization: b
    kind: certificate
    title: Goal
    credit: 9
    requirement:
      all:
        - {id: first, course: b1}
        - {id: second, all: [{id: deep, course: b2}, {id: words, statement: An interview}]}
        - {id: free, credits: 3, from: {subject: [NONE]}}
    source: {title: S}
  - {id: other, organization: b, kind: certificate, title: Other, requirement: {course: b3}, source: {title: S}}
"""
LINES = "[{id: L, course: b1, completed: 2025-01-01}, {id: X, course: a3, completed: 2025-01-01}]"


def adjustment(**facts: Any) -> dict[str, Any]:
    approved = {"reason": "Equal learning", "approved_by": "the registrar", "date": "2026-05-01"}
    return {"id": "W", "kind": "waiver", "credential": "goal", **approved, **facts}


def audit(*adjustments: dict[str, Any], lines: str = LINES, goal: str = "goal") -> AuditDocument:
    return audited(GOAL, lines, goal, adjustments=list(adjustments))


def node(answer: AuditDocument, path: str) -> RequirementEntry:
    found = [answer.requirements]
    while found:
        entry = found.pop()
        if entry.path == path:
            return entry
        found.extend(entry.children)
    raise KeyError(path)


def test_a_waived_part_holds_with_everything_below_it() -> None:
    before, after = audit(), audit(adjustment(path="root/second"))
    assert before.conditions == ("root/second/words: An interview",)
    assert after.conditions == ()
    assert node(after, "root/second").status == "satisfied"
    assert node(after, "root/second").note == "waived"
    assert before.credit.shortfall - after.credit.shortfall == 3


def test_what_was_approved_stands_in_the_document_with_its_reason() -> None:
    (entry,) = audit(adjustment(path="root/second")).adjustments
    assert (entry.id, entry.kind, entry.path) == ("W", "waiver", "root/second")
    assert (entry.reason, entry.approved_by, str(entry.date)) == ("Equal learning", "the registrar", "2026-05-01")


def test_a_substitution_puts_an_attainment_at_the_requirement() -> None:
    answer = audit(adjustment(kind="substitution", path="root/second/deep", attainment="X"))
    assert node(answer, "root/second/deep").applied == ("X",)
    assert node(answer, "root/second/deep").status == "satisfied"
    assert answer.credit.applied == 6
    line = the_line(answer, "X")
    assert line.applied_to == ("root/second/deep",)
    assert (line.decision, line.by) == ("accepted", "W")


def test_a_decided_condition_is_waived_like_any_part() -> None:
    answer = audit(adjustment(path="root/second/words"))
    assert answer.conditions == ()
    assert node(answer, "root/second/words").note == "waived"


def test_adjustments_of_another_credential_do_nothing() -> None:
    assert audit(adjustment(path="root/second", credential="other")) == audit()


def test_everything_waived_is_satisfied_and_says_so() -> None:
    answer = audit(adjustment(path="root"), lines="[]")
    assert answer.status == "satisfied"
    assert answer.progress == 1
    assert any("waived as a whole" in note for note in answer.notes)


def test_an_adjustment_holds_from_its_date_and_as_long_as_it_is_valid() -> None:
    later = adjustment(path="root/second", date="2026-09-02")
    ended = adjustment(path="root/second", valid={"until": "2026-09-01"})
    still = adjustment(path="root/second", valid={"last_day": "2026-09-01"})
    assert audit(later).adjustments == audit(ended).adjustments == ()
    assert len(audit(still).adjustments) == 1


def test_a_substitution_does_not_put_right_what_was_revoked_or_failed() -> None:
    for status in ("revoked", "failed"):
        lines = LINES.replace("course: a3,", f"course: a3, status: {status},")
        answer = audit(adjustment(kind="substitution", path="root/second/deep", attainment="X"), lines=lines)
        assert the_line(answer, "X").decision == "refused"
        assert node(answer, "root/second/deep").status == "unsatisfied"


def test_a_substitute_that_is_in_progress_counts_if_completed() -> None:
    lines = LINES.replace("course: a3, completed: 2025-01-01", "course: a3, status: in_progress")
    answer = audit(adjustment(kind="substitution", path="root/second/deep", attainment="X"), lines=lines)
    assert answer.credit.applied == 3
    assert answer.credit.in_progress == 3


def test_a_substitute_is_used_once() -> None:
    lines = "[{id: X, course: b1, completed: 2025-01-01}]"
    answer = audit(adjustment(kind="substitution", path="root/second/deep", attainment="X"), lines=lines)
    assert answer.credit.applied == 3
    assert len(the_line(answer, "X").applied_to) == 1
