"""Does it hold what suggestions say of chances?  Calibration where no weight has seen the institution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from pathways.matching.engine import Engine
from tests.benchmarks.matching_score import Figures, by_chance, calibration_interval, figure, interval
from tests.training.wisconsin import Data, Key

SURE: Final = 0.8
BINS: Final = 10


def tables(held: Data, asked: Mapping[str, tuple[Key, ...]], warm: Engine, cold: Engine) -> Iterator[str]:
    """Yield the tables of calibration: by segment, then what was said and what was right, in ten parts."""
    yield ""
    yield "| institutions | rules | n | first right | calibration error | by chance | 0.8 or more | right of those |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    whole: dict[str, list[tuple[Figures, Figures]]] = {}
    for segment, keys in asked.items():
        for rules, engine in (("warm", warm), ("cold", cold)):
            said, true = firsts(engine, held, keys)
            whole.setdefault(rules, []).append((said, true))
            yield _row(segment, rules, keys, said, true)
    yield ""
    yield "| rules | " + " | ".join(f"part {part + 1}" for part in range(BINS)) + " |"
    yield "|---|" + "---|" * BINS
    for rules, found in whole.items():
        yield _reliability(rules, *(np.concatenate(one) for one in zip(*found, strict=True)))


def firsts(engine: Engine, held: Data, keys: tuple[Key, ...]) -> tuple[Figures, Figures]:
    """Return for each question what was said of the first answer, and whether it was right."""
    found = [engine.judge(held.listings[key[1]], key[2])[1][0] for key in keys]
    right = [one.answer in held.given[key] for one, key in zip(found, keys, strict=True)]
    return np.array([one.probability for one in found]), np.array(right, dtype=float)


def our_rank(engine: Engine, key: Key, held: Data) -> float:
    """Return the rank of the first right course among the courses that are suggested."""
    _, answers = engine.judge(held.listings[key[1]], key[2])
    courses = [one.answer for one in answers if one.answer.kind == "course"]
    return next((place for place, one in enumerate(courses, start=1) if one in held.given[key]), float("inf"))


def _row(segment: str, rules: str, keys: tuple[Key, ...], said: Figures, true: Figures) -> str:
    pairs = [(sender, receiver) for sender, _, receiver in keys]
    sure = said >= SURE
    figures = (interval(true, pairs), calibration_interval(said, true, pairs))
    of_sure = f"{true[sure].mean():.3f}" if sure.any() else "none"
    shown = " | ".join(figure(one) for one in figures)
    return f"| {segment} | {rules} | {len(said)} | {shown} | {by_chance(said):.3f} | {sure.mean():.3f} | {of_sure} |"


def _reliability(rules: str, said: Figures, true: Figures) -> str:
    order = np.argsort(said, kind="stable")
    parts = zip(np.array_split(said[order], BINS), np.array_split(true[order], BINS), strict=True)
    return f"| {rules} | " + " | ".join(f"{one.mean():.2f}, {right.mean():.2f}" for one, right in parts) + " |"
