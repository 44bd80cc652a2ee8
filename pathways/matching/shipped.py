"""Which weights come with the package?  The model of suggestions and what an encoder weighs, in files beside it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pathways.matching.encoded import EncodedWeights, encoded_of
from pathways.matching.ranker import Model, model_of


@cache
def shipped_model() -> Model:
    """Return the model that the package ships."""
    return model_of((files("pathways.matching") / "weights.json").read_text(encoding="utf-8"))


@cache
def shipped_encoded() -> EncodedWeights:
    """Return what an encoder weighs, with the one encoder that this was learned for."""
    return encoded_of((files("pathways.matching") / "encoded.json").read_text(encoding="utf-8"))
