"""When is it valid?  Moments with a time zone, written as VC, Open Badges and tokens write them.

Source: VC Data Model 2.0 section 4.9 (dateTimeStamp of XML Schema 1.1); RFC 7519 section 2 (NumericDate).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Step
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.strict import Json

_STAMP: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?P<second>:\d{2})?(?P<part>\.\d{1,9})?(?P<zone>Z|[+-]\d{2}:\d{2})\Z", re.ASCII
)
BEGINS: Final = ("validFrom", "issuanceDate", "issuedOn")
ENDS: Final = ("validUntil", "expirationDate", "expires")
_FIRST: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
_LAST: Final = dt.datetime.max.replace(tzinfo=dt.UTC)


def moment(text: Any) -> dt.datetime | None:
    """Return the moment, or None where the text is none or lacks its time zone.

    What lies outside the years 1 to 9999 in UTC (an end "9999-12-31" in a zone behind it) is the first or last moment.

    >>> moment("2010-01-01T00:00:00Z").isoformat(), moment("2010-01-01T00:00:00")
    ('2010-01-01T00:00:00+00:00', None)
    """
    match = _STAMP.match(text) if isinstance(text, str) else None
    if match is None:
        return None
    part = match["part"] or ""
    short = text.replace(part, part[:7], 1) if part else text
    try:
        return _within(dt.datetime.fromisoformat(short))
    except ValueError:
        return None


def _within(found: dt.datetime) -> dt.datetime:
    """Return the moment, or the nearest one that every zone can name."""
    try:
        found.astimezone(dt.UTC)
    except OverflowError:
        return _LAST if found.year == dt.MAXYEAR else _FIRST
    return found


def numeric(value: Any) -> dt.datetime | None:
    """Return the moment of a number of seconds since 1970, or None.

    >>> numeric(1262304000).isoformat(), numeric(True), numeric(1e300)
    ('2010-01-01T00:00:00+00:00', None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=value)
    except OverflowError:
        return None


def bounds(credential: Json) -> tuple[dt.datetime | None, dt.datetime | None] | Refusal:
    """Return from when and until when a credential says it is valid; refused where it cannot be read.

    Where it says so by two names, as models of two times have them, both hold: the later begins it, the earlier ends.
    """
    found: dict[str, dt.datetime] = {}
    for name in (*BEGINS, *ENDS):
        value = moment(credential.get(name))
        if value is None and name in credential:
            return refusal(CheckCode.DATE_MALFORMED, **{name: credential[name]})
        if value is not None:
            found[name] = value
    begin = max((found[name] for name in BEGINS if name in found), default=None)
    end = min((found[name] for name in ENDS if name in found), default=None)
    if begin is not None and end is not None and end < begin:
        return refusal(CheckCode.DATE_MALFORMED, begins=begin.isoformat(), ends=end.isoformat())
    return begin, end


def check_time(credential: Json, *, now: dt.datetime, claims: Json | None = None) -> Check:
    """Return whether ``now`` lies inside what the credential says, and inside ``nbf`` and ``exp`` of its token."""
    span = bounds(credential)
    if isinstance(span, Refusal):
        return span.at(Step.TIME)
    begins, ends = [span[0]], [span[1]]
    for name, into in (("nbf", begins), ("exp", ends)):
        if claims is not None and name in claims:
            into.append(numeric(claims[name]))
            if into[-1] is None:
                return check(Step.TIME, CheckCode.DATE_MALFORMED, **{name: claims[name]})
    begin = max((value for value in begins if value is not None), default=None)
    end = min((value for value in ends if value is not None), default=None)
    return _judged(begin, end, now)


def _judged(begin: dt.datetime | None, end: dt.datetime | None, now: dt.datetime) -> Check:
    evidence = {"now": now.astimezone(dt.UTC).isoformat()}
    if begin is not None:
        evidence["begins"] = begin.isoformat()
    if end is not None:
        evidence["ends"] = end.isoformat()
    if begin is not None and now < begin:
        return check(Step.TIME, CheckCode.NOT_YET_VALID, **evidence)
    if end is not None and now > end:
        return check(Step.TIME, CheckCode.EXPIRED, **evidence)
    if begin is None and end is None:
        return check(Step.TIME, CheckCode.NO_DATES, **evidence)
    return check(Step.TIME, CheckCode.IN_TIME, **evidence)
