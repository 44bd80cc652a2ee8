"""What does a plan look like over time?  A bar for each thing to do, a mark for each award and each place to stop.

Nothing is said by colour alone: every kind has its own pattern and its word in the label, every mark its shape.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from pathways.language.words import Say
from pathways.model.plan_documents import PlanDocument, PlanItem, PlanTerm
from pathways.ui.doing import KINDS, price
from pathways.ui.picture import AXIS, Picture, layout, wrapped

LOOKS: Final = {
    "section": ("#4477AA", ""),
    "challenge_exam": ("#EE6677", "/"),
    "prior_learning_assessment": ("#228833", "x"),
    "recognition_application": ("#CCBB44", "."),
    "award": ("#AA3377", "-"),
}
"""Colour and pattern of each kind; the colours can be told apart by people who see few."""

A_DAY: Final = 24 * 60 * 60 * 1000
"""In the unit in which the figure measures bars."""

ROOM: Final = "\u00a0\u00a0"
"""Between a sign and its mark."""

FEW: Final = 3
"""Of more terms the shares at their ends would stand over each other."""

WIDTH: Final = 22
"""Letters in a line of a label: what leaves room for the bars on a phone."""


def timeline_picture(plan: PlanDocument, say: Say) -> Picture:
    """Return a plan as bars over time, with what is earned, and what is held by who stops."""
    columns = (
        say("Term"),
        say("What"),
        say("How"),
        say("From"),
        say("To"),
        say("Credit"),
        say("Cost"),
        say("Why"),
    )
    rows = tuple(_rows(plan, say))
    return Picture("plan", timeline_title(plan, say), _spec(plan, say), timeline_words(plan, say), columns, rows)


def timeline_title(plan: PlanDocument, say: Say) -> str:
    """Return the finding that the figure shows, in one sentence."""
    totals = plan.totals
    if plan.status == "infeasible_proven":
        return say("No plan reaches {goal}", goal=plan.title)
    if totals is None:
        return say("No plan toward {goal} was found", goal=plan.title)
    if totals.finish is None:
        return say("{goal}: nothing is left to do", goal=plan.title)
    return say(
        "{reached}: {terms}, {things}, {cost}",
        reached=reached(plan, say),
        terms=say.many("{n} term", "{n} terms", totals.terms),
        things=say.many("{n} thing to do", "{n} things to do", totals.items),
        cost=say.money(totals.cost, totals.currency),
    )


def reached(plan: PlanDocument, say: Say) -> str:
    """Return what a plan reaches, and by when; where it earns several things, each with its day."""
    if len(plan.awards) > 1:
        awards = sorted(plan.awards, key=lambda award: award.day)
        return say.listed(say("{goal} by {day}", goal=award.title, day=say.day(award.day)) for award in awards)
    return say("{goal} by {day}", goal=plan.title, day=say.day(plan.totals.finish if plan.totals else None))


def timeline_words(plan: PlanDocument, say: Say) -> str:
    """Return the figure in words, for those who do not see it."""
    parts = []
    for term in plan.terms:
        things = say.listed(f"{item.title} ({say(KINDS[item.kind])})" for item in term.items)
        held = held_words(term, say)
        parts.append(say("{term}: {things}. Who stops then holds {held}.", term=term.title, things=things, held=held))
    parts += [say("{award} is earned on {day}.", award=award.title, day=say.day(award.day)) for award in plan.awards]
    parts += [say("What clashes: {what}.", what=say.engine(entry.words)) for entry in plan.conflict]
    parts += [say("What would help: {what}.", what=say.engine(entry.words)) for entry in plan.relaxations]
    return " ".join(parts)


def held_words(term: PlanTerm, say: Say) -> str:
    """Return what a learner holds who stops at the end of a term."""
    said = (f"{e.title}: {say('earned') if e.earned else say.percent(e.progress)}" for e in term.held)
    return "; ".join(said) or say("nothing of the goals")


def _rows(plan: PlanDocument, say: Say) -> Iterator[tuple[str, ...]]:
    for term in plan.terms:
        for item in term.items:
            credit = "" if item.credit is None else say.number(item.credit)
            days = item.begin.isoformat(), item.end.isoformat()
            why = say.engine(item.reason)
            yield term.title, item.title, say(KINDS[item.kind]), *days, credit, _price(plan, item, say), why
        day = term.end.isoformat()
        yield term.title, say("Stop here"), say("what is held"), day, day, "", "", held_words(term, say)
    for award in plan.awards:
        day = award.day.isoformat()
        yield "", award.title, say("award earned"), day, day, "", "", say("all it requires is met")


def _spec(plan: PlanDocument, say: Say) -> dict[str, Any]:
    """Return the figure as plotly's plain values: bars for what is done, stars for awards, diamonds for stops."""
    items = [item for term in plan.terms for item in term.items]
    kinds = dict.fromkeys(item.kind for item in items)
    stop, award = say("if I stop here"), say("awards")
    signed = len(plan.terms) <= FEW
    stops = [(term.end, stop, _share(term, say) if signed else "", held_words(term, say)) for term in plan.terms]
    awards = [(found.day, award, "", found.title) for found in plan.awards]
    marks = [
        _marks(say("what I hold if I stop"), "diamond-open", stops),
        _marks(say("award earned"), "star", awards),
    ]
    rows = [*dict.fromkeys(_label(item, say) for item in items), stop, award]
    height = 110 + len(rows) * (8 + 16 * max(row.count("<br>") + 1 for row in rows))
    spec = layout(
        height,
        barmode="overlay",
        xaxis={"type": "date", "tickformat": "%Y-%m", "nticks": 4, "range": _span(plan), **AXIS},
        yaxis={"categoryorder": "array", "categoryarray": rows[::-1], "automargin": True, **AXIS},
        legend={"orientation": "h", "yanchor": "top", "y": -45 / height, "x": 0},
    )
    return {"data": [*(_bars(plan, kind, items, say) for kind in kinds), *marks], "layout": spec}


