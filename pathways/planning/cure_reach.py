"""What could a line count as, and what do rules speak of beside it?  Read from the rules and policies that touch it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pathways.model.competency import CompetencyLevel
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.equivalence import source_items
from pathways.model.policy import JointRule
from pathways.recognition.joint import coverage
from pathways.recognition.prior import ROUTES
from pathways.recognition.rules import Policies, Rule, RuleBook, names_of
from pathways.recognition.types import Line


@dataclass(frozen=True, slots=True)
class Reach:
    """The rules that name the line, the receiving courses that it could count as, and what else is asked for."""

    rules: tuple[Rule, ...]
    targets: tuple[str, ...]
    beside: tuple[str, ...]


def reach_of(book: RuleBook, line: Line, receiving: str, policies: Policies) -> Reach:
    """Return what is within reach of a line."""
    names = _own(line)
    rules = tuple(
        dict.fromkeys(rule for name in names for rule in book.from_source(name) if rule.receiving == receiving)
    )
    targets = [name for rule in rules for name in rule.equivalence.target.courses]
    beside = [
        name
        for rule in rules
        if rule.status == "agreed"
        for item in source_items(rule.equivalence.sources)
        for name in names_of(item)
        if name not in names
    ]
    joint = list(_joint(book, line, receiving, policies))
    prior = list(_prior(book, line, receiving, policies))
    for course in joint:
        beside += _parts(book, course, policies)
    found = [*targets, *(course.id for course in (*joint, *prior))]
    shown = [name.partition("@")[0] for name in beside]
    return Reach(rules, tuple(dict.fromkeys(found)), tuple(dict.fromkeys(shown)))


def _own(line: Line) -> tuple[str, ...]:
    thing = line.definition
    if isinstance(thing, Credential):
        return tuple(dict.fromkeys((thing.id, thing.key)))
    named = thing.id if thing is not None else line.attainment.course or line.attainment.credential
    shown = tuple(item.competency for item in line.attainment.competencies)
    return (*((named,) if named else ()), *shown)


def _joint(book: RuleBook, line: Line, receiving: str, policies: Policies) -> Iterable[Course]:
    """Yield the courses of which a small credential covers something by itself."""
    found = policies.joint
    if found is None or not isinstance(line.definition, Credential | None) or not _may(line, found[0]):
        return
    for course in _of(book, found[0].courses, receiving):
        if coverage(course, (line,)).outcomes:
            yield course


def _may(line: Line, rule: JointRule) -> bool:
    thing = line.definition
    if thing is None:
        return bool(line.attainment.competencies) and not rule.credentials
    return not rule.credentials or not {getattr(thing, "id", ""), getattr(thing, "key", "")}.isdisjoint(
        rule.credentials
    )


def _prior(book: RuleBook, line: Line, receiving: str, policies: Policies) -> Iterable[Course]:
    """Yield the courses that prior learning may give, where the line shows something of them."""
    found = policies.prior_learning
    if found is None or line.attainment.route not in ROUTES:
        return
    for course in _of(book, found[0].courses, receiving):
        if coverage(course, (line,)).outcomes:
            yield course


def _of(book: RuleBook, names: tuple[str, ...], receiving: str) -> Iterable[Course]:
    courses = book.catalog.courses
    if names:
        known = (courses.get(name) for name in names)
        return (course for course in known if course is not None and course.outcomes)
    return (course for course in courses.values() if course.organization == receiving and course.outcomes)


def _parts(book: RuleBook, course: Course, policies: Policies) -> Iterable[str]:
    """Yield the small credentials that show something of a course and may take part."""
    found = policies.joint
    named = found[0].credentials if found else ()
    known = (
        [each for name in named for each in book.catalog.editions(name.partition("@")[0])]
        if named
        else book.catalog.credentials.values()
    )
    for credential in known:
        if any(_shows(item, course) for item in credential.competencies):
            yield credential.id


def _shows(item: CompetencyLevel, course: Course) -> bool:
    return any(item.competency == want.competency for want in course.outcomes)
