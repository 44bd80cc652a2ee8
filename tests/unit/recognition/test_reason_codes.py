"""Every reason code is said at least once, by a real record, with its words, difference and cure (semantics 9)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from pathways.formats.yamlio import parse_yaml
from pathways.model.codes import NONE_HERE, WORDS, ReasonCode
from pathways.model.documents import AuditDocument, RecognitionDocument
from tests.unit.recognition.small import audited, recognized, statements, the_line


@dataclass(frozen=True)
class Row:
    """One way to a code: the decision, what the world adds, the record; ``audit`` where only an audit says it."""

    code: ReasonCode
    decision: str
    world: str
    lines: str
    audit: bool


def _row(written: dict[str, Any]) -> Row:
    world = yaml.safe_dump(written.get("world", {}))
    lines = yaml.safe_dump(written["lines"])
    return Row(ReasonCode(written["code"]), written["decision"], world, lines, "audit" in written)


ROWS = tuple(_row(row) for row in parse_yaml((Path(__file__).parent / "reason_codes.yaml").read_text("utf-8")).value)


def answer_to(case: Row) -> RecognitionDocument | AuditDocument:
    return audited(case.world, case.lines) if case.audit else recognized(case.world, case.lines)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: f"{case.code}-{case.decision}")
def test_the_code_is_said_with_its_decision_and_words(case: Row) -> None:
    answer = answer_to(case)
    saying = [line for line in answer.lines if case.code.value in line.codes]
    line = next((line for line in saying if line.attainment == "L"), saying[0])
    assert line.decision == case.decision
    assert line.cure
    assert any(part.get("code") == case.code.value for part in line.reason.get("because", []))
    if case.decision == "refused":
        difference = NONE_HERE if "none_here" in case.world else WORDS[case.code].difference
        assert line.differences == ((difference,) if difference else ())
    if case.decision != "accepted":
        assert line.credit_recognized == 0
        assert line.applied_to == ()


@pytest.mark.parametrize("case", ROWS, ids=lambda case: f"{case.code}-{case.decision}")
def test_totals_add_up(case: Row) -> None:
    totals = answer_to(case).totals
    assert totals.evaluable == totals.accepted + totals.refused + totals.undecided
    assert totals.accepted == totals.applied + totals.excess
    assert totals.attempted >= totals.evaluable


def test_the_table_says_every_code() -> None:
    assert {case.code for case in ROWS} == set(ReasonCode)
    assert set(WORDS) == set(ReasonCode)


def test_every_code_has_words_that_a_learner_can_read() -> None:
    for code, words in WORDS.items():
        assert words.meaning[0].islower(), code
        assert words.cure, code
        assert words.difference in (None, "level", "workload", "quality", "profile", "outcomes"), code


def test_a_duplicate_is_attempted_and_not_evaluable() -> None:
    case = next(case for case in ROWS if case.code is ReasonCode.DUPLICATE)
    totals = answer_to(case).totals
    assert [totals.attempted, totals.evaluable, totals.accepted] == [6, 3, 3]


def test_all_rules_that_bar_a_line_report_together() -> None:
    world = """
    equivalences: [{id: r, receiving: b, from: {course: a1}, to: {kind: course, courses: [b1]}, source: {title: Book}}]
    policies:
      - id: pol
        organization: b
        min_grades: [{minimum: {grade: '80', scale: percent}}]
        max_ages: [{years: 1}]
        min_level: 2
        excluded_kinds: [college]
        source: {title: Policy}
    """
    line = the_line(recognized(world, "[{id: L, course: a1, grade: '70', completed: 2025-06-01}]"))
    assert set(line.codes) == {"GRADE_BELOW_MIN", "TOO_OLD", "LEVEL_TOO_LOW", "EXCLUDED_KIND"}
    assert len(statements(line.reason)) == 5
    assert all(part["source"] == "Policy" for part in line.reason["because"])
