"""What does each credential of a made-up catalogue ask?  A shape, with names and filters of its own, and its price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pathways.graph.columns import Ordered
from pathways.graph.compile import Graph
from pathways.graph.csr import Csr, ragged
from pathways.graph.demand import Demand, Offer, demand
from pathways.graph.marks import TEXTS, StoredMarks, Table
from pathways.graph.names import Names
from pathways.graph.nodes import NodeTable
from pathways.graph.pools import Pools
from pathways.graph.trees import OPS, Tree, Trees, flatten
from pathways.model.credential import Credential
from pathways.model.exact import parse_exact
from pathways.model.filter import Filter
from tests.benchmarks.drawn_parts import (
    FREE,
    LAYERS,
    SCALE,
    SUBJECTS,
    Numbers,
    Parts,
    Size,
    course_names,
    credential_names,
    joined,
    plain_names,
    zipf,
)

SHAPES: Final[tuple[tuple[float, Mapping[str, Any]], ...]] = (
    (0.30, {"all": [{"course": "a"}, {"course": "a"}]}),
    (0.16, {"all": [{"course": "a"}, {"course": "a"}, {"any": [{"course": "a"}, {"course": "a"}]}]}),
    (0.14, {"all": [{"credential": "a"}, {"course": "a"}, {"courses": 2, "from": {}}]}),
    (0.12, {"all": [{"competency": "a"}, {"competency": "a"}, {"competency": "a"}]}),
    (
        0.14,
        {
            "all": [
                {"all": [{"course": "a"}, {"course": "a"}, {"course": "a"}]},
                {"at_least": 2, "of": [{"course": "a"}, {"course": "a"}, {"course": "a"}, {"course": "a"}]},
                {"credits": 9, "from": {}},
            ]
        },
    ),
    (
        0.08,
        {
            "all": [
                {"all": [{"course": "a"}] * 5},
                {"at_least": 6, "of": [{"course": "a"}] * 4, "counting": "credits"},
                {"any": [{"credential": "a"}, {"credits": 12, "from": {}}]},
                {"credits": 18, "from": {}},
            ]
        },
    ),
    (
        0.06,
        {
            "all": [
                {"all": [{"course": "a"}] * 8},
                {"at_least": 1, "of": [{"credential": "a"}, {"credential": "a"}, {"all": [{"course": "a"}] * 3}]},
                {"credits": 30, "from": {}},
                {"courses": 3, "from": {}},
                {"credits": 30, "from": {}},
            ]
        },
    ),
)
"""Requirement trees and how often each occurs; names and filters are drawn for every credential anew."""


# -- trees -----------------------------------------------------------------------------------------------------------


def _filters() -> tuple[Filter, ...]:
    found = [
        Filter.model_validate({"subject": [f"S{subject:03}"], **level})
        for subject in range(SUBJECTS)
        for level in ({}, {"level": {"min": 2}}, {"level": {"min": 3}})
    ]
    return (*found, Filter.model_validate({"kind": ["course"]}))


def _shapes() -> Trees:
    made = [
        Credential.model_validate(
            {"id": "x", "organization": "x", "kind": "diploma", "title": "x", "requirement": dict(document)}
        ).requirement
        for _, document in SHAPES
    ]
    return flatten(Tree(number, "requirement", root) for number, root in enumerate(made) if root is not None)


def trees_of(size: Size, parts: Parts, rng: np.random.Generator) -> Trees:
    """Return a tree for every credential: a shape, with names and filters of its own."""
    shapes = _shapes()
    chosen = rng.choice(len(SHAPES), size.credentials, p=[share for share, _ in SHAPES])
    chosen[::LAYERS] = 0  # names no award: here each stack begins
    counts = np.diff(shapes.starts)[chosen]
    starts = np.concatenate([[0], np.cumsum(counts)])
    copied = ragged(shapes.starts[chosen], counts)
    shift = np.repeat(starts[:-1] - shapes.starts[chosen], counts)
    parent = shapes.parent[copied]
    arity = np.diff(shapes.child_starts)[copied]
    children = shapes.children[ragged(shapes.child_starts[copied], arity)] + np.repeat(shift, arity)
    bare = replace(
        shapes,
        owner=(size.competencies + size.courses + np.arange(size.credentials)).astype(np.int32),
        slot=np.zeros(size.credentials, dtype=np.int8),
        starts=starts,
        op=shapes.op[copied],
        need=shapes.need[copied],
        modified=np.zeros(copied.size, dtype=np.bool_),
        parent=np.where(parent < 0, -1, parent + shift).astype(np.int32),
        child_starts=np.concatenate([[0], np.cumsum(arity)]),
        children=children.astype(np.int32),
        path=shapes.path[copied],
        references=joined([course_names(parts), credential_names(parts), plain_names("m", size.competencies, 5)]),
        filters=_filters(),
        needs=(*shapes.needs, *map(parse_exact, ("3", "6"))),
    )
    return replace(bare, payload=_payload(size, parts, bare, np.repeat(np.arange(size.credentials), counts), rng))


def _payload(size: Size, parts: Parts, trees: Trees, owner: Numbers, rng: np.random.Generator) -> NDArray[np.int32]:
    """Return what each leaf names: courses of its organization, the award of the layer below it, a filter."""
    found = np.full(len(trees), -1, dtype=np.int32)
    ends = np.searchsorted(parts.organization, np.arange(size.organizations + 1))
    at = np.flatnonzero(trees.op == OPS.index("course"))
    home = parts.awarding[owner[at]]
    room = ends[home + 1] - ends[home]
    found[at] = ends[home] + np.minimum((rng.random(at.size) ** 2 * room).astype(np.int64), room - 1)
    at = np.flatnonzero(trees.op == OPS.index("credential"))
    found[at] = size.courses + owner[at] - 1
    at = np.flatnonzero(trees.op == OPS.index("competency"))
    found[at] = size.courses + size.credentials + rng.integers(0, size.competencies, at.size)
    at = np.flatnonzero(np.isin(trees.op, (OPS.index("credits"), OPS.index("courses"))))
    wanted = 3 * rng.choice(SUBJECTS, at.size, p=zipf(SUBJECTS)) + rng.choice(3, at.size, p=[0.6, 0.3, 0.1])
    found[at] = np.where(rng.random(at.size) < 0.3, FREE, wanted)
    return found


# -- pools and prices --------------------------------------------------------------------------------------------------


def _table(words: list[str], places: Numbers, things: Numbers, size: int) -> Table:
    return Table(Names.of(words), Csr.from_pairs(places, things, max(size, len(words))))


def pools_of(size: Size, parts: Parts, nodes: NodeTable, trees: Trees) -> Pools:
    count = size.courses + size.credentials
    none = np.zeros(0, dtype=np.int64)
    courses, every = np.arange(size.courses), np.arange(count)
    owners = np.concatenate([parts.organization, parts.awarding])
    subjects = [f"S{subject:03}" for subject in range(SUBJECTS)]
    is_course = (every < size.courses).astype(np.int64)
    tables = {word: _table([], none, none, count) for word in TEXTS}
    tables["subject"] = _table(subjects, parts.subject, courses, count)
    tables["organization"] = _table([f"o{number:04}" for number in range(size.organizations)], owners, every, count)
    tables["kind"] = _table(["certificate", "course"], is_course, every, count)
    unknown = np.full(size.credentials, -1)
    level = np.concatenate([parts.number // 100 - 1, unknown]).astype(np.int32)
    number = np.concatenate([parts.number - 100, unknown]).astype(np.int32)
    marks = StoredMarks(
        nodes,
        MappingProxyType(tables),
        Ordered([parse_exact(value) for value in range(100, 500)], number),
        Ordered([parse_exact(value) for value in range(1, 5)], level),
        owners.astype(np.int32),
    )
    return Pools(marks, nodes, trees)


def demand_of(size: Size, parts: Parts, graph: Graph) -> Demand:
    trees = graph.trees
    needs = np.array([int(need) for need in trees.needs], dtype=np.int64)
    by_credit = np.isin(trees.op, (OPS.index("credits"), OPS.index("at_least_credits")))
    asked = np.where(trees.need < 0, 0, needs[trees.need] * np.where(by_credit, SCALE, 1))
    nothing = np.zeros(len(trees), dtype=np.int64)
    offer = Offer(
        SCALE,
        asked,
        _items(size, parts, trees),
        nothing + 1,
        nothing.astype(np.bool_),
        np.ones(len(trees), dtype=np.int16),
    )
    return demand(
        trees,
        offer,
        first=graph.nodes.span("credential").start,
        organization=parts.awarding,
        organizations=joined([plain_names("o", size.organizations, 4)]),
        order=_order(size, parts),
    )


def _items(size: Size, parts: Parts, trees: Trees) -> Numbers:
    """Return the least credit of one thing that each leaf admits; credentials carry twelve."""
    found = np.zeros(len(trees), dtype=np.int64)
    at = np.flatnonzero(trees.op == OPS.index("course"))
    found[at] = parts.credit[trees.payload[at]]
    found[trees.op == OPS.index("credential")] = 12 * SCALE
    least = np.full((size.organizations, FREE + 1), 1 << 40, dtype=np.int64)
    level = parts.number // 100
    for step in range(3):
        mine = level > step if step else level > 0
        np.minimum.at(least, (parts.organization[mine], 3 * parts.subject[mine] + step), parts.credit[mine])
    np.minimum.at(least, (parts.organization, np.full(size.courses, FREE)), parts.credit)
    at = np.flatnonzero(np.isin(trees.op, (OPS.index("credits"), OPS.index("courses"))))
    home = parts.awarding[trees.trees_of(at)]
    cheapest = least[home, trees.payload[at]]
    found[at] = np.where(cheapest < 1 << 40, cheapest, 0)
    return found


def _order(size: Size, parts: Parts) -> NDArray[np.int32]:
    """Return the places of all references by ascending name: competencies, then each organization's things."""
    owners = np.concatenate([parts.organization, parts.awarding])
    is_course = np.arange(owners.size) < size.courses
    things = np.lexsort((np.arange(owners.size), is_course, owners))
    skills = owners.size + np.arange(size.competencies)
    return np.concatenate([skills, things]).astype(np.int32)
