"""How likely is each candidate?  An additive logistic model: which kind of answer, then which of that kind.

Every weight belongs to a named feature, so what speaks for a candidate can be told; what speaks for it never lowers its
chances (:data:`FOR`, :data:`AGAINST`).  Weights are shipped as a small JSON file, made by ``python -m
tests.training.matching``.
Source: chances are mapped as in Kull, Silva Filho & Flach 2017 (beta calibration).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from pathways.matching.evidence import Evidence
from pathways.matching.features import COURSE, ELECTIVE, KIND, Rows
from pathways.matching.lexicon import Lexicon

KINDS: Final = ("course", "elective", "none")
"""The kinds of answers; the first has no weights of its own, the others are judged against it."""

TELLING: Final = 0.9
"""From which likeness on a single title with a rule is told from chance."""

UNLISTED: Final = ("course", "elective")
"""Kinds of which the right answer may be none of the candidates."""

SAID: Final = ("level", "low", "high")
"""What maps chances: ``level + low * log(p) - high * log(1 - p)`` are the log odds; low and high are not negative."""

_LEAST: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the three parts of the model, of what is not listed, and of the map to chances that hold."""

    course: Rows
    elective: Rows
    kind: Rows
    unlisted: Rows
    said: Rows

    def toward(self, other: Weights, share: float) -> Weights:
        """Return the weights that lie so far on the way (0 to 1) to others."""
        return Weights(
            self.course + share * (other.course - self.course),
            self.elective + share * (other.elective - self.elective),
            self.kind + share * (other.kind - self.kind),
            self.unlisted + share * (other.unlisted - self.unlisted),
            self.said + share * (other.said - self.said),
        )


@dataclass(frozen=True, slots=True)
class Model:
    """The weights, and what they were learned from.

    ``unknown`` are for receivers of which next to no rule is known, ``known`` for those of which all are; with ``half``
    rules of other senders weights lie half way.  ``cold`` maps the chances where not one is known.  ``words`` are those
    that stand for each other.
    """

    version: str
    trained_on: str
    enough: int
    half: float
    known: Weights
    unknown: Weights
    cold: Rows
    words: Lexicon = field(default_factory=dict)

    def knows(self, evidence: Evidence) -> bool:
        """Return whether there are ``enough`` rules, or one about a title much like this one."""
        return evidence.rules >= self.enough or evidence.nearest >= TELLING

    def weights(self, evidence: Evidence) -> Weights:
        """Return the weights for a course of which rules say this."""
        if not evidence.rules:
            return replace(self.unknown, said=self.cold)
        return self.unknown.toward(self.known, share_known(evidence.rules, self.half))


def share_known(rules: int, half: float) -> float:
    """Return how far a receiver with so many rules of others is on the way from unknown to known.

    >>> share_known(0, 100), share_known(100, 100)
    (0.0, 0.5)
    """
    return rules / (rules + half)


def model_of(text: str) -> Model:
    """Return the model written in a JSON text; a feature without a weight weighs nothing."""
    data = json.loads(text)
    return Model(
        data["version"],
        data["trained_on"],
        int(data["enough"]),
        float(data["half"]),
        _weights(data["known"]),
        _weights(data["unknown"]),
        _row(SAID, data["cold"]),
        data["words"],
    )


def _weights(data: Mapping[str, Any]) -> Weights:
    kind = [_row(KIND, data["kind"].get(name, {})) for name in KINDS[1:]]
    return Weights(
        _row(COURSE, data["course"]),
        _row(ELECTIVE, data["elective"]),
        np.array([np.zeros(len(KIND)), *kind]),
        _row(UNLISTED, data["unlisted"]),
        _row(SAID, data["said"]),
    )


def _row(names: Sequence[str], weights: Mapping[str, float]) -> Rows:
    return np.array([float(weights.get(name, 0.0)) for name in names])


def text_of(model: Model) -> str:
    """Return the model as JSON text, features in their order, weights with four decimals."""
    data = {
        "version": model.version,
        "trained_on": model.trained_on,
        "enough": model.enough,
        "half": model.half,
        "known": _data(model.known),
        "unknown": _data(model.unknown),
        "cold": _named(SAID, model.cold),
        "words": {word: dict(found) for word, found in sorted(model.words.items())},
    }
    return json.dumps(data, indent=1) + "\n"


def _data(weights: Weights) -> dict[str, Any]:
    return {
        "course": _named(COURSE, weights.course),
        "elective": _named(ELECTIVE, weights.elective),
        "kind": {name: _named(KIND, row) for name, row in zip(KINDS[1:], weights.kind[1:], strict=True)},
        "unlisted": _named(UNLISTED, weights.unlisted),
        "said": _named(SAID, weights.said),
    }


def _named(names: Sequence[str], row: Rows) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, row, strict=True) if round(float(weight), 4)}


def mapped(chances: Rows, said: Rows) -> Rows:
    """Return chances that hold, in the same order.

    Several answers may be right, so that chances may add up to more than one: then all but the largest are lowered.

    >>> mapped(np.array([0.5, 0.25]), np.array([0.0, 1.0, 1.0])).round(6).tolist()
    [0.5, 0.25]
    """
    inside = np.clip(chances, _LEAST, 1 - _LEAST)
    found: Rows = 1 / (1 + np.exp(-(said[0] + said[1] * np.log(inside) - said[2] * np.log1p(-inside))))
    top = int(chances.argmax())
    others = float(found.sum() - found[top])
    lowered = found * min(1.0, (1 - found[top]) / others) if others else found
    lowered[top] = found[top]
    return lowered


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
