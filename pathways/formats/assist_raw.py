"""What does one ASSIST agreement say, part by part?  The published structure as typed values; anything else is refused.

A structure that is not known could change which courses are required, so it is an error with its path, never skipped.
Source: the public agreements of assist.org; grammar restated in ``docs/formats/assist.md``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class RawCourse:
    """A course as a cell or a group names it; terms are codes such as ``F1999``, empty where open.

    ``subject`` is its prefix in words.
    """

    prefix: str
    number: str
    title: str
    min_units: Fraction
    max_units: Fraction
    begin: str
    end: str
    subject: str = ""
    pathways: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return prefix and number, as people write it."""
        return f"{self.prefix} {self.number}"


@dataclass(frozen=True, slots=True)
class Receiver:
    """What a cell or an articulation is about: one course, a series of courses, or a named area.

    ``joined`` says whether all courses of a series are meant (``And``) or one of them (``Or``); ``same`` are the codes
    under which the first course is listed too.
    """

    kind: str
    name: str
    courses: tuple[RawCourse, ...] = ()
    joined: str = "And"
    same: tuple[RawCourse, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the template: a receiver under an id that its articulation names."""

    id: str
    receiver: Receiver
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Cells that belong together; in practice one."""

    cells: tuple[Cell, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """So many courses or units; ``selection`` is the verb (Select or Complete) that ASSIST prints."""

    n: Fraction
    unit: str
    selection: str


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one letter; ``amount`` None means that the section itself states no number."""

    rows: tuple[Row, ...]
    amount: Amount | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a group asks of its sections: ``type`` Conjunction, Following, NFromArea or NFromConjunction."""

    type: str
    selection: str
    conjunction: str | None = None
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A requirement group with the last title above it; ``directly`` where no other group stands between."""

    title: str | None
    directly: bool
    instruction: Instruction | None
    sections: tuple[Section, ...]
    texts: tuple[str, ...] = ()
    advisement: Amount | None = None


@dataclass(frozen=True, slots=True)
class CourseGroup:
    """Sending courses that belong together: all of them (``And``) or one of them (``Or``)."""

    courses: tuple[tuple[RawCourse, tuple[RawCourse, ...]], ...]
    joined: str = "And"
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """An operator over the groups at positions ``begin`` to ``end``, both included."""

    operator: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Sending:
    """What the sending side offers for a receiver, or why it offers nothing."""

    reason: str | None
    groups: tuple[CourseGroup, ...] = ()
    spans: tuple[Span, ...] = ()
    denied: tuple[RawCourse, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Articulation:
    """What the receiver in one cell is articulated with."""

    cell: str
    receiver: Receiver
    sending: Sending
    texts: tuple[str, ...] = ()
    overrides: int = 0


@dataclass(frozen=True, slots=True)
class Institution:
    """A sender or receiver; ``term_type`` is Semester or Quarter."""

    code: str
    name: str
    category: str
    term_type: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement: who, when, for which major; its template and its articulations."""

    name: str
    type: str
    sender: Institution
    receiver: Institution
    year: str
    begin: dt.date
    end: dt.date
    published: str
    groups: tuple[Group, ...]
    articulations: tuple[Articulation, ...]
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    file: str
    line: int | None

    @property
    def is_major(self) -> bool:
        """Return whether it states the preparation for a major, and not only a list of courses."""
        return self.type == "Major"
