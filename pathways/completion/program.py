"""What does a credential ask for, flattened?  Nodes in post-order, leaves, and the rules that lie over them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, assert_never

from pathways.completion.pooled import Pooled, pooled_group
from pathways.errors import QuestionError
from pathways.model.credential import Credential, Overlays, SharingRule
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
    GradeMinimum,
    Node,
    NodeCap,
    Requirement,
    Statement,
    UsedLeaf,
    child_paths,
    named_path,
    node_kind,
)

LeafKind = Literal["course", "credential", "competency", "credits", "courses", "used", "after_transfer", "statement"]


@dataclass(frozen=True, slots=True)
class Gate:
    """What an item must be to be applied here: a least grade, a greatest age in years."""

    min_grade: GradeMinimum | None
    max_age_years: Fraction | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place where learning is applied.  ``need`` is in credits or items; ``cap`` the most that may be applied."""

    node: int
    kind: LeafKind
    need: Fraction
    cap: Fraction
    source: Filter
    ref: str | None
    level: int | None
    gates: tuple[Gate, ...]

    @property
    def consumes(self) -> bool:
        """Return whether what is applied here is used up."""
        return self.kind in ("course", "credential", "credits", "courses")


@dataclass(frozen=True, slots=True)
class ProgramNode:
    """One requirement: its path, what it is, its children (indexes, all smaller than its own) and its leaf."""

    path: str
    kind: str
    requirement: Requirement
    children: tuple[int, ...]
    leaf: int | None
    leaves: tuple[int, ...]

    @property
    def title(self) -> str | None:
        """Return the author's title."""
        return self.requirement.title


@dataclass(frozen=True)
class Program:
    """A compiled credential: ``nodes`` in post-order (the last is the root), ``leaves`` in document order."""

    credential: Credential
    nodes: tuple[ProgramNode, ...]
    leaves: tuple[Leaf, ...]
    overlays: tuple[tuple[Overlays, str], ...]

    @property
    def root(self) -> int:
        """Return the index of the root."""
        return len(self.nodes) - 1

    @cached_property
    def by_path(self) -> dict[str, int]:
        """Return the node index of each path."""
        return {node.path: index for index, node in enumerate(self.nodes)}

    @cached_property
    def parents(self) -> tuple[int | None, ...]:
        """Return the parent of each node; None for the root."""
        found: list[int | None] = [None] * len(self.nodes)
        for index, node in enumerate(self.nodes):
            for child in node.children:
                found[child] = index
        return tuple(found)

    @cached_property
    def counting(self) -> frozenset[int]:
        """Return the groups that count items or credit instead of requirements that hold."""
        return frozenset(
            index
            for index, node in enumerate(self.nodes)
            if isinstance(node.requirement, AtLeast) and node.requirement.counting != "requirements"
        )

    @cached_property
    def counted(self) -> frozenset[int]:
        """Return the nodes anywhere below a group that counts; there more than enough may hold."""
        found: set[int] = set()
        for index in range(self.root, -1, -1):
            above = self.parents[index]
            if above is not None and (above in self.counting or above in found):
                found.add(index)
        return frozenset(found)

    @cached_property
    def pooled(self) -> dict[int, Pooled]:
        """Return the groups that ask for so many, or so much, of what stands below them, wherever it stands."""
        found = (pooled_group(self, index) for index in range(len(self.nodes)))
        return {index: pooled for index, pooled in enumerate(found) if pooled is not None}

    @cached_property
    def pooled_at(self) -> dict[int, tuple[int, ...]]:
        """Return for each leaf the groups that are filled like one place and contain it."""
        found: dict[int, list[int]] = {}
        for node, pooled in self.pooled.items():
            for leaf in pooled.leaves:
                found.setdefault(leaf, []).append(node)
        return {leaf: tuple(nodes) for leaf, nodes in found.items()}

    def above(self, node: int) -> tuple[int, ...]:
        """Return the nodes above a node, the nearest first."""
        found = self._above.get(node)
        if found is None:
            parent = self.parents[node]
            found = self._above[node] = () if parent is None else (parent, *self.above(parent))
        return found

    @cached_property
    def _above(self) -> dict[int, tuple[int, ...]]:
        return {}

    @cached_property
    def mandatory(self) -> tuple[int, ...]:
        """Return the leaves that learning must fill in every completion: all groups above them ask for all."""
        found: list[int] = []
        stack = [self.root]
        while stack:
            node = self.nodes[stack.pop()]
            if node.leaf is not None:
                found.append(node.leaf)
            elif node.kind == "all":
                stack.extend(node.children)
        learning = ("course", "courses", "credits", "credential")
        return tuple(leaf for leaf in sorted(found) if self.leaves[leaf].kind in learning)

    def is_loose(self, leaf: int) -> bool:
        """Return whether a leaf stands directly in a group that counts, so that it need not hold by itself."""
        return self.parents[self.leaves[leaf].node] in self.counting

    @cached_property
    def sharing(self) -> tuple[tuple[SharingRule, tuple[frozenset[int], ...]], ...]:
        """Return each sharing rule with the leaves under each requirement that it names."""
        return tuple(
            (rule, tuple(frozenset(self.leaves_under(path)) for path in rule.between))
            for rule in self.credential.sharing
        )

    @cached_property
    def used(self) -> tuple[tuple[int, UsedLeaf], ...]:
        """Return every requirement that looks at what others use, as (node, requirement)."""
        found = ((index, node.requirement) for index, node in enumerate(self.nodes))
        return tuple((index, asked) for index, asked in found if isinstance(asked, UsedLeaf))

    @cached_property
    def filters(self) -> tuple[Filter, ...]:
        """Return each filter that rules over what is applied ask about, once; its number is its place."""
        found = [cap.source for _, cap in self.caps] + [asked.source for _, asked in self.used]
        found += [rule.admitting for rule in self.credential.sharing if rule.admitting != Filter()]
        return tuple(dict.fromkeys(found))

    @cached_property
    def caps(self) -> tuple[tuple[int, NodeCap], ...]:
        """Return every cap inside a node, as (node, cap)."""
        return tuple((index, cap) for index, node in enumerate(self.nodes) for cap in node.requirement.caps)

    def leaves_under(self, path: str) -> tuple[int, ...]:
        """Return the leaves at or below a path (a bare node id also names its path); empty if there is none."""
        known = named_path(self.by_path, path)
        return () if known is None else self.nodes[self.by_path[known]].leaves


