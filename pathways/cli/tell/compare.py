"""How is a comparison told?  The goal nearest to hand, then every goal in order."""

from __future__ import annotations

from collections.abc import Iterator

from pathways.cli.opening import Case
from pathways.cli.tell.missing import tell_list
from pathways.cli.tell.names import Names
from pathways.cli.tell.paper import Column, Paper
from pathways.cli.tell.words import amount, count, percent
from pathways.model.documents import CompareDocument, CompareEntry
from pathways.model.exact import format_exact

COLUMNS = (
    Column("", "right"),
    Column("Goal", weight=2),
    Column("Id", weight=2),
    Column("Progress", "right"),
    Column("Accepted", "right"),
    Column("Applied", "right"),
    Column("Missing", "right"),
    Column("Items", "right"),
)


def tell_compare(paper: Paper, document: CompareDocument, case: Case, kind: str | None) -> None:
    """Write the ranking."""
    names = Names(case.desk.catalog, case.record)
    paper.line(" ".join(headline(document, names)), "bold")
    if document.goals:
        paper.line()
        paper.table(COLUMNS, (_row(number, entry, names) for number, entry in enumerate(document.goals, start=1)))
    claimed = tuple(f"{names.thing(name)} ({name})" for name in document.unclaimed)
    tell_list(paper, "Already earned and never claimed", claimed)
    paper.line()
    of_kind = f" of kind {kind}" if kind else ""
    more = "" if len(document.goals) == document.considered else f" --top {document.considered} shows all."
    shown = f"{len(document.goals)} of {count(document.considered, 'goal')}{of_kind} shown"
    paper.line(f"{shown}, as of {document.as_of}.{more} Next: pathways audit ... --goal ID")


def headline(document: CompareDocument, names: Names) -> Iterator[str]:
    """Yield the sentences that answer the question by themselves."""
    done = sum(entry.status == "satisfied" for entry in document.goals)
    if not document.considered:
        yield f"The catalogue has no such goal in force on {document.as_of}."
    elif document.nearest is None and not done:
        yield f"The record of {names.learner} goes toward none of {count(document.considered, 'goal')}."
    if document.nearest is not None:
        near = next((entry for entry in document.goals if entry.credential == document.nearest), None)
        share = f" ({percent(near.progress)}, {amount(near.shortfall, near.system)} missing)" if near else ""
        yield f"The credits of {names.learner} go furthest toward {names.thing(document.nearest)}{share}."
    if document.unclaimed:
        yield f"{count(len(document.unclaimed), 'award is', 'awards are')} already earned and never claimed."


def _row(number: int, entry: CompareEntry, names: Names) -> tuple[str, ...]:
    progress = {"satisfied": "met", "undecided": f"{percent(entry.progress)}, undecided"}
    return (
        str(number),
        f"{entry.title}, {names.organization(entry.organization)}" + (" (held)" if entry.held else ""),
        entry.credential,
        progress.get(entry.status, percent(entry.progress)),
        format_exact(entry.accepted),
        format_exact(entry.applied),
        amount(entry.shortfall, entry.system),
        str(entry.items_missing),
    )
