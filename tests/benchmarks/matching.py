"""How good and how fast are suggestions?  Ranks on institutions that no weight has seen.

Warm: all rules but those of the asked pair of institutions are known.  Cold: no rule to the receiver is known, as at an
institution never seen.  Candidates are all courses of the receiver; a question has at least one published course as its
answer, but for the tables on calibration, which ask what kind of answer it is too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from typing import Final

import numpy as np

from pathways.matching.encoding import Encoding
from pathways.matching.engine import Engine, Pool
from pathways.matching.evidence import gather
from pathways.matching.precedents import Answer, Precedents, precedents
from pathways.matching.shipped import shipped_model
from tests.benchmarks import matching_chances, matching_curve, matching_described, matching_speed
from tests.benchmarks.matching_chances import our_rank
from tests.benchmarks.matching_encoder import LEFT_OUT, beside, prepared, vector_rank
from tests.benchmarks.matching_learned import COLD, Asked, Learner, asked, regressions
from tests.benchmarks.matching_peers import TOKEN_SET, Peers, Ranker
from tests.benchmarks.matching_score import Ranks, figure, interval, rank_of
from tests.training.fit import Choice
from tests.training.questions import drawn
from tests.training.wisconsin import SEGMENTS, Data, Key, data, seen
from tests.training.wisconsin import segment as part_of

EACH: Final = 400
LEARNED_FROM: Final = 25
SEED: Final = 2019
OURS: Final = "**suggestions**"
KNOW_NO_RULE: Final = frozenset(
    {
        TOKEN_SET,
        "TF-IDF, words 1-2 and characters 3-5",
        "BM25",
        "reciprocal rank fusion of these three",
        *(f"{kind}: {name}" for kind in ("logistic regression", "LightGBM") for name in COLD),
    }
)
"""Baselines that know no rule to the receiver; suggestions are compared with them cold."""


@dataclass(frozen=True)
class Trial:
    """Questions of one segment, and who answers them."""

    held: Data
    asked: tuple[Key, ...]

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the pair of institutions of each question."""
        return tuple((sender, receiver) for sender, _, receiver in self.asked)

    def right(self, key: Key) -> frozenset[Answer]:
        """Return what was published."""
        return self.held.given[key]

    def ranks(self, answers: Callable[[Key], float]) -> Ranks:
        """Return the rank that each question gets."""
        return Ranks(np.array([answers(key) for key in self.asked]), self.pairs)


def tables() -> Iterator[str]:
    """Yield the lines of the tables as they are measured."""
    held = data()
    warm = Engine(precedents(held.rules, held.listings), held.courses, shipped_model(), siblings=False)
    cold = without_rules(held, warm)
    peers, learners = Peers(held.courses, warm.held), learned(held, cold)
    encoder, pools = prepared(held), dict[str, Pool]()
    yield "| institutions | method | n | R@1 | R@5 | R@10 | MRR | R@1 of suggestions is better by |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for segment in SEGMENTS[1:]:
        trial = Trial(held, chosen(held, segment, EACH, courses_only=True))
        yield from _ranking(segment, trial, warm, cold, found_by(trial, peers, cold.held, learners))
        if encoder is not None:
            yield from _encoded(segment, trial, beside(warm, encoder, pools), beside(cold, encoder, pools))
    if encoder is None:
        yield from ("", LEFT_OUT)
    asked_of = {segment: chosen(held, segment, 2 * EACH, courses_only=False) for segment in SEGMENTS[1:]}
    yield from chain(matching_chances.tables(held, asked_of, warm, cold), matching_curve.tables(held, warm, peers))
    yield from chain(matching_described.tables(), matching_speed.tables())


def without_rules(held: Data, warm: Engine) -> Engine:
    """Return an engine that knows no rule to any receiver, only which subjects go together elsewhere."""
    known = replace(precedents(seen(held.rules), held.listings), by_receiver={}, books={})
    return replace(warm, held=known)


