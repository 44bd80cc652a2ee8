"""How old is it?  Ages in calendar years, exact to the day."""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction
from functools import lru_cache


def add_years(day: dt.date, years: Fraction) -> dt.date:
    """Return the day ``years`` later; fractions count whole months, 29 February becomes the last day of its month.

    >>> add_years(dt.date(2020, 2, 29), Fraction(5))
    datetime.date(2025, 2, 28)
    """
    return add_months(day, int(years * 12))


@lru_cache(maxsize=50_000)
def add_months(day: dt.date, months: int) -> dt.date:
    """Return the day so many months later, by the same rule.

    >>> add_months(dt.date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    months += day.year * 12 + day.month - 1
    year, month = divmod(months, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def older_than(day: dt.date, years: Fraction, reference: dt.date) -> bool:
    """Return whether more than ``years`` lie between ``day`` and ``reference``."""
    return add_years(day, years) < reference


def age_in_years(day: dt.date, reference: dt.date) -> str:
    """Return the age in years with two decimals, for people."""
    return f"{(reference - day).days / 365.25:.2f}"
