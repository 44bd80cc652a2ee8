"""Which weights come with the package?  The model of suggestions, read from the file beside it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pathways.matching.ranker import Model, model_of


@cache
def shipped_model() -> Model:
    """Return the model that the package ships."""
    return model_of((files("pathways.matching") / "weights.json").read_text(encoding="utf-8"))
