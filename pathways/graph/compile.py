"""How does everything connect?  A catalogue compiled once into arrays, and the questions asked of them by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from pathways.catalog.collection import Catalog
from pathways.catalog.names import did_you_mean
from pathways.errors import UnknownIdError
from pathways.graph.csr import Csr, Ids
from pathways.graph.marks import CatalogMarks
from pathways.graph.nodes import NodeKind, NodeTable
from pathways.graph.pools import Pools
from pathways.graph.relations import RELATIONS, Relation, node_table, relation_pairs, requirement_trees
from pathways.graph.trees import Trees, flatten

How = Relation | Literal["admitted_by", "counts_as"]
"""How one thing leads to another: an arrow, a pool that admits it, or a rule that turns it into something else."""

_NAMING: Final[tuple[Relation, ...]] = ("corequisite_of", "counts_toward", "prerequisite_of")
_ONWARD: Final[tuple[Relation, ...]] = ("broader", "evidences", "qualifies_for", *_NAMING)


class Link(NamedTuple):
    """One step between two things; ``by`` names the equivalence it goes through.

    A link says what is written, on no particular day: whether a rule holds for a learner is for recognition to decide.
    """

    how: How
    kind: NodeKind
    id: str
    by: str | None = None


class Carry(NamedTuple):
    """A credential toward which courses of another one count, and which courses."""

    credential: str
    courses: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Graph:
    """All things as dense ids, one relation as one Csr, all requirement trees in post-order.

    Arrays hold no names and the name table no arrays, so both may be opened memory-mapped; ``reverse`` of a relation is
    computed at its first use.
    """

    nodes: NodeTable
    relations: Mapping[Relation, Csr]
    trees: Trees
    pools: Pools

    def __len__(self) -> int:
        return len(self.nodes)

    def forward(self, relation: Relation) -> Csr:
        """Return a relation as arrows point."""
        return self.relations[relation]

    def backward(self, relation: Relation) -> Csr:
        """Return a relation against its arrows."""
        return self.relations[relation].reverse

    def find(self, reference: str) -> tuple[int, ...]:
        """Return the nodes that a reference stands for: all editions of a bare credential id, things of every kind.

        Raises UnknownIdError U001 if there is none.
        """
        found = self.nodes.resolve(reference)
        if not found:
            known = did_you_mean(reference, self.nodes.near(reference))
            raise UnknownIdError("U001", f"this catalog contains nothing called {reference!r}", hint=known)
        return found

    def rules_from(self, reference: str) -> tuple[str, ...]:
        """Return the ids of the equivalences that name it as a source, alone or with others, in order.

        Raises UnknownIdError U001.
        """
        return self._names(self._step("rule_sources", self.find(reference)))

    def rules_to(self, reference: str) -> tuple[str, ...]:
        """Return the ids of the equivalences whose target it is, in order.  Raises UnknownIdError U001."""
        return self._names(self._step("rule_targets", self.find(reference), backward=True))

    def stacks_into(self, reference: str) -> tuple[str, ...]:
        """Return the keys of the credentials into which a credential counts directly, by name or through a pool.

        Derived from requirement trees, never authored.  Raises UnknownIdError U001.
        """
        own = [node for node in self.find(reference) if self.nodes.kind(node) == "credential"]
        named = self._step("stacks_into", own)
        admitted = [self.pools.admitting(node) for node in own]
        return self._names(np.unique(np.concatenate([named, *admitted])))

    def carries_into(self, reference: str) -> tuple[Carry, ...]:
        """Return the credentials toward which courses that a credential names count too, most courses first.

        The courses carry over, whether or not the credential itself is named there; other editions are left out.
        Raises UnknownIdError U001.
        """
        own = [node for node in self.find(reference) if self.nodes.kind(node) == "credential"]
        courses = set(self._step("counts_toward", own, backward=True).tolist()) & set(self.nodes.span("course"))
        found: defaultdict[str, list[str]] = defaultdict(list)
        for course in sorted(courses):
            for owner in self._names(np.union1d(self._step("counts_toward", [course]), self.pools.admitting(course))):
                if owner.partition("@")[0] != reference.partition("@")[0]:
                    found[owner].append(self.nodes.name(course))
        carried = (Carry(owner, tuple(shared)) for owner, shared in found.items())
        return tuple(sorted(carried, key=lambda carry: (-len(carry.courses), carry.credential)))

    def needed_by(self, reference: str) -> tuple[Link, ...]:
        """Return what names it in a requirement, prerequisite or corequisite.  Raises UnknownIdError U001."""
        return self._links(self.find(reference), _NAMING)

    def leads_to(self, reference: str) -> tuple[Link, ...]:
        """Return every next step from it: what names it, what admits it, what rules turn it into, what it shows.

        Raises UnknownIdError U001.
        """
        own = self.find(reference)
        found = [*self._links(own, _ONWARD), *self._admitted_by(own)]
        for rule in self._step("rule_sources", own).tolist():
            targets = self.forward("rule_targets").neighbors(rule).tolist()
            found += [self._link("counts_as", target, by=self.nodes.name(rule)) for target in targets]
        return tuple(sorted(set(found), key=_in_order))

    def comes_from(self, reference: str) -> tuple[Link, ...]:
        """Return every step to it: what it names, what rules turn into it, what shows it.

        What its pools admit is left out, because that may be half a catalogue: ask ``pools.members``.
        Raises UnknownIdError U001.
        """
        own = self.find(reference)
        found = list(self._links(own, _ONWARD, backward=True))
        for rule in self._step("rule_targets", own, backward=True).tolist():
            sources = self.backward("rule_sources").neighbors(rule).tolist()
            found += [self._link("counts_as", source, by=self.nodes.name(rule)) for source in sources]
        return tuple(sorted(set(found), key=_in_order))

    def _step(self, relation: Relation, nodes: Iterable[int], *, backward: bool = False) -> Ids:
        csr = self.backward(relation) if backward else self.forward(relation)
        found = [csr.neighbors(node) for node in nodes]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int32)

    def _links(self, own: Iterable[int], relations: Iterable[Relation], *, backward: bool = False) -> tuple[Link, ...]:
        nodes = tuple(own)
        return tuple(
            self._link(relation, node)
            for relation in sorted(relations)
            for node in self._step(relation, nodes, backward=backward).tolist()
        )

    def _admitted_by(self, own: Iterable[int]) -> list[Link]:
        learnable = [node for node in own if self.nodes.kind(node) in ("course", "credential")]
        return [self._link("admitted_by", owner) for node in learnable for owner in self.pools.admitting(node).tolist()]

    def _link(self, how: How, node: int, *, by: str | None = None) -> Link:
        return Link(how, self.nodes.kind(node), self.nodes.name(node), by)

    def _names(self, nodes: Ids) -> tuple[str, ...]:
        return tuple(map(self.nodes.name, nodes.tolist()))


def _in_order(link: Link) -> tuple[str, str, str, str]:
    return (link.how, link.kind, link.id, link.by or "")


def compile_graph(catalog: Catalog) -> Graph:
    """Return the graph of a catalogue; the same content gives the same arrays, whatever order it came in."""
    nodes = node_table(catalog)
    trees = flatten(requirement_trees(catalog, nodes))
    pairs = {
        relation: np.array(edges, dtype=np.int64).reshape(-1, 2).T
        for relation, edges in relation_pairs(catalog, nodes).items()
    }
    return assemble(nodes, pairs, trees, Pools(CatalogMarks(catalog, nodes), nodes, trees))


def assemble(nodes: NodeTable, pairs: Mapping[Relation, ArrayLike], trees: Trees, pools: Pools) -> Graph:
    """Return a graph from arrays alone: for each relation an array of shape (2, edges), sources above targets.

    The door for catalogues too large to be objects: nothing here walks nouns.  A relation that is not given is empty.
    """
    relations = {relation: _csr(pairs.get(relation, ((), ())), len(nodes)) for relation in RELATIONS}
    return Graph(nodes, MappingProxyType(relations), trees, pools)


def _csr(ends: ArrayLike, size: int) -> Csr:
    tails, heads = np.asarray(ends, dtype=np.int64)
    return Csr.from_pairs(tails, heads, size)
