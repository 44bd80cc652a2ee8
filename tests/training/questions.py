"""Which decisions is the model learned from, and how much does it know then?  From no rule of the receiver to all."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pathways.matching.encoding import Encoding
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


_POOLS: Final[dict[str, dict[str, Pool]]] = {}
"""The courses of receivers, ready to be searched; the same for all questions that are asked with one encoder."""


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


def questions(held: Data, per_receiver: Mapping[int, int], encoder: Encoding | None = None) -> list[Question]:
    """Return questions with their candidates, so many of each receiver for each number of senders known.

    Rules about other courses of the asked sender are not known.
    """
    desk = _Asking(held, encoder)
    found: list[Question] = []
    for level, count in per_receiver.items():
        part, known = _known(desk.full, level)
        others = [key for key in desk.keys if key[0] not in known.get(key[2], ())]
        found += desk.asked(part, drawn(others, count, level), level, siblings=False)
    return found


def of_siblings(held: Data, per_receiver: Mapping[int, int]) -> list[Question]:
    """Return questions where rules about other courses of the sender are known, those of ``level`` others besides."""
    desk = _Asking(held)
    found: list[Question] = []
    for level, count in per_receiver.items():
        part, known = (desk.full, None) if level == ALL else with_senders(desk.full, level + 1, level + 1)
        inside = [key for key in desk.keys if known is None or key[0] in known.get(key[2], ())]
        found += desk.asked(part, drawn(inside, count, ALL + level), level, siblings=True)
    return found


def of_described(held: Data, per_receiver: Mapping[int, int], encoder: Encoding | None = None) -> list[Question]:
    """Return questions about courses with a description, asked of receivers that describe an answer."""
    desk = _Asking(held, encoder)
    found: list[Question] = []
    for level, count in per_receiver.items():
        part, known = _known(desk.full, level)
        keys = (key for key in desk.keys if key[0] not in known.get(key[2], ()) and _is_described(held, key))
        found += desk.asked(part, drawn(keys, count, level), level, siblings=False)
    return found


def _is_described(held: Data, key: Key) -> bool:
    there = (held.listings.get(one.value) for one in held.given[key] if one.kind == "course")
    return bool(held.listings[key[1]].description) and any(one is not None and one.description for one in there)


class _Asking:
    """The rules that training may see; words that stand for each other are those learned without the receivers left
    out together."""

    def __init__(self, held: Data, encoder: Encoding | None = None) -> None:
        self.held, self.fold, self.encoder, rules = held, fold_of(held), encoder, seen(held.rules)
        others = (((one for one in rules if self.fold[one.receiver] != at), held.listings) for at in range(FOLDS))
        self.models = [empty(lexicon_of(*each)) for each in others]
        self.full, self.pools = precedents(rules, held.listings), _POOLS.setdefault(encoder.name if encoder else "", {})
        self.keys = [key for key in held.given if segment(key[0], key[2]) == "seen"]

    def asked(self, part: Precedents, keys: Iterable[Key], level: int, *, siblings: bool) -> Iterator[Question]:
        """Yield the questions of these decisions, with what these rules say."""
        engines = [Engine(part, self.held.courses, model, self.pools, siblings, self.encoder) for model in self.models]
        for key in keys:
            found = engines[self.fold[key[2]]].candidates(self.held.listings[key[1]], key[2])
            yield Question(key, found, self.held.given[key], level)
