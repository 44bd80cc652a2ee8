"""What does it cost to be done sooner?  The plans that no other beats: last day, price, and what is held on the way."""

from __future__ import annotations

from typing import Any, Final

from pathways.language.words import Say
from pathways.model.plan_documents import FrontEntry, PlanDocument
from pathways.ui.picture import AXIS, FILLS, INKS, Picture, layout

SHAPES: Final = ("circle", "square", "diamond", "star")
"""The shape of a point says how many awards are earned on the way: none or one, two, three, four and more."""

SIZES: Final = (26, 46)
"""The smallest and the largest point; each must take a finger."""


def trade_picture(plan: PlanDocument, say: Say, shown: int = 0) -> Picture:
    """Return the front of a plan as points to pick from; ``shown`` is the number of the one that is shown, or 0."""
    entries, currency = plan.others, plan.totals.currency if plan.totals else None
    columns = (
        say("Plan"),
        say("Done by"),
        say("Terms"),
        say("Cost"),
        say("Held on the way"),
        say("Awards"),
        say("Things to do"),
    )
    rows = tuple(
        (
            str(number),
            say.day(entry.finish) or say("nothing left to do"),
            say.number(entry.terms),
            say.money(entry.cost, currency),
            say.number(entry.stop_value),
            awards_of(entry, say),
            say.number(len(entry.items)),
        )
        for number, entry in enumerate(entries, start=1)
    )
    words = "; ".join(f"{number}: {told(entry, currency, say)}" for number, entry in enumerate(entries, start=1))
    return Picture(f"plans-{shown}", trade_title(plan, say), _spec(plan, say, shown), words, columns, rows)


def trade_title(plan: PlanDocument, say: Say) -> str:
    """Return what the trade comes to, in a sentence."""
    entries, currency = plan.others, plan.totals.currency if plan.totals else None
    if len(entries) < 2:
        return say("One plan is the soonest, the cheapest, and holds the most on the way")
    costs = [entry.cost for entry in entries]
    days = [entry.finish for entry in entries if entry.finish]
    said = say.many("{n} plan that no other beats", "{n} plans that no other beats", len(entries))
    if days and min(days) != max(days):
        said = say(
            "{plans}: done from {first} to {last}", plans=said, first=say.day(min(days)), last=say.day(max(days))
        )
    return say(
        "{plans}, for {least} to {most}",
        plans=said,
        least=say.money(min(costs), currency),
        most=say.money(max(costs), currency),
    )


def told(entry: FrontEntry, currency: str | None, say: Say) -> str:
    """Return one plan in short, such as ``23 Apr 2027, $1,506.86, Certificate in Data Analytics``."""
    day = say.day(entry.finish) or say("nothing left to do")
    return ", ".join([day, say.money(entry.cost, currency), awards_of(entry, say)])


def awards_of(entry: FrontEntry, say: Say) -> str:
    """Return what a plan earns, and when."""
    named = (f"{award.title} ({say.day(award.day)})" for award in entry.awards)
    return say.listed(named) or say("no award")


def _spec(plan: PlanDocument, say: Say, shown: int) -> dict[str, Any]:
    entries, currency = plan.others, plan.totals.currency if plan.totals else None
    most = max((entry.stop_value for entry in entries), default=None) or 1
    small, large = SIZES
    numbers = range(1, len(entries) + 1)
    points = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [(entry.finish or plan.as_of).isoformat() for entry in entries],
        "y": [float(entry.cost) for entry in entries],
        "text": [f"✓ {n}" if n == shown else str(n) for n in numbers],
        "textfont": {"color": [INKS["done"] if n == shown else INKS["coming"] for n in numbers]},
        "hovertext": [told(entry, currency, say).replace(", ", "<br>") for entry in entries],
        "hoverinfo": "text",
        "marker": {
            "symbol": [SHAPES[min(max(len(entry.awards) - 1, 0), 3)] for entry in entries],
            "size": [small + (large - small) * float(entry.stop_value / most) for entry in entries],
            "color": [FILLS["done"] if n == shown else FILLS["coming"] for n in numbers],
            "line": {"color": "#10202E", "width": 1},
            "opacity": 1,
        },
        "unselected": {"marker": {"opacity": 1}},
        "cliponaxis": False,
    }
    days = {
        "type": "date",
        "tickformat": "%Y-%m-%d",
        "nticks": 4,
        "fixedrange": True,
        "title": {"text": say("done by")},
    }
    costs = {
        "rangemode": "tozero",
        **AXIS,
        "automargin": True,
        "title": {"text": say("cost in {currency}", currency=currency) if currency else say("cost")},
    }
    return {"data": [points], "layout": layout(380, xaxis=days, yaxis=costs, showlegend=False)}
