"""Which weights make the published answers likeliest?  Conditional logit by quasi-Newton, and nothing random in it.

Weights go smoothly from those of a receiver without rules to those of one with many: a question that lies at ``share``
(0 to 1) between the two is judged by ``(1 - share) * first + share * second``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize

from pathways.matching.features import Rows

Bounds = Mapping[int, tuple[float | None, float | None]]
"""The least and the largest weight of some columns."""

STEPS: Final = 300


@dataclass(frozen=True)
class Choice:
    """The features of the alternatives of one question, which of them are right, and how much is known (0 to 1).

    ``settled`` is what each alternative is worth by what is not to be learned; None where all is.
    """

    rows: Rows
    right: np.ndarray
    share: float = 0.0
    settled: Rows | None = None


def choices_weights(choices: Sequence[Choice], ridge: float, bounds: Bounds) -> Rows:
    """Return the weights (2, features) under which one of the right alternatives is likeliest.

    ``ridge`` keeps them small, ``bounds`` within limits.  At least one choice is needed; where none is to be made,
    nothing weighs.
    """
    usable = [one for one in choices if one.right.any() and not one.right.all()]
    if not usable:
        return np.zeros((2, choices[0].rows.shape[1]))
    rows = np.concatenate([one.rows for one in usable])
    right = np.concatenate([one.right for one in usable])
    lengths = np.array([len(one.rows) for one in usable])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    share = np.repeat([one.share for one in usable], lengths)
    both = np.column_stack([1 - share, share])
    settled = np.concatenate([np.zeros(len(one.rows)) if one.settled is None else one.settled for one in usable])
    scale = np.maximum(rows.std(axis=0), 1e-3)
    scaled = rows / scale
    width = rows.shape[1]

    def loss(flat: Rows) -> tuple[float, Rows]:
        utilities = settled + ((scaled @ flat.reshape(2, width).T) * both).sum(axis=1)
        whole, chance = _shares(utilities, starts, lengths)
        part, chance_right = _shares(np.where(right, utilities, -np.inf), starts, lengths)
        gradient = ((chance - chance_right)[:, None] * both).T @ scaled / len(usable)
        return float((whole - part).mean() + ridge * flat @ flat), gradient.ravel() + 2 * ridge * flat

    return _least(loss, np.tile(scale, 2), {at + width * side: b for at, b in bounds.items() for side in (0, 1)})


def _least(loss: Callable[[Rows], tuple[float, Rows]], scale: Rows, bounds: Bounds) -> Rows:
    """Return the weights of least loss, in the units of the features, as (2, ...)."""
    limits = [_scaled(bounds.get(at, (None, None)), float(one)) for at, one in enumerate(scale)]
    start = np.array(
        [min(max(0.0, -np.inf if low is None else low), np.inf if high is None else high) for low, high in limits]
    )
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": STEPS})
    return np.asarray(found.x / scale).reshape(2, -1)


def _scaled(limits: tuple[float | None, float | None], scale: float) -> tuple[float | None, float | None]:
    low, high = limits
    return None if low is None else low * scale, None if high is None else high * scale


def _shares(utilities: Rows, starts: np.ndarray, lengths: np.ndarray) -> tuple[Rows, Rows]:
    top = np.maximum.reduceat(utilities, starts)
    raised = np.exp(utilities - np.repeat(top, lengths))
    sums = np.add.reduceat(raised, starts)
    return top + np.log(sums), raised / np.repeat(sums, lengths)


def kind_weights(
    rows: Rows, right: np.ndarray, share: Rows, ridge: float, bounds: Bounds, settled: Rows | float = 0.0
) -> Rows:
    """Return weights (2, kinds, features) under which the right kind is likeliest; the first kind has none.

    ``right`` is true for each kind that was published (questions, kinds); ``bounds`` are by kind and feature, the
    first kind left out, as one row; ``settled`` is what each kind is worth by what is not to be learned.
    """
    scale = np.maximum(rows.std(axis=0), 1e-3)
    scale[rows.std(axis=0) == 0] = 1.0
    scaled = rows / scale
    kinds, width = right.shape[1], rows.shape[1]
    both = np.column_stack([1 - share, share])

    def loss(flat: Rows) -> tuple[float, Rows]:
        weights = flat.reshape(2, kinds - 1, width)
        own = np.einsum("ns,skn->nk", both, weights @ scaled.T)
        utilities = settled + np.hstack([np.zeros((len(rows), 1)), own])
        raised = np.exp(utilities - utilities.max(axis=1, keepdims=True))
        chance = raised / raised.sum(axis=1, keepdims=True)
        good = np.where(right, raised, 0)
        chance_right = good / good.sum(axis=1, keepdims=True)
        value = float(np.log(raised.sum(axis=1) / good.sum(axis=1)).mean())
        slope = (chance - chance_right)[:, 1:]
        gradient = np.stack([(slope * part[:, None]).T @ scaled / len(rows) for part in both.T]).ravel()
        return value + ridge * float(flat @ flat), gradient + 2 * ridge * flat

    size = (kinds - 1) * width
    spread = {at + size * side: limits for at, limits in bounds.items() for side in (0, 1)}
    found = _least(loss, np.tile(scale, 2 * (kinds - 1)), spread).reshape(2, kinds - 1, width)
    return np.concatenate([np.zeros((2, 1, width)), found], axis=1)
