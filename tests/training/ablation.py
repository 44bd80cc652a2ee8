"""Run with ``python -m tests.training.ablation``: what is each kind of evidence worth?  At receivers left out.

Nothing that is held back for the measure is looked at: a quarter of the training receivers is left out at a time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np

from pathways.matching.features import COURSE
from tests.training.fit import Choice, choices_weights
from tests.training.matching import BY_HAND, RIDGE, bounds, with_another
from tests.training.questions import ALL, FOLDS, Question, fold_of, questions
from tests.training.wisconsin import data

PER_RECEIVER: Final[Mapping[int, int]] = MappingProxyType({ALL: 80, 0: 40, 1: 40, 4: 40})


def _named(*starts: str) -> frozenset[str]:
    return frozenset(name for name in COURSE if name.startswith(starts))


WITHOUT: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "whole": frozenset(),
        "words that stand for each other": _named("translated"),
        "what third institutions take for the same": _named("alike_there", "alike_share"),
        "chains and shared answers": _named("chain", "shared", "alike_there", "alike_share"),
        "neighbours": _named("nearest", "neighbour"),
        "the same code at others": _named("code_"),
        "subjects of rules": _named("subject", "elsewhere", "popular", "never"),
        "codes": _named("same_subject", "same_number", "number_gap", "same_hundred", "level_below", "same_suffix"),
    }
)


def tables() -> Iterator[str]:
    """Yield R@1 and R@10 of the courses, for each number of senders known, with some features weighing nothing."""
    held = data()
    asked, fold = questions(held, PER_RECEIVER), fold_of(held)
    asked = [one for one in asked if one.right_kinds[0]]
    yield "| without | " + " | ".join("all rules" if n == ALL else f"{n} senders" for n in PER_RECEIVER) + " |"
    yield "|---|" + "---|" * len(PER_RECEIVER)
    for name, without in WITHOUT.items():
        ranks = np.concatenate([_left_out(asked, fold, part, without) for part in range(FOLDS)])
        levels = np.array([one.level for part in range(FOLDS) for one in asked if fold[one.key[2]] == part])
        found = [ranks[levels == level] for level in PER_RECEIVER]
        yield f"| {name} | " + " | ".join(f"{(r <= 1).mean():.3f}, {(r <= 10).mean():.3f}" for r in found) + " |"


def _left_out(asked: Sequence[Question], fold: Mapping[str, int], part: int, without: frozenset[str]) -> np.ndarray:
    seen = [one for one in asked if fold[one.key[2]] != part]
    choices = [Choice(with_another(one.candidates.course_rows), one.right_courses, one.share) for one in seen]
    first, second = choices_weights(choices, RIDGE, bounds(COURSE, BY_HAND, without))[:, :-1]
    return np.array([_rank(one, first, second) for one in asked if fold[one.key[2]] == part])


def _rank(one: Question, first: np.ndarray, second: np.ndarray) -> float:
    scores = one.candidates.course_rows @ ((1 - one.share) * first + one.share * second)
    right = one.right_courses[:-1]
    return float(1 + (scores > scores[right].max()).sum()) if right.any() else float("inf")


if __name__ == "__main__":
    for line in tables():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
