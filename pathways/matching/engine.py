"""Which answers are likely for a course at a receiver?  Candidates from text and rules, judged by the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from pathways.matching.evidence import Evidence, gather
from pathways.matching.features import Rows, Texts, course_rows, elective_rows, kind_row
from pathways.matching.index import Scores, TextIndex, WordIndex, best, text_index, word_index
from pathways.matching.listing import Listing
from pathways.matching.precedents import NOTHING, Answer, Precedents
from pathways.matching.ranker import Model, Weights, shares
from pathways.matching.text import words

BY_TITLE: Final = 40
BY_DESCRIPTION: Final = 15
BY_SUBJECT: Final = 8
"""How many candidates each way of finding them gives."""


@dataclass(frozen=True)
class Pool:
    """The courses of one receiver, by id, with the indexes of their titles and descriptions."""

    listings: tuple[Listing, ...]
    place: Mapping[str, int]
    titles: TextIndex
    described: WordIndex | None
    subjects: frozenset[str]


def pool(listings: Iterable[Listing]) -> Pool:
    """Return the courses, ready to be searched."""
    known = tuple(sorted(listings, key=lambda one: one.id))
    described = any(one.description for one in known)
    return Pool(
        known,
        {one.id: at for at, one in enumerate(known)},
        text_index(one.title for one in known),
        word_index(words(f"{one.title} {one.description}") if one.description else () for one in known)
        if described
        else None,
        frozenset(one.subject for one in known),
    )


@dataclass(frozen=True)
class Candidates:
    """Courses and electives that come into question, with their features."""

    courses: tuple[Listing, ...]
    electives: tuple[Answer, ...]
    texts: Texts
    evidence: Evidence
    course_rows: Rows
    elective_rows: Rows


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer and how likely it is; ``row`` are the features of a course or an elective."""

    answer: Answer
    probability: float
    row: Rows | None = None


@dataclass(frozen=True)
class Engine:
    """Courses of all receivers, rules and a model.  Pools are made when first asked for."""

    held: Precedents
    courses: Mapping[str, tuple[Listing, ...]]
    model: Model
    pools: dict[str, Pool] = field(default_factory=dict)

    def pool(self, receiver: str) -> Pool:
        """Return the courses of a receiver, ready to be searched."""
        if receiver not in self.pools:
            self.pools[receiver] = pool(self.courses.get(receiver, ()))
        return self.pools[receiver]

    def candidates(self, query: Listing, receiver: str) -> Candidates:
        """Return what comes into question for a course at a receiver."""
        return candidates(query, self.pool(receiver), gather(self.held, query, receiver))

    def judge(self, query: Listing, receiver: str) -> tuple[Candidates, tuple[Judged, ...]]:
        """Return the candidates and all answers, the most likely first."""
        found = self.candidates(query, receiver)
        return found, judged(query, found, self.model.weights(found.evidence))


def candidates(query: Listing, among: Pool, evidence: Evidence) -> Candidates:
    """Return the courses nearest by title or description or named by rules, and the electives that rules suggest."""
    by_word, by_piece = among.titles.scores(query.words)
    by_description = _described(query, among)
    rows = dict.fromkeys(best(by_word + by_piece, BY_TITLE).tolist())
    if by_description is not None:
        rows.update(dict.fromkeys(best(by_description, BY_DESCRIPTION).tolist()))
    named = (answer.value for answer in evidence.witnesses if answer.kind == "course")
    rows.update(dict.fromkeys(among.place[name] for name in named if name in among.place))
    at = np.array(sorted(rows), dtype=np.int64)
    courses = tuple(among.listings[row] for row in at.tolist())
    described = by_description[at] if by_description is not None else np.zeros(len(at))
    texts = Texts(
        by_word[at].tolist(),
        by_piece[at].tolist(),
        described.tolist(),
        float(by_word.max(initial=0)),
        float(by_piece.max(initial=0)),
    )
    electives = _electives(query, among, evidence)
    return Candidates(
        courses,
        electives,
        texts,
        evidence,
        course_rows(query, courses, texts, evidence),
        elective_rows(query, electives, evidence),
    )


def _described(query: Listing, among: Pool) -> Scores | None:
    if among.described is None or not query.description:
        return None
    return among.described.scores(words(f"{query.title} {query.description}"))


def _electives(query: Listing, among: Pool, evidence: Evidence) -> tuple[Answer, ...]:
    found = {answer for answer in evidence.witnesses if answer.kind == "elective"}
    found.update(_likeliest(evidence.subjects))
    elsewhere = {Answer("elective", answer.value) for answer in _likeliest(evidence.elsewhere, of=None)}
    here = among.subjects | {answer.value for answer in evidence.popular if answer.kind == "elective"}
    found.update(answer for answer in elsewhere if answer.value in here)
    if query.subject in here:
        found.add(Answer("elective", query.subject))
    return tuple(sorted({*found, Answer("elective")}))


def _likeliest(given: Mapping[Answer, float], of: str | None = "elective") -> list[Answer]:
    fitting = [answer for answer in given if of is None or answer.kind == of]
    return sorted(fitting, key=lambda answer: (-given[answer], answer))[:BY_SUBJECT]


def judged(query: Listing, found: Candidates, weights: Weights) -> tuple[Judged, ...]:
    """Return every answer with its probability, the most likely first; they add up to one."""
    courses = found.course_rows @ weights.course
    electives = found.elective_rows @ weights.elective
    of_kind = weights.kind @ kind_row(query, courses, found.texts, found.evidence)
    if not len(courses):
        of_kind[0] = -np.inf
    by_kind = shares(of_kind)
    answers = [
        *_judge_courses(found, by_kind[0] * shares(courses)),
        *map(Judged, found.electives, (by_kind[1] * shares(electives)).tolist(), found.elective_rows),
        Judged(NOTHING, float(by_kind[2])),
    ]
    return tuple(sorted(answers, key=lambda one: (-one.probability, one.answer)))


def _judge_courses(found: Candidates, probabilities: Rows) -> list[Judged]:
    triples = zip(found.courses, probabilities.tolist(), found.course_rows, strict=True)
    return [Judged(Answer("course", one.id), share, row) for one, share, row in triples]
