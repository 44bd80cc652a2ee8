"""Which number stands for which thing?  Dense ids, sorted by kind and name, so that one content has one numbering."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from pathways.graph.csr import Offsets

NodeKind = Literal["competency", "course", "credential", "equivalence", "occupation", "organization"]

KINDS: Final[tuple[NodeKind, ...]] = (
    "competency",
    "course",
    "credential",
    "equivalence",
    "occupation",
    "organization",
)
"""Every kind of node, in the order of its dense ids.  A credential node is one edition."""


@dataclass(frozen=True, eq=False)
class NodeTable:
    """Names by dense id: kind ``k`` has the ids ``starts[k] <= i < starts[k + 1]``, names ascending.

    ``names`` is any sorted sequence; looking up is a bisection, so no index has to be built or kept in memory.
    """

    names: Sequence[str]
    starts: Offsets

    @classmethod
    def of(cls, names: Mapping[NodeKind, Iterable[str]]) -> NodeTable:
        """Return the table of the names by kind; a name stands once in its kind."""
        groups = [sorted(set(names.get(kind, ()))) for kind in KINDS]
        starts = np.zeros(len(KINDS) + 1, dtype=np.int64)
        np.cumsum([len(group) for group in groups], out=starts[1:])
        return cls(tuple(name for group in groups for name in group), starts)

    def __len__(self) -> int:
        return len(self.names)

    def span(self, kind: NodeKind) -> range:
        """Return the dense ids of one kind."""
        place = KINDS.index(kind)
        return range(int(self.starts[place]), int(self.starts[place + 1]))

    def kind(self, node: int) -> NodeKind:
        """Return the kind of a node."""
        return KINDS[int(np.searchsorted(self.starts, node, side="right")) - 1]

    def name(self, node: int) -> str:
        """Return the name of a node."""
        return self.names[node]

    def find(self, kind: NodeKind, name: str) -> int | None:
        """Return the dense id of exactly this name, or None."""
        span = self.span(kind)
        place = bisect_left(self.names, name, span.start, span.stop)
        return place if place < span.stop and self.names[place] == name else None

    def editions(self, reference: str) -> tuple[int, ...]:
        """Return the credential nodes that a reference stands for: one ``id@edition``, or every edition of a bare id.

        >>> NodeTable.of({"credential": ["a", "a-b", "a@1", "a@2", "aB", "ab"]}).editions("a")
        (0, 2, 3)
        """
        exact = self.find("credential", reference)
        alone = () if exact is None else (exact,)
        if "@" in reference:
            return alone
        span = self.span("credential")
        begin = bisect_left(self.names, f"{reference}@", span.start, span.stop)
        end = bisect_left(self.names, f"{reference}A", begin, span.stop)
        return alone + tuple(range(begin, end))

    def named(self, kind: NodeKind, reference: str | None) -> tuple[int, ...]:
        """Return the nodes of one kind that a reference stands for: none, one, or all editions of a credential."""
        if reference is None:
            return ()
        if kind == "credential":
            return self.editions(reference)
        node = self.find(kind, reference)
        return () if node is None else (node,)

    def near(self, name: str, most: int = 20_000) -> Sequence[str]:
        """Return names to compare a misspelt one with: all of them, or of each kind those that sort next to it."""
        if len(self) <= most:
            return self.names
        found: list[str] = []
        for kind in KINDS:
            span, reach = self.span(kind), most // (2 * len(KINDS))
            place = bisect_left(self.names, name, span.start, span.stop)
            found += self.names[max(span.start, place - reach) : min(span.stop, place + reach)]
        return found

    def resolve(self, reference: str) -> tuple[int, ...]:
        """Return every node, of whatever kind, that a reference stands for; empty if it is unknown."""
        return tuple(node for kind in KINDS for node in self.named(kind, reference))
