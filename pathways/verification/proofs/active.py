"""Which terms hold at this place of a document?  Contexts entered one after the other, protected terms kept.

Source: JSON-LD 1.1 Processing Algorithms (W3C Recommendation 2020), sections 4.1 and 4.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.proofs.contexts import Context, Term

Entry = Literal["here", "property", "type"]
"""How a context is entered: it stands in the document, or comes with a property, or with a type."""


@dataclass(frozen=True, slots=True, eq=False)
class Active:
    """The terms that hold; ``previous`` are those that hold again inside, where a type brought the present ones."""

    terms: Mapping[str, Term] = field(default_factory=dict)
    protected: frozenset[str] = frozenset()
    vocab: str | None = None
    previous: Active | None = None


NOTHING: Final = Active()


@lru_cache(maxsize=1024)
def entered(active: Active, context: Context, entry: Entry) -> Active | Refusal:
    """Return the terms that hold once a context is entered, or why it may not be entered.

    Remembered, because ever the same few contexts are entered in the same places.
    """
    previous = active.previous or active if entry == "type" else active.previous
    if context.reset:
        if active.protected and entry != "property":
            return refusal(CheckCode.TERM_REDEFINED, context="null")
        return replace(NOTHING, previous=previous)
    if entry != "property":
        for name in active.protected.intersection(context.terms):
            if not _same(active.terms[name], _closed(context.terms[name], active.terms)):
                return refusal(CheckCode.TERM_REDEFINED, term=name)
    kept = active.protected if entry != "property" else active.protected.difference(context.terms)
    protected = kept.union(context.terms) if context.protected else kept
    terms = {**active.terms, **context.terms}
    terms.update({name: _closed(term, terms) for name, term in context.terms.items() if term.open})
    return Active(MappingProxyType(terms), protected, context.vocab or active.vocab, previous)


def _closed(term: Term, terms: Mapping[str, Term]) -> Term:
    iri, datatype = (_full(word[1:], terms) if word and word[0] == "?" else word for word in (term.iri, term.type))
    return replace(term, iri=iri, type=datatype)


def _full(word: str, terms: Mapping[str, Term]) -> str:
    before, _, after = word.partition(":")
    prefix = terms.get(before)
    return prefix.iri + after if prefix is not None and prefix.prefix and prefix.iri else word


def _same(one: Term, other: Term) -> bool:
    inner = (one.scoped is None) == (other.scoped is None)
    if inner and one.scoped is not None and other.scoped is not None:
        inner = one.scoped is other.scoped or _alike(one.scoped, other.scoped)
    return inner and replace(one, scoped=None) == replace(other, scoped=None)


def _alike(one: Context, other: Context) -> bool:
    facts = (one.reset, one.vocab, one.protected) == (other.reset, other.vocab, other.protected)
    return (
        facts
        and one.terms.keys() == other.terms.keys()
        and all(_same(one.terms[name], other.terms[name]) for name in one.terms)
    )
