"""May this be begun?  Prerequisites read directly off what recognition says, by no code of the room under test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.model.filter import Filter
from pathways.model.requirement import (
    AllOf,
    AnyOf,
    AtLeast,
    CompetencyLeaf,
    CourseLeaf,
    CoursePool,
    CredentialLeaf,
    CreditPool,
    Requirement,
)
from pathways.recognition.types import RecognitionResult
from tests.oracle.competence import held
from tests.oracle.things import facts_of, fits


def may_begin(catalog: Catalog, asked: Requirement, result: RecognitionResult) -> bool:
    """Return whether a prerequisite holds of what an organization recognises; conditions in words are taken as met."""
    match asked:
        case AllOf():
            return all(may_begin(catalog, child, result) for child in asked.children)
        case AnyOf():
            return any(may_begin(catalog, child, result) for child in asked.children)
        case AtLeast():
            return sum(may_begin(catalog, child, result) for child in asked.children) >= asked.n
        case CourseLeaf() | CredentialLeaf():
            name = asked.course if isinstance(asked, CourseLeaf) else asked.credential
            return any(_good(catalog, asked, grade) for known, grade in _named(result) if known == name)
        case CompetencyLeaf():
            shown = frozenset((e.competency, e.level) for e in result.evidence if e.assessed and e.certain)
            return held(catalog, asked, shown)
        case CreditPool():
            return sum(_best(result, asked.source, by_credit=True), Fraction(0)) >= asked.n
        case CoursePool():
            return sum(_best(result, asked.source, by_credit=False), Fraction(0)) >= asked.n
        case _:
            return True


def _named(result: RecognitionResult) -> Iterator[tuple[str, str | None]]:
    """Yield every course and credential that is had, recognised here or not, with its grade."""
    for item in (item for option in result.options if option.certain for item in option.items):
        names = {*item.features.courses, *item.features.credentials, item.course, item.credential}
        yield from ((name, item.grade) for name in names if name)
    for entry in result.lines:
        line = entry.line.attainment
        if not entry.line.bars:
            yield from ((name, line.grade) for name in (line.course, line.credential) if name)


def _good(catalog: Catalog, asked: CourseLeaf | CredentialLeaf, grade: str | None) -> bool:
    if asked.min_grade is None:
        return True
    rank = {step.grade: step.rank for step in catalog.grade_scales["letters"].steps}
    return grade in rank and rank[grade or ""] >= rank[asked.min_grade.grade]


def _best(result: RecognitionResult, wanted: Filter, *, by_credit: bool) -> Iterable[Fraction]:
    """Return for each set of lines the most that one thing it is recognised as brings."""
    found: dict[frozenset[str], Fraction] = {}
    for option in result.options:
        for item in option.items if option.certain else ():
            if fits(wanted, facts_of(item.features)):
                amount = item.credit if by_credit else Fraction(1)
                found[frozenset(option.uses)] = max(found.get(frozenset(option.uses), Fraction(0)), amount)
    return found.values()
