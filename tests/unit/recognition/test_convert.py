"""Conversion follows the receiving policy, is never chained through rounded values, and rounds once (§3)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pathways.errors import CreditError
from pathways.model.credit import Credit, CreditSystem, Rounding
from pathways.model.policy import ConversionRule
from pathways.recognition.convert import convert, from_instructional_hours, hours_interval, rounded, workload_interval
from tests.unit.recognition.small import world

SYSTEMS = world().credit_systems
US, ECTS, CEU = SYSTEMS["us"], SYSTEMS["ects"], SYSTEMS["ceu"]
YEAR = ConversionRule(convention="year_share")
HOURS = ConversionRule(convention="hours")


def amount(credit: str, system: str, to: CreditSystem, rule: ConversionRule | None) -> Fraction | None:
    done = convert(Credit(amount=Fraction(credit), system=system), to, rule, SYSTEMS)
    return None if done is None else done.amount


def test_the_two_conventions_disagree_and_each_is_what_it_says() -> None:
    assert amount("3", "us", ECTS, YEAR) == 6
    assert amount("3", "us", ECTS, HOURS) == Fraction(9, 2)  # 135 hours at the most hours a credit may stand for
    assert amount("6", "ects", US, HOURS) == Fraction(10, 3)  # 6 x 25 / 45


def test_the_hours_interval_stands_beside_it() -> None:
    done = convert(Credit(amount=Fraction(3), system="us"), ECTS, YEAR, SYSTEMS)
    assert done is not None
    assert done.hours_interval == (Fraction(9, 2), Fraction(27, 5))
    assert done.how == "by share of a full-time year"
    assert hours_interval(Credit(amount=Fraction(1), system="ceu"), ECTS, SYSTEMS) is None
    assert workload_interval(Fraction(90), CEU) is None


@pytest.mark.parametrize(("credit", "system", "rule"), [
    ("3", "nowhere", YEAR),
    ("3", "us", None),
    ("3", "ceu", YEAR),
    ("3", "ceu", HOURS),
])  # fmt: skip
def test_what_nobody_says_stays_unknown(credit: str, system: str, rule: ConversionRule | None) -> None:
    assert amount(credit, system, ECTS, rule) is None


def test_equal_systems_need_no_rule() -> None:
    assert amount("3", "us", US, None) == 3


def test_a_published_factor_wins_and_holds_in_one_direction() -> None:
    factor = {"from_system": "us", "to_system": "ects", "factor": "5/3", "source": {"title": "Table"}}
    rule = ConversionRule.model_validate({"convention": "year_share", "factors": [factor]})
    assert amount("3", "us", ECTS, rule) == 5
    assert amount("3", "ects", US, rule) == Fraction(3, 2)


def test_rounding_happens_once_at_the_end() -> None:
    rule = ConversionRule(convention="hours", rounding=Rounding(mode="half_up", step=Fraction(1, 2)))
    assert amount("5", "ects", US, rule) == 3  # 2.77...
    assert amount("4", "ects", US, rule) == 2  # 2.22...


@pytest.mark.parametrize(("mode", "expected"), [
    ("half_up", 3),
    ("half_even", 2),
    ("half_down", 2),
    ("up", 3),
    ("down", 2),
])  # fmt: skip
def test_half_a_credit_by_each_mode(mode: str, expected: int) -> None:
    rounding = Rounding.model_validate({"mode": mode})
    assert from_instructional_hours(Fraction("37.5"), US, rounding) == expected
    assert rounded(Fraction(3), rounding) == 3


def test_whole_credits_without_a_declared_mode_are_refused() -> None:
    with pytest.raises(CreditError) as error:
        from_instructional_hours(Fraction("37.5"), US, Rounding(mode="exact"))
    assert error.value.code == "K001"
    assert "half_up" in error.value.hint
    assert from_instructional_hours(Fraction(45), US, Rounding(mode="exact")) == 3


def test_hours_need_a_system_that_says_what_they_are_worth() -> None:
    with pytest.raises(CreditError) as error:
        from_instructional_hours(Fraction(45), ECTS)
    assert error.value.code == "K003"


def test_without_rounding_credit_stays_exact() -> None:
    assert from_instructional_hours(Fraction("37.5"), US) == Fraction(5, 2)
