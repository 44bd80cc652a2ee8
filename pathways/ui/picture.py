"""What is a picture here?  A finding as its title, the figure, the same in words, and the same as a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from pathways.errors import NotAvailableError

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

PLOTLY: Final = "application/vnd.plotly.v1+json"
"""As what notebooks know a figure of plotly."""

_BREAKS: Final = re.compile(r"[ \t\r\n]+")

LINE: Final = 72
"""Letters in a line of a title that stands above its figure."""

SIZE: Final = 16
"""Of its letters.  plotly moves a title that makes its own room up by each line after the first: it is set lower."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure that everybody can read.

    ``title`` states the finding in a sentence; ``spec`` is plotly's ``data`` and ``layout`` as plain values; ``words``
    say the same to those who do not see it; ``columns`` and ``rows`` are the same as a table, all words.  ``name`` is
    that of the files that are downloaded.  A notebook shows a picture that is the last thing in a cell.
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

    def figure(self) -> Any:
        """Return a plotly ``Figure`` with the title above it.  Raises NotAvailableError X002 without plotly."""
        try:
            from plotly.graph_objects import Figure  # type: ignore[import-untyped]
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] != "plotly":
                raise
            raise needs("plotly") from None
        return Figure(titled(self))

    def html(self) -> str:
        """Return title and table as HTML; what a catalogue or a record says is escaped."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in self.rows)
        body = "\n".join(f"<tr>{row}</tr>" for row in rows)
        caption = f"<caption><strong>{escape(self.title)}</strong></caption>"
        return f"<table>\n{caption}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Return what a notebook shows: the figure where it can draw, else title and table, else words."""
        return {PLOTLY: titled(self), "text/html": self.html(), "text/plain": f"{self.title}\n{self.words}"}


def titled(picture: Picture) -> dict[str, Any]:
    """Return what plotly draws, with the title above it and the legend below: a figure that stands alone."""
    spec = dict(picture.spec.get("layout", {}))
    words = wrapped(escape(picture.title, quote=False), LINE, 5)
    up = (1.3 * more + 1.2) * SIZE if (more := words.count("<br>")) else 0
    height = spec.get("height", 300) + round(1.5 * SIZE * (1 + more) + up)
    place = {"x": 0.01, "y": round(1 - up / height, 4), "yref": "container", "yanchor": "top", "automargin": True}
    title = {"text": words, "font": {"size": SIZE}, "pad": {"t": 8, "b": 8}, **place}
    legend = dict(spec.get("legend", {}))
    if legend.get("y", 0) >= 1:
        legend |= {"yanchor": "top", "y": -0.05}
    axes = {name: {**axis, "automargin": True} for name, axis in spec.items() if name[1:].startswith("axis")}
    whole = {**spec, **axes, "height": height, "title": title, "legend": legend}
    return {"data": list(picture.spec.get("data", ())), "layout": whole}


def needs(package: str) -> NotAvailableError:
    """Return the error that says what pictures need."""
    return NotAvailableError(
        "X002",
        f"pictures need {package}, which is not installed here",
        why="Everything else works without it.",
        hint="Install it with: pip install 'pathways-planner[ui]'",
    )


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


def below() -> dict[str, Any]:
    """Return a legend at the foot of a figure of any height, for which a margin of about 96 is to be left."""
    return {"orientation": "h", "yref": "container", "yanchor": "bottom", "y": 0, "x": 0}


def wrapped(text: str, width: int = 24, most: int = 3) -> str:
    """Return a label in lines of about ``width`` letters for a figure; of a long one the beginning.

    What no-break spaces hold together stays together.

    >>> wrapped("Communicating at Work and Elsewhere", 16)
    'Communicating at<br>Work and<br>Elsewhere'
    """
    lines: list[str] = [""]
    for word in filter(None, _BREAKS.split(text)):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    shown: Sequence[str] = lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]
    return "<br>".join(shown).replace("<br><br>", "<br>")
