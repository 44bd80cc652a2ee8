"""Which weights make the published answers likeliest?  Conditional logit by quasi-Newton, and nothing random in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from pathways.matching.features import Rows


@dataclass(frozen=True)
class Choice:
    """The features of the alternatives of one question, and which of them are right."""

    rows: Rows
    right: np.ndarray


def choices_weights(choices: Sequence[Choice], ridge: float, fixed: Mapping[int, float]) -> Rows:
    """Return the weights under which one of the right alternatives is likeliest.

    ``ridge`` keeps them small; the columns of ``fixed`` have their weights already.
    """
    usable = [one for one in choices if one.right.any() and not one.right.all()]
    rows = np.concatenate([one.rows for one in usable])
    right = np.concatenate([one.right for one in usable])
    lengths = np.array([len(one.rows) for one in usable])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    scale = np.maximum(rows.std(axis=0), 1e-3)
    scaled = rows / scale

    def loss(weights: Rows) -> tuple[float, Rows]:
        whole, share = _shares(scaled @ weights, starts, lengths)
        part, share_right = _shares(np.where(right, scaled @ weights, -np.inf), starts, lengths)
        gradient = scaled.T @ (share - share_right) / len(usable)
        return float((whole - part).mean() + ridge * weights @ weights), gradient + 2 * ridge * weights

    bounds = [(fixed[at] * scale[at],) * 2 if at in fixed else (None, None) for at in range(rows.shape[1])]
    start = np.array([low or 0.0 for low, _ in bounds])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300})
    return np.asarray(found.x / scale)


def _shares(utilities: Rows, starts: np.ndarray, lengths: np.ndarray) -> tuple[Rows, Rows]:
    top = np.maximum.reduceat(utilities, starts)
    raised = np.exp(utilities - np.repeat(top, lengths))
    sums = np.add.reduceat(raised, starts)
    return top + np.log(sums), raised / np.repeat(sums, lengths)


def kind_weights(rows: Rows, right: np.ndarray, ridge: float) -> Rows:
    """Return weights (kinds, features) under which the right kind is likeliest; the first kind has none.

    ``right`` is true for each kind that was published (questions, kinds).
    """
    scale = np.maximum(rows.std(axis=0), 1e-3)
    scale[rows.std(axis=0) == 0] = 1.0
    scaled = rows / scale
    kinds = right.shape[1]

    def loss(flat: Rows) -> tuple[float, Rows]:
        weights = np.vstack([np.zeros(rows.shape[1]), flat.reshape(kinds - 1, -1)])
        utilities = scaled @ weights.T
        top = utilities.max(axis=1, keepdims=True)
        raised = np.exp(utilities - top)
        share = raised / raised.sum(axis=1, keepdims=True)
        good = np.where(right, raised, 0)
        share_right = good / good.sum(axis=1, keepdims=True)
        value = float(np.log(raised.sum(axis=1) / good.sum(axis=1)).mean())
        gradient = ((share - share_right).T @ scaled / len(rows))[1:].ravel()
        return value + ridge * float(flat @ flat), gradient + 2 * ridge * flat

    start = np.zeros((kinds - 1) * rows.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.vstack([np.zeros(rows.shape[1]), np.asarray(found.x).reshape(kinds - 1, -1) / scale])
