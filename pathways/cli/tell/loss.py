"""How is an import told?  What was written, and what became of everything the files said."""

from __future__ import annotations

from pathlib import Path

from pathways.cli.tell.paper import Column, Paper
from pathways.cli.tell.words import count, sections
from pathways.formats.imported import ImportDocument
from pathways.formats.problems import shown

COLUMNS = (Column("Number", "right"), Column("What"), Column("What became of it"), Column("Such as"))
FATES = (
    ("represented", "Taken over"),
    ("kept as a note", "Kept only as words"),
    ("not represented", "Not taken over"),
)


def tell_import(paper: Paper, document: ImportDocument, out: Path) -> None:
    """Write what was written where, and the fate of everything that was read."""
    paper.line(f"Wrote {shown(out)} from {document.format}: {sections(document.counts)}.", "bold")
    for fate, heading in FATES:
        lines = [line for line in document.lines if line.fate == fate]
        if lines:
            paper.heading(heading)
            paper.table(COLUMNS, ((f"{x.count:,}", x.kind, x.how, "; ".join(x.examples)) for x in lines))
    if document.unknown_keys:
        keys = ", ".join(f"{key} ({number:,})" for key, number in document.unknown_keys.items())
        paper.heading(f"{count(len(document.unknown_keys), 'key')} that no reader knows, passed over")
        paper.line(keys)
    paper.line()
    paper.line(f"Next: pathways check {shown(out)}")
