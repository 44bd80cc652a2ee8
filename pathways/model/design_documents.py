"""What is told to those who make credentials?  The documents of stacking, ladders and editions.

Amounts are exact text in the unit that stands beside them, shares are numbers between 0 and 1, dates ISO 8601.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from pathways.model.base import Exact, Noun
from pathways.model.documents import Document, Portion, ReasonData, Status

Way = Literal["parts", "award"]
"""What a holder hands in: the parts of which the credential is made, or the credential itself as one thing."""

How = Literal["names_it", "pool_admits_it", "parts_count", "parts_count_by_rule", "counts_by_rule"]
"""How something smaller counts in something larger."""


class HeldPart(Noun):
    """One thing that a model holder brings: its amount in the smaller credential's unit, and where it stands there."""

    id: str
    title: str
    organization: str
    amount: Exact
    hours: Exact | None = None
    path: str | None = None


class HolderEntry(Noun):
    """The model holder of a credential: somebody who took its cheapest completion, and nothing else.

    ``ways`` counts the completions that differ only by equal things taken in the place of each other.
    """

    credential: str
    title: str
    kind: str
    organization: str
    unit: str
    amount: Exact
    hours: Exact | None = Field(default=None, description="absent where a part does not state its hours")
    parts: tuple[HeldPart, ...]
    ways: int = 1
    words: str
    impossible: tuple[str, ...] = Field(default=(), description="paths for which nothing is on offer")


class CarryLine(Noun):
    """One thing that is brought: what is recognised and applied (in the larger's unit), what of it is carried."""

    id: str
    title: str
    brought: Exact
    recognized: Exact
    applied: Exact
    carried: Exact
    applied_to: tuple[str, ...] = ()
    by: str | None = None


class DeadEnd(Noun):
    """Learning that counts in one credential and stops counting in the next: how much of it, where, why, what helps.

    ``stood_at`` is its place in the smaller credential, ``stood_as`` what that place is called.
    """

    id: str
    title: str
    amount: Exact
    unit: str
    hours: Exact | None = None
    died_in: str
    stood_at: str | None = None
    stood_as: str | None = None
    code: str | None
    words: str
    cure: str | None = None
    source: str | None = None


class CaseRange(Noun):
    """The least and the most that is carried, over all ways that differ by equal things."""

    ways: int
    worst: Exact
    best: Exact
    worst_share: Portion
    best_share: Portion


class CarryEntry(Noun):
    """How much of a smaller credential counts toward a larger one, by audit of a holder.

    ``brought`` and ``carried`` are in ``unit``, that of the smaller; ``recognized``, ``applied``, ``required``,
    ``remaining``, ``lowers`` (by how much less is missing than for a beginner) and ``resident`` (what of the larger
    is then earned at the organization that awards it) in ``system``, that of the larger.
    """

    smaller: str
    larger: str
    title: str
    kind: str
    organization: str
    way: Way
    how: tuple[How, ...]
    rules: tuple[str, ...] = ()
    unit: str
    brought: Exact
    carried: Exact
    share: Portion
    system: str
    required: Exact
    recognized: Exact
    applied: Exact
    remaining: Exact
    items_missing: int
    lowers: Exact
    resident: Exact | None = None
    resident_share: Portion | None = None
    status: Status
    impossible: tuple[str, ...] = ()
    lines: tuple[CarryLine, ...]
    dies: tuple[DeadEnd, ...]
    cases: CaseRange | None = None
    reason: ReasonData


class BelowEntry(Noun):
    """A credential that counts in this one: how, and through which courses or rules."""

    credential: str
    title: str
    kind: str
    organization: str
    how: tuple[How, ...]
    through: tuple[str, ...] = ()


class EmbeddedEntry(Noun):
    """An award within this one: a part of its tree (``part``), or one that every holder here has earned as well."""

    credential: str
    title: str
    organization: str
    part: bool


class LonePart(Noun):
    """A part of this credential that counts in none of those into which it stacks."""

    id: str
    title: str
    amount: Exact
    unit: str
    paths: tuple[str, ...]
    words: str


class StackingDocument(Document):
    """``pathways/stacking/1``: into what one credential stacks, what carries over, what dies; what stacks into it."""

    credential: str
    title: str
    edition: str
    kind: str
    organization: str
    holder: HolderEntry
    into: tuple[CarryEntry, ...]
    below: tuple[BelowEntry, ...]
    embedded: tuple[EmbeddedEntry, ...]
    dead_ends: tuple[LonePart, ...]
    considered: int = Field(description="how many credentials were audited for this answer")
    left_out: int = Field(default=0, description="how many more could count something and were not audited")
    notes: tuple[str, ...] = ()
    reason: ReasonData


