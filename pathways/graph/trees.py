"""How does a requirement tree look as arrays?  Every node of every tree in post-order, children before parents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, NamedTuple, assert_never

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pathways.graph.csr import Ids, Offsets, distinct
from pathways.model.filter import Filter
from pathways.model.requirement import (
    AfterTransfer,
    AllOf,
    AnyOf,
    AtLeast,
    CompetencyLeaf,
    CourseLeaf,
    CoursePool,
    CredentialLeaf,
    CreditPool,
    Node,
    Requirement,
    Statement,
    UsedLeaf,
    child_paths,
    node_kind,
)

OPS: Final = (
    "all",
    "any",
    "at_least_requirements",
    "at_least_items",
    "at_least_credits",
    "course",
    "credential",
    "competency",
    "credits",
    "courses",
    "after_transfer",
    "statement",
    "used",
)
"""What a node asks, by the number in ``Trees.op``."""

Slot = Literal["requirement", "prerequisite", "corequisite"]
SLOTS: Final[tuple[Slot, ...]] = ("requirement", "prerequisite", "corequisite")


class Tree(NamedTuple):
    """One requirement of one owner (a dense node id)."""

    owner: int
    slot: Slot
    root: Requirement


@dataclass(frozen=True, eq=False)
class Trees:
    """All requirement trees: tree ``t`` is the nodes ``starts[t] <= i < starts[t + 1]``, its root the last of them.

    Attributes
    ----------
    owner, slot, starts : arrays of shape (trees,), (trees,) and (trees + 1,)
    op : int8 of shape (nodes,), a place in ``OPS``
    need : int32 of shape (nodes,), a place in ``needs`` (how many must hold, items, credits, level); -1 where none
    payload : int32 of shape (nodes,), a place in ``references`` (named things), ``filters`` (pools) or ``texts``;
        -1 where none
    modified : bool of shape (nodes,), whether the node carries modifiers that only its model holds
    parent : int32 of shape (nodes,), -1 at a root
    child_starts, children : node ``i`` has ``children[child_starts[i] : child_starts[i + 1]]``, in document order
    path : int32 of shape (nodes,), a place in ``paths``
    """

    owner: Ids
    slot: NDArray[np.int8]
    starts: Offsets
    op: NDArray[np.int8]
    need: Ids
    payload: Ids
    modified: NDArray[np.bool_]
    parent: Ids
    child_starts: Offsets
    children: Ids
    path: Ids
    paths: Sequence[str]
    needs: Sequence[Fraction]
    references: Sequence[str]
    filters: Sequence[Filter]
    texts: Sequence[str]

    def __len__(self) -> int:
        return int(self.op.size)

    def children_of(self, node: int) -> Ids:
        """Return the children of a node, in document order."""
        return self.children[self.child_starts[node] : self.child_starts[node + 1]]

    def find(self, owner: int, slot: Slot = "requirement") -> range:
        """Return the nodes of one owner's tree, root last; an empty range if it has none."""
        low, high = np.searchsorted(self.owner, (owner, owner + 1))
        for tree in range(low, high):
            if self.slot[tree] == SLOTS.index(slot):
                return range(int(self.starts[tree]), int(self.starts[tree + 1]))
        return range(0)

    def owners(self) -> Ids:
        """Return the owner of every node, shape (nodes,)."""
        return np.repeat(self.owner, np.diff(self.starts))

    def trees_of(self, nodes: ArrayLike) -> Offsets:
        """Return the tree of each node (k,), shape (k,), without a table of all nodes."""
        return np.searchsorted(self.starts, np.asarray(nodes), side="right") - 1

    def heights(self) -> NDArray[np.int16]:
        """Return how many steps each node stands above its deepest leaf, shape (nodes,)."""
        found = np.zeros(len(self), dtype=np.int16)
        layer = self.parent[np.diff(self.child_starts) == 0]
        height = 0
        while layer.size:
            height += 1
            layer = distinct(layer[layer >= 0])
            found[layer] = height
            layer = self.parent[layer]
        return found


class Asked(NamedTuple):
    """What one node asks by itself: its op, its number, and the thing, filter or text that it names."""

    op: str
    need: Fraction | None = None
    names: str | Filter | None = None


def asked(node: Requirement) -> Asked:
    """Return what one node asks by itself."""
    match node:
        case AllOf():
            return Asked("all")
        case AnyOf():
            return Asked("any")
        case AtLeast():
            return Asked(f"at_least_{node.counting}", node.n)
        case CourseLeaf():
            return Asked("course", None, node.course)
        case CredentialLeaf():
            return Asked("credential", None, node.credential)
        case CompetencyLeaf():
            return Asked("competency", None if node.level is None else Fraction(node.level), node.competency)
        case CreditPool() | CoursePool() | UsedLeaf():
            return Asked(node_kind(node) or "", Fraction(node.n), node.source)
        case AfterTransfer() | Statement():
            return _in_words(node)
        case _:
            assert_never(node)


