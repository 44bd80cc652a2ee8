"""What looks equivalent, and why?  ``pathways/suggestions/1``: likely answers, what speaks for and against each."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pathways.model.base import Noun
from pathways.model.documents import Decision, Document, Portion

EvidenceKind = Literal["text", "outcomes", "level", "workload", "code", "prior_decisions"]
Difference = Literal["level", "workload", "profile", "outcomes"]
SuggestedKind = Literal["course", "subject_elective", "general_elective", "no_equivalent"]


class EvidenceEntry(Noun):
    """One thing that speaks for or against a suggestion, with the published rules that it rests on."""

    kind: EvidenceKind
    speaks: Literal["for", "against"]
    text: str
    rules: tuple[str, ...] = Field(default=(), description="ids of the rules, the first twelve")
    count: int = Field(default=0, description="how many institutions (or pairs of them) say so")
    sources: tuple[str, ...] = Field(default=(), description="where those rules are published")


class DifferenceEntry(Noun):
    """A substantial difference that a decision would have to weigh, in the words of a refusal."""

    difference: Difference
    code: str = Field(description="the reason code of a refusal that rests on it")
    text: str


class SuggestionEntry(Noun):
    """One likely answer."""

    kind: SuggestedKind
    course: str | None = None
    subject: str | None = None
    title: str
    probability: Portion
    evidence: tuple[EvidenceEntry, ...] = ()
    differences: tuple[DifferenceEntry, ...] = ()


class SuggestionsDocument(Document):
    """``pathways/suggestions/1``: the few most likely answers for one course at one receiver; never a decision."""

    grants: Literal["nothing"] = Field(default="nothing", description="only a recorded decision counts in an audit")
    asked: str = Field(description="id of the course or attainment")
    title: str
    at: str
    status: Literal["suggested", "published"] = Field(
        description="published: the receiver has already answered for this course; then nothing is suggested"
    )
    published: tuple[str, ...] = Field(default=(), description="ids of the rules that answer it")
    model: str
    trained_on: str
    rules_known: int = Field(description="rules at the receiver from other institutions")
    cold: bool = Field(
        description="too few such rules: judged by text, code and what other courses of the same institution count as"
    )
    candidates: int
    suggestions: tuple[SuggestionEntry, ...] = ()
    rest: Portion = Field(description="the probability of everything that is not listed")


class LineSuggestions(Noun):
    """One line of a record, how it stands, and what it is likely to count as (None: the receiver's own course)."""

    attainment: str
    title: str
    decision: Decision
    codes: tuple[str, ...] = ()
    suggestions: SuggestionsDocument | None = None


class LineSuggestionsDocument(Document):
    """``pathways/line-suggestions/1``: suggestions for lines of one record at one receiver; never a decision."""

    grants: Literal["nothing"] = "nothing"
    learner: str
    at: str
    lines: tuple[LineSuggestions, ...]


DOCUMENTS: dict[str, type[Document]] = {
    "suggestions": SuggestionsDocument,
    "line-suggestions": LineSuggestionsDocument,
}
