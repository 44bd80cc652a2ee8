"""What is this credit worth in that system?  By the receiving policy's convention, rounded once, hours beside it.

Source: semantics 3; ECTS Users' Guide (year share and workload per credit).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pathways.errors import CreditError
from pathways.model.credit import Credit, CreditSystem, Rounding
from pathways.model.exact import format_exact, round_exact
from pathways.model.policy import ConversionRule

Systems = Mapping[str, CreditSystem]


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in the receiving system, how it came about, and what the hours alone would say.

    ``hours_interval`` is [least, most] credit by workload, None where a system states no hours.
    """

    amount: Fraction
    how: str
    hours_interval: tuple[Fraction, Fraction] | None


def hours_interval(credit: Credit, to: CreditSystem, systems: Systems) -> tuple[Fraction, Fraction] | None:
    """Return the least and most credit of ``to`` that the same hours could be."""
    home = systems[credit.system]
    if home.hours_per_credit is None or to.hours_per_credit is None:
        return None
    low = credit.amount * home.hours_per_credit.min / to.hours_per_credit.max
    high = credit.amount * home.hours_per_credit.max / to.hours_per_credit.min
    return low, high


def workload_interval(hours: Fraction, to: CreditSystem) -> tuple[Fraction, Fraction] | None:
    """Return the least and most credit of ``to`` for ``hours`` of workload.

    135 hours are 4.5 to 5.4 ECTS:

    >>> from pathways.model.base import Source
    >>> ects = CreditSystem(id="ects", title="ECTS", hours_per_credit={"min": 25, "max": 30}, source=Source(title="s"))
    >>> workload_interval(Fraction(135), ects)
    (Fraction(9, 2), Fraction(27, 5))
    """
    if to.hours_per_credit is None:
        return None
    return hours / to.hours_per_credit.max, hours / to.hours_per_credit.min


def from_instructional_hours(hours: Fraction, to: CreditSystem, rounding: Rounding | None = None) -> Fraction:
    """Return the credit for contact hours, rounded once by ``rounding`` (default: the system's own, if it has one).

    Raises CreditError K001 where whole steps are asked for and nobody declared how to round, K003 where the system does
    not say what an hour is worth.
    """
    if to.instructional_hours is None:
        raise CreditError("K003", f"{to.id} states no instructional hours per credit", hint="Convert by workload.")
    return _rounded(hours / to.instructional_hours, rounding or to.rounding, to)


def _rounded(value: Fraction, rounding: Rounding | None, to: CreditSystem) -> Fraction:
    known = rounding or to.rounding
    return value if known is None else rounded(value, known)


def rounded(value: Fraction, rounding: Rounding) -> Fraction:
    """Return ``value`` as a multiple of the rounding's step, rounded once.

    Raises CreditError K001 where the mode is ``exact`` (no rounding is declared) and the value is between two steps.

    >>> rounded(Fraction("2.5"), Rounding(mode="half_even")), rounded(Fraction("2.5"), Rounding(mode="half_up"))
    (Fraction(2, 1), Fraction(3, 1))
    """
    if rounding.mode == "exact" and rounding.step and value % rounding.step:
        raise CreditError(
            "K001",
            f"{format_exact(value)} is not a multiple of {format_exact(rounding.step)} and no rounding is declared",
            why="Nearest-even and half-up give different credit; which one holds is for the institution to say.",
            hint="Declare 'rounding: {mode: half_up, step: 1}' (or another mode) with its source.",
        )
    return round_exact(value, rounding.step, rounding.mode)


def convert(credit: Credit, to: CreditSystem, rule: ConversionRule | None, systems: Systems) -> Conversion | None:
    """Return the converted amount, or None where neither the policy nor the systems say how.

    A published factor wins over the convention; without a rule only equal systems convert.  Raises CreditError K001
    where whole steps are asked for and nobody declared how to round.
    """
    if credit.system not in systems:
        return None
    interval = hours_interval(credit, to, systems)
    if credit.system == to.id:
        return Conversion(credit.amount, "same credit system", interval)
    home = systems[credit.system]
    if rule is None or not home.academic:
        return None
    factor, how = _factor(home, to, rule)
    if factor is None:
        return None
    amount = _rounded(credit.amount * factor, rule.rounding, to)
    return Conversion(amount, how, interval)


def _factor(home: CreditSystem, to: CreditSystem, rule: ConversionRule) -> tuple[Fraction | None, str]:
    for published in rule.factors:
        if (published.from_system, published.to_system) == (home.id, to.id):
            return published.factor, f"published factor {format_exact(published.factor)} ({published.source})"
    if rule.convention == "year_share" and home.full_time_year and to.full_time_year:
        return to.full_time_year / home.full_time_year, "by share of a full-time year"
    if rule.convention == "hours" and home.hours_per_credit and to.hours_per_credit:
        return home.hours_per_credit.min / to.hours_per_credit.max, "by hours, the cautious end of the range"
    return None, ""
