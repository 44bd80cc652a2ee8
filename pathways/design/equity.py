"""Is learning recognised alike, whoever brings it?  Rates by group, with intervals; what is small is left out.

A rate says how often, never why: groups bring different learning.  Lines of one learner are not independent of each
other, so the intervals are a little too narrow.  Sources: Wilson (1927) for one share; Newcombe (1998), method 10, for
the difference of two.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Final

from pathways.completion.totals import exact_sum
from pathways.design.suppression import Sums, left_out
from pathways.errors import QuestionError
from pathways.model.codes import ReasonCode
from pathways.model.documents import AuditDocument, LineEntry, RecognitionDocument
from pathways.model.equity_documents import (
    RATES,
    CellEntry,
    Column,
    DifferenceEntry,
    EquityDocument,
    GroupEntry,
    Rate,
    RateEntry,
)
from pathways.model.record import AttainmentStatus, LearnerRecord

LEAST: Final = 10
"""Cells of fewer lines, or of fewer learners, are left out."""

Z: Final = 1.959963984540054
"""Of the normal distribution, 95 % lie within so many standard deviations."""

EVERYBODY: Final = ""
"""The name of the last row among the cells; no group is called so."""

UNSTATED: Final = "?"
"""The group of those of whom none is known."""

COLUMNS: Final[tuple[Column, ...]] = ("asked", "decided", "undecided", "accepted", "refused", "applied", "excess")
"""The columns in their order; the last two where it is asked what is applied toward a credential."""

_PARTS: Final[Mapping[str, tuple[Column, ...]]] = {
    "asked": ("undecided", "refused", "applied", "excess"),
    "decided": ("refused", "applied", "excess"),
    "undecided": ("undecided",),
    "accepted": ("applied", "excess"),
    "refused": ("refused",),
    "applied": ("applied",),
    "excess": ("excess",),
}
"""Of which columns that do not overlap each column is the sum."""

ATOMS: Final[tuple[Column, ...]] = _PARTS["asked"]
LEARNERS: Final = "learners"
"""A column of its own: of how many learners the lines are."""

_WORTH: Final[Mapping[str, float]] = {
    "asked": 12,
    "decided": 6,
    "undecided": 3,
    "accepted": 12,
    "refused": 4,
    "applied": 7,
    "excess": 2,
    LEARNERS: 3,
}
"""What is lost where a cell of a column is left out."""

_WHOLE: Final = 0.6
"""The row of everybody is worth less than that of a group: groups are to be compared."""


@dataclass
class Tally:
    """What was counted of one group: by column that overlaps no other, lines, credit, and who brought them."""

    lines: dict[Column, int] = field(default_factory=lambda: dict.fromkeys(ATOMS, 0))
    credit: dict[Column, list[Fraction]] = field(default_factory=lambda: {name: [] for name in ATOMS})
    learners: dict[Column, set[str]] = field(default_factory=lambda: {name: set() for name in ATOMS})

    def add(self, learner: str, lines: Iterable[LineEntry]) -> None:
        """Count the lines of one learner; those that are there twice or not completed are left aside before."""
        for line in lines:
            column = column_of(line)
            self.lines[column] += 1
            self.learners[column].add(learner)
            self.credit[column].append(_credit(line))

    def count(self, column: Column) -> int:
        """Return the lines of a column."""
        return sum(self.lines[part] for part in _PARTS[column])

    def people(self, column: Column) -> set[str]:
        """Return who brought the lines of a column."""
        return set().union(*(self.learners[part] for part in _PARTS[column]))

    def amount(self, column: Column) -> Fraction:
        """Return the credit of a column."""
        return exact_sum(amount for part in _PARTS[column] for amount in self.credit[part])


def column_of(line: LineEntry) -> Column:
    """Return the one column, of those that do not overlap, in which a line is counted."""
    if line.decision == "accepted":
        return "applied" if line.applied_to else "excess"
    return "refused" if line.decision == "refused" else "undecided"


def _credit(line: LineEntry) -> Fraction:
    """Return what a line is worth, or would be."""
    return line.credit_recognized if line.decision == "accepted" else line.credit_attempted or Fraction(0)


@dataclass(frozen=True)
class Table:
    """Everything that was counted, and what of it may be told."""

    tallies: Mapping[str, Tally]
    columns: tuple[Column, ...]
    least: int = LEAST

    @property
    def whole(self) -> Tally:
        """Return the tally of everybody."""
        every = Tally()
        for group in self.tallies.values():
            for name in ATOMS:
                every.lines[name] += group.lines[name]
                every.credit[name].extend(group.credit[name])
                every.learners[name] |= group.learners[name]
        return every

    def hidden(self) -> frozenset[tuple[str, str]]:
        """Return (group, column) of every cell to leave out; ``learners`` is a column too."""
        rows = {**self.tallies, EVERYBODY: self.whole}
        small = [_key(group, column) for group, tally in rows.items() for column in self.small(tally)]
        found = left_out(self._sums(), small, self.least)
        return frozenset((name.partition("|")[2], name.partition("|")[0]) for name in found)

    def small(self, tally: Tally) -> Iterable[str]:
        """Yield the columns in which a row is small; a column that is empty for everybody tells of nobody."""
        whole = self.whole
        for column in self.columns:
            empty = not whole.count(column)
            if not empty and min(tally.count(column), len(tally.people(column))) < self.least:
                yield column
        if len(tally.people("asked")) < self.least:
            yield LEARNERS

    def _sums(self) -> Sums:
        """Return the cells as sums of amounts: each group's columns that do not overlap, then each group's learners.

        Credit is told in the most that a line carries, so that it weighs as lines do.
        """
        groups, size = tuple(self.tallies), len(ATOMS) + 1
        amounts: list[int] = []
        credit: list[float] = []
        for tally in self.tallies.values():
            amounts += [*(tally.lines[name] for name in ATOMS), len(tally.people("asked"))]
            credit += [*(float(tally.amount(name)) for name in ATOMS), 0.0]
        known = [float(each) for tally in self.tallies.values() for name in ATOMS for each in tally.credit[name]]
        sums: dict[str, tuple[int, ...]] = {}
        worth: dict[str, float] = {}
        for column in (*self.columns, LEARNERS):
            parts = [ATOMS.index(part) for part in _PARTS.get(column, ())] or [len(ATOMS)]
            for row, group in enumerate(groups):
                sums[_key(group, column)] = tuple(row * size + part for part in parts)
                worth[_key(group, column)] = _WORTH[column]
            sums[_key(EVERYBODY, column)] = tuple(row * size + part for row in range(len(groups)) for part in parts)
            worth[_key(EVERYBODY, column)] = _WORTH[column] * _WHOLE
        pairs = tuple((_key(group, "asked"), _key(group, LEARNERS)) for group in groups)
        lines = tuple(number for number in range(len(amounts)) if number % size < len(ATOMS))
        most = max(known, default=0.0) or 1.0
        each = (min(known, default=0.0) / most, max(known, default=0.0) / most)
        return Sums(tuple(amounts), tuple(one / most for one in credit), each, lines, sums, worth, pairs)


def _key(group: str, column: str) -> str:
    return f"{column}|{group}"


def entries(table: Table, reference: str | None) -> tuple[tuple[GroupEntry, ...], GroupEntry, str | None, int]:
    """Return the rows of the groups, the row of everybody, the group compared with, and how many cells are left out."""
    hidden = table.hidden()
    rows = [_entry(name, tally, table.columns, hidden) for name, tally in table.tallies.items()]
    every = _entry(EVERYBODY, table.whole, table.columns, hidden)
    compared = reference if reference is not None else _largest(rows)
    base = next((row for row in rows if row.group == compared), None)
    if base is not None:
        known = {rate.rate: rate for rate in base.rates}
        rows = [row if row is base else row.model_copy(update={"differences": _against(row, known)}) for row in rows]
    return tuple(rows), every, compared, len(hidden)


def _entry(group: str, tally: Tally, columns: Sequence[Column], hidden: frozenset[tuple[str, str]]) -> GroupEntry:
    cells = tuple(
        CellEntry(column=column)
        if (group, column) in hidden
        else CellEntry(column=column, lines=tally.count(column), credit=tally.amount(column))
        for column in columns
    )
    shown = {cell.column: cell.lines for cell in cells if cell.lines is not None}
    told = (group, LEARNERS) not in hidden
    return GroupEntry(
        group=group,
        learners=len(tally.people("asked")) if told else None,
        cells=cells,
        rates=tuple(_rates(shown)),
    )


def _rates(shown: Mapping[Column, int]) -> Iterable[RateEntry]:
    """Yield the rates of which both numbers are shown."""
    for name, (part, of) in RATES.items():
        if part in shown and shown.get(of):
            low, high = wilson(shown[part], shown[of])
            share = Fraction(shown[part], shown[of])
            yield RateEntry.model_validate(
                {"rate": name, "part": shown[part], "of": shown[of], "share": share, "low": low, "high": high}
            )


def _largest(rows: Iterable[GroupEntry]) -> str | None:
    sizes = [(rate.of, row.group) for row in rows for rate in row.rates if rate.rate == "grant"]
    return min(sizes, key=lambda size: (-size[0], size[1]), default=(0, None))[1]


def _against(row: GroupEntry, base: Mapping[Rate, RateEntry]) -> tuple[DifferenceEntry, ...]:
    return tuple(_difference(rate, base[rate.rate]) for rate in row.rates if rate.rate in base)


def _difference(one: RateEntry, other: RateEntry) -> DifferenceEntry:
    low, high = newcombe((one.part, one.of), (other.part, other.of))
    gap = float(Fraction(one.part, one.of) - Fraction(other.part, other.of))
    return DifferenceEntry(
        rate=one.rate,
        difference=round(gap, 6),
        low=round(low, 6),
        high=round(high, 6),
        clear=low > 0 or high < 0,
    )


def wilson(part: int, of: int) -> tuple[float, float]:
    """Return the Wilson score interval of 95 % for a share.

    >>> [round(bound, 4) for bound in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    share, square = part / of, Z * Z
    middle = share + square / (2 * of)
    spread = Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def rounded(rate: RateEntry) -> tuple[Fraction, Fraction, Fraction]:
    """Return a rate and its interval to a tenth of a percent: the rate half to even, the ends outward.

    >>> low, high = wilson(51, 123)
    >>> found = RateEntry(rate="grant", part=51, of=123, share=Fraction(51, 123), low=low, high=high)
    >>> [float(100 * share) for share in rounded(found)]
    [41.5, 33.1, 50.3]
    """
    tenths = round(1000 * rate.share), floor(1000 * rate.low), ceil(1000 * rate.high)
    share, low, high = (Fraction(each, 1000) for each in tenths)
    return share, low, high


def newcombe(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    """Return the interval of 95 % for the difference of two shares, each given as (part, of).

    >>> [round(bound, 4) for bound in newcombe((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    (low, high), (least, most) = wilson(*one), wilson(*other)
    first, second = one[0] / one[1], other[0] / other[1]
    below, above = sqrt((first - low) ** 2 + (most - second) ** 2), sqrt((high - first) ** 2 + (second - least) ** 2)
    return first - second - below, first - second + above


Told = Callable[[LearnerRecord], RecognitionDocument | AuditDocument]
"""Says what becomes of the lines of a record."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of which organization, toward which credential (or none), on which day, compared with whom."""

    organization: str
    credential: str | None
    as_of: dt.date
    catalog: str
    reference: str | None = None


def equity_document(
    asked: Asked, records: Sequence[LearnerRecord], groups: Sequence[tuple[str, str]], told: Told
) -> EquityDocument:
    """Return ``pathways/equity/1``; learners of whom no group is known are a group of their own.

    Raises QuestionError U003 where there is no record, a learner comes twice or is in two groups, nobody is in the
    group to compare with, or there are too many small cells.
    """
    known = _grouped(groups)
    if not records:
        raise QuestionError("U003", "there is no record to count", hint="Name records with at least one learner.")
    _each_once(records)
    tallies: dict[str, Tally] = defaultdict(Tally)
    system = None
    for record in records:
        answer = told(record)
        system = system or (answer.system if isinstance(answer, RecognitionDocument) else answer.credit.system)
        tallies[known.get(record.learner.id, UNSTATED)].add(record.learner.id, _evaluable(record, answer.lines))
    if asked.reference is not None and asked.reference not in tallies:
        raise QuestionError("U003", f"nobody is in the group {asked.reference!r}", hint="Name a group of the table.")
    columns = COLUMNS if asked.credential else tuple(name for name in COLUMNS if name not in ("applied", "excess"))
    table = Table(dict(sorted(tallies.items())), columns)
    rows, every, reference, missing = entries(table, asked.reference)
    return EquityDocument(
        schema_name="pathways/equity/1",
        as_of=asked.as_of,
        catalog=asked.catalog,
        organization=asked.organization,
        credential=asked.credential,
        system=system,
        reference=reference,
        least=LEAST,
        width=LEAST,
        groups=rows,
        everybody=every,
        left_out=missing,
    )


def _each_once(records: Sequence[LearnerRecord]) -> None:
    seen: set[str] = set()
    for record in records:
        if record.learner.id in seen:
            why = "Every line of theirs would count twice, and every rate be wrong."
            hint = "Give each learner one record; where two people share an id, give them two."
            raise QuestionError("U003", f"learner {record.learner.id!r} comes twice", why=why, hint=hint)
        seen.add(record.learner.id)


def _grouped(groups: Sequence[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for learner, group in groups:
        if found.setdefault(learner, group) != group:
            raise QuestionError("U003", "a learner is in two groups", hint="Give each learner one group.")
    return found


def _evaluable(record: LearnerRecord, lines: Iterable[LineEntry]) -> Iterable[LineEntry]:
    """Yield the lines that are asked about: completed, and not there twice."""
    coming = (AttainmentStatus.IN_PROGRESS, AttainmentStatus.PLANNED)
    pending = {item.id for item in record.attainments if item.status in coming}
    twice = {ReasonCode.DUPLICATE.value, ReasonCode.SUPERSEDED.value}
    return (line for line in lines if line.attainment not in pending and twice.isdisjoint(line.codes))
