"""Flattening keeps every node, its path and its children, children before parents."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pathways.graph.trees import OPS, SLOTS, Tree, Trees, flatten
from pathways.model.filter import Filter
from pathways.model.requirement import Requirement, node_kind, walk

ADAPTER: TypeAdapter[Requirement] = TypeAdapter(Requirement)

NAMES = st.sampled_from(["A", "B", "C"])
LEAVES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    NAMES.map(lambda name: {"course": name}),
    NAMES.map(lambda name: {"credential": name}),
    st.tuples(NAMES, st.integers(1, 3)).map(lambda pair: {"competency": pair[0], "level": pair[1]}),
    st.tuples(st.integers(0, 9), NAMES).map(lambda pair: {"credits": pair[0], "from": {"subject": [pair[1]]}}),
    st.integers(0, 3).map(lambda n: {"courses": n}),
    NAMES.map(lambda text: {"statement": text}),
    NAMES.map(lambda text: {"after_transfer": text}),
)


def _inner(children: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(children, min_size=1, max_size=4)
    counting = st.sampled_from(["requirements", "items", "credits"])
    return st.one_of(
        several.map(lambda parts: {"all": parts}),
        several.map(lambda parts: {"any": parts}),
        st.tuples(several, st.integers(0, 4), counting).map(
            lambda given: {"at_least": given[1], "of": given[0], "counting": given[2]}
        ),
    )


REQUIREMENTS = st.recursive(LEAVES, _inner, max_leaves=12).map(ADAPTER.validate_python)
FORESTS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(SLOTS), REQUIREMENTS), max_size=5, unique_by=lambda tree: tree[:2]
).map(lambda trees: [Tree(*tree) for tree in trees])


def _rebuilt(trees: Trees, node: int) -> tuple[Any, ...]:
    return (OPS[trees.op[node]], *(_rebuilt(trees, child) for child in trees.children_of(node)))


def _shape(node: Requirement) -> tuple[Any, ...]:
    kind = node_kind(node) or ""
    op = f"at_least_{node.counting}" if kind == "at_least" else kind  # type: ignore[union-attr]
    return (op, *(_shape(child) for child in getattr(node, "children", ())))


@given(FORESTS)
def test_children_come_before_parents_and_every_subtree_is_one_block(forest: list[Tree]) -> None:
    trees = flatten(forest)
    for node in range(len(trees)):
        children = trees.children_of(node)
        assert all(child < node for child in children)
        assert all(trees.parent[child] == node for child in children)
        assert list(children) == sorted(children)
        if children.size:
            assert children[-1] == node - 1, "post-order: the last child stands just before its parent"
    assert int((trees.parent < 0).sum()) == len(forest)


@given(FORESTS)
def test_a_tree_can_be_rebuilt_from_its_arrays(forest: list[Tree]) -> None:
    trees = flatten(forest)
    for tree in forest:
        nodes = trees.find(tree.owner, tree.slot)
        assert _rebuilt(trees, nodes[-1]) == _shape(tree.root)
        paths = [trees.paths[trees.path[node]] for node in nodes]
        assert sorted(paths) == sorted(path for path, _ in walk(tree.root))
        assert all(trees.owners()[node] == tree.owner for node in nodes)


@given(FORESTS, st.randoms(use_true_random=False))
def test_the_order_of_trees_does_not_matter(forest: list[Tree], random: Any) -> None:
    shuffled = list(forest)
    random.shuffle(shuffled)
    one, other = flatten(forest), flatten(shuffled)
    assert one.paths == other.paths
    assert np.array_equal(one.payload, other.payload)
    assert np.array_equal(one.starts, other.starts)


def _single(document: dict[str, Any]) -> Trees:
    return flatten([Tree(7, "requirement", ADAPTER.validate_python(document))])


def test_needs_and_payloads_are_exact_and_shared() -> None:
    trees = _single(
        {
            "all": [
                {"credits": "8/3", "from": {"subject": ["MATH"]}},
                {"courses": 2, "from": {"subject": ["MATH"]}},
                {"course": "X"},
                {"credential": "X"},
                {"competency": "K", "level": 2},
                {"statement": "ask"},
            ]
        }
    )
    needs = [None if place < 0 else trees.needs[place] for place in trees.need]
    assert needs == [Fraction(8, 3), 2, None, None, 2, None, None]
    assert trees.payload.tolist() == [0, 0, 0, 0, 1, 0, -1]
    assert trees.filters == (Filter(subject=("MATH",)),)
    assert trees.references == ("X", "K")
    assert trees.texts == ("ask",)


def test_an_owner_without_a_tree_has_an_empty_range() -> None:
    trees = _single({"course": "X"})
    assert list(trees.find(7)) == [0]
    assert not trees.find(7, "prerequisite")
    assert not trees.find(6)


@pytest.mark.parametrize(
    "extra",
    [
        {"min_grade": {"grade": "C"}},
        {"max_age_years": 5},
        {"caps": [{"credits": 3, "from": {}}]},
        {"level_minimum": {"credits": 3, "level": 2}},
        {"min_gpa": "2.0"},
        {"up_to": 9},
    ],
    ids=lambda extra: next(iter(extra)),
)
def test_what_the_arrays_do_not_hold_is_marked(extra: dict[str, Any]) -> None:
    pool = {"id": "pool", "title": "Pool", "note": "n", "credits": 6, "from": {"subject": ["X"]}}
    assert not _single(pool).modified.any()
    assert _single({**pool, **extra}).modified.all()
