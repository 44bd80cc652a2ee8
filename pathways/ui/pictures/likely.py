"""How do the likely answers compare, and what speaks for and against each?  Bars, with words and a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from pathways.language.words import Say, msg
from pathways.model.suggestion_documents import SuggestionEntry, SuggestionsDocument
from pathways.ui.likely import about, answer_words, degree
from pathways.ui.names import Names
from pathways.ui.picture import AXIS, FILLS, INKS, Picture, layout, wrapped

WIDTH: Final = 24

KINDS: Final = {
    "prior_decisions": msg("earlier decisions"),
    "text": msg("title"),
    "code": msg("subject"),
    "outcomes": msg("outcomes"),
    "level": msg("level"),
    "workload": msg("workload"),
}
"""The kinds of evidence in plain words."""


def likely_picture(document: SuggestionsDocument, names: Names, say: Say) -> Picture:
    """Return the probabilities of the answers as bars, everything else in one of their own."""
    told = [answer_words(say, names, one) for one in document.suggestions]
    chances = [one.probability for one in document.suggestions]
    if document.rest:
        told, chances = [*told, say("Something else")], [*chances, document.rest]
    columns = (say("Answer"), say("How likely"), say("In a word"))
    rows = tuple((name, about(say, chance), degree(say, chance)) for name, chance in zip(told, chances, strict=True))
    words = "; ".join(f"{name}: {share}" for name, share, _ in rows)
    best = rows[0] if rows else ("", "", "")
    title = say("Most likely: {answer}, {share}", answer=best[0], share=best[1])
    labels = _numbered(told)
    bar = _bar(say("how likely"), labels, [float(chance) for chance in chances], "done")
    bar |= {"text": [share for _, share, _ in rows], "textposition": "outside", "cliponaxis": False}
    spec = {"data": [bar], "layout": _layout(labels, [0, 1.18], legend=False)}
    return Picture("likely", title, spec, words, columns, rows)


def evidence_picture(suggestions: Sequence[SuggestionEntry], names: Names, say: Say) -> Picture:
    """Return how much speaks for each answer (to the right) and against it (to the left), by kind in the table."""
    told = [answer_words(say, names, one) for one in suggestions]
    sides = {side: [_counted(one, side) for one in suggestions] for side in ("for", "against")}
    columns = (say("Answer"), say("Speaks for it"), say("Speaks against it"))
    rows = tuple(
        (name, _kinds(say, sides["for"][at]), _kinds(say, sides["against"][at])) for at, name in enumerate(told)
    )
    words = "; ".join(
        say("{name}: {n} for, {m} against", name=name, n=sides["for"][at].total(), m=sides["against"][at].total())
        for at, name in enumerate(told)
    )
    best = max(range(len(told)), key=lambda at: sides["for"][at].total() - sides["against"][at].total(), default=0)
    most = say("Most speaks for {answer}", answer=told[best]) if told else ""
    labels = _numbered(told)
    pro = [one.total() for one in sides["for"]]
    con = [-one.total() for one in sides["against"]]
    bars = [
        _bar(f"✓ {say('for')}", labels, pro, "done") | _written(pro),
        _bar(f"✗ {say('against')}", labels, con, "missing") | _written(con),
    ]
    edge = max([1, *pro, *(-n for n in con)]) * 1.25
    spec = {"data": bars, "layout": {**_layout(labels, [-edge, edge], legend=True), "barmode": "relative"}}
    return Picture("evidence", most, spec, words, columns, rows)


def _counted(one: SuggestionEntry, side: str) -> Counter[str]:
    return Counter(entry.kind for entry in one.evidence if entry.speaks == side)


def _kinds(say: Say, counted: Counter[str]) -> str:
    return say.listed(say(KINDS[kind]) for kind in KINDS if counted[kind]) or say("nothing")


def _written(lengths: Sequence[int]) -> dict[str, Any]:
    return {"text": [str(abs(n)) if n else "" for n in lengths], "textposition": "outside", "cliponaxis": False}


def _numbered(told: Sequence[str]) -> list[str]:
    return [f"{n}. {wrapped(name, WIDTH, 3)}" for n, name in enumerate(told, start=1)]


def _bar(name: str, labels: list[str], lengths: Sequence[float], state: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": labels,
        "x": list(lengths),
        "hoverinfo": "y+text",
        "textangle": 0,
        "textfont": {"color": "#31333F"},
        "marker": {"color": FILLS[state], "line": {"color": INKS["missing"], "width": 0.5}},
    }


def _layout(labels: list[str], across: list[float], *, legend: bool) -> dict[str, Any]:
    axis = {"visible": False, "range": across, "fixedrange": True, "zeroline": True}
    rows = {"categoryorder": "array", "categoryarray": labels[::-1], "automargin": True, **AXIS}
    place = {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0, "traceorder": "normal"}
    return layout(60 + 52 * len(labels), xaxis=axis, yaxis=rows, showlegend=legend, legend=place, bargap=0.3)
