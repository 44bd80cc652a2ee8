"""Which places want the same learning?  Clashes between picks, and the parts of a program that are linked by learning.

Parts without a common thing, attainment or course are independent: each is completed by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from itertools import combinations, product
from math import comb, prod

from pathways.completion.competencies import Formula, holds
from pathways.completion.problem import Problem, Unit
from pathways.completion.relaxed import Picture, Relaxation, matters

MOST_WAYS = 64
"""Ways to choose branches that are compared one by one; beyond this many the integer program decides."""


@dataclass(frozen=True, slots=True)
class Part:
    """Parts of the tree under the root's *all* that are linked: the top nodes and all leaves below them."""

    tops: tuple[int, ...]
    leaves: frozenset[int]


@dataclass(frozen=True, slots=True)
class Way:
    """One choice of branches: its places, all its nodes, what it weighs at least, what is taken as met."""

    places: tuple[int, ...]
    nodes: frozenset[int]
    least: int
    assumed: int


def clashes(problem: Problem, picture: Picture) -> frozenset[int]:
    """Return the leaves whose picks can not stand together: a thing, an attainment or a course would be used twice."""
    where: dict[int, list[int]] = {}
    found: set[int] = set()
    for filled in picture.fills.values():
        for own in filled.own:
            known = where.setdefault(own.unit.index, [])
            if not all(problem.shares_freely(own.unit, own.leaf, leaf) for leaf in known):
                found.update((own.leaf, *known))
            known.append(own.leaf)
    for node, unit in picture.blocks.items():
        below = problem.program.nodes[node].leaves
        if unit.index in where:
            found.update(where[unit.index], below)
        where.setdefault(unit.index, []).extend(below)
    names: dict[str, tuple[str, int]] = {}
    courses: dict[str, int] = {}
    for index, leaves in where.items():
        for other in _earlier(problem, problem.units[index], names, courses):
            found.update(leaves, where[other])
    return frozenset(found)


def _earlier(problem: Problem, unit: Unit, names: dict[str, tuple[str, int]], courses: dict[str, int]) -> Iterator[int]:
    """Yield the units seen before that exclude this one, and remember this one."""
    choice = problem.choices[unit.option or 0]
    key = choice.share or f"\x00{choice.id}"
    for name in choice.uses:
        seen = names.setdefault(name, (key, unit.index))
        if seen[0] != key:
            yield seen[1]
    if unit.course is not None:
        other = courses.setdefault(unit.course, unit.index)
        if other != unit.index:
            yield other


