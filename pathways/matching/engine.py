"""Which answers are likely for a course at a receiver?  Candidates from text and rules, judged by the model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest
from typing import Final

import numpy as np

from pathways.matching.encoding import EncodedIndex, Encoding
from pathways.matching.evidence import Evidence, gather
from pathways.matching.features import Rows, Texts, course_rows, elective_rows, kind_row
from pathways.matching.index import DescriptionIndex, Scores, TextIndex, best, description_index, text_index
from pathways.matching.lexicon import Lexicon, translated, widened
from pathways.matching.listing import Listing
from pathways.matching.precedents import NOTHING, Answer, Precedents
from pathways.matching.ranker import Model, Weights, mapped, shares

BY_TITLE: Final = 40
BY_DESCRIPTION: Final = 15
BY_OTHER_WORDS: Final = 15
BY_ENCODER: Final = 15
BY_SUBJECT: Final = 8
BY_NUMBER: Final = 8
BY_RULES: Final = 6
SUBJECTS: Final = 2
"""How many candidates each way of finding them gives: titles, descriptions, titles in words that stand for the
title's, an encoder, electives in the likeliest subjects; and in each of so many of these subjects the courses of the
nearest number and those that most senders are given."""


@dataclass(frozen=True)
class Pool:
    """The courses of one receiver, by id, with the indexes of their titles and descriptions, and as an encoder reads
    them."""

    listings: tuple[Listing, ...]
    place: Mapping[str, int]
    titles: TextIndex
    described: DescriptionIndex | None
    subjects: Mapping[str, tuple[int, ...]]
    encoded: EncodedIndex | None = None


def pool(listings: Iterable[Listing], encoder: Encoding | None = None) -> Pool:
    """Return the courses, ready to be searched."""
    known = tuple(sorted(listings, key=lambda one: one.id))
    described = any(one.description for one in known)
    return Pool(
        known,
        {one.id: at for at, one in enumerate(known)},
        text_index(one.title for one in known),
        description_index((one.title, one.description) for one in known) if described else None,
        _by_subject(known),
        encoder.index(known) if encoder is not None and known else None,
    )


def _by_subject(listings: Sequence[Listing]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(listings):
        found[one.subject].append(row)
    return {subject: tuple(rows) for subject, rows in found.items()}


@dataclass(frozen=True)
class Candidates:
    """Courses and electives that come into question, with their features."""

    courses: tuple[Listing, ...]
    electives: tuple[Answer, ...]
    texts: Texts
    evidence: Evidence
    course_rows: Rows
    elective_rows: Rows
    lexicon: Lexicon
    described: DescriptionIndex | None = None
    encoder: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer and how likely it is; ``row`` are the features of a course or an elective."""

    answer: Answer
    probability: float
    row: Rows | None = None


@dataclass(frozen=True)
class Engine:
    """Courses of all receivers, rules and a model.  Pools are made when first asked for.

    Without ``siblings`` rules about other courses of the same institution are not looked at.  With an ``encoder`` pools
    hold its vectors too; what they weigh is the model's affair.
    """

    held: Precedents
    courses: Mapping[str, tuple[Listing, ...]]
    model: Model
    pools: dict[str, Pool] = field(default_factory=dict)
    siblings: bool = True
    encoder: Encoding | None = None

    def pool(self, receiver: str) -> Pool:
        """Return the courses of a receiver, ready to be searched."""
        if receiver not in self.pools:
            self.pools[receiver] = pool(self.courses.get(receiver, ()), self.encoder)
        return self.pools[receiver]

    def candidates(self, query: Listing, receiver: str) -> Candidates:
        """Return what comes into question for a course at a receiver."""
        evidence = gather(self.held, query, receiver, siblings=self.siblings)
        return candidates(query, self.pool(receiver), evidence, self.model.words, encoder=self.encoder)

    def judge(self, query: Listing, receiver: str) -> tuple[Candidates, tuple[Judged, ...]]:
        """Return the candidates and all answers, the most likely first."""
        found = self.candidates(query, receiver)
        return found, judged(query, found, self.model.weights(found.evidence))


