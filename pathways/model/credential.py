"""What can be awarded, and what must hold for it?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pathways.model.base import ALWAYS, Exact, Id, Noun, Reference, Share, Source, Validity
from pathways.model.competency import CompetencyLevel
from pathways.model.course import AssessmentMethod, DeliveryMode
from pathways.model.filter import Filter
from pathways.model.requirement import Count, Requirement


class CredentialKind(StrEnum):
    """Kinds of definition that can be awarded; a badge carries no credit by itself."""

    BADGE = "badge"
    ONLINE_CERTIFICATE = "online_certificate"
    ATTENDANCE = "attendance"
    MICRO_CREDENTIAL = "micro_credential"
    NANODEGREE = "nanodegree"
    MICROMASTERS = "micromasters"
    BOOTCAMP = "bootcamp"
    APPRENTICESHIP = "apprenticeship"
    SKILL_BLOCK = "skill_block"
    EXAM = "exam"
    CERTIFICATE = "certificate"
    DIPLOMA = "diploma"
    ASSOCIATE = "associate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTORATE = "doctorate"
    LICENCE = "licence"
    CERTIFICATION = "certification"
    TITLE = "title"
    SECONDARY = "secondary"
    MAJOR_PREPARATION = "major_preparation"
    OTHER = "other"


class SourceKind(StrEnum):
    """How a recognised item was earned, as caps and residency see it."""

    RESIDENT = "resident"
    TRANSFER = "transfer"
    PRIOR_LEARNING = "prior_learning"
    EXAM = "exam"
    BADGE = "badge"
    WORK = "work"


Measure = Literal["credit", "hours", "blocks", "items"]


class Residency(Noun):
    """Least learning earned at the awarding organization: credit, number of courses, or a share of either."""

    credits: Exact | None = None
    courses: Count | None = None
    share: Share | None = None
    of: Literal["credits", "courses"] = "credits"
    source: Source | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Residency:
        if sum(bound is not None for bound in (self.credits, self.courses, self.share)) != 1:
            raise ValueError("residency gives exactly one of credits, courses, share")
        return self


class SourceCap(Noun):
    """Most credit (or share of the required credit, or items) that the named source kinds may bring together."""

    sources: Annotated[tuple[SourceKind, ...], Field(min_length=1)]
    credits: Exact | None = None
    items: Count | None = None
    share: Share | None = None
    source: Source | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> SourceCap:
        if sum(bound is not None for bound in (self.credits, self.items, self.share)) != 1:
            raise ValueError("a source cap gives exactly one of credits, items, share")
        return self


class LevelMinimum(Noun):
    """Least applied credit at or above ``level``."""

    credits: Exact
    level: Exact
    source: Source | None = None


class ReuseCap(Noun):
    """Most applied credit that has already been used for another award."""

    credits: Exact | None = None
    share: Share | None = None
    awards: tuple[Reference, ...] = ()
    source: Source | None = None


class Overlays(Noun):
    """Rules over everything that is applied to a credential; they look at it and do not use it up."""

    total_credits: Exact | None = None
    residency: tuple[Residency, ...] = ()
    caps: tuple[SourceCap, ...] = ()
    levels: tuple[LevelMinimum, ...] = ()
    reuse: tuple[ReuseCap, ...] = ()
    min_gpa: Exact | None = None


class SharingRule(Noun):
    """Names requirements that may use the same learning; ``split`` lets one item's credit be divided among them.

    ``admitting`` limits the rule to the learning that it admits; of all other learning the rule says nothing.
    """

    between: Annotated[tuple[str, ...], Field(min_length=2)]
    admitting: Filter = Field(default=Filter(), alias="from")
    max_items: Count | None = None
    max_credits: Exact | None = None
    split: bool = False
    source: Source | None = None


class Renewal(Noun):
    """How long an award lasts and what renews it."""

    years: Exact
    note: str | None = None


class Credential(Noun):
    """What can be awarded (a definition), in one edition.

    ``measure`` is what its shortfall counts; ``credit`` what it carries or requires in the organization's system;
    ``hours`` its workload; ``competencies`` what an assessed holder is able to do.
    """

    id: Id
    edition: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]*$")] = ""
    supersedes: str | None = None
    organization: Reference
    kind: CredentialKind
    title: str
    measure: Measure = "credit"
    credit: Exact | None = None
    level: Exact | None = None
    hours: Exact | None = None
    weeks: Exact | None = None
    competencies: tuple[CompetencyLevel, ...] = ()
    requirement: Requirement | None = None
    rules: Overlays = Overlays()
    sharing: tuple[SharingRule, ...] = ()
    prerequisite: Requirement | None = None
    delivery: tuple[DeliveryMode, ...] = ()
    assessment: tuple[AssessmentMethod, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    renewal: Renewal | None = None
    closed_to_entry: bool = False
    occupation: Reference | None = None
    description: str | None = None
    valid: Validity = ALWAYS
    source: Source | None = None

    @property
    def key(self) -> str:
        """Return ``id`` or ``id@edition``, unique in a catalogue."""
        return f"{self.id}@{self.edition}" if self.edition else self.id
