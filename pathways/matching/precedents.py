"""What has been decided before?  Published one-course rules, found by source, by receiver and by what they give."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

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


def precedents(given: Iterable[Precedent], listings: Mapping[str, Listing]) -> Precedents:
    """Return the rules, ready to be asked; rules of a course that is not listed are left out."""
    known = sorted((one for one in given if one.source in listings), key=lambda one: one.rule)
    by_source: dict[str, list[Precedent]] = defaultdict(list)
    by_answer: dict[tuple[str, Answer], list[Precedent]] = defaultdict(list)
    by_receiver: dict[str, list[Precedent]] = defaultdict(list)
    for one in known:
        by_source[one.source].append(one)
        by_receiver[one.receiver].append(one)
        if one.answer.kind == "course":
            by_answer[one.receiver, one.answer].append(one)
    return Precedents(
        listings,
        {key: tuple(found) for key, found in by_source.items()},
        {key: tuple(found) for key, found in by_answer.items()},
        {key: tuple(found) for key, found in by_receiver.items()},
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
