"""Story F as a team: what all need together, and that nothing chosen can be left out (semantics 7)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from pathways.formats.native import load_record
from pathways.model.documents import GapDocument
from pathways.model.record import Attainment, LearnerRecord
from tests.golden.cases import SAMPLE, sample_desk

ROLE = "brightwater-maintenance-planner"
AS_OF = dt.date(2026, 9, 1)
TEAM = ("li", "noor", "sam", "eve")


def record_of(name: str) -> LearnerRecord:
    return load_record(SAMPLE / "records" / "team" / f"{name}.yaml")


def gap(record: LearnerRecord) -> GapDocument:
    return sample_desk().gap(record, ROLE, as_of=AS_OF)


def having(record: LearnerRecord, taken: tuple[str, ...]) -> LearnerRecord:
    """Return the record with these credentials completed and assessed."""
    added = tuple(
        Attainment(id=f"new-{name}", credential=name, completed=AS_OF, assessed=True, grade="pass") for name in taken
    )
    return record.model_copy(update={"attainments": (*record.attainments, *added)})


def test_the_team_saves_more_than_half_against_one_course_for_all() -> None:
    together = sum((gap(record_of(name)).shortfall for name in TEAM), Fraction(0))
    for_all = Fraction(900) * len(TEAM)
    assert together == 1740
    assert for_all - together == 1860
    assert round(float((for_all - together) / for_all), 3) == 0.517


@pytest.mark.parametrize("name", TEAM)
def test_what_is_chosen_closes_the_gap_and_nothing_of_it_can_be_left_out(name: str) -> None:
    record = record_of(name)
    chosen = tuple(entry.id for entry in gap(record).cheapest)
    assert gap(having(record, chosen)).status == "satisfied"
    for left_out in chosen:
        rest = tuple(other for other in chosen if other != left_out)
        reopened = gap(having(record, rest))
        assert reopened.status == "unsatisfied"
        assert reopened.shortfall > 0
