"""What are the receiving side's rules?  One record per institution x credential x version x dates."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pathways.model.base import ALWAYS, Exact, Id, Money, Noun, Reference, Share, Source, Validity
from pathways.model.credential import Overlays, SourceKind
from pathways.model.credit import ConversionConvention, ConversionFactor, Rounding
from pathways.model.equivalence import Exclusion
from pathways.model.filter import Filter
from pathways.model.requirement import GradeMinimum


class GradeRule(Noun):
    """Least grade for recognition of what ``applies_to`` admits (default: everything not resident)."""

    minimum: GradeMinimum
    applies_to: Filter = Filter()
    source: Source | None = None


class AgeRule(Noun):
    """Greatest age in years, measured on the day of lodging (or the date of the question)."""

    years: Exact
    applies_to: Filter = Filter()
    source: Source | None = None


class ConversionRule(Noun):
    """How credit of another system becomes credit here: by share of a full-time year or by hours; rounded once."""

    convention: ConversionConvention
    rounding: Rounding | None = None
    factors: tuple[ConversionFactor, ...] = ()
    source: Source | None = None


class JointRule(Noun):
    """Several small credentials may give one course when together they cover its outcomes and its hours.

    ``coverage`` is the least share of the course's outcomes, ``hours`` the least share of its instructional hours
    (its workload where those are not stated); ``credentials`` the published list (empty: any assessed credential);
    ``courses`` the receiving courses (empty: any with outcomes).
    """

    coverage: Share
    hours: Share | None = None
    credentials: tuple[Reference, ...] = ()
    courses: tuple[Reference, ...] = ()
    max_parts: Annotated[int, Field(ge=1, le=8)] = 4
    source_kind: SourceKind = SourceKind.BADGE
    source: Source | None = None


class PriorLearningRule(Noun):
    """Prior learning is recognised as a course when each (or a share) of its outcomes is shown."""

    coverage: Share
    courses: tuple[Reference, ...] = ()
    source: Source | None = None


class ReuseRule(Noun):
    """What learning that already served another award may do here."""

    mode: Literal["unlimited", "capped", "none", "once"] = "unlimited"
    credits: Exact | None = None
    share: Share | None = None
    source: Source | None = None


class Fee(Noun):
    """What an application for recognition costs."""

    kind: Literal["transfer_line", "prior_learning_course", "application", "badge"]
    price: Money
    source: Source | None = None


class RecognitionPolicy(Noun):
    """The rules of one receiving organization; all of them report, none short-circuits the others."""

    id: Id
    organization: Reference
    credentials: tuple[Reference, ...] = ()
    version: str = ""
    min_grades: tuple[GradeRule, ...] = ()
    max_ages: tuple[AgeRule, ...] = ()
    min_level: Exact | None = None
    excluded_kinds: tuple[str, ...] = ()
    require_assessed: bool = True
    require_verified: bool = False
    conversion: ConversionRule | None = None
    joint: JointRule | None = None
    prior_learning: PriorLearningRule | None = None
    reuse: ReuseRule = ReuseRule()
    exclusions: tuple[Exclusion, ...] = ()
    repeats: Literal["best", "latest", "first"] = "best"
    unlisted: Literal["undecided", "refused", "general_elective"] = "undecided"
    rules: Overlays = Overlays()
    fees: tuple[Fee, ...] = ()
    decision_days: Annotated[int, Field(ge=0)] | None = None
    silence_is_acceptance_months: Annotated[int, Field(ge=0)] | None = None
    valid: Validity = ALWAYS
    source: Source
