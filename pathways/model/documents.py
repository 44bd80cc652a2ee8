"""What do others receive?  The documents that every door returns: one shape for library, command line and page.

Amounts of credit and money are exact text, shares are numbers between 0 and 1, dates ISO 8601.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from pathways.model.base import Exact, Noun

Status = Literal["satisfied", "unsatisfied", "undecided"]
Decision = Literal["accepted", "refused", "undecided"]

Portion = Annotated[
    Fraction,
    BeforeValidator(lambda value: value if isinstance(value, Fraction) else Fraction(str(value))),
    PlainSerializer(lambda value: round(float(value), 6), return_type=float),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]
"""A share between 0 and 1, written with at most six decimals."""

ReasonData = dict[str, Any]
"""The reason tree as data: statement, and where given code, path, evidence, source, because."""


class Document(Noun):
    """Base of all documents: which schema, as of when, from which catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    schema_name: str = Field(alias="schema")
    as_of: dt.date
    catalog: str = Field(description="SHA-256 of the catalogue's content")

    def to_json(self) -> str:
        """Return the document as indented JSON, the same bytes for the same answer."""
        return self.model_dump_json(by_alias=True, indent=2)


class CreditFigures(Noun):
    """How far, in the credential's measure: ``system`` names the credit system or the measure."""

    system: str
    required: Exact
    applied: Exact
    in_progress: Exact
    shortfall: Exact
    items_missing: int


class Totals(Noun):
    """Always apart: evaluable = accepted + refused + undecided; accepted = applied + excess."""

    attempted: Exact
    evaluable: Exact
    accepted: Exact
    applied: Exact
    excess: Exact
    refused: Exact
    undecided: Exact


class OptionEntry(Noun):
    """One admissible way to recognise a line, with everything it would use up."""

    id: str
    rule: str
    uses: tuple[str, ...]
    recognized_as: tuple[str, ...]
    credit: Exact
    certain: bool
    why: str
    source: str | None = None


class HintEntry(Noun):
    """A chained equivalence: never granted."""

    target: str
    witnesses: tuple[str, ...]
    estimate: Exact | None = None
    at_most: Exact | None = None
    rules: tuple[tuple[str, str], ...] = ()


class LineEntry(Noun):
    """The decision on one line of the record."""

    attainment: str
    title: str
    decision: Decision
    codes: tuple[str, ...] = ()
    by: str | None = None
    recognized_as: tuple[str, ...] = ()
    credit_recognized: Exact
    credit_applied: Exact | None = None
    credit_attempted: Exact | None = Field(default=None, description="what the line adds to the credit attempted")
    applied_to: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    cure: str | None = None
    reason: ReasonData
    options: tuple[OptionEntry, ...] = ()
    hints: tuple[HintEntry, ...] = ()


class RequirementEntry(Noun):
    """One node of the requirement tree and how far it is met."""

    path: str
    kind: str
    title: str
    status: Status
    needed: bool = True
    applied: tuple[str, ...] = ()
    shortfall: Exact | None = None
    note: str | None = None
    children: tuple[RequirementEntry, ...] = ()


class MissingEntry(Noun):
    """One requirement that is not met, and what would meet it."""

    path: str
    title: str = ""
    need: str
    options: tuple[str, ...]
    options_in_all: int | None = Field(default=None, description="how many there are, where not all are named")
    taken: tuple[str, ...] = Field(default=(), description="what the cheapest completion takes here")
    elsewhere: tuple[str, ...] = Field(default=(), description="what counts here by agreement, with its rule")


class CompetitionEntry(Noun):
    """Requirements that together ask for more than the learning that serves them gives, however it is assigned."""

    paths: tuple[str, ...]
    titles: tuple[str, ...]
    attainments: tuple[str, ...]
    words: str


class AtRisk(Noun):
    """Credit that stops to count unless it is lodged; ``lapses`` is the last valid day."""

    attainment: str
    lapses: dt.date
    credit: Exact
    advice: str


class Proof(Noun):
    """Which path proved the answer."""

    method: Literal["bound", "milp"]
    optimal: bool


