"""Which things are taken, by name, and how do the parts make one allocation?

Parts say how many of which kind they take; here the kinds get names, so that nothing is taken twice: a matching.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pathways.completion.fills import Place
from pathways.completion.problem import Allocation, Applied, Problem, Unit
from pathways.completion.relaxed import Picture


@dataclass(slots=True)
class Demand:
    """So many things of one kind for one leaf, which bring this amount together; ``taken`` counts them by unit."""

    leaf: int
    amount: int
    cost: int
    number: int
    brought: int
    taken: dict[int, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Return how many still have no name."""
        return self.number - sum(self.taken.values())


@dataclass
class Assembly:
    """Puts the parts of one problem together."""

    problem: Problem
    places: Mapping[int, Place]
    picture: Picture
    solved: list[Allocation]

    def run(self) -> Allocation | None:
        """Return the allocation; None where what is taken can not be named without using something twice."""
        units = self.problem.units
        self.bought: dict[int, int] = defaultdict(int)
        self.applied: list[Applied] = []
        self.demands = [*self._of_parts(), *self._of_fills()]
        if any(number > units[unit].count for unit, number in self.bought.items()):
            return None
        learning = {use.unit for use in self.applied}.union(self.bought)
        courses = [course for course in (units[unit].course for unit in learning) if course is not None]
        self.courses = set(courses)
        self._open: dict[tuple[int, int, int], list[Unit]] = {}
        if len(self.courses) < len(courses):
            return None
        if not all(self._name(demand) for demand in sorted(self.demands, key=self._choice)):
            return None
        for demand in self.demands:
            self.applied.extend(self._uses(demand))
        fills = self.picture.fills.items()
        missing = {leaf for node, fill in fills for leaf in self.places[node].left_open(fill)} | self.picture.missing
        bought = {unit: number for unit, number in self.bought.items() if number}
        return Allocation(
            applied=tuple(sorted(self.applied, key=lambda use: (use.unit, use.leaf or 0))),
            bought=tuple(sorted(bought.items())),
            chosen=self.picture.chosen,
            impossible=tuple(sorted(missing.union(*(part.impossible for part in self.solved)))),
            cost=sum(units[unit].cost * number for unit, number in bought.items()),
            items=sum(bought.values()),
            method="milp" if any(part.method == "milp" for part in self.solved) else "bound",
        )

    def _of_parts(self) -> Iterator[Demand]:
        """Yield what the integer program takes for one place only; keep the rest as it is."""
        units = self.problem.units
        for part in self.solved:
            uses: dict[int, list[Applied]] = defaultdict(list)
            for use in part.applied:
                uses[use.unit].append(use)
            for unit, number in part.bought:
                if sum(use.number for use in uses[unit]) != number or units[unit].shows:
                    self.bought[unit] += number
                    continue
                for use in uses.pop(unit):
                    amount = units[unit].amounts[units[unit].leaves.index(use.leaf or 0)]
                    yield Demand(use.leaf or 0, amount, units[unit].cost, use.number, use.amount)
            self.applied.extend(use for group in uses.values() for use in group)

    def _of_fills(self) -> Iterator[Demand]:
        for node, fill in self.picture.fills.items():
            place = self.places[node]
            self.applied.extend(Applied(own.unit.index, own.leaf, 1, own.amount) for own in fill.own)
            room = place.cap - sum(own.amount for own in fill.own)
            for offer, number in fill.taken:
                brought = offer.amount * number
                brought = min(brought, room) if place.by_credit else brought
                room -= brought
                yield Demand(offer.leaf, offer.amount, offer.cost, number, brought)
        for node, block in self.picture.blocks.items():
            self.applied.append(Applied(block.index, None, 1, block.credit, node))

    def _choice(self, demand: Demand) -> tuple[int, int, int]:
        return (len(self._open_to(demand)), demand.leaf, -demand.amount)

    def _open_to(self, demand: Demand) -> list[Unit]:
        """Return the units of this kind at this place, those with the fewest other places first."""
        place = (demand.leaf, demand.amount, demand.cost)
        known = self._open.get(place)
        if known is None:
            kind = (demand.amount, demand.cost)
            found = [unit for unit, amount in self._takeable[demand.leaf] if (amount, unit.cost) == kind]
            known = [unit for unit in found if unit.course is None or unit.course not in self.courses]
            self._open[place] = known
        return known

    @cached_property
    def _takeable(self) -> dict[int, list[tuple[Unit, int]]]:
        wanted = {demand.leaf for demand in self.demands}
        found: dict[int, list[tuple[Unit, int]]] = {leaf: [] for leaf in wanted}
        for unit in self.problem.units if wanted else ():
            if not unit.owned:
                for leaf, amount in zip(unit.leaves, unit.amounts, strict=True):
                    if leaf in wanted:
                        found[leaf].append((unit, amount))
        for entries in found.values():
            entries.sort(key=lambda entry: (len(entry[0].leaves), entry[0].index))
        return found

    def _name(self, demand: Demand) -> bool:
        """Give names to a demand, taking them from other demands where those have another choice."""
        for unit in self._open_to(demand):
            copies = min(demand.left, unit.count - self.bought[unit.index])
            if copies > 0:
                self._take(demand, unit, copies)
        while demand.left:
            if not self._exchange(demand, set()):
                return False
        return True

    def _take(self, demand: Demand, unit: Unit, copies: int) -> None:
        self.bought[unit.index] += copies
        demand.taken[unit.index] = demand.taken.get(unit.index, 0) + copies

    def _exchange(self, demand: Demand, seen: set[int]) -> bool:
        """Find one more name for a demand by a chain of exchanges."""
        for unit in self._open_to(demand):
            if unit.index in seen:
                continue
            seen.add(unit.index)
            if self.bought[unit.index] < unit.count:
                self._take(demand, unit, 1)
                return True
            for other in self.demands:
                if other is not demand and other.taken.get(unit.index) and self._exchange(other, seen):
                    other.taken[unit.index] -= 1
                    demand.taken[unit.index] = demand.taken.get(unit.index, 0) + 1
                    return True
        return False

    def _uses(self, demand: Demand) -> Iterator[Applied]:
        """Yield the uses of a demand; the amount is divided among them, as much as each has."""
        by_credit = self.problem.program.leaves[demand.leaf].kind == "credits"
        room, waiting = demand.brought, demand.number
        for unit, number in sorted(demand.taken.items()):
            if not number:
                continue
            waiting -= number
            part = min(demand.amount * number, room - waiting) if by_credit else demand.amount * number
            room -= part
            yield Applied(unit, demand.leaf, number, part)
