"""How is a check told?  Every finding with its place and cure, and a last line that counts them."""

from __future__ import annotations

from pathways.cli.tell.paper import Paper
from pathways.cli.tell.problems import tell_findings
from pathways.cli.tell.words import count, sections
from pathways.model.documents import CheckDocument


def tell_check(paper: Paper, document: CheckDocument, files: int) -> None:
    """Write all findings, errors first, then what was found in what."""
    tell_findings(paper, document.findings, severities=True)
    if document.findings:
        paper.line()
    found = [count(document.errors, "error"), count(document.warnings, "warning"), count(document.hints, "hint")]
    things = count(sum(document.counts.values()), "thing")
    paper.line(f"{', '.join(found)} in {things} ({count(files, 'file')}).", "bold")
    if any(document.counts.values()):
        paper.line(f"{sections(document.counts)}.")
