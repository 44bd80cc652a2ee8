"""In which currency is a plan?  Prices in several currencies are never added; what is priced otherwise is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pathways.catalog.collection import Catalog
from pathways.model.course import Offering
from pathways.model.credential import Credential
from pathways.model.requirement import AllOf, AnyOf, AtLeast, CompetencyLeaf, Requirement


def currency_of(catalog: Catalog, goals: Sequence[Credential]) -> str | None:
    """Return the currency of the awarding organizations, else that of what shows what is asked for, else the commonest.

    >>> currency_of(Catalog(), ()) is None
    True
    """
    homes = {goal.organization for goal in goals}
    asked = {name for goal in goals if goal.requirement for name in _competencies(goal.requirement)}
    counts: dict[tuple[bool, bool, str], int] = defaultdict(int)
    for offering in catalog.offerings.values():
        if offering.price is not None:
            serves = not asked.isdisjoint(_shown_by(catalog, offering))
            counts[offering.organization in homes, serves, offering.price.currency] += 1
    ranked = sorted(counts, key=lambda key: (not key[0], not key[1], -counts[key], key[2]))
    return ranked[0][2] if ranked else None


def _shown_by(catalog: Catalog, offering: Offering) -> Iterable[str]:
    """Return the competencies that somebody shows who has completed an offering."""
    course = catalog.courses.get(offering.course or "")
    editions = catalog.editions((offering.credential or "").partition("@")[0])
    shown = course.outcomes if course else tuple(item for edition in editions for item in edition.competencies)
    return (item.competency for item in shown)


def _competencies(tree: Requirement) -> Iterable[str]:
    if isinstance(tree, CompetencyLeaf):
        yield tree.competency
    elif isinstance(tree, AllOf | AnyOf | AtLeast):
        for child in tree.children:
            yield from _competencies(child)
