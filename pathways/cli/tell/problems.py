"""What is wrong?  Findings as people read them: what, where, why it matters, what to do."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from pathways.cli.tell.paper import BAD, OPEN, QUIET, Paper, plain
from pathways.errors import Finding, Where
from pathways.model.documents import FindingEntry

STYLES = {"error": BAD, "warning": OPEN, "hint": QUIET}


def tell_findings(paper: Paper, findings: Iterable[Finding | FindingEntry], *, severities: bool) -> None:
    """Write every finding; ``severities`` puts error, warning or hint before the code."""
    for item in findings:
        tell_finding(paper, item, place_of(item), severities=severities)


def tell_finding(paper: Paper, item: Finding | FindingEntry, place: str, *, severities: bool) -> None:
    """Write one finding: the code and what it says, then indented its place, why it matters and what to do."""
    head = f"{item.severity} {item.code}" if severities else item.code
    paper.unwrapped(Text.assemble((head, STYLES[item.severity]), f" {plain(item.message)}"))
    for words in (f"at {place}" if place else "", item.why, item.hint):
        if words:
            paper.unwrapped(f"  {words}")


def place_of(item: Finding | FindingEntry) -> str:
    """Return the place of a finding as people read it."""
    return str(item.where if isinstance(item, Finding) else Where(item.file, item.line, item.path))
