"""What can be learned, where and when?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from pathways.model.base import ALWAYS, Day, Exact, Id, Money, Noun, Reference, Source, Validity
from pathways.model.competency import CompetencyLevel
from pathways.model.requirement import Requirement


class DeliveryMode(StrEnum):
    """How learning is delivered."""

    FACE_TO_FACE = "face_to_face"
    ONLINE = "online"
    HYBRID = "hybrid"
    SELF_PACED = "self_paced"


class AssessmentMethod(StrEnum):
    """How learning is assessed; attendance alone assesses nothing."""

    TEST = "test"
    PROJECT = "project"
    PORTFOLIO = "portfolio"
    PRACTICAL = "practical"
    DEMONSTRATION_AT_WORK = "demonstration_at_work"
    CONFERENCE = "conference"
    LECTURE = "lecture"
    ATTENDANCE = "attendance"


class CodeAlias(Noun):
    """Another code under which the same course is or was known; dated where the source dates it."""

    code: Annotated[str, Field(min_length=1)]
    reason: Literal["cross_listed", "formerly"]
    valid: Validity = ALWAYS


class Course(Noun):
    """A unit of learning.  Its ``id`` is its identity; codes are cross-listed, renumbered and dated.

    ``level`` is a rank in ``level_framework`` (default: the organization's); ``hours`` is total workload,
    ``instructional_hours`` contact hours; ``outcomes`` the competencies it is assessed on.
    """

    id: Id
    organization: Reference
    code: Annotated[str, Field(min_length=1)]
    title: str
    subject: str | None = None
    number: Exact | None = None
    credit: Exact | None = None
    credit_max: Exact | None = None
    level: Exact | None = None
    level_framework: Reference | None = None
    hours: Exact | None = None
    instructional_hours: Exact | None = None
    outcomes: tuple[CompetencyLevel, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    aliases: tuple[CodeAlias, ...] = ()
    prerequisite: Requirement | None = None
    corequisite: Requirement | None = None
    delivery: tuple[DeliveryMode, ...] = ()
    assessment: tuple[AssessmentMethod, ...] = ()
    description: str | None = None
    valid: Validity = ALWAYS
    source: Source | None = None

    @property
    def full_title(self) -> str:
        """Return code and title, as people call a course; its code alone where nobody gave it a title.

        >>> Course(id="x", organization="hill", code="MATH 20A", title="Calculus").full_title
        'MATH 20A Calculus'
        """
        return self.code if self.title.strip() in ("", self.code) else f"{self.code} {self.title}"


class Term(Noun):
    """An interval in which offerings take place."""

    id: Id
    organization: Reference | None = None
    title: str
    begin: Day
    end: Day


class OfferingKind(StrEnum):
    """What is bought: teaching, or only an assessment or a decision."""

    SECTION = "section"
    CHALLENGE_EXAM = "challenge_exam"
    PRIOR_LEARNING_ASSESSMENT = "prior_learning_assessment"
    RECOGNITION_APPLICATION = "recognition_application"


class Offering(Noun):
    """A course or credential at a time and place, with its price.  No ``terms`` means in any term."""

    id: Id
    kind: OfferingKind = OfferingKind.SECTION
    course: Reference | None = None
    credential: Reference | None = None
    organization: Reference
    terms: tuple[Reference, ...] = ()
    price: Money | None = None
    fees: Money | None = None
    delivery: DeliveryMode | None = None
    place: str | None = None
    capacity: Annotated[int, Field(ge=0)] | None = None
    weeks: Exact | None = None
    hours: Exact | None = None
    valid: Validity = ALWAYS
    source: Source | None = None
