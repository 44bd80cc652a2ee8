"""What is known of a course when nobody has decided about it?  Its code, title and measures, as matching reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pathways.matching.abilities import Ability
from pathways.matching.text import numerals, words

_NUMBER = re.compile(r"^(.*?)[\s\-./]*(\d+)([A-Za-z]*)\s*$")
_WIDEST: Final = 10
FOUR_DIGITS: Final = 1000


@dataclass(frozen=True)
class Listing:
    """A course as matching reads it; what is not stated is None.

    ``outcomes`` are names that exactly aligned ones share, ``abilities`` the outcomes as they are stated.

    ``level`` is a rank in ``framework``; ``credit`` is in ``unit`` (a credit system): neither is compared across two.
    """

    id: str
    organization: str
    code: str
    title: str
    description: str = ""
    credit: float | None = None
    unit: str | None = None
    level: float | None = None
    framework: str | None = None
    hours: float | None = None
    outcomes: frozenset[str] = field(default=frozenset())
    abilities: tuple[Ability, ...] = ()

    @cached_property
    def parts(self) -> tuple[str, int | None, str]:
        """Return subject, number and suffix of the code."""
        return code_parts(self.code)

    @cached_property
    def subject(self) -> str:
        """Return the subject of the code."""
        return self.parts[0]

    @cached_property
    def number(self) -> int | None:
        """Return the number of the code."""
        return self.parts[1]

    @cached_property
    def scaled(self) -> float | None:
        """Return the number as if it had three digits: 1010 of four stands for 101."""
        return self.number / 10 if self.number is not None and self.number >= FOUR_DIGITS else self.number

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the words of the title."""
        return words(self.title)

    @cached_property
    def text(self) -> tuple[str, ...]:
        """Return the words of title and description; empty where there is no description."""
        return words(f"{self.title} {self.description}") if self.description else ()

    @cached_property
    def numerals(self) -> frozenset[str]:
        """Return the numbers of the title."""
        return numerals(self.title)


def code_parts(code: str) -> tuple[str, int | None, str]:
    """Return subject, number and suffix of a course code.

    >>> code_parts("Math 20A"), code_parts("COMMSK (801) 136"), code_parts("ethics")
    (('MATH', 20, 'A'), ('COMMSK (801)', 136, ''), ('ETHICS', None, ''))
    """
    found = _NUMBER.match(code)
    if not found or len(found[2]) > _WIDEST:
        return " ".join(code.upper().split()), None, ""
    return " ".join(found[1].upper().split()), int(found[2]), found[3].upper()
