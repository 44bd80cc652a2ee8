"""Does a filter admit this course, credential or recognised item?

Source: semantics 5 (pools draw from a FILTER) and 3 (absent is not zero: an unknown level satisfies no range).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import Final

from pathways.catalog.collection import Catalog, normal_code
from pathways.model.competency import CompetencyLevel
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.filter import Filter, Range

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What a filter can see of one thing; an absent value is unknown and satisfies nothing.

    ``codes`` and ``subject`` are compared without regard to case and spacing.  ``kinds`` holds ``course`` for courses,
    ``credential`` and the credential kind for credentials, ``elective`` for elective credit.  ``competencies`` holds
    each competency with all broader ones.  ``credentials`` and ``component_of`` hold ids and ``id@edition`` keys.
    """

    subject: str | None = None
    codes: frozenset[str] = _NONE
    number: Fraction | None = None
    level: Fraction | None = None
    organization: str | None = None
    kinds: frozenset[str] = _NONE
    tags: frozenset[str] = _NONE
    attributes: frozenset[str] = _NONE
    competencies: frozenset[str] = _NONE
    courses: frozenset[str] = _NONE
    credentials: frozenset[str] = _NONE
    component_of: frozenset[str] = _NONE
    source: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", frozenset(map(normal_code, self.codes)))
        if self.subject is not None:
            object.__setattr__(self, "subject", normal_code(self.subject))

    def __hash__(self) -> int:
        """Return a hash of what tells most things apart; whole hashes of exact numbers cost more than they tell."""
        return hash((self.subject, self.organization, self.source, self.courses, self.credentials, self.kinds))


Test = Callable[[Features], bool]
"""Whether a thing with these features is admitted."""

_ONE_OF: Final = tuple((part, attrgetter(part)) for part in ("organization", "source"))
_ANY_OF: Final = tuple(
    (part, attrgetter(held))
    for part, held in (
        ("course", "courses"),
        ("kind", "kinds"),
        ("tag", "tags"),
        ("attribute", "attributes"),
        ("competency", "competencies"),
    )
)
_EDITION_OF: Final = (("credential", attrgetter("credentials")), ("component_of", attrgetter("component_of")))
"""Parts of a filter, and what of a thing must be one of the names, have one of them, or have it in some edition."""


def admits(wanted: Filter, features: Features) -> bool:
    """Return whether all parts of the filter that are given hold; within one list any value will do.

    An empty filter admits everything.

    >>> math = Features(subject="MATH", number=Fraction(210), kinds=frozenset({"course"}))
    >>> admits(Filter.model_validate({"subject": ["Math"], "number": {"min": 200}}), math)
    True
    >>> admits(Filter.model_validate({"level": {"min": 1}}), math)
    False
    """
    return admitting(wanted)(features)


def admitting(wanted: Filter) -> Test:
    """Return the test that a filter is: it looks at nothing but what the filter names."""
    tests = (*_named(wanted), *_ranged(wanted), *_parts(wanted))
    match tests:
        case ():
            return _anything
        case (only,):
            return only
        case (first, second):
            return lambda seen: first(seen) and second(seen)
    return lambda seen: all(test(seen) for test in tests)


def _anything(_: Features) -> bool:
    return True


def _named(wanted: Filter) -> Iterator[Test]:
    for part, held in _ONE_OF:
        if given := getattr(wanted, part):
            yield _is_one(held, frozenset(given))
    if wanted.subject:
        yield _is_one(attrgetter("subject"), _normal(wanted.subject))
    for part, several in _ANY_OF:
        if given := getattr(wanted, part):
            yield _has_one(several, frozenset(given))
    if wanted.code:
        yield _has_one(attrgetter("codes"), _normal(wanted.code))
    for part, several in _EDITION_OF:
        if given := getattr(wanted, part):
            yield _has_edition(several, frozenset(given))


def _is_one(held: Callable[[Features], str | None], names: frozenset[str]) -> Test:
    return lambda seen: held(seen) in names


def _has_one(held: Callable[[Features], frozenset[str]], names: frozenset[str]) -> Test:
    return lambda seen: not held(seen).isdisjoint(names)


def _has_edition(held: Callable[[Features], frozenset[str]], names: frozenset[str]) -> Test:
    """Return whether one of the names, with or without an edition, is held."""

    def test(seen: Features) -> bool:
        mine = held(seen)
        return bool(mine) and (not mine.isdisjoint(names) or any(name.partition("@")[0] in names for name in mine))

    return test


def _ranged(wanted: Filter) -> Iterator[Test]:
    for bounds, held in ((wanted.number, attrgetter("number")), (wanted.level, attrgetter("level"))):
        if bounds is not None:
            yield _is_inside(bounds, held)


def _is_inside(bounds: Range, held: Callable[[Features], Fraction | None]) -> Test:
    def test(seen: Features) -> bool:
        value = held(seen)
        if value is None:
            return False
        return (bounds.min is None or bounds.min <= value) and (bounds.max is None or value <= bounds.max)

    return test


def _parts(wanted: Filter) -> Iterator[Test]:
    yield from map(admitting, wanted.all)
    if wanted.any:
        parts = tuple(map(admitting, wanted.any))
        yield lambda seen: any(part(seen) for part in parts)
    if wanted.exclude is not None:
        excluded = admitting(wanted.exclude)
        yield lambda seen: not excluded(seen)


@lru_cache(maxsize=4096)
def _normal(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normal_code, values))


def course_features(
    catalog: Catalog, course: Course, *, source: str | None = None, on: dt.date | None = None
) -> Features:
    """Return what a filter can see of a course; ``source`` says how it was earned, ``on`` picks the codes of that day.

    Without ``on`` every cross-listed and former code is held.
    """
    aliases = (alias.code for alias in course.aliases if on is None or alias.valid.holds_on(on))
    return Features(
        subject=course.subject,
        codes=frozenset((course.code, *aliases)),
        number=course.number,
        level=course.level,
        organization=course.organization,
        kinds=frozenset({"course"}),
        tags=frozenset(course.tags),
        attributes=frozenset(course.attributes),
        competencies=with_broader(catalog, course.outcomes),
        courses=frozenset({course.id}),
        component_of=catalog.components.get(course.id, _NONE),
        source=source,
    )


def credential_features(catalog: Catalog, credential: Credential, *, source: str | None = None) -> Features:
    """Return what a filter can see of one edition of a credential."""
    known = catalog.components
    return Features(
        level=credential.level,
        organization=credential.organization,
        kinds=frozenset({"credential", credential.kind.value}),
        tags=frozenset(credential.tags),
        attributes=frozenset(credential.attributes),
        competencies=with_broader(catalog, credential.competencies),
        credentials=frozenset({credential.id, credential.key}),
        component_of=known.get(credential.id, _NONE) | known.get(credential.key, _NONE),
        source=source,
    )


def with_broader(catalog: Catalog, held: tuple[CompetencyLevel, ...]) -> frozenset[str]:
    """Return the competencies with every broader one; a cycle in the framework ends the climb, it does not hang.

    A competency that the catalogue does not contain stands for itself.
    """
    found: set[str] = set()
    for item in held:
        current: str | None = item.competency
        while current is not None and current not in found:
            found.add(current)
            known = catalog.competencies.get(current)
            current = known.broader if known else None
    return frozenset(found)
