"""What is there to apply?  The oracle's own view of what is owned and of what could be taken.

Nothing here comes from the room under test: filters, gates and eligibility are worked out again, in the plainest way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.graph.admits import Features
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.filter import Filter, Range
from pathways.model.record import LearnerRecord
from pathways.model.requirement import (
    CompetencyLeaf,
    CourseLeaf,
    CoursePool,
    CredentialLeaf,
    CreditPool,
    Requirement,
    walk,
)
from pathways.recognition.types import Option

Shown = tuple[str, int | None]


@dataclass(frozen=True)
class Facts:
    """What a filter can see."""

    subject: str | None = None
    level: Fraction | None = None
    number: Fraction | None = None
    organization: str | None = None
    code: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    tag: frozenset[str] = frozenset()
    attribute: frozenset[str] = frozenset()
    competency: frozenset[str] = frozenset()
    course: frozenset[str] = frozenset()
    credential: frozenset[str] = frozenset()
    component_of: frozenset[str] = frozenset()
    source: str | None = None


@dataclass(frozen=True)
class Thing:
    """Something that can be applied once.

    Uses of one attainment go together only under one ``tag``.  ``same`` is the course or credential that it is: of
    things that are the same only one counts.  ``days`` are (completed, reference day) of each line behind it.
    """

    name: str
    owned: bool
    credit: Fraction
    cost: Fraction
    facts: Facts
    uses: tuple[str, ...] = ()
    tag: str = ""
    same: tuple[str, str] | None = None
    block: str | None = None
    place: str | None = None
    points: Fraction | None = None
    pending: bool = False
    grade: tuple[str | None, str | None] = (None, None)
    days: tuple[tuple[dt.date | None, dt.date], ...] = ()
    shows: frozenset[Shown] = frozenset()
    served: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Question:
    """How far does ``record`` go toward ``credential`` on ``as_of``, if what is ``hopeful`` is taken as true?"""

    catalog: Catalog
    record: LearnerRecord
    credential: Credential
    as_of: dt.date
    hopeful: bool = False

    @property
    def nodes(self) -> tuple[tuple[str, Requirement], ...]:
        """Return every requirement with its path."""
        assert self.credential.requirement is not None
        return walk(self.credential.requirement)


def fits(wanted: Filter, seen: Facts) -> bool:
    """Return whether all parts of a filter hold."""
    listed = ("code", "kind", "tag", "attribute", "competency", "course", "credential", "component_of")
    for name in listed:
        if getattr(wanted, name) and not set(getattr(wanted, name)) & getattr(seen, name):
            return False
    for name in ("subject", "organization", "source"):
        if getattr(wanted, name) and getattr(seen, name) not in getattr(wanted, name):
            return False
    if not (_inside(wanted.level, seen.level) and _inside(wanted.number, seen.number)):
        return False
    if wanted.exclude is not None and fits(wanted.exclude, seen):
        return False
    some = not wanted.any or any(fits(part, seen) for part in wanted.any)
    return some and all(fits(part, seen) for part in wanted.all)


def _inside(bounds: Range | None, value: Fraction | None) -> bool:
    if bounds is None:
        return True
    if value is None:
        return False
    return not (bounds.min is not None and value < bounds.min) and not (bounds.max is not None and value > bounds.max)


def facts_of(features: Features) -> Facts:
    """Return what recognition says of an item, as the oracle sees it."""
    return Facts(
        subject=features.subject,
        level=features.level,
        number=features.number,
        organization=features.organization,
        code=features.codes,
        kind=features.kinds,
        tag=features.tags,
        attribute=features.attributes,
        competency=features.competencies,
        course=features.courses,
        credential=features.credentials,
        component_of=features.component_of,
        source=features.source,
    )


def owned_things(question: Question, options: Iterable[Option]) -> list[Thing]:
    """Return one thing for each item of each option."""
    lines = {line.id: line for line in question.record.attainments}
    found = []
    for option in options:
        used = [lines[name] for name in option.uses]
        days = tuple((line.completed, line.lodged or question.as_of) for line in used)
        for item in option.items:
            same = ("course", item.course) if item.course else None
            if item.credential:
                same = ("credential", item.credential)
            found.append(
                Thing(
                    name=f"{option.id}|{item.id}",
                    owned=True,
                    credit=item.credit,
                    cost=Fraction(0),
                    facts=facts_of(item.features),
                    uses=option.uses,
                    tag=option.share or option.id,
                    same=same,
                    block=item.block,
                    place=option.place,
                    points=item.points,
                    pending=option.pending,
                    grade=(item.grade, item.grade_scale),
                    days=days,
                    served=frozenset(use.credential for line in used for use in line.used),
                )
            )
    return found


def takeable_things(question: Question) -> list[Thing]:
    """Return the courses and credentials that some requirement names, or some pool admits at home, on the day."""
    catalog = question.catalog
    things = [_course(question, course) for course in catalog.courses.values() if course.valid.holds_on(question.as_of)]
    things += [
        _credential(question, item)
        for item in catalog.credentials.values()
        if item.key != question.credential.key and item.valid.holds_on(question.as_of)
    ]
    return [thing for thing in things if thing is not None and _wanted(question, thing)]


def _wanted(question: Question, thing: Thing) -> bool:
    return any(takes(question, node, thing) for _, node in question.nodes) or _teaches(question, thing)


def _teaches(question: Question, thing: Thing) -> bool:
    """Return whether taking it shows anything, where some requirement asks for it: courses at home, any credential."""
    there = bool(thing.facts.credential) or thing.facts.organization == question.credential.organization
    return there and bool(thing.shows) and any(isinstance(node, CompetencyLeaf) for _, node in question.nodes)


def takes(question: Question, node: Requirement, thing: Thing) -> bool:
    """Return whether a leaf admits a thing by what it is (gates apart)."""
    match node:
        case CourseLeaf():
            return thing.same == ("course", node.course)
        case CredentialLeaf():
            return (
                thing.same is not None and thing.same[0] == "credential" and node.credential in thing.facts.credential
            )
        case CreditPool() | CoursePool():
            if thing.block is not None or (isinstance(node, CreditPool) and thing.owned and not thing.credit):
                return False
            at_home = thing.owned or thing.facts.organization == question.credential.organization
            is_credential = bool(thing.facts.credential)
            return (at_home or is_credential) and fits(node.source, thing.facts)
        case _:
            return False


def _cost(question: Question, thing: Course | Credential) -> Fraction | None:
    match question.credential.measure:
        case "credit":
            return thing.credit
        case "hours":
            return thing.hours
        case _:
            return Fraction(1)


def _best_points(question: Question) -> Fraction | None:
    home = question.catalog.organizations[question.credential.organization]
    scale = question.catalog.grade_scales.get(home.grade_scale or "")
    known = [step.points for step in scale.steps if step.points is not None] if scale else []
    return max(known, default=None)


def _course(question: Question, course: Course) -> Thing | None:
    cost = _cost(question, course)
    if cost is None:
        return None
    home = course.organization == question.credential.organization
    facts = Facts(
        subject=course.subject,
        level=course.level,
        number=course.number,
        organization=course.organization,
        code=frozenset({course.code}),
        kind=frozenset({"course"}),
        tag=frozenset(course.tags),
        attribute=frozenset(course.attributes),
        course=frozenset({course.id}),
        source="resident" if home else "transfer",
    )
    return Thing(
        name=course.id,
        owned=False,
        credit=course.credit or Fraction(0),
        cost=cost,
        facts=facts,
        same=("course", course.id),
        points=_best_points(question),
        shows=frozenset((item.competency, item.level) for item in course.outcomes),
    )


def _credential(question: Question, credential: Credential) -> Thing | None:
    cost = _cost(question, credential)
    if cost is None:
        return None
    home = credential.organization == question.credential.organization
    facts = Facts(
        level=credential.level,
        organization=credential.organization,
        kind=frozenset({"credential", credential.kind.value}),
        credential=frozenset({credential.id, credential.key}),
        source="resident" if home else "badge",
    )
    return Thing(
        name=credential.key,
        owned=False,
        credit=credential.credit or Fraction(0),
        cost=cost,
        facts=facts,
        same=("credential", credential.key),
        points=_best_points(question),
        shows=frozenset((item.competency, item.level) for item in credential.competencies),
    )
