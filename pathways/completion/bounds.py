"""Can a bound prove the answer without a search?  The fast exact path.

The relaxation lets every leaf use everything that it admits, as if nothing were used up.  No completion can be better
than that.  Then leaves are really filled, each thing once; where the result equals the relaxation and breaks no rule,
it is the optimum.  Where it does not, or where preferences would have to be weighed, None is returned and the integer
program decides.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from pathways.completion.competencies import holds
from pathways.completion.cover import Kind, cheapest_cover
from pathways.completion.problem import Allocation, Applied, Problem, Unit
from pathways.completion.verify import faults
from pathways.model.requirement import AtLeast

Score = tuple[int, int, int, int, int, int]
"""(conditions assumed, cost, items taken, minus completed amount applied, minus pending amount, owned items used)."""

ZERO: Score = (0, 0, 0, 0, 0, 0)


def complete_by_bound(problem: Problem) -> Allocation | None:
    """Return a completion that equals its own lower bound, or None where that is not shown."""
    if not _simple(problem):
        return None
    fast = _Fast(problem)
    bound = fast.relax()
    if bound is None:
        return None
    allocation = fast.fill()
    if allocation is None or fast.score(allocation) != bound or not fast.settled(allocation):
        return None
    return None if faults(problem, allocation) else allocation


def _simple(problem: Problem) -> bool:
    """Return whether the problem has only what this path understands.

    Where one thing that is taken may serve two requirements, the sum over the leaves is no lower bound.
    """
    blocks = any(unit.blocks for unit in problem.units)
    waived = {index for index, leaf in enumerate(problem.program.leaves) if leaf.node in problem.optional}
    spare = any(not waived.isdisjoint(unit.leaves) for unit in problem.units if unit.owned)
    twice = any(problem.sharable(unit) for unit in problem.units if not unit.owned)
    plain = not (blocks or twice or spare)
    return plain and all(_plain(problem, index) for index in range(len(problem.program.nodes)))


def _plain(problem: Problem, index: int) -> bool:
    """Return whether a node asks for a number of children; counting items over single things is the same."""
    node = problem.program.nodes[index]
    requirement = node.requirement
    if not isinstance(requirement, AtLeast) or requirement.counting == "requirements":
        return True
    kinds = {problem.program.nodes[child].kind for child in node.children}
    bounds = requirement.distinct
    tight = bounds is not None and ((bounds.min or 0) > requirement.n or bounds.max is not None)
    return (
        requirement.counting == "items"
        and kinds <= {"course", "credential"}
        and not tight
        and (requirement.each or 1) == 1
    )


def _plus(one: Score, other: Score) -> Score:
    a, b, c, d, e, f = other
    return (one[0] + a, one[1] + b, one[2] + c, one[3] + d, one[4] + e, one[5] + f)


@dataclass
class _Fast:
    """The relaxation and the filling of one problem."""

    problem: Problem
    wanted: list[bool] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    left: dict[int, int] = field(default_factory=dict)
    spent: dict[str, str] = field(default_factory=dict)
    courses: set[str] = field(default_factory=set)
    applied: list[Applied] = field(default_factory=list)
    bought: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        size = len(self.problem.needs)
        self.owned: list[list[tuple[Unit, int]]] = [[] for _ in range(size)]
        self.others: list[list[tuple[Unit, int]]] = [[] for _ in range(size)]
        for unit in self.problem.units:
            table = self.owned if unit.owned else self.others
            for leaf, amount in zip(unit.leaves, unit.amounts, strict=True):
                table[leaf].append((unit, amount))
            if not unit.owned:
                self.left[unit.index] = unit.count

    def relax(self) -> Score | None:
        """Return the lower bound of the root and mark the nodes that attain it; None where nothing can."""
        nodes = self.problem.program.nodes
        scores: list[Score | None] = []
        picks: list[tuple[int, ...]] = []
        for index, node in enumerate(nodes):
            if index in self.problem.fixed:
                scores.append(ZERO)
                picks.append(())
                continue
            if node.leaf is not None:
                scores.append(self._leaf(node.leaf))
                picks.append(())
                continue
            chosen = self._pick(index, scores)
            picks.append(chosen or ())
            scores.append(None if chosen is None else _sum([scores[child] for child in chosen]))
        self.wanted = [False] * len(nodes)
        stack = [self.problem.program.root]
        while stack:
            index = stack.pop()
            self.wanted[index] = True
            stack.extend(picks[index])
        return scores[-1]

    def _pick(self, index: int, scores: list[Score | None]) -> tuple[int, ...] | None:
        """Return the children that a group needs, the cheapest; None where too few can be met."""
        node = self.problem.program.nodes[index]
        possible = [(score, child) for child in node.children if (score := scores[child]) is not None]
        requirement = node.requirement
        need = len(node.children) if node.kind == "all" else 1
        if isinstance(requirement, AtLeast):
            need = int(-(-requirement.n // 1))
        if len(possible) < need:
            return None
        return tuple(sorted(child for _, child in sorted(possible)[:need]))

    def _leaf(self, index: int) -> Score | None:
        """Return the bound of a leaf that may use everything it admits."""
        leaf = self.problem.program.leaves[index]
        if leaf.kind in ("statement", "after_transfer"):
            return (1, 0, 0, 0, 0, 0)
        if leaf.kind == "competency":
            shown = self.problem.held.union(*(unit.shows for unit in self.problem.units))
            return ZERO if holds(self.problem.formulas[index], shown) else None
        done = [amount for unit, amount in self.owned[index] if not unit.pending]
        coming = [amount for unit, amount in self.owned[index] if unit.pending]
        need, cap = self.problem.needs[index], max(self.problem.caps[index], self.problem.needs[index])
        if leaf.kind == "credits":
            have = min(cap, sum(done))
            more = min(cap - have, sum(coming))
            taken = self._cover(index, need - have - more)
            used = _least_number(done, have) + _least_number(coming, more)
            return None if taken is None else (0, taken[0], taken[1], -have, -more, used)
        best = sorted(done, reverse=True)[:cap]
        rest = sorted(coming, reverse=True)[: cap - len(best)]
        taken = self._fewest(index, need - len(best) - len(rest))
        used = len(best) + len(rest)
        return None if taken is None else (0, taken[0], taken[1], -sum(best), -sum(rest), used)

    def _cover(self, index: int, need: int) -> tuple[int, int] | None:
        found = cheapest_cover(_kinds([(u, a, u.count) for u, a in self.others[index]]), need)
        return None if found is None else (found[0], found[1])

    def _fewest(self, index: int, need: int) -> tuple[int, int] | None:
        if need <= 0:
            return (0, 0)
        costs = sorted(cost for unit, _ in self.others[index] for cost in [unit.cost] * min(unit.count, need))
        return (sum(costs[:need]), need) if len(costs) >= need else None

    def fill(self) -> Allocation | None:
        """Return what results when the wanted leaves are filled one after the other; None where one cannot be."""
        leaves = self.problem.program.leaves
        order = sorted(
            (i for i, leaf in enumerate(leaves) if self.wanted[leaf.node] and leaf.consumes and self._live(leaf.node)),
            key=lambda i: (leaves[i].kind not in ("course", "credential"), len(self.owned[i]), i),
        )
        for index in order:
            self._own(index)
        for index in order:
            if not self._take(index):
                return None
        cost = sum(self.problem.units[unit].cost * number for unit, number in self.bought.items())
        return Allocation(
            applied=tuple(sorted(self.applied, key=lambda use: (use.unit, use.leaf or 0))),
            bought=tuple(sorted(self.bought.items())),
            chosen=frozenset(i for i, wanted in enumerate(self.wanted) if wanted),
            impossible=(),
            cost=cost,
            items=sum(self.bought.values()),
            method="bound",
        )

    def _live(self, node: int) -> bool:
        return node not in self.problem.fixed

    def _own(self, index: int) -> None:
        """Apply owned units to a leaf, the preferred first, up to its cap."""
        by_credit = self.problem.program.leaves[index].kind == "credits"
        cap = max(self.problem.caps[index], self.problem.needs[index])
        for unit, amount in sorted(self.owned[index], key=lambda pair: self._preference(*pair)):
            if cap <= 0:
                return
            if not self._free(unit):
                continue
            part = min(amount, cap) if by_credit else amount
            self._use(unit)
            self.applied.append(Applied(unit.index, index, 1, part))
            cap -= part if by_credit else 1

    def _preference(self, unit: Unit, amount: int) -> tuple[object, ...]:
        resident = unit.source != "resident" if self.problem.prefer_resident else False
        lapses = (unit.lapses is None, unit.lapses.toordinal() if unit.lapses else 0)
        return (unit.pending, -amount, len(unit.leaves), resident, lapses, unit.index)

    def _free(self, unit: Unit) -> bool:
        if unit.index in self.used or (unit.course is not None and unit.course in self.courses):
            return False
        choice = self.problem.choices[unit.option or 0]
        key = choice.share or f"\x00{choice.id}"
        return all(self.spent.get(name, key) == key for name in choice.uses)

    def _use(self, unit: Unit) -> None:
        choice = self.problem.choices[unit.option or 0]
        self.used.add(unit.index)
        self.spent.update(dict.fromkeys(choice.uses, choice.share or f"\x00{choice.id}"))
        if unit.course is not None:
            self.courses.add(unit.course)

    def _take(self, index: int) -> bool:
        """Take what a leaf still lacks, at least cost; return whether that is possible."""
        by_credit = self.problem.program.leaves[index].kind == "credits"
        have = sum(use.amount if by_credit else 1 for use in self.applied if use.leaf == index)
        lack = self.problem.needs[index] - have
        if lack <= 0:
            return True
        free = [(u, a, self.left[u.index]) for u, a in self.others[index] if self._takeable(u)]
        if not by_credit:
            return self._take_items(index, free, lack)
        kinds = _kinds(free)
        found = cheapest_cover(kinds, lack)
        if found is None:
            return False
        room = max(self.problem.caps[index], self.problem.needs[index]) - have
        for (amount, cost, _), number in zip(kinds, found[2], strict=True):
            same = [(u, left) for u, a, left in free if (a, u.cost) == (amount, cost)]
            for unit, copies in _spread(same, number):
                part = min(amount * copies, room)
                room -= part
                self._buy(unit, index, copies, part)
        return True

    def _takeable(self, unit: Unit) -> bool:
        return self.left[unit.index] > 0 and (unit.course is None or unit.course not in self.courses)

    def _take_items(self, index: int, free: list[tuple[Unit, int, int]], lack: int) -> bool:
        for unit, amount, left in sorted(free, key=lambda entry: (entry[0].cost, entry[0].index)):
            copies = min(left, lack)
            if copies:
                self._buy(unit, index, copies, amount * copies)
                lack -= copies
        return lack == 0

    def _buy(self, unit: Unit, index: int, copies: int, amount: int) -> None:
        self.left[unit.index] -= copies
        self.bought[unit.index] += copies
        self.applied.append(Applied(unit.index, index, copies, amount))
        if unit.course is not None:
            self.courses.add(unit.course)

    def score(self, allocation: Allocation) -> Score:
        """Return what an allocation comes to, in the terms of the bound."""
        units = self.problem.units
        done = sum(u.amount for u in allocation.applied if units[u.unit].owned and not units[u.unit].pending)
        coming = sum(u.amount for u in allocation.applied if units[u.unit].owned and units[u.unit].pending)
        leaves = self.problem.program.leaves
        assumed = sum(
            leaf.kind in ("statement", "after_transfer") and self.wanted[leaf.node] and self._live(leaf.node)
            for leaf in leaves
        )
        used = len({use.unit for use in allocation.applied if units[use.unit].owned})
        return (assumed, allocation.cost, allocation.items, -done, -coming, used)

    def settled(self, allocation: Allocation) -> bool:
        """Return whether no preference is left to weigh: what stayed out is no different from what went in."""
        leaves = self.problem.program.leaves
        for index, leaf in enumerate(leaves):
            if not self.wanted[leaf.node] or not leaf.consumes:
                continue
            rivals = {self._marks(unit, amount) for unit, amount in self.owned[index]}
            outside = any(unit.index not in self.used for unit, _ in self.owned[index])
            if outside and len(rivals) > 1:
                return False
        return True

    def _marks(self, unit: Unit, amount: int) -> tuple[object, ...]:
        resident = self.problem.prefer_resident and unit.source == "resident"
        points = unit.points if self.problem.prefer_grades else None
        return (unit.pending, amount, resident, unit.lapses, points)


def _least_number(amounts: list[int], total: int) -> int:
    """Return how few of the amounts reach a total that all of them reach."""
    number = 0
    for amount in sorted(amounts, reverse=True):
        if total <= 0:
            break
        total -= amount
        number += 1
    return number


def _sum(scores: list[Score | None]) -> Score:
    total = ZERO
    for score in scores:
        if score is not None:
            total = _plus(total, score)
    return total


def _kinds(units: list[tuple[Unit, int, int]]) -> tuple[Kind, ...]:
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for unit, amount, count in units:
        if amount:
            counts[amount, unit.cost] += count
    return tuple((amount, cost, count) for (amount, cost), count in sorted(counts.items()))


def _spread(units: list[tuple[Unit, int]], number: int) -> list[tuple[Unit, int]]:
    """Return which units give how many copies, the first by index first."""
    found = []
    for unit, left in sorted(units, key=lambda entry: entry[0].index):
        copies = min(left, number)
        if copies:
            found.append((unit, copies))
            number -= copies
    return found
