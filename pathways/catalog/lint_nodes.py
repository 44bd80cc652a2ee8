"""Which nodes and filters does a requirement hold, each with its requirement path and its path in the document?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pathways.catalog.lint_paths import Part
from pathways.model.credential import Credential
from pathways.model.filter import Filter
from pathways.model.requirement import (
    AllOf,
    AnyOf,
    AtLeast,
    CoursePool,
    CreditPool,
    Requirement,
    UsedLeaf,
    child_paths,
)

Parts = tuple[Part, ...]


class Placed(NamedTuple):
    """A node with its requirement path (``root/2``) and its path in the document (``requirement.all[1]``)."""

    node: Requirement
    path: str
    parts: Parts


class Tree(NamedTuple):
    """A requirement tree of a noun: whose it is, under which key it stands, and its nodes, parents first."""

    section: str
    key: str
    organization: str
    role: str
    nodes: tuple[Placed, ...]


def placed(requirement: Requirement, role: str) -> tuple[Placed, ...]:
    """Return every node, parents before children, in document order (no recursion limit).

    >>> from pathways.model.requirement import AnyOf, CourseLeaf
    >>> tree = AnyOf(children=(CourseLeaf(course="A"), CourseLeaf(course="B")))
    >>> [(item.path, item.parts) for item in placed(tree, "prerequisite")][1:]
    [('root/1', ('prerequisite', 'any', 0)), ('root/2', ('prerequisite', 'any', 1))]
    """
    found: list[Placed] = []
    stack = [Placed(requirement, "root", (role,))]
    while stack:
        here = stack.pop()
        found.append(here)
        key = _children_key(here.node)
        children = [
            Placed(child, path, (*here.parts, key, place))
            for place, (path, child) in enumerate(child_paths(here.node, here.path))
        ]
        stack.extend(reversed(children))
    return tuple(found)


def _children_key(node: Requirement) -> str:
    match node:
        case AllOf():
            return "all"
        case AnyOf():
            return "any"
        case AtLeast():
            return "of"
        case _:
            return ""


def node_filters(item: Placed) -> Iterator[tuple[Filter, Parts]]:
    """Yield the filters of one node, nested ones too, with their paths in the document."""
    if isinstance(item.node, CreditPool | CoursePool | UsedLeaf):
        yield from filter_parts(item.node.source, (*item.parts, "from"))
    for place, cap in enumerate(item.node.caps):
        yield from filter_parts(cap.source, (*item.parts, "caps", place, "from"))


def sharing_filters(credential: Credential) -> Iterator[tuple[Filter, Parts]]:
    """Yield the filters of a credential's sharing rules, nested ones too, with their paths in the document."""
    for place, rule in enumerate(credential.sharing):
        yield from filter_parts(rule.admitting, ("sharing", place, "from"))


def filter_parts(source: Filter, parts: Parts) -> Iterator[tuple[Filter, Parts]]:
    """Yield a filter and every filter inside it, with their paths."""
    stack = [(source, parts)]
    while stack:
        here, place = stack.pop()
        yield here, place
        inner = [(part, (*place, "all", number)) for number, part in enumerate(here.all)]
        inner += [(part, (*place, "any", number)) for number, part in enumerate(here.any)]
        if here.exclude is not None:
            inner.append((here.exclude, (*place, "not")))
        stack.extend(reversed(inner))
