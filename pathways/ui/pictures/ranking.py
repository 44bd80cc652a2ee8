"""Where do my credits go furthest?  The goals nearest to hand as bars: what is there, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from pathways.language.words import Say, amount
from pathways.model.documents import CompareEntry
from pathways.ui.names import Names
from pathways.ui.picture import AXIS, FILLS, INKS, Picture, layout, wrapped

MOST: Final = 15
"""So many goals are drawn; the others stand in the list."""

WIDTH: Final = 24

ROOM: Final = Fraction(1, 4)
"""Shorter bars have no room for their share."""


def ranking_picture(entries: Sequence[CompareEntry], names: Names, say: Say) -> Picture:
    """Return the first goals of a ranking as bars of the whole way, with the credit behind them as a table."""
    shown = tuple(entries[:MOST])
    columns = (
        say("Goal"),
        say("Institution"),
        say("Progress"),
        say("Accepted"),
        say("Applied"),
        say("Missing"),
        say("Items missing"),
    )
    rows = tuple(
        (
            entry.title,
            names.organization(entry.organization),
            standing(entry, say),
            say.number(entry.accepted),
            say.number(entry.applied),
            amount(say, entry.shortfall, entry.system),
            say.number(entry.items_missing),
        )
        for entry in shown
    )
    words = "; ".join(f"{entry.title}: {standing(entry, say)}" for entry in shown)
    return Picture("furthest", ranking_title(shown, say), _spec(shown, names, say), words, columns, rows)


def ranking_title(entries: Sequence[CompareEntry], say: Say) -> str:
    """Return what the ranking finds, in a sentence."""
    done = sum(entry.status == "satisfied" for entry in entries)
    near = next((entry for entry in entries if entry.status != "satisfied" and entry.progress), None)
    if near is None:
        return say.many("{n} goal is met already", "{n} goals are met already", done)
    return say(
        "Nearest: {goal}, {share} of the way, {missing} missing",
        goal=near.title,
        share=say.percent(near.progress),
        missing=amount(say, near.shortfall, near.system),
    )


def standing(entry: CompareEntry, say: Say) -> str:
    """Return how far a goal is, with a sign."""
    if entry.status == "satisfied":
        return f"✓ {say('met')}"
    share = say.percent(entry.progress)
    return say("? {share}, somebody has to decide", share=share) if entry.status == "undecided" else share


def _spec(entries: Sequence[CompareEntry], names: Names, say: Say) -> dict[str, Any]:
    labels = [f"{n}. {wrapped(_label(entry, names), WIDTH, 3)}" for n, entry in enumerate(entries, start=1)]
    there = [float(entry.progress) for entry in entries]
    shares = [say.percent(entry.progress) if entry.progress > ROOM else "" for entry in entries]
    done = _bar("✓ " + say("there"), labels, there, "done", [_there(entry, say) for entry in entries])
    rest = _bar("✗ " + say("missing"), labels, [1 - x for x in there], "missing", [_open(e, say) for e in entries])
    bars = [{**done, "text": shares}, rest]
    axis = {"visible": False, "range": [0, 1], "fixedrange": True}
    rows = {"categoryorder": "array", "categoryarray": labels[::-1], "automargin": True, **AXIS}
    legend = {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0, "traceorder": "normal"}
    spec = layout(70 + 54 * len(entries), barmode="stack", xaxis=axis, yaxis=rows, legend=legend, bargap=0.25)
    return {"data": bars, "layout": spec}


def _label(entry: CompareEntry, names: Names) -> str:
    return f"{entry.title}, {names.organization(entry.organization)}"


def _there(entry: CompareEntry, say: Say) -> str:
    applied, accepted = say.number(entry.applied), say.number(entry.accepted)
    return say("{applied} applied of {accepted} accepted", applied=applied, accepted=accepted)


def _open(entry: CompareEntry, say: Say) -> str:
    return say("{amount} missing", amount=amount(say, entry.shortfall, entry.system)) if entry.shortfall else ""


def _bar(name: str, labels: list[str], lengths: list[float], state: str, words: list[str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": labels,
        "x": lengths,
        "textposition": "inside",
        "insidetextanchor": "start",
        "textangle": 0,
        "hovertext": words,
        "hoverinfo": "y+text",
        "marker": {"color": FILLS[state], "line": {"color": INKS["missing"], "width": 0.5}},
        "textfont": {"color": INKS[state]},
    }
