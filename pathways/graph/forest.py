"""What is every requirement tree worth, once its leaves are?  All trees at once, level by level.

Groups that ask for all children add them up, *any* takes the cheapest, *at least n* the n cheapest.  Nothing here is a
float; what cannot be had costs ``NEVER``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pathways.graph.csr import Offsets, ragged
from pathways.graph.trees import OPS, Trees

Amounts = NDArray[np.int64]
"""Whole numbers: amounts or costs in some unit."""

NEVER: Final = 1 << 50
"""More than any cost: a thousand of them still fit into 64 bits."""

_ALL: Final = OPS.index("all")
_ANY: Final = OPS.index("any")
AT_LEAST: Final = OPS.index("at_least_requirements")
COUNTING: Final = (OPS.index("at_least_items"), OPS.index("at_least_credits"))


@dataclass(frozen=True, eq=False)
class Forest:
    """Some of the trees, cut out: their nodes one tree after the other, and what is needed to add them up.

    Attributes
    ----------
    nodes : int64 of shape (m,), the nodes of the chosen trees, ascending
    roots : int64 of shape (trees,), the place of each root in ``nodes``
    """

    trees: Trees
    heights: NDArray[np.int16]
    nodes: Offsets
    roots: Offsets

    @classmethod
    def of(cls, trees: Trees, heights: NDArray[np.int16], chosen: Offsets) -> Forest:
        """Return the chosen trees (k,), ascending."""
        counts = trees.starts[chosen + 1] - trees.starts[chosen]
        nodes = ragged(trees.starts[chosen], counts)
        return cls(trees, heights[nodes], nodes, np.cumsum(counts) - 1)

    def least(self, worth: Amounts, needs: Amounts) -> Amounts:
        """Return the least cost of every root, shape (trees,).

        Parameters
        ----------
        worth : int64 of shape (m,), the cost of each leaf and of each group that counts; those of other groups are
            overwritten
        needs : int64 of shape (m,), how many children an *at least* asks for; read at such nodes only
        """
        op = self.trees.op[self.nodes]
        for height in range(1, int(self.heights.max(initial=0)) + 1):
            level = np.flatnonzero(self.heights == height)
            for wanted in (_ALL, _ANY, AT_LEAST):
                here = level[op[level] == wanted]
                if here.size:
                    worth[here] = self._level(wanted, here, worth, needs)
        return worth[self.roots]

    def _level(self, op: int, here: Offsets, worth: Amounts, needs: Amounts) -> Amounts:
        children, counts = self.children(here)
        values = worth[children]
        starts = np.cumsum(counts) - counts
        if op == _ANY:
            return np.minimum.reduceat(values, starts)
        if op == AT_LEAST:
            groups = np.repeat(np.arange(here.size), counts)
            values = values[np.lexsort((values, groups))]
            rank = np.arange(values.size) - np.repeat(starts, counts)
            values = np.where(rank < np.repeat(needs[here], counts), values, 0)
        total = np.minimum(np.add.reduceat(values, starts), NEVER)
        return np.where(needs[here] > counts, NEVER, total) if op == AT_LEAST else total

    def below(self, amounts: Amounts) -> Amounts:
        """Return for each node the sum over its leaves, shape (m,); ``amounts`` is read at leaves only."""
        found = np.where(self.heights == 0, amounts, 0)
        for height in range(1, int(self.heights.max(initial=0)) + 1):
            level = np.flatnonzero(self.heights == height)
            children, counts = self.children(level)
            found[level] = np.add.reduceat(found[children], np.cumsum(counts) - counts)
        return found

    def least_below(self, amounts: Amounts) -> Amounts:
        """Return for each node the least over its leaves, shape (m,)."""
        found = amounts.copy()
        for height in range(1, int(self.heights.max(initial=0)) + 1):
            level = np.flatnonzero(self.heights == height)
            children, counts = self.children(level)
            found[level] = np.minimum.reduceat(found[children], np.cumsum(counts) - counts)
        return found

    def children(self, here: Offsets) -> tuple[Offsets, Offsets]:
        """Return the children of groups (k,) as places in ``nodes``, group after group, and how many each has."""
        nodes = self.nodes[here]
        starts = self.trees.child_starts[nodes]
        counts = self.trees.child_starts[nodes + 1] - starts
        children = self.trees.children[ragged(starts, counts)]
        # a tree is a run of nodes, so a child is as far from its parent here as there
        shift: Offsets = np.subtract(here, nodes)
        return np.repeat(shift, counts) + children, counts
