"""What do the decisions make of a catalogue?  Which of them stand, each as a rule that recognition uses like any other.

Source: semantics 9: an equivalence is directed, dated, sourced; a refusal is one of the four kinds of *no*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from pathways.catalog.collection import Catalog, normal_code
from pathways.model.base import ALWAYS, Noun, Source
from pathways.model.codes import ReasonCode
from pathways.model.course import Course
from pathways.model.decision import Decision, Learning, Pair, Withdrawal
from pathways.model.equivalence import (
    AllSources,
    Condition,
    Equivalence,
    Scope,
    SourceExpression,
    SourceItem,
    Target,
)

_KINDS: Final[Mapping[ReasonCode, Any]] = MappingProxyType(
    {
        ReasonCode.NO_EQUIVALENCE: "none_here",
        ReasonCode.ONLY_AT_RECEIVER: "only_at_receiver",
        ReasonCode.NOT_EVALUATED: "not_evaluated",
        ReasonCode.INDIVIDUAL_ASSESSMENT: "not_evaluated",
    }
)
"""Which of the four kinds of *no* a reason is; every other reason denies."""


_PLAIN: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)* [A-Z][A-Z0-9.]*( [A-Z0-9.]+)*")
MOST: Final = 160
DIGITS: Final = 12
"""Which organization and code can be read back from an id; how long it may be; how many digits tell others apart."""


def standing(events: Iterable[Decision | Withdrawal]) -> tuple[Decision, ...]:
    """Return the decisions that stand after these events, by pair: the last one for each, unless it was withdrawn.

    What was superseded never comes back: where a decision is withdrawn its pair is open again.
    """
    found: dict[str, Decision] = {}
    for event in events:
        if isinstance(event, Decision):
            found[event.pair.key] = event
        else:
            found = {key: each for key, each in found.items() if each.id != event.decision}
    return tuple(found[key] for key in sorted(found))


def settled(catalog: Catalog, pair: Pair) -> Pair:
    """Return the pair with each course by its id, where the catalogue has exactly one course of that code."""
    named = tuple(dict.fromkeys(_settled(catalog, each) for each in pair.whole))
    if named == pair.whole:
        return pair
    return Pair(learning=named[0], together=named[1:], receiving=pair.receiving, credentials=pair.credentials)


def _settled(catalog: Catalog, learning: Learning) -> Learning:
    found = _courses_of(catalog, learning)
    return learning if len(found) != 1 else Learning(course=found[0])


def _courses_of(catalog: Catalog, learning: Learning) -> tuple[str, ...]:
    if learning.code is None or learning.organization is None:
        return ()
    return catalog.courses_by_code(learning.organization, learning.code)


@dataclass(frozen=True, slots=True)
class Fragment:
    """The decisions as a part of a catalogue: what is new, which rules no longer hold, which names nobody defines."""

    things: tuple[Noun, ...]
    without: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()


def fragment_of(catalog: Catalog, decisions: Iterable[Decision]) -> Fragment:
    """Return the standing decisions as rules, with the courses that they name by a code that the catalogue lacks."""
    ordered = sorted(decisions, key=lambda each: each.id)
    courses = _new_courses(catalog, ordered)
    rules = [_equivalence(each, catalog, courses) for each in ordered]
    without = {name for each in ordered for name in each.instead_of if name in catalog.equivalences}
    named = {name for each in ordered for name in _undefined(catalog, each)}
    return Fragment((*courses.values(), *rules), tuple(sorted(without)), tuple(sorted(named)))


def with_decisions(catalog: Catalog, decisions: Iterable[Decision]) -> Catalog:
    """Return the catalogue in which the decisions are rules; without any it is the same catalogue."""
    fragment = fragment_of(catalog, decisions)
    if not fragment.things:
        return catalog
    rules = {name: rule for name, rule in catalog.equivalences.items() if name not in fragment.without}
    courses = {thing.id: thing for thing in fragment.things if isinstance(thing, Course)}
    rules.update({thing.id: thing for thing in fragment.things if isinstance(thing, Equivalence)})
    known = _in_order({**catalog.courses, **courses}) if courses else catalog.courses
    return catalog.changed(equivalences=_in_order(rules), courses=known)


def _in_order(things: dict[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(sorted(things.items())))


def _new_courses(catalog: Catalog, decisions: Iterable[Decision]) -> dict[str, Course]:
    """Return a course for each code that decisions name and the catalogue lacks, by the key of the learning."""
    found: dict[str, Course] = {}
    for decision in decisions:
        title = "" if decision.pair.together else decision.title or ""
        for learning in (*decision.pair.whole, *decision.conditions.beside):
            if learning.code is None or learning.organization is None or _courses_of(catalog, learning):
                title = ""
                continue
            known = found.get(learning.key)
            code = normal_code(learning.code)
            said = [name for name in (known.title if known else code, title) if name and name != code]
            called = min(said, default=code)
            found[learning.key] = Course(
                id=_id_for(catalog, learning), organization=learning.organization, code=code, title=called
            )
            title = ""
    return found


def _id_for(catalog: Catalog, learning: Learning) -> str:
    """Return an id of its own for each code: readable where that cannot be another's, else with a digest of its key."""
    organization, code = learning.organization or "", normal_code(learning.code or "")
    made = re.sub(r"[^A-Za-z0-9.]+", "-", f"{organization} {code}").strip("-")[:MOST]
    if len(made) == MOST or not _PLAIN.fullmatch(f"{organization} {code}"):
        made = f"{made}-{sha256(learning.key.encode()).hexdigest()[:DIGITS]}"
    while made in catalog.courses:
        made += "-decided"
    return made


