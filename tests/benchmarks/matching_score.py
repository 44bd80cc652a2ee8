"""How good is a ranking?  Ranks, recall, reciprocal rank, calibration; intervals from pairs of institutions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Figures = NDArray[np.float64]

DRAWS: Final = 1_000
SEED: Final = 11


def rank_of(scores: NDArray[np.floating[Any]], right: Sequence[int]) -> float:
    """Return the rank of the best right row, in the middle of its ties.

    >>> rank_of(np.array([0.5, 0.9, 0.5]), [0])
    2.5
    """
    if not right:
        return float("inf")
    own = max(scores[place] for place in right)
    above = int((scores > own).sum())
    return above + (int((scores == own).sum()) + 1) / 2


@dataclass(frozen=True)
class Ranks:
    """The ranks of one method, one for each question, and the pair of institutions of each."""

    ranks: Figures
    pairs: tuple[tuple[str, str], ...]

    def recall(self, count: int) -> Figures:
        """Return for each question whether a right answer is among the first ``count``."""
        return (self.ranks <= count).astype(float)

    @property
    def reciprocal(self) -> Figures:
        """Return for each question one over its rank."""
        return 1 / self.ranks


def interval(values: Figures, pairs: Sequence[tuple[str, str]]) -> tuple[float, float, float]:
    """Return the mean and its 95 % interval, drawing whole pairs of institutions with replacement."""
    names = {pair: at for at, pair in enumerate(dict.fromkeys(pairs))}
    of = np.array([names[pair] for pair in pairs])
    sums, counts = np.bincount(of, values), np.bincount(of)
    drawn = np.random.default_rng(SEED).integers(0, len(names), (DRAWS, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return float(values.mean()), float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def calibration_error(said: Figures, true: Figures, bins: int = 10) -> float:
    """Return the mean distance of what was said from what was true, over bins of equal size.

    >>> calibration_error(np.full(10, 0.5), np.array([1.0, 0.0] * 5), bins=1)
    0.0
    """
    order = np.argsort(said, kind="stable")
    parts = zip(np.array_split(said[order], bins), np.array_split(true[order], bins), strict=True)
    gaps = [len(part) * abs(float(part.mean()) - float(right.mean())) for part, right in parts if len(part)]
    return sum(gaps) / len(said)


def calibration_interval(said: Figures, true: Figures, pairs: Sequence[tuple[str, str]]) -> tuple[float, float, float]:
    """Return the calibration error and its 95 % interval, drawing whole pairs of institutions."""
    by_pair: dict[tuple[str, str], list[int]] = {}
    for at, pair in enumerate(pairs):
        by_pair.setdefault(pair, []).append(at)
    groups = [np.array(rows) for rows in by_pair.values()]
    dice = np.random.default_rng(SEED)
    errors = []
    for _ in range(200):
        rows = np.concatenate([groups[at] for at in dice.integers(0, len(groups), len(groups))])
        errors.append(calibration_error(said[rows], true[rows]))
    return calibration_error(said, true), float(np.quantile(errors, 0.025)), float(np.quantile(errors, 0.975))


def by_chance(said: Figures) -> float:
    """Return the calibration error that chance alone would give if what was said held: the mean of 100 drawn truths."""
    dice = np.random.default_rng(SEED)
    return float(np.mean([calibration_error(said, (dice.random(len(said)) < said).astype(float)) for _ in range(100)]))


def figure(found: tuple[float, float, float], *, signed: str = "") -> str:
    """Return a figure with its interval in words."""
    return f"{found[0]:{signed}.3f} ({found[1]:{signed}.3f} to {found[2]:{signed}.3f})"
