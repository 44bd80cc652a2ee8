"""How is one thing told?  Its title, what the catalogue says of it, what leads to it and what it leads to."""

from __future__ import annotations

from pathways.cli.tell.paper import Column, Paper
from pathways.cli.tell.words import section
from pathways.formats.yamlio import dump_yaml
from pathways.model.documents import LinkEntry, ShowDocument

COLUMNS = (Column("How"), Column("What"), Column("Id"))


def tell_show(paper: Paper, document: ShowDocument) -> None:
    """Write the whole of it."""
    paper.line(f"{document.title} ({section(document.kind)} {document.id})", "bold")
    if len(document.editions) > 1:
        paper.line(f"Editions: {', '.join(document.editions)}")
    paper.heading("What the catalogue says")
    for line in dump_yaml(document.data).splitlines():
        paper.unwrapped(f"  {line}")
    _links(paper, "What leads to it", document.leads_to_it)
    _links(paper, "What it leads to", document.it_leads_to)


def _links(paper: Paper, heading: str, links: tuple[LinkEntry, ...]) -> None:
    if links:
        paper.heading(heading)
        paper.table(COLUMNS, ((link.relation.replace("_", " "), link.title, link.id) for link in links))
