"""How good and how fast are suggestions?  Ranks on institutions that no weight has seen.

Warm: all rules but those of the asked pair of institutions are known.  Cold: no rule to the receiver is known, as at an
institution never seen.  Candidates are all courses of the receiver; a question has at least one published course as its
answer, but for the table on calibration, which asks what kind of answer it is too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from pathways.matching.engine import Engine, Judged
from pathways.matching.index import best, text_index
from pathways.matching.precedents import Answer, precedents
from pathways.matching.shipped import shipped_model
from pathways.matching.text import words
from tests.benchmarks.matching_peers import Peers, Ranker
from tests.benchmarks.matching_score import Ranks, calibration_interval, interval, rank_of
from tests.training.questions import drawn
from tests.training.wisconsin import SEGMENTS, Data, Key, data, seen
from tests.training.wisconsin import segment as part_of

EACH: Final = 400
SEED: Final = 2019
OURS: Final = "**suggestions**"


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
    warm = Engine(precedents(held.rules, held.listings), held.courses, shipped_model())
    cold = without_rules(held, warm)
    peers = Peers(held.courses, warm.held)
    yield "| institutions | method | n | R@1 | R@5 | R@10 | MRR | R@1 of suggestions is better by |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for segment in SEGMENTS[1:]:
        trial = Trial(held, chosen(held, segment, courses_only=True))
        yield from _ranking(segment, trial, warm, cold, peers)
    yield from _calibrations(held, warm, cold)
    yield from speed()


def without_rules(held: Data, warm: Engine) -> Engine:
    """Return an engine that knows no rule to any receiver, only which subjects go together elsewhere."""
    known = replace(precedents(seen(held.rules), held.listings), by_receiver={})
    return Engine(known, warm.courses, warm.model, warm.pools)


def chosen(held: Data, segment: str, *, courses_only: bool) -> tuple[Key, ...]:
    """Return about EACH questions of a segment, spread over its receivers, in the order of receivers."""
    keys = [key for key in held.given if part_of(key[0], key[2]) == segment]
    if courses_only:
        keys = [key for key in keys if any(one.kind == "course" for one in held.given[key])]
    return drawn(keys, -(-EACH // len({key[2] for key in keys})), SEED)


def _ranking(segment: str, trial: Trial, warm: Engine, cold: Engine, peers: Peers) -> Iterator[str]:
    ours = trial.ranks(lambda key: _our_rank(warm, key, trial))
    ours_cold = trial.ranks(lambda key: _our_rank(cold, key, trial))
    found = {name: trial.ranks(_peer_rank(ranker, trial, peers)) for name, ranker in peers.rankers().items()}
    for name, ranks in found.items():
        versus = ours_cold if name in COLD_PEERS else ours
        yield _row(segment, name, ranks, interval(versus.recall(1) - ranks.recall(1), ranks.pairs))
    yield _row(segment, f"{OURS}, cold", ours_cold, None)
    yield _row(segment, f"{OURS}, warm", ours, None)


COLD_PEERS: Final = frozenset({"token-set ratio", "TF-IDF, words 1-2 and characters 3-5", "BM25"})
"""Baselines that know no rule; suggestions are compared with them cold."""


def _our_rank(engine: Engine, key: Key, trial: Trial) -> float:
    _, answers = engine.judge(trial.held.listings[key[1]], key[2])
    courses = [one.answer for one in answers if one.answer.kind == "course"]
    return next((place for place, one in enumerate(courses, start=1) if one in trial.right(key)), float("inf"))


def _peer_rank(ranker: Ranker, trial: Trial, peers: Peers) -> Callable[[Key], float]:
    def rank(key: Key) -> float:
        places = peers.places(key[2])
        right = [places[one.value] for one in trial.right(key) if one.value in places]
        return rank_of(ranker(trial.held.listings[key[1]], key[2]), right)

    return rank


def _row(segment: str, name: str, ranks: Ranks, better: tuple[float, float, float] | None) -> str:
    figures = [interval(ranks.recall(count), ranks.pairs) for count in (1, 5, 10)]
    figures.append(interval(ranks.reciprocal, ranks.pairs))
    words_of = " | ".join(_figure(one) for one in figures)
    return f"| {segment} | {name} | {len(ranks.ranks)} | {words_of} | {_figure(better, signed='+') if better else ''} |"


def _figure(found: tuple[float, float, float], *, signed: str = "") -> str:
    return f"{found[0]:{signed}.3f} ({found[1]:{signed}.3f} to {found[2]:{signed}.3f})"


def _calibrations(held: Data, warm: Engine, cold: Engine) -> Iterator[str]:
    yield ""
    yield "| institutions | rules | n | first right | calibration error | answered at 0.8 or more | right of those |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for segment in SEGMENTS[1:]:
        trial = Trial(held, chosen(held, segment, courses_only=False))
        yield _calibration(segment, "warm", trial, [_first(warm, key, trial) for key in trial.asked])
        yield _calibration(segment, "cold", trial, [_first(cold, key, trial) for key in trial.asked])


def _first(engine: Engine, key: Key, trial: Trial) -> Judged:
    return engine.judge(trial.held.listings[key[1]], key[2])[1][0]


def _calibration(segment: str, rules: str, trial: Trial, firsts: Sequence[Judged]) -> str:
    said = np.array([one.probability for one in firsts])
    true = np.array([one.answer in trial.right(key) for one, key in zip(firsts, trial.asked, strict=True)], dtype=float)
    sure = said >= 0.8
    figures = (
        interval(true, trial.pairs),
        calibration_interval(said, true, trial.pairs),
        interval(sure.astype(float), trial.pairs),
    )
    shown = " | ".join(_figure(one) for one in figures)
    of_sure = f"{true[sure].mean():.3f}" if sure.any() else "none"
    return f"| {segment} | {rules} | {len(said)} | {shown} | {of_sure} |"


def speed() -> Iterator[str]:
    """Yield the lines of the table of speed: real titles, repeated under other numbers up to the size."""
    yield ""
    yield "| courses | index built | arrays | one query, CPU (median, largest of 200) |"
    yield "|---:|---:|---:|---:|"
    titles = [one.title for one in data().listings.values()]
    for size in (10_000, 100_000):
        many = (titles * (size // len(titles) + 1))[:size]
        begin = time.process_time()
        index = text_index(many)
        built = time.process_time() - begin
        taken = [_asked(index, many[at * (size // 200)]) for at in range(200)]
        figures = f"{np.median(taken) * 1e3:.1f} ms, {max(taken) * 1e3:.1f} ms"
        yield f"| {size:,} | {built:.1f} s | {index.size / 1e6:.0f} MB | {figures} |"


def _asked(index: object, title: str) -> float:
    begin = time.process_time()
    by_word, by_piece = index.scores(words(title))  # type: ignore[attr-defined]
    best(by_word + by_piece, 40)
    return time.process_time() - begin
