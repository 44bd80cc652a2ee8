"""How much learning is it, and in which system?"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from pathways.model.base import ALWAYS, Exact, Id, Noun, Reference, Source, Validity
from pathways.model.exact import RoundingMode, format_exact, parse_exact

ConversionConvention = Literal["year_share", "hours"]


class HoursRange(Noun):
    """Hours of workload that one credit stands for, ``[min, max]``."""

    min: Exact
    max: Exact


class Rounding(Noun):
    """A named rounding rule: ``mode`` to a multiple of ``step`` credits.

    ``exact`` says that credit comes in whole steps and that nobody has declared how to round: amounts between two steps
    stay undecided.
    """

    mode: RoundingMode
    step: Exact = Fraction(1)
    source: Source | None = None


class CreditSystem(Noun):
    """A currency of learning, such as ECTS or US semester credit.

    ``hours_per_credit`` is workload, ``instructional_hours`` contact hours per credit, ``full_time_year`` the credits
    of a full-time year.  ``academic`` is false for units that carry no academic credit by themselves (CEU).
    """

    id: Id
    title: str
    jurisdiction: str | None = None
    hours_per_credit: HoursRange | None = None
    instructional_hours: Exact | None = None
    full_time_year: Exact | None = None
    rounding: Rounding | None = None
    academic: bool = True
    valid: Validity = ALWAYS
    source: Source


class Credit(Noun):
    """An exact amount in a named credit system."""

    amount: Exact
    system: Reference

    def __str__(self) -> str:
        return f"{format_exact(self.amount)} {self.system}"


class ConversionFactor(Noun):
    """A published rate: one credit of ``from_system`` is ``factor`` credits of ``to_system``."""

    from_system: Reference
    to_system: Reference
    factor: Exact
    source: Source


class GradeStep(Noun):
    """One grade of an ordered scale; a higher ``rank`` is better; ``points`` feed a grade-point average."""

    grade: Annotated[str, Field(min_length=1)]
    rank: Exact
    points: Exact | None = None


class GradeScale(Noun):
    """An order of grades: numbers between ``min`` and ``max``, or named steps, or both."""

    id: Id
    title: str
    min: Exact | None = None
    max: Exact | None = None
    passing: Exact | None = None
    lower_is_better: bool = False
    steps: tuple[GradeStep, ...] = ()
    source: Source | None = None


class LevelPair(Noun):
    """``rank`` here is published as comparable to ``equals`` in the other framework."""

    rank: Exact
    equals: Exact


class LevelMap(Noun):
    """A published map from this level framework to another; nothing is inferred beyond it."""

    to: Reference
    pairs: tuple[LevelPair, ...]
    source: Source


class LevelFramework(Noun):
    """An ordered set of levels, such as EQF 1-8, and its published maps to others."""

    id: Id
    title: str
    min: Exact
    max: Exact
    maps: tuple[LevelMap, ...] = ()
    source: Source


def grade_rank(scale: GradeScale, grade: str) -> tuple[bool, Fraction] | None:
    """Return the place of a grade on its scale, higher is better, or None where the scale does not have it.

    The first part says whether it is a named step; places of steps and of numbers must not be compared.
    """
    wanted = grade.strip().casefold()
    for step in scale.steps:
        if step.grade.casefold() == wanted:
            return True, step.rank
    if scale.min is None and scale.max is None:
        return None
    try:
        value = parse_exact(grade)
    except ValueError:
        return None
    if (scale.min is not None and value < scale.min) or (scale.max is not None and value > scale.max):
        return None
    return False, -value if scale.lower_is_better else value
