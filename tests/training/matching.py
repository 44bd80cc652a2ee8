"""Run with ``python -m tests.training.matching``: learns the weights of suggestions, writes matching/weights.json.

It sees neither rules of the held senders nor rules to the held receivers (tests/training/wisconsin.py), draws its
questions with a fixed seed, and gives the same file on the same machine.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from pathways.matching.engine import Candidates, Engine
from pathways.matching.evidence import Evidence
from pathways.matching.features import COURSE, ELECTIVE, KIND, course_rows, elective_rows, kind_row
from pathways.matching.precedents import Answer, precedents
from pathways.matching.ranker import KINDS, Model, Weights, text_of
from tests.support import PACKAGE
from tests.training.fit import Choice, choices_weights, kind_weights
from tests.training.wisconsin import Data, Key, data, seen, segment

OUT: Final = PACKAGE / "matching" / "weights.json"
SEED: Final = 7
PER_RECEIVER: Final = 130
RIDGE: Final = 2e-4
ENOUGH: Final = 50
TRAINED_ON: Final = (
    "University of Wisconsin System Transfer Information System, autumn 2019 (github.com/Nouldine/CrawlerSystems, "
    "MIT): rules between 17 senders and 17 receivers; descriptions, measures and outcomes are weighed by hand"
)
BY_HAND: Final = {
    "credit_same": 0.3,
    "credit_gap": -1.0,
    "level_same": 0.3,
    "level_lower": -1.0,
    "hours_short": -1.5,
    "outcomes": 3.0,
    "description": 4.0,
}
"""Weights of what the training data does not state."""


@dataclass(frozen=True)
class Question:
    """One decision: the candidates for it, and what was published."""

    key: Key
    candidates: Candidates
    given: frozenset[Answer]


def empty() -> Model:
    """Return a model that weighs nothing."""
    none = Weights(np.zeros(len(COURSE)), np.zeros(len(ELECTIVE)), np.zeros((len(KINDS), len(KIND))))
    return Model("0", "", ENOUGH, none, none)


def drawn(held: Data, wanted: str, per_receiver: int, seed: int = SEED) -> tuple[Key, ...]:
    """Return decisions of a segment, at most so many of each receiver."""
    by_receiver: dict[str, list[Key]] = {}
    for key in held.given:
        if segment(key[0], key[2]) == wanted:
            by_receiver.setdefault(key[2], []).append(key)
    dice = random.Random(seed)  # noqa: S311 - a sample, not a secret
    return tuple(
        key
        for _, keys in sorted(by_receiver.items())
        for key in sorted(dice.sample(keys, min(per_receiver, len(keys))))
    )


def questions(held: Data, keys: Sequence[Key]) -> list[Question]:
    """Return the questions with their candidates."""
    engine = Engine(precedents(seen(held.rules), held.listings), held.courses, empty())
    return [Question(key, engine.candidates(held.listings[key[1]], key[2]), held.given[key]) for key in keys]


def unknown(held: Data, one: Question) -> Question:
    """Return the question as if the receiver had no rule: the same candidates, all that its rules say left out."""
    found = one.candidates
    evidence = Evidence({}, {}, found.evidence.elsewhere, {}, {}, found.evidence.sender, 0)
    query = held.listings[one.key[1]]
    first = COURSE.index("subject")
    silent = course_rows(query, found.courses[:1], found.texts, evidence)[:, first:]
    rows = np.hstack([found.course_rows[:, :first], np.repeat(silent, len(found.courses), axis=0)])
    electives = elective_rows(query, found.electives, evidence)
    again = replace(found, evidence=evidence, course_rows=rows, elective_rows=electives)
    return replace(one, candidates=again)


def learned(held: Data, asked: Sequence[Question], hand: dict[str, float]) -> Weights:
    """Return the weights under which the published answers are likeliest."""
    by_hand = {COURSE.index(name): weight for name, weight in hand.items()}
    course = choices_weights([_course_choice(one) for one in asked], RIDGE, by_hand)
    elective = choices_weights([_elective_choice(one) for one in asked], RIDGE, {})
    rows = [
        kind_row(
            held.listings[one.key[1]],
            one.candidates.course_rows @ course,
            one.candidates.texts,
            one.candidates.evidence,
        )
        for one in asked
    ]
    right = np.array([[any(answer.kind == kind for answer in one.given) for kind in KINDS] for one in asked])
    return Weights(course, elective, kind_weights(np.array(rows), right, RIDGE))


def _course_choice(one: Question) -> Choice:
    right = np.array([Answer("course", course.id) in one.given for course in one.candidates.courses], dtype=bool)
    return Choice(one.candidates.course_rows, right)


def _elective_choice(one: Question) -> Choice:
    right = np.array([answer in one.given for answer in one.candidates.electives], dtype=bool)
    return Choice(one.candidates.elective_rows, right)


def trained(per_receiver: int = PER_RECEIVER) -> Model:
    """Return the model, learned anew."""
    held = data()
    keys = drawn(held, "seen", per_receiver)
    asked = questions(held, keys)
    known = learned(held, asked, BY_HAND)
    return Model("1", TRAINED_ON, ENOUGH, known, learned(held, [unknown(held, one) for one in asked], BY_HAND))


def main(out: Path = OUT) -> None:
    """Learn the weights and write them."""
    out.write_text(text_of(trained()), encoding="utf-8")
    sys.stdout.write(f"{out}: {out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
