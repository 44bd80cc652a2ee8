"""Which groups ask only for so many, or so much, of what stands below them?  They are filled like one leaf."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from pathways.model.requirement import AtLeast

if TYPE_CHECKING:
    from pathways.completion.program import Program

SINGLE: Final = frozenset({"course", "credential"})


class Pooled(NamedTuple):
    """What a group asks for: a number of its requirements, of items or of credits at these leaves.

    Of each of the ``bundles`` all leaves hold, or nothing stands there.
    """

    counting: Literal["requirements", "items", "credits"]
    number: Fraction
    leaves: tuple[int, ...]
    bundles: tuple[tuple[int, ...], ...]


def pooled_group(program: Program, index: int) -> Pooled | None:
    """Return what a group asks for, as one pool; None where more than the number matters."""
    node = program.nodes[index]
    asked = node.requirement
    if node.kind == "any":
        return _of_one(program, index)
    if not isinstance(asked, AtLeast):
        return None
    if asked.counting == "requirements":
        leaves = _singles(program, node.children)
        whole = leaves is not None and 0 < asked.n <= len(node.children)
        return Pooled("requirements", asked.n, leaves or (), ()) if whole else None
    bounds = asked.distinct
    tight = bounds is not None and ((bounds.min or 0) > 1 or bounds.max is not None)
    if tight or (asked.each or 1) != 1:
        return None
    allowed = SINGLE | {"courses"} | ({"credits"} & {asked.counting})
    found = _Flat(program, allowed)
    flat = all(found.add(child) for child in node.children)
    return Pooled(asked.counting, asked.n, tuple(found.leaves), tuple(found.bundles)) if flat else None


def _of_one(program: Program, index: int) -> Pooled | None:
    """Return an *any* over single things, with those of any *any* below it."""
    found = _Flat(program, SINGLE)
    flat = all(found.add(child) for child in program.nodes[index].children)
    return Pooled("requirements", Fraction(1), tuple(found.leaves), ()) if flat and not found.bundles else None


def _singles(program: Program, children: tuple[int, ...]) -> tuple[int, ...] | None:
    leaves = [program.nodes[child].leaf for child in children]
    known = [leaf for leaf in leaves if leaf is not None and program.leaves[leaf].kind in SINGLE]
    return tuple(known) if len(known) == len(leaves) else None


class _Flat:
    """The leaves below a group that counts; an *any* among them adds nothing, an *all* is a bundle."""

    def __init__(self, program: Program, allowed: frozenset[str]) -> None:
        self.program = program
        self.allowed = allowed
        self.leaves: list[int] = []
        self.bundles: list[tuple[int, ...]] = []

    def add(self, index: int, allowed: frozenset[str] | None = None) -> bool:
        """Add what stands at a child; return whether it can be added.  Below an *any* a leaf has to hold by itself."""
        node = self.program.nodes[index]
        if node.leaf is not None:
            self.leaves.append(node.leaf)
            return self.program.leaves[node.leaf].kind in (allowed or self.allowed)
        if node.kind == "any":
            return all(self.add(child, SINGLE) for child in node.children)
        bundle = _singles(self.program, node.children) if node.kind == "all" else None
        self.leaves.extend(bundle or ())
        self.bundles.extend([bundle] if bundle else [])
        return bundle is not None
