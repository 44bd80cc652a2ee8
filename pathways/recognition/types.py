"""What does recognition hand on?  Options with what they would use up, and a decision for each line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from pathways.graph.admits import Features
from pathways.model.codes import WORDS, Difference, ReasonCode
from pathways.model.competency import Occupation
from pathways.model.course import Course
from pathways.model.credential import Credential, SourceKind
from pathways.model.record import Attainment, AttainmentStatus

Decision = Literal["accepted", "refused", "undecided"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One rule that bars a line: ``undecided`` bars leave the matter open, the others refuse.

    A bar that only ``may_refuse`` is the doubt whether a *no* holds: it opens nothing that another rule refuses.  One
    ``of_a_set`` is about lines together: alone, each of them is as if nothing had been said of it.
    """

    code: ReasonCode
    statement: str
    undecided: bool = False
    rule: str | None = None
    source: str | None = None
    cure: str | None = None
    rests_on: Difference | None = None
    may_refuse: bool = False
    of_a_set: bool = False

    @property
    def remedy(self) -> str:
        """Return the cheapest cure in words."""
        return self.cure or WORDS[self.code].cure

    @property
    def difference(self) -> Difference | None:
        """Return the substantial difference that the refusal rests on, if the case is one."""
        return self.rests_on or WORDS[self.code].difference


@dataclass(frozen=True, slots=True)
class Line:
    """One attainment, read: what it is an instance of, where it is from, what is known about it."""

    attainment: Attainment
    definition: Course | Credential | Occupation | None
    organization: str | None
    features: Features
    source: SourceKind
    reference_day: dt.date
    assessed: bool | None
    bars: tuple[Bar, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the attainment."""
        return self.attainment.id

    @property
    def pending(self) -> bool:
        """Return whether it is in progress or planned, not completed."""
        status = self.attainment.status
        return status is AttainmentStatus.IN_PROGRESS or status is AttainmentStatus.PLANNED


@dataclass(frozen=True, slots=True)
class Item:
    """Something recognised at the receiving side that may be applied once: a course, elective, area, block, credential.

    ``credit`` is exact, in the receiving credit system; ``days`` are (completed, measured on) of each line behind it.
    """

    id: str
    label: str
    features: Features
    credit: Fraction
    course: str | None = None
    credential: str | None = None
    block: str | None = None
    grade: str | None = None
    grade_scale: str | None = None
    points: Fraction | None = None
    days: tuple[tuple[dt.date | None, dt.date], ...] = ()


@dataclass(frozen=True)
class Option:
    """One admissible way to recognise learning: uses these attainments, gives these items, by this rule.

    Options with the same ``share`` may use the same attainment together; all others are alternatives.
    ``certain`` is false where a person still has to decide; ``pending`` where learning is not completed.
    ``place`` is the requirement at which an approved substitution stands; all others are placed by the audit.
    ``lapsing`` gives, for each attainment that lapses, the first day on which it no longer counts unless lodged before.
    """

    id: str
    uses: tuple[str, ...]
    items: tuple[Item, ...]
    rule: str
    source_kind: SourceKind
    share: str | None = None
    certain: bool = True
    pending: bool = False
    bars: tuple[Bar, ...] = ()
    lapsing: tuple[tuple[str, dt.date], ...] = ()
    why: str = ""
    source: str | None = None
    reused: Fraction = Fraction(0)
    place: str | None = None

    @property
    def lapses(self) -> dt.date | None:
        """Return the first day on which the option as a whole no longer counts; None if it never lapses."""
        return min((day for _, day in self.lapsing), default=None)

    @cached_property
    def credit(self) -> Fraction:
        """Return the credit of all items together."""
        if len(self.items) == 1:
            return self.items[0].credit
        return sum((item.credit for item in self.items), Fraction(0))


class Evidence(NamedTuple):
    """A competency shown by an attainment; ``assessed`` false means claimed only, worth nothing in an audit."""

    competency: str
    level: int | None
    attainment: str
    assessed: bool
    certain: bool = True
    pending: bool = False
    lapses: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """A chained equivalence: never granted, shown with its witnesses and the most it could be worth."""

    attainment: str
    target: str
    witnesses: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    estimate: Fraction | None = None
    at_most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """The decision on one line, with every option or every bar."""

    line: Line
    decision: Decision
    options: tuple[Option, ...]
    bars: tuple[Bar, ...]
    value: Fraction
    value_known: bool = True
    duplicate: bool = False
    hints: tuple[Hint, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the reason codes in order of first mention."""
        return () if not self.bars else tuple(dict.fromkeys(bar.code.value for bar in self.bars))


@dataclass(frozen=True, slots=True)
class RecognitionResult:
    """What a receiving organization makes of a whole record on a day."""

    receiving: str
    system: str | None
    as_of: dt.date
    lines: tuple[Recognition, ...]
    options: tuple[Option, ...]
    evidence: tuple[Evidence, ...]
