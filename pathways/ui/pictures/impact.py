"""Who gains and who loses by a change?  For each learner how far they are under the one and under the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from pathways.language.words import Say, amount, msg
from pathways.model.design_documents import EditionsDocument, RecordChange
from pathways.ui.picture import FILLS, INKS, Picture, below, layout, wrapped

VERDICTS: Final = {"gains": msg("gains"), "loses": msg("loses"), "same": msg("unchanged")}
SIGNS: Final = {"gains": "▲", "loses": "▼", "same": "="}
MOST: Final = 30
"""So many learners are drawn, those who lose first; the table has them all."""


def counted(document: EditionsDocument) -> tuple[int, int, int]:
    """Return how many gain, how many lose, and for how many nothing changes."""
    gains = sum(entry.verdict == "gains" for entry in document.records)
    loses = sum(entry.verdict == "loses" for entry in document.records)
    return gains, loses, len(document.records) - gains - loses


def concerned(document: EditionsDocument) -> tuple[RecordChange, ...]:
    """Return the learners who hold something toward either, those who lose first."""
    order = ("loses", "gains", "same")
    held = [entry for entry in document.records if entry.before.applied or entry.after.applied or entry.lines]
    return tuple(sorted(held, key=lambda entry: (order.index(entry.verdict), entry.learner)))


def impact_title(document: EditionsDocument, say: Say) -> str:
    """Return the finding."""
    gains, loses, same = counted(document)
    told = {"all": say.many("{n} learner", "{n} learners", len(document.records))}
    numbers = {"gains": say.number(gains), "loses": say.number(loses), "same": say.number(same)}
    return say("Of {all}, {gains} gain, {loses} lose, and for {same} nothing changes", **told, **numbers)


def impact_picture(document: EditionsDocument, people: Mapping[str, str], say: Say) -> Picture:
    """Return how far each learner is before and after; ``people`` are the names of the learners."""
    shown = concerned(document)
    columns = (
        say("Learner"),
        say("What changes"),
        say("Before"),
        say("After"),
        say("Missing before"),
        say("Missing after"),
    )
    rows = tuple(
        (
            people.get(entry.learner, entry.learner),
            f"{SIGNS[entry.verdict]} {say(VERDICTS[entry.verdict])}",
            say.percent(entry.before.progress),
            say.percent(entry.after.progress),
            amount(say, entry.before.shortfall, entry.before.unit),
            amount(say, entry.after.shortfall, entry.after.unit),
        )
        for entry in shown
    )
    words = say.listed(f"{row[0]}: {row[1]}, {row[2]} → {row[3]}" for row in rows)
    return Picture(
        "impact", impact_title(document, say), _spec(document, shown[:MOST], people, say), words, columns, rows
    )


def _spec(
    document: EditionsDocument, shown: Sequence[RecordChange], people: Mapping[str, str], say: Say
) -> dict[str, Any]:
    names = [f"{SIGNS[e.verdict]} {wrapped(people.get(e.learner, e.learner), 18, 2)}" for e in shown]
    before, after = _edition(document, say)
    traces = [
        _bars(names, [e.after.progress for e in shown], after, "done", say),
        _bars(names, [e.before.progress for e in shown], before, "unneeded", say),
    ]
    axis = {"range": [0, 1.18], "tickformat": ".0%", "tickvals": [0, 0.5, 1], "fixedrange": True}
    rows = {"categoryorder": "array", "categoryarray": names[::-1], "automargin": True, "fixedrange": True}
    more = {"legend": {**below(), "traceorder": "reversed"}, "margin": {"l": 8, "r": 8, "t": 8, "b": 96}}
    return {"data": traces, "layout": layout(130 + 56 * len(names), barmode="group", xaxis=axis, yaxis=rows, **more)}


def _edition(document: EditionsDocument, say: Say) -> tuple[str, str]:
    one, other = document.earlier, document.later
    if document.same_credential and one.edition and other.edition:
        told = say("edition {edition}", edition=one.edition), say("edition {edition}", edition=other.edition)
        return say("before: {what}", what=told[0]), say("after: {what}", what=told[1])
    first, second = wrapped(one.title, 30, 1), wrapped(other.title, 30, 1)
    return say("before: {what}", what=first), say("after: {what}", what=second)


def _bars(names: Sequence[str], shares: Sequence[Fraction], name: str, state: str, say: Say) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": list(names),
        "x": [float(share) for share in shares],
        "text": [say.percent(share) for share in shares],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "marker": {"color": FILLS[state], "line": {"color": INKS["unneeded"], "width": 1}},
    }