def candidates(
    query: Listing, among: Pool, evidence: Evidence, lexicon: Lexicon, *, encoder: Encoding | None = None
) -> Candidates:
    """Return the courses nearest by title or description or named by rules, and the electives that rules suggest."""
    by_word, by_piece = among.titles.scores(query.words)
    described = _described(query, among)
    encoded = None if encoder is None or among.encoded is None else encoder.scores(query, among.encoded)
    scored = [(by_word + by_piece, BY_TITLE), *((one, BY_DESCRIPTION) for one in described)]
    rows = _by_text(query, among, lexicon, [*scored, *([] if encoded is None else [(encoded, BY_ENCODER)])])
    named = (answer.value for answer in evidence.witnesses if answer.kind == "course")
    rows.update(among.place[name] for name in named if name in among.place)
    rows.update(_of_subjects(query, among, evidence))
    at = np.array(sorted(rows), dtype=np.int64)
    courses = tuple(among.listings[row] for row in at.tolist())
    texts = Texts(
        by_word[at].tolist(),
        by_piece[at].tolist(),
        [translated(query.words, one.words, lexicon) for one in courses],
        float(by_word.max(initial=0)),
        float(by_piece.max(initial=0)),
        tuple((scores[at].tolist(), float(scores.max(initial=0))) for scores in described),
        [] if encoded is None else encoded[at].tolist(),
        0.0 if encoded is None else float(encoded.max(initial=0)),
    )
    electives = _electives(query, among, evidence)
    return Candidates(
        courses,
        electives,
        texts,
        evidence,
        course_rows(query, courses, texts, evidence),
        elective_rows(query, electives, evidence),
        lexicon,
        among.described,
        encoder.name if encoder is not None and encoded is not None else "",
    )


def _by_text(query: Listing, among: Pool, lexicon: Lexicon, scored: Iterable[tuple[Scores, int]]) -> set[int]:
    """Return so many courses of the best scores each, and those with words that stand for the title's."""
    rows = {row for scores, count in scored for row in best(scores, count).tolist()}
    wide = widened(query.words, lexicon)
    if len(wide) > len(query.words):
        rows.update(best(among.titles.by_word.scores(wide), BY_OTHER_WORDS).tolist())
    return rows


def _of_subjects(query: Listing, among: Pool, evidence: Evidence) -> set[int]:
    """Return courses of the likeliest subjects: those of the nearest number and those given most."""
    found: set[int] = set()
    shares = evidence.subjects or evidence.elsewhere
    there = [one for one in _likeliest(shares, of="course") if one.value in among.subjects]
    for subject in there[:SUBJECTS]:
        rows = among.subjects[subject.value]
        found.update(nsmallest(BY_NUMBER, rows, key=lambda row: _apart(query, among.listings[row])))
        given = {row: evidence.popularity(Answer("course", among.listings[row].id)) for row in rows}
        found.update(nlargest(BY_RULES, (row for row in rows if given[row]), key=given.__getitem__))
    return found


def _apart(query: Listing, one: Listing) -> float:
    known = query.scaled is not None and one.scaled is not None
    return abs((query.scaled or 0) - (one.scaled or 0)) if known else 1e6


def _described(query: Listing, among: Pool) -> tuple[Scores, ...]:
    """Return how the descriptions score against that of the query; nothing where one side has none."""
    if among.described is None or not query.description:
        return ()
    return among.described.scores(query.words, query.text)


def _electives(query: Listing, among: Pool, evidence: Evidence) -> tuple[Answer, ...]:
    found = {answer for answer in evidence.witnesses if answer.kind == "elective"}
    found.update(_likeliest(evidence.subjects))
    elsewhere = {Answer("elective", answer.value) for answer in _likeliest(evidence.elsewhere, of=None)}
    own = {*elsewhere, Answer("elective", query.subject)}
    found.update(one for one in own if one.value in among.subjects or one in evidence.popular)
    return tuple(sorted({*found, Answer("elective")}))


def _likeliest(given: Mapping[Answer, float], of: str | None = "elective") -> list[Answer]:
    fitting = [answer for answer in given if of is None or answer.kind == of]
    return sorted(fitting, key=lambda answer: (-given[answer], answer))[:BY_SUBJECT]


def chances(query: Listing, found: Candidates, weights: Weights) -> Rows:
    """Return the chances of courses, electives and nothing, in this order, as the weights give them."""
    courses = found.course_rows @ weights.course
    electives = found.elective_rows @ weights.elective
    by_kind = shares(weights.kind @ kind_row(query, found.course_rows, courses, found.texts, found.evidence))
    return np.concatenate(
        [
            by_kind[0] * shares(np.append(courses, weights.unlisted[0]))[:-1],
            by_kind[1] * shares(np.append(electives, weights.unlisted[1]))[:-1],
            by_kind[2:],
        ]
    )


def judged(query: Listing, found: Candidates, weights: Weights) -> tuple[Judged, ...]:
    """Return every answer with its probability, the most likely first.

    They add up to one at most; the rest is what is not listed.
    """
    answers = [*(Answer("course", one.id) for one in found.courses), *found.electives, NOTHING]
    rows = [*found.course_rows, *found.elective_rows, None]
    given = map(Judged, answers, mapped(chances(query, found, weights), weights.said).tolist(), rows)
    return tuple(sorted(given, key=lambda one: (-one.probability, one.answer)))
