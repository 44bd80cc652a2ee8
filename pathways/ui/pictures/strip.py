"""Which abilities are shown, claimed or missing?  A strip with a field for each competency that a goal asks for."""

from __future__ import annotations

from typing import Final

from pathways.language.words import Say, msg
from pathways.model.documents import CompetencyEntry, GapDocument
from pathways.ui.picture import FILLS, INKS, Picture, layout, wrapped

STANDINGS: Final = {"done": msg("shown"), "open": msg("claimed, not checked"), "missing": msg("missing")}
SIGNS: Final = {"done": "✓", "open": "?", "missing": "✗"}
ORDER: Final = ("missing", "open", "done")


def standing_of(entry: CompetencyEntry) -> str:
    """Return whether a competency is shown, only claimed, or missing."""
    if entry.status == "satisfied":
        return "done"
    return "open" if entry.claimed_by or entry.status == "undecided" else "missing"


def strip_picture(gap: GapDocument, say: Say) -> Picture:
    """Return the competencies of a gap as bars, one each, as long as the level that is shown."""
    entries = gap.competencies
    held = sum(standing_of(entry) == "done" for entry in entries)
    title = say("{held} of {all} abilities are shown", held=say.number(held), all=say.number(len(entries)))
    columns = (say("Ability"), say("State"), say("Level asked for"), say("Level shown"), say("By"))
    rows = tuple(
        (
            entry.title,
            f"{SIGNS[standing_of(entry)]} {say(STANDINGS[standing_of(entry)])}",
            "" if entry.level is None else str(entry.level),
            "" if entry.shown_level is None else str(entry.shown_level),
            say.listed((*entry.by, *entry.claimed_by)),
        )
        for entry in entries
    )
    words = say.listed(f"{entry.title}: {say(STANDINGS[standing_of(entry)])}" for entry in entries)
    return Picture("abilities", title, _spec(entries, say), words, columns, rows)


def _spec(entries: tuple[CompetencyEntry, ...], say: Say) -> dict[str, object]:
    labels = [wrapped(entry.title, 30, 2) for entry in entries]
    traces = []
    for state in ORDER:
        mine = [(label, entry) for label, entry in zip(labels, entries, strict=True) if standing_of(entry) == state]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": f"{SIGNS[state]} {say(STANDINGS[state])}",
                "y": [label for label, _ in mine],
                "x": [1 for _ in mine],
                "text": [f"{SIGNS[state]} {say(STANDINGS[state])}" for _ in mine],
                "textposition": "inside",
                "insidetextanchor": "start",
                "hoverinfo": "y+text",
                "marker": {"color": FILLS[state], "line": {"color": "#FFFFFF", "width": 1}},
                "textfont": {"color": INKS[state]},
            }
        )
    axis = {"visible": False, "range": [0, 1], "fixedrange": True}
    names = {"categoryorder": "array", "categoryarray": labels[::-1], "automargin": True, "fixedrange": True}
    height = 60 + 38 * len(entries)
    return {"data": traces, "layout": layout(height, barmode="stack", xaxis=axis, yaxis=names, showlegend=False)}
