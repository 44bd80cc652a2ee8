"""How is a figure sent without being checked each time?  Plotly checks it once; then it goes as it was found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from plotly.basedatatypes import BaseFigure  # type: ignore[import-untyped]
from plotly.graph_objects import Figure  # type: ignore[import-untyped]

MOST_KEPT: Final = 128


class Checked(BaseFigure):  # type: ignore[misc]
    """A figure whose values were checked: it is shown as it is, and never changed."""

    def __init__(self, values: dict[str, Any]) -> None:
        object.__setattr__(self, "_values", values)

    def to_dict(self) -> dict[str, Any]:
        """Return what is sent."""
        values: dict[str, Any] = self._values
        return values


def checked(spec: Mapping[str, Any]) -> Checked:
    """Return a figure of plotly's ``data`` and ``layout``.  Raises ValueError where plotly knows no such thing.

    >>> checked({"data": [{"type": "bar", "x": [1], "y": [2]}]}).to_dict()["data"]
    [{'x': [1], 'y': [2], 'type': 'bar'}]
    """
    return Checked(_checked(json.dumps(spec)))


@lru_cache(maxsize=MOST_KEPT)
def _checked(spec: str) -> dict[str, Any]:
    values: dict[str, Any] = Figure(json.loads(spec)).to_dict()
    return values
