"""What counts as what?  Directed rules from sources at one side to a target at the receiving side.

Source: semantics 9; the 27 structures of real transfer rules.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from pathways.model.base import ALWAYS, Exact, Id, Noun, Reference, Share, Source, Validity
from pathways.model.codes import Difference, ReasonCode
from pathways.model.credential import SourceKind
from pathways.model.requirement import Count, GradeMinimum


class SourceItem(Noun):
    """One thing that must have been learned: exactly one of course, credential, occupation, competency.

    ``min_grade`` and ``max_grade`` bound the grade of this component; ``same_as`` lists honours or variant courses that
    may stand in its place.
    """

    course: Reference | None = None
    credential: Reference | None = None
    occupation: Reference | None = None
    competency: Reference | None = None
    level: Annotated[int, Field(ge=1)] | None = None
    same_as: tuple[Reference, ...] = ()
    min_grade: GradeMinimum | None = None
    max_grade: GradeMinimum | None = None
    min_hours: Exact | None = None
    taken: Validity = ALWAYS

    @model_validator(mode="after")
    def _one_thing(self) -> SourceItem:
        things = (self.course, self.credential, self.occupation, self.competency)
        if sum(thing is not None for thing in things) != 1:
            raise ValueError("a source names exactly one of course, credential, occupation, competency")
        return self


class AllSources(Noun):
    """Every part is needed."""

    parts: Annotated[tuple[SourceExpression, ...], Field(min_length=1)] = Field(alias="all")


class AnySource(Noun):
    """One part is enough; each alternative is an option.  No part at all means that nothing will do."""

    parts: tuple[SourceExpression, ...] = Field(alias="any")


class ChooseSources(Noun):
    """``choose`` of the parts are needed."""

    choose: Annotated[int, Field(ge=1)]
    parts: Annotated[tuple[SourceExpression, ...], Field(min_length=1)] = Field(alias="of")


def _expression_kind(value: Any) -> str:
    match value:
        case dict():
            return next((key for key in ("all", "any", "choose") if key in value), "item")
        case AllSources():
            return "all"
        case AnySource():
            return "any"
        case ChooseSources():
            return "choose"
        case _:
            return "item"


SourceExpression = Annotated[
    Annotated[AllSources, Tag("all")]
    | Annotated[AnySource, Tag("any")]
    | Annotated[ChooseSources, Tag("choose")]
    | Annotated[SourceItem, Tag("item")],
    Discriminator(_expression_kind),
]


class CreditExpression(Noun):
    """How much credit the target carries: ``fixed``, a ``range``, the receiver's ``catalogue``, ``zero``, or the
    sender's credit ``converted`` by policy, times ``factor``."""

    how: Literal["fixed", "range", "catalogue", "zero", "converted"] = "catalogue"
    amount: Exact | None = None
    max: Exact | None = None
    factor: Exact | None = None

    @model_validator(mode="after")
    def _complete(self) -> CreditExpression:
        if (self.how in ("fixed", "range")) != (self.amount is not None):
            raise ValueError("an amount belongs to fixed and range credit, and to no other")
        if (self.how == "range") != (self.max is not None):
            raise ValueError("a range gives amount and max")
        return self


TargetKind = Literal[
    "course",
    "courses",
    "subject_elective",
    "general_elective",
    "area",
    "block",
    "competency",
    "none_here",
    "only_at_receiver",
    "denied",
    "not_evaluated",
]


class Target(Noun):
    """What it counts as at the receiving side; the last four kinds are the four kinds of *no*.

    ``courses`` are awarded together; ``areas`` are requirement areas of which one counts; ``block`` names
    ``credential#path``, a requirement that is met as a whole.
    """

    kind: TargetKind
    courses: tuple[Reference, ...] = ()
    subject: str | None = None
    level: Exact | None = None
    areas: tuple[str, ...] = ()
    block: str | None = None
    competencies: tuple[Reference, ...] = ()
    credit: CreditExpression = CreditExpression()

    @model_validator(mode="after")
    def _complete(self) -> Target:
        needs = {
            "course": len(self.courses) == 1,
            "courses": len(self.courses) >= 2,
            "subject_elective": self.subject is not None,
            "area": bool(self.areas),
            "block": self.block is not None and "#" in self.block,
            "competency": bool(self.competencies),
        }
        if not needs.get(self.kind, True):
            raise ValueError(
                f"target kind {self.kind!r} lacks what it names (courses, subject, areas, block 'id#path')"
            )
        return self

    @property
    def is_no(self) -> bool:
        """Return whether the target is one of the four kinds of *no*."""
        return self.kind in ("none_here", "only_at_receiver", "denied", "not_evaluated")


