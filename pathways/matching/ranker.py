"""How likely is each candidate?  An additive logistic model: which kind of answer, then which of that kind.

Every weight belongs to a named feature, so what speaks for a candidate can be told.  Weights are shipped as a small
JSON file, made by ``python -m tests.training.matching``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from pathways.matching.evidence import Evidence
from pathways.matching.features import COURSE, ELECTIVE, KIND, Rows

KINDS: Final = ("course", "elective", "none")
"""The kinds of answers; the first has no weights of its own, the others are judged against it."""


TELLING: Final = 0.9
"""From which likeness on a single title with a rule is told from chance."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the three parts of the model."""

    course: Rows
    elective: Rows
    kind: Rows


@dataclass(frozen=True, slots=True)
class Model:
    """The weights, and what they were learned from.

    ``known`` are for receivers that have at least ``enough`` rules from other senders, or one about a
    title much like this one; ``unknown`` for all others.
    """

    version: str
    trained_on: str
    enough: int
    known: Weights
    unknown: Weights

    def knows(self, evidence: Evidence) -> bool:
        """Return whether rules say enough to be weighed."""
        return evidence.rules >= self.enough or evidence.nearest >= TELLING

    def weights(self, evidence: Evidence) -> Weights:
        """Return the weights for a course of which rules say this."""
        return self.known if self.knows(evidence) else self.unknown


def model_of(text: str) -> Model:
    """Return the model written in a JSON text; a feature without a weight weighs nothing."""
    data = json.loads(text)
    return Model(
        data["version"],
        data["trained_on"],
        int(data["enough"]),
        _weights(data["known"]),
        _weights(data["unknown"]),
    )


def _weights(data: Mapping[str, Any]) -> Weights:
    kind = [_row(KIND, data["kind"].get(name, {})) for name in KINDS[1:]]
    return Weights(
        _row(COURSE, data["course"]), _row(ELECTIVE, data["elective"]), np.array([np.zeros(len(KIND)), *kind])
    )


def _row(names: Sequence[str], weights: Mapping[str, float]) -> Rows:
    return np.array([float(weights.get(name, 0.0)) for name in names])


def text_of(model: Model) -> str:
    """Return the model as JSON text, features in their order, weights with four decimals."""
    data = {
        "version": model.version,
        "trained_on": model.trained_on,
        "enough": model.enough,
        "known": _data(model.known),
        "unknown": _data(model.unknown),
    }
    return json.dumps(data, indent=1) + "\n"


def _data(weights: Weights) -> dict[str, Any]:
    return {
        "course": _named(COURSE, weights.course),
        "elective": _named(ELECTIVE, weights.elective),
        "kind": {name: _named(KIND, row) for name, row in zip(KINDS[1:], weights.kind[1:], strict=True)},
    }


def _named(names: Sequence[str], row: Rows) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, row, strict=True) if round(float(weight), 4)}


def shares(utilities: Rows) -> Rows:
    """Return the probabilities of alternatives with these utilities.

    >>> shares(np.array([0.0, 0.0])).tolist()
    [0.5, 0.5]
    """
    if not len(utilities):
        return utilities
    raised = np.exp(utilities - utilities.max())
    found: Rows = raised / raised.sum()
    return found
