"""Grades are compared inside one published scale, ages are exact to the day (§2, §9)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from pathways.model.credit import GradeScale
from pathways.model.requirement import GradeMinimum
from pathways.recognition.dates import add_years, age_in_years, older_than
from pathways.recognition.grades import at_least, points

SCALES = {
    scale.id: scale
    for scale in (
        GradeScale.model_validate(
            {
                "id": "letters",
                "title": "L",
                "steps": [
                    {"grade": "A", "rank": 4, "points": 4},
                    {"grade": "B+", "rank": 3},
                    {"grade": "F", "rank": 0},
                ],
            }
        ),
        GradeScale.model_validate({"id": "percent", "title": "P", "min": 0, "max": 100}),
        GradeScale.model_validate({"id": "german", "title": "G", "min": 1, "max": 6, "lower_is_better": True}),
    )
}


@pytest.mark.parametrize(("grade", "scale", "minimum", "enough"), [
    ("A", "letters", "B+", True),
    (" b+ ", "letters", "B+", True),
    ("F", "letters", "B+", False),
    ("C", "letters", "B+", None),
    ("59.5", "percent", "60", False),
    ("60", "percent", "60", True),
    ("100.5", "percent", "60", None),
    ("sixty", "percent", "60", None),
    ("1.3", "german", "4", True),
    ("5", "german", "4", False),
    ("A", None, "B+", None),
    ("A", "nowhere", "B+", None),
    (None, "letters", "B+", None),
])  # fmt: skip
def test_reaches(grade: str | None, scale: str | None, minimum: str, enough: bool | None) -> None:
    assert at_least(grade, scale, GradeMinimum(grade=minimum), SCALES) is enough


def test_scales_are_never_compared_with_each_other() -> None:
    assert at_least("A", "letters", GradeMinimum(grade="60", scale="percent"), SCALES) is None
    assert at_least("61", None, GradeMinimum(grade="60", scale="percent"), SCALES) is True
    assert at_least("61", None, GradeMinimum(grade="60"), SCALES, "percent") is True


def test_points_are_those_of_the_scale() -> None:
    assert points("a", SCALES["letters"]) == 4
    assert points("B+", SCALES["letters"]) is None
    assert points("A", None) is None
    assert points(None, SCALES["letters"]) is None


@pytest.mark.parametrize(("day", "years", "reference", "older"), [
    ("2021-09-01", "5", "2026-09-01", False),
    ("2021-08-31", "5", "2026-09-01", True),
    ("2020-02-29", "5", "2025-02-28", False),
    ("2020-02-29", "5", "2025-03-01", True),
    ("2026-01-31", "1/12", "2026-02-28", False),
    ("2026-01-31", "1/12", "2026-03-01", True),
    ("2025-12-31", "1.5", "2027-06-30", False),
])  # fmt: skip
def test_older_than(day: str, years: str, reference: str, older: bool) -> None:
    assert older_than(dt.date.fromisoformat(day), Fraction(years), dt.date.fromisoformat(reference)) is older


def test_no_age_goes_beyond_the_calendar() -> None:
    assert add_years(dt.date(9000, 1, 1), Fraction(5000)) == dt.date.max


def test_ages_for_people() -> None:
    assert age_in_years(dt.date(2020, 4, 25), dt.date(2026, 9, 1)) == "6.35"
