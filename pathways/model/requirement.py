"""What must hold?  The requirement algebra: a closed union of node kinds.

Every node has a stable path: ``root``, then the node's ``id`` or its place among its siblings counted from 1, as in
``root/core/2``.  Source: semantics 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from pathways.model.base import Exact, Noun, Reference
from pathways.model.filter import Filter

NodeId = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*$", max_length=80)]
Count = Annotated[int, Field(ge=0, le=10_000)]


class GradeMinimum(Noun):
    """At least this grade; ``scale`` defaults to the organization's."""

    grade: str
    scale: Reference | None = None


class NodeCap(Noun):
    """At most this much learning from ``source`` inside the node, as credit or as a number of items."""

    credits: Exact | None = None
    items: Count | None = None
    source: Filter = Field(alias="from")


class NodeLevelMinimum(Noun):
    """At least this much credit at or above a level, inside the node."""

    credits: Exact
    level: Exact


class Node(Noun):
    """What every node may carry: a name, words, and modifiers that bind everything applied inside it."""

    id: NodeId | None = None
    title: str | None = None
    note: str | None = None
    min_grade: GradeMinimum | None = None
    max_age_years: Exact | None = None
    caps: tuple[NodeCap, ...] = ()
    level_minimum: NodeLevelMinimum | None = None
    min_gpa: Exact | None = None


class AllOf(Node):
    """Every child must hold."""

    children: Annotated[tuple[Requirement, ...], Field(min_length=1)] = Field(alias="all")


class AnyOf(Node):
    """One child must hold."""

    children: Annotated[tuple[Requirement, ...], Field(min_length=1)] = Field(alias="any")


class Bounds(Noun):
    """Inclusive whole-number bounds."""

    min: Count | None = None
    max: Count | None = None


class AtLeast(Node):
    """At least ``n`` over the children.

    ``counting`` says of what: ``requirements`` (children that hold), or ``items`` or ``credits`` applied to leaves
    anywhere below, in which case single children need not hold.  With items or credits, ``distinct`` bounds how many
    children may contribute and ``each`` how many items a contributing child must bring at least.
    """

    n: Exact = Field(alias="at_least")
    children: Annotated[tuple[Requirement, ...], Field(min_length=1)] = Field(alias="of")
    counting: Literal["requirements", "items", "credits"] = "requirements"
    distinct: Bounds | None = None
    each: Count | None = None


class CourseLeaf(Node):
    """One named course."""

    course: Reference


class CredentialLeaf(Node):
    """One named credential, held."""

    credential: Reference


class CompetencyLeaf(Node):
    """One competency, held at ``level`` or above, assessed.  Looks at learning without using it up."""

    competency: Reference
    level: Annotated[int, Field(ge=1)] | None = None


class CreditPool(Node):
    """At least ``n`` credits of what ``source`` admits; up to ``up_to`` may be applied (default: the need)."""

    n: Exact = Field(alias="credits")
    source: Filter = Field(default=Filter(), alias="from")
    up_to: Exact | None = None


class CoursePool(Node):
    """At least ``n`` items (courses or credentials) of what ``source`` admits."""

    n: Count = Field(alias="courses")
    source: Filter = Field(default=Filter(), alias="from")
    up_to: Count | None = None


class UsedLeaf(Node):
    """At least ``n`` items (or credits) of what ``source`` admits, among what other requirements use.

    Looks at what is applied at or below ``within`` (a path, or the id of a requirement; default: the whole credential)
    and uses nothing up.  It takes no modifiers: nothing is applied at it.
    """

    n: Exact = Field(alias="used")
    source: Filter = Field(default=Filter(), alias="from")
    within: str | None = None
    counting: Literal["items", "credits"] = "items"

    @model_validator(mode="after")
    def _bare(self) -> UsedLeaf:
        if self.min_grade or self.max_age_years is not None or self.caps or self.level_minimum or self.min_gpa:
            raise ValueError("used looks at what others use: grades, ages, caps and averages stand at those")
        return self


class AfterTransfer(Node):
    """Can be met only at the receiving organization after transfer: listed, outside the goal before transfer."""

    what: str = Field(alias="after_transfer")


class Statement(Node):
    """A condition in words that nobody has encoded: undecided until an adjustment decides it."""

    text: str = Field(alias="statement")


_KEYS = (
    ("all", "all"),
    ("any", "any"),
    ("at_least", "at_least"),
    ("course", "course"),
    ("credential", "credential"),
    ("competency", "competency"),
    ("credits", "credits"),
    ("courses", "courses"),
    ("used", "used"),
    ("after_transfer", "after_transfer"),
    ("statement", "statement"),
)
_CLASSES = {
    "AllOf": "all",
    "AnyOf": "any",
    "AtLeast": "at_least",
    "CourseLeaf": "course",
    "CredentialLeaf": "credential",
    "CompetencyLeaf": "competency",
    "CreditPool": "credits",
    "CoursePool": "courses",
    "UsedLeaf": "used",
    "AfterTransfer": "after_transfer",
    "Statement": "statement",
}
NODE_KINDS: tuple[str, ...] = tuple(tag for _, tag in _KEYS)


def node_kind(value: Any) -> str | None:
    """Return the word that names a node's kind in a document (``all``, ``course``, ``credits``, ...)."""
    if isinstance(value, dict):
        found = [tag for key, tag in _KEYS if key in value]
        return found[0] if len(found) == 1 else None
    return _CLASSES.get(type(value).__name__)


Requirement = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[CourseLeaf, Tag("course")]
    | Annotated[CredentialLeaf, Tag("credential")]
    | Annotated[CompetencyLeaf, Tag("competency")]
    | Annotated[CreditPool, Tag("credits")]
    | Annotated[CoursePool, Tag("courses")]
    | Annotated[UsedLeaf, Tag("used")]
    | Annotated[AfterTransfer, Tag("after_transfer")]
    | Annotated[Statement, Tag("statement")],
    Discriminator(
        node_kind,
        custom_error_type="requirement_kind",
        custom_error_message="a requirement names exactly one of: " + ", ".join(NODE_KINDS),
    ),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
AtLeast.model_rebuild()


def children_of(node: Requirement) -> tuple[Requirement, ...]:
    """Return the children in order; leaves have none."""
    return node.children if isinstance(node, AllOf | AnyOf | AtLeast) else ()


def child_paths(node: Requirement, path: str) -> tuple[tuple[str, Requirement], ...]:
    """Return ``(path, child)`` for each child; the segment is the child's id or its place counted from 1."""
    return tuple((f"{path}/{child.id or number}", child) for number, child in enumerate(children_of(node), 1))


def named_path(paths: Iterable[str], name: str) -> str | None:
    """Return the path that a rule names: whole, or by the id of a requirement where only one has it; else None.

    >>> named_path(["root", "root/core", "root/1"], "core")
    'root/core'
    """
    known = tuple(paths)
    if name in known:
        return name
    last = [path for path in known if path.rpartition("/")[2] == name and not name.isdigit()]
    return last[0] if len(last) == 1 else None


def walk(node: Requirement, path: str = "root") -> tuple[tuple[str, Requirement], ...]:
    """Return every node with its path, parents before children, in document order (no recursion limit)."""
    found: list[tuple[str, Requirement]] = []
    stack = [(path, node)]
    while stack:
        here = stack.pop()
        found.append(here)
        stack.extend(reversed(child_paths(here[1], here[0])))
    return tuple(found)
