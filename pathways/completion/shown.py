"""What is cheapest to take where only competencies are asked for?  Every set of them is weighed, no search.

Where nothing in a part is used up, a thing that is taken serves every competency that it shows.  So the least for each
set of open competencies is known from the least for smaller sets, and the tree is weighed for each set.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pathways.completion.competencies import shows
from pathways.completion.contest import Part
from pathways.completion.problem import Allocation, Unit
from pathways.completion.relaxed import Relaxation
from pathways.completion.weights import taken

MOST_OPEN: Final = 8
"""Open competencies in one part; beyond this many the integer program decides."""

Bought = tuple[int, int, tuple[int, ...]]
"""(cost, number of things, units), compared in this order."""
Pursued = tuple[int, tuple[int, ...]]
"""(weight of what is missing or assumed, nodes that are pursued)."""


def least_shown(relaxation: Relaxation, part: Part, open_: frozenset[int]) -> Allocation | None:
    """Return the best completion of a part that asks for competencies alone; None where it is not of that kind.

    ``open_`` are the competencies that are asked for and not held, as leaves.
    """
    wanted = tuple(sorted(leaf for leaf in open_ if leaf in part.leaves))
    found = _Shown(relaxation, part, wanted)
    return found.best() if found.plain else None


@dataclass(frozen=True)
class _Shown:
    """A part, and its open competencies by the bit that stands for each."""

    relaxation: Relaxation
    part: Part
    wanted: tuple[int, ...]

    @property
    def plain(self) -> bool:
        """Return whether every set of what is open can be weighed."""
        problem = self.relaxation.problem
        leaves, optional = problem.program.leaves, problem.optional
        if self.relaxation.standing or not 0 < len(self.wanted) <= MOST_OPEN:
            return False
        if any(leaves[leaf].consumes for leaf in self.part.leaves):
            return False
        if any(leaves[leaf].node in optional or problem.formulas[leaf].groups for leaf in self.wanted):
            return False
        owned = {unit.course for unit in problem.units if unit.owned and unit.course is not None}
        return all(unit.course not in owned and self._stands_here(unit) for unit in self._units)

    def _stands_here(self, unit: Unit) -> bool:
        return not unit.blocks and self.part.leaves.issuperset(unit.leaves)

    @cached_property
    def _units(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.relaxation.problem.units if unit.count and self._bits(unit))

    def _bits(self, unit: Unit) -> int:
        """Return which of the open competencies a thing shows."""
        formulas = [self.relaxation.problem.formulas[leaf] for leaf in self.wanted]
        return sum(
            1 << place
            for place, formula in enumerate(formulas)
            if any(shows(item, formula.names, formula.level) for item in unit.shows)
        )

    def best(self) -> Allocation | None:
        """Return the lightest of all sets."""
        least: tuple[int, Bought, tuple[int, ...]] | None = None
        for bits, bought in sorted(self._cheapest().items(), key=lambda entry: entry[1]):
            pursued = self._all(bits, self.part.tops)
            if pursued is not None:
                weight = pursued[0] + taken(bought[0], bought[1])
                if least is None or weight < least[0]:
                    least = weight, bought, pursued[1]
        if least is None:
            return None
        _, (cost, items, units), nodes = least
        return Allocation(
            applied=(),
            bought=tuple((unit, 1) for unit in units),
            chosen=frozenset(nodes),
            impossible=tuple(sorted(self.relaxation.unshown(nodes))),
            cost=cost,
            items=items,
            method="bound",
        )

    def _cheapest(self) -> dict[int, Bought]:
        """Return the cheapest way to show each set of open competencies, of equals the first units."""
        best: dict[int, Bought] = {0: (0, 0, ())}
        for unit in self._units:
            bits = self._bits(unit)
            for before, (cost, items, units) in list(best.items()):
                after = before | bits
                way = (cost + unit.cost, items + 1, (*units, unit.index))
                if after != before and (after not in best or way < best[after]):
                    best[after] = way
        return best

    def _all(self, bits: int, nodes: tuple[int, ...]) -> Pursued | None:
        parts = [self._node(bits, node) for node in nodes]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts):
            return None
        return sum(weight for weight, _ in found), tuple(node for _, below in found for node in below)

    def _node(self, bits: int, index: int) -> Pursued | None:
        """Return the lightest way to meet a requirement where this set is shown; None where it cannot be met."""
        node, score = self.relaxation.problem.program.nodes[index], self.relaxation.scores[index]
        if node.leaf in self.wanted:
            shown = score is not None or bits >> self.wanted.index(node.leaf) & 1
            return (score or 0, (index,)) if shown else None
        if node.leaf is not None or index in self.relaxation.problem.fixed:
            return None if score is None else (score, (index,))
        need = self.relaxation.needed(index)
        below = ((self._node(bits, child), child) for child in node.children)
        ranked = sorted((way[0], child, way[1]) for way, child in below if way is not None)
        if need is None or need > len(ranked):
            return None
        ranked = ranked[:need]
        return sum(weight for weight, _, _ in ranked), (index, *(one for _, _, nodes in ranked for one in nodes))
