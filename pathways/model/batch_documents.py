"""What do many records come to?  One row a record, and the totals over all of them."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from pathways.model.base import Day, Exact, Noun
from pathways.model.documents import Document, FindingEntry, Portion, Status, Totals

Kind = Literal["bad", "ambiguous", "undecided", "fine"]
"""Whether somebody has to look: it could not be read or answered, rules disagree, something is not decided, or not."""

KINDS: Final[tuple[Kind, ...]] = ("bad", "ambiguous", "undecided", "fine")
"""In the order in which rows are told: exceptions first."""


class Asked(Noun):
    """What all records are asked: how far toward a ``goal``, else what counts ``at`` an organization; as of a day."""

    goal: str | None = None
    at: str = ""
    as_of: Day


class LineCounts(Noun):
    """How many lines, always apart: all = accepted + refused + undecided + aside; accepted = applied + excess.

    ``aside`` are duplicates and what is not completed.
    """

    all: int = 0
    accepted: int = 0
    applied: int = 0
    excess: int = 0
    refused: int = 0
    undecided: int = 0
    aside: int = 0


class BatchRow(Noun):
    """What one record came to; every figure is that of its full document.

    ``lines``, ``totals``, ``system`` are there where it was answered; ``status`` to ``missing`` where a goal was asked.
    ``reason`` is the first thing to say: what is wrong, which line is open and why, else the verdict.  ``open_lines``
    are the lines that nobody has decided, ``codes`` how often each code stands in it.  ``document`` is the SHA-256 of
    the full document where that was written.
    """

    learner: str
    name: str | None = None
    kind: Kind
    status: Status | None = None
    progress: Portion | None = None
    system: str | None = None
    shortfall: Exact | None = None
    items_missing: int | None = None
    missing: tuple[str, ...] = ()
    lines: LineCounts | None = None
    totals: Totals | None = None
    open_lines: tuple[str, ...] = ()
    codes: tuple[tuple[str, int], ...] = ()
    reason: str = ""
    findings: tuple[FindingEntry, ...] = ()
    document: str | None = None


class BatchDocument(Document):
    """``pathways/batch/1``: the totals over many records; records = bad + ambiguous + undecided + fine.

    ``answered`` goes by status where a goal was asked.  ``totals`` are the sums of the rows, in ``system``.
    ``input`` is the SHA-256 over the records as they came, in their order, ``table`` that of the table with the rows.
    """

    goal: str | None = None
    title: str = ""
    organization: str
    system: str | None = None
    decisions: int = Field(default=0, description="how many decisions of the desk stood")
    records: int
    kinds: dict[Kind, int]
    answered: dict[Status, int] = Field(default_factory=dict)
    lines: LineCounts
    totals: Totals
    shortfall: Exact | None = Field(default=None, description="what all of them lack together, in the measure")
    codes: dict[str, int] = Field(default_factory=dict)
    notes: tuple[FindingEntry, ...] = ()
    input: str
    table: str


DOCUMENTS: Final = {"batch": BatchDocument}
