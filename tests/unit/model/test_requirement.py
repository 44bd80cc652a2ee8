"""A requirement names exactly one kind; every node has a stable path (§5)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from pathways.formats.yamlio import parse_yaml
from pathways.model.requirement import NODE_KINDS, AllOf, Requirement, children_of, named_path, node_kind, walk

REQUIREMENTS: TypeAdapter[Requirement] = TypeAdapter(Requirement)
ONE_OF_EACH = {
    "all": "{all: [{course: a}]}",
    "any": "{any: [{course: a}]}",
    "at_least": "{at_least: 1, of: [{course: a}]}",
    "course": "{course: a}",
    "credential": "{credential: a}",
    "competency": "{competency: a, level: 2}",
    "credits": "{credits: 3, from: {subject: [MATH]}}",
    "courses": "{courses: 2}",
    "used": "{used: 2, from: {subject: [MATH]}, within: core}",
    "after_transfer": "{after_transfer: A thesis}",
    "statement": "{statement: An interview}",
}


def parsed(text: str) -> Requirement:
    return REQUIREMENTS.validate_python(parse_yaml(text).value)


def test_the_table_has_every_kind() -> None:
    assert set(ONE_OF_EACH) == set(NODE_KINDS)


@pytest.mark.parametrize("kind", NODE_KINDS)
def test_each_kind_is_told_by_its_word_and_writes_back(kind: str) -> None:
    node = parsed(ONE_OF_EACH[kind])
    written = node.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert node_kind(node) == kind
    assert node_kind(written) == kind
    assert REQUIREMENTS.validate_python(written) == node


@pytest.mark.parametrize("text", [
    "{}",
    "{course: a, credential: b}",
    "{all: []}",
    "{any: []}",
    "{at_least: 1, of: []}",
    "{courses: -1}",
    "{courses: 1.5}",
    "{credits: -3}",
    "{course: a, colour: red}",
    "{competency: a, level: 0}",
    "{used: 2, counting: requirements}",
    "{used: -1}",
    "{used: 1, min_gpa: 3}",
    "{used: 1, caps: [{items: 1, from: {}}]}",
    "{course: a, id: 1st}",
    "{course: a, id: a/b}",
    "[]",
])  # fmt: skip
def test_what_is_no_requirement(text: str) -> None:
    with pytest.raises(ValidationError):
        parsed(text)


def test_paths_are_ids_or_places_counted_from_one() -> None:
    tree = parsed("{all: [{course: a}, {id: core, any: [{course: b}, {id: x, course: c}]}, {course: d}]}")
    assert [path for path, _ in walk(tree)] == ["root", "root/1", "root/core", "root/core/1", "root/core/x", "root/3"]


@pytest.mark.parametrize(("name", "path"), [
    ("root/core", "root/core"),
    ("core", "root/core"),
    ("1", None),
    ("twice", None),
    ("nowhere", None),
])  # fmt: skip
def test_a_rule_names_a_requirement_by_its_path_or_by_an_id_that_one_alone_has(name: str, path: str | None) -> None:
    assert named_path(["root", "root/core", "root/core/1", "root/core/twice", "root/twice"], name) == path


def test_a_leaf_has_no_children() -> None:
    assert children_of(parsed("{course: a}")) == ()


def test_deep_trees_are_walked_without_recursion() -> None:
    tree: Any = parsed("{course: a}")
    for _ in range(3_000):
        tree = AllOf.model_construct(children=(tree,), id=None)
    assert len(walk(tree)) == 3_001
