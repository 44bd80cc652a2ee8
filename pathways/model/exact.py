"""How is an exact number read and written?

Source: semantics 3, "Credit is an exact amount in a named credit system, never a float".
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal

RoundingMode = Literal["half_up", "half_even", "half_down", "up", "down", "exact"]

_NUMBER = re.compile(r"^\s*(\d{1,12}(?:\.\d{1,12})?|\.\d{1,12})\s*$")
_RATIO = re.compile(r"^\s*(\d{1,12})\s*/\s*(\d{1,12})\s*$")


def parse_exact(value: object) -> Fraction:
    """Return ``value`` as an exact, non-negative number.

    Accepts integers, decimals of at most 12 digits on either side, and ratios such as ``"8/3"``.
    Raises ValueError for floats, NaN, exponents, negative or over-long numbers.

    >>> parse_exact("4.5"), parse_exact("8/3")
    (Fraction(9, 2), Fraction(8, 3))
    """
    if isinstance(value, bool) or value is None:
        raise ValueError(f"{value!r} is not an amount; write a number such as 3 or '4.5'")
    if isinstance(value, float):
        raise ValueError(f"{value!r} is a rounded (float) number; write it as text, such as '4.5'")
    text = format(value, "f") if isinstance(value, Decimal) and value.is_finite() else str(value)
    if text.strip().startswith("-"):
        raise ValueError(f"{text} is negative; amounts of learning and money are never negative")
    if _NUMBER.match(text):
        return Fraction(Decimal(text.strip()))
    ratio = _RATIO.match(text)
    if ratio and int(ratio[2]):
        return Fraction(int(ratio[1]), int(ratio[2]))
    raise ValueError(f"{text[:40]!r} is not an exact amount; write a number such as '3', '4.5' or '8/3'")


def format_exact(value: Fraction) -> str:
    """Return the shortest exact text: a decimal if it ends, else a ratio.

    >>> format_exact(Fraction(9, 2)), format_exact(Fraction(8, 3))
    ('4.5', '8/3')
    """
    denominator = value.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = max(twos, fives)
    scaled = value.numerator * 10**digits // value.denominator
    if not digits:
        return str(scaled)
    sign, magnitude = ("-", -scaled) if scaled < 0 else ("", scaled)
    text = str(magnitude).rjust(digits + 1, "0")
    return f"{sign}{text[:-digits]}.{text[-digits:]}"


def round_exact(value: Fraction, step: Fraction, mode: RoundingMode) -> Fraction:
    """Return ``value`` rounded once to a multiple of ``step`` by the named rule.

    >>> round_exact(Fraction(5, 2), Fraction(1), "half_even"), round_exact(Fraction(5, 2), Fraction(1), "half_up")
    (Fraction(2, 1), Fraction(3, 1))
    """
    if mode == "exact" or not step:
        return value
    quotient, remainder = divmod(value, step)
    if not remainder:
        return value
    half = step / 2
    up = {
        "up": True,
        "down": False,
        "half_up": remainder >= half,
        "half_down": remainder > half,
        "half_even": remainder > half or (remainder == half and quotient % 2 == 1),
    }[mode]
    return step * (quotient + (1 if up else 0))