class Condition(Noun):
    """A condition in words; unless ``encoded`` is true it blocks automatic award."""

    text: Annotated[str, Field(min_length=1)]
    encoded: bool = False


class Scope(Noun):
    """Where a rule holds: the whole institution, some programs, or general education."""

    kind: Literal["institution", "program", "general_education"] = "institution"
    credentials: tuple[Reference, ...] = ()


EquivalenceStatus = Literal["agreed", "proposed", "expired", "withdrawn"]


class Equivalence(Noun):
    """ "This there counts as that here": directed, dated, sourced; never read backwards.

    ``valid`` speaks of when the learning was *taken* (completed); ``editions`` of the receiving edition;
    ``award`` joins rows that are one award; ``same_institution`` asks that all components come from one institution;
    ``coverage`` is the share of the target's outcomes that the source states it covers.  A *no* may name the ``code``
    and the substantial ``difference`` on which it rests, where the source states them.
    """

    id: Id
    agreement: Reference | None = None
    receiving: Reference | None = None
    sources: SourceExpression = Field(alias="from")
    target: Target = Field(alias="to")
    valid: Validity | None = None
    editions: Validity = ALWAYS
    scope: Scope | None = None
    priority: int = 0
    status: EquivalenceStatus = "agreed"
    source_kind: SourceKind | None = None
    attributes: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    award: str | None = None
    award_unclear: bool = False
    same_institution: bool = False
    max_age_years: Exact | None = None
    coverage: Share | None = None
    code: ReasonCode | None = None
    difference: Difference | None = None
    note: str | None = None
    source: Source | None = None

    @model_validator(mode="after")
    def _from_something(self) -> Equivalence:
        if not self.target.is_no and not source_items(self.sources):
            raise ValueError("'from: {any: []}' (nothing will do) goes only with a target that is a kind of no")
        if (self.code or self.difference) and not self.target.is_no:
            raise ValueError("only a target that is a kind of no has a reason code or a difference")
        return self


class ArticulationAgreement(Noun):
    """A negotiated set of equivalences; its dates, scope and source hold for each of them unless they say otherwise.

    ``sources_used`` says whether one piece of learning may serve in one rule of the set (``once``) or in each rule that
    names it (``each_rule``, as where every receiving course is articulated by itself).  ``transitive`` lets chains
    through it be followed.
    """

    id: Id
    sending: tuple[Reference, ...]
    receiving: Reference
    title: str
    valid: Validity = ALWAYS
    scope: Scope = Scope()
    sources_used: Literal["once", "each_rule"] = "once"
    transitive: bool = False
    status: EquivalenceStatus = "agreed"
    note: str | None = None
    source: Source


def source_items(expression: SourceExpression) -> tuple[SourceItem, ...]:
    """Return every single source named anywhere in the expression, in document order."""
    found: list[SourceItem] = []
    stack: list[SourceExpression] = [expression]
    while stack:
        part = stack.pop()
        if isinstance(part, SourceItem):
            found.append(part)
        else:
            stack.extend(reversed(part.parts))
    return tuple(found)


class Exclusion(Noun):
    """No credit for both: at most ``max_courses`` or ``max_credits`` over these receiving courses, after equivalence.

    ``residual`` gives the credit that a course still carries when another of the group is applied ("two units if ...").
    """

    id: Id
    courses: Annotated[tuple[Reference, ...], Field(min_length=2)]
    max_courses: Count | None = None
    max_credits: Exact | None = None
    residual: dict[str, Exact] = Field(default_factory=dict)
    source: Source | None = None


AllSources.model_rebuild()
AnySource.model_rebuild()
ChooseSources.model_rebuild()
