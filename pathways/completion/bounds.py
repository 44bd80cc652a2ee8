"""Can a bound prove the answer without a search?  The fast exact path.

First the relaxation: every place filled as if nothing else wanted the same learning, and no rule over everything.
Nothing can be better.  Where its picks clash, the linked places are filled anew, by an assignment or by the integer
program on that part alone.  Where the whole then breaks no rule, it is the optimum, with all its preferences; else
None, and the integer program decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pathways.completion.assembly import Assembly
from pathways.completion.assign import Assigned, assign
from pathways.completion.contest import Part, Parts, Way, clashes
from pathways.completion.every import divided
from pathways.completion.fills import Fill, Place
from pathways.completion.milp import complete_by_program
from pathways.completion.problem import Allocation, Problem, Unit
from pathways.completion.relaxed import Picture, Relaxation
from pathways.completion.shown import least_shown
from pathways.completion.verify import broken_rules, rule_value
from pathways.completion.weights import Weights

MOST_TRIED = 64
"""Ways through a contested part that are tried one after the other, the lightest first."""


def complete_by_bound(problem: Problem, *, alone: bool = False) -> Allocation | None:
    """Return a completion that equals its own lower bound, or None where that is not shown.

    ``alone`` forbids asking the integer program about a part.
    """
    weights = Weights(problem)
    if _spare(problem) or not weights.fits:
        return None
    return _Settling(Relaxation(problem, weights, _base(problem)), alone).run()


def _base(problem: Problem) -> Relaxation | None:
    """Return the relaxation of the program without any record, kept with its ground; None where something is waived."""
    ground = problem.ground
    if ground is None or problem.fixed:
        return None
    known = ground.kept.get("relaxation")
    if not isinstance(known, Relaxation):
        empty = replace(problem, units=ground.units, choices=(), held=frozenset())
        known = ground.kept["relaxation"] = Relaxation(empty, Weights(empty))
    return known


def _spare(problem: Problem) -> bool:
    """Return whether owned learning may stand where nothing is asked for."""
    waived = {index for index, leaf in enumerate(problem.program.leaves) if leaf.node in problem.optional}
    owned = (unit for unit in problem.units if unit.owned) if problem.optional else ()
    return any(not waived.isdisjoint(unit.leaves) or not problem.optional.isdisjoint(unit.blocks) for unit in owned)


@dataclass
class _Settling:
    """Turns the picture of the relaxation into an allocation, part by part."""

    relaxation: Relaxation
    alone: bool

    def __post_init__(self) -> None:
        self.problem = self.relaxation.problem
        self.parts = Parts(self.relaxation)
        self.picture = self.relaxation.picture(self.parts.tops)

    def run(self) -> Allocation | None:
        """Return the allocation that breaks no rule; None where that takes the whole integer program."""
        contested = clashes(self.problem, self.picture) | self._broken()
        hard = self.parts.shared | self._without_form()
        if hard and self._surely_short(hard):
            return None
        while True:
            allocation = self._with(contested | hard, hard)
            if allocation is None:
                return None
            broken = [rule for rule, _ in broken_rules(self.problem, allocation)]
            if not broken:
                return allocation
            inside: set[int] = set()
            for rule in broken:
                if rule.leaves is None or rule.leaves <= hard:
                    return None
                inside |= rule.leaves
            hard |= inside

    def _surely_short(self, hard: frozenset[int]) -> bool:
        """Return whether a rule over the whole is so far from met that what the hard parts add will hardly meet it.

        Then the integer program is asked about the whole at once; this decides only which way is taken.
        """
        rules = [rule for rule in self.problem.rules if rule.leaves is None and rule.sense == ">="]
        plain = Assembly(self.problem, self.relaxation.places, self._plain, []).run() if rules else None
        if plain is None:
            return False
        least = sum(self.problem.needs[leaf] for leaf in hard - self.parts.shared)
        return any(rule_value(self.problem, plain, rule) + least < rule.bound for rule in rules)

    def _broken(self) -> frozenset[int]:
        """Return the leaves of bundles that are not filled whole."""
        places = ((self.relaxation.places[node], fill) for node, fill in self.picture.fills.items())
        return frozenset(leaf for place, fill in places if not place.whole(fill) for leaf in place.leaves)

    def _without_form(self) -> frozenset[int]:
        """Return the leaves below what has no closed form."""
        nodes, scores = self.problem.program.nodes, self.relaxation.scores
        return frozenset(leaf for top in self.parts.tops if scores[top] is None for leaf in nodes[top].leaves)

    def _with(self, contested: frozenset[int], hard: frozenset[int]) -> Allocation | None:
        """Return the allocation with the contested parts filled anew, the hard ones by the integer program."""
        picture, solved = self._settle(contested, hard) if contested else (self._plain, [])
        if picture is None:
            return None
        return Assembly(self.problem, self.relaxation.places, picture, solved).run()

    def _settle(self, contested: frozenset[int], hard: frozenset[int]) -> tuple[Picture | None, list[Allocation]]:
        fills, blocks, chosen = dict(self.picture.fills), dict(self.picture.blocks), set(self.picture.chosen)
        missing, solved = set(self.picture.missing), []
        for part in self.parts.all:
            if part.leaves.isdisjoint(contested):
                continue
            below = self._below(part)
            fills = {node: fill for node, fill in fills.items() if node not in below}
            blocks = {node: unit for node, unit in blocks.items() if node not in below}
            missing -= part.leaves
            chosen -= below
            floor, found = self._by_assignment(part) if part.leaves.isdisjoint(hard) else (None, None)
            if found is not None:
                fills.update(found[1])
                chosen |= found[0].nodes
                missing |= self.relaxation.unshown(found[0].nodes)
                chosen.update(leaf for node, fill in found[1].items() for leaf in self.relaxation.below(node, fill))
                continue
            solution = least_shown(self.relaxation, part, frozenset(self.parts.open))
            if solution is None and self.alone:
                return None, []
            if solution is None:
                solution = complete_by_program(restricted(self.problem, part, self.parts.tops, below), floor)
            solved.append(solution)
            chosen |= solution.chosen & below
        return Picture(fills, blocks, frozenset(chosen) | self.parts.spine, frozenset(missing)), solved

    @property
    def _plain(self) -> Picture:
        picture = self.picture
        return replace(picture, chosen=picture.chosen | self.parts.spine)

    def _below(self, part: Part) -> set[int]:
        """Return the tops of a part and every node below them."""
        found: set[int] = set()
        stack = list(part.tops)
        while stack:
            index = stack.pop()
            found.add(index)
            stack.extend(self.problem.program.nodes[index].children)
        return found

    def _by_assignment(self, part: Part) -> tuple[int | None, tuple[Way, dict[int, Fill]] | None]:
        """Return what a part weighs at least, and the best way through it with its fills where that is proven."""
        ways, rows = self.parts.ways(part), self.parts.rows(part.leaves)
        if ways is None or rows is None:
            return None, None
        best: tuple[int, Way, dict[int, Fill]] | None = None
        floor: int | None = None
        for tried, way in enumerate(ways):
            if best is not None and way.least >= best[0]:
                break
            if tried == MOST_TRIED:
                floor = way.least if floor is None else min(floor, way.least)
                break
            places = [self.relaxation.places[node] for node in way.places]
            found = self._divided(places, rows)
            total = way.least if found is None else max(way.least, found.weight + way.assumed)
            if found is None or found.fills is None:
                floor = total if floor is None else min(floor, total)
            elif best is None or total < best[0]:
                best = (total, way, dict(zip(way.places, found.fills, strict=True)))
        if best is not None and (floor is None or best[0] <= floor):
            return best[0], (best[1], best[2])
        return floor, None

    def _divided(self, places: list[Place], rows: list[list[Unit]]) -> Assigned | None:
        """Return the lightest filling of the places by an assignment that its bound proves, else by weighing all."""
        found = assign(self.relaxation.weights, places, rows)
        if found is not None and found.fills is not None:
            return found
        fills = divided(self.relaxation.weights, places, rows)
        return found if fills is None else Assigned(sum(fill.weight for fill in fills), fills)


def restricted(problem: Problem, part: Part, tops: tuple[int, ...], below: set[int]) -> Problem:
    """Return the problem of one part: all else holds and takes nothing; only the rules inside the part bind."""
    return replace(
        problem,
        units=tuple(_at(unit, part.leaves, below) for unit in problem.units),
        ground=None,
        fixed=problem.fixed | (frozenset(tops) - below),
        rules=tuple(rule for rule in problem.rules if rule.leaves is not None and rule.leaves <= part.leaves),
        sharing=tuple(
            rule._replace(groups=tuple(group & part.leaves for group in rule.groups)) for rule in problem.sharing
        ),
    )


def _at(unit: Unit, leaves: frozenset[int], inside: set[int]) -> Unit:
    if leaves.issuperset(unit.leaves) and not unit.blocks:
        return unit
    kept = [(leaf, amount) for leaf, amount in zip(unit.leaves, unit.amounts, strict=True) if leaf in leaves]
    return replace(
        unit,
        leaves=tuple(leaf for leaf, _ in kept),
        amounts=tuple(amount for _, amount in kept),
        blocks=tuple(node for node in unit.blocks if node in inside),
    )
