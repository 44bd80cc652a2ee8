"""In which ways can a requirement tree hold?  Every choice of branches, written out.

A plan names the leaves that must be filled, those that may bring something to a counted group, the groups that count,
the requirements whose own modifiers bind, and how many conditions in words it takes as met.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product

from pathways.model.requirement import (
    AfterTransfer,
    AllOf,
    AnyOf,
    AtLeast,
    CompetencyLeaf,
    Requirement,
    Statement,
    UsedLeaf,
    child_paths,
    children_of,
)


@dataclass(frozen=True)
class Plan:
    """One way in which the tree can hold."""

    full: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    competencies: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    binding: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()
    assumed: int = 0


NOTHING = Plan()


def joined(plans: Iterable[Plan]) -> Plan:
    """Return the plan that does all of them."""
    parts = list(plans)
    return Plan(
        full=frozenset().union(*(p.full for p in parts)),
        loose=frozenset().union(*(p.loose for p in parts)),
        competencies=frozenset().union(*(p.competencies for p in parts)),
        counted=frozenset().union(*(p.counted for p in parts)),
        binding=frozenset().union(*(p.binding for p in parts)),
        blocks=frozenset().union(*(p.blocks for p in parts)),
        assumed=sum(p.assumed for p in parts),
    )


@dataclass(frozen=True)
class Ways:
    """Writes out the ways; ``waived`` paths hold by themselves, ``blocks`` may be filled whole by something owned.

    In hope, conditions in words are met; else as few as possible are taken as met.
    """

    waived: frozenset[str]
    blocks: frozenset[str]
    hopeful: bool

    def of(self, node: Requirement, path: str = "root", *, inside: bool = False) -> list[Plan]:
        """Return every way in which ``node`` can hold; ``inside`` a counted group more than enough may hold."""
        if path in self.waived:
            return self._spare(node, path)
        if self.hopeful and isinstance(node, Statement):
            return [NOTHING]
        block = [Plan(blocks=frozenset({path}))] if path in self.blocks else []
        return block + [joined((plan, Plan(binding=frozenset({path})))) for plan in self._own(node, path, inside)]

    def _own(self, node: Requirement, path: str, inside: bool) -> list[Plan]:
        here = frozenset({path})
        match node:
            case AllOf():
                return self._some(node, path, len(node.children), inside)
            case AnyOf():
                return self._some(node, path, 1, inside)
            case AtLeast(counting="requirements"):
                return self._some(node, path, -(-node.n.numerator // node.n.denominator), inside)
            case AtLeast():
                parts = [self._contributing(child, name) for name, child in child_paths(node, path)]
                return [joined((*chosen, Plan(counted=here))) for chosen in product(*parts)]
            case CompetencyLeaf():
                return [Plan(competencies=here)]
            case Statement() | AfterTransfer():
                return [Plan(assumed=1)]
            case UsedLeaf():
                return [NOTHING]
            case _:
                return [Plan(full=here)]

    def _some(self, node: Requirement, path: str, least: int, inside: bool) -> list[Plan]:
        """Return the ways in which exactly ``least`` children hold, inside a counted group ``least`` or more."""
        ways = [self.of(child, name, inside=inside) for name, child in child_paths(node, path)]
        sizes = range(least, len(ways) + 1) if inside else (least,)
        chosen = [group for size in sizes for group in combinations(ways, size)]
        return [joined(plans) for group in chosen for plans in product(*group)]

    def _spare(self, node: Requirement, path: str) -> list[Plan]:
        """Return the places where learning may stand in a requirement that is waived; nothing is asked for there."""
        children = child_paths(node, path)
        ways = [self._spare(child, name) for name, child in children]
        most = len(ways)
        if isinstance(node, AnyOf):
            most = 1
        elif isinstance(node, AtLeast) and node.counting == "requirements":
            most = min(most, -(-node.n.numerator // node.n.denominator))
        block = [Plan(blocks=frozenset({path}))] if path in self.blocks else []
        if children:
            return block + [joined(plans) for group in combinations(ways, most) for plans in product(*group)]
        if isinstance(node, CompetencyLeaf | Statement | AfterTransfer | UsedLeaf):
            return [NOTHING]
        return [*block, Plan(loose=frozenset({path}))]

    def _contributing(self, child: Requirement, path: str) -> list[Plan]:
        """Return the ways in which a child of a counted group may bring something, or nothing."""
        if path in self.waived:
            return [NOTHING, *self._spare(child, path)]
        if children_of(child):
            return [NOTHING, *self.of(child, path, inside=True)]
        if isinstance(child, CompetencyLeaf | Statement | AfterTransfer | UsedLeaf):
            return [NOTHING]
        return [Plan(loose=frozenset({path}), binding=frozenset({path}))]
