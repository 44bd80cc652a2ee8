"""What is on the map so far?  Things and arrows as they are found, each once, the stronger word kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.model.competency import Competency, Occupation
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.map_documents import MapEdge, MapEdgeState, MapKind, MapNode, MapRelation, MapState

Thing = Course | Credential | Competency | Occupation

STRENGTH: Final[Mapping[MapState, int]] = MappingProxyType(
    {"counted": 0, "in_progress": 1, "next": 2, "missing": 3, "held": 4, "elsewhere": 5, "possible": 6}
)
"""Which word a thing keeps that is found twice: the first of these."""

_EDGES: Final[Mapping[MapEdgeState | None, int]] = MappingProxyType(
    {"used": 0, "pending": 1, "refused": 2, "open": 3, None: 4}
)


@dataclass(slots=True)
class Spot:
    """A thing on the map; the smaller its ``rank``, the longer it stays where the map is bounded."""

    id: str
    title: str
    kind: MapKind
    rank: int
    state: MapState | None
    why: str
    sort: str | None = None
    organization: str | None = None
    credit: Fraction | None = None
    progress: Fraction | None = None
    goal: bool = False
    attainments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow on the map."""

    tail: str
    head: str
    relation: MapRelation
    by: str | None
    state: MapEdgeState | None
    words: str


@dataclass
class Sketch:
    """The map while it is drawn; ``stateless`` where nobody's record is asked about."""

    catalog: Catalog
    stateless: bool = False
    spots: dict[str, Spot] = field(default_factory=dict)
    arrows: dict[tuple[str, str, MapRelation], Arrow] = field(default_factory=dict)
    unnamed: dict[str, int] = field(default_factory=dict)

    def put(self, spot: Spot) -> str:
        """Put a thing on the map, or strengthen what stands there; return its id."""
        if self.stateless:
            spot.state = spot.progress = None
        known = self.spots.get(spot.id)
        if known is None:
            self.spots[spot.id] = spot
            return spot.id
        if spot.state is not None and (known.state is None or STRENGTH[spot.state] < STRENGTH[known.state]):
            known.state, known.why = spot.state, spot.why
        known.rank = min(known.rank, spot.rank)
        known.goal = known.goal or spot.goal
        known.progress = known.progress if spot.progress is None else spot.progress
        known.attainments = tuple(dict.fromkeys(known.attainments + spot.attainments))
        return spot.id

    def join(
        self,
        tail: str,
        head: str,
        relation: MapRelation,
        words: str,
        *,
        by: str | None = None,
        state: MapEdgeState | None = None,
    ) -> None:
        """Draw an arrow between two things on the map; of two of one relation the stronger is kept."""
        if tail == head or tail not in self.spots or head not in self.spots:
            return
        arrow = Arrow(tail, head, relation, by, None if self.stateless else state, words)
        known = self.arrows.get((tail, head, relation))
        if known is None or _EDGES[arrow.state] < _EDGES[known.state]:
            self.arrows[tail, head, relation] = arrow

    def thing(self, name: str, state: MapState | None, why: str, rank: int) -> str:
        """Put a course, credential, competency or occupation on the map by its name; return its id."""
        found = self.look(name)
        return self.put(spot_of(found, name, state, why, rank))

    def look(self, name: str) -> Thing | None:
        """Return the thing that a name stands for; None where this catalogue does not contain it."""
        catalog = self.catalog
        if catalog.editions(name.partition("@")[0]):
            return catalog.credential(name)
        return catalog.courses.get(name) or catalog.competencies.get(name) or catalog.occupations.get(name)


def spot_of(thing: Thing | None, name: str, state: MapState | None, why: str, rank: int) -> Spot:
    """Return a thing as it stands on the map; what the catalogue does not contain keeps its name."""
    match thing:
        case Course():
            title = thing.full_title
            return Spot(
                thing.id, title, "course", rank, state, why, organization=thing.organization, credit=thing.credit
            )
        case Credential():
            spot = Spot(thing.key, thing.title, "credential", rank, state, why, organization=thing.organization)
            spot.sort, spot.credit = thing.kind.value, thing.credit
            return spot
        case Competency():
            return Spot(thing.id, thing.title, "competency", rank, state, why)
        case Occupation():
            return Spot(thing.id, thing.title, "occupation", rank, state, why)
        case None:
            return Spot(name, name, "learning", rank, state, why)


def node_of(spot: Spot, layer: int, catalog: Catalog) -> MapNode:
    """Return a thing as an entry of the document."""
    home = catalog.organizations.get(spot.organization or "")
    return MapNode(
        id=spot.id,
        title=spot.title,
        kind=spot.kind,
        sort=spot.sort,
        organization=spot.organization,
        organization_name=home.title if home else None,
        credit=spot.credit,
        state=spot.state,
        progress=spot.progress,
        goal=spot.goal,
        attainments=spot.attainments,
        layer=layer,
        why=spot.why,
    )


def edge_of(arrow: Arrow) -> MapEdge:
    """Return an arrow as an entry of the document."""
    return MapEdge(
        source=arrow.tail,
        target=arrow.head,
        relation=arrow.relation,
        by=arrow.by,
        state=arrow.state,
        words=arrow.words,
    )
