"""Days are days, validity is half-open, ids name one thing, nothing unknown is swallowed (§2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from pathways.model.base import Day, Id, Money, Noun, Source, Validity
from pathways.model.course import Course

DAYS: TypeAdapter[dt.date] = TypeAdapter(Day)
IDS: TypeAdapter[str] = TypeAdapter(Id)


@pytest.mark.parametrize("written", ["2026-09-01", " 2026-09-01 ", dt.date(2026, 9, 1)])
def test_a_day(written: object) -> None:
    assert DAYS.validate_python(written) == dt.date(2026, 9, 1)


@pytest.mark.parametrize("written", [20260901, 1_788_220_800, "2026-9-1", "01/09/2026", "2026-02-30", "", "today",
                                     dt.datetime(2026, 9, 1, 12)])  # fmt: skip  # noqa: DTZ001
def test_not_a_day(written: object) -> None:
    with pytest.raises(ValidationError):
        DAYS.validate_python(written)


def test_validity_is_half_open() -> None:
    valid = Validity.model_validate({"from": "2026-01-01", "until": "2027-01-01"})
    days = ["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"]
    assert [valid.holds_on(dt.date.fromisoformat(day)) for day in days] == [False, True, True, False]
    assert valid.last_day == dt.date(2026, 12, 31)


def test_the_last_valid_day_is_stored_as_the_next() -> None:
    assert Validity.model_validate({"last_day": "2026-12-31"}) == Validity(until=dt.date(2027, 1, 1))
    assert Validity().holds_on(dt.date.min)
    assert Validity().holds_on(dt.date.max)
    assert Validity().last_day is None


@pytest.mark.parametrize("facts", [
    {"last_day": "2026-12-31", "until": "2027-01-01"},
    {"last_day": "9999-12-31"},
    {"last_day": "soon"},
])  # fmt: skip
def test_a_last_day_that_cannot_be(facts: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Validity.model_validate(facts)


def test_an_empty_period_is_seen() -> None:
    assert Validity.model_validate({"from": "2026-01-01", "until": "2026-01-01"}).is_empty
    assert not Validity.model_validate({"from": "2026-01-01", "last_day": "2026-01-01"}).is_empty


@pytest.mark.parametrize("name", ["a", "MATH 1", "école-1", "urn:x:1"])
def test_an_id(name: str) -> None:
    assert IDS.validate_python(name) == name


@pytest.mark.parametrize("name", ["", " a", "a#b", "a@b", "a\nb", "x" * 201])
def test_not_an_id(name: str) -> None:
    with pytest.raises(ValidationError):
        IDS.validate_python(name)


def test_nouns_are_frozen_and_closed() -> None:
    source = Source(title="S")
    with pytest.raises(ValidationError):
        source.__setattr__("title", "T")
    with pytest.raises(ValidationError):
        Course.model_validate({"id": "c", "organization": "o", "code": "C", "title": "T", "credits": 3})


@pytest.mark.parametrize("price", [
    {"amount": "-1", "currency": "EUR"},
    {"amount": 1, "currency": "euro"},
    {"amount": 1.5, "currency": "EUR"},
])  # fmt: skip
def test_a_price_is_exact_and_names_its_currency(price: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate(price)


def test_a_source_is_read_with_its_clause() -> None:
    assert str(Source(title="Calendar", clause="4.2")) == "Calendar, 4.2"
    assert str(Source(title="Calendar")) == "Calendar"
    assert isinstance(Source(title="Calendar"), Noun)
