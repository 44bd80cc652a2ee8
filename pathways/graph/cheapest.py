"""What is the cheapest way to each credential through everything that it asks, and all that this asks in turn?

A course or credential can be had at its price, or, a credential, by meeting its requirement tree: an AND/OR graph.  The
answer is a fixed point: costs begin at the prices and sink, tree by tree, until no tree makes its credential cheaper.

It is exact where trees ask for named things by *all*, *any* and *at least n* and the way to a credential names nothing
twice.  What is named twice is paid twice, so that the true cost is lower; what is not named (pools, groups that count
items or credit, competencies, conditions in words) costs what ``leaf`` says, so that with the default of nothing the
cost of a tree that has such leaves is a lower bound.  Competition, caps and totals are the audit's matter.

Source: D. E. Knuth, A generalization of Dijkstra's algorithm, Information Processing Letters 6(1), 1977, for why sums,
minima and sums of the n least may be iterated to one least fixed point, circles included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from pathways.graph.compile import Graph
from pathways.graph.csr import Csr, Offsets, distinct
from pathways.graph.demand import COURSE, CREDENTIAL
from pathways.graph.forest import NEVER, Amounts, Forest
from pathways.graph.nearby import edges_from
from pathways.graph.nodes import NodeKind
from pathways.graph.trees import SLOTS, Trees


def cheapest(graph: Graph, price: ArrayLike, *, leaf: ArrayLike | None = None) -> Amounts:
    """Return the least cost of every node, shape (len(graph),); ``NEVER`` where there is no way.

    Parameters
    ----------
    price : whole numbers of shape (len(graph),), what a thing costs by itself; ``NEVER`` where it cannot be had so
    leaf : whole numbers of shape (len(graph.trees),), what the leaves and groups cost that name nothing; absent: 0
    """
    trees = graph.trees
    asked = np.zeros(len(trees), dtype=np.int64) if leaf is None else np.asarray(leaf, dtype=np.int64)
    ways = _Ways(graph, np.minimum(np.asarray(price, dtype=np.int64), NEVER), asked)
    chosen = np.flatnonzero(trees.slot == SLOTS.index("requirement"))
    while chosen.size:
        chosen = ways.lower(chosen)
    return ways.cost


class _Ways:
    """The costs so far, and which trees they matter to."""

    def __init__(self, graph: Graph, price: Amounts, leaf: Amounts) -> None:
        self.trees = graph.trees
        self.cost = price.copy()
        self.leaf = leaf
        self.heights = graph.trees.heights()
        self.needs = _needs(graph.trees)
        self.named = _named(graph)

    def lower(self, chosen: Offsets) -> Offsets:
        """Lower the cost of the owners of some trees (k,); return the trees that name one whose cost has sunk."""
        forest = Forest.of(self.trees, self.heights, chosen)
        worth = self.leaf[forest.nodes]
        worth[forest.heights == 0] = self._leaves(forest)
        roots = forest.least(worth, self.needs[forest.nodes])
        owners = self.trees.owner[chosen].astype(np.int64)
        sunk = roots < self.cost[owners]
        self.cost[owners[sunk]] = roots[sunk]
        _, places = edges_from(self.named.reverse, owners[sunk])
        return distinct(self.trees.trees_of(places))

    def _leaves(self, forest: Forest) -> Amounts:
        """Return what the leaves of a forest cost now: of the things that one names, the cheapest."""
        nodes = forest.nodes[forest.heights == 0]
        found = np.where(np.isin(self.trees.op[nodes], (COURSE, CREDENTIAL)), NEVER, self.leaf[nodes])
        tails, heads = edges_from(self.named, nodes)
        np.minimum.at(found, tails, self.cost[heads])
        return found


def _needs(trees: Trees) -> Amounts:
    whole = np.array([ceil(need) for need in trees.needs] or [0], dtype=np.int64)
    return np.where(trees.need < 0, 0, whole[trees.need])


def _named(graph: Graph) -> Csr:
    """Return which leaf of a requirement names which nodes; a bare credential id names every edition."""
    trees = graph.trees
    slots = np.repeat(trees.slot, np.diff(trees.starts))
    kinds: tuple[tuple[NodeKind, int], ...] = (("course", COURSE), ("credential", CREDENTIAL))
    tails: list[Offsets] = []
    heads: list[Offsets] = []
    for kind, op in kinds:
        leaves = np.flatnonzero((trees.op == op) & (slots == SLOTS.index("requirement")))
        places, at = np.unique(trees.payload[leaves], return_inverse=True)
        meant = _meant(graph, kind, [trees.references[place] for place in places.tolist()])
        leaf, node = edges_from(meant, at.astype(np.int64))
        tails.append(leaves[leaf])
        heads.append(node)
    return Csr.from_pairs(np.concatenate(tails), np.concatenate(heads), max(len(trees), len(graph)))


def _meant(graph: Graph, kind: NodeKind, references: Sequence[str]) -> Csr:
    """Return which reference (by its place) means which nodes."""
    known: defaultdict[str, list[int]] = defaultdict(list)
    for node in graph.nodes.span(kind):
        name = graph.nodes.name(node)
        for way in {name, name.partition("@")[0]} if kind == "credential" else (name,):
            known[way].append(node)
    found = [known.get(name, ()) for name in references]
    tails = np.repeat(np.arange(len(found)), [len(nodes) for nodes in found])
    heads = np.array([node for nodes in found for node in nodes], dtype=np.int64)
    return Csr.from_pairs(tails, heads, max(len(references), len(graph)))