def chosen(held: Data, segment: str, each: int, *, courses_only: bool) -> tuple[Key, ...]:
    """Return about so many questions of a segment, spread over its receivers, in the order of receivers."""
    keys = [key for key in held.given if part_of(key[0], key[2]) == segment]
    if courses_only:
        keys = [key for key in keys if any(one.kind == "course" for one in held.given[key])]
    return drawn(keys, -(-each // len({key[2] for key in keys})), SEED)


def learned(held: Data, cold: Engine) -> Mapping[str, Learner]:
    """Return the learned baselines, taught by questions among institutions that are seen."""
    peers = Peers(held.courses, precedents(seen(held.rules), held.listings))
    trial = Trial(held, chosen(held, SEGMENTS[0], 17 * LEARNED_FROM, courses_only=True))
    rows = {key: _asked(trial, key, peers, cold.held) for key in trial.asked}
    warm = [_choice(trial, key, one, peers) for key, one in rows.items()]
    return regressions(warm, [_choice(trial, key, one.without_rules(), peers) for key, one in rows.items()])


def _choice(trial: Trial, key: Key, one: Asked, peers: Peers) -> Choice:
    return Choice(one.rows, np.isin(one.at, _places(trial, key, peers)))


def _asked(trial: Trial, key: Key, peers: Peers, cold: Precedents) -> Asked:
    query = trial.held.listings[key[1]]
    return asked(query, key[2], peers, peers.evidence(query, key[2]), gather(cold, query, key[2], siblings=False))


def found_by(trial: Trial, peers: Peers, cold: Precedents, learners: Mapping[str, Learner]) -> dict[str, Ranks]:
    """Return the ranks that every baseline gives."""
    found = {name: trial.ranks(_peer_rank(ranker, trial, peers)) for name, ranker in peers.rankers().items()}
    rows = {key: _asked(trial, key, peers, cold) for key in trial.asked}
    cold_rows = {key: one.without_rules() for key, one in rows.items()}
    for name, learner in learners.items():
        given = cold_rows if name in KNOW_NO_RULE else rows
        found[name] = trial.ranks(partial(_learned_rank, trial, peers, given, learner))
    return found


def _places(trial: Trial, key: Key, peers: Peers) -> list[int]:
    places = peers.places(key[2])
    return [places[one.value] for one in trial.right(key) if one.value in places]


def _learned_rank(trial: Trial, peers: Peers, rows: Mapping[Key, Asked], learner: Learner, key: Key) -> float:
    right = _places(trial, key, peers)
    inside = [row for row, at in enumerate(rows[key].at) if at in right]
    return rank_of(learner(rows[key].rows), inside)


def _peer_rank(ranker: Ranker, trial: Trial, peers: Peers) -> Callable[[Key], float]:
    return lambda key: rank_of(ranker(trial.held.listings[key[1]], key[2]), _places(trial, key, peers))


def _ranking(segment: str, trial: Trial, warm: Engine, cold: Engine, found: Mapping[str, Ranks]) -> Iterator[str]:
    ours = trial.ranks(lambda key: our_rank(warm, key, trial.held))
    whole = replace(warm, siblings=True)
    ours_whole = trial.ranks(lambda key: our_rank(whole, key, trial.held))
    ours_cold = trial.ranks(lambda key: our_rank(cold, key, trial.held))
    for name, ranks in found.items():
        versus = ours_cold if name in KNOW_NO_RULE else ours
        yield _row(segment, name, ranks, interval(versus.recall(1) - ranks.recall(1), ranks.pairs))
    yield _row(segment, f"{OURS}, cold", ours_cold, None)
    yield _row(segment, f"{OURS}, warm", ours, None)
    yield _row(segment, f"{OURS}, warm, and siblings", ours_whole, None)


def _encoded(segment: str, trial: Trial, warm: Engine, cold: Engine) -> Iterator[str]:
    """Yield what the encoder of two engines finds alone, and what suggestions find with it."""
    encoder = cold.encoder
    if encoder is None:
        return
    ours_cold = trial.ranks(lambda key: our_rank(cold, key, trial.held))
    alone = trial.ranks(lambda key: _vector_rank(encoder, cold, trial, key))
    better = interval(ours_cold.recall(1) - alone.recall(1), alone.pairs)
    yield _row(segment, f"{encoder.name}, titles", alone, better)
    yield _row(segment, f"{OURS}, cold, with the encoder", ours_cold, None)
    yield _row(
        segment, f"{OURS}, warm, with the encoder", trial.ranks(lambda key: our_rank(warm, key, trial.held)), None
    )


def _vector_rank(encoder: Encoding, engine: Engine, trial: Trial, key: Key) -> float:
    query = replace(trial.held.listings[key[1]], description="")
    return vector_rank(encoder, engine.pool(key[2]), query, [one.value for one in trial.right(key)])


def _row(segment: str, name: str, ranks: Ranks, better: tuple[float, float, float] | None) -> str:
    figures = [interval(ranks.recall(count), ranks.pairs) for count in (1, 5, 10)]
    figures.append(interval(ranks.reciprocal, ranks.pairs))
    words_of = " | ".join(figure(one) for one in figures)
    return f"| {segment} | {name} | {len(ranks.ranks)} | {words_of} | {figure(better, signed='+') if better else ''} |"
