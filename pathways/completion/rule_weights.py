"""What does one unit weigh in a rule?  Small values, so that equal rules are equal."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pathways.completion.problem import Unit
from pathways.model.credential import SourceKind


class _Plain:
    """A weight of 0 or 1."""

    __slots__ = ()

    @property
    def plain(self) -> bool:
        """Return that every unit weighs 0 or 1."""
        return True


class _Signed:
    """A weight that may be anything."""

    __slots__ = ()

    @property
    def plain(self) -> bool:
        """Return that units weigh more or less than 0 or 1."""
        return False


@dataclass(frozen=True, slots=True)
class Each(_Plain):
    """Every unit weighs one."""

    def __call__(self, unit: Unit) -> int:
        """Return one."""
        return 1


@dataclass(frozen=True, slots=True)
class FromSources(_Plain):
    """Units of these source kinds."""

    kinds: frozenset[str]

    def __call__(self, unit: Unit) -> int:
        """Return whether the unit is of one of the kinds."""
        return int(unit.source in self.kinds)


_RESIDENT: Final = SourceKind.RESIDENT.value


@dataclass(frozen=True, slots=True)
class ResidentShare(_Signed):
    """How far a unit lifts or lowers the share of resident units above the least."""

    share: Fraction

    def __call__(self, unit: Unit) -> int:
        """Return the weight, multiplied by the denominator of the share."""
        resident = int(unit.source == _RESIDENT)
        return self.share.denominator * resident - self.share.numerator


@dataclass(frozen=True, slots=True)
class AtLevel(_Plain):
    """Units at or above a level (times 100); an unknown level is below every one."""

    least: int

    def __call__(self, unit: Unit) -> int:
        """Return whether the unit is high enough."""
        return int(unit.level is not None and unit.level >= self.least)


@dataclass(frozen=True, slots=True)
class Reused(_Plain):
    """Units that have already served one of these awards (none named: any)."""

    awards: frozenset[str]

    def __call__(self, unit: Unit) -> int:
        """Return whether the unit is used again."""
        return int(unit.reused > 0 and (not self.awards or not self.awards.isdisjoint(unit.served)))


@dataclass(frozen=True, slots=True)
class Above(_Signed):
    """Grade points above the least average; what carries none is left out."""

    least: Fraction

    def __call__(self, unit: Unit) -> Fraction:
        """Return the points above the least."""
        return Fraction(0) if unit.points is None else unit.points - self.least


@dataclass(frozen=True, slots=True)
class Marked(_Plain):
    """Units that a filter admits, by the number of the filter."""

    number: int

    def __call__(self, unit: Unit) -> int:
        """Return whether the filter admits the unit."""
        return int(self.number in unit.marks)


@dataclass(frozen=True, slots=True)
class Named(_Plain):
    """Units that are one of these courses."""

    courses: frozenset[str]

    def __call__(self, unit: Unit) -> int:
        """Return whether the unit is named."""
        return int(unit.course in self.courses)
