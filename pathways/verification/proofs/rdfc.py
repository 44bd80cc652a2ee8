"""What are the canonical lines of a set of statements?  RDFC-1.0, with a bound on the work.

A quad is four tokens as they stand in canonical N-Quads: ``<iri>``, ``_:label`` or ``"literal"``, the last one empty in
the default graph.  Naming blank nodes can cost more than any machine has, so every step is counted.

Source: W3C Recommendation RDF Dataset Canonicalization (2024), sections 4 and 5; RDF 1.2 N-Quads, canonical form.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from types import MappingProxyType
from typing import Final, Literal

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits

Quad = tuple[str, str, str, str]
Digest = Literal["sha256", "sha384"]

_HASHES: Final = MappingProxyType({"sha256": hashlib.sha256, "sha384": hashlib.sha384})
_PLACES: Final = ((0, "s"), (2, "o"), (3, "g"))
_SHORT: Final = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
_ESCAPES: Final = {code: f"\\u{code:04X}" for code in (*range(32), 127)} | _SHORT


@dataclass(frozen=True, slots=True)
class Canonical:
    """The lines, each ended by a line feed, and the canonical label of each blank node by its label before."""

    text: str
    labels: Mapping[str, str]


def escaped(text: str) -> str:
    """Return what stands between the quotes of a canonical literal.

    >>> escaped('a "b"' + chr(127) + chr(10))
    'a \\\\"b\\\\"\\\\u007F\\\\n'
    """
    return text.translate(_ESCAPES)


def canonicalize(quads: Iterable[Quad], *, digest: Digest = "sha256", limits: Limits = LIMITS) -> Canonical | Refusal:
    """Return the canonical lines, or a refusal where naming the blank nodes takes more work than ``limits`` allow.

    >>> canonicalize([("_:x", "<p:q>", '"1"', "")]).text
    '_:c14n0 <p:q> "1" .\\n'
    """
    every = set(quads)
    if len(every) > limits.statements:
        return refusal(CheckCode.WORK_TOO_MUCH, statements=len(every), allowed=limits.statements)
    work = _Work(digest, limits.canonical_work, limits.canonical_depth, _mentions(every))
    try:
        labels = _named(work)
    except _TooMuch:
        return refusal(CheckCode.WORK_TOO_MUCH, steps=limits.canonical_work, nodes=len(work.mentions))
    lines = sorted(_line(*(labels.get(token, token) for token in quad)) for quad in every)
    return Canonical("".join(lines), MappingProxyType(labels))


class _TooMuch(Exception):  # noqa: N818 - a signal to ourselves, never seen outside
    """The bound on work is reached."""


class _Issuer:
    """Gives out labels in the order in which they are asked for."""

    __slots__ = ("given", "prefix")

    def __init__(self, prefix: str, given: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.given = given if given is not None else {}

    def issue(self, node: str) -> str:
        return self.given.setdefault(node, f"{self.prefix}{len(self.given)}")

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.given))


@dataclass(slots=True)
class _Work:
    """The state of one canonicalization: what is named, what was hashed, and how much may still be done."""

    digest: Digest
    left: int
    deepest: int
    mentions: Mapping[str, list[Quad]]
    first: dict[str, str] = field(default_factory=dict)
    final: _Issuer = field(default_factory=lambda: _Issuer("_:c14n"))

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise _TooMuch

    def hash(self, text: str) -> str:
        return _HASHES[self.digest](text.encode("utf-8")).hexdigest()


def _mentions(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    found: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        for node in {quad[place] for place, _ in _PLACES if quad[place].startswith("_:")}:
            found[node].append(quad)
    return found


def _line(subject: str, predicate: str, value: str, graph: str) -> str:
    return f"{subject} {predicate} {value} {graph} .\n" if graph else f"{subject} {predicate} {value} .\n"


def _named(work: _Work) -> dict[str, str]:
    """Section 4.4.3: name what a hash of its own statements tells apart, then the rest by their neighbors."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for node in work.mentions:
        work.first[node] = _first_hash(work, node)
        alike[work.first[node]].append(node)
    groups = [alike[key] for key in sorted(alike)]
    for group in groups:
        if len(group) == 1:
            work.final.issue(group[0])
    for group in groups:
        if len(group) > 1:
            _name_alike(work, group)
    return work.final.given


def _name_alike(work: _Work, group: list[str]) -> None:
    found = []
    for node in group:
        if node not in work.final.given:
            issuer = _Issuer("_:b")
            issuer.issue(node)
            found.append(_deep_hash(work, node, issuer, 0))
    for _, issuer in sorted(found, key=lambda pair: pair[0]):
        for node in issuer.given:
            work.final.issue(node)


def _first_hash(work: _Work, node: str) -> str:
    """Section 4.6: the hash of the statements of a node, where it is ``_:a`` and every other one ``_:z``."""

    def seen(token: str) -> str:
        if not token.startswith("_:"):
            return token
        return "_:a" if token == node else "_:z"

    lines = sorted(_line(seen(s), p, seen(o), seen(g)) for s, p, o, g in work.mentions[node])
    return work.hash("".join(lines))


def _related_hash(work: _Work, related: str, quad: Quad, issuer: _Issuer, place: str) -> str:
    """Section 4.7: the hash of how a node is related, and of its name as far as there is one."""
    name = work.final.given.get(related) or issuer.given.get(related) or work.first[related]
    return work.hash(place + (quad[1] if place != "g" else "") + name)


def _deep_hash(work: _Work, node: str, issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
    """Section 4.8: the hash of a node by all nodes around it, over every order in which these may be gone through."""
    if depth > work.deepest:
        raise _TooMuch
    parts: list[str] = []
    around = _around(work, node, issuer)
    for key in sorted(around):
        path, issuer = _best_path(work, around[key], issuer, depth)
        parts += (key, path)
    return work.hash("".join(parts)), issuer


def _around(work: _Work, node: str, issuer: _Issuer) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    work.spend(1 + len(work.mentions[node]))
    for quad in work.mentions[node]:
        for place, letter in _PLACES:
            related = quad[place]
            if related != node and related.startswith("_:"):
                found[_related_hash(work, related, quad, issuer, letter)].append(related)
    return found


def _best_path(work: _Work, nodes: list[str], issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
    labels = [work.final.given.get(node) or issuer.given.get(node) for node in nodes]
    if all(labels):
        return _least([label or "" for label in labels]), issuer
    best, chosen = "", issuer
    for order in permutations(nodes):
        work.spend(len(order))
        found = _path(work, order, issuer.copy(), best, depth)
        if found is not None and (not best or found[0] < best):
            best, chosen = found
    return best, chosen


def _least(labels: list[str]) -> str:
    """Return the least text that the labels make in any order: the longer first where one begins with the other.

    >>> _least(["_:b1", "_:b10"])
    '_:b10_:b1'
    """
    return "".join(sorted(labels, key=lambda label: label + "_"))


def _path(work: _Work, order: tuple[str, ...], issuer: _Issuer, best: str, depth: int) -> tuple[str, _Issuer] | None:
    """Return one way around and the names that it gives, or None as soon as it can no longer be the least."""
    path, unknown = "", []
    for node in order:
        if node in work.final.given:
            path += work.final.given[node]
        else:
            if node not in issuer.given:
                unknown.append(node)
            path += issuer.issue(node)
        if _worse(path, best):
            return None
    for node in unknown:
        hashed, deeper = _deep_hash(work, node, issuer, depth + 1)
        path += f"{issuer.issue(node)}<{hashed}>"
        issuer = deeper
        if _worse(path, best):
            return None
    return path, issuer


def _worse(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best