def _in_words(node: AfterTransfer | Statement) -> Asked:
    if isinstance(node, AfterTransfer):
        return Asked("after_transfer", None, node.what)
    return Asked("statement", None, node.text)


_PLAIN: Final = frozenset({"id", "title", "note", "n", "children", "counting", "source", "what", "text"}) | frozenset(
    {"course", "credential", "competency", "level"}
)


def is_modified(node: Node) -> bool:
    """Return whether a node carries anything that the arrays do not hold, such as a minimum grade or a cap."""
    return any(
        getattr(node, name) != field.default for name, field in type(node).model_fields.items() if name not in _PLAIN
    )


class _Row(NamedTuple):
    path: str
    node: Requirement
    children: int


def post_order(root: Requirement) -> tuple[_Row, ...]:
    """Return ``(path, node, number of children)`` of a tree, children before parents, in document order."""
    found: list[_Row] = []
    stack = [("root", root)]
    while stack:
        path, node = stack.pop()
        children = child_paths(node, path)
        found.append(_Row(path, node, len(children)))
        stack.extend(children)
    return tuple(reversed(found))


class _Builder:
    """Collects rows; every table holds each value once, in order of first appearance."""

    def __init__(self) -> None:
        self.op: list[int] = []
        self.need: list[int] = []
        self.payload: list[int] = []
        self.modified: list[bool] = []
        self.parent: list[int] = []
        self.path: list[int] = []
        self.children: list[int] = []
        self.child_starts: list[int] = [0]
        self.paths: dict[str, int] = {}
        self.needs: dict[Fraction, int] = {}
        self.references: dict[str, int] = {}
        self.filters: dict[str, tuple[int, Filter]] = {}
        self.texts: dict[str, int] = {}

    def add(self, tree: Tree) -> None:
        open_nodes: list[int] = []
        for row in post_order(tree.root):
            number = len(self.op)
            kept = len(open_nodes) - row.children
            for child in open_nodes[kept:]:
                self.parent[child] = number
            self.children.extend(open_nodes[kept:])
            self.child_starts.append(len(self.children))
            open_nodes[kept:] = [number]
            self._row(row)

    def _row(self, row: _Row) -> None:
        what = asked(row.node)
        self.op.append(OPS.index(what.op))
        self.need.append(-1 if what.need is None else self.needs.setdefault(what.need, len(self.needs)))
        self.payload.append(self._payload(what))
        self.modified.append(is_modified(row.node))
        self.parent.append(-1)
        self.path.append(self.paths.setdefault(row.path, len(self.paths)))

    def _payload(self, what: Asked) -> int:
        if what.names is None:
            return -1
        if isinstance(what.names, Filter):
            key = what.names.model_dump_json(exclude_defaults=True)
            return self.filters.setdefault(key, (len(self.filters), what.names))[0]
        table = self.texts if what.op in ("after_transfer", "statement") else self.references
        return table.setdefault(what.names, len(table))


def flatten(trees: Iterable[Tree]) -> Trees:
    """Return the trees as arrays, ordered by owner and slot whatever order they come in."""
    ordered = sorted(trees, key=lambda tree: (tree.owner, SLOTS.index(tree.slot)))
    builder = _Builder()
    starts = [0]
    for tree in ordered:
        builder.add(tree)
        starts.append(len(builder.op))
    return Trees(
        owner=np.array([tree.owner for tree in ordered], dtype=np.int32),
        slot=np.array([SLOTS.index(tree.slot) for tree in ordered], dtype=np.int8),
        starts=np.array(starts, dtype=np.int64),
        op=np.array(builder.op, dtype=np.int8),
        need=np.array(builder.need, dtype=np.int32),
        payload=np.array(builder.payload, dtype=np.int32),
        modified=np.array(builder.modified, dtype=np.bool_),
        parent=np.array(builder.parent, dtype=np.int32),
        child_starts=np.array(builder.child_starts, dtype=np.int64),
        children=np.array(builder.children, dtype=np.int32),
        path=np.array(builder.path, dtype=np.int32),
        paths=tuple(builder.paths),
        needs=tuple(builder.needs),
        references=tuple(builder.references),
        filters=tuple(source for _, source in builder.filters.values()),
        texts=tuple(builder.texts),
    )
