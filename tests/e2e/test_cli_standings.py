"""What is open, impossible, in progress or for later is said in the first sentences and marked in the tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.asking import here, joined

CATALOG = r"""
credit-systems:
  - {id: points, title: Points, source: {title: Calendar}}
organizations:
  - {id: hill, title: Hill College, kind: college, credit_system: points, source: {title: Calendar}}
courses:
  - {id: a, organization: hill, code: A, title: Algebra, credit: 4}
  - {id: b, organization: hill, code: B, title: Botany, credit: 4, valid: {until: 2020-01-01}}
  - {id: c, organization: hill, code: C, title: Chemistry, credit: "8/3"}
credentials:
  - id: open
    organization: hill
    kind: certificate
    title: Open
    credit: 4
    requirement: {all: [{course: a}, {statement: Good character}]}
  - id: stuck
    organization: hill
    kind: certificate
    title: Stuck
    credit: 8
    requirement: {all: [{course: a}, {course: b}]}
  - id: third
    organization: hill
    kind: certificate
    title: "Third [x] \x1b[31m"
    credit: "20/3"
    requirement: {all: [{course: a}, {course: c}]}
  - id: later
    organization: hill
    kind: certificate
    title: Later
    credit: 4
    requirement: {all: [{course: a}, {after_transfer: Chemistry at Hill}]}
  - id: simple
    organization: hill
    kind: certificate
    title: Simple
    credit: 4
    requirement: {course: a}
"""
RECORD = """
learner: {id: ana, name: Ana}
attainments: [{id: A1, course: a, HOW}]
as_of: 2026-09-01
"""


def audit(folder: Path, goal: str, how: str = "completed: 2025-12-15") -> tuple[int, str]:
    (folder / "catalog.yaml").write_text(CATALOG, "utf-8")
    (folder / "ana.yaml").write_text(RECORD.replace("HOW", how), "utf-8")
    done = here("audit", folder / "ana.yaml", "--goal", goal, "--catalog", folder / "catalog.yaml")
    assert done.stderr == ""
    return done.exit_code, done.stdout


@pytest.mark.parametrize(
    ("goal", "code", "first", "marked"),
    [
        (
            "open",
            1,
            "Ana has 4 of 4 credits toward Open, Hill College, 100.0 % of the way; nothing countable is missing."
            " Whether that is enough depends on what nobody has decided yet. Required",
            "[?] Good character",
        ),
        (
            "stuck",
            1,
            "Ana has 4 of 8 credits toward Stuck, Hill College, which cannot be completed with what this catalogue"
            " offers. Required",
            "[ ] B Botany",
        ),
        (
            "third",
            1,
            r"Ana has 4 of 20/3 credits toward Third [x] \x1b[31m, Hill College, 60.0 % of the way;"
            " 8/3 credits in 1 course are missing. Required",
            "[ ] C Chemistry - 8/3 missing",
        ),
        (
            "later",
            0,
            "Ana meets every requirement of Later, Hill College: 4 of 4 credits are applied, nothing is missing."
            " 1 requirement can be met only after the transfer. Required",
            "[~] Chemistry at Hill",
        ),
        (
            "simple",
            0,
            "Ana meets every requirement of Simple, Hill College: 4 of 4 credits are applied, nothing is missing."
            " Required",
            "[x] A Algebra - by A1",
        ),
    ],
)
def test_the_first_sentences_say_where_it_stands(goal: str, code: int, first: str, marked: str, tmp_path: Path) -> None:
    found, text = audit(tmp_path, goal)
    assert found == code
    assert joined(text).startswith(first)
    assert f"{marked}\n" in text or f"{marked} - " in text


def test_what_is_in_progress_is_said(tmp_path: Path) -> None:
    found, text = audit(tmp_path, "simple", "status: in_progress")
    assert found == 1
    assert joined(text).startswith(
        "Ana has 0 of 4 credits toward Simple, Hill College, 0.0 % of the way; 4 credits in 1 course are missing."
        " Once everything in progress is completed, every requirement will be met."
    )
    assert "A Algebra (in" in text
