"""What lapses next, and what would it cost?  Dated, with what to do.

Source: semantics 2: credit once granted does not age; what is not lodged may.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction

from pathways.completion.audit import Examination
from pathways.model.documents import AtRisk
from pathways.recognition.dates import add_years
from pathways.recognition.types import RecognitionResult


def lapse_days(result: RecognitionResult) -> dict[str, dt.date]:
    """Return the first day on which each unlodged line no longer counts, for lines that lapse at all."""
    found: dict[str, dt.date] = {}
    for line in result.lines:
        attainment = line.line.attainment
        options = [option for option in line.options if option.certain and not option.pending]
        days = [day for option in options for name, day in option.lapsing if name == attainment.id]
        if attainment.lodged is None and attainment.valid and attainment.valid.until and line.decision != "refused":
            days.append(attainment.valid.until)
        if days:
            found[attainment.id] = min(days)
    return found


def within(days: dict[str, dt.date], as_of: dt.date, months: int) -> Iterable[tuple[str, dt.date]]:
    """Yield what lapses after ``as_of`` and within ``months``, soonest first."""
    end = add_years(as_of, Fraction(months, 12))
    ordered = sorted(days.items(), key=lambda pair: (pair[1], pair[0]))
    return ((name, day) for name, day in ordered if as_of < day <= end + dt.timedelta(days=1))


def at_risk(examination: Examination, months: int = 12) -> tuple[AtRisk, ...]:
    """Return the applied credit that would be lost by each line that lapses within ``months``."""
    now = examination.reading()
    found: list[AtRisk] = []
    for name, day in within(lapse_days(examination.recognition), examination.as_of, months):
        later = examination.without([name])
        lost = now.applied_credit - later.applied_credit
        if lost > 0 or later.shortfall > now.shortfall:
            last = day - dt.timedelta(days=1)
            advice = f"lodge {name} for recognition by {last}, or renew it: credit once granted does not lapse"
            found.append(
                AtRisk(attainment=name, lapses=last, credit=max(lost, later.shortfall - now.shortfall), advice=advice)
            )
    return tuple(found)
