"""Which learning gives a course only together?  ``pathways/joint-suggestions/1``: minimal sets, what each covers.

A set that covers is a suggestion: it grants nothing until somebody decides.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal

from pydantic import Field

from pathways.model.base import Exact, Noun
from pathways.model.documents import Document, Portion

JOINT_SCHEMA: Final = "pathways/joint-suggestions/1"

How = Literal["same", "aligned", "parts", "text"]
"""The outcome itself; one exactly aligned with it; narrower ones of it; only words of its text, which is weaker."""
Measure = Literal["hours", "credit"]


class JointSource(Noun):
    """Where an outcome comes from: which member, by which competency, at which level."""

    member: str
    how: How
    competency: str | None = None
    level: int | None = Field(default=None, description="at which it is shown; none where nobody states it")
    level_met: bool
    source: str | None = Field(default=None, description="who says that the two are the same")


class JointOutcome(Noun):
    """One outcome of the course, and where in the set it comes from; without outcomes, a part of its description."""

    competency: str | None = None
    title: str
    level: int | None = None
    covered: bool
    by: tuple[JointSource, ...] = ()


class JointMember(Noun):
    """One piece of learning of a set; ``only`` and ``short_without`` prove that it cannot be left out.

    ``alone`` are rules of the receiver that speak of it alone; ``counts_as`` what it counts as in this record already.
    """

    id: str = Field(description="of the line of the record, or of the course or credential")
    title: str
    learning: str | None = Field(default=None, description="as a decision names it; none: no rule can name it")
    amount: Exact | None = Field(default=None, description="hours or credit, as measured; none where not stated")
    pending: bool = False
    only: tuple[str, ...] = Field(default=(), description="outcomes that are covered no longer without it")
    covered_without: int = Field(description="how many outcomes the others cover")
    short_without: Exact | None = Field(default=None, description="hours or credit that are lacking without it")
    alone: tuple[str, ...] = ()
    counts_as: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class JointSet(Noun):
    """Learning that covers the course together; no member can be left out.

    ``amount`` adds up what is stated; ``excess`` is what it brings beyond what is asked, ``short`` what it lacks.
    ``weaker``: an outcome is covered by words of texts only.  ``pair`` names the set for ``pathways decide``.
    """

    members: tuple[JointMember, ...]
    outcomes: tuple[JointOutcome, ...]
    covered: int
    share: Portion
    amount: Exact
    excess: Exact = Fraction(0)
    short: Exact = Fraction(0)
    missing: tuple[str, ...] = ()
    unstated: tuple[str, ...] = Field(default=(), description="members that do not say how much they bring")
    weaker: bool = False
    pair: str | None = None
    because: tuple[str, ...] = ()


class JointAsked(Noun):
    """What a set has to reach; ``policy`` is the receiver's that says so; else the thresholds are ours or yours."""

    outcomes: int
    needed: int
    coverage: Portion
    measure: Measure | None = None
    of_course: Exact | None = Field(default=None, description="hours or credit of the course")
    amount: Exact | None = Field(default=None, description="hours or credit that a set has to bring")
    max_parts: int
    most: int
    policy: str | None = None


class AnsweredEntry(Noun):
    """What the receiver has answered already: these together, by this rule."""

    members: tuple[str, ...]
    rule: str
    text: str


class LeftOutEntry(Noun):
    """Learning that takes no part, and why."""

    id: str
    title: str
    codes: tuple[str, ...]
    text: str


class JointSuggestionsDocument(Document):
    """``pathways/joint-suggestions/1``: every minimal set up to a size and a number, the lightest first.

    ``sets`` is always the beginning of the list of all; ``complete`` says whether it is the whole list.  Where there is
    none, ``nearest`` lacks fewest outcomes, then least hours or credit.
    """

    grants: Literal["nothing"] = "nothing"
    course: str
    code: str
    title: str
    at: str
    learner: str | None = None
    senders: tuple[str, ...] = ()
    asked: JointAsked
    candidates: int = Field(description="pieces of learning that show something of the course")
    sets: tuple[JointSet, ...] = ()
    nearest: tuple[JointSet, ...] = ()
    complete: bool
    cut: Literal["number", "work"] | None = None
    looked_at: int = Field(description="work of the search: pieces looked at, each as often as it came up")
    answered: tuple[AnsweredEntry, ...] = ()
    left_out: tuple[LeftOutEntry, ...] = Field(default=(), description="the first twenty")
    left_out_count: int = 0
    told: tuple[str, ...] = Field(default=(), description="the answer in sentences")


DOCUMENTS: dict[str, type[Document]] = {"joint-suggestions": JointSuggestionsDocument}
