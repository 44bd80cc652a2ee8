"""What do published rules say about a course that none speaks of?

Neighbours, chains, shared answers and subjects, each with the rules that it rests on.

Rules about this very course at this receiver are left out: had it been decided there, nobody would ask.  Those about
other courses of its institution are *siblings*, counted apart.
Source: semantics 9 (chains: two hops at most, counted by independent witnesses; a published *no* competes).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pathways.matching.index import best
from pathways.matching.listing import Listing
from pathways.matching.precedents import Answer, AnswerKind, Precedent, Precedents, subject_answer

NEIGHBOURS: Final = 60
LEAST: Final = 0.2
SHARPNESS: Final = 8
SHARED_BOUND: Final = 60
OTHER_PART: Final = 0.9
"""How many titles with rules are looked at, from which likeness on, how fast their weight falls with it, how many
sources that share an answer elsewhere are looked at for each, and what a likeness is worth where numerals differ."""


@dataclass(slots=True)
class Witness:
    """What speaks for one answer.  Each mapping goes from who says so to a rule (or the rules of a chain)."""

    nearest: float = 0.0
    nearest_in_subject: float = 0.0
    nearest_by_number: float = 0.0
    weight: float = 0.0
    neighbours: dict[str, tuple[float, Precedent]] = field(default_factory=dict)
    same_code: dict[str, Precedent] = field(default_factory=dict)
    chains: dict[str, tuple[Precedent, Precedent]] = field(default_factory=dict)
    shared: dict[tuple[str, str], tuple[Precedent, Precedent, Precedent]] = field(default_factory=dict)
    alike_there: dict[str, tuple[Precedent, Precedent]] = field(default_factory=dict)
    sibling: float = 0.0


@dataclass(frozen=True, slots=True)
class Siblings:
    """What other courses of the same institution were given here.

    ``subjects`` are shares among those of the same subject, whose ``rules`` are listed; ``kinds`` counts among all.
    ``steps`` says for each subject there which number this course would have if it lay as far from there as from its
    nearest sibling, and in which share of siblings the number stays; ``taken`` how many were given each answer, this
    course among them with its ``own``.
    """

    subjects: Mapping[Answer, float] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    steps: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    taken: Mapping[Answer, int] = field(default_factory=dict)
    own: Mapping[Answer, int] = field(default_factory=dict)
    rules: tuple[Precedent, ...] = ()

    def gives(self, answer: Answer) -> bool:
        """Return whether a sibling was given this answer."""
        return self.taken.get(answer, 0) > self.own.get(answer, 0)


@dataclass(frozen=True)
class Evidence:
    """What published rules say about one course at one receiver; ``own`` are those of this very course at others."""

    witnesses: Mapping[Answer, Witness]
    subjects: Mapping[Answer, float]
    elsewhere: Mapping[Answer, float]
    popular: Mapping[Answer, frozenset[str]]
    kinds: Mapping[str, float]
    sender: str
    rules: int
    own: tuple[Precedent, ...] = ()
    siblings: Siblings = Siblings()

    @cached_property
    def weight(self) -> float:
        """Return the weight of all neighbours."""
        return sum(witness.weight for witness in self.witnesses.values())

    @cached_property
    def chains(self) -> int:
        """Return how many votes of chains there are."""
        return sum(len(witness.chains) for witness in self.witnesses.values())

    @cached_property
    def shared(self) -> int:
        """Return how many votes of shared answers there are."""
        return sum(len(witness.shared) for witness in self.witnesses.values())

    @cached_property
    def alike_there(self) -> int:
        """Return how many institutions take this course and one of the receiver for the same, summed over those."""
        return sum(len(witness.alike_there) for witness in self.witnesses.values())

    @cached_property
    def codes(self) -> int:
        """Return how many other senders have a course of the same code with an answer here."""
        return sum(len(witness.same_code) for witness in self.witnesses.values())

    @cached_property
    def nearest(self) -> float:
        """Return the likeness of the nearest title with a rule."""
        return max((witness.nearest for witness in self.witnesses.values()), default=0.0)

    def popularity(self, answer: Answer) -> int:
        """Return how many other senders have a rule that gives this answer."""
        senders = self.popular.get(answer, frozenset())
        return len(senders) - (self.sender in senders)

    def nearest_of(self, kind: AnswerKind) -> float:
        """Return the likeness of the nearest title that was answered in this way."""
        return max((found.nearest for answer, found in self.witnesses.items() if answer.kind == kind), default=0.0)


def gather(held: Precedents, query: Listing, receiver: str, *, siblings: bool = True) -> Evidence:
    """Return what the rules at hand say about ``query`` at ``receiver``; those of siblings only when asked."""
    witnesses: dict[Answer, Witness] = defaultdict(Witness)
    book = held.book(receiver)
    if book.count:
        _neighbours(held, query, receiver, witnesses, siblings=siblings)
        _chains(held, query, receiver, witnesses)
        _shared(held, query, receiver, witnesses)
    others = {sender: counts for sender, counts in book.kinds.items() if sender != query.organization}
    kinds = sum(others.values(), Counter[str]())
    return Evidence(
        dict(witnesses),
        _shares(book.subjects.get(query.subject, {}), query.organization),
        _shares(held.subjects.get(query.subject, {}), receiver),
        book.senders_of,
        {kind: count / max(1, kinds.total()) for kind, count in sorted(kinds.items())},
        query.organization,
        kinds.total(),
        tuple(one for one in held.by_source.get(query.id, ()) if one.receiver not in (receiver, query.organization)),
        _siblings(held, query, receiver) if siblings and query.organization in book.kinds else Siblings(),
    )


def _siblings(held: Precedents, query: Listing, receiver: str) -> Siblings:
    book, sender = held.book(receiver), query.organization
    own = Counter(one.answer for one in book.by_source.get(query.id, ()))
    rules = tuple(one for one in book.by_subject.get((sender, query.subject), ()) if one.source != query.id)
    given = Counter(subject_answer(one.answer, held.listings) for one in rules)
    return Siblings(
        _shares({sender: given}, ""),
        book.kinds[sender] - Counter(answer.kind for answer in own.elements()),
        _steps(held, query, rules),
        book.given[sender],
        own,
        rules,
    )


def _steps(held: Precedents, query: Listing, rules: Iterable[Precedent]) -> dict[str, tuple[float, float]]:
    """Return for each subject there the number that its nearest sibling points to, and how often numbers stay."""
    found: dict[str, list[tuple[float, float, bool]]] = defaultdict(list)
    for one in rules:
        here, there = held.listings[one.source], held.listings.get(one.answer.value)
        if there is None or query.scaled is None or here.scaled is None or there.scaled is None:
            continue
        step = query.scaled - here.scaled
        found[there.subject].append((abs(step), there.scaled + step, here.number == there.number))
    return {
        subject: (min(steps)[1], sum(same for _, _, same in steps) / (len(steps) + 1))
        for subject, steps in found.items()
    }


def _shares(places: Mapping[str, Counter[Answer]], left_out: str) -> dict[Answer, float]:
    """Return which share of the rules gives each subject, smoothed by one rule that gives nothing known."""
    counts: dict[Answer, int] = defaultdict(int)
    for place, found in places.items():
        if place != left_out:
            for answer, count in found.items():
                counts[answer] += count
    whole = sum(counts.values()) + 1
    return {answer: counts[answer] / whole for answer in sorted(counts)}


def _neighbours(
    held: Precedents, query: Listing, receiver: str, witnesses: dict[Answer, Witness], *, siblings: bool
) -> None:
    book = held.book(receiver)
    by_word, by_piece = book.index.scores(query.words)
    likeness = (by_word + by_piece) / 2
    for row in best(likeness, NEIGHBOURS).tolist():
        alike = min(1.0, float(likeness[row]))
        if alike < LEAST:
            return
        for one in book.entries[row]:
            if one.sender != query.organization:
                _count_neighbour(held, query, one, alike, witnesses[one.answer])
            elif siblings and one.source != query.id:
                found = witnesses[one.answer]
                found.sibling = max(found.sibling, alike * (1.0 if _same_part(held, query, one) else OTHER_PART))


def _same_part(held: Precedents, query: Listing, one: Precedent) -> bool:
    return held.listings[one.source].numerals == query.numerals


def _count_neighbour(held: Precedents, query: Listing, one: Precedent, alike: float, found: Witness) -> None:
    source = held.listings[one.source]
    if not _same_part(held, query, one):
        alike *= OTHER_PART
    found.nearest = max(found.nearest, alike)
    found.weight += float(alike**SHARPNESS)
    if source.subject == query.subject:
        found.nearest_in_subject = max(found.nearest_in_subject, alike)
        if source.number is not None and source.number == query.number and source.parts[2] == query.parts[2]:
            found.same_code.setdefault(one.sender, one)
    if source.number is not None and source.number == query.number:
        found.nearest_by_number = max(found.nearest_by_number, alike)
    if alike > found.neighbours.get(one.sender, (0.0, one))[0]:
        found.neighbours[one.sender] = (alike, one)


def _onward(held: Precedents, query: Listing, receiver: str) -> list[Precedent]:
    own = held.by_source.get(query.id, ())
    return [one for one in own if one.answer.kind == "course" and one.receiver not in (receiver, query.organization)]


def _chains(held: Precedents, query: Listing, receiver: str, witnesses: dict[Answer, Witness]) -> None:
    """Count, for each answer, the institutions in the middle of two rules in a row."""
    here = held.book(receiver).by_source
    for first in _onward(held, query, receiver):
        for second in here.get(first.answer.value, ()):
            witnesses[second.answer].chains.setdefault(first.receiver, (first, second))


def _shared(held: Precedents, query: Listing, receiver: str, witnesses: dict[Answer, Witness]) -> None:
    """Count the courses that a third institution takes for the same as this one.

    Those of others by what they give here, those of the receiver for themselves.
    """
    here = held.book(receiver).by_source
    for first in _onward(held, query, receiver):
        for other in held.by_answer.get((first.receiver, first.answer), ())[:SHARED_BOUND]:
            if other.sender == receiver:
                witnesses[Answer("course", other.source)].alike_there.setdefault(first.receiver, (first, other))
            elif other.sender != query.organization:
                for second in here.get(other.source, ()):
                    key = (first.receiver, other.sender)
                    witnesses[second.answer].shared.setdefault(key, (first, other, second))
