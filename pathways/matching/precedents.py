"""What has been decided before?  Published one-course rules, found by source, by receiver and by what they give."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from pathways.matching.index import TextIndex, text_index
from pathways.matching.listing import Listing

AnswerKind = Literal["course", "elective", "none"]


class Answer(NamedTuple):
    """What a course may count as: a course by id, an elective in a subject ("" for any), or nothing."""

    kind: AnswerKind
    value: str = ""


NOTHING = Answer("none")


@dataclass(frozen=True, slots=True)
class Precedent:
    """One published rule of one course: what ``source`` of ``sender`` counts as at ``receiver``."""

    rule: str
    source: str
    sender: str
    receiver: str
    answer: Answer


@dataclass(frozen=True)
class Book:
    """The rules of one receiver: the titles that they start from, with their rules; how often each sender is given
    each answer; and the rules by sender and subject."""

    titles: tuple[str, ...]
    entries: tuple[tuple[Precedent, ...], ...]
    index: TextIndex
    senders_of: Mapping[Answer, frozenset[str]]
    kinds: Mapping[str, Counter[str]]
    subjects: Mapping[str, Mapping[str, Counter[Answer]]]
    by_source: Mapping[str, tuple[Precedent, ...]]
    by_subject: Mapping[tuple[str, str], tuple[Precedent, ...]]
    given: Mapping[str, Counter[Answer]]
    count: int


@dataclass(frozen=True)
class Precedents:
    """Every rule at hand.  Build it with :func:`precedents`; books of receivers are made when first asked for."""

    listings: Mapping[str, Listing]
    by_source: Mapping[str, tuple[Precedent, ...]]
    by_answer: Mapping[tuple[str, Answer], tuple[Precedent, ...]]
    by_receiver: Mapping[str, tuple[Precedent, ...]]
    subjects: Mapping[str, Mapping[str, Counter[Answer]]]
    books: dict[str, Book] = field(default_factory=dict)

    def book(self, receiver: str) -> Book:
        """Return the rules of a receiver."""
        known = self.books.get(receiver)
        if known is None:
            known = self.books[receiver] = _book(self, self.by_receiver.get(receiver, ()))
        return known

    def changed(self, rules: Container[str], come: Iterable[Precedent], listings: Mapping[str, Listing]) -> Precedents:
        """Return the same as if it were read anew where these rules are gone, or others, and these have come.

        ``listings`` are those of before and more.
        """
        every = (one for places in self.by_source.values() for one in places)
        left, gone = _parted(every, rules)
        added = [one for one in come if one.source in listings]
        moved = [*gone, *added]
        told = {listings[one.source].subject for one in moved}
        of_these = (one for one in (*left, *added) if listings[one.source].subject in told)
        near = sorted(of_these, key=lambda one: one.rule)
        receivers = {one.receiver for one in moved}
        return Precedents(
            listings,
            _regrouped(self.by_source, moved, rules, added, _source),
            _regrouped(self.by_answer, moved, rules, added, _given),
            _regrouped(self.by_receiver, moved, rules, added, _receiver),
            {
                **{subject: told_of for subject, told_of in self.subjects.items() if subject not in told},
                **_subjects(near, listings, by="receiver"),
            },
            {name: book for name, book in self.books.items() if name not in receivers},
        )


Key = TypeVar("Key", bound=Hashable)


def _source(one: Precedent) -> str | None:
    return one.source


def _receiver(one: Precedent) -> str | None:
    return one.receiver


def _given(one: Precedent) -> tuple[str, Answer] | None:
    return (one.receiver, one.answer) if one.answer.kind == "course" else None


def _parted(every: Iterable[Precedent], rules: Container[str]) -> tuple[list[Precedent], list[Precedent]]:
    """Return those of other rules, and those of these rules."""
    left: list[Precedent] = []
    gone: list[Precedent] = []
    for one in every:
        (gone if one.rule in rules else left).append(one)
    return left, gone


def _grouped(given: Iterable[Precedent], by: Callable[[Precedent], Key | None]) -> dict[Key, tuple[Precedent, ...]]:
    """Return rules by a key of theirs, in the order of their names; those without a key are left out."""
    found: dict[Key, list[Precedent]] = defaultdict(list)
    for one in sorted(given, key=lambda one: one.rule):
        key = by(one)
        if key is not None:
            found[key].append(one)
    return {key: tuple(ones) for key, ones in found.items()}


def _regrouped(
    known: Mapping[Key, tuple[Precedent, ...]],
    moved: Iterable[Precedent],
    rules: Container[str],
    added: Iterable[Precedent],
    by: Callable[[Precedent], Key | None],
) -> dict[Key, tuple[Precedent, ...]]:
    """Return the groups with those anew in which something has moved."""
    keys = {key for one in moved if (key := by(one)) is not None}
    stayed = (one for key in keys for one in known.get(key, ()) if one.rule not in rules)
    fresh = _grouped((*stayed, *(one for one in added if by(one) is not None)), by)
    return {**{key: ones for key, ones in known.items() if key not in keys}, **fresh}


def precedents(given: Iterable[Precedent], listings: Mapping[str, Listing]) -> Precedents:
    """Return the rules, ready to be asked; rules of a course that is not listed are left out."""
    known = sorted((one for one in given if one.source in listings), key=lambda one: one.rule)
    return Precedents(
        listings,
        _grouped(known, _source),
        _grouped(known, _given),
        _grouped(known, _receiver),
        _subjects(known, listings, by="receiver"),
    )


def subject_answer(answer: Answer, listings: Mapping[str, Listing]) -> Answer:
    """Return an answer with a course replaced by the subject of its code."""
    if answer.kind != "course" or answer.value not in listings:
        return answer
    return Answer("course", listings[answer.value].subject)


def _subjects(
    given: Iterable[Precedent], listings: Mapping[str, Listing], *, by: Literal["receiver", "sender"]
) -> dict[str, dict[str, Counter[Answer]]]:
    """Return for each subject of sources, and each receiver or sender, how often which subject was given."""
    found: dict[str, dict[str, Counter[Answer]]] = defaultdict(lambda: defaultdict(Counter))
    for one in given:
        place = one.receiver if by == "receiver" else one.sender
        found[listings[one.source].subject][place][subject_answer(one.answer, listings)] += 1
    return {subject: dict(places) for subject, places in found.items()}


def _book(held: Precedents, own: tuple[Precedent, ...]) -> Book:
    by_title: dict[str, list[Precedent]] = defaultdict(list)
    senders: dict[Answer, set[str]] = defaultdict(set)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    by_source: dict[str, list[Precedent]] = defaultdict(list)
    by_subject: dict[tuple[str, str], list[Precedent]] = defaultdict(list)
    given: dict[str, Counter[Answer]] = defaultdict(Counter)
    for one in own:
        by_source[one.source].append(one)
        by_subject[one.sender, held.listings[one.source].subject].append(one)
        by_title[held.listings[one.source].title].append(one)
        senders[one.answer].add(one.sender)
        kinds[one.sender][one.answer.kind] += 1
        given[one.sender][one.answer] += 1
    titles = tuple(sorted(by_title))
    return Book(
        titles,
        tuple(tuple(by_title[title]) for title in titles),
        text_index(titles),
        {answer: frozenset(names) for answer, names in senders.items()},
        dict(kinds),
        _subjects(own, held.listings, by="sender"),
        {source: tuple(found) for source, found in by_source.items()},
        {place: tuple(found) for place, found in by_subject.items()},
        dict(given),
        len(own),
    )
