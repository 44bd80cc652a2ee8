"""What is this, what leads to it, and what does it lead to?  One thing of a catalogue with its neighbours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from pathways.catalog.collection import Catalog, key_of
from pathways.model.base import Noun
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.documents import LinkEntry, ShowDocument

if TYPE_CHECKING:
    from pathways.graph.compile import Graph, Link

CONNECTED: Final = ("courses", "credentials", "competencies", "occupations")
"""The sections of which the graph knows neighbours."""


def show_document(catalog: Catalog, graph: Graph | None, section: str, thing: Noun, as_of: dt.date) -> ShowDocument:
    """Return ``pathways/show/1``; without a graph no neighbours are told."""
    name = key_of(thing)
    editions = catalog.editions(thing.id) if isinstance(thing, Credential) else ()
    return ShowDocument(
        schema_name="pathways/show/1",
        as_of=as_of,
        catalog=catalog.digest,
        id=name,
        kind=section,
        title=_title(thing),
        data=thing.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        editions=tuple(item.key for item in editions),
        leads_to_it=_links(catalog, graph.comes_from(name)) if graph is not None else (),
        it_leads_to=_links(catalog, graph.leads_to(name)) if graph is not None else (),
    )


def _links(catalog: Catalog, links: Iterable[Link]) -> tuple[LinkEntry, ...]:
    return tuple(
        LinkEntry(id=link.id, title=_title_of(catalog, link.id), kind=str(link.kind), relation=str(link.how))
        for link in links
    )


def _title_of(catalog: Catalog, name: str) -> str:
    for section in (*CONNECTED, "organizations"):
        pool = catalog.competencies if section == "competencies" else catalog.section(section)
        if name in pool:
            return _title(pool[name])
    return name


def _title(thing: Noun) -> str:
    if isinstance(thing, Course):
        return thing.full_title
    return str(getattr(thing, "title", "") or getattr(thing, "id", ""))
