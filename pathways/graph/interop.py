"""How do people and notebooks look at the graph?  Cut-outs as networkx graphs, tables as pandas frames.

The one module of the core that may load networkx and pandas, and only when one of its functions is called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import numpy as np

from pathways.graph.compile import Graph
from pathways.graph.csr import Csr, Ids
from pathways.graph.kernels import reach
from pathways.graph.relations import RELATIONS, Relation

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

Direction = Literal["onward", "backward", "both"]


def neighborhood(
    graph: Graph,
    reference: str,
    hops: int = 1,
    relations: Iterable[Relation] = RELATIONS,
    *,
    direction: Direction = "both",
) -> nx.DiGraph[str]:
    """Return everything within ``hops`` steps of a thing as a networkx graph, with all arrows between what was found.

    Nodes are called ``kind:id`` and carry ``kind``, ``id`` and ``hops``; an edge carries ``relations``, in order.
    Raises UnknownIdError U001.
    """
    followed = tuple(relations)
    steps: list[Csr] = []
    if direction != "backward":
        steps += [graph.forward(relation) for relation in followed]
    if direction != "onward":
        steps += [graph.backward(relation) for relation in followed]
    found = graph.find(reference)
    distances = reach(steps, found, hops) if steps else _only(len(graph), found)
    return _cut(graph, distances, followed)


def to_networkx(graph: Graph, relations: Iterable[Relation] = RELATIONS) -> nx.DiGraph[str]:
    """Return the whole graph as a networkx graph; practical up to about 100,000 nodes, beyond that cut a neighborhood.

    Every thing is a node, whether an arrow touches it or not; attributes as in :func:`neighborhood`, without ``hops``.
    """
    return _cut(graph, None, tuple(relations))


def _only(size: int, nodes: Iterable[int]) -> Ids:
    distances = np.full(size, -1, dtype=np.int32)
    distances[list(nodes)] = 0
    return distances


def _cut(graph: Graph, distances: Ids | None, relations: tuple[Relation, ...]) -> nx.DiGraph[str]:
    import networkx as nx

    kept = np.ones(len(graph), dtype=np.bool_) if distances is None else distances >= 0
    found: nx.DiGraph[str] = nx.DiGraph()
    names = {node: _label(graph, node) for node in np.flatnonzero(kept).tolist()}
    for node, label in names.items():
        extra = {} if distances is None else {"hops": int(distances[node])}
        found.add_node(label, kind=graph.nodes.kind(node), id=graph.nodes.name(node), **extra)
    for (tail, head), words in _edges_between(graph, kept, relations).items():
        found.add_edge(names[tail], names[head], relations=tuple(words))
    return found


def _label(graph: Graph, node: int) -> str:
    return f"{graph.nodes.kind(node)}:{graph.nodes.name(node)}"


def _edges_between(
    graph: Graph, kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], relations: tuple[Relation, ...]
) -> dict[tuple[int, int], list[Relation]]:
    found: defaultdict[tuple[int, int], list[Relation]] = defaultdict(list)
    inside = np.flatnonzero(kept).tolist()
    for relation in sorted(set(relations)):
        csr = graph.forward(relation)
        for tail in inside:
            near = csr.neighbors(tail)
            for head in near[kept[near]].tolist():
                found[tail, head].append(relation)
    return dict(sorted(found.items()))


def nodes_frame(graph: Graph) -> pd.DataFrame:
    """Return one row for each thing: ``kind`` and ``id``, indexed by dense id."""
    import pandas as pd

    kinds = [graph.nodes.kind(node) for node in range(len(graph))]
    return pd.DataFrame({"kind": kinds, "id": list(graph.nodes.names)}, index=pd.RangeIndex(len(graph), name="node"))


def edges_frame(graph: Graph, relations: Iterable[Relation] = RELATIONS) -> pd.DataFrame:
    """Return one row for each arrow: ``relation``, ``source_kind``, ``source``, ``target_kind``, ``target``."""
    import pandas as pd

    rows = [
        (relation, graph.nodes.kind(tail), graph.nodes.name(tail), graph.nodes.kind(head), graph.nodes.name(head))
        for relation in sorted(set(relations))
        for tail, head in zip(*(ends.tolist() for ends in graph.forward(relation).pairs()), strict=True)
    ]
    return pd.DataFrame(rows, columns=["relation", "source_kind", "source", "target_kind", "target"])
