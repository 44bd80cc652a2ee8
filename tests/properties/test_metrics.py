"""Metrics that are counted equal those of going through every path, and what networkx says, on small random graphs."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.collection import collect
from pathways.design.curriculum import Reading, curriculum, named_courses
from pathways.design.metrics import measure
from pathways.graph.csr import Csr
from pathways.model.course import Course
from pathways.model.requirement import AllOf, AnyOf, AtLeast, CourseLeaf, Requirement
from tests.support import central

Pairs = list[tuple[int, int]]
COURSES = "abcd"


@st.composite
def acyclic(draw: st.DrawFn) -> tuple[int, Pairs]:
    size = draw(st.integers(1, 9))
    ranks = draw(st.binary(min_size=size, max_size=size))
    names = sorted(range(size), key=lambda place: (ranks[place], place))
    ends = [byte % size for byte in draw(st.binary(max_size=36))]
    pairs = list(zip(ends[::2], ends[1::2], strict=False))
    return size, [(names[min(pair)], names[max(pair)]) for pair in pairs if pair[0] != pair[1]]


def graph_of(size: int, pairs: Pairs) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pairs)
    return graph


def csr_of(size: int, pairs: Pairs) -> Csr:
    return Csr.from_pairs([pair[0] for pair in pairs], [pair[1] for pair in pairs], size)


def all_paths(graph: nx.DiGraph[int]) -> list[tuple[int, ...]]:
    """Return every path from a source to a sink, a lone node too, by walking them all."""
    found: list[tuple[int, ...]] = []
    open_paths: list[tuple[int, ...]] = [(node,) for node in graph if not graph.in_degree(node)]
    while open_paths:
        path = open_paths.pop()
        following = list(graph.successors(path[-1]))
        open_paths.extend((*path, node) for node in following)
        found.extend([] if following else [path])
    return found


@central()
@given(acyclic())
def test_counted_as_listed(drawn: tuple[int, Pairs]) -> None:
    graph = graph_of(*drawn)
    found = measure(csr_of(*drawn))
    paths = all_paths(graph)
    assert found.blocking == tuple(len(nx.descendants(graph, node)) for node in graph)
    assert found.delay == tuple(max(len(path) for path in paths if node in path) for node in graph)
    assert found.centrality == tuple(sum(len(path) for path in paths if node in path[1:-1]) for node in graph)
    assert found.paths == sum(len(path) > 1 for path in paths)
    assert max(found.delay) == nx.dag_longest_path_length(graph) + 1
    assert found.structural_complexity == sum(found.complexity)


TREES: st.SearchStrategy[Requirement] = st.recursive(
    st.sampled_from(COURSES).map(lambda name: CourseLeaf(course=name)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf.model_validate({"all": parts})),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf.model_validate({"any": parts})),
        st.tuples(st.integers(0, 3), st.lists(inner, min_size=1, max_size=3)).map(
            lambda drawn: AtLeast.model_validate({"at_least": drawn[0], "of": drawn[1]})
        ),
    ),
    max_leaves=7,
)


def holds(root: Requirement, taken: set[str]) -> bool:
    match root:
        case CourseLeaf(course=name):
            return name in taken
        case AllOf(children=children):
            return all(holds(child, taken) for child in children)
        case AnyOf(children=children):
            return any(holds(child, taken) for child in children)
        case AtLeast(children=children):
            return sum(holds(child, taken) for child in children) >= min(float(root.n), len(children))
        case _:
            raise AssertionError(root)


@central()
@given(TREES)
def test_what_is_needed_is_in_every_way_of_meeting_it(root: Requirement) -> None:
    """A course that is called needed is needed; where no course stands twice, every needed one is called so."""
    needed = {name for name in COURSES if not holds(root, set(COURSES) - {name})}
    called = named_courses(root, "needed")
    every = named_courses(root, "every")
    assert set(called) <= needed <= set(every)
    leaves = str(root).count("CourseLeaf(")
    if leaves == len(every):
        assert set(called) == needed


def courses_of(prerequisites: list[Requirement | None]) -> list[Course]:
    """Return courses in a row; each may ask for earlier ones only, so that there is no circle."""
    return [
        Course(id=name, organization="o", code=name, title=name, prerequisite=root)
        for name, root in zip("efgh", prerequisites, strict=False)
    ] + [Course(id=name, organization="o", code=name, title=name) for name in COURSES]


@given(st.lists(st.none() | TREES, max_size=4))
def test_the_two_readings_hold_the_truth_between_them(prerequisites: list[Requirement | None]) -> None:
    catalog = collect(courses_of(prerequisites))
    readings: tuple[Reading, Reading] = ("needed", "every")
    least, most = (curriculum(catalog, reading=reading).metrics for reading in readings)
    assert all(a <= b for a, b in zip(least.blocking, most.blocking, strict=True))
    assert all(a <= b for a, b in zip(least.delay, most.delay, strict=True))
