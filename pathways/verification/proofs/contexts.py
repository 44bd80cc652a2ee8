"""Which vocabularies are known, and what do they say a term means?  Kept here, pinned, never fetched.

Each file of ``pathways/verification/contexts`` restates one published JSON-LD context as a table: a term, what it
stands for, the type of its values, how several are held, and the terms that hold inside it.  ``restates`` gives the
SHA-256 of every published file with that meaning; ``without`` names terms that a published variant lacks.  A word that
begins with ``?`` uses a prefix that its context does not define: what stands before it in the document does, or nobody.

Source: JSON-LD 1.1 (W3C Recommendation 2020), section 4.1 and 4.2 of its algorithms, as far as these contexts need it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parents[1] / "contexts"
_CONTAINERS: Final = ("@set", "@list", "@graph")
_PREFIX_ENDS: Final = tuple(":/?#[]@")


@dataclass(frozen=True, slots=True)
class Term:
    """What a term stands for: an IRI, ``@id`` or ``@type``; nothing where it is None."""

    iri: str | None
    type: str | None = None
    container: str | None = None
    scoped: Context | None = None
    prefix: bool = False

    @property
    def open(self) -> bool:
        """Return whether the vocabularies entered before tell what it stands for: it begins with ``?``."""
        return (self.iri or "").startswith("?") or (self.type or "").startswith("?")


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """A table of terms; ``reset`` begins with no terms at all, ``vocab`` stands before every other plain name."""

    terms: Mapping[str, Term] = field(default_factory=dict)
    protected: bool = False
    vocab: str | None = None
    reset: bool = False


RESET: Final = Context(reset=True)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A context as it is kept: its address, the published files that it restates, and its terms."""

    url: str
    title: str
    restates: tuple[tuple[str, tuple[str, ...]], ...]
    context: Context


@cache
def pinned() -> Mapping[str, Pinned]:
    """Return every context that is kept, by its address.

    >>> pinned()["https://www.w3.org/ns/credentials/v2"].context.terms["name"].iri
    'https://schema.org/name'
    """
    every = [_read(path) for path in sorted(FOLDER.glob("*.json"))]
    return MappingProxyType({one.url: one for one in every})


def _read(path: Path) -> Pinned:
    data = json.loads(path.read_text(encoding="utf-8"))
    restates = tuple((one["sha256"], tuple(one.get("without", ()))) for one in data["restates"])
    return Pinned(data["url"], data["title"], restates, _table(data["terms"], data["short"]))


def _table(terms: Mapping[str, Any], short: Mapping[str, str]) -> Context:
    found = {name: _term(said, short) for name, said in terms.items() if not name.startswith("@")}
    return Context(MappingProxyType(found), terms.get("@protected", False), terms.get("@vocab"))


def _term(said: str | list[Any], short: Mapping[str, str]) -> Term:
    words, scoped = (said, None) if isinstance(said, str) else (said[0], _scoped(said[1], short))
    iri, *rest = (_long(word, short) for word in words.split(" "))
    container = rest.pop() if rest and rest[-1] in _CONTAINERS else None
    return Term(iri, rest[0] if rest else None, container, scoped, iri.endswith(_PREFIX_ENDS))


def _scoped(terms: Mapping[str, Any] | None, short: Mapping[str, str]) -> Context:
    return RESET if terms is None else _table(terms, short)


def _long(word: str, short: Mapping[str, str]) -> str:
    before, colon, after = word.partition(":")
    return short[before] + after if colon and before in short else word
