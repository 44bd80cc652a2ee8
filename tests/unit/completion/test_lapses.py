"""What lapses, when, and what it would cost: printed is the last valid day, and what is lodged does not lapse (§2)."""

from __future__ import annotations

import datetime as dt

import pytest

from pathways.model.documents import AtRisk, AuditDocument
from tests.unit.recognition.small import AS_OF, audited

WORLD = """
equivalences:
  - {id: r, receiving: b, from: {course: a1}, to: {kind: course, courses: [b1]}, source: {title: S}}
  - {id: aged, receiving: b, max_age_years: 2, from: {course: a2}, to: {kind: course, courses: [b2]},
     source: {title: S}}
policies:
  - {id: pol, organization: b, joint: {coverage: '0.75', courses: [b3]}, source: {title: P},
     max_ages: [{years: 5, applies_to: {source: [transfer]}}]}
credentials:
  - {id: goal, organization: b, kind: certificate, title: Goal, credit: 9, source: {title: S},
     requirement: {all: [{course: b1}, {course: b2}, {course: b3}]}}
"""


def audit(line: str, as_of: dt.date = AS_OF) -> AuditDocument:
    return audited(WORLD, f"[{line}]", as_of=as_of)


def risks(line: str, as_of: dt.date = AS_OF) -> tuple[AtRisk, ...]:
    return audit(line, as_of).at_risk


@pytest.mark.parametrize(("line", "lapses"), [
    ("{id: L, course: a1, completed: 2022-01-15}", "2027-01-15"),  # five years by policy
    ("{id: L, course: a2, completed: 2025-01-15}", "2027-01-15"),  # two years by its own rule
    ("{id: L, course: a1, completed: 2025-01-15, valid: {last_day: 2026-12-31}}", "2026-12-31"),
    ("{id: L, course: a1, completed: 2021-10-01, valid: {last_day: 2026-12-31}}", "2026-10-01"),  # the first of both
])  # fmt: skip
def test_the_last_valid_day_is_printed(line: str, lapses: str) -> None:
    (found,) = risks(line)
    assert (found.attainment, str(found.lapses)) == ("L", lapses)
    assert found.credit == 3
    assert lapses in found.advice
    assert audit(line, found.lapses).credit.applied == 3
    assert audit(line, found.lapses + dt.timedelta(days=1)).credit.applied == 0


@pytest.mark.parametrize("line", [
    "{id: L, course: a1, completed: 2025-01-15}",  # lapses in 2030, not within twelve months
    "{id: L, course: a1, completed: 2022-01-15, lodged: 2026-08-01}",  # lodged
    "{id: L, course: a1, completed: 2020-01-15}",  # too old already
    "{id: L, course: b1, completed: 1999-01-15}",  # resident: the limit is on transfer
    "{id: L, course: a3, completed: 2022-01-15}",  # counts for nothing
])  # fmt: skip
def test_nothing_is_at_risk(line: str) -> None:
    assert risks(line) == ()


def test_twelve_months_are_counted_to_the_day() -> None:
    line = "{id: L, course: a1, completed: 2025-01-15, valid: {last_day: 2027-09-01}}"
    assert [risk.attainment for risk in risks(line, dt.date(2026, 9, 1))] == ["L"]
    assert risks(line, dt.date(2026, 8, 31)) == ()


def test_each_part_of_a_group_that_lapses_puts_the_group_at_risk() -> None:
    parts = (
        "{id: B1, credential: badge-1, completed: 2025-01-01}, "
        "{id: B2, credential: badge-2, completed: 2025-01-01, valid: {last_day: 2026-10-31}}"
    )
    found = risks(parts)
    assert [(risk.attainment, str(risk.lapses), str(risk.credit)) for risk in found] == [("B2", "2026-10-31", "3")]


def test_what_something_else_would_replace_is_not_at_risk() -> None:
    both = (
        "{id: L, course: a1, completed: 2025-01-15, valid: {last_day: 2026-12-31}}, "
        "{id: R, course: b1, completed: 2025-01-15}"
    )
    assert risks(both) == ()
