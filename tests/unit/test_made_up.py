"""The made-up catalogues of the benchmarks are what they say: alike every time, of the stated size and skew."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from pathways.catalog.lint import lint
from pathways.graph.compile import compile_graph
from pathways.graph.interop import neighborhood
from pathways.graph.kernels import find_cycle, reach, topological_order
from pathways.graph.packing import packed
from pathways.model.equivalence import source_items
from tests.benchmarks.college import college_catalog, college_learner
from tests.benchmarks.drawn_parts import LAYERS, SCALE, SIZES
from tests.benchmarks.learners import holdings, taken
from tests.benchmarks.synthetic import Synthetic


@pytest.fixture(scope="module")
def made() -> Synthetic:
    return Synthetic(SIZES["college"])


def test_it_is_the_same_every_time(made: Synthetic) -> None:
    again = packed(Synthetic(SIZES["college"]).compiled)
    assert all(array.tolist() == again[name].tolist() for name, array in packed(made.compiled).items())


def test_it_has_the_size_and_skew_that_it_states(made: Synthetic) -> None:
    size, parts, graph = made.size, made.parts, made.compiled.graph
    for kind, count in (("credential", size.credentials), ("equivalence", size.equivalences), ("course", size.courses)):
        assert len(graph.nodes.span(kind)) == count  # type: ignore[arg-type]
        names = [graph.nodes.name(node) for node in graph.nodes.span(kind)]  # type: ignore[arg-type]
        assert names == sorted(set(names))
    assert 0.47 < np.mean(parts.target < 0) < 0.53, "half the rules give electives"
    assert 0.03 < np.mean((parts.sources > 1) | (parts.targets > 1)) < 0.07, "one in twenty joins several courses"
    subjects = [count for _, count in Counter(parts.subject.tolist()).most_common()]
    assert subjects[0] > 8 * subjects[20]
    assert graph.forward("rule_sources").degrees().max() > 20, "some courses are hubs"


def test_its_stacks_end(made: Synthetic) -> None:
    stacks = made.compiled.graph.forward("stacks_into")
    assert find_cycle(stacks) == ()
    order = topological_order(stacks)
    depth = np.zeros(stacks.size, dtype=np.int64)
    for node in order.tolist():
        near = stacks.neighbors(node)
        depth[near] = np.maximum(depth[near], depth[node] + 1)
    assert 2 < depth.max() < LAYERS


def test_it_is_a_graph_like_any_other(made: Synthetic) -> None:
    graph = made.compiled.graph
    course = graph.nodes.name(graph.nodes.span("course").start)
    assert graph.pools.admitting(graph.find(course)[0]).size
    assert f"course:{course}" in neighborhood(graph, course)
    assert (reach(graph.forward("counts_toward"), graph.find(course)) >= 0).sum() >= 1


def test_what_it_asks_at_least_is_what_its_trees_say(made: Synthetic) -> None:
    demand = made.compiled.demand
    assert demand is not None
    trees, parts = made.compiled.graph.trees, made.parts
    for number in np.flatnonzero(np.diff(trees.starts) == 3)[:50].tolist():
        named = trees.payload[trees.starts[number] : trees.starts[number] + 2]
        if (trees.op[trees.starts[number] : trees.starts[number] + 2] == 5).all():
            assert demand.empty[number] == parts.credit[named].sum()


def test_a_learner_brings_what_the_rules_say(made: Synthetic) -> None:
    courses = taken(made, np.random.default_rng(1))
    held = tuple(holdings(made, courses))
    own = [holding for holding in held if holding.way == "own"]
    assert len({holding.receiving for holding in own}) == 1
    assert sum(h.credit for h in own) == Fraction(int(made.parts.credit[courses].sum()), SCALE)
    assert len(held) > len(own)


def test_the_colleges_are_a_sound_catalog_that_compiles() -> None:
    catalog = college_catalog()
    assert (len(catalog.courses), len(catalog.credentials), len(catalog.policies)) == (6_000, 2_000, 20)
    assert all(credential.requirement is not None for credential in catalog.credentials.values())
    assert [found.message for found in lint(catalog) if found.severity != "hint"] == []
    electives = [rule.target.kind == "subject_elective" for rule in catalog.equivalences.values()]
    assert 0.45 < sum(electives) / len(electives) < 0.55
    assert any(len(source_items(rule.sources)) > 1 for rule in catalog.equivalences.values())
    record = college_learner(catalog, 1)
    assert all(line.course in catalog.courses for line in record.attainments)
    assert compile_graph(catalog).forward("counts_toward").edges > 8_000
