"""Does a filter admit this course, credential or recognised item?

Source: semantics 5 (pools draw from a FILTER) and 3 (absent is not zero: an unknown level satisfies no range).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

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


def admits(wanted: Filter, features: Features) -> bool:
    """Return whether all parts of the filter that are given hold; within one list any value will do.

    An empty filter admits everything.

    >>> math = Features(subject="MATH", number=Fraction(210), kinds=frozenset({"course"}))
    >>> admits(Filter.model_validate({"subject": ["Math"], "number": {"min": 200}}), math)
    True
    >>> admits(Filter.model_validate({"level": {"min": 1}}), math)
    False
    """
    return (
        _names_fit(wanted, features)
        and _marks_fit(wanted, features)
        and _within(wanted.number, features.number)
        and _within(wanted.level, features.level)
        and all(admits(part, features) for part in wanted.all)
        and (not wanted.any or any(admits(part, features) for part in wanted.any))
        and (wanted.exclude is None or not admits(wanted.exclude, features))
    )


def _names_fit(wanted: Filter, features: Features) -> bool:
    return (
        _shares(wanted.course, features.courses)
        and _shares_edition(wanted.credential, features.credentials)
        and _shares_edition(wanted.component_of, features.component_of)
        and (not wanted.code or not features.codes.isdisjoint(_normal(wanted.code)))
        and (not wanted.subject or features.subject in _normal(wanted.subject))
    )


def _marks_fit(wanted: Filter, features: Features) -> bool:
    return (
        (not wanted.organization or features.organization in wanted.organization)
        and (not wanted.source or features.source in wanted.source)
        and _shares(wanted.kind, features.kinds)
        and _shares(wanted.tag, features.tags)
        and _shares(wanted.attribute, features.attributes)
        and _shares(wanted.competency, features.competencies)
    )


def _shares(wanted: tuple[str, ...], held: frozenset[str]) -> bool:
    return not wanted or not held.isdisjoint(wanted)


def _shares_edition(wanted: tuple[str, ...], held: frozenset[str]) -> bool:
    return _shares(wanted, held) or not {name.partition("@")[0] for name in held}.isdisjoint(wanted)


@lru_cache(maxsize=4096)
def _normal(values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normal_code, values))


def _within(bounds: Range | None, value: Fraction | None) -> bool:
    if bounds is None:
        return True
    if value is None:
        return False
    return (bounds.min is None or bounds.min <= value) and (bounds.max is None or value <= bounds.max)


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
