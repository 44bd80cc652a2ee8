"""Amounts are exact, never negative, never rounded on the way in; they are written so that they read back (§3)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.model.exact import RoundingMode, format_exact, parse_exact, round_exact


@pytest.mark.parametrize(("written", "value"), [
    (3, Fraction(3)),
    ("3", Fraction(3)),
    (" 4.50 ", Fraction(9, 2)),
    (".5", Fraction(1, 2)),
    ("8/3", Fraction(8, 3)),
    ("8 / 3", Fraction(8, 3)),
    (Decimal("1E1"), Fraction(10)),
    (Fraction(1, 3), Fraction(1, 3)),
])  # fmt: skip
def test_read(written: object, value: Fraction) -> None:
    assert parse_exact(written) == value


@pytest.mark.parametrize(("written", "says"), [
    (4.5, "rounded"),
    (float("nan"), "rounded"),
    (True, "not an amount"),
    (None, "not an amount"),
    ("-1", "negative"),
    (-1, "negative"),
    ("1e3", "not an exact amount"),
    ("1,5", "not an exact amount"),
    ("8/0", "not an exact amount"),
    ("", "not an exact amount"),
    ("1" * 13, "not an exact amount"),
    (Decimal("NaN"), "not an exact amount"),
])  # fmt: skip
def test_refused_with_words(written: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_exact(written)


AMOUNTS = st.fractions(min_value=0, max_value=10**6, max_denominator=10**4)


@given(AMOUNTS)
def test_what_is_written_reads_back(value: Fraction) -> None:
    assert parse_exact(format_exact(value)) == value


@pytest.mark.parametrize(("value", "text"), [
    (Fraction(0), "0"),
    (Fraction(60), "60"),
    (Fraction(1, 20), "0.05"),
    (Fraction(-1, 2), "-0.5"),
    (Fraction(8, 3), "8/3"),
    (Fraction(10, 100), "0.1"),
])  # fmt: skip
def test_the_shortest_text(value: Fraction, text: str) -> None:
    assert format_exact(value) == text


@pytest.mark.parametrize(("value", "mode", "expected"), [
    ("2.5", "half_up", "3"),
    ("2.5", "half_even", "2"),
    ("3.5", "half_even", "4"),
    ("2.5", "half_down", "2"),
    ("2.51", "half_down", "3"),
    ("2.1", "up", "3"),
    ("2.9", "down", "2"),
    ("2.5", "exact", "2.5"),
    ("2", "up", "2"),
])  # fmt: skip
def test_rounding_to_whole_steps(value: str, mode: RoundingMode, expected: str) -> None:
    assert round_exact(Fraction(value), Fraction(1), mode) == Fraction(expected)


@given(AMOUNTS, st.sampled_from(["half_up", "half_even", "half_down", "up", "down"]))
def test_rounding_gives_a_multiple_less_than_a_step_away(value: Fraction, mode: RoundingMode) -> None:
    step = Fraction(1, 10)
    result = round_exact(value, step, mode)
    assert result % step == 0
    assert abs(result - value) < step
    assert round_exact(result, step, mode) == result
