"""What can filters see of all courses and credentials?  From a catalogue, or from arrays that were stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import numpy as np

from pathways.catalog.collection import Catalog
from pathways.graph.admits import Features
from pathways.graph.columns import Columns, Ordered
from pathways.graph.csr import Csr, Ids
from pathways.graph.names import Names
from pathways.graph.nodes import NodeTable
from pathways.graph.relations import features_of

TEXTS: Final = ("subject", "code", "organization", "kind", "tag", "attribute", "competency", "component_of", "source")
"""The text features that are stored; what a thing is called stands in the node table."""


class Marks(Protocol):
    """What pools ask about courses and credentials, by their place among both."""

    @property
    def columns(self) -> Columns:
        """Return the features of all of them by column."""
        ...

    @property
    def organizations(self) -> Ids:
        """Return a number for the awarding organization of each, shape (things,)."""
        ...

    def features(self, place: int) -> Features:
        """Return what a filter can see of one of them."""
        ...


@dataclass(frozen=True, eq=False)
class CatalogMarks:
    """The marks of a catalogue, read when first asked for."""

    catalog: Catalog
    nodes: NodeTable

    @cached_property
    def columns(self) -> Columns:
        """Return the features of all courses and credentials by column."""
        return Columns.of([self.features(place) for place in range(len(things(self.nodes)))])

    @cached_property
    def organizations(self) -> Ids:
        """Return a number for the awarding organization of each, shape (things,)."""
        names = [self._awarding(node) for node in things(self.nodes)]
        known = {name: place for place, name in enumerate(sorted(set(names)))}
        return np.array([known[name] for name in names], dtype=np.int32)

    def features(self, place: int) -> Features:
        """Return what a filter of the awarding organization can see of one of them."""
        node = things(self.nodes)[place]
        return features_of(self.catalog, self.nodes, node, self._awarding(node))

    def _awarding(self, node: int) -> str:
        section = self.catalog.courses if node in self.nodes.span("course") else self.catalog.credentials
        return section[self.nodes.name(node)].organization


def things(nodes: NodeTable) -> range:
    """Return the nodes of all courses and credentials, which stand side by side."""
    return range(nodes.span("course").start, nodes.span("credential").stop)


@dataclass(frozen=True, eq=False)
class Table(Mapping[str, Ids]):
    """Who has which value: ``rows`` leads from the place of a value (ascending) to the places of things."""

    words: Names
    rows: Csr

    @cached_property
    def _place(self) -> dict[str, int]:
        return {value: place for place, value in enumerate(self.words)}

    def __getitem__(self, value: str) -> Ids:
        return self.rows.neighbors(self._place[value])

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)

    def of(self, place: int) -> frozenset[str]:
        """Return the values of one thing."""
        return frozenset(self.words[value] for value in self.rows.reverse.neighbors(place).tolist())

    @classmethod
    def from_places(cls, places: Mapping[str, Ids], size: int) -> Table:
        """Return the table of a column of ``size`` things."""
        values = sorted(places)
        counts = [places[value].size for value in values]
        heads = np.concatenate([places[value] for value in values]) if values else np.zeros(0, dtype=np.int32)
        tails = np.repeat(np.arange(len(values)), counts)
        return cls(Names.of(values), Csr.from_pairs(tails, heads, max(size, len(values))))


class Called(Mapping[str, Ids]):
    """Who is called so: a course by its id, a credential by its id (all editions) or its edition."""

    def __init__(self, nodes: NodeTable, kind: Any) -> None:
        self._nodes, self._kind = nodes, kind

    def __getitem__(self, value: str) -> Ids:
        found = self._nodes.named(self._kind, value)
        if not found:
            raise KeyError(value)
        return np.array(found, dtype=np.int32) - things(self._nodes).start

    def __iter__(self) -> Iterator[str]:
        return map(self._nodes.name, self._nodes.span(self._kind))

    def __len__(self) -> int:
        return len(self._nodes.span(self._kind))


@dataclass(frozen=True, eq=False)
class StoredMarks:
    """The marks as arrays; ``tables`` has one table for each of ``TEXTS``."""

    nodes: NodeTable
    tables: Mapping[str, Table]
    number: Ordered
    level: Ordered
    organizations: Ids

    @cached_property
    def columns(self) -> Columns:
        """Return the features of all courses and credentials by column."""
        named = {kind: Called(self.nodes, kind) for kind in ("course", "credential")}
        return Columns(len(things(self.nodes)), {**self.tables, **named}, self.number, self.level)

    def features(self, place: int) -> Features:
        """Return what a filter of the awarding organization can see of one of them."""
        node = things(self.nodes)[place]
        name = frozenset({self.nodes.name(node)})
        is_course = node in self.nodes.span("course")
        held = {word: self.tables[word].of(place) for word in TEXTS}
        return Features(
            subject=next(iter(held["subject"]), None),
            codes=held["code"],
            number=self.number.of_thing(place),
            level=self.level.of_thing(place),
            organization=next(iter(held["organization"]), None),
            kinds=held["kind"],
            tags=held["tag"],
            attributes=held["attribute"],
            competencies=held["competency"],
            courses=name if is_course else frozenset(),
            credentials=frozenset() if is_course else name | {item.partition("@")[0] for item in name},
            component_of=held["component_of"],
            source=next(iter(held["source"]), None),
        )
