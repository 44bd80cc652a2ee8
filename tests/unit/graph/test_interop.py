"""Cut-outs and tables say what the arrays say."""

from __future__ import annotations

import pytest

from pathways.errors import UnknownIdError
from pathways.graph.compile import Graph, compile_graph
from pathways.graph.interop import edges_frame, neighborhood, nodes_frame, to_networkx
from pathways.graph.relations import RELATIONS
from tests.unit.graph.sample import sample


@pytest.fixture(scope="module")
def graph() -> Graph:
    return compile_graph(sample())


def test_the_whole_graph_has_every_thing_and_every_arrow(graph: Graph) -> None:
    found = to_networkx(graph)
    assert found.number_of_nodes() == len(graph)
    words = sum(len(found.edges[edge]["relations"]) for edge in found.edges)
    assert words == sum(graph.forward(relation).edges for relation in RELATIONS)
    assert found.edges["credential:micro@1", "credential:certificate"]["relations"] == ("counts_toward", "stacks_into")


def test_a_neighborhood_ends_after_its_hops(graph: Graph) -> None:
    found = neighborhood(graph, "n1", 2, ("counts_toward",))
    assert {label: found.nodes[label]["hops"] for label in found} == {
        "course:n1": 0,
        "credential:micro@1": 1,
        "credential:micro@2": 1,
        "credential:certificate": 2,
    }


def test_a_neighborhood_of_one_hop_ends_after_one(graph: Graph) -> None:
    assert set(neighborhood(graph, "n1", 1, ("counts_toward",))) == {
        "course:n1",
        "credential:micro@1",
        "credential:micro@2",
    }


def test_a_neighborhood_can_look_one_way(graph: Graph) -> None:
    onward = neighborhood(graph, "micro@1", 1, ("counts_toward",), direction="onward")
    backward = neighborhood(graph, "micro@1", 1, ("counts_toward",), direction="backward")
    assert set(onward) == {"credential:micro@1", "credential:certificate"}
    assert set(backward) == {"credential:micro@1", "course:n1"}
    assert list(backward.edges) == [("course:n1", "credential:micro@1")], "arrows are never turned round"


def test_no_relations_leave_the_thing_alone(graph: Graph) -> None:
    assert set(neighborhood(graph, "n1", 3, ())) == {"course:n1"}


def test_a_neighborhood_of_nothing_is_a_bad_question(graph: Graph) -> None:
    with pytest.raises(UnknownIdError):
        neighborhood(graph, "nowhere")


def test_frames_have_one_row_for_each_thing_and_arrow(graph: Graph) -> None:
    nodes, edges = nodes_frame(graph), edges_frame(graph, ("stacks_into", "broader"))
    assert list(nodes.columns) == ["kind", "id"]
    assert list(nodes["id"]) == list(graph.nodes.names)
    assert edges.to_dict("records") == [
        {
            "relation": "broader",
            "source_kind": "competency",
            "source": "networking",
            "target_kind": "competency",
            "target": "computing",
        },
        *(
            {
                "relation": "stacks_into",
                "source_kind": "credential",
                "source": f"micro@{edition}",
                "target_kind": "credential",
                "target": "certificate",
            }
            for edition in (1, 2)
        ),
    ]
