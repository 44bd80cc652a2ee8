"""Which terms does a certificate define for itself, and can that do harm?  Only new words for new things are taken.

What a certificate writes as its own vocabulary is not under its hash.  A word that is already defined, or a second word
for something that has one, could hide what is said or make something be read that nobody anchored: so only words are
taken that no pinned vocabulary knows, for addresses that none of them uses.

Source: Blockcerts 2.0 and 3.0, "Custom fields"; JSON-LD 1.1, section 4.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.proofs.allowed import Reading
from pathways.verification.proofs.contexts import Context, Term, pinned
from pathways.verification.strict import Json

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}\Z")
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+/[!-;=?-\[\]_a-z~]*\Z")
_SHORT: Final = re.compile(r"(?P<prefix>[A-Za-z][A-Za-z0-9_-]*):(?P<rest>[A-Za-z0-9_-]+)\Z")
_HARMLESS: Final = frozenset({"http://schema.org/description", "https://schema.org/description"})
"""Things that may have a second word: no step and no recognition reads them."""
_UNREAD: Final = frozenset({"nonce"})
"""Words of pinned vocabularies that certificates use for themselves, and that nothing reads outside of a proof."""
_MOST: Final = 100


class _RefusedSignal(Exception):  # noqa: N818 - a signal to ourselves, never seen outside
    """Carries a refusal out of the walk through a document."""

    def __init__(self, why: Refusal) -> None:
        super().__init__()
        self.why = why


def with_own_terms(document: Json) -> tuple[Json, Reading] | Refusal:
    """Return a document whose own vocabularies are named instead of written out, and how to read it.

    >>> with_own_terms({"@context": ["https://w3id.org/openbadges/v2", {"name": "https://x.example/y"}]}).code.value
    'CONTEXT_INLINE'
    """
    extra: dict[str, Context] = {}
    try:
        return _named(document, extra), Reading(extra=extra)
    except _RefusedSignal as signal:
        return signal.why


def _named(value: Any, extra: dict[str, Context]) -> Any:
    if isinstance(value, list):
        return [_named(one, extra) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _contexts(inner, extra) if name == "@context" else _named(inner, extra) for name, inner in value.items()
    }


def _contexts(value: Any, extra: dict[str, Context]) -> Any:
    if not isinstance(value, list):
        return _own(value, (), extra) if isinstance(value, dict) else value
    beside = tuple(one for one in value if isinstance(one, str))
    return [_own(one, beside, extra) if isinstance(one, dict) else one for one in value]


def _own(terms: Json, beside: tuple[str, ...], extra: dict[str, Context]) -> str:
    if len(terms) > _MOST or len(extra) >= _MOST:
        raise _RefusedSignal(refusal(CheckCode.CONTEXT_INLINE, terms=len(terms), allowed=_MOST))
    address = f"urn:own-terms:{len(extra)}"
    extra[address] = Context({name: _term(name, said, beside) for name, said in terms.items()})
    return address


def _term(name: str, said: Any, beside: tuple[str, ...]) -> Term:
    """Return a term of the certificate's own, where it is a new word for a new thing."""
    whole = said if isinstance(said, dict) else {"@id": said}
    iri, kind = _long(whole.get("@id"), beside), whole.get("@type")
    typed = None if kind is None else kind if kind == "@id" else _long(kind, beside)
    words, things = _taken()
    taken = name in words - _UNREAD or (iri in things and iri not in _HARMLESS)
    if not _WORD.match(name) or iri is None or taken or (kind is not None and typed is None):
        raise _RefusedSignal(refusal(CheckCode.CONTEXT_INLINE, term=name, means=whole.get("@id", "")))
    if whole.keys() - {"@id", "@type"}:
        raise _RefusedSignal(refusal(CheckCode.CONTEXT_INLINE, term=name, members=", ".join(sorted(whole))))
    return Term(iri, typed)


def _long(text: Any, beside: tuple[str, ...]) -> str | None:
    """Return an address, written out or by a prefix of a vocabulary beside it; None for anything else."""
    short = _SHORT.match(text) if isinstance(text, str) else None
    if short is None:
        return text if isinstance(text, str) and _ADDRESS.match(text) else None
    known = (pinned()[url].context.terms.get(short["prefix"]) for url in reversed(beside) if url in pinned())
    prefix = next((term.iri for term in known if term is not None), None)
    return prefix + short["rest"] if prefix is not None and prefix.endswith(("/", "#")) else None


@cache
def _taken() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words and the things of all pinned vocabularies."""
    every = [pair for one in pinned().values() for pair in _terms(one.context)]
    return frozenset(name for name, _ in every), frozenset(term.iri for _, term in every if term.iri is not None)


def _terms(context: Context, depth: int = 0) -> Iterator[tuple[str, Term]]:
    for name, term in context.terms.items():
        yield name, term
        if term.scoped is not None and depth < 8:
            yield from _terms(term.scoped, depth + 1)
