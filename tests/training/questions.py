"""Which decisions is the model learned from, and how much does it know then?  From no rule of the receiver to all."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pathways.matching.engine import Candidates, Engine, Pool
from pathways.matching.features import COURSE, ELECTIVE, KIND
from pathways.matching.lexicon import Lexicon
from pathways.matching.precedents import Answer, Precedents, precedents
from pathways.matching.ranker import KINDS, Model, Weights, share_known
from tests.training.lexicon import lexicon_of
from tests.training.wisconsin import Data, Key, seen, segment

SEED: Final = 7
ALL: Final = 99
NOWHERE: Final = -1
SOME: Final = (NOWHERE, 0, 1, 2, 4, 8)
FOLDS: Final = 4
HALF: Final = 50.0
ENOUGH: Final = 50
"""Of how many other senders rules are known (all, some, or not one rule anywhere), and in how many parts the receivers
are left out."""


@dataclass(frozen=True)
class Question:
    """One decision: the candidates for it, what was published, and how much is known (0 to 1)."""

    key: Key
    candidates: Candidates
    given: frozenset[Answer]
    level: int

    @property
    def share(self) -> float:
        """Return how far the receiver is on the way from unknown to known."""
        return share_known(self.candidates.evidence.rules, HALF)

    @property
    def right_courses(self) -> np.ndarray:
        """Return which candidate courses were published; at the end whether it was one of no candidate."""
        return _or_another([Answer("course", one.id) in self.given for one in self.candidates.courses])

    @property
    def right_electives(self) -> np.ndarray:
        """Return which candidate electives were published; at the end whether it was one of no candidate."""
        return _or_another([one in self.given for one in self.candidates.electives])

    @property
    def right_kinds(self) -> np.ndarray:
        """Return which kinds were published."""
        return np.array([any(one.kind == kind for one in self.given) for kind in KINDS])


def _or_another(right: list[bool]) -> np.ndarray:
    return np.array([*right, not any(right)], dtype=bool)


def empty(words: Lexicon) -> Model:
    """Return a model that weighs nothing and knows these words."""
    none = Weights(np.zeros(len(COURSE)), np.zeros(len(ELECTIVE)), np.zeros((3, len(KIND))), np.zeros(2), np.zeros(3))
    return Model("0", "", ENOUGH, HALF, none, none, np.zeros(3), words)


def drawn(keys: Iterable[Key], per_receiver: int, seed: int = SEED) -> tuple[Key, ...]:
    """Return decisions, at most so many of each receiver, in the order of receivers."""
    by_receiver: dict[str, list[Key]] = {}
    for key in keys:
        by_receiver.setdefault(key[2], []).append(key)
    dice = random.Random(seed)  # noqa: S311 - a sample, not a secret
    return tuple(
        key
        for _, found in sorted(by_receiver.items())
        for key in sorted(dice.sample(sorted(found), min(per_receiver, len(found))))
    )


def fold_of(held: Data) -> Mapping[str, int]:
    """Return in which of the FOLDS each receiver is left out."""
    receivers = sorted({key[2] for key in held.given if segment(key[0], key[2]) == "seen"})
    return {name: at % FOLDS for at, name in enumerate(receivers)}


def with_senders(held: Precedents, senders: int, seed: int = SEED) -> tuple[Precedents, Mapping[str, frozenset[str]]]:
    """Return the rules with those of only so many senders to each receiver, drawn; and which."""
    dice = random.Random(seed)  # noqa: S311
    chosen: dict[str, frozenset[str]] = {}
    for receiver, rules in sorted(held.by_receiver.items()):
        names = sorted({one.sender for one in rules})
        chosen[receiver] = frozenset(dice.sample(names, min(senders, len(names))))
    left = {
        receiver: tuple(one for one in rules if one.sender in chosen[receiver])
        for receiver, rules in held.by_receiver.items()
    }
    return replace(held, by_receiver={name: rules for name, rules in left.items() if rules}, books={}), chosen


def _known(full: Precedents, level: int) -> tuple[Precedents, Mapping[str, frozenset[str]]]:
    """Return the rules of a level, and whose rules to each receiver are known."""
    if level == ALL:
        return full, {}
    if level == NOWHERE:
        return precedents((), full.listings), {}
    return with_senders(full, level, level)


def questions(held: Data, per_receiver: Mapping[int, int]) -> list[Question]:
    """Return questions with their candidates, so many of each receiver for each number of senders known.

    Words that stand for each other are those learned without the receivers left out together.
    """
    rules, fold = seen(held.rules), fold_of(held)
    lexicons = [lexicon_of((one for one in rules if fold[one.receiver] != at), held.listings) for at in range(FOLDS)]
    full, pools = precedents(rules, held.listings), dict[str, Pool]()
    keys = [key for key in held.given if segment(key[0], key[2]) == "seen"]
    found: list[Question] = []
    for level, count in per_receiver.items():
        part, known = _known(full, level)
        engines = [Engine(part, held.courses, empty(words), pools) for words in lexicons]
        others = [key for key in keys if key[0] not in known.get(key[2], ())]
        for key in drawn(others, count, level):
            asked = engines[fold[key[2]]].candidates(held.listings[key[1]], key[2])
            found.append(Question(key, asked, held.given[key], level))
    return found
