"""Who is next to whom?  One relation as two arrays: compressed sparse rows over dense node ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ids = NDArray[np.int32]
"""Dense node ids."""

Offsets = NDArray[np.int64]
"""Places inside an array of ids; wide, because edges may outnumber what ids can count."""

IntT = TypeVar("IntT", bound=np.signedinteger[Any])


@dataclass(frozen=True, eq=False)
class Csr:
    """One directed relation between ``size`` nodes, without repeats, neighbours ascending.

    ``indices[indptr[i - first] : indptr[i - first + 1]]`` are the neighbours of node ``i``.  Rows are kept only from
    the first node that has a neighbour to the last one; all others have none.  So a relation between a few kinds stays
    small among many millions of nodes, and both arrays can be opened memory-mapped.

    Attributes
    ----------
    indptr : Offsets of shape (rows + 1,); where it was stored, perhaps narrower
    indices : Ids of shape (edges,)
    first : the node of row 0
    size : number of nodes of the whole graph
    """

    indptr: Offsets
    indices: Ids
    first: int
    size: int

    @classmethod
    def from_pairs(cls, sources: ArrayLike, targets: ArrayLike, size: int) -> Csr:
        """Return the relation of the pairs ``sources[k] -> targets[k]``, arrays of one shape; repeats fall together.

        >>> Csr.from_pairs([2, 0, 2, 2], [1, 2, 0, 1], 4).neighbors(2)
        array([0, 1], dtype=int32)
        """
        tails = np.asarray(sources, dtype=np.int64)
        heads = np.asarray(targets, dtype=np.int64)
        if not tails.size:
            return cls(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32), 0, size)
        tails, heads = np.divmod(distinct(tails * size + heads), size)
        first = int(tails[0])
        counts = np.bincount(tails - first)
        indptr = np.zeros(counts.size + 1, dtype=np.int64)
        np.cumsum(counts, out=indptr[1:])
        return cls(indptr, heads.astype(np.int32), first, size)

    @property
    def edges(self) -> int:
        """Return the number of edges."""
        return int(self.indices.size)

    def neighbors(self, node: int) -> Ids:
        """Return the neighbours of one node, ascending; a view, not a copy."""
        row = node - self.first
        if not 0 <= row < self.indptr.size - 1:
            return self.indices[:0]
        return self.indices[self.indptr[row] : self.indptr[row + 1]]

    def pairs(self) -> tuple[Ids, Ids]:
        """Return ``(sources, targets)``, each of shape (edges,), ascending by source, then target."""
        rows = np.arange(self.first, self.first + self.indptr.size - 1, dtype=np.int32)
        return np.repeat(rows, np.diff(self.indptr)), self.indices

    @cached_property
    def reverse(self) -> Csr:
        """Return the relation read backwards; computed once."""
        sources, targets = self.pairs()
        return Csr.from_pairs(targets, sources, self.size)

    @classmethod
    def paired(cls, forward: Csr, backward: Csr) -> Csr:
        """Return ``forward`` with a reverse that is known already, so that it is never computed."""
        forward.__dict__["reverse"] = backward
        backward.__dict__["reverse"] = forward
        return forward

    def degrees(self) -> Offsets:
        """Return the number of neighbours of every node, shape (size,)."""
        found = np.zeros(self.size, dtype=np.int64)
        found[self.first : self.first + self.indptr.size - 1] = np.diff(self.indptr)
        return found


def distinct(values: NDArray[IntT]) -> NDArray[IntT]:
    """Return the values once each, ascending; many times faster than ``np.unique`` on ten million integers."""
    ordered = np.sort(values)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if ordered.size else ordered


def ragged(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places ``starts[k] .. starts[k] + counts[k] - 1`` for all k (m,), one run after the other.

    >>> ragged(np.array([5, 0]), np.array([2, 1]))
    array([5, 6, 0])
    """
    shifts = np.repeat(starts - np.cumsum(counts) + counts, counts)
    return shifts + np.arange(shifts.size)


def union(relations: Iterable[Csr], size: int) -> Csr:
    """Return one relation that holds where any of them does."""
    pairs = [relation.pairs() for relation in relations]
    if not pairs:
        return Csr.from_pairs([], [], size)
    return Csr.from_pairs(
        np.concatenate([tail for tail, _ in pairs]), np.concatenate([head for _, head in pairs]), size
    )