def _span(plan: PlanDocument) -> list[str] | None:
    """Return the first and the last day that are shown, with room for the marks at the end."""
    days = [day for term in plan.terms for item in term.items for day in (item.begin, item.end)]
    days += [term.end for term in plan.terms] + [award.day for award in plan.awards]
    if not days:
        return None
    room = dt.timedelta(days=max(10, (max(days) - min(days)).days // 12))
    return [(min(days) - dt.timedelta(days=5)).isoformat(), (max(days) + room).isoformat()]


def _share(term: PlanTerm, say: Say) -> str:
    """Return how far the goal is that is furthest, as a short sign beside the mark."""
    if any(entry.earned for entry in term.held):
        return f"✓{ROOM}"
    return say.percent(max((entry.progress for entry in term.held), default=Fraction(0))) + ROOM


def _label(item: PlanItem, say: Say) -> str:
    return wrapped(f"{item.title} ({say(KINDS[item.kind])})", WIDTH, 3)


def _bars(plan: PlanDocument, kind: str, items: list[PlanItem], say: Say) -> dict[str, Any]:
    """Return the bars of one kind."""
    colour, pattern = LOOKS[kind]
    mine = [item for item in items if item.kind == kind]
    return {
        "type": "bar",
        "name": say(KINDS[kind]),
        "orientation": "h",
        "y": [_label(item, say) for item in mine],
        "base": [item.begin.isoformat() for item in mine],
        "x": [((item.end - item.begin).days + 1) * A_DAY for item in mine],
        "hovertext": [wrapped(_hover(plan, item, say), 40, 6) for item in mine],
        "hoverinfo": "text",
        "marker": {"color": colour, "pattern": {"shape": pattern}, "line": {"color": "#333333", "width": 1}},
    }


def _hover(plan: PlanDocument, item: PlanItem, say: Say) -> str:
    return say(
        "{what}, {begin} to {end}, {cost}. {why}",
        what=item.title,
        begin=say.day(item.begin),
        end=say.day(item.end),
        cost=_price(plan, item, say),
        why=say.engine(item.reason),
    )


def _price(plan: PlanDocument, item: PlanItem, say: Say) -> str:
    return price(say, item.cost, plan.totals.currency if plan.totals else None)


def _marks(name: str, shape: str, points: list[tuple[dt.date, str, str, str]]) -> dict[str, Any]:
    """Return marks with a sign beside them and their words on hover."""
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers+text",
        "x": [day.isoformat() for day, _, _, _ in points],
        "y": [row for _, row, _, _ in points],
        "text": [sign for _, _, sign, _ in points],
        "textposition": "middle left",
        "hovertext": [wrapped(words, 40, 6) for _, _, _, words in points],
        "hoverinfo": "text",
        "marker": {"symbol": shape, "size": 14, "color": "#333333"},
    }
