"""How does matching read a catalogue?  Courses as listings, and published one-course rules as precedents."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pathways.catalog.collection import Catalog
from pathways.matching.abilities import Abilities, Ability
from pathways.matching.listing import Listing
from pathways.matching.precedents import NOTHING, Answer, Precedent
from pathways.model.competency import CompetencyLevel, Occupation
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.equivalence import SourceItem, Target
from pathways.model.record import Attainment
from pathways.recognition.rules import Rule, RuleBook


def listing(catalog: Catalog, course: Course, abilities: Abilities | None = None) -> Listing:
    """Return a course as matching reads it; ``abilities`` are those of the catalogue, where they were read before."""
    owner = catalog.organizations.get(course.organization)
    return Listing(
        course.id,
        course.organization,
        course.code,
        course.title,
        course.description or "",
        None if course.credit is None else float(course.credit),
        owner.credit_system if owner else None,
        None if course.level is None else float(course.level),
        course.level_framework or (owner.level_framework if owner else None),
        None if course.hours is None else float(course.hours),
        *_outcomes(catalog, course.outcomes, abilities),
    )


def _outcomes(
    catalog: Catalog, stated: tuple[CompetencyLevel, ...], abilities: Abilities | None
) -> tuple[frozenset[str], tuple[Ability, ...]]:
    """Return the outcomes by the names that exactly aligned ones share, and as they are stated."""
    read = (abilities or Abilities(catalog)).read(stated) if stated else ()
    return frozenset(one.same for one in read), read


def read_attainment(catalog: Catalog, attainment: Attainment, abilities: Abilities | None = None) -> Listing:
    """Return what an attainment is: its course where the catalogue has it, else what line and credential state."""
    course = _course_of(catalog, attainment)
    if course is not None:
        return listing(catalog, course, abilities)
    made_of = _definition_of(catalog, attainment)
    whole = made_of if isinstance(made_of, Credential) else None
    hours = attainment.hours or (whole.hours if whole else None)
    shown = attainment.competencies or (made_of.competencies if made_of else ())
    outcomes, stated = _outcomes(catalog, shown, abilities)
    return Listing(
        f"attainment:{attainment.id}",
        attainment.organization or (whole.organization if whole else ""),
        attainment.code or "",
        attainment.title or (made_of.title if made_of else "") or attainment.code or attainment.id,
        (whole.description if whole else None) or "",
        None if attainment.credit is None else float(attainment.credit.amount),
        None if attainment.credit is None else attainment.credit.system,
        hours=None if hours is None else float(hours),
        outcomes=outcomes,
        abilities=stated,
    )


def _definition_of(catalog: Catalog, attainment: Attainment) -> Credential | Occupation | None:
    if attainment.credential:
        return catalog.credential(attainment.credential, attainment.completed)
    return catalog.occupation(attainment.occupation) if attainment.occupation else None


def names_of(catalog: Catalog, attainment: Attainment) -> tuple[str, ...]:
    """Return under which names a rule would speak of an attainment alone; empty where none could."""
    course = _course_of(catalog, attainment)
    if course is not None:
        return (course.id,)
    made_of = _definition_of(catalog, attainment)
    if isinstance(made_of, Credential):
        return tuple(dict.fromkeys((made_of.id, made_of.key)))
    return (made_of.id,) if made_of else ()


def _course_of(catalog: Catalog, attainment: Attainment) -> Course | None:
    if attainment.course:
        return catalog.course(attainment.course)
    if not attainment.organization or not attainment.code:
        return None
    found = catalog.courses_by_code(attainment.organization, attainment.code, attainment.completed)
    return catalog.courses[found[0]] if found else None


def listings(catalog: Catalog, abilities: Abilities | None = None) -> dict[str, Listing]:
    """Return every course."""
    read = abilities or Abilities(catalog)
    return {name: listing(catalog, course, read) for name, course in catalog.courses.items()}


def offered(catalog: Catalog, known: dict[str, Listing], on: dt.date) -> dict[str, tuple[Listing, ...]]:
    """Return the courses of each organization that are on offer on the day."""
    found: dict[str, list[Listing]] = defaultdict(list)
    for name, course in catalog.courses.items():
        if course.valid.holds_on(on):
            found[course.organization].append(known[name])
    return {name: tuple(courses) for name, courses in found.items()}


def read_precedents(catalog: Catalog, on: dt.date, only: Iterable[str] | None = None) -> Iterator[Precedent]:
    """Yield the agreed rules of one course that hold for the receiving edition of the day; ``only`` some, by id.

    A rule of several sources, for an area, a block or competencies, and an elective that asks for a person, teach
    nothing here.
    """
    book = RuleBook(catalog)
    for name in catalog.equivalences if only is None else only:
        rule = catalog.equivalences[name]
        course = rule.sources.course if isinstance(rule.sources, SourceItem) else None
        resolved = book.resolve(name)
        if course is None or course not in catalog.courses or resolved.receiving is None:
            continue
        if resolved.status == "agreed" and rule.editions.holds_on(on) and not _asks(resolved):
            sender = catalog.courses[course].organization
            for answer in answers(rule.target):
                yield Precedent(name, course, sender, resolved.receiving, answer)


def changed_rules(before: Catalog, now: Catalog) -> frozenset[str] | None:
    """Return the rules that are not alike in both catalogues; None where more than rules and new courses differ.

    Rules that speak of a new course are among them: nobody could read those before.
    """
    same = (now.agreements is before.agreements, now.organizations is before.organizations)
    if not all(same) or any(now.courses.get(name) is not course for name, course in before.courses.items()):
        return None
    old, new = before.equivalences, now.equivalences
    found = {name for name in (*old, *new) if old.get(name) is not new.get(name)}
    added = now.courses.keys() - before.courses.keys()
    if added:
        sources = ((name, rule.sources) for name, rule in new.items())
        found |= {name for name, source in sources if isinstance(source, SourceItem) and source.course in added}
    return frozenset(found)


def _asks(rule: Rule) -> bool:
    blocked = any(not condition.encoded for condition in rule.equivalence.conditions)
    return blocked and rule.equivalence.target.kind in ("subject_elective", "general_elective")


def answers(target: Target) -> tuple[Answer, ...]:
    """Return what a target gives, as matching reads it; empty where it is none of a course, an elective or nothing."""
    match target.kind:
        case "course" | "courses":
            return tuple(Answer("course", name) for name in target.courses)
        case "subject_elective":
            return (Answer("elective", " ".join((target.subject or "").upper().split())),)
        case "general_elective":
            return (Answer("elective"),)
        case "none_here" | "denied" | "only_at_receiver":
            return (NOTHING,)
        case _:
            return ()


def published(book: RuleBook, names: tuple[str, ...], receiver: str, on: dt.date, taken: dt.date) -> tuple[str, ...]:
    """Return the agreed rules with which the receiver has answered, at large, for this very learning alone.

    ``on`` is the day of the receiving edition, ``taken`` the day on which the learning was completed.
    """
    every = {rule.id: rule for name in names for rule in book.from_source(name) if rule.receiving == receiver}
    return tuple(
        rule.id
        for rule in every.values()
        if rule.status == "agreed"
        and isinstance(rule.equivalence.sources, SourceItem)
        and rule.in_scope(None)
        and rule.equivalence.target.kind != "not_evaluated"
        and rule.equivalence.editions.holds_on(on)
        and rule.valid.holds_on(taken)
    )
