"""What do the pools of requirement trees admit?  Resolved when asked: a pool may admit half a catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from pathways.graph.admits import admits
from pathways.graph.csr import Ids
from pathways.graph.marks import Marks
from pathways.graph.nodes import NodeTable
from pathways.graph.trees import OPS, SLOTS, Trees

POOL_OPS: Final = (OPS.index("credits"), OPS.index("courses"))


@dataclass(frozen=True, eq=False)
class Pools:
    """The pools of a catalogue.  A pool draws from what its own organization awards; others' learning needs a rule.

    What a pool lists by name may come from anywhere; that is the relation ``counts_toward``.
    """

    marks: Marks
    nodes: NodeTable
    trees: Trees

    def members(self, pool: int) -> Ids:
        """Return what a pool (a node of ``trees``) admits of its own organization: ascending, shape (m,).

        A credential never counts in its own pool, nor does another edition of it.
        """
        owner = int(self._owners[pool])
        wanted = self.trees.filters[self.trees.payload[pool]]
        mask = self.marks.columns.admitted(wanted) & (
            self.marks.organizations == self.marks.organizations[owner - self._first]
        )
        mask[np.array(self._same(owner)) - self._first] = False
        return (np.flatnonzero(mask) + self._first).astype(np.int32)

    def admitting(self, thing: int) -> Ids:
        """Return the credentials with a pool that admits a course or credential: ascending, shape (m,)."""
        features = self.marks.features(thing - self._first)
        fitting = [place for place, wanted in enumerate(self.trees.filters) if admits(wanted, features)]
        pools = self._pools[np.isin(self.trees.payload[self._pools], fitting)]
        owners = np.unique(self._owners[pools])
        near = owners[self.marks.organizations[owners - self._first] == self.marks.organizations[thing - self._first]]
        return np.setdiff1d(near, self._same(thing)).astype(np.int32)

    @cached_property
    def _pools(self) -> Ids:
        slots = np.repeat(self.trees.slot, np.diff(self.trees.starts))
        chosen = np.isin(self.trees.op, POOL_OPS) & (slots == SLOTS.index("requirement"))
        return np.flatnonzero(chosen).astype(np.int32)

    @cached_property
    def _owners(self) -> Ids:
        return self.trees.owners()

    @property
    def _first(self) -> int:
        return self.nodes.span("course").start

    def _same(self, thing: int) -> tuple[int, ...]:
        if thing in self.nodes.span("course"):
            return (thing,)
        return self.nodes.editions(self.nodes.name(thing).partition("@")[0])
