"""How many rules must be known before they help?  Held receivers with the rules of 0, 1, 2, 4, 8 and all senders."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from pathways.matching.engine import Engine
from pathways.matching.precedents import Precedents
from tests.benchmarks.matching_chances import firsts, our_rank
from tests.benchmarks.matching_peers import Peers
from tests.benchmarks.matching_score import calibration_error, figure, interval, rank_of
from tests.training.questions import drawn
from tests.training.wisconsin import Data, Key, segment

SENDERS: Final = (0, 1, 2, 4, 8, 99)
EACH: Final = 60
SEED: Final = 5


def tables(held: Data, warm: Engine, peers: Peers) -> Iterator[str]:
    """Yield the learning curve; all its lines answer the same questions, of senders that are not among the first 8."""
    order = _orders(warm.held)
    keys = [key for key in held.given if segment(key[0], key[2]) == "held receiver"]
    keys = [key for key in keys if key[0] not in order[key[2]][:8]]
    asked = drawn([key for key in keys if any(one.kind == "course" for one in held.given[key])], EACH, SEED)
    pairs = [(sender, receiver) for sender, _, receiver in asked]
    text = np.array([_by_text(peers, held, key) for key in asked])
    yield ""
    yield "| senders known | rules known (median) | n | R@1 | R@10 | R@1 better than TF-IDF by | calibration error |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for count in SENDERS:
        engine = replace(warm, held=_first(warm.held, order, count))
        ranks = np.array([our_rank(engine, key, held) for key in asked])
        known = int(np.median([engine.held.book(key[2]).count for key in asked]))
        hits = [interval((ranks <= most).astype(float), pairs) for most in (1, 10)]
        better = interval((ranks <= 1).astype(float) - (text <= 1), pairs)
        error = calibration_error(*firsts(engine, held, drawn(keys, EACH, SEED)))
        shown = f"{figure(hits[0])} | {figure(hits[1])} | {figure(better, signed='+')}"
        yield f"| {'all' if count == SENDERS[-1] else count} | {known:,} | {len(asked)} | {shown} | {error:.3f} |"
    yield f"| TF-IDF alone | | {len(asked)} | {(text <= 1).mean():.3f} | {(text <= 10).mean():.3f} | | |"
    yield from _of_siblings(held, warm, order)


def _of_siblings(held: Data, warm: Engine, order: dict[str, list[str]]) -> Iterator[str]:
    """Yield what rules about the sender's other courses are worth where few others are known."""
    yield ""
    yield "| other senders known | siblings | n | R@1 | R@10 | first right | calibration error |"
    yield "|---:|---|---:|---:|---:|---:|---:|"
    for count in (1, 3, 9):
        part = _first(warm.held, order, count)
        known = (key for key in held.given if key[0] in order.get(key[2], ())[:count])
        keys = drawn((key for key in known if segment(key[0], key[2]) == "held receiver"), 2 * EACH, SEED)
        asked = [key for key in keys if any(one.kind == "course" for one in held.given[key])]
        pairs = [(sender, receiver) for sender, _, receiver in asked]
        for siblings in (False, True):
            engine = replace(warm, held=part, siblings=siblings)
            ranks = np.array([our_rank(engine, key, held) for key in asked])
            hits = " | ".join(figure(interval((ranks <= most).astype(float), pairs)) for most in (1, 10))
            said, right = firsts(engine, held, keys)
            told = f"{right.mean():.3f} | {calibration_error(said, right):.3f}"
            yield f"| {count - 1} | {'known' if siblings else 'not known'} | {len(asked)} | {hits} | {told} |"


def _orders(held: Precedents) -> dict[str, list[str]]:
    """Return the senders of each receiver in an order that is drawn."""
    dice = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    found = {}
    for receiver, rules in sorted(held.by_receiver.items()):
        names = sorted({one.sender for one in rules})
        dice.shuffle(names)
        found[receiver] = names
    return found


def _first(held: Precedents, order: dict[str, list[str]], count: int) -> Precedents:
    """Return the rules with those of the first senders of each receiver alone."""
    left = {
        receiver: tuple(one for one in rules if one.sender in order[receiver][:count])
        for receiver, rules in held.by_receiver.items()
    }
    return replace(held, by_receiver={name: rules for name, rules in left.items() if rules}, books={})


def _by_text(peers: Peers, held: Data, key: Key) -> float:
    places = peers.places(key[2])
    right = [places[one.value] for one in held.given[key] if one.value in places]
    return rank_of(peers.tfidf(held.listings[key[1]], key[2]), right)
