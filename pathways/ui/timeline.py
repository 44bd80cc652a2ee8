"""What does a plan look like over time?  A figure with a bar for each thing to do, its words, and the same as a table.

Nothing is said by colour alone: every kind has its own pattern and its word in the bar's text, every marker its shape.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from pathways.model.exact import format_exact
from pathways.model.plan_documents import PlanDocument, PlanItem, PlanTerm

KINDS: Final = {
    "section": ("course", "#4477AA", ""),
    "challenge_exam": ("exam", "#EE6677", "/"),
    "prior_learning_assessment": ("assessment", "#228833", "x"),
    "recognition_application": ("application", "#CCBB44", "."),
    "award": ("award to claim", "#AA3377", "-"),
}
"""Word, colour and pattern of each kind; the colours can be told apart by people who see few."""

A_DAY: Final = 24 * 60 * 60 * 1000
"""In the unit in which the figure measures bars."""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One row of the table beside the figure; all words."""

    term: str
    what: str
    kind: str
    begin: str
    end: str
    credit: str
    cost: str
    why: str


def timeline_rows(plan: PlanDocument) -> tuple[TimelineRow, ...]:
    """Return everything that the figure shows as the rows of a table, in order of time."""
    return tuple(_rows(plan))


def _rows(plan: PlanDocument) -> Iterator[TimelineRow]:
    for term in plan.terms:
        for item in term.items:
            credit = "" if item.credit is None else format_exact(item.credit)
            days = item.begin.isoformat(), item.end.isoformat()
            yield TimelineRow(
                term.title, item.title, KINDS[item.kind][0], *days, credit, _price(plan, item), item.reason
            )
        yield _stop(term)
    for award in plan.awards:
        day = award.day.isoformat()
        yield TimelineRow("", award.title, "award earned", day, day, "", "", "all it requires is met")


def _stop(term: PlanTerm) -> TimelineRow:
    day = term.end.isoformat()
    return TimelineRow(term.title, "Stop here", "what is held", day, day, "", "", held_words(term))


def held_words(term: PlanTerm) -> str:
    """Return what a learner holds who stops at the end of a term."""
    said = (f"{e.title}: {'earned' if e.earned else f'{int(e.progress * 100)} %'}" for e in term.held)
    return "; ".join(said) or "nothing of the goals"


def _money(plan: PlanDocument, amount: str) -> str:
    currency = plan.totals.currency if plan.totals else None
    return f"{amount} {currency}" if currency else amount


def timeline_title(plan: PlanDocument) -> str:
    """Return the finding that the figure shows, in one sentence."""
    totals = plan.totals
    if plan.status == "infeasible_proven":
        return f"No plan reaches {plan.title}"
    if totals is None:
        return f"No plan toward {plan.title} was found"
    if totals.finish is None:
        return f"{plan.title}: nothing is left to do"
    cost = _money(plan, format_exact(totals.cost))
    terms = f"{totals.terms} term{'' if totals.terms == 1 else 's'}"
    return f"{plan.title} by {totals.finish}: {terms}, {totals.items} things to do, {cost}"


def timeline_words(plan: PlanDocument) -> str:
    """Return the figure in words, for those who do not see it."""
    parts = [f"{timeline_title(plan)}."]
    for term in plan.terms:
        things = ", ".join(f"{item.title} ({KINDS[item.kind][0]})" for item in term.items)
        parts.append(f"{term.title}: {things}. Who stops then holds {held_words(term)}.")
    parts += [f"{award.title} is earned on {award.day}." for award in plan.awards]
    parts += [f"What clashes: {entry.words}." for entry in plan.conflict]
    parts += [f"What would help: {entry.words}." for entry in plan.relaxations]
    return " ".join(parts)


def timeline(plan: PlanDocument) -> Any:
    """Return the plotly figure of a plan, made from :func:`timeline_spec`.  Raises ImportError without plotly."""
    return import_module("plotly.graph_objects").Figure(timeline_spec(plan))


def timeline_spec(plan: PlanDocument) -> dict[str, Any]:
    """Return the figure as plotly's plain values: bars for what is done, stars for awards, diamonds for stops.

    The words for those who do not see it stand in ``layout.meta["alternative"]``; :func:`timeline_rows` is its table.
    """
    items = [item for term in plan.terms for item in term.items]
    kinds = dict.fromkeys(item.kind for item in items)
    stops = [(term.end, "if I stop here", held_words(term)) for term in plan.terms]
    awards = [(award.day, "awards", award.title) for award in plan.awards]
    marks = [_marks("what I hold if I stop", "diamond-open", stops), _marks("award earned", "star", awards)]
    rows = [*(_label(item) for item in items), "if I stop here", "awards"]
    layout = {
        "title": {"text": timeline_title(plan)},
        "meta": {"alternative": timeline_words(plan)},
        "barmode": "overlay",
        "xaxis": {"type": "date", "title": {"text": "when"}},
        "yaxis": {"categoryorder": "array", "categoryarray": rows[::-1], "automargin": True},
        "legend": {"title": {"text": "what it is"}},
        "height": 160 + 30 * len(rows),
    }
    return {"data": [*(_bars(plan, kind, items) for kind in kinds), *marks], "layout": layout}


def _label(item: PlanItem) -> str:
    return f"{item.title} ({KINDS[item.kind][0]})"


def _bars(plan: PlanDocument, kind: str, items: list[PlanItem]) -> dict[str, Any]:
    """Return the bars of one kind."""
    word, colour, pattern = KINDS[kind]
    mine = [item for item in items if item.kind == kind]
    return {
        "type": "bar",
        "name": word,
        "orientation": "h",
        "y": [_label(item) for item in mine],
        "base": [item.begin.isoformat() for item in mine],
        "x": [((item.end - item.begin).days + 1) * A_DAY for item in mine],
        "text": [_price(plan, item) for item in mine],
        "hovertext": [f"{i.title}, {i.begin} to {i.end}, {_price(plan, i)}. {i.reason}" for i in mine],
        "hoverinfo": "text",
        "marker": {"color": colour, "pattern": {"shape": pattern}, "line": {"color": "#333333", "width": 1}},
    }


def _price(plan: PlanDocument, item: PlanItem) -> str:
    return "no price stated" if item.cost is None else _money(plan, format_exact(item.cost))


def _marks(name: str, shape: str, points: list[tuple[dt.date, str, str]]) -> dict[str, Any]:
    """Return markers with their words beside them."""
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers+text",
        "x": [day.isoformat() for day, _, _ in points],
        "y": [row for _, row, _ in points],
        "text": [words for _, _, words in points],
        "textposition": "middle left",
        "hoverinfo": "text",
        "marker": {"symbol": shape, "size": 14, "color": "#333333"},
    }
