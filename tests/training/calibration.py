"""Does what is said hold where no weight has seen the receiver?  The map to chances that do, fitted on such receivers.

Source: Kull, Silva Filho & Flach 2017, beta calibration: the log odds are linear in log(p) and log(1 - p).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize

from pathways.matching.features import Rows

RIDGE: Final = 1e-4
FIRST: Final = 10
"""How many of the likeliest answers count."""


@dataclass(frozen=True)
class Said:
    """What was said of the likeliest answers of a question, which are right, how many rules and how much is known."""

    chances: Rows
    right: np.ndarray
    rules: int
    share: float


def first_of(chances: Rows, right: np.ndarray, rules: int, share: float) -> Said:
    """Return the likeliest answers of a question."""
    order = np.argsort(-chances, kind="stable")[:FIRST]
    return Said(chances[order], right[order], rules, share)


def calibration(said: Sequence[Said]) -> tuple[Rows, Rows, Rows]:
    """Return three maps: where no rule is known, where few are, and where all are."""
    none, some = [one for one in said if not one.rules], [one for one in said if one.rules]
    cold = _fitted(np.ones((len(none), 1)), none)[0]
    few, many = _fitted(np.array([[1 - one.share, one.share] for one in some]), some)
    return cold, few, many


def _fitted(parts: Rows, said: Sequence[Said]) -> Rows:
    """Return a map for each part (columns) that a question is made of."""
    if not said:
        return np.array([[0.0, 1.0, 1.0]])
    chances = np.clip(np.concatenate([one.chances for one in said]), 1e-6, 1 - 1e-6)
    right = np.concatenate([one.right for one in said]).astype(float)
    of = np.repeat(parts, [len(one.chances) for one in said], axis=0)
    base = np.column_stack([np.ones(len(chances)), np.log(chances), -np.log1p(-chances)])
    rows = (of[:, :, None] * base[:, None, :]).reshape(len(chances), -1)

    def loss(flat: Rows) -> tuple[float, Rows]:
        odds = rows @ flat
        value = float((np.logaddexp(0, odds) - right * odds).mean())
        slope = rows.T @ (1 / (1 + np.exp(-odds)) - right) / len(rows)
        return value + RIDGE * float(flat @ flat), slope + 2 * RIDGE * flat

    bounds = [(None, None), (0.0, None), (0.0, None)] * parts.shape[1]
    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x).reshape(-1, 3)