@dataclass
class Parts:
    """The linked parts of a problem."""

    relaxation: Relaxation
    problem: Problem = field(init=False)

    def __post_init__(self) -> None:
        self.problem = self.relaxation.problem

    @cached_property
    def tops(self) -> tuple[int, ...]:
        """Return the nodes below the root that are asked for in any case and are no *all* themselves."""
        program, found, stack = self.problem.program, [], [self.problem.program.root]
        while stack:
            index = stack.pop()
            node = program.nodes[index]
            plain = node.leaf is None and node.kind == "all" and index not in self.problem.fixed
            if plain and index not in self.relaxation.standing:
                stack.extend(node.children)
            else:
                found.append(index)
        return tuple(sorted(found))

    @cached_property
    def spine(self) -> frozenset[int]:
        """Return the *all* nodes above the tops."""
        above: set[int] = set()
        for top in self.tops:
            index = self.problem.program.parents[top]
            while index is not None and index not in above:
                above.add(index)
                index = self.problem.program.parents[index]
        return frozenset(above)

    @cached_property
    def all(self) -> tuple[Part, ...]:
        """Return the parts, in order of their first top."""
        home: dict[int, int] = {}
        for top in self.tops:
            home.update(dict.fromkeys(self.problem.program.nodes[top].leaves, top))
        links = _Links(self.tops)
        rivals: dict[tuple[str, str], dict[object, list[int]]] = defaultdict(lambda: defaultdict(list))
        for unit in self.problem.units:
            if not unit.owned:
                links.join(self._together(unit, home))
                continue
            below = [home[leaf] for node in unit.blocks for leaf in self.problem.program.nodes[node].leaves]
            links.join([*below, *(home[leaf] for leaf in self._contested(unit))])
            everywhere = [*below, *(home[leaf] for leaf in unit.leaves)]
            choice = self.problem.choices[unit.option or 0]
            for name in choice.uses:
                rivals["name", name][choice.share or choice].extend(everywhere)
            if unit.course is not None:
                rivals["course", unit.course][unit.index].extend(everywhere)
        for group in rivals.values():
            if len(group) > 1:
                links.join([top for tops in group.values() for top in tops])
        for rule in self.problem.sharing:
            if rule.limited:
                links.join([home[leaf] for group in rule.groups for leaf in group])
        return tuple(
            Part(group, frozenset(leaf for top in group for leaf in self.problem.program.nodes[top].leaves))
            for group in links.groups()
        )

    def _contested(self, unit: Unit) -> tuple[int, ...]:
        """Return the leaves of a unit of which it can serve only one; none where it may serve all at once."""
        pairs = combinations(unit.leaves, 2)
        free = self.problem.sharing and all(self.problem.shares_freely(unit, *pair) for pair in pairs)
        return () if free else unit.leaves

    def _together(self, unit: Unit, home: dict[int, int]) -> list[int]:
        """Return the tops that one thing which is taken may serve at once: where it is shared, by what it shows."""
        shown = [leaf for leaf, formula in self.open.items() if unit.shows and matters(formula, unit.shows)]
        if shown or self.problem.sharable(unit):
            return [home[leaf] for leaf in (*unit.leaves, *shown)]
        return []

    @cached_property
    def open(self) -> dict[int, Formula]:
        """Return the competencies that are asked for and not held."""
        leaves = self.problem.program.leaves
        return {
            index: formula
            for index, formula in self.problem.formulas.items()
            if leaves[index].node not in self.problem.optional and not holds(formula, self.problem.held)
        }

    @cached_property
    def shared(self) -> frozenset[int]:
        """Return the leaves that one thing may serve together with another, at a price or within limits."""
        problem, found = self.problem, set[int]()
        kinds = {(unit.owned, problem.shares_like(unit)): unit for unit in problem.units if problem.sharing}
        for unit in kinds.values():
            for one, other in combinations(unit.leaves, 2):
                freely = unit.owned and problem.shares_freely(unit, one, other)
                limited = problem.may_share(unit, one, other) and not freely
                found.update((one, other) if limited else ())
        return frozenset(found)

    def ways(self, part: Part) -> Iterator[Way] | None:
        """Return choices of branches in a part, the lightest first; None where a top has too many, or a block.

        There may be more than can be gone through: take as many as needed.
        """
        tops = []
        for top in part.tops:
            found = self._ways_of(top)
            if not found:
                return None
            tops.append(sorted(found, key=lambda way: way.least))
        return self._lightest(tops)

    def _lightest(self, tops: list[list[Way]]) -> Iterator[Way]:
        """Yield the combinations of one way for each top in order of their sums."""
        first = (0,) * len(tops)
        heap = [(sum(ways[0].least for ways in tops), first)]
        seen = {first}
        while heap:
            _, numbers = heappop(heap)
            yield _both(*(ways[number] for ways, number in zip(tops, numbers, strict=True)))
            for place, (ways, number) in enumerate(zip(tops, numbers, strict=True)):
                after = (*numbers[:place], number + 1, *numbers[place + 1 :])
                if number + 1 < len(ways) and after not in seen:
                    seen.add(after)
                    both = (ways[number].least for ways, number in zip(tops, after, strict=True))
                    heappush(heap, (sum(both), after))

    def _ways_of(self, index: int) -> list[Way]:
        """Return every choice of branches below a node; none where there are too many, or no closed form."""
        relaxation, score = self.relaxation, self.relaxation.scores[index]
        node = self.problem.program.nodes[index]
        if index in relaxation.standing or score is None:
            return []
        here = frozenset({index})
        if index in relaxation.fills:
            return [Way((index,), here, score, 0)]
        if index in self.problem.fixed or node.leaf is not None:
            return [Way((), here, score, score)]
        below = [self._ways_of(child) for child in node.children]
        need = relaxation.needed(index)
        if need is None or not all(below) or comb(len(below), need) > MOST_WAYS:
            return []
        found: list[Way] = []
        for group in combinations(below, need):
            if len(found) + prod(len(ways) for ways in group) > MOST_WAYS:
                return []
            found.extend(_both(*chosen, Way((), here, 0, 0)) for chosen in product(*group))
        return found

    def rows(self, leaves: Iterable[int]) -> list[list[Unit]] | None:
        """Return the owned units that may stand at the leaves, those of which one excludes the other in one row.

        None where a row would not be a set of which any two exclude each other.
        """
        wanted = set(leaves)
        units = [unit for unit in self.problem.units if unit.owned and not wanted.isdisjoint(unit.leaves)]
        if any(self._free_inside(unit, wanted) for unit in units):
            return None
        links = _Links(tuple(unit.index for unit in units))
        seen: dict[object, list[Unit]] = defaultdict(list)
        for unit in units:
            choice = self.problem.choices[unit.option or 0]
            names: list[object] = [("name", name) for name in choice.uses]
            for name in (*names, *([("course", unit.course)] if unit.course else [])):
                seen[name].append(unit)
        for same in seen.values():
            for one, other in combinations(same, 2):
                if self._exclude(one, other):
                    links.join([one.index, other.index])
        rows = [[self.problem.units[index] for index in group] for group in links.groups()]
        if any(not self._exclude(one, other) for row in rows for one, other in combinations(row, 2)):
            return None
        return rows

    def _free_inside(self, unit: Unit, wanted: set[int]) -> bool:
        """Return whether a unit may serve two of these leaves at once."""
        inside = [leaf for leaf in unit.leaves if leaf in wanted]
        return bool(self.problem.sharing) and any(
            self.problem.may_share(unit, *pair) for pair in combinations(inside, 2)
        )

    def _exclude(self, one: Unit, other: Unit) -> bool:
        if one.course is not None and one.course == other.course:
            return True
        first, second = self.problem.choices[one.option or 0], self.problem.choices[other.option or 0]
        same = first.share is not None and first.share == second.share
        return not same and first.id != second.id and not set(first.uses).isdisjoint(second.uses)


def _both(*ways: Way) -> Way:
    return Way(
        tuple(place for way in ways for place in way.places),
        frozenset().union(*(way.nodes for way in ways)),
        sum(way.least for way in ways),
        sum(way.assumed for way in ways),
    )


class _Links:
    """Groups that grow together."""

    def __init__(self, members: Sequence[int]) -> None:
        self.parent = {member: member for member in members}

    def find(self, member: int) -> int:
        while self.parent[member] != member:
            self.parent[member] = self.parent[self.parent[member]]
            member = self.parent[member]
        return member

    def join(self, members: Sequence[int]) -> None:
        """Put all members into one group."""
        for member in members[1:]:
            one, other = self.find(members[0]), self.find(member)
            self.parent[max(one, other)] = min(one, other)

    def groups(self) -> list[tuple[int, ...]]:
        """Return the groups, in order of their least members."""
        found: dict[int, list[int]] = defaultdict(list)
        for member in sorted(self.parent):
            found[self.find(member)].append(member)
        return [tuple(group) for _, group in sorted(found.items())]
