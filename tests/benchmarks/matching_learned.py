"""What would the same evidence give a plainer learner?  Logistic regression over the scores of the baselines.

Candidates are the 40 best of three texts and what rules name; features are those of baselines, of codes and of rules.
It learns from the same questions as the shipped weights, and sees as little of what is held back.  Gradient-boosted
trees take the same features where LightGBM is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from math import log, log1p
from types import MappingProxyType
from typing import Final

import numpy as np

from pathways.matching.evidence import Evidence, Witness
from pathways.matching.features import Rows
from pathways.matching.index import best
from pathways.matching.listing import Listing
from pathways.matching.precedents import Answer
from tests.benchmarks.matching_peers import Peers
from tests.training.fit import Choice, choices_weights

Learner = Callable[[Rows], Rows]
"""What scores the candidates of a question by their features."""

BEST: Final = 40
RIDGE: Final = 1e-4
TEXT, CODES, NEAR, CHAIN = slice(0, 7), slice(0, 13), slice(0, 18), slice(0, 20)
SETS: Final[Mapping[str, slice]] = MappingProxyType(
    {"three texts": TEXT, "texts and codes": CODES, "texts, codes, kNN": NEAR, "texts, codes, kNN, chains": CHAIN}
)
COLD: Final = ("three texts", "texts and codes")


@dataclass(frozen=True)
class Asked:
    """The candidates of one question as rows of the receiver's courses, with their features; which text alone finds."""

    at: np.ndarray
    rows: Rows
    by_text: np.ndarray

    def without_rules(self) -> Asked:
        """Return the candidates that text finds."""
        return Asked(self.at[self.by_text], self.rows[self.by_text], self.by_text[self.by_text])


def asked(query: Listing, receiver: str, peers: Peers, known: Evidence, elsewhere: Evidence) -> Asked:
    """Return the candidates for a course, with the evidence known here and what is known without the receiver."""
    scores = [ranker(query, receiver).astype(float) for ranker in (peers.token_set, peers.tfidf, peers.bm25)]
    places = peers.places(receiver)
    by_text = {int(row) for found in scores for row in best(found, BEST)}
    named = (answer.value for answer in known.witnesses if answer.kind == "course")
    at = np.array(sorted(by_text.union(places[name] for name in named if name in places)), dtype=int)
    tops = [max(1e-9, float(found.max(initial=0))) for found in scores]
    found = [_row(query, peers.courses[receiver][row], [s[row] for s in scores], tops, known, elsewhere) for row in at]
    return Asked(at, np.array(found, dtype=float).reshape(len(at), CHAIN.stop), np.isin(at, sorted(by_text)))


def _row(
    query: Listing, one: Listing, texts: Sequence[float], tops: Sequence[float], known: Evidence, elsewhere: Evidence
) -> tuple[float, ...]:
    subject, answer = Answer("course", one.subject), Answer("course", one.id)
    said = known.witnesses.get(answer, Witness())
    mine, theirs = query.number, one.number
    gap = min(5.0, abs(mine - theirs) / 100) if mine is not None and theirs is not None else 2.0
    same = mine is not None and mine == theirs
    return (
        *(text / top for text, top in zip(texts, tops, strict=True)),
        *texts,
        abs(log1p(len(one.title)) - log1p(len(query.title))),
        one.subject == query.subject,
        log(0.01 + elsewhere.elsewhere.get(subject, 0.0)),
        gap,
        same,
        gap < 1,
        same and query.parts[2] == one.parts[2],
        said.nearest,
        max(0.0, said.nearest - 0.75),
        said.weight / known.weight if known.weight else 0.0,
        log(0.01 + known.subjects.get(subject, 0.0)),
        log1p(known.popularity(answer)),
        log1p(len(said.chains)),
        len(said.chains) / known.chains if known.chains else 0.0,
    )


def regressions(warm: Sequence[Choice], cold: Sequence[Choice]) -> dict[str, Learner]:
    """Return what scores candidates, by the features that it uses; cold ones learn from candidates of text alone."""
    found: dict[str, Learner] = {}
    for name, part in SETS.items():
        choices = cold if name in COLD else warm
        weights = choices_weights([Choice(one.rows[:, part], one.right) for one in choices], RIDGE, {})[0]
        found[f"logistic regression: {name}"] = partial(_weighed, weights, part)
        if find_spec("lightgbm") and part in (CODES, CHAIN):
            found[f"LightGBM: {name}"] = _trees(choices, part)
    return found


def _weighed(weights: Rows, part: slice, rows: Rows) -> Rows:
    return np.asarray(rows[:, part] @ weights)


def _trees(choices: Sequence[Choice], part: slice) -> Learner:
    lightgbm = import_module("lightgbm")
    usable = [one for one in choices if one.right.any()]
    rows, right = np.concatenate([one.rows[:, part] for one in usable]), np.concatenate([one.right for one in usable])
    given = lightgbm.Dataset(rows, right.astype(int), group=[len(one.rows) for one in usable])
    plan = {"objective": "lambdarank", "num_leaves": 31, "learning_rate": 0.05, "verbose": -1, "num_threads": 1}
    trees = lightgbm.train({**plan, "seed": 1, "deterministic": True}, given, num_boost_round=250)
    return lambda rows: np.asarray(trees.predict(rows[:, part], num_threads=1))