def equivalence_of(decision: Decision, catalog: Catalog) -> Equivalence:
    """Return the decision as a rule: granted, or one of the kinds of *no* with its code, difference and words."""
    return _equivalence(decision, catalog, _new_courses(catalog, (decision,)))


def _equivalence(decision: Decision, catalog: Catalog, courses: Mapping[str, Course]) -> Equivalence:
    pair, conditions = decision.pair, decision.conditions
    refused = decision.given is None
    scope = Scope(kind="program", credentials=pair.credentials) if pair.credentials else None
    return Equivalence(
        id=decision.id,
        receiving=pair.receiving,
        sources=_sources(decision, catalog, courses),
        target=_target(decision),
        valid=None if decision.valid == ALWAYS else decision.valid,
        scope=scope,
        max_age_years=conditions.max_age_years,
        conditions=tuple(Condition(text=words) for words in conditions.words),
        code=decision.code if refused else None,
        difference=decision.difference if refused else None,
        note=decision.in_words or None,
        source=_source(decision),
    )


def _target(decision: Decision) -> Target:
    if decision.given is not None:
        return decision.given
    kind = _KINDS.get(decision.code, "denied") if decision.code else "denied"
    return Target(kind=kind, courses=decision.examined)


def _source(decision: Decision) -> Source:
    decided = f"decided by {decision.by} on {decision.at.date()}"
    note = f"{decision.source.note}; {decided}" if decision.source.note else decided
    return decision.source.model_copy(update={"note": note})


def _sources(decision: Decision, catalog: Catalog, courses: Mapping[str, Course]) -> SourceExpression:
    conditions = decision.conditions
    bounds = {"min_grade": conditions.min_grade, "min_hours": conditions.min_hours}
    decided = [_item(each, catalog, courses).model_copy(update=bounds) for each in decision.pair.whole]
    if len(decided) == 1 and not conditions.beside:
        return decided[0]
    return AllSources(parts=(*decided, *(_item(each, catalog, courses) for each in conditions.beside)))


def _item(learning: Learning, catalog: Catalog, courses: Mapping[str, Course]) -> SourceItem:
    if learning.code is None:
        return SourceItem(
            course=learning.course,
            credential=learning.credential,
            occupation=learning.occupation,
            competency=learning.competency,
            level=learning.level,
        )
    found = _courses_of(catalog, learning) or (courses[learning.key].id,)
    return SourceItem(course=found[0], same_as=found[1:])


def _undefined(catalog: Catalog, decision: Decision) -> Iterable[str]:
    """Yield what the decision names and neither the catalogue nor the fragment defines."""
    given = decision.given.courses if decision.given else ()
    for course in (*given, *decision.examined):
        if course not in catalog.courses:
            yield course
    if decision.pair.receiving not in catalog.organizations:
        yield decision.pair.receiving
    for learning in (*decision.pair.whole, *decision.conditions.beside):
        yield from (name for _, name in unknown_learning(catalog, learning))


def unknown_learning(catalog: Catalog, learning: Learning) -> Iterable[tuple[str, str]]:
    """Yield what learning names and the catalogue does not define: the section where it would stand, and the name."""
    if learning.course and learning.course not in catalog.courses:
        yield "courses", learning.course
    if learning.organization and learning.organization not in catalog.organizations:
        yield "organizations", learning.organization
    if learning.credential and not catalog.editions(learning.credential.partition("@")[0]):
        yield "credentials", learning.credential
    if learning.occupation and learning.occupation not in catalog.occupations:
        yield "occupations", learning.occupation
    if learning.competency and learning.competency not in catalog.competencies:
        yield "competencies", learning.competency
