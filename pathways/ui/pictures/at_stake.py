"""What is worth deciding first?  The groups with the most credit at stake as bars, with how sure the best answer is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from pathways.language.words import Say, amount
from pathways.model.desk_documents import QueueGroup
from pathways.ui.likely import about, chance
from pathways.ui.names import Names
from pathways.ui.picture import AXIS, FILLS, INKS, Picture, layout, wrapped

MOST: Final = 10
WIDTH: Final = 24


def at_stake_picture(groups: Sequence[QueueGroup], names: Names, say: Say) -> Picture:
    """Return the first groups of a queue as bars of the credit that waits for them."""
    shown = tuple(groups[:MOST])
    columns = (
        say("What"),
        say("Institution"),
        say("Credit at stake"),
        say("Learners"),
        say("How sure the best suggestion is"),
    )
    rows = tuple(
        (
            one.title,
            names.organization(one.pair.receiving),
            say.number(one.credit_at_stake),
            say.number(one.learners),
            sureness(say, one),
        )
        for one in shown
    )
    words = "; ".join(say.named(row[0], f"{row[2]}, {row[4]}") for row in rows)
    return Picture("at-stake", _title(groups, shown, say), _spec(shown, say), words, columns, rows)


def _title(groups: Sequence[QueueGroup], shown: Sequence[QueueGroup], say: Say) -> str:
    whole = sum((one.credit_at_stake for one in groups), Fraction(0))
    if not whole:
        return say.many(
            "{n} decision waits; how much credit it is about, nobody knows",
            "{n} decisions wait; how much credit they are about, nobody knows",
            len(groups),
        )
    return say(
        "The first {n} of {all} decisions clear up to {part} of {whole}",
        n=say.number(len(shown)),
        all=say.number(len(groups)),
        part=say.number(sum((one.credit_at_stake for one in shown), Fraction(0))),
        whole=amount(say, whole, "credit"),
    )


def sureness(say: Say, group: QueueGroup) -> str:
    """Return how likely the best suggestion is, in word and number."""
    return say("nobody can say") if group.certainty is None else chance(say, group.certainty)


def _written(say: Say, group: QueueGroup) -> str:
    """Return what stands beside a bar: the credit, and how sure the best suggestion is."""
    credit = amount(say, group.credit_at_stake, "credit")
    if group.certainty is None:
        return credit
    return f"{credit}<br>{say('{share} sure', share=about(say, group.certainty))}"


def _spec(shown: Sequence[QueueGroup], say: Say) -> dict[str, Any]:
    labels = [f"{n}. {wrapped(one.title, WIDTH, 3)}" for n, one in enumerate(shown, start=1)]
    bar = {
        "type": "bar",
        "orientation": "h",
        "name": say("credit at stake"),
        "y": labels,
        "x": [float(one.credit_at_stake) for one in shown],
        "text": [_written(say, one) for one in shown],
        "hovertext": [sureness(say, one) for one in shown],
        "hoverinfo": "y+text",
        "textposition": "outside",
        "cliponaxis": False,
        "textangle": 0,
        "textfont": {"color": "#31333F"},
        "marker": {"color": FILLS["open"], "line": {"color": INKS["open"], "width": 0.8}},
    }
    edge = max([1.0, *(float(one.credit_at_stake) for one in shown)]) * 1.45
    axis = {"visible": False, "range": [0, edge], "fixedrange": True}
    rows = {"categoryorder": "array", "categoryarray": labels[::-1], "automargin": True, **AXIS}
    return {
        "data": [bar],
        "layout": layout(40 + 52 * len(shown), xaxis=axis, yaxis=rows, showlegend=False, bargap=0.3),
    }
