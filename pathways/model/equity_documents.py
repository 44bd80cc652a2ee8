"""Is learning recognised alike, whoever brings it?  The document with rates by group, small cells left out."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from pathways.model.base import Exact, Noun
from pathways.model.documents import Document, Portion

Column = Literal["asked", "decided", "undecided", "accepted", "refused", "applied", "excess"]
"""As what a line is counted: asked = decided + undecided, decided = accepted + refused, accepted = applied + excess.

Lines that are there twice, or not completed, are not asked.
"""

Rate = Literal["offer", "grant", "acceptance", "use"]
"""Shares of lines: ``offer`` decided of asked, ``grant`` accepted of asked, ``acceptance`` accepted of decided, ``use``
applied of accepted."""

RATES: Final[dict[Rate, tuple[Column, Column]]] = {
    "offer": ("decided", "asked"),
    "grant": ("accepted", "asked"),
    "acceptance": ("accepted", "decided"),
    "use": ("applied", "accepted"),
}
"""Of each rate what is counted, and of what."""


class CellEntry(Noun):
    """One cell: lines, and the credit that they carry, or would; both are left out where they could tell of people."""

    column: Column
    lines: int | None = None
    credit: Exact | None = None


class RateEntry(Noun):
    """One rate with what it rests on, and the Wilson interval of 95 %."""

    rate: Rate
    part: int
    of: int
    share: Portion
    low: Portion
    high: Portion


Shift = Annotated[float, Field(ge=-1, le=1)]
"""A difference between two shares."""


class DifferenceEntry(Noun):
    """By how much a rate of a group lies above (below: negative) that of the reference group.

    The interval of 95 % is Newcombe's, made of the two Wilson intervals.  ``clear`` says that it does not contain 0.
    """

    rate: Rate
    difference: Shift
    low: Shift
    high: Shift
    clear: bool


class GroupEntry(Noun):
    """One group, or everybody: what may be said of it."""

    group: str
    learners: int | None = None
    cells: tuple[CellEntry, ...]
    rates: tuple[RateEntry, ...] = ()
    differences: tuple[DifferenceEntry, ...] = ()


class EquityDocument(Document):
    """``pathways/equity/1``: rates of recognition by group; no cell that is left out can be worked out.

    ``least`` is the number of learners and of lines below which a cell is left out; ``width`` how far apart the bounds
    on each cell that is left out are at least, for whoever has everything that is published.
    """

    organization: str
    credential: str | None = None
    system: str | None = None
    reference: str | None = Field(default=None, description="the group with which the others are compared")
    least: int
    width: int
    groups: tuple[GroupEntry, ...]
    everybody: GroupEntry
    left_out: int = Field(description="cells that are left out, whatever the reason")


DOCUMENTS: dict[str, type[Noun]] = {"equity": EquityDocument}
