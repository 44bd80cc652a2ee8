"""What does each modifier and overlay do, one at a time?  The table is rules.yaml."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.catalog.collection import collect
from pathways.catalog.lint import lint
from pathways.formats.yamlio import parse_yaml
from pathways.model.credential import Credential
from pathways.model.documents import AuditDocument
from pathways.model.record import LearnerRecord
from tests.unit.recognition.small import statements, things

ROWS: list[dict[str, Any]] = parse_yaml((Path(__file__).parent / "rules.yaml").read_text("utf-8")).value
AS_OF = dt.date(2026, 9, 1)
STATES = ("in_progress", "failed", "planned")

HOME = """
organizations:
  - {id: home, title: Home College, kind: college, credit_system: c, grade_scale: letters, level_framework: levels}
  - {id: away, title: Away College, kind: college, credit_system: c, grade_scale: letters}
credit-systems: [{id: c, title: Credit, source: {title: S}}]
level-frameworks: [{id: levels, title: Levels, min: 1, max: 3, source: {title: S}}]
grade-scales:
  - id: letters
    title: Letters
    steps: [{grade: A, rank: 4, points: 4}, {grade: B, rank: 3, points: 3}, {grade: C, rank: 2, points: 2}]
courses:
"""
COURSES = "".join(
    f"  - {{id: c{number}, organization: home, code: C {number}, title: Course {number}, credit: 3, level: {level}}}\n"
    for number, level in ((1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 2))
)
AWAY = "".join(
    f"  - {{id: {name}, organization: away, code: {name}, title: Away {name}, credit: 3}}\n"
    for name in ("t1", "t2", "e1", "e2")
)
RULES = """
equivalences:
  - {id: r1, receiving: home, from: {course: t1}, to: {kind: course, courses: [c1]}, source: {title: S}}
  - {id: r2, receiving: home, from: {course: t2}, to: {kind: course, courses: [c2]}, source: {title: S}}
  - {id: x1, receiving: home, from: {course: e1}, to: {kind: general_elective, credit: {how: fixed, amount: 3}},
     source: {title: S}}
  - {id: x2, receiving: home, from: {course: e2}, to: {kind: general_elective, credit: {how: fixed, amount: 3}},
     source: {title: S}}
"""
WORLD = tuple(things(HOME + COURSES + AWAY + RULES))


def line(written: str) -> dict[str, str]:
    course, _, more = written.partition(" ")
    fact = {} if not more else {"status": more} if more in STATES else {"grade": more}
    day = {} if fact.get("status") in ("in_progress", "planned") else {"completed": "2025-06-01"}
    return {"id": course.upper(), "course": course, **day, **fact}


def audit(row: dict[str, Any]) -> AuditDocument:
    facts = {key: row[key] for key in ("requirement", "rules", "sharing", "credit") if key in row}
    goal = Credential.model_validate(
        {"id": "goal", "organization": "home", "kind": "certificate", "title": "G", "source": {"title": "S"}, **facts}
    )
    catalog = collect([*WORLD, goal])
    assert not [found.message for found in lint(catalog) if found.severity == "error" and "LATIN" not in str(row)]
    record = {"learner": {"id": "x"}, "attainments": [line(written) for written in row["held"]]}
    return Desk(catalog).audit(LearnerRecord.model_validate(record), "goal", as_of=AS_OF)


def said(answer: AuditDocument, wanted: dict[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {
        "status": answer.status,
        "if_completed": answer.if_completed,
        "applied": str(answer.credit.applied),
        "in_progress": str(answer.credit.in_progress),
        "shortfall": str(answer.credit.shortfall),
        "excess": str(answer.totals.excess),
        "missing": [entry.path for entry in answer.missing],
        "impossible": list(answer.impossible),
        "cause": next((code for entry in answer.lines for code in entry.codes if code != "NO_SLOT"), "none"),
        "says": next((words for words in statements(answer.reason) if words == wanted.get("says")), "not said"),
    }
    return {key: known[key] for key in wanted}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["name"]))
def test_rule(row: dict[str, Any]) -> None:
    answer = audit(row)
    assert said(answer, row["expect"]) == row["expect"]
    assert answer.totals.applied == answer.credit.applied


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["name"]))
def test_the_status_of_the_root_is_the_status_of_the_answer(row: dict[str, Any]) -> None:
    answer = audit(row)
    assert answer.requirements.status == answer.status


def test_the_names_are_different() -> None:
    assert len({row["name"] for row in ROWS}) == len(ROWS)
