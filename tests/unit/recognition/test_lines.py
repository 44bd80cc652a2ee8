"""What is each line of a record, whoever receives it: definition, route, what is wrong with it (§1, §2, §9)."""

from __future__ import annotations

import datetime as dt

import pytest

from pathways.model.credential import SourceKind
from pathways.recognition.lines import read_lines, with_duplicates
from pathways.recognition.types import Line
from tests.unit.recognition.small import AS_OF, record, world

MORE = """
organizations: [{id: army, title: An army, kind: employer}]
occupations: [{id: medic, title: Medic, competencies: [{competency: one}], source: {title: S}}]
courses:
  - {id: renamed, organization: a, code: N 9, title: Renamed, credit: 3,
     aliases: [{code: O 1, reason: formerly, valid: {until: 2020-01-01}}, {code: X 9, reason: cross_listed}]}
  - {id: field-trip, organization: a, code: F 1, title: Field trip, credit: 1, assessment: [attendance]}
credentials:
  - {id: exam, organization: p, kind: exam, title: Exam, assessment: [test], source: {title: S}}
  - {id: diploma, organization: a, kind: diploma, title: Diploma, source: {title: S}}
  - {id: quiet, organization: p, kind: badge, title: Nobody says how it is assessed, source: {title: S}}
  - {id: block, organization: a, kind: skill_block, title: Block, assessment: [test], valid: {last_day: 2025-06-30},
     source: {title: S}}
  - {id: two, edition: '2020', organization: a, kind: badge, title: Two, valid: {until: 2024-01-01}, source: {title: S}}
  - {id: two, edition: '2024', organization: a, kind: badge, title: Two, valid: {from: 2024-01-01}, source: {title: S}}
"""


def lines(text: str, *, receiving: str = "b", as_of: dt.date = AS_OF) -> dict[str, Line]:
    return {line.id: line for line in read_lines(world(MORE), record(text), receiving, as_of)}


def line(text: str, **more: dt.date) -> Line:
    return lines(f"[{{id: L, {text}}}]", **more)["L"]  # type: ignore[arg-type]


def codes(text: str) -> list[str]:
    return [bar.code.value for bar in line(text).bars]


@pytest.mark.parametrize(("text", "kind"), [
    ("course: a1", SourceKind.TRANSFER),
    ("course: b1", SourceKind.RESIDENT),
    ("course: b1, route: prior_learning", SourceKind.PRIOR_LEARNING),
    ("title: Coach, route: volunteering", SourceKind.PRIOR_LEARNING),
    ("title: Clerk, route: work", SourceKind.WORK),
    ("occupation: medic", SourceKind.WORK),
    ("credential: exam", SourceKind.EXAM),
    ("credential: badge-1", SourceKind.BADGE),
    ("credential: diploma", SourceKind.TRANSFER),
    ("title: Something", SourceKind.TRANSFER),
])  # fmt: skip
def test_how_it_was_earned(text: str, kind: SourceKind) -> None:
    assert line(text).source is kind


@pytest.mark.parametrize(("text", "assessed"), [
    ("course: a1", True),
    ("course: field-trip", False),
    ("credential: webinar", False),
    ("credential: webinar, assessed: 'true'", True),
    ("credential: badge-1", True),
    ("credential: quiet", None),
    ("credential: quiet, grade: pass", True),
    ("credential: diploma", True),
    ("title: Work", None),
    ("title: Work, grade: B", True),
    ("course: a1, assessed: 'false'", False),
])  # fmt: skip
def test_whether_it_was_assessed(text: str, assessed: bool | None) -> None:
    assert line(text).assessed is assessed


@pytest.mark.parametrize(("text", "found"), [
    ("organization: a, code: n  9", "renamed"),
    ("organization: a, code: X 9, completed: 2015-01-01", "renamed"),
    ("organization: a, code: O 1, completed: 2019-12-31", "renamed"),
    ("organization: a, code: O 1, completed: 2020-01-01", None),
    ("organization: a, code: Z 1", None),
    ("organization: b, code: N 9", None),
    ("course: N 9, organization: a", "renamed"),
])  # fmt: skip
def test_a_course_is_not_its_code(text: str, found: str | None) -> None:
    definition = line(text).definition
    assert (definition.id if definition else None) == found


def test_the_edition_of_the_day_it_was_completed() -> None:
    keys = [
        getattr(line(f"credential: two, completed: {day}").definition, "key", None)
        for day in ("2023-12-31", "2024-01-01")
    ]
    assert keys == ["two@2020", "two@2024"]
    assert getattr(line("credential: two@2020, completed: 2025-01-01").definition, "key", None) == "two@2020"


@pytest.mark.parametrize(("text", "expected"), [
    ("course: a1", []),
    ("course: a1, status: failed", ["GRADE_BELOW_MIN"]),
    ("course: a1, status: withdrawn", ["GRADE_BELOW_MIN"]),
    ("course: a1, status: revoked", ["REVOKED"]),
    ("course: a1, verification: failed", ["NOT_VERIFIED"]),
    ("course: a1, verification: unverified", []),
    ("course: a1, valid: {last_day: 2026-08-31}", ["EXPIRED"]),
    ("course: a1, valid: {last_day: 2026-09-01}", []),
    ("course: a1, valid: {last_day: 2026-08-31}, lodged: 2026-08-31", []),
    ("credential: webinar, status: revoked", ["REVOKED", "NOT_ASSESSED"]),
    ("credential: block, completed: 2025-06-30", []),
    ("credential: block, completed: 2025-07-01", ["OUTSIDE_AGREEMENT"]),
    ("credential: block, started: 2025-06-01, completed: 2025-07-15", []),
    ("credential: block", []),
])  # fmt: skip
def test_what_bars_it_wherever_it_goes(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_age_is_measured_where_it_is_lodged() -> None:
    assert line("course: a1, lodged: 2026-01-15").reference_day == dt.date(2026, 1, 15)
    assert line("course: a1").reference_day == AS_OF


def test_the_order_of_the_file_does_not_matter() -> None:
    one, other = "{id: A, course: a1}", "{id: B, course: a2}"
    assert list(lines(f"[{one}, {other}]")) == list(lines(f"[{other}, {one}]")) == ["A", "B"]


TWICE = """
- {id: C1, course: a1, grade: '60', grade_scale: percent, completed: 2023-01-01}
- {id: C2, course: a1, grade: '90', grade_scale: percent, completed: 2024-01-01}
- {id: C3, course: a1, grade: '70', grade_scale: percent, completed: 2025-01-01}
- {id: C4, course: a1, status: in_progress}
- {id: C5, course: a1, grade: '99', grade_scale: percent, completed: 2025-06-01, status: failed}
"""


@pytest.mark.parametrize(("repeats", "kept"), [("best", "C2"), ("latest", "C3"), ("first", "C1")])
def test_of_equal_lines_one_counts(repeats: str, kept: str) -> None:
    catalog = world(MORE)
    read = with_duplicates(read_lines(catalog, record(TWICE), "b", AS_OF), repeats, catalog)
    duplicates = {item.id for item in read for bar in item.bars if bar.code == "DUPLICATE"}
    assert duplicates == {"C1", "C2", "C3", "C4"} - {kept}


def test_a_line_that_another_replaces_is_superseded() -> None:
    catalog = world(MORE)
    text = "[{id: OLD, title: Old}, {id: NEW, title: New, replaces: OLD}]"
    read = with_duplicates(read_lines(catalog, record(text), "b", AS_OF), "best", catalog)
    assert {item.id: [bar.code.value for bar in item.bars] for item in read} == {"OLD": ["SUPERSEDED"], "NEW": []}
