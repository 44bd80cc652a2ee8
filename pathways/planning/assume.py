"""What if the years went on as they do now?  A calendar continued beyond the last term that is published.

An assumption, never made silently: terms of the last year come again a year later, and what was on offer in them too.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.model.course import Offering, Term

YEAR: Final = dt.timedelta(weeks=52)
"""A year later on the same day of the week."""

SLACK: Final = 24
"""By so many days the same season may begin earlier or later in another year."""

MARK: Final = "+"
"""Between a term and by how many years it comes again."""


def continued(catalog: Catalog, years: int) -> Catalog:
    """Return the catalogue with the terms of each organization's last year coming again for some years.

    Offerings that name such terms are on offer in them again, at the same price; those that name none always are.
    """
    added = {term.id: term for group in _calendars(catalog) for term in _again(group, years)}
    terms = MappingProxyType(dict(sorted({**catalog.terms, **added}.items())))
    offerings = {name: _on_offer_again(offering, terms) for name, offering in catalog.offerings.items()}
    return catalog.changed(terms=terms, offerings=MappingProxyType(offerings))


def comes_again(term: Term, known: Iterable[Term]) -> bool:
    """Return whether a term is the same season as an earlier one, some years later."""
    return any(_years_after(term, other) for other in known)


def _years_after(term: Term, other: Term) -> bool:
    days = (term.begin - other.begin).days
    years = round(days / YEAR.days)
    return term.organization == other.organization and years >= 1 and abs(days - years * YEAR.days) <= SLACK


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


def _on_offer_again(offering: Offering, terms: Mapping[str, Term]) -> Offering:
    """Return an offering that is on offer in the same seasons of later years too."""
    known = [terms[name] for name in offering.terms if name in terms]
    again = tuple(t.id for t in terms.values() if t.id not in offering.terms and comes_again(t, known))
    open_end = offering.valid.model_copy(update={"until": None})
    return offering.model_copy(update={"terms": (*offering.terms, *again), "valid": open_end}) if again else offering
