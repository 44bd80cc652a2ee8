"""What do all nouns share?  Frozen, closed to unknown keys, exact in their amounts, dated and sourced."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Final, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from pathways.model.exact import format_exact, parse_exact

ID_PATTERN = r"^[^\s#@\x00-\x1f][^#@\x00-\x1f]*$"

Id = Annotated[str, Field(min_length=1, max_length=200, pattern=ID_PATTERN)]
"""A name that is unique within its collection; no ``#`` (paths) and no ``@`` (editions)."""

Reference = Annotated[str, Field(min_length=1, max_length=300)]
"""The id of something else; ``id@edition`` where editions exist."""


@lru_cache(maxsize=4096)
def _amount_in(text: str) -> Fraction:
    return parse_exact(text)


def _amount(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    return _amount_in(value) if type(value) is str else parse_exact(value)


Exact = Annotated[
    Fraction,
    BeforeValidator(_amount),
    PlainSerializer(format_exact, return_type=str),
    WithJsonSchema({"type": ["string", "integer"], "examples": ["3", "4.5", "8/3"]}),
]
"""An exact, non-negative number, written ``"4.5"`` or, where the decimal does not end, ``"8/3"``."""

Share = Annotated[Exact, Field(le=1)]
"""An exact share between 0 and 1."""

_DAY = re.compile(r"^\s*\d{4}-\d{2}-\d{2}\s*$")


def _calendar_day(value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    return _day_in(str(value))


@lru_cache(maxsize=4096)
def _day_in(text: str) -> dt.date:
    if not _DAY.match(text):
        raise ValueError(f"{text[:40]!r} is not a date; write it as 2026-09-01")
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text.strip()} is not in the calendar") from None


Day = Annotated[dt.date, BeforeValidator(_calendar_day)]
"""A calendar day, written 2026-09-01; a bare number is refused, never read as seconds since 1970."""


_put: Final = object.__setattr__


class Noun(BaseModel):
    """Base of all nouns: immutable, no unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=False, defer_build=True
    )

    @classmethod
    def made(cls, **values: Any) -> Self:
        """Return a noun of values that were worked out here, not read: every field, in order, none looked at again.

        What comes from outside is validated instead.

        >>> Money.made(amount=Fraction(3), currency="EUR") == Money(amount=Fraction(3), currency="EUR")
        True
        """
        noun = cls.__new__(cls)
        _put(noun, "__dict__", values)
        _put(noun, "__pydantic_fields_set__", set(values))
        _put(noun, "__pydantic_extra__", None)
        _put(noun, "__pydantic_private__", None)
        return noun


class Validity(Noun):
    """When a fact holds: half-open, ``[from, until)``; an absent bound is open.

    A document that names the last valid day may write ``last_day``; it is stored as the next day.

    >>> Validity.model_validate({"last_day": "2026-12-31"}).until
    datetime.date(2027, 1, 1)
    """

    begin: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _last_day(cls, data: Any) -> Any:
        if isinstance(data, dict) and "last_day" in data:
            if data.get("until") is not None:
                raise ValueError("give either 'until' or 'last_day', not both")
            rest = {key: value for key, value in data.items() if key != "last_day"}
            day = data["last_day"]
            parsed = _calendar_day(day)
            if parsed == dt.date.max:
                raise ValueError("'last_day' is beyond the calendar")
            return {**rest, "until": parsed + dt.timedelta(days=1)}
        return data

    def holds_on(self, day: dt.date) -> bool:
        """Return whether ``day`` lies inside."""
        return (self.begin is None or self.begin <= day) and (self.until is None or day < self.until)

    @property
    def last_day(self) -> dt.date | None:
        """Return the last valid day, or None where it never ends."""
        return None if self.until is None else self.until - dt.timedelta(days=1)

    @property
    def is_empty(self) -> bool:
        """Return whether no day lies inside."""
        return self.begin is not None and self.until is not None and self.until <= self.begin


ALWAYS = Validity()


class Source(Noun):
    """Where a fact comes from; at least a title."""

    title: Annotated[str, Field(min_length=1)]
    url: str | None = None
    clause: str | None = None
    retrieved: Day | None = None
    note: str | None = None

    def __str__(self) -> str:
        return f"{self.title}, {self.clause}" if self.clause else self.title


class Money(Noun):
    """An exact price."""

    amount: Exact
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
