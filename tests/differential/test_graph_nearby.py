"""Many learners at once reach what each reaches alone; the cheapest way is the one that a plain search finds."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.collection import collect
from pathways.graph.cheapest import cheapest
from pathways.graph.compile import Graph, compile_graph
from pathways.graph.csr import Csr
from pathways.graph.forest import NEVER
from pathways.graph.kernels import reach
from pathways.graph.nearby import edges_within, reach_each
from pathways.model.base import Noun
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.requirement import AllOf, AnyOf, AtLeast, CourseLeaf, CredentialLeaf, Requirement, children_of
from tests.dice import Dice
from tests.differential.test_graph_kernels import graphs
from tests.support import central

Pairs = list[tuple[int, int]]


def _csr(size: int, pairs: Pairs) -> Csr:
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Csr.from_pairs(ends[:, 0], ends[:, 1], size)


@central(one_in=4)
@given(graphs(), graphs(), st.data())
def test_each_of_many_reaches_what_it_reaches_alone(
    one: tuple[int, Pairs], other: tuple[int, Pairs], data: st.DataObject
) -> None:
    size = max(one[0], other[0])
    followed = [_csr(size, one[1]), _csr(size, other[1])]
    records = data.draw(st.lists(st.lists(st.integers(0, size - 1), max_size=3), max_size=4))
    hops = data.draw(st.none() | st.integers(0, 4))
    starts = np.cumsum([0, *map(len, records)])
    found = reach_each(followed, starts, [node for record in records for node in record], hops)
    for number, record in enumerate(records):
        mine = slice(found.starts[number], found.starts[number + 1])
        alone = reach(followed, record, hops) if record else np.full(size, -1)
        assert found.nodes[mine].tolist() == np.flatnonzero(alone >= 0).tolist()
        assert found.hops[mine].tolist() == alone[alone >= 0].tolist()


@given(graphs(), st.sets(st.integers(0, 11)))
def test_edges_within_are_those_between_the_chosen(given_graph: tuple[int, Pairs], chosen: set[int]) -> None:
    size, pairs = given_graph
    nodes = np.array(sorted(node for node in chosen if node < size), dtype=np.int64)
    tails, heads = edges_within(_csr(size, pairs), nodes)
    assert set(zip(nodes[tails].tolist(), nodes[heads].tolist(), strict=True)) == {
        pair for pair in pairs if set(pair) <= set(nodes.tolist())
    }


# -- the cheapest way ------------------------------------------------------------------------------------------------

COURSES = ("k0", "k1", "k2", "k3")
AWARDS = ("c0", "c1", "c2", "c3", "c4@1", "c4@2")


def _tree(dice: Dice, depth: int) -> dict[str, Any]:
    if depth == 0 or dice.chance(3):
        if dice.chance(2):
            return {"credential": dice.pick(("c0", "c1", "c2", "c3", "c4", "c4@2"))}
        return {"course": dice.pick((*COURSES, "absent"))}
    children = [_tree(dice, depth - 1) for _ in range(1 + dice.upto(2))]
    match dice.upto(2):
        case 0:
            return {"all": children}
        case 1:
            return {"any": children}
        case _:
            return {"at_least": dice.upto(len(children) + 1), "of": children}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Graph, dict[str, Requirement], dict[str, int]]:
    """Awards that may need each other, even in circles, and prices of some things."""
    dice = Dice(draw)
    things: list[Noun] = [
        Course.model_validate({"id": name, "organization": "o", "code": name, "title": name}) for name in COURSES
    ]
    trees: dict[str, Requirement] = {}
    for key in AWARDS:
        name, _, edition = key.partition("@")
        fields: dict[str, Any] = {"id": name, "edition": edition, "organization": "o", "kind": "diploma", "title": key}
        if not dice.chance(5):
            fields["requirement"] = _tree(dice.fresh(), 2)
        made = Credential.model_validate(fields)
        things.append(made)
        if made.requirement is not None:
            trees[key] = made.requirement
    price = {name: 1 + dice.upto(6) for name in COURSES}
    price.update({key: 1 + dice.upto(12) for key in AWARDS if dice.chance(3)})
    return compile_graph(collect(things)), trees, price


def _worth(node: Requirement, cost: dict[str, int]) -> int:
    inner = sorted(_worth(child, cost) for child in children_of(node))
    match node:
        case CourseLeaf():
            return cost.get(node.course, NEVER)
        case CredentialLeaf():
            return min((cost[key] for key in cost if node.credential in (key, key.partition("@")[0])), default=NEVER)
        case AllOf():
            return min(sum(inner), NEVER)
        case AnyOf():
            return inner[0]
        case AtLeast():
            return min(sum(inner[: int(node.n)]), NEVER) if node.n <= len(inner) else NEVER
        case _:
            raise AssertionError(node)


@central(one_in=4)
@given(worlds())
def test_the_cheapest_way_is_the_least_fixed_point(world: tuple[Graph, dict[str, Requirement], dict[str, int]]) -> None:
    graph, trees, price = world
    names = list(graph.nodes.names)
    cost = {name: price.get(name, NEVER) for name in names}
    for _ in range(len(names) + 1):
        cost |= {key: min(cost[key], _worth(tree, cost)) for key, tree in trees.items()}
    found = cheapest(graph, [price.get(name, NEVER) for name in names])
    assert dict(zip(names, found.tolist(), strict=True)) == cost


def test_what_names_nothing_costs_what_it_is_said_to() -> None:
    pool = {"all": [{"course": "k0"}, {"credits": 6, "from": {"subject": ["A"]}}]}
    things = [
        Course.model_validate({"id": "k0", "organization": "o", "code": "K", "title": "K"}),
        Credential.model_validate(
            {"id": "c", "organization": "o", "kind": "diploma", "title": "C", "requirement": pool}
        ),
    ]
    graph = compile_graph(collect(things))
    assert cheapest(graph, [3, NEVER]).tolist() == [3, 3]
    leaf = np.where(graph.trees.op == 8, 6, 0)
    assert cheapest(graph, [3, NEVER], leaf=leaf).tolist() == [3, 9]
