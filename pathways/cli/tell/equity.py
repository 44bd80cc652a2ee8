"""How are rates by group told?  Counts, rates with intervals, differences, and what such figures cannot show."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from pathways.cli.tell.paper import Column, Paper
from pathways.cli.tell.words import percent
from pathways.design.equity import UNSTATED, rounded
from pathways.model.equity_documents import DifferenceEntry, EquityDocument, GroupEntry, RateEntry
from pathways.model.exact import format_exact

HIDDEN: Final = "x"
RATES: Final = MappingProxyType(
    {
        "offer": "decided of asked",
        "grant": "accepted of asked",
        "acceptance": "accepted of decided",
        "use": "applied of accepted",
    }
)


def tell_equity(paper: Paper, document: EquityDocument, institution: str) -> None:
    """Write the tables, then how to read them."""
    goal = f", toward {document.credential}" if document.credential else ""
    paper.line(f"How learning is recognised at {institution}, by group{goal}.", "bold")
    paper.line()
    rows = (*document.groups, document.everybody)
    heads = [Column("Group", weight=2), Column("Learners", "right")]
    heads += [Column(cell.column.capitalize(), "right") for cell in document.everybody.cells]
    paper.table(heads, [_counts(row, row is document.everybody) for row in rows])
    paper.line(f"Lines, and in brackets their credit. {HIDDEN}: left out, so that nobody can be told from the table.")
    paper.heading("Rates, with intervals of 95 %")
    for row in rows:
        for rate in row.rates:
            paper.hanging("-", f"{_name(row, row is document.everybody)}, {tell_rate(rate)}")
    if document.reference is not None:
        paper.heading(f"Beside {_called(document.reference)}")
        for row in document.groups:
            for difference in row.differences:
                paper.hanging("-", f"{_name(row, False)}, {_difference(difference)}")
    paper.line()
    for words in reading(document):
        paper.line(words)


def _called(group: str) -> str:
    return "group not stated" if group == UNSTATED else group


def _name(row: GroupEntry, everybody: bool) -> str:
    return "everybody" if everybody else _called(row.group)


def _counts(row: GroupEntry, everybody: bool) -> tuple[str, ...]:
    cells = (
        HIDDEN if cell.lines is None else f"{cell.lines} ({format_exact(cell.credit or Fraction(0))})"
        for cell in row.cells
    )
    return _name(row, everybody), HIDDEN if row.learners is None else str(row.learners), *cells


def tell_rate(rate: RateEntry) -> str:
    """Return a rate with what it rests on and its interval."""
    share, low, high = (percent(each) for each in rounded(rate))
    whole = f"{share} ({low} to {high})"
    return f"{RATES[rate.rate]}: {rate.part} of {rate.of} = {whole}"


def _difference(found: DifferenceEntry) -> str:
    clear = "clear of zero" if found.clear else "may be chance"
    shifts = [f"{100 * value:+.1f}" for value in (found.difference, found.low, found.high)]
    return f"{RATES[found.rate]}: {shifts[0]} points ({shifts[1]} to {shifts[2]}), {clear}"


def reading(document: EquityDocument) -> Iterable[str]:
    """Yield how to read the figures, and what they cannot show."""
    yield (
        f"Cells of fewer than {document.least} lines or learners are left out, and others with them: whoever knows "
        f"everything shown still finds each of them uncertain by at least {document.width}."
    )
    yield "A rate says how often, not why: groups bring different learning, and rules treat different learning apart."
    yield "A difference is a question to look into, not a proof of unfairness; none is not a proof of fairness."
    yield "Lines of one learner are not independent of each other, so the true intervals are somewhat wider."
