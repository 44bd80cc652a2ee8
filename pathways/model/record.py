"""What does one learner bring?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pathways.model.base import Day, Exact, Id, Money, Noun, Reference, Source, Validity
from pathways.model.competency import CompetencyLevel
from pathways.model.credit import Credit


class AttainmentStatus(StrEnum):
    """The state of a learner's instance of a definition."""

    COMPLETED = "completed"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Route(StrEnum):
    """How it was earned: the same competencies whichever route; only cost, time and caps differ."""

    COURSE = "course"
    ASSESSMENT = "assessment"
    PRIOR_LEARNING = "prior_learning"
    TEACHING = "teaching"
    VOLUNTEERING = "volunteering"
    WORK = "work"


class Verification(StrEnum):
    """What is known about its being genuine."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    FAILED = "failed"


class PriorUse(Noun):
    """An award that this learning has already served."""

    credential: Reference
    date: Day | None = None
    credits: Exact | None = None


class Attainment(Noun):
    """What a learner has: an instance of a definition, or free-form prior learning.

    Names a ``course``, ``credential`` or ``occupation`` by id; or a course by ``organization`` and ``code`` (resolved
    with cross-listings and renumbering on the day it was completed); or only a ``title``.  Absent is not zero: what is
    not stated stays unknown.  ``badge`` is the SHA-256 of the badge that it rests on: such a line counts only where it
    is verified.
    """

    id: Id
    course: Reference | None = None
    credential: Reference | None = None
    occupation: Reference | None = None
    organization: Reference | None = None
    code: str | None = None
    title: str | None = None
    status: AttainmentStatus = AttainmentStatus.COMPLETED
    route: Route = Route.COURSE
    grade: str | None = None
    grade_scale: Reference | None = None
    credit: Credit | None = None
    hours: Exact | None = None
    started: Day | None = None
    completed: Day | None = None
    lodged: Day | None = None
    valid: Validity | None = None
    assessed: bool | None = None
    verification: Verification | None = None
    competencies: tuple[CompetencyLevel, ...] = ()
    evidence: tuple[str, ...] = ()
    badge: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    replaces: Reference | None = None
    used: tuple[PriorUse, ...] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Attainment:
        named = [name for name in (self.course, self.credential, self.occupation) if name]
        if len(named) > 1:
            raise ValueError("an attainment names at most one of course, credential, occupation")
        if not named and not self.title and not self.code and not self.competencies:
            raise ValueError("an attainment names a course, credential, occupation, code, title or competencies")
        if self.started and self.completed and self.completed < self.started:
            raise ValueError(f"completed {self.completed} lies before started {self.started}")
        return self


class Adjustment(Noun):
    """An approved deviation, recorded and visible: a waiver of a requirement or a substitution into it."""

    id: Id
    kind: Literal["waiver", "substitution"]
    credential: Reference
    path: str
    attainment: Reference | None = None
    reason: Annotated[str, Field(min_length=1)]
    approved_by: Annotated[str, Field(min_length=1)]
    date: Day
    valid: Validity | None = None

    @model_validator(mode="after")
    def _complete(self) -> Adjustment:
        if (self.kind == "substitution") != (self.attainment is not None):
            raise ValueError("a substitution names an attainment, a waiver does not")
        return self


class Goal(Noun):
    """What the learner aims for; exactly one of credential, occupation, competencies."""

    credential: Reference | None = None
    occupation: Reference | None = None
    competencies: tuple[CompetencyLevel, ...] = ()
    entered: Day | None = None

    @model_validator(mode="after")
    def _one_aim(self) -> Goal:
        if sum(bool(aim) for aim in (self.credential, self.occupation, self.competencies)) != 1:
            raise ValueError("a goal names exactly one of credential, occupation, competencies")
        return self


class Learner(Noun):
    """The person."""

    id: Id
    name: str | None = None
    story: str | None = None
    jurisdiction: str | None = None


class Preferences(Noun):
    """What the learner can and will do: read by the planner.

    ``start`` and ``blackout`` name terms; ``organizations`` where learning may take place (empty: anywhere); ``take``
    and ``avoid`` name offerings, courses, credentials or organizations.  ``years_on`` assumes that the last published
    year of terms and offerings comes again so many times.
    """

    max_courses_per_term: Annotated[int, Field(ge=1)] | None = None
    max_credits_per_term: Exact | None = None
    hours_per_week: Exact | None = None
    budget: Money | None = None
    delivery: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    start: Reference | None = None
    deadline: Day | None = None
    blackout: tuple[Reference, ...] = ()
    organizations: tuple[Reference, ...] = ()
    take: tuple[Reference, ...] = ()
    avoid: tuple[Reference, ...] = ()
    years_on: Annotated[int, Field(ge=0, le=10)] = 0


class LearnerRecord(Noun):
    """All that one learner brings."""

    learner: Learner
    attainments: tuple[Attainment, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    goals: tuple[Goal, ...] = ()
    preferences: Preferences = Preferences()
    as_of: Day | None = None
    source: Source | None = None

    @model_validator(mode="after")
    def _unique_lines(self) -> LearnerRecord:
        seen: set[str] = set()
        for attainment in self.attainments:
            if attainment.id in seen:
                raise ValueError(f"two attainments are called {attainment.id!r}; give each line its own id")
            seen.add(attainment.id)
        return self
