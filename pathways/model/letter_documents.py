"""What is a learner told about a decision?  The letter: what counts, what does not and why, and what would cure it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from pathways.model.base import Exact, Money, Noun, Reference
from pathways.model.codes import Difference, ReasonCode
from pathways.model.documents import Document

LETTERHEADS_SCHEMA: Final = "pathways/letterheads/1"

Verdict = Literal["accepted", "partial", "coming", "refused", "open"]
"""What became of a line: it counts wholly, with less than it brought, or once it is completed; it does not count; or
nobody has decided."""

Basis = Literal["substantial", "procedural", "incomplete", "unnamed"]
"""On what a *no* rests: a substantial difference, papers, dates or a second use, something that is asked for beside the
line and missing, or nobody has said."""

CureKind = Literal["document", "again", "exam", "beside", "instead"]
"""A paper that shows something; the same once more; an examination at the receiving side; something taken in addition;
the receiving side's own course in the place of the line."""

Fact = Literal["grade", "completed", "assessed", "verified", "hours", "credit"]
"""What a paper may show."""


class Letterhead(Noun):
    """Whose letter it is, in the institution's own words; ``appeal`` by language, such as ``en``."""

    organization: Reference
    address: tuple[str, ...] = ()
    contact: str | None = None
    office: str | None = Field(default=None, description="who writes, as in 'Pathways and Transfer Office'")
    appeal: dict[str, str] = Field(default_factory=dict, description="how to appeal or ask again, by language")
    appeal_days: Annotated[int, Field(ge=1)] | None = Field(default=None, description="days in which one may appeal")
    url: str | None = None


class Letterheads(Noun):
    """``pathways/letterheads/1``: the letterheads of institutions, one for each."""

    letterheads: Annotated[tuple[Letterhead, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_each(self) -> Letterheads:
        names = [each.organization for each in self.letterheads]
        if len(set(names)) < len(names):
            raise ValueError("an organization has two letterheads")
        return self

    def of(self, organization: str) -> Letterhead | None:
        """Return the letterhead of an organization, if there is one."""
        return next((each for each in self.letterheads if each.organization == organization), None)


class ReasonEntry(Noun):
    """One reason of a *no*, or of leaving a matter open.

    ``rule`` is the id of the rule, policy or decision; ``by`` and ``on`` are stated where a person decided.
    """

    code: ReasonCode
    statement: str
    basis: Basis
    difference: Difference | None = None
    rule: str | None = None
    source: str | None = None
    url: str | None = None
    by: str | None = None
    on: dt.date | None = None


class CureStep(Noun):
    """One thing to do.

    Of a ``document``, ``fact`` says what it has to show, ``at_least`` how much (a grade, hours, or the earliest day).
    Else ``thing`` is what to take, with its price and hours, and ``begins`` and ``ends`` the next time that it is on
    offer; what nobody states is left out.  ``at_least`` is then the least grade.
    """

    kind: CureKind
    fact: Fact | None = None
    at_least: str | None = None
    thing: str | None = None
    title: str = ""
    organization: str | None = None
    place: str = Field(default="", description="what the organization is called")
    offering: str | None = None
    price: Money | None = None
    hours: Exact | None = None
    begins: dt.date | None = None
    ends: dt.date | None = None


class CureEntry(Noun):
    """What would make the learning count: all steps together; found and checked by asking recognition again.

    ``kind`` is that of its dearest step; ``counts_as`` and ``credit`` are what recognition then gives.
    """

    kind: CureKind
    steps: tuple[CureStep, ...]
    price: Money | None = Field(default=None, description="of all steps; left out where one states none")
    hours: Exact | None = Field(default=None, description="of all steps; left out where one states none")
    ends: dt.date | None = None
    counts_as: tuple[str, ...]
    credit: Exact


class CountedEntry(Noun):
    """As what it counts at the institution."""

    title: str
    credit: Exact


class LetterLine(Noun):
    """What became of one line, and what the learner may do.

    ``credit`` is what it counts for now.  ``brought`` is the credit of the line in the institution's system, where that
    is known; ``together`` are the lines that count only with it.  The first
    of ``cures`` is the cheapest; none at all means that nothing known would help.
    """

    attainment: str
    title: str
    organization: str | None = None
    grade: str | None = None
    completed: dt.date | None = None
    verdict: Verdict
    counts_as: tuple[CountedEntry, ...] = ()
    credit: Exact
    brought: Exact | None = None
    together: tuple[str, ...] = ()
    why: str = Field(default="", description="by which rule it counts, in words")
    rule: str | None = None
    source: str | None = None
    by: str | None = None
    on: dt.date | None = None
    conditions: tuple[str, ...] = ()
    reasons: tuple[ReasonEntry, ...] = ()
    cures: tuple[CureEntry, ...] = ()
    worth_asking: tuple[str, ...] = Field(default=(), description="what other rules suggest; never granted")


class LetterDocument(Document):
    """``pathways/letter/1``: what one institution tells one learner about lines of the record, and why."""

    learner: str
    name: str | None = None
    organization: str
    title: str = Field(description="of the organization")
    invented: bool = Field(default=False, description="the institution does not exist: it is part of a sample")
    credential: str | None = None
    program: str | None = None
    system: str | None = None
    system_title: str | None = None
    lines: tuple[LetterLine, ...]
    names: dict[str, str] = Field(default_factory=dict, description="what people call the ids in the reasons")
    letterhead: Letterhead | None = None
    decision_days: int | None = Field(default=None, description="in which the institution's policy says it decides")
    fees: tuple[tuple[str, Money], ...] = Field(default=(), description="what asking costs, by kind")


UNNAMED: Final = frozenset({ReasonCode.DENIED, ReasonCode.NO_EQUIVALENCE, ReasonCode.ONLY_AT_RECEIVER})
"""Reasons for which somebody compared, or should have, and that say nothing by themselves of the difference."""

TWICE: Final = frozenset({ReasonCode.DUPLICATE, ReasonCode.SUPERSEDED})
"""Reasons for which another line of the record stands for this one: there is nothing to cure."""

DOCUMENTS: dict[str, type[Noun]] = {"letter": LetterDocument}
