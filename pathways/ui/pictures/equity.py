"""Is learning recognised alike, whoever brings it?  One rate for each group with its interval, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from pathways.design.equity import UNSTATED, rounded
from pathways.language.words import Say, msg
from pathways.model.equity_documents import DifferenceEntry, EquityDocument, GroupEntry, Rate, RateEntry
from pathways.ui.picture import AXIS, FILLS, INKS, Picture, layout, wrapped

RATES: Final[Mapping[Rate, str]] = {
    "grant": msg("accepted, of all lines asked"),
    "offer": msg("decided, of all lines asked"),
    "acceptance": msg("accepted, of the lines decided"),
    "use": msg("applied, of the lines accepted"),
}
"""What each rate is the share of."""

HIDDEN: Final = "×"
"""Stands in a cell that is left out."""


def group_name(say: Say, group: str) -> str:
    """Return what a group is called."""
    return say("group not stated") if group == UNSTATED else group or say("everybody")


def shown_rates(document: EquityDocument, rate: Rate) -> list[tuple[GroupEntry, RateEntry]]:
    """Return the groups of which a rate may be told, and everybody last."""
    rows = (*document.groups, document.everybody)
    return [(row, found) for row in rows for found in row.rates if found.rate == rate]


def equity_title(document: EquityDocument, rate: Rate, say: Say) -> str:
    """Return the finding: which groups lie clearly apart, or that none does."""
    found = [(row.group, each) for row in document.groups for each in row.differences if each.rate == rate]
    clear = [group for group, each in found if each.clear]
    what = say(RATES[rate])
    if not found:
        return say("{what}: too few groups are large enough to be compared", what=_large(what))
    against = group_name(say, document.reference or "")
    if not clear:
        return say("{what}: no group lies clearly apart from {group}", what=_large(what), group=against)
    names = say.listed(group_name(say, group) for group in clear)
    return say("{what}: {groups} lie clearly apart from {group}", what=_large(what), groups=names, group=against)


def equity_words(document: EquityDocument, rate: Rate, say: Say) -> str:
    """Return the rates of the groups from the highest to the lowest, in a sentence."""
    found = [(row, each) for row, each in shown_rates(document, rate) if row is not document.everybody]
    if not found:
        return say("No group is large enough for this share.")
    ordered = sorted(found, key=lambda pair: (-pair[1].share, pair[0].group))
    told = say.listed(f"{group_name(say, row.group)} {say.percent(rounded(each)[0])}" for row, each in ordered)
    return say("{what}: {rates}.", what=_large(say(RATES[rate])), rates=told)


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]


def equity_picture(document: EquityDocument, rate: Rate, say: Say) -> Picture | None:
    """Return one rate by group with intervals of 95 %; None where no group is large enough."""
    shown = shown_rates(document, rate)
    if not shown:
        return None
    columns = (say("Group"), say("Rate"), say("Lines"), say("Of"), say("Interval of 95 %"), say("Beside the first"))
    rows = tuple(_row(document, row, found, say) for row, found in shown)
    words = say.listed(f"{row[0]}: {row[1]} ({row[4]})" for row in rows)
    return Picture(f"equity-{rate}", equity_title(document, rate, say), _spec(shown, say), words, columns, rows)


def _row(document: EquityDocument, row: GroupEntry, found: RateEntry, say: Say) -> tuple[str, ...]:
    apart = next((each for each in row.differences if each.rate == found.rate), None)
    share, low, high = (say.percent(each) for each in rounded(found))
    first = say("compared with") if row.group == document.reference and row is not document.everybody else ""
    return (
        group_name(say, row.group),
        share,
        say.number(found.part),
        say.number(found.of),
        say("{low} to {high}", low=low, high=high),
        difference_words(apart, say) if apart else first,
    )


def difference_words(found: DifferenceEntry, say: Say) -> str:
    """Return a difference in points with its interval, and whether it may be chance."""
    points = [
        f"{100 * value:+.1f}".replace("-", "\N{MINUS SIGN}") for value in (found.difference, found.low, found.high)
    ]
    verdict = say("clearly apart") if found.clear else say("may be chance")
    return say("{n} points ({low} to {high}): {verdict}", n=points[0], low=points[1], high=points[2], verdict=verdict)


def _signed(share: float, say: Say) -> str:
    """Return a difference of shares in points with its sign, such as minus 4.5."""
    tenths = round(1000 * share)
    sign = "\N{MINUS SIGN}" if tenths < 0 else "+" if tenths else ""
    return f"{sign}{say.number(Fraction(abs(tenths), 10))}"


def _spec(shown: Sequence[tuple[GroupEntry, RateEntry]], say: Say) -> dict[str, Any]:
    names = [wrapped(group_name(say, row.group), 18, 2) for row, _ in shown]
    shares = [float(found.share) for _, found in shown]
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "x": shares,
        "text": [say.percent(rounded(found)[0]) for _, found in shown],
        "textposition": "inside",
        "insidetextanchor": "start",
        "textfont": {"color": INKS["coming"], "size": 14},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [float(found.high) - share for (_, found), share in zip(shown, shares, strict=True)],
            "arrayminus": [share - float(found.low) for (_, found), share in zip(shown, shares, strict=True)],
            "color": INKS["coming"],
            "thickness": 2,
            "width": 6,
        },
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "marker": {"color": FILLS["coming"], "line": {"color": INKS["unneeded"], "width": 1}},
    }
    axis = {**AXIS, "range": [0, 1.05], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    rows = {**AXIS, "categoryorder": "array", "categoryarray": names[::-1], "automargin": True}
    return {"data": [trace], "layout": layout(90 + 54 * len(names), showlegend=False, xaxis=axis, yaxis=rows)}


def count_rows(document: EquityDocument, say: Say, titles: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the counts as rows of words: lines and their credit; what is left out is marked, not empty."""
    return [
        {
            say("Group"): group_name(say, row.group),
            say("Learners"): HIDDEN if row.learners is None else say.number(row.learners),
            **{
                say(titles[cell.column]): HIDDEN
                if cell.lines is None or cell.credit is None
                else say("{n} ({credit})", n=say.number(cell.lines), credit=say.number(cell.credit))
                for cell in row.cells
            },
        }
        for row in (*document.groups, document.everybody)
    ]