def compile_program(credential: Credential, overlays: tuple[tuple[Overlays, str], ...] = ()) -> Program:
    """Return the compiled requirement tree; ``overlays`` are further rules with their source (from policies).

    Raises QuestionError U003 where the credential states no requirement.
    """
    if credential.requirement is None:
        raise QuestionError(
            "U003",
            f"{credential.key!r} ({credential.title}) states no requirements, so nothing can be audited against it",
            hint="Name a credential that has a requirement tree; 'pathways show' lists what an id is.",
        )
    builder = _Builder()
    builder.add(credential.requirement, "root")
    own = (credential.rules, str(credential.source or f"{credential.title}, requirements"))
    return Program(credential, tuple(builder.nodes), tuple(builder.leaves), (own, *overlays))


class _Builder:
    """Collects nodes and leaves in post-order without recursion."""

    def __init__(self) -> None:
        self.nodes: list[ProgramNode] = []
        self.leaves: list[Leaf] = []

    def add(self, root: Requirement, path: str) -> None:
        done: dict[str, int] = {}
        stack: list[tuple[Requirement, str, tuple[Gate, ...], bool]] = [(root, path, (), False)]
        while stack:
            node, here, gates, ready = stack.pop()
            inner = (*gates, Gate(node.min_grade, node.max_age_years)) if _gated(node) else gates
            if ready:
                children = tuple(done[name] for name, _ in child_paths(node, here))
                done[here] = self._close(node, here, children, inner)
            else:
                stack.append((node, here, gates, True))
                stack.extend((child, name, inner, False) for name, child in reversed(child_paths(node, here)))

    def _close(self, node: Requirement, path: str, children: tuple[int, ...], gates: tuple[Gate, ...]) -> int:
        leaf = leaf_of(node, len(self.nodes), gates)
        below = tuple(index for child in children for index in self.nodes[child].leaves)
        place = None
        if leaf is not None:
            place = len(self.leaves)
            self.leaves.append(leaf)
            below = (place,)
        self.nodes.append(ProgramNode(path, node_kind(node) or "", node, children, place, below))
        return len(self.nodes) - 1


def _gated(node: Node) -> bool:
    return node.min_grade is not None or node.max_age_years is not None


def leaf_of(node: Requirement, index: int, gates: tuple[Gate, ...]) -> Leaf | None:
    """Return the leaf of a leaf requirement; None for groups."""
    one = Fraction(1)
    match node:
        case AllOf() | AnyOf() | AtLeast():
            return None
        case CourseLeaf():
            return Leaf(index, "course", one, one, Filter(), node.course, None, gates)
        case CredentialLeaf():
            return Leaf(index, "credential", one, one, Filter(), node.credential, None, gates)
        case CompetencyLeaf():
            return Leaf(index, "competency", one, one, Filter(), node.competency, node.level, gates)
        case CreditPool():
            cap = node.n if node.up_to is None else node.up_to
            return Leaf(index, "credits", node.n, cap, node.source, None, None, gates)
        case CoursePool():
            most = Fraction(node.n if node.up_to is None else node.up_to)
            return Leaf(index, "courses", Fraction(node.n), most, node.source, None, None, gates)
        case UsedLeaf():
            return Leaf(index, "used", one, one, node.source, node.within, None, gates)
        case AfterTransfer():
            return Leaf(index, "after_transfer", one, one, Filter(), node.what, None, gates)
        case Statement():
            return Leaf(index, "statement", one, one, Filter(), node.text, None, gates)
    assert_never(node)
