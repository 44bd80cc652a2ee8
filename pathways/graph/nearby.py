"""What lies within a few steps, of one thing or of many learners at once?

Work and memory grow with what is found, not with the graph: nothing here makes an array as long as all nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pathways.graph.csr import Csr, Ids, Offsets, distinct, ragged

_NOTHING: Final[Offsets] = np.zeros(0, dtype=np.int64)


class Reached(NamedTuple):
    """What each of several askers reaches: asker ``k`` the nodes ``nodes[starts[k] : starts[k + 1]]``, ascending.

    ``hops`` runs beside ``nodes`` and says how far each lies from the asker's nearest source.
    """

    starts: Offsets
    nodes: Ids
    hops: NDArray[np.int32]


def reach_each(
    relations: Csr | Sequence[Csr], starts: ArrayLike, sources: ArrayLike, max_hops: int | None = None
) -> Reached:
    """Return what each of many askers reaches, all of them over the same arrays.

    Parameters
    ----------
    relations : the relation to follow, or several of one size, any of which may make a hop
    starts, sources : asker ``k`` begins at ``sources[starts[k] : starts[k + 1]]``; shapes (askers + 1,) and (m,)
    max_hops : how far to go; None goes to the end

    >>> found = reach_each(Csr.from_pairs([0, 1], [1, 2], 4), [0, 1, 3], [1, 3, 0], 1)
    >>> found.nodes.tolist(), found.starts.tolist(), found.hops.tolist()
    ([1, 2, 0, 1, 3], [0, 2, 5], [0, 1, 0, 1, 0])
    """
    followed = (relations,) if isinstance(relations, Csr) else tuple(relations)
    bounds = np.asarray(starts, dtype=np.int64)
    askers = np.repeat(np.arange(bounds.size - 1), np.diff(bounds))
    size = followed[0].size if followed else int(np.max(sources, initial=0)) + 1
    frontier = distinct(askers * size + np.asarray(sources, dtype=np.int64))
    seen, layers = frontier, [frontier]
    while frontier.size and (max_hops is None or len(layers) <= max_hops):
        found = [_step(csr, frontier) for csr in followed]
        frontier = distinct(np.concatenate(found)) if found else frontier[:0]
        frontier = frontier[~_among(frontier, seen)]
        seen = np.sort(np.concatenate([seen, frontier]), kind="stable")
        layers.append(frontier)
    return _collected(layers, size, bounds.size - 1)


def _step(csr: Csr, frontier: Offsets) -> Offsets:
    askers, nodes = np.divmod(frontier, csr.size)
    tails, heads = edges_from(csr, nodes)
    return askers[tails] * csr.size + heads


def edges_from(csr: Csr, nodes: Offsets) -> tuple[Offsets, Offsets]:
    """Return the edges that leave nodes (k,): the place of each tail among them, and the head's node."""
    rows = nodes - csr.first
    kept = np.flatnonzero((rows >= 0) & (rows < csr.indptr.size - 1))
    if not kept.size:
        return _NOTHING, _NOTHING
    begins = csr.indptr[rows[kept]]
    counts = csr.indptr[rows[kept] + 1] - begins
    return np.repeat(kept, counts), csr.indices[ragged(begins, counts)].astype(np.int64)


def _among(wanted: Offsets, known: Offsets) -> NDArray[np.bool_]:
    """Return which of the wanted are among the known, ascending."""
    if not known.size:
        return np.zeros(wanted.size, dtype=np.bool_)
    places = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    found: NDArray[np.bool_] = known[places] == wanted
    return found


def _collected(layers: Sequence[Offsets], size: int, count: int) -> Reached:
    keys = np.concatenate(layers)
    hops = np.repeat(np.arange(len(layers), dtype=np.int32), [layer.size for layer in layers])
    order = np.argsort(keys, kind="stable")
    askers, nodes = np.divmod(keys[order], size)
    starts = np.searchsorted(askers, np.arange(count + 1))
    return Reached(starts, nodes.astype(np.int32), hops[order])


def edges_within(csr: Csr, nodes: Offsets) -> tuple[Offsets, Offsets]:
    """Return the edges between nodes (k,), which ascend: the places of their tails and of their heads."""
    tails, heads = edges_from(csr, nodes)
    inside = _among(heads, nodes)
    return tails[inside], np.searchsorted(nodes, heads[inside])
