"""What does a pathway look like from above?  The document of ``map``: things, arrows between them, and their columns.

Shares are numbers between 0 and 1, amounts of credit exact text, dates ISO 8601.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pathways.model.base import Exact, Noun
from pathways.model.documents import Document, Portion

MapState = Literal["held", "counted", "in_progress", "next", "missing", "possible", "elsewhere"]
"""Where a thing stands for a learner; the law is in docs/semantics.md, section 16."""

MapKind = Literal["course", "credential", "competency", "occupation", "requirement", "learning"]
"""``requirement`` is a choice or a pool of a requirement tree; ``learning`` a line that no definition stands for."""

MapRelation = Literal[
    "counts_as",
    "counts_toward",
    "fills",
    "required_by",
    "prerequisite",
    "corequisite",
    "stacks_into",
    "carries_into",
    "shows",
    "leads_to",
]
MapEdgeState = Literal["used", "pending", "open", "refused"]


class MapNode(Noun):
    """One thing on the map; ``layer`` is its column, from 0 at the left; ``state`` is absent without a record."""

    id: str
    title: str
    kind: MapKind
    sort: str | None = Field(default=None, description="the kind of credential, such as badge or diploma")
    organization: str | None = None
    organization_name: str | None = None
    credit: Exact | None = None
    state: MapState | None = None
    progress: Portion | None = None
    goal: bool = False
    attainments: tuple[str, ...] = Field(default=(), description="the lines of the record that are this")
    layer: int = Field(ge=0)
    why: str = Field(description="why it is on the map and stands as it does")


class MapEdge(Noun):
    """One arrow; ``by`` names the rule or the requirement it goes through, ``words`` say it for people."""

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    relation: MapRelation
    by: str | None = None
    state: MapEdgeState | None = None
    words: str


class LeftOutEntry(Noun):
    """What is not on the map, how much of it, and why."""

    reason: Literal["options", "bound", "onward"]
    number: int
    words: str


class MapDocument(Document):
    """``pathways/map/1``: from what a learner holds to the goals and beyond, in columns from left to right."""

    learner: str | None = None
    goals: tuple[str, ...]
    title: str
    layers: int
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    left_out: tuple[LeftOutEntry, ...] = ()


DOCUMENTS: dict[str, type[Document]] = {"map": MapDocument}
