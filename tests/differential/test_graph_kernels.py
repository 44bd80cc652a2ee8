"""The kernels answer as networkx does, on every small directed graph that Hypothesis can think of."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pathways.graph.csr import Csr, union
from pathways.graph.kernels import (
    ancestors,
    cyclic_core,
    descendants,
    find_cycle,
    reach,
    strong_components,
    topological_order,
)
from tests.support import central

Pairs = list[tuple[int, int]]


@st.composite
def graphs(draw: st.DrawFn, *, acyclic: bool = False) -> tuple[int, Pairs]:
    """Draw bytes and read them as pairs: one draw for a graph is many times quicker than one for each end."""
    size = draw(st.integers(1, 12))
    ends = [byte % size for byte in draw(st.binary(max_size=60))]
    pairs = list(zip(ends[::2], ends[1::2], strict=False))
    if not acyclic:
        return size, pairs
    ranks = draw(st.binary(min_size=size, max_size=size))
    names = sorted(range(size), key=lambda node: (ranks[node], node))
    return size, [(names[min(pair)], names[max(pair)]) for pair in pairs if pair[0] != pair[1]]


def _csr(size: int, pairs: Iterable[tuple[int, int]]) -> Csr:
    ends = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return Csr.from_pairs(ends[:, 0], ends[:, 1], size)


def _nx(size: int, pairs: Pairs) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pairs)
    return graph


@given(graphs())
def test_the_rows_are_the_edges(given_graph: tuple[int, Pairs]) -> None:
    size, pairs = given_graph
    csr, theirs = _csr(size, pairs), _nx(size, pairs)
    assert csr.edges == theirs.number_of_edges()
    for node in range(size):
        assert csr.neighbors(node).tolist() == sorted(theirs.successors(node))
        assert csr.reverse.neighbors(node).tolist() == sorted(theirs.predecessors(node))
    assert csr.degrees().tolist() == [degree for _, degree in sorted(theirs.out_degree())]


@given(graphs(), graphs())
def test_a_union_holds_where_either_does(one: tuple[int, Pairs], other: tuple[int, Pairs]) -> None:
    size = max(one[0], other[0])
    joined = union([_csr(size, one[1]), _csr(size, other[1])], size)
    assert set(zip(*(ends.tolist() for ends in joined.pairs()), strict=True)) == {*one[1], *other[1]}


@central()
@given(graphs(), st.data())
def test_reach_is_the_length_of_a_shortest_path(given_graph: tuple[int, Pairs], data: st.DataObject) -> None:
    size, pairs = given_graph
    sources = data.draw(st.lists(st.integers(0, size - 1), min_size=1, max_size=3))
    hops = data.draw(st.none() | st.integers(0, 5))
    lengths = nx.multi_source_dijkstra_path_length(_nx(size, pairs), set(sources), cutoff=hops)
    assert reach(_csr(size, pairs), sources, hops).tolist() == [lengths.get(node, -1) for node in range(size)]


@given(graphs(), st.data())
def test_reach_over_several_relations_is_reach_over_their_union(
    given_graph: tuple[int, Pairs], data: st.DataObject
) -> None:
    size, pairs = given_graph
    cut = data.draw(st.integers(0, len(pairs)))
    parts = [_csr(size, pairs[:cut]), _csr(size, pairs[cut:])]
    assert reach(parts, [0]).tolist() == reach(_csr(size, pairs), [0]).tolist()


@given(graphs())
def test_ancestors_and_descendants(given_graph: tuple[int, Pairs]) -> None:
    size, pairs = given_graph
    csr, theirs = _csr(size, pairs), _nx(size, pairs)
    for node in range(size):
        assert ancestors(csr, [node]).tolist() == sorted(nx.ancestors(theirs, node))
        assert descendants(csr, [node]).tolist() == sorted(nx.descendants(theirs, node))


@central()
@given(graphs(acyclic=True))
def test_the_order_of_a_graph_without_circles_is_whole_and_forward(given_graph: tuple[int, Pairs]) -> None:
    size, pairs = given_graph
    order = topological_order(_csr(size, pairs)).tolist()
    place = {node: number for number, node in enumerate(order)}
    assert sorted(order) == list(range(size))
    assert all(place[tail] < place[head] for tail, head in pairs)
    assert order == [node for layer in nx.topological_generations(_nx(size, pairs)) for node in sorted(layer)]
    assert find_cycle(_csr(size, pairs)) == ()


@central()
@given(graphs())
def test_a_circle_is_found_exactly_if_there_is_one(given_graph: tuple[int, Pairs]) -> None:
    size, pairs = given_graph
    csr, theirs = _csr(size, pairs), _nx(size, pairs)
    circle = find_cycle(csr)
    is_acyclic = nx.is_directed_acyclic_graph(theirs)
    assert (circle == ()) == is_acyclic == (topological_order(csr).size == size)
    assert all(theirs.has_edge(*step) for step in zip(circle, (*circle[1:], *circle[:1]), strict=True))
    assert len(set(circle)) == len(circle)
    assert not circle or circle[0] == min(circle)


@central()
@given(graphs())
def test_strong_components(given_graph: tuple[int, Pairs]) -> None:
    size, pairs = given_graph
    csr = _csr(size, pairs)
    labels = strong_components(csr).tolist()
    for component in nx.strongly_connected_components(_nx(size, pairs)):
        assert {labels[node] for node in component} == {min(component)}
    on_circles = {node for circle in nx.simple_cycles(_nx(size, pairs)) for node in circle}
    assert on_circles <= set(cyclic_core(csr).tolist())


def test_a_circle_of_a_hundred_thousand_does_not_exhaust_the_stack() -> None:
    size = 100_000
    nodes = np.arange(size)
    csr = Csr.from_pairs(nodes, (nodes + 1) % size, size)
    assert strong_components(csr).max() == 0
    assert len(find_cycle(csr)) == size
