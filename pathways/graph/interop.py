"""How do people and notebooks look at the graph?  Cut-outs as networkx graphs, tables as pandas frames.

The one module of the core that may load networkx and pandas, and only when one of its functions is called.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from pathways.graph.compile import Graph
from pathways.graph.csr import Csr, Ids
from pathways.graph.nearby import edges_within, reach_each
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
    near = reach_each(steps, [0, len(found)], found, hops)
    return _cut(graph, near.nodes, followed, hops=near.hops.tolist())


def to_networkx(graph: Graph, relations: Iterable[Relation] = RELATIONS) -> nx.DiGraph[str]:
    """Return the whole graph as a networkx graph; practical up to about 100,000 nodes, beyond that cut a neighborhood.

    Every thing is a node, whether an arrow touches it or not; attributes as in :func:`neighborhood`, without ``hops``.
    """
    return _cut(graph, np.arange(len(graph), dtype=np.int32), tuple(relations))


def _cut(graph: Graph, nodes: Ids, relations: tuple[Relation, ...], hops: Sequence[int] = ()) -> nx.DiGraph[str]:
    import networkx as nx

    found: nx.DiGraph[str] = nx.DiGraph()
    labels: list[str] = []
    for place, node in enumerate(nodes.tolist()):
        kind, name = graph.nodes.kind(node), graph.nodes.name(node)
        labels.append(f"{kind}:{name}")
        found.add_node(labels[-1], kind=kind, id=name, **({"hops": hops[place]} if hops else {}))
    for (tail, head), words in _edges_between(graph, nodes, relations).items():
        found.add_edge(labels[tail], labels[head], relations=tuple(words))
    return found


def _edges_between(graph: Graph, nodes: Ids, relations: tuple[Relation, ...]) -> dict[tuple[int, int], list[Relation]]:
    """Return the relations of each arrow between nodes, which ascend; an arrow is two places among them."""
    found: defaultdict[tuple[int, int], list[Relation]] = defaultdict(list)
    for relation in sorted(set(relations)):
        tails, heads = edges_within(graph.forward(relation), nodes.astype(np.int64))
        for arrow in zip(tails.tolist(), heads.tolist(), strict=True):
            found[arrow].append(relation)
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
