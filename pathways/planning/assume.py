"""What if the years went on as they do now?  A calendar continued beyond the last term that is published.

An assumption, never made silently: terms of the last year come again a year later, and what was on offer in them too.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.model.course import Offering, Term

YEAR: Final = dt.timedelta(weeks=52)
"""A year later on the same day of the week."""

MARK: Final = "+"
"""Between a term and by how many years it comes again."""


def continued(catalog: Catalog, years: int) -> Catalog:
    """Return the catalogue with the terms of each organization's last year coming again for some years.

    Offerings that name such terms are on offer in them again, at the same price; those that name none always are.
    """
    added = {term.id: term for group in _calendars(catalog) for term in _again(group, years)}
    terms = MappingProxyType(dict(sorted({**catalog.terms, **added}.items())))
    offerings = {name: _on_offer_again(offering, added) for name, offering in catalog.offerings.items()}
    return replace(catalog, terms=terms, offerings=MappingProxyType(offerings))


def first_of(term: str) -> str:
    """Return the published term of which a term is the repetition; itself if it is none."""
    return term.partition(MARK)[0]


def _calendars(catalog: Catalog) -> Iterable[tuple[Term, ...]]:
    """Yield the terms of each organization, and the common ones."""
    found: dict[str | None, list[Term]] = defaultdict(list)
    for term in catalog.terms.values():
        found[term.organization].append(term)
    return (tuple(group) for group in found.values())


def _again(terms: tuple[Term, ...], years: int) -> Iterable[Term]:
    """Yield the terms of the last year, again for some years."""
    last = max(term.begin for term in terms)
    for term in terms:
        if term.begin <= last - YEAR:
            continue
        for year in range(1, years + 1):
            begin, end = term.begin + year * YEAR, term.end + year * YEAR
            title = f"{term.title}, {year} year{'s' if year > 1 else ''} later"
            yield term.model_copy(update={"id": f"{term.id}{MARK}{year}", "title": title, "begin": begin, "end": end})


def _on_offer_again(offering: Offering, added: Mapping[str, Term]) -> Offering:
    if not offering.terms:
        return offering
    known = set(offering.terms)
    again = tuple(name for name in added if first_of(name) in known)
    open_end = offering.valid.model_copy(update={"until": None})
    return offering.model_copy(update={"terms": (*offering.terms, *again), "valid": open_end}) if again else offering
