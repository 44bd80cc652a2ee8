"""Which credentials name what in their requirement trees?  The one place that reads names out of a tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pathways.model.credential import Credential
from pathways.model.filter import Filter
from pathways.model.requirement import (
    CompetencyLeaf,
    CourseLeaf,
    CoursePool,
    CredentialLeaf,
    CreditPool,
    Requirement,
    walk,
)


class Named(NamedTuple):
    """What a tree names outright, in document order without repeats: ids of courses, credentials, competencies."""

    courses: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()


def named_in_filter(source: Filter) -> Named:
    """Return the courses, credentials and competencies that a filter lists; what stands under ``not`` is left out.

    >>> named_in_filter(Filter.model_validate({"any": [{"course": ["A"]}, {"not": {"course": ["B"]}}]})).courses
    ('A',)
    """
    courses: dict[str, None] = {}
    credentials: dict[str, None] = {}
    competencies: dict[str, None] = {}
    stack = [source]
    while stack:
        part = stack.pop()
        courses.update(dict.fromkeys(part.course))
        credentials.update(dict.fromkeys(part.credential))
        competencies.update(dict.fromkeys(part.competency))
        stack.extend(reversed(part.all + part.any))
    return Named(tuple(courses), tuple(credentials), tuple(competencies))


def named_in_node(node: Requirement) -> Named:
    """Return what one node names by itself, without its children."""
    match node:
        case CourseLeaf():
            return Named(courses=(node.course,))
        case CredentialLeaf():
            return Named(credentials=(node.credential,))
        case CompetencyLeaf():
            return Named(competencies=(node.competency,))
        case CreditPool() | CoursePool():
            return named_in_filter(node.source)
        case _:
            return Named()


def named_in(requirement: Requirement | None) -> Named:
    """Return what a whole requirement names: its leaves, and what its pools list.  None names nothing."""
    parts = [] if requirement is None else [named_in_node(node) for _, node in walk(requirement)]
    return Named(
        tuple(dict.fromkeys(name for part in parts for name in part.courses)),
        tuple(dict.fromkeys(name for part in parts for name in part.credentials)),
        tuple(dict.fromkeys(name for part in parts for name in part.competencies)),
    )


def components(credentials: Iterable[Credential]) -> Mapping[str, frozenset[str]]:
    """Return for each course or credential reference the credentials that name it, with and without edition.

    A reference is kept as written: ``id`` stands for every edition, ``id@edition`` for one.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for credential in credentials:
        named = named_in(credential.requirement)
        for reference in named.courses + named.credentials:
            found[reference].update((credential.id, credential.key))
    return {reference: frozenset(found[reference]) for reference in sorted(found)}
