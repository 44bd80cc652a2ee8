"""What does the likeness that an encoder finds weigh?  Weights apart, for the one encoder they were learned for.

They are added to weights that are settled: what words say weighs less beside an encoder, never against its sign.
``python -m tests.training.encoded`` learns them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pathways.errors import QuestionError
from pathways.matching.features import COURSE
from pathways.matching.ranker import Model, Weights

ENCODED: Final = ("encoded", "encoded_gap")
"""The features of a course that come from an encoder."""

BESIDE: Final = ("word", "piece", "word_gap", "piece_gap", "alike_over_80", "aligned", "covered", "translated")
"""What the words of titles say: features that may weigh less beside it."""


@dataclass(frozen=True, slots=True)
class EncodedWeights:
    """What is added to the weights of ENCODED and BESIDE where nothing is known of a receiver and where all is, and
    the encoder that this belongs to."""

    encoder: str
    version: str
    trained_on: str
    known: Mapping[str, float]
    unknown: Mapping[str, float]


def encoded_of(text: str) -> EncodedWeights:
    """Return the weights written in a JSON text."""
    data = json.loads(text)
    return EncodedWeights(**{name: data[name] for name in EncodedWeights.__slots__})


def text_of(given: EncodedWeights) -> str:
    """Return the weights as JSON text."""
    return json.dumps({name: getattr(given, name) for name in EncodedWeights.__slots__}, indent=1) + "\n"


def with_encoder(model: Model, encoder: str, own: EncodedWeights) -> Model:
    """Return the model as it is beside an encoder.

    Raises QuestionError U003 where they were learned for another one.
    """
    if own.encoder != encoder:
        message = f"no weights were learned for the encoder {encoder!r}, only for {own.encoder!r}"
        hint = f"Use {own.encoder}, or learn weights of your own with python -m tests.training.encoded."
        raise QuestionError("U003", message, hint=hint)
    return replace(
        model,
        version=f"{model.version} with {own.encoder} ({own.version})",
        known=_with(model.known, own.known),
        unknown=_with(model.unknown, own.unknown),
    )


def _with(weights: Weights, given: Mapping[str, float]) -> Weights:
    course = weights.course.copy()
    for name in (*ENCODED, *BESIDE):
        course[COURSE.index(name)] += given[name]
    return replace(weights, course=course)
