"""Run with ``python -m tests.training.matching``: learns the weights of suggestions, writes matching/weights.json.

It sees neither rules of the held senders nor rules to the held receivers (tests/training/wisconsin.py), draws its
questions with a fixed seed, and gives the same file on the same machine.  What it says of chances is mapped so that it
holds for receivers that were left out while the weights were learned, a quarter of them at a time.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from pathways.matching.engine import chances
from pathways.matching.features import AGAINST, COURSE, ELECTIVE, FOR, KIND, Rows, kind_row
from pathways.matching.ranker import KINDS, Model, Weights, text_of
from tests.support import PACKAGE
from tests.training.calibration import Said, calibration, first_of
from tests.training.fit import Bounds, Choice, choices_weights, kind_weights
from tests.training.later import LATER, with_descriptions, with_siblings
from tests.training.lexicon import lexicon_of
from tests.training.questions import (
    ALL,
    ENOUGH,
    FOLDS,
    HALF,
    NOWHERE,
    SOME,
    Question,
    fold_of,
    of_described,
    of_siblings,
    questions,
)  # fmt: skip
from tests.training.wisconsin import Data, data, seen

OUT: Final = PACKAGE / "matching" / "weights.json"
VERSION: Final = "3"
PER_RECEIVER: Final[Mapping[int, int]] = MappingProxyType({ALL: 150, **dict.fromkeys(SOME, 45)})
OF_SIBLINGS: Final[Mapping[int, int]] = MappingProxyType({ALL: 100, **dict.fromkeys(SOME[1:], 45)})
OF_DESCRIBED: Final[Mapping[int, int]] = MappingProxyType(dict.fromkeys((ALL, 0, NOWHERE), 150))
RIDGE: Final = 1e-3
KIND_RIDGE: Final = 2e-3
TRAINED_ON: Final = (
    "University of Wisconsin System Transfer Information System, autumn 2019 (github.com/Nouldine/CrawlerSystems, "
    "MIT): rules between 17 senders and 17 receivers; measures and outcomes are weighed by hand"
)
BY_HAND: Final = MappingProxyType(
    {
        "credit_same": 0.3,
        "credit_gap": -1.0,
        "level_same": 0.3,
        "level_lower": -1.0,
        "hours_short": -1.5,
        "outcomes": 3.0,
    }
)
"""Weights of what the training data does not state."""

RULES: Final = ("nearest", "share", "chain", "shared", "code", "alike", "base", "subject", "elsewhere")
"""Features of kinds that say how rules answer: for their own kind, never against it."""


def learned(held: Data, asked: Sequence[Question], without: frozenset[str] = frozenset()) -> tuple[Weights, Weights]:
    """Return the weights for a receiver of which nothing is known and of which all is; ``without`` weigh nothing."""
    without |= LATER
    courses = [one for one in asked if one.right_kinds[0]]
    electives = [one for one in asked if one.right_kinds[1]]
    course = choices_weights(
        [Choice(with_another(one.candidates.course_rows), one.right_courses, one.share) for one in courses],
        RIDGE,
        bounds(COURSE, BY_HAND, without),
    )
    elective = choices_weights(
        [Choice(with_another(one.candidates.elective_rows), one.right_electives, one.share) for one in electives],
        RIDGE,
        bounds(ELECTIVE, {}, without),
    )
    rows = np.array([_kind_row(held, one, course[:, :-1]) for one in asked])
    right, share = np.array([one.right_kinds for one in asked]), np.array([one.share for one in asked])
    kind = kind_weights(rows, right, share, KIND_RIDGE, kind_bounds(without))
    unlisted = np.stack([course[:, -1], elective[:, -1]], axis=1)
    plain = np.array([0.0, 1.0, 1.0])
    first, second = (Weights(course[at, :-1], elective[at, :-1], kind[at], unlisted[at], plain) for at in (0, 1))
    return first, second


def with_another(rows: Rows) -> Rows:
    """Return the candidates and, as one more that has only a column of its own, what is none of them."""
    wide = np.zeros((rows.shape[0] + 1, rows.shape[1] + 1))
    wide[:-1, :-1], wide[-1, -1] = rows, 1.0
    return wide


def _kind_row(held: Data, one: Question, course: Rows) -> Rows:
    weights = (1 - one.share) * course[0] + one.share * course[1]
    found = one.candidates
    rows = found.course_rows
    return kind_row(held.listings[one.key[1]], rows, rows @ weights, found.texts, found.evidence)


def bounds(names: Sequence[str], by_hand: Mapping[str, float], without: frozenset[str]) -> Bounds:
    """Return within which limits the weights of features must lie."""
    found: dict[int, tuple[float | None, float | None]] = {}
    for at, name in enumerate(names):
        if name in without:
            found[at] = (0.0, 0.0)
        elif name in by_hand:
            found[at] = (by_hand[name], by_hand[name])
        elif name in FOR:
            found[at] = (0.0, None)
        elif name in AGAINST:
            found[at] = (None, 0.0)
    return found


def kind_bounds(without: frozenset[str]) -> Bounds:
    """Return the limits of weights of kinds: how rules answer speaks for that kind, courses for courses."""
    found: dict[int, tuple[float | None, float | None]] = {}
    for row, kind in enumerate(KINDS[1:]):
        for column, name in enumerate(KIND):
            what, _, of = name.partition("_")
            at = row * len(KIND) + column
            if name in without:
                found[at] = (0.0, 0.0)
            elif what in RULES and of == kind:
                found[at] = (0.0, None)
            elif what in RULES and of == KINDS[0]:
                found[at] = (None, 0.0)
    return found


def said(held: Data, asked: Sequence[Question], model: tuple[Weights, Weights]) -> list[Said]:
    """Return what the weights say of questions, before it is mapped."""
    found = []
    for one in asked:
        weights = model[0].toward(model[1], one.share)
        right = np.concatenate([one.right_courses[:-1], one.right_electives[:-1], one.right_kinds[2:]])
        given = chances(held.listings[one.key[1]], one.candidates, weights)
        found.append(first_of(given, right, one.candidates.evidence.rules, one.share))
    return found


def _learned(
    held: Data,
    asked: Sequence[Question],
    described: Sequence[Question],
    siblings: Sequence[Question],
    without: frozenset[str],
) -> tuple[Weights, Weights]:
    return with_siblings(held, with_descriptions(learned(held, asked, without), described), siblings)


def trained(
    held: Data,
    per_receiver: Mapping[int, int] = PER_RECEIVER,
    of_each: Mapping[int, int] = OF_SIBLINGS,
    without: frozenset[str] = frozenset(),
) -> Model:
    """Return the model, learned anew; of each receiver so many questions, without and with rules about siblings."""
    fold, asked = fold_of(held), questions(held, per_receiver)
    described, siblings = of_described(held, OF_DESCRIBED), of_siblings(held, of_each)
    left_out: list[Said] = []
    for at in range(FOLDS):
        plain, text, related = (
            [one for one in each if fold[one.key[2]] != at] for each in (asked, described, siblings)
        )
        weights = _learned(held, plain, text, related, without)
        left_out += said(held, [one for one in (*asked, *siblings) if fold[one.key[2]] == at], weights)
    cold, few, many = calibration(left_out)
    unknown, known = _learned(held, asked, described, siblings, without)
    words = lexicon_of(seen(held.rules), held.listings)
    return Model(VERSION, TRAINED_ON, ENOUGH, HALF, replace(known, said=many), replace(unknown, said=few), cold, words)


def main(out: Path = OUT) -> None:
    """Learn the weights and write them."""
    out.write_text(text_of(trained(data())), encoding="utf-8")
    sys.stdout.write(f"{out}: {out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
