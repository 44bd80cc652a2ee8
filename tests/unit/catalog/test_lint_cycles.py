"""What needs itself is found with its circle; what has a way out is only a warning; depth does not matter."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.collection import collect
from pathways.catalog.lint_cycles import components, cycles, shortest_circle
from pathways.catalog.lint_known import Known
from pathways.errors import Finding
from pathways.model.competency import Framework
from pathways.model.course import Course
from pathways.model.credential import Credential
from tests.unit.catalog.small import SOURCE, told


def found_in(
    courses: dict[str, Any] | None = None, credentials: dict[str, Any] | None = None, **extra: Any
) -> list[Finding]:
    things: list[Any] = [
        Course.model_validate({"id": name, "organization": "o", "code": name, "title": name, "prerequisite": tree})
        for name, tree in (courses or {}).items()
    ]
    for key, tree in (credentials or {}).items():
        name, _, edition = key.partition("@")
        document = {
            "id": name,
            "edition": edition,
            "organization": "o",
            "kind": "other",
            "title": name,
            "requirement": tree,
        }
        things.append(Credential.model_validate({**document, **extra.get(key, {})}))
    return list(cycles(Known(collect(things))))


def circles(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(item.severity, item.message.partition("itself: ")[2].partition(",")[0]) for item in findings]


A, B, C = {"course": "a"}, {"course": "b"}, {"course": "c"}
TREES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("itself", {"a": A}, [("error", "a -> a")]),
    ("two", {"a": B, "b": A}, [("error", "a -> b -> a")]),
    ("three", {"a": B, "b": C, "c": A}, [("error", "a -> b -> c -> a")]),
    ("no circle", {"a": {"all": [B, C]}, "b": C, "c": None}, []),
    ("a way out of one", {"a": {"any": [B, C]}, "b": A, "c": None}, [("warning", "a -> b -> a")]),
    ("no way out: all", {"a": {"all": [B, C]}, "b": A, "c": None}, [("error", "a -> b -> a")]),
    ("enough others", {"a": {"at_least": 1, "of": [B, C]}, "b": A, "c": None}, [("warning", "a -> b -> a")]),
    ("too few others", {"a": {"at_least": 2, "of": [B, C]}, "b": A, "c": None}, [("error", "a -> b -> a")]),
    (
        "counted by credit",
        {"a": {"at_least": 3, "of": [B, C], "counting": "credits"}, "b": A, "c": None},
        [("warning", "a -> b -> a")],
    ),
    (
        "two circles",
        {"a": B, "b": A, "c": {"course": "d"}, "d": C},
        [("error", "a -> b -> a"), ("error", "c -> d -> c")],
    ),
    (
        "the way out is a circle too",
        {"a": {"any": [B, C]}, "b": A, "c": C},
        [("error", "c -> c"), ("error", "a -> b -> a")],
    ),
    ("an unknown name is no circle", {"a": {"course": "elsewhere"}}, []),
]


@pytest.mark.parametrize(
    ("name", "courses", "expected"), TREES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_circles_of_prerequisites(name: str, courses: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert sorted(circles(found_in(courses))) == sorted(expected)


def test_says_where_the_circle_begins() -> None:
    (found,) = found_in({"a": {"all": [C, {"any": [B]}]}, "b": A, "c": None})
    assert told([found]) == [("error", "C003", "courses/a", "prerequisite.all[1].any[0]")]
    assert found.message == "requirement cycle: course 'a' needs itself: a -> b -> a"


def test_circles_run_through_courses_and_credentials() -> None:
    found = found_in({"a": {"credential": "k"}}, {"k@1": {"all": [A]}})
    assert circles(found) == [("error", "a -> k@1 -> a")]


def test_another_edition_is_a_way_out() -> None:
    looped = found_in({}, {"k@2": {"credential": "m"}, "m": {"credential": "k"}, "k@1": {"statement": "before"}})
    assert circles(looped) == [("warning", "k@2 -> m -> k@2")]
    only = found_in({}, {"k@2": {"credential": "m"}, "m": {"credential": "k"}})
    assert circles(only) == [("error", "k@2 -> m -> k@2")]
    named = found_in({}, {"k@2": {"credential": "m"}, "m": {"credential": "k@2"}, "k@1": {"statement": "before"}})
    assert circles(named) == [("error", "k@2 -> m -> k@2")]


def test_a_prerequisite_of_a_credential_counts_and_a_corequisite_does_not() -> None:
    found = found_in({}, {"k": {"credential": "m"}, "m": None}, m={"prerequisite": {"credential": "k"}})
    assert circles(found) == [("error", "k -> m -> k")]
    course = {"organization": "o", "code": "C", "title": "T"}
    pair = [
        Course.model_validate({**course, "id": "a", "corequisite": B}),
        Course.model_validate({**course, "id": "b", "corequisite": A}),
    ]
    assert list(cycles(Known(collect(pair)))) == []


def test_circles_of_broader_competencies() -> None:
    competencies = [
        {"id": "a", "title": "A", "broader": "b"},
        {"id": "b", "title": "B", "broader": "a"},
        {"id": "c", "title": "C", "broader": "a"},
        {"id": "d", "title": "D", "broader": "elsewhere"},
    ]
    document = {"id": "f", "title": "F", "source": SOURCE, "competencies": competencies}
    (found,) = cycles(Known(collect([Framework.model_validate(document)])))
    assert told([found]) == [("error", "C003", "frameworks/f", "competencies[0].broader")]
    assert found.message.endswith("a -> b -> a")


def test_a_chain_of_thousands_needs_no_deep_stack() -> None:
    length = 5_000
    chain = {f"c{number:05}": {"course": f"c{number + 1:05}"} for number in range(length)}
    assert found_in({**chain, f"c{length:05}": None}) == []
    (found,) = found_in({**chain, f"c{length:05}": {"course": "c00000"}})
    assert found.severity == "error"
    assert found.message.count(" -> ") == length + 1


NODES = [("x", letter) for letter in "abcdef"]
GRAPHS = st.dictionaries(st.sampled_from(NODES), st.frozensets(st.sampled_from(NODES), max_size=3), max_size=6)


@given(GRAPHS)
def test_components_are_those_of_another_library(edges: dict[tuple[str, str], frozenset[tuple[str, str]]]) -> None:
    graph = nx.DiGraph([(name, target) for name, targets in edges.items() for target in targets])
    expected = {
        frozenset(group)
        for group in nx.strongly_connected_components(graph)
        if len(group) > 1 or any(graph.has_edge(name, name) for name in group)
    }
    full = {name: edges.get(name, frozenset()) for name in NODES}
    assert set(components(full)) == expected
    for group in components(full):
        circle = shortest_circle(group, full)
        assert circle[0] == circle[-1] == min(group)
        assert all(second in full[first] for first, second in pairwise(circle))
        assert len(circle) - 1 == min(len(loop) for loop in nx.simple_cycles(graph) if min(group) in loop)
