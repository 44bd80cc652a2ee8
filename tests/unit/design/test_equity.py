"""Rates by group: worked by hand, and beside published figures for intervals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import pytest
from scipy.stats import binomtest

from pathways.design.equity import UNSTATED, Asked, equity_document, newcombe, wilson
from pathways.errors import QuestionError
from pathways.model.documents import LineEntry, RecognitionDocument, Totals
from pathways.model.equity_documents import EquityDocument
from pathways.model.record import LearnerRecord

DAY = dt.date(2026, 9, 1)
ASKED = Asked("uni", None, DAY, "0" * 64)
NONE = Totals(attempted=0, evaluable=0, accepted=0, applied=0, excess=0, refused=0, undecided=0)


def entry(name: str, decision: str, *codes: str) -> LineEntry:
    """Return a line of three credits."""
    return LineEntry.model_validate(
        {
            "attainment": name,
            "title": name,
            "decision": decision,
            "codes": codes,
            "credit_recognized": 3 if decision == "accepted" else 0,
            "credit_attempted": 3,
            "reason": {},
        }
    )


def document(
    people: Sequence[tuple[str, str | None, Sequence[str]]], *, reference: str | None = None
) -> EquityDocument:
    """Return the rates of people, each with a group and the decisions on their lines."""
    records, answers = [], {}
    for name, _, decisions in people:
        ids = [f"{name}-{number}" for number in range(len(decisions))]
        lines = [{"id": each, "title": each} for each in ids]
        records.append(LearnerRecord.model_validate({"learner": {"id": name}, "attainments": lines}))
        answers[name] = tuple(entry(each, *how.split()) for each, how in zip(ids, decisions, strict=True))

    def told(record: LearnerRecord) -> RecognitionDocument:
        return RecognitionDocument(
            schema_name="pathways/recognition/1",
            as_of=DAY,
            catalog="0" * 64,
            learner=record.learner.id,
            organization="uni",
            credential=None,
            system="points",
            totals=NONE,
            lines=answers[record.learner.id],
        )

    groups = [(name, group) for name, group, _ in people if group is not None]
    asked = Asked("uni", None, DAY, "0" * 64, reference)
    return equity_document(asked, records, groups, told)


def crowd(group: str, size: int, *decisions: str) -> list[tuple[str, str | None, Sequence[str]]]:
    """Return people of a group who all have the same decisions."""
    return [(f"{group}-{number}", group, decisions) for number in range(size)]


def test_counts_credit_and_rates_are_those_of_the_lines() -> None:
    found = document(
        [
            *crowd("north", 20, "accepted", "refused", "undecided"),
            *crowd("south", 10, "accepted", "accepted", "refused DUPLICATE", "refused", "undecided"),
        ]
    )
    north, south = found.groups
    assert [(cell.column, cell.lines, int(cell.credit or 0)) for cell in north.cells] == [
        ("asked", 60, 180),
        ("decided", 40, 120),
        ("undecided", 20, 60),
        ("accepted", 20, 60),
        ("refused", 20, 60),
    ]
    assert [(rate.rate, rate.part, rate.of) for rate in south.rates] == [
        ("offer", 30, 40),
        ("grant", 20, 40),
        ("acceptance", 20, 30),
    ]
    assert (north.learners, south.learners, found.everybody.learners, found.left_out) == (20, 10, 30, 0)
    assert found.reference == "north"
    grant = next(each for each in south.differences if each.rate == "grant")
    assert grant.difference == pytest.approx(1 / 2 - 1 / 3, abs=1e-6)
    assert not north.differences


def test_what_is_small_is_left_out_with_its_credit_and_its_rates() -> None:
    found = document(
        [
            *crowd("north", 20, "accepted", "refused"),
            *crowd("south", 12, "accepted", "refused"),
            *crowd("east", 3, "accepted", "refused"),
        ]
    )
    east = next(row for row in found.groups if row.group == "east")
    assert east.learners is None
    assert not east.rates
    assert all(cell.lines is None and cell.credit is None for cell in east.cells if cell.column != "undecided")
    hidden = [row.group for row in (*found.groups, found.everybody) for cell in row.cells if cell.lines is None]
    assert len(set(hidden)) >= 2, "a cell that is left out alone could be subtracted from the total"


def test_many_lines_of_few_people_are_small() -> None:
    found = document(
        [*crowd("north", 30, "accepted", "refused"), *crowd("south", 4, *["accepted"] * 6, *["refused"] * 6)]
    )
    south = next(row for row in found.groups if row.group == "south")
    assert all(cell.lines is None for cell in south.cells if cell.column != "undecided")


def test_who_is_in_no_group_is_counted_apart() -> None:
    people = [(name, None, how) for name, _, how in crowd("x", 12, "accepted", "refused")]
    found = document([*crowd("north", 12, "accepted", "refused"), *people])
    assert [row.group for row in found.groups] == [UNSTATED, "north"]


def test_a_question_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(QuestionError, match="nobody is in the group 'west'"):
        document(crowd("north", 12, "accepted"), reference="west")
    with pytest.raises(QuestionError, match="two groups"):
        equity_document(ASKED, [], [("ana", "north"), ("ana", "south")], lambda record: pytest.fail(record.learner.id))


def test_a_learner_who_comes_twice_is_refused_not_counted_twice() -> None:
    with pytest.raises(QuestionError, match="learner 'north-0' comes twice"):
        document([*crowd("north", 12, "accepted"), *crowd("north", 1, "accepted")])


@pytest.mark.parametrize(("part", "of"), [(0, 10), (1, 12), (7, 12), (50, 50), (81, 263), (15, 148)])
def test_wilson_intervals_are_those_of_another_library(part: int, of: int) -> None:
    other = binomtest(part, of).proportion_ci(0.95, method="wilson")
    assert wilson(part, of) == pytest.approx((other.low, other.high), abs=1e-9)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_intervals_of_differences_are_those_that_newcombe_published(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    assert newcombe(one, other) == pytest.approx((low, high), abs=5e-5)
    assert newcombe(other, one) == pytest.approx((-high, -low), abs=5e-5)


def test_shares_are_exact() -> None:
    found = document(crowd("north", 21, "accepted", "refused", "refused"))
    assert next(rate.share for rate in found.groups[0].rates if rate.rate == "grant") == Fraction(1, 3)


def test_nobody_is_no_table() -> None:
    with pytest.raises(QuestionError, match="no record to count"):
        equity_document(ASKED, [], [("ana", "north")], lambda record: pytest.fail(record.learner.id))