class RungEntry(Noun):
    """One credential of a ladder and what is earned on the way to it from the one before, in ``unit``."""

    credential: str
    title: str
    kind: str
    organization: str
    unit: str
    required: Exact
    earned: Exact
    items: int
    hours: Exact | None = None
    parts: tuple[HeldPart, ...]


class ThroughEntry(Noun):
    """What of a credential still counts in a later one of the ladder, through all those between them."""

    smaller: str
    larger: str
    unit: str
    brought: Exact
    carried: Exact
    share: Portion


class PenaltyEntry(Noun):
    """What the ladder costs beyond going straight to its top.

    ``amount`` is what is earned along the ladder less what the top alone takes; ``share`` is of the latter; ``hours``
    the workload of what died on the way (absent where not stated); ``saving`` is there instead where the ladder is
    shorter, because credit counts for more above than it was earned for.
    """

    unit: str
    amount: Exact
    share: Exact
    hours: Exact | None
    saving: Exact
    words: str


class LadderDocument(Document):
    """``pathways/ladder/1``: credentials climbed one after the other; what carries over, what it costs, what dies."""

    title: str
    rungs: tuple[RungEntry, ...]
    steps: tuple[CarryEntry, ...]
    through: tuple[ThroughEntry, ...]
    unit: str | None = Field(description="the unit of all rungs; absent where they differ and nothing may be added")
    earned: Exact | None
    alone: Exact | None = Field(description="what the top takes from nothing; absent where nobody can say")
    penalty: PenaltyEntry | None
    dead_ends: tuple[DeadEnd, ...]
    complete: bool = Field(description="whether every rung can be completed with what is on offer")
    notes: tuple[str, ...] = ()
    reason: ReasonData


class EditionEntry(Noun):
    """One side of a comparison of editions."""

    credential: str
    title: str
    edition: str
    kind: str
    organization: str
    unit: str
    required: Exact
    in_force_from: dt.date | None
    last_day: dt.date | None
    closed_to_entry: bool
    source: str | None = None


class NodeChange(Noun):
    """One difference between two requirement trees, by path and in words."""

    what: Literal["added", "removed", "changed", "moved"]
    title: str
    path_before: str | None = None
    path_after: str | None = None
    before: str | None = None
    after: str | None = None
    words: str


class RuleChange(Noun):
    """One difference in the rules over the whole, or in the facts about the credential."""

    subject: str
    before: str | None = None
    after: str | None = None
    source: str | None = None
    words: str


class Correspondence(Noun):
    """What the catalogue's rules say that a part of the one counts as in the other.

    *total*: without condition; *partial*: less than all of it; *conditional*: a person decides; *none*: it does not.
    """

    part: str
    title: str
    path: str
    kind: Literal["same", "total", "partial", "conditional", "none", "unsaid"]
    counts_as: tuple[str, ...] = ()
    rule: str | None = None
    words: str
    source: str | None = None


class AuditedUnder(Noun):
    """Who is audited under which edition: who entered between the days (the last one included)."""

    credential: str
    entered_from: dt.date | None
    entered_to: dt.date | None
    words: str


class StandingEntry(Noun):
    """How far a record goes toward one edition."""

    credential: str
    status: Status
    progress: Portion
    applied: Exact
    shortfall: Exact
    unit: str


class LineChange(Noun):
    """A line of a record that stops or starts to count, or counts differently."""

    attainment: str
    title: str
    what: Literal["stops", "starts", "more", "less"]
    applied_before: Exact
    applied_after: Exact
    places_before: tuple[str, ...] = ()
    places_after: tuple[str, ...] = ()
    words: str
    source: str | None = None


class RecordChange(Noun):
    """What a change of edition does to one learner."""

    learner: str
    bound_to: str | None = Field(description="the edition that binds this learner; absent where neither does")
    before: StandingEntry
    after: StandingEntry
    verdict: Literal["gains", "loses", "same"]
    lines: tuple[LineChange, ...]
    reason: ReasonData


class EditionsDocument(Document):
    """``pathways/editions/1``: what changed between two editions of a credential, and for whom."""

    earlier: EditionEntry
    later: EditionEntry
    same_credential: bool
    facts: tuple[RuleChange, ...]
    requirements: tuple[NodeChange, ...]
    rules: tuple[RuleChange, ...]
    correspondences: tuple[Correspondence, ...]
    audited_under: tuple[AuditedUnder, ...]
    records: tuple[RecordChange, ...]
    gains: tuple[str, ...]
    loses: tuple[str, ...]
    reason: ReasonData


DOCUMENTS: dict[str, type[Document]] = {
    "stacking": StackingDocument,
    "ladder": LadderDocument,
    "editions": EditionsDocument,
}
