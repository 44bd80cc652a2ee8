"""What does it take to climb a ladder of credentials?  For each what is kept from below, what is new, what dies."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from pathways.language.words import Say, amount
from pathways.model.design_documents import LadderDocument, RungEntry
from pathways.ui.picture import FILLS, INKS, Picture, below, layout, wrapped

_PARTS: Final = (("done", "✓"), ("coming", "+"), ("lost", "✗"))


def rungs_picture(ladder: LadderDocument, say: Say) -> Picture:
    """Return a ladder as bars: kept from the rung below, newly earned, and what of it ends at the next rung."""
    names = {"done": say("kept from below"), "coming": say("newly earned"), "lost": say("ends at the next rung")}
    parts = [_amounts(ladder, number) for number in range(len(ladder.rungs))]
    columns = (say("Credential"), names["done"], names["coming"], say("in all"), names["lost"])
    rows = tuple(
        (
            rung.title,
            say.number(kept),
            say.number(new),
            amount(say, kept + new, rung.unit),
            say.number(lost) if number < len(parts) - 1 else "",
        )
        for number, (rung, (kept, new, lost)) in enumerate(zip(ladder.rungs, parts, strict=True))
    )
    words = say.listed(f"{row[0]}: {columns[1]} {row[1]}, {columns[2]} {row[2]}" for row in rows)
    return Picture("ladder", ladder_title(ladder, say), _spec(ladder, parts, names, say), words, columns, rows)


def _amounts(ladder: LadderDocument, number: int) -> tuple[Fraction, Fraction, Fraction]:
    """Return what is kept from below, what is newly earned, and what ends at the next rung, in the rung's own unit."""
    rung = ladder.rungs[number]
    kept = max(Fraction(0), rung.required - rung.earned) if number else Fraction(0)
    lost = Fraction(0)
    if number < len(ladder.steps):
        lost = sum((dead.amount for dead in ladder.steps[number].dies), Fraction(0))
    return kept, rung.earned, lost


def ladder_title(ladder: LadderDocument, say: Say) -> str:
    """Return the finding: what the ladder takes, and how much more that is than going straight to its top."""
    top = ladder.rungs[-1].title
    if ladder.penalty is None or ladder.earned is None or ladder.unit is None:
        return say("These credentials count in different units: what carries over is told step by step")
    said = {"all": amount(say, ladder.earned, ladder.unit), "top": top}
    penalty = ladder.penalty
    if penalty.saving:
        return say(
            "The ladder takes {all}: {less} less than going straight to {top}", less=_n(penalty.saving, say), **said
        )
    if not penalty.amount:
        return say("The ladder takes {all}: not one more than going straight to {top}", **said)
    said |= {"more": _n(penalty.amount, say), "share": say.percent(penalty.share)}
    if penalty.hours is None:
        return say("The ladder takes {all}: {more} more than going straight to {top} ({share})", **said)
    hours = amount(say, penalty.hours, "hours")
    return say(
        "The ladder takes {all}: {more} more than going straight to {top} ({share}, {hours})", hours=hours, **said
    )


def _n(value: Fraction, say: Say) -> str:
    return say.number(value)


def _spec(
    ladder: LadderDocument, parts: list[tuple[Fraction, Fraction, Fraction]], names: dict[str, str], say: Say
) -> dict[str, Any]:
    labels = [_label(rung, number) for number, rung in enumerate(ladder.rungs)]
    widest = max((kept + new for kept, new, _ in parts), default=Fraction(1)) or Fraction(1)
    traces = []
    for place, (state, sign) in enumerate(_PARTS[:2]):
        values = [part[place] for part in parts]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": f"{sign} {names[state]}",
                "y": labels,
                "x": [float(value) for value in values],
                "text": [f"{sign} {say.number(value)}" if value * 12 > widest else "" for value in values],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "hovertemplate": f"%{{x}} {names[state]}<extra></extra>",
                "marker": {"color": FILLS[state], "line": {"color": "#FFFFFF", "width": 1}},
                "textfont": {"color": INKS[state]},
            }
        )
    ends = [
        {
            "x": float(kept + new),
            "y": label,
            "text": f"✗ {say('{n} end here', n=say.number(lost))}",
            "showarrow": False,
            "xanchor": "left",
        }
        for label, (kept, new, lost) in zip(labels, parts, strict=True)
        if lost
    ]
    axis = {"rangemode": "tozero", "fixedrange": True, "range": [0, float(widest) * 1.3]}
    rungs = {"categoryorder": "array", "categoryarray": labels, "automargin": True, "fixedrange": True}
    more = {"legend": below(), "margin": {"l": 8, "r": 8, "t": 8, "b": 96}, "annotations": ends}
    return {"data": traces, "layout": layout(130 + 64 * len(labels), barmode="stack", xaxis=axis, yaxis=rungs, **more)}


def _label(rung: RungEntry, number: int) -> str:
    return f"{number + 1}. {wrapped(rung.title, 22, 3)}"