class AdjustmentEntry(Noun):
    """A waiver or substitution that was applied, never silently."""

    id: str
    kind: str
    path: str
    reason: str
    approved_by: str
    date: dt.date


class AuditDocument(Document):
    """``pathways/audit/1``: recognition, allocation, shortfall and reasons for one record and one credential."""

    learner: str
    credential: str
    title: str
    edition: str
    organization: str
    status: Status
    if_completed: Status
    progress: Portion
    credit: CreditFigures
    totals: Totals
    lines: tuple[LineEntry, ...]
    requirements: RequirementEntry
    missing: tuple[MissingEntry, ...]
    competition: tuple[CompetitionEntry, ...] = ()
    impossible: tuple[str, ...] = ()
    after_transfer: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    adjustments: tuple[AdjustmentEntry, ...] = ()
    at_risk: tuple[AtRisk, ...] = ()
    proof: Proof
    reason: ReasonData
    notes: tuple[str, ...] = ()


class RecognitionDocument(Document):
    """``pathways/recognition/1``: every line at one receiving organization."""

    learner: str
    organization: str
    credential: str | None
    system: str | None
    totals: Totals
    lines: tuple[LineEntry, ...]


class CompetencyEntry(Noun):
    """One competency asked for: held (by what), only claimed, or missing."""

    competency: str
    title: str
    level: int | None = None
    status: Status
    by: tuple[str, ...] = ()
    claimed_by: tuple[str, ...] = ()
    shown_level: int | None = None


class ClosingEntry(Noun):
    """One thing to take, with what it costs where that is known."""

    id: str
    title: str
    organization: str
    closes: tuple[str, ...]
    credit: Exact | None = None
    hours: Exact | None = None
    price: str | None = None


class GapDocument(Document):
    """``pathways/gap/1``: what is missing for a goal, and the cheapest way to close it."""

    learner: str
    goal: str
    title: str
    status: Status
    coverage: Portion
    measure: str
    shortfall: Exact
    missing: tuple[MissingEntry, ...]
    competition: tuple[CompetitionEntry, ...] = ()
    competencies: tuple[CompetencyEntry, ...]
    cheapest: tuple[ClosingEntry, ...]
    not_closable: tuple[str, ...] = ()
    unclaimed: tuple[str, ...] = ()
    at_risk: tuple[AtRisk, ...] = ()
    lapsing: tuple[AtRisk, ...] = ()
    proof: Proof
    reason: ReasonData


class CompareEntry(Noun):
    """One goal in the ranking."""

    credential: str
    title: str
    kind: str
    organization: str
    status: Status
    progress: Portion
    applied: Exact
    accepted: Exact
    shortfall: Exact
    system: str
    items_missing: int
    held: bool = False


class CompareDocument(Document):
    """``pathways/compare/1``: every goal for one learner, the furthest first."""

    learner: str
    goals: tuple[CompareEntry, ...]
    considered: int
    unclaimed: tuple[str, ...]
    nearest: str | None = None


class LinkEntry(Noun):
    """A neighbour in the graph."""

    id: str
    title: str
    kind: str
    relation: str


class ShowDocument(Document):
    """``pathways/show/1``: one thing, what leads to it, what it leads to."""

    id: str
    kind: str
    title: str
    data: dict[str, Any]
    editions: tuple[str, ...] = ()
    leads_to_it: tuple[LinkEntry, ...]
    it_leads_to: tuple[LinkEntry, ...]


class FindingEntry(Noun):
    """One finding about a catalogue."""

    code: str
    severity: Literal["error", "warning", "hint"]
    message: str
    file: str | None = None
    line: int | None = None
    path: str | None = None
    subject: str | None = None
    why: str = ""
    hint: str = ""


class CheckDocument(Document):
    """``pathways/check/1``: all findings about a catalogue at once."""

    counts: dict[str, int]
    errors: int
    warnings: int
    hints: int
    findings: tuple[FindingEntry, ...]


DOCUMENTS: dict[str, type[Document]] = {
    "audit": AuditDocument,
    "recognition": RecognitionDocument,
    "gap": GapDocument,
    "compare": CompareDocument,
    "show": ShowDocument,
    "check": CheckDocument,
}
