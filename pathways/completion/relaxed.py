"""What would be best if no two places wanted the same learning?  From the leaves up, one number a node.

Without the links between places (each thing once, each attainment by one rule) and without the rules over everything,
a requirement tree falls apart: a group is as light as its lightest branches.  That is a lower bound; where its picks do
not clash it is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pathways.completion.competencies import Formula, Held, holds, shows
from pathways.completion.fills import Fill, Place, fill, owned_by_leaf, places, pool
from pathways.completion.problem import Problem, Unit
from pathways.completion.weights import ASSUMED, Weights
from pathways.model.requirement import AtLeast

EMPTY: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands where: fills and blocks by node, the nodes that are pursued, competencies that nothing shows."""

    fills: Mapping[int, Fill]
    blocks: Mapping[int, Unit]
    chosen: frozenset[int]
    missing: frozenset[int] = frozenset()


@dataclass
class Relaxation:
    """The relaxation of one problem; ``scores`` is None for what has no closed form.

    ``base`` is that of the same program without any record: only what the record touches is worked out anew.
    """

    problem: Problem
    weights: Weights
    base: Relaxation | None = None
    fills: dict[int, Fill] = field(default_factory=dict)
    scores: list[int | None] = field(default_factory=list)
    picks: list[tuple[int, ...]] = field(default_factory=list)
    blocks: dict[int, Unit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.standing: dict[int, list[Unit]] = {}
        for unit in self.problem.units:
            for block in unit.blocks:
                self.standing.setdefault(block, []).append(unit)
        size = len(self.problem.program.nodes)
        if self.base is None:
            self.places: dict[int, Place] = places(self.problem)
            self.scores, self.picks = [None] * size, [EMPTY] * size
            self._open_above_blocks()
            for index in range(size):
                self._work_out(index)
            return
        self.places, self.fills = dict(self.base.places), dict(self.base.fills)
        self.scores, self.picks = list(self.base.scores), list(self.base.picks)
        touched = self._touched()
        self._open_above_blocks()
        for index in sorted(touched):
            self._work_out(index)

    def _open_above_blocks(self) -> None:
        """Let no group be filled like one leaf where a block may stand below it."""
        for node in {above for block in self.standing for above in self.problem.program.above(block)}:
            self.places.pop(node, None)
            self.fills.pop(node, None)

    def _work_out(self, index: int) -> None:
        score, self.picks[index] = self._node(index)
        self.scores[index] = None if score is None else self._with_block(index, score)

    def _touched(self) -> set[int]:
        """Put what is owned at its places; return the nodes that it touches, with all above them."""
        program = self.problem.program
        found = set(self.standing)
        found.update(program.leaves[leaf].node for leaf in self.problem.formulas)
        groups: set[int] = set()
        for leaf, owned in owned_by_leaf(self.problem).items():
            node = program.leaves[leaf].node
            if node in self.places:
                self.places[node] = replace(self.places[node], owned=tuple(owned))
                found.add(node)
                groups.update(program.pooled_at.get(leaf, ()))
        for node in groups:
            together = pool(self.problem, node, self.places)
            if together is None:
                self.places.pop(node, None)
                self.fills.pop(node, None)
            else:
                self.places[node] = together
        return found | groups | {above for node in (found | groups) for above in program.above(node)}

    def _node(self, index: int) -> tuple[int | None, tuple[int, ...]]:
        """Return the weight of a node and the branches that it pursues; None where it has no closed form."""
        if index in self.problem.fixed:
            return 0, EMPTY
        if index in self.places:
            found = fill(self.weights, self.places[index])
            if found is None:
                return None, EMPTY
            self.fills[index] = found
            return found.weight, EMPTY
        leaf = self.problem.program.nodes[index].leaf
        if leaf is None:
            return self._group(index)
        if self.problem.program.leaves[leaf].kind == "competency":
            return self._competency(self.problem.formulas[leaf]), EMPTY
        return 0 if self.problem.program.leaves[leaf].kind == "used" else ASSUMED, EMPTY

    def _competency(self, formula: Formula) -> int | None:
        """Return what a competency weighs: nothing if held; missing if nothing shows it; else it is left open."""
        if holds(formula, self.problem.held):
            return 0
        shown = frozenset().union(*(unit.shows for unit in self.problem.units))
        return None if matters(formula, shown) else self.weights.missing(1)

    def _group(self, index: int) -> tuple[int | None, tuple[int, ...]]:
        node = self.problem.program.nodes[index]
        scores = [(score, child) for child in node.children if (score := self.scores[child]) is not None]
        if len(scores) < len(node.children):
            return None, EMPTY
        if node.kind == "all":
            return sum(score for score, _ in scores), node.children
        need = self.needed(index)
        if need is None or need > len(scores):
            return None, EMPTY
        ranked = sorted(scores)[:need]
        return sum(score for score, _ in ranked), tuple(sorted(child for _, child in ranked))

    def needed(self, index: int) -> int | None:
        """Return how many children a group pursues; None where it counts something else."""
        node = self.problem.program.nodes[index]
        if not isinstance(node.requirement, AtLeast):
            return len(node.children) if node.kind == "all" else 1
        if index in self.problem.program.counting:
            return None
        return int(-(-node.requirement.n // 1))

    def _with_block(self, index: int, score: int) -> int:
        """Return the lighter of a node's own weight and that of a block which fills it whole."""
        for unit in self.standing.get(index, ()):
            weight = self.weights.of_units[unit.index] + self.weights.brought(unit, unit.credit)
            if weight < score:
                score = weight
                self.blocks[index] = unit
        return score

    def picture(self, tops: Iterable[int]) -> Picture:
        """Return what these nodes pick, with everything below; those without closed form are left out."""
        fills: dict[int, Fill] = {}
        blocks: dict[int, Unit] = {}
        chosen: list[int] = []
        missing: set[int] = set()
        stack = [top for top in tops if self.scores[top] is not None]
        while stack:
            index = stack.pop()
            chosen.append(index)
            if index in self.blocks:
                blocks[index] = self.blocks[index]
            elif index in self.fills:
                fills[index] = self.fills[index]
                chosen.extend(self.below(index, fills[index]))
            else:
                missing |= self.unshown((index,))
                stack.extend(self.picks[index])
        return Picture(fills, blocks, frozenset(chosen), frozenset(missing))

    def unshown(self, nodes: Iterable[int]) -> set[int]:
        """Return the competencies among these nodes that nothing shows, as leaves."""
        program = self.problem.program
        leaves = {program.nodes[node].leaf for node in nodes if self.scores[node]} - {None}
        return {leaf for leaf in leaves if leaf is not None and program.leaves[leaf].kind == "competency"}

    def below(self, index: int, filled: Fill) -> set[int]:
        """Return the nodes that a group pursues: those of the leaves that it uses, and all between."""
        place, program = self.places[index], self.problem.program
        wanted = (*place.pursued(filled), *(leaf for leaf in place.left_open(filled) if leaf >= 0))
        found: set[int] = set()
        for leaf in wanted:
            node: int | None = program.leaves[leaf].node
            while node is not None and node != index and node not in found:
                found.add(node)
                node = program.parents[node]
        return found


def matters(formula: Formula, shown: frozenset[Held]) -> bool:
    """Return whether what is shown could help to make the formula true."""
    if any(shows(item, formula.names, formula.level) for item in shown):
        return True
    return any(matters(part, shown) for _, parts in formula.groups for part in parts)
