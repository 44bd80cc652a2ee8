"""By what is a candidate judged?  Named numbers about a course and one candidate: text, code, measures and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log1p
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pathways.matching.evidence import Evidence, Witness
from pathways.matching.listing import Listing
from pathways.matching.precedents import Answer
from pathways.matching.text import Meeting, meeting, met

Rows = NDArray[np.float64]

COURSE: Final = (
    "word", "piece", "word_gap", "piece_gap", "alike_over_80", "aligned", "covered", "translated", "same_words",
    "numerals_same", "numerals_differ", "numerals_one_side", "lab_one_side", "length", "described", "described_gap",
    "text", "text_gap", "undescribed", "word_described", "piece_described", "same_subject", "same_number",
    "number_gap", "same_hundred", "level_below", "same_suffix", "credit_same", "credit_gap", "level_same",
    "level_lower", "level_higher", "hours_short", "outcomes", "elsewhere", "elsewhere_none", "subject",
    "subject_none", "popular", "never_given", "nearest", "nearest_over_50", "nearest_over_70", "nearest_over_90",
    "nearest_gap", "nearest_in_subject", "nearest_by_number", "neighbour_share", "neighbour_senders", "code_senders",
    "code_share", "chains", "chain_any", "chain_several", "chain_share", "shared", "shared_share", "alike_there",
    "alike_share", "sibling", "sibling_subject", "sibling_subject_none", "sibling_number", "sibling_number_near",
    "sibling_number_stays", "sibling_taken", "encoded", "encoded_gap",
)  # fmt: skip
"""The features of a course as a candidate, in the order of their weights."""

ELECTIVE: Final = (
    "anywhere", "same_subject", "elsewhere", "subject", "subject_none", "popular", "nearest", "nearest_over_50",
    "nearest_over_70", "nearest_over_90", "nearest_gap", "neighbour_share", "neighbour_senders", "code_share",
    "chains", "chain_share", "shared", "shared_share", "sibling", "sibling_subject", "sibling_subject_none",
)  # fmt: skip
"""The features of an elective as a candidate."""

KIND: Final = (
    "one", "best", "best_margin", "word", "piece", "hundred_2", "hundred_3", "hundred_4", "base_course", "base_none",
    "subject_course", "subject_elective", "subject_none", "elsewhere_course", "elsewhere_none", "nearest_course",
    "nearest_elective", "nearest_none", "share_course", "share_elective", "share_none", "chain_course",
    "chain_elective", "chain_none", "shared_course", "shared_elective", "shared_none", "code_course", "code_elective",
    "code_none", "alike_course", "subject_there", "best_subject", "best_code", "elsewhere_any", "subject_any",
    "sibling_course", "sibling_elective", "sibling_none", "siblings_course", "siblings_elective", "siblings_none",
    "sibling_any", "siblings_any",
)  # fmt: skip
"""The features of a course by which the kind of answer is judged: another course, an elective, nothing."""

FOR: Final = frozenset({
    "word", "piece", "alike_over_80", "aligned", "covered", "translated", "same_words", "described", "text",
    "same_subject", "same_number", "same_hundred", "same_suffix", "credit_same", "level_same", "outcomes",
    "elsewhere", "subject", "nearest", "nearest_over_50", "nearest_over_70", "nearest_over_90", "nearest_in_subject",
    "nearest_by_number", "neighbour_share", "neighbour_senders", "code_senders", "code_share", "chains", "chain_any",
    "chain_several", "chain_share", "shared", "shared_share", "alike_there", "alike_share", "sibling",
    "sibling_subject", "sibling_number", "sibling_number_near", "sibling_number_stays", "encoded",
})  # fmt: skip
AGAINST: Final = frozenset({
    "word_gap", "piece_gap", "described_gap", "text_gap", "numerals_differ", "numerals_one_side", "lab_one_side",
    "number_gap", "level_below", "credit_gap", "level_lower", "hours_short", "elsewhere_none", "subject_none",
    "never_given", "nearest_gap", "sibling_subject_none", "encoded_gap",
})  # fmt: skip
"""Features of a candidate that never speak against it, and never for it: the signs that weights must have."""

RARE: Final = 0.01
"""From which share of the rules on a subject counts."""

_NONE: Final = Witness()
_SILENT: Final = (0.0,) * (COURSE.index("sibling") - COURSE.index("nearest_in_subject"))
"""What a candidate has that no prior decision speaks for, but for the distance to the nearest of all."""


@dataclass(frozen=True, slots=True)
class Texts:
    """How the titles of the candidates score against the query: by words, by pieces, and through words that stand for
    each other; ``described`` are two scores of titles with descriptions and the best of each in the whole catalogue,
    ``encoded`` the likeness that an encoder finds (empty without one)."""

    word: Sequence[float]
    piece: Sequence[float]
    translated: Sequence[float]
    best_word: float
    best_piece: float
    described: tuple[tuple[Sequence[float], float], ...] = ()
    encoded: Sequence[float] = ()
    best_encoded: float = 0.0


def course_rows(query: Listing, candidates: Sequence[Listing], texts: Texts, evidence: Evidence) -> Rows:
    """Return one row of COURSE features for each candidate."""
    meets = meeting(query.words)
    rows = [
        (
            *_text(query, one, texts, at, meets),
            *_code(query, one),
            *_measures(query, one),
            *_rules(one, evidence),
            *_siblings(query, one, evidence),
            *_encoded(texts, at),
        )
        for at, one in enumerate(candidates)
    ]
    return np.array(rows, dtype=np.float64).reshape(len(candidates), len(COURSE))


def _text(query: Listing, one: Listing, texts: Texts, at: int, meets: Meeting) -> tuple[float, ...]:
    word, piece = texts.word[at], texts.piece[at]
    aligned, covered = met(query.words, one.words, meets)
    return (
        word,
        piece,
        texts.best_word - word,
        texts.best_piece - piece,
        max(0.0, (word + piece) / 2 - 0.8),
        aligned,
        covered,
        texts.translated[at],
        query.words == one.words,
        bool(query.numerals) and query.numerals == one.numerals,
        bool(query.numerals and one.numerals) and query.numerals != one.numerals,
        bool(query.numerals) != bool(one.numerals),
        ("laboratory" in query.words) != ("laboratory" in one.words),
        abs(log1p(len(one.words)) - log1p(len(query.words))),
        *_described(one, texts, at),
    )


def _described(one: Listing, texts: Texts, at: int) -> tuple[float, ...]:
    if not texts.described:
        return (0.0,) * 7
    if not one.description:
        return (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    scores = (value for given, top in texts.described for value in (given[at], top - given[at]))
    return (*scores, 0.0, texts.word[at], texts.piece[at])


def _encoded(texts: Texts, at: int) -> tuple[float, float]:
    return (texts.encoded[at], texts.best_encoded - texts.encoded[at]) if texts.encoded else (0.0, 0.0)


def _code(query: Listing, one: Listing) -> tuple[float, ...]:
    mine, theirs = query.number, one.number
    known = mine is not None and theirs is not None
    scaled = (query.scaled or 0.0, one.scaled or 0.0)
    gap = min(abs(scaled[0] - scaled[1]) / 100, 5.0) if known else 2.0
    hundreds = (scaled[0] // 100, scaled[1] // 100)
    return (
        query.subject == one.subject,
        known and mine == theirs,
        gap,
        known and hundreds[0] == hundreds[1],
        min(3.0, max(0, hundreds[1] - hundreds[0])) if known else 1.0,
        known and mine == theirs and query.parts[2] == one.parts[2],
    )


def _measures(query: Listing, one: Listing) -> tuple[float, ...]:
    credit = query.credit is not None and one.credit is not None and query.unit == one.unit
    level = query.level is not None and one.level is not None and query.framework == one.framework
    mine, theirs = query.level or 0.0, one.level or 0.0
    hours = bool(query.hours and one.hours and query.hours < one.hours)
    return (
        credit and query.credit == one.credit,
        min(1.0, abs((query.credit or 0) - (one.credit or 0)) / max(one.credit or 0, 1)) if credit else 0.0,
        level and mine == theirs,
        level and mine < theirs,
        level and mine > theirs,
        1 - (query.hours or 0) / (one.hours or 1) if hours else 0.0,
        len(query.outcomes & one.outcomes) / len(one.outcomes) if one.outcomes else 0.0,
    )


def _siblings(query: Listing, one: Listing, evidence: Evidence) -> tuple[float, ...]:
    known, answer = evidence.siblings, Answer("course", one.id)
    share = known.subjects.get(Answer("course", one.subject), 0.0)
    gap, stays = inf, 0.0
    if one.subject in known.steps and one.scaled is not None:
        pointed, stays = known.steps[one.subject]
        gap = abs(pointed - one.scaled)
    return (
        evidence.witnesses.get(answer, _NONE).sibling,
        log1p(share / RARE),
        bool(known.subjects) and not share,
        gap == 0,
        1 / (1 + gap / 10),
        stays * (query.number == one.number),
        known.gives(answer),
    )


def _rules(one: Listing, evidence: Evidence) -> tuple[float, ...]:
    answer, subject = Answer("course", one.id), Answer("course", one.subject)
    found = evidence.witnesses.get(answer, _NONE)
    popular = evidence.popularity(answer)
    head = (*_mapped(subject, evidence), log1p(popular), evidence.rules > 0 and not popular)
    if found is _NONE:
        return (*head, 0.0, 0.0, 0.0, 0.0, evidence.nearest, *_SILENT)
    return (
        *head,
        *_steps(found.nearest),
        evidence.nearest - found.nearest,
        found.nearest_in_subject,
        found.nearest_by_number,
        _share(found.weight, evidence.weight),
        log1p(sum(alike > 0.8 for alike, _ in found.neighbours.values())),
        log1p(len(found.same_code)),
        _share(len(found.same_code), evidence.codes),
        *_votes(found, evidence, one_apart=True),
        log1p(len(found.alike_there)),
        _share(len(found.alike_there), evidence.alike_there),
    )


def _steps(alike: float) -> tuple[float, ...]:
    """Return a likeness cut at 0.5, 0.7 and 0.9, so that each part has a weight of its own."""
    return (min(alike, 0.5), *(min(0.2, max(0.0, alike - edge)) for edge in (0.5, 0.7, 0.9)))


def _mapped(subject: Answer, evidence: Evidence) -> tuple[float, ...]:
    elsewhere, here = evidence.elsewhere.get(subject, 0.0), evidence.subjects.get(subject, 0.0)
    told, told_here = bool(evidence.elsewhere), bool(evidence.subjects)
    return (log1p(elsewhere / RARE), told and not elsewhere, log1p(here / RARE), told_here and not here)


def _votes(found: Witness, evidence: Evidence, *, one_apart: bool) -> tuple[float, ...]:
    count = len(found.chains)
    chains = (log1p(count), count > 0, count > 3) if one_apart else (log1p(count),)
    return (
        *chains,
        _share(len(found.chains), evidence.chains),
        log1p(len(found.shared)),
        _share(len(found.shared), evidence.shared),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def elective_rows(query: Listing, candidates: Sequence[Answer], evidence: Evidence) -> Rows:
    """Return one row of ELECTIVE features for each elective."""
    rows = [_elective(query, one, evidence) for one in candidates]
    return np.array(rows, dtype=np.float64).reshape(len(candidates), len(ELECTIVE))


def _elective(query: Listing, one: Answer, evidence: Evidence) -> tuple[float, ...]:
    found = evidence.witnesses.get(one, _NONE)
    elsewhere, _, here, no_rule = _mapped(one, evidence)
    share = evidence.siblings.subjects.get(one, 0.0)
    return (
        one.value == "",
        one.value == query.subject,
        elsewhere,
        here,
        no_rule,
        log1p(evidence.popularity(one)),
        *_steps(found.nearest),
        evidence.nearest - found.nearest,
        _share(found.weight, evidence.weight),
        log1p(sum(alike > 0.8 for alike, _ in found.neighbours.values())),
        _share(len(found.same_code), evidence.codes),
        *_votes(found, evidence, one_apart=False),
        found.sibling,
        log1p(share / RARE),
        bool(evidence.siblings.subjects) and not share,
    )


def kind_row(query: Listing, rows: Rows, utilities: Rows, texts: Texts, evidence: Evidence) -> Rows:
    """Return the KIND features, given the features of the candidate courses and how they were judged."""
    ordered = np.sort(utilities)[::-1]
    margin = float(ordered[0] - ordered[1]) if len(ordered) > 1 else 0.0
    hundred = (query.scaled or 0) // 100
    siblings, everything = evidence.siblings, sum(evidence.siblings.kinds.values())
    shares = tuple(_of_kind(evidence, kind) for kind in ("course", "elective", "none"))
    by_measure = tuple(share for measure in zip(*shares, strict=True) for share in measure)
    row = (
        1.0,
        float(ordered[0]) / 10 if len(ordered) else 0.0,
        min(5.0, margin),
        texts.best_word,
        texts.best_piece,
        *(hundred == 2, hundred == 3, hundred >= 4),
        *(evidence.kinds.get("course", 0.0), evidence.kinds.get("none", 0.0)),
        *(_mass(evidence.subjects, kind) for kind in ("course", "elective", "none")),
        *(_mass(evidence.elsewhere, kind) for kind in ("course", "none")),
        *by_measure,
        log1p(evidence.alike_there),
        *_codes(rows, utilities),
        bool(evidence.elsewhere),
        bool(evidence.subjects),
        *(_mass(siblings.subjects, kind) for kind in ("course", "elective", "none")),
        *(_share(siblings.kinds.get(kind, 0), everything) for kind in ("course", "elective", "none")),
        bool(siblings.subjects),
        everything > 0,
    )
    return np.array(row, dtype=np.float64)


def _codes(rows: Rows, utilities: Rows) -> tuple[float, ...]:
    """Return whether any candidate has the subject of the course, whether the best one has, and its number with it."""
    if not len(utilities):
        return (0.0, 0.0, 0.0)
    subjects, best = rows[:, COURSE.index("same_subject")], int(utilities.argmax())
    number = rows[best, COURSE.index("same_suffix")]
    return (float(subjects.max()), float(subjects[best]), float(subjects[best] * number))


def _mass(shares: dict[Answer, float] | object, kind: str) -> float:
    items = shares.items() if isinstance(shares, dict) else ()
    return sum(share for answer, share in items if answer.kind == kind)


def _of_kind(evidence: Evidence, kind: str) -> tuple[float, float, float, float, float]:
    found = [witness for answer, witness in evidence.witnesses.items() if answer.kind == kind]
    return (
        max((witness.nearest for witness in found), default=0.0),
        _share(sum(witness.weight for witness in found), evidence.weight),
        _share(sum(len(witness.chains) for witness in found), evidence.chains),
        _share(sum(len(witness.shared) for witness in found), evidence.shared),
        _share(sum(len(witness.same_code) for witness in found), evidence.codes),
    )
