"""What is wrong?  Findings as people read them: what, where, why it matters, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from rich.text import Text

from pathways.cli.tell.paper import BAD, OPEN, QUIET, Paper, plain
from pathways.errors import Finding, Where
from pathways.model.documents import FindingEntry

STYLES = {"error": BAD, "warning": OPEN, "hint": QUIET}


def tell_findings(
    paper: Paper, findings: Iterable[Finding | FindingEntry], *, severities: bool, most: int | None = None
) -> None:
    """Write every finding, or the first ``most`` and how many are left.

    ``severities`` puts error, warning or hint before the code.
    """
    waiting = iter(findings)
    for item in islice(waiting, most):
        tell_finding(paper, item, place_of(item), severities=severities)
    rest = sum(1 for _ in waiting)
    if rest:
        paper.line(f"... and {rest:,} more.")


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
