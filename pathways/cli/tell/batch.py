"""How are many records told?  How many need a person, what counts in all, and where the rows stand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pathways.cli.tell.paper import Column, Paper
from pathways.cli.tell.problems import tell_findings
from pathways.cli.tell.words import amount, count
from pathways.model.batch_documents import BatchDocument, Kind
from pathways.model.codes import WORDS, ReasonCode
from pathways.model.exact import format_exact

if TYPE_CHECKING:
    from pathways.batch.run import Target

_KINDS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "bad": "cannot be read or answered",
        "ambiguous": "two rules disagree",
        "undecided": "not decided",
        "fine": "in order",
    }
)
_FEW: Final = 8


def tell_batch(paper: Paper, document: BatchDocument, target: Target) -> None:
    """Write what many records come to, and where to look."""
    asked = f"toward {document.title}" if document.goal else f"at {document.title}"
    paper.line(f"{count(document.records, 'record')} {asked}", "bold")
    if document.notes:
        tell_findings(paper, document.notes, severities=True)
    for kind, words in _KINDS.items():
        if number := document.kinds.get(kind, 0):
            sign = "+" if kind == "fine" else "!" if kind == "bad" else "?"
            paper.hanging(sign, f"{number:,} {words}")
    if document.answered:
        stand = ", ".join(f"{number:,} {status}" for status, number in document.answered.items())
        paper.line(f"Requirements: {stand}.")
    _figures(paper, document)
    if document.codes:
        paper.heading("Reasons, the most frequent first")
        for code, number in list(document.codes.items())[:_FEW]:
            paper.hanging(f"{number:,}", f"{WORDS[ReasonCode(code)].meaning} ({code})")
    paper.line()
    rest = f", the full documents in {target.documents}" if target.documents else ""
    paper.line(f"Rows in {target.out}, these figures in {target.summary}{rest}.")
    paper.line(f"As of {document.as_of}. For programs: --json.")


def _figures(paper: Paper, document: BatchDocument) -> None:
    """Write lines and credit, always apart; where no goal was asked nothing is applied."""
    names = ["accepted", "applied", "excess", "refused", "undecided"]
    if document.goal is None:
        names = [name for name in names if name not in ("applied", "excess")]
    indent = {"applied": "  of it applied", "excess": "  of it in excess"}
    rows = [
        (
            indent.get(name, name),
            f"{getattr(document.lines, name):,}",
            format_exact(getattr(document.totals, name)),
        )
        for name in names
    ]
    paper.line()
    paper.table((Column("What becomes of them"), Column("Lines", "right"), Column("Credit", "right")), rows)
    aside = f"{count(document.lines.aside, 'line')} lie aside: repeated, or not completed."
    if document.lines.aside:
        paper.line(aside)
    if document.shortfall is not None:
        paper.line(f"Missing in all: {amount(document.shortfall, document.system or 'credit')}.")
