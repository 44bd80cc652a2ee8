"""What can be reached, in which order, and where does it run in a circle?  Pure functions: arrays in, arrays out.

Nothing here knows names; ``-1`` means unreachable.  All answers are the same whatever order the edges came in.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pathways.graph.csr import Csr, Ids, distinct, ragged


def _edges_of(csr: Csr, nodes: Ids) -> Ids:
    """Return the neighbours of all the nodes, one after the other, shape (edges of the nodes,)."""
    rows = np.asarray(nodes, dtype=np.int64) - csr.first
    rows = rows[(rows >= 0) & (rows < csr.indptr.size - 1)]
    starts = csr.indptr[rows]
    counts = csr.indptr[rows + 1] - starts
    return csr.indices[ragged(starts, counts)]


def reach(relations: Csr | Sequence[Csr], sources: ArrayLike, max_hops: int | None = None) -> NDArray[np.int32]:
    """Return the number of hops from the nearest source to every node.

    Parameters
    ----------
    relations : the relation to follow, or several of one size, any of which may make a hop
    sources : node ids of shape (k,)
    max_hops : how far to go; None goes to the end

    Returns
    -------
    distances : int32 array of shape (size,), 0 at the sources, -1 where unreachable

    >>> reach(Csr.from_pairs([0, 1], [1, 2], 4), [0])
    array([ 0,  1,  2, -1], dtype=int32)
    """
    followed = (relations,) if isinstance(relations, Csr) else tuple(relations)
    distances = np.full(followed[0].size, -1, dtype=np.int32)
    frontier: Ids = distinct(np.asarray(sources, dtype=np.int32))
    distances[frontier] = 0
    hops = 0
    while frontier.size and (max_hops is None or hops < max_hops):
        hops += 1
        following = np.concatenate([_edges_of(csr, frontier) for csr in followed])
        frontier = _marked(distances, following[distances[following] < 0], hops)
    return distances


def _marked(distances: NDArray[np.int32], found: Ids, hops: int) -> Ids:
    """Write the distance of what was found, repeats and all; return it once each, ascending."""
    if found.size * 16 < distances.size:
        found = distinct(found)
        distances[found] = hops
        return found
    distances[found] = hops
    return np.flatnonzero(distances == hops).astype(np.int32)


def descendants(csr: Csr, sources: ArrayLike) -> Ids:
    """Return all nodes that can be reached from the sources (k,), without the sources: ascending, shape (m,)."""
    return np.flatnonzero(reach(csr, sources) > 0).astype(np.int32)


def ancestors(csr: Csr, targets: ArrayLike) -> Ids:
    """Return all nodes from which a target (k,) can be reached, without the targets: ascending, shape (m,)."""
    return descendants(csr.reverse, targets)


def topological_order(csr: Csr) -> Ids:
    """Return nodes so that every edge points forward, in layers, each layer ascending.

    Nodes on a circle and all behind it are left out: the answer has shape (csr.size,) exactly if there is no circle.

    >>> topological_order(Csr.from_pairs([2, 1], [1, 0], 3))
    array([2, 1, 0], dtype=int32)
    """
    waiting = csr.reverse.degrees()
    layers: list[Ids] = []
    layer: Ids = np.flatnonzero(waiting == 0).astype(np.int32)
    while layer.size:
        layers.append(layer)
        touched, counts = np.unique(_edges_of(csr, layer), return_counts=True)
        waiting[touched] -= counts
        layer = touched[waiting[touched] == 0]
    return np.concatenate(layers) if layers else np.zeros(0, dtype=np.int32)


def cyclic_core(csr: Csr) -> Ids:
    """Return the nodes that lie on a circle or between two circles: ascending, shape (m,); empty if there is none."""
    keep = np.ones(csr.size, dtype=np.bool_)
    keep[topological_order(csr)] = False
    keep[topological_order(csr.reverse)] = False
    return np.flatnonzero(keep).astype(np.int32)


def find_cycle(csr: Csr) -> tuple[int, ...]:
    """Return one circle as node ids in the order of its edges, its smallest node first; empty if there is none.

    >>> find_cycle(Csr.from_pairs([0, 1, 2], [1, 2, 1], 3))
    (1, 2)
    """
    core = set(cyclic_core(csr).tolist())
    if not core:
        return ()
    seen: dict[int, int] = {}
    walk: list[int] = []
    node = min(core)
    while node not in seen:
        seen[node] = len(walk)
        walk.append(node)
        node = next(item for item in csr.neighbors(node).tolist() if item in core)
    circle = walk[seen[node] :]
    turn = circle.index(min(circle))
    return tuple(circle[turn:] + circle[:turn])


def strong_components(csr: Csr) -> NDArray[np.int32]:
    """Return for every node the smallest node of its strong component, shape (csr.size,).

    Two nodes share a component exactly if each can be reached from the other.  Only the cyclic core is searched.

    Source: R. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1(2), 1972.
    """
    labels = np.arange(csr.size, dtype=np.int32)
    core = cyclic_core(csr)
    forward = _within(csr, core)
    for component in _tarjan(forward):
        members = core[component]
        labels[members] = members.min()
    return labels


def _within(csr: Csr, nodes: Ids) -> list[list[int]]:
    place = np.full(csr.size, -1, dtype=np.int64)
    place[nodes] = np.arange(nodes.size)
    inner = [place[csr.neighbors(int(node))] for node in nodes]
    return [row[row >= 0].tolist() for row in inner]


def _tarjan(forward: list[list[int]]) -> list[list[int]]:
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    open_nodes: list[int] = []
    is_open = [False] * len(forward)
    components: list[list[int]] = []
    for root in range(len(forward)):
        stack = [] if root in order else [(root, 0)]
        while stack:
            node, step = stack.pop()
            if step == 0:
                order[node] = low[node] = len(order)
                open_nodes.append(node)
                is_open[node] = True
            else:
                low[node] = min(low[node], low[forward[node][step - 1]])
            step = _skip_known(forward[node], step, node, order, low, is_open)
            if step < len(forward[node]):
                stack += [(node, step + 1), (forward[node][step], 0)]
            elif low[node] == order[node]:
                components.append(_close(node, open_nodes, is_open))
    return components


def _skip_known(
    following: list[int], step: int, node: int, order: dict[int, int], low: dict[int, int], is_open: list[bool]
) -> int:
    while step < len(following) and following[step] in order:
        if is_open[following[step]]:
            low[node] = min(low[node], order[following[step]])
        step += 1
    return step


def _close(node: int, open_nodes: list[int], is_open: list[bool]) -> list[int]:
    component: list[int] = []
    while not component or component[-1] != node:
        component.append(open_nodes.pop())
        is_open[component[-1]] = False
    return component
