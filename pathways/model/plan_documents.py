"""What does a plan look like to others?  The documents of ``plan`` and ``next``, one shape for every door.

Amounts of credit and money are exact text, shares are numbers between 0 and 1, dates ISO 8601.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Literal

from pydantic import Field

from pathways.model.base import Exact, Noun
from pathways.model.documents import AtRisk, Document, Portion, ReasonData

PlanStatusWord = Literal["optimal", "feasible", "infeasible_proven", "timed_out"]


class ObjectiveEntry(Noun):
    """One objective: what the plan comes to and what no plan can go below; equal where it is proven."""

    objective: str
    value: str | None
    bound: str | None
    proven: bool


class PlanItem(Noun):
    """One thing done: what it is, by which offering, what it costs, where it is applied (goal and path)."""

    id: str
    title: str
    organization: str
    kind: str
    offering: str | None = None
    begin: dt.date
    end: dt.date
    credit: Exact | None = None
    cost: Exact | None = Field(default=None, description="absent where nobody states a price")
    counts_for: tuple[str, ...] = ()
    reason: str = ""


class HeldEntry(Noun):
    """How far a credential is at a stop: earned or not, and its progress if everything so far is completed."""

    credential: str
    title: str
    earned: bool
    progress: Portion


class PlanTerm(Noun):
    """One term: what begins in it, what it costs, and what the learner holds who stops at its end."""

    term: str
    title: str
    begin: dt.date
    end: dt.date
    items: tuple[PlanItem, ...]
    awarded: tuple[str, ...] = ()
    credit: Exact
    cost: Exact
    held: tuple[HeldEntry, ...] = ()


class LodgingEntry(Noun):
    """A line to hand in for recognition: where, at what fee, by when (the last day on which it counts).

    ``answer_by`` is the day from which silence is acceptance if it is handed in on the day of asking.
    """

    attainment: str
    title: str
    organization: str
    fee: Exact
    by: dt.date | None = None
    answer_by: dt.date | None = Field(default=None, description="absent where silence means nothing")


class AwardEntry(Noun):
    """A credential that the plan earns, the day, and the attainments that it rests on."""

    credential: str
    title: str
    day: dt.date
    uses: tuple[str, ...]


class ClashEntry(Noun):
    """One named condition of a conflict; ``parts`` where it stands for several."""

    kind: str
    words: str
    yours: bool = Field(description="whether the learner has set it and may change it")
    parts: tuple[str, ...] = ()


class RelaxationEntry(Noun):
    """What would help, and what plan there is then: shown to work."""

    change: tuple[str, ...]
    words: str
    finish: dt.date | None = None
    cost: Exact | None = None
    checked: bool


class PlanTotals(Noun):
    """The plan in figures: how many terms, what is paid (``due`` whatever is planned is in it), credit taken."""

    terms: int
    finish: dt.date | None
    cost: Exact
    due: Exact
    currency: str | None
    credit: Exact
    items: int
    unpriced: tuple[str, ...] = ()


class RepeatEntry(Noun):
    """Something taken although its outcomes are held already: how much of it, what it costs in hours and money."""

    id: str
    title: str
    share: Portion
    outcomes: tuple[str, ...]
    hours: Exact | None = None
    cost: Exact | None = None


class WholeEntry(Noun):
    """The plan beside doing everything from nothing at the awarding organization."""

    stack_cost: Exact
    whole_cost: Exact | None
    stack_items: int
    whole_items: int
    stack_terms: int
    whole_terms: int | None
    stack_hours: Exact = Field(default=Fraction(0), description="of what states its hours")
    whole_hours: Exact | None = None
    covered: Portion = Field(description="the share of the goal that is there before the plan begins")


class SlipEntry(Noun):
    """What happens to something owned if the plan begins a term later."""

    attainment: str
    lapses: dt.date
    words: str


class FrontEntry(Noun):
    """One plan of the front: no other is at least as good in everything and better in something."""

    finish: dt.date | None
    terms: int
    cost: Exact
    stop_value: Exact
    awards: tuple[AwardEntry, ...]
    items: tuple[str, ...]
    proven: bool = Field(default=True, description="whether no better plan exists; false where the effort was spent")


class PlanDocument(Document):
    """``pathways/plan/1``: the best plan toward goals, checked by replay; or why there is none and what would help."""

    learner: str
    goals: tuple[str, ...]
    title: str
    status: PlanStatusWord
    objectives: tuple[ObjectiveEntry, ...] = ()
    terms: tuple[PlanTerm, ...] = ()
    totals: PlanTotals | None = None
    awards: tuple[AwardEntry, ...] = ()
    lodgings: tuple[LodgingEntry, ...] = ()
    conflict: tuple[ClashEntry, ...] = ()
    relaxations: tuple[RelaxationEntry, ...] = ()
    others: tuple[FrontEntry, ...] = Field(default=(), description="the front, or the next best plans, where asked for")
    repeats: tuple[RepeatEntry, ...] = ()
    whole: WholeEntry | None = None
    at_risk: tuple[AtRisk, ...] = ()
    if_it_slips: tuple[SlipEntry, ...] = ()
    assumptions: tuple[str, ...] = ()
    checked: bool = False
    reason: ReasonData


class AdvanceEntry(Noun):
    """By how much what is missing for a goal falls; in money too, where everything that is missing has a price.

    ``before`` and ``after`` are in ``measure``.  ``saved`` is what the way to the goal costs less if this is done, its
    own price counted: below zero where something else would have been cheaper.
    """

    goal: str
    title: str
    before: Exact
    after: Exact
    measure: str
    saved: str | None = None
    currency: str | None = None
    exact: bool = Field(default=True, description="else it may be less after, but not more")


class WorthEntry(Noun):
    """How much credit one organization recognises of something."""

    organization: str
    credit: Exact


class FirstStep(Noun):
    """Something that may be begun now: what it does for the goals, what it is worth alone, what it keeps open.

    ``soon`` says whether it begins in the first term to come; what begins later stands after all that does.
    """

    rank: int
    id: str
    title: str
    organization: str
    kind: str
    offering: str | None = None
    term: str | None = None
    begin: dt.date
    end: dt.date
    soon: bool = True
    credit: Exact | None = None
    cost: Exact | None = Field(default=None, description="absent where nobody states a price")
    currency: str | None = None
    advances: tuple[AdvanceEntry, ...] = ()
    alone: tuple[str, ...] = Field(default=(), description="awards held if the learner stops after it")
    recognized: tuple[WorthEntry, ...] = ()
    opens: tuple[str, ...] = Field(default=(), description="what may be begun after it and not before")
    leads_toward: tuple[str, ...] = Field(default=(), description="what it must come before, with something else")
    keeps_open: int = Field(default=0, description="in how many credentials it counts")
    beside: tuple[str, ...] = Field(default=(), description="one of these has to be taken with it")
    reason: ReasonData


class NextDocument(Document):
    """``pathways/next/1``: ranked first steps with reasons, toward goals or, none named, toward the nearest of all."""

    learner: str
    goals: tuple[str, ...]
    named: bool = Field(description="whether the goals were named; else they are the nearest within reach")
    steps: tuple[FirstStep, ...]
    considered: int = Field(description="how many things may be begun now")
    at_risk: tuple[AtRisk, ...] = ()
    assumptions: tuple[str, ...] = ()
    reason: ReasonData


class TeamMember(Noun):
    """The plan of one person of a team."""

    learner: str
    status: PlanStatusWord
    cost: Exact | None
    items: tuple[str, ...]
    finish: dt.date | None = None


class TeamDocument(Document):
    """``pathways/team/1``: the cheapest plan of each person, their sum, and the one offering for all beside it."""

    goals: tuple[str, ...]
    members: tuple[TeamMember, ...]
    cost: Exact
    currency: str | None
    for_all: str | None = None
    for_all_cost: Exact | None = None
    saved: Exact | None = None
    saved_share: Portion | None = None
    reason: ReasonData


DOCUMENTS: dict[str, type[Document]] = {"plan": PlanDocument, "next": NextDocument, "team": TeamDocument}
