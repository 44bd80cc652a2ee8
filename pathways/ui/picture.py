"""What is a picture here?  A finding as its title, the figure, the same in words, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

FILLS: Final = {
    "done": "#1B6E53",
    "coming": "#9CC9E8",
    "missing": "#F7DCC9",
    "open": "#F4E7A8",
    "lost": "#8C2D62",
    "unneeded": "#E3E5E9",
}
"""Fills of the states; dark and light ones stand apart for people who see few colours, and a sign says the same."""

INKS: Final = {
    "done": "#FFFFFF",
    "coming": "#10202E",
    "missing": "#5A1F00",
    "open": "#3D3200",
    "lost": "#FFFFFF",
    "unneeded": "#3F4650",
}
"""The colour of words on each fill; every pair has a contrast of at least 4.5 to 1."""


AXIS: Final = {"fixedrange": True, "tickfont": {"color": "#31333F", "size": 13}, "title_font": {"color": "#31333F"}}
"""What every axis is: not to be dragged, its words dark enough to be read."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure that everybody can read.

    ``title`` states the finding in a sentence; ``spec`` is plotly's ``data`` and ``layout`` as plain values; ``words``
    say the same to those who do not see it; ``columns`` and ``rows`` are the same as a table, all words.  ``name`` is
    that of the files that are downloaded.
    """

    name: str
    title: str
    spec: Mapping[str, Any]
    words: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(default=())

    def table(self) -> list[dict[str, str]]:
        """Return the rows with the names of their columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def layout(height: int, **more: Any) -> dict[str, Any]:
    """Return a layout that suits a phone too: legend below, narrow margins, labels that make their own room."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.12, "x": 0},
        "font": {"size": 14},
        "hoverlabel": {"align": "left"},
        "dragmode": False,
        **more,
    }


def wrapped(text: str, width: int = 24, most: int = 3) -> str:
    """Return a label in lines of about ``width`` letters for a figure; of a long one the beginning.

    >>> wrapped("Communicating at Work and Elsewhere", 16)
    'Communicating at<br>Work and<br>Elsewhere'
    """
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    shown: Sequence[str] = lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]
    return "<br>".join(shown).replace("<br><br>", "<br>")
