"""Several places want the same learning: who gets it?  An assignment, and a lower bound that proves it.

Each row (an owned unit, or units of which only one may be used) goes to one place or to none.  A place that asks for
items, or for credit that comes in equal parts, has slots, each worth less than the one before; so inserting row after
row by a shortest path of exchanges is optimal.  A pool whose learning comes in unequal parts is seen through a straight
line below its true cost; where the assignment touches that line, it is optimal too.  Source: successive shortest paths
(Busacker and Gowen 1960), Lagrangian bound.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import gcd, lcm
from typing import NamedTuple

from pathways.completion.fills import Fill, Own, Place, take_credit, take_items, weigh, with_these
from pathways.completion.problem import Unit
from pathways.completion.weights import DONE, PENDING, Weights

ROUNDS = 4
"""How often the line below a pool may be moved before the integer program is asked."""

MOST_POINTS = 400


class Arc(NamedTuple):
    """One way to use a row: this unit at this place, with this amount and weight."""

    unit: Unit
    place: int
    leaf: int
    amount: int
    weight: int


@dataclass(frozen=True, slots=True)
class Slots:
    """The worth of each further thing at a place, falling; None: any number, worth nothing beyond their weight."""

    base: int
    worth: tuple[int, ...] | None
    each: int = 0


@dataclass(frozen=True, slots=True)
class Assigned:
    """What no filling of the places goes below, and a filling that comes to just that (None: none was found)."""

    weight: int
    fills: tuple[Fill, ...] | None


def assign(weights: Weights, wanted: Sequence[Place], rows: Sequence[Sequence[Unit]]) -> Assigned | None:
    """Return the lightest filling of all places by the rows, proven, or only a bound; None where there is no model.

    ``rows`` hold owned units of which at most one may be used, with the whole amount of each.
    """
    levels = [sum(own.amount for own in place.owned) // 2 for place in wanted]
    best: int | None = None
    for _ in range(ROUNDS):
        models = [_slots(weights, place, level) for place, level in zip(wanted, levels, strict=True)]
        if any(model is None for model in models):
            break
        found = _Exchange(weights, wanted, [model for model in models if model is not None]).run(rows)
        bound = -(-found.bound // found.scale)
        best = bound if best is None else max(best, bound)
        if 2 * best > weights.missing(1) and any(place.hollow for place in wanted):
            return None
        fills = [with_these(weights, place, own) for place, own in zip(wanted, found.own, strict=True)]
        sure = tuple(fill for fill in fills if fill is not None)
        whole = all(fill is not None and place.whole(fill) for place, fill in zip(wanted, fills, strict=True))
        if whole and sum(fill.weight for fill in sure) == best:
            return Assigned(best, sure)
        reached = [sum(one.amount for one in own) for own in found.own]
        if reached == levels:
            break
        levels = reached
    return None if best is None else Assigned(best, None)


def _slots(weights: Weights, place: Place, level: int) -> tuple[Slots, int] | None:
    """Return the slots of a place and by what weights must be multiplied to keep them whole; None if it has none."""
    if not place.by_credit:
        costs = [
            take_items(weights, place.offers, place.need - min(number, place.need))[0]
            for number in range(place.cap + 1)
        ]
        return Slots(costs[0], tuple(one - other for one, other in pairwise(costs))), 1
    amounts = {own.amount for own in place.owned if own.amount}
    if len(amounts) == 1:
        return _equal_parts(weights, place, amounts.pop())
    return _line(weights, place, gcd(*amounts) if amounts else 1, level)


def _equal_parts(weights: Weights, place: Place, part: int) -> tuple[Slots, int] | None:
    field = PENDING if any(own.unit.pending for own in place.owned) else DONE
    worth: list[int] = []
    before = take_credit(weights, place.offers, place.need)
    if before is None:
        return None
    base, last = before[0], before[0]
    for number in range(1, -(-place.cap // part) + 1):
        after = take_credit(weights, place.offers, place.need - number * part)
        if after is None:
            return None
        lost = max(0, number * part - place.cap) << field
        worth.append(last - after[0] - lost)
        last = after[0]
    falling = all(one >= other for one, other in pairwise(worth))
    return (Slots(base, tuple(worth)), 1) if falling else None


def _line(weights: Weights, place: Place, step: int, level: int) -> tuple[Slots, int] | None:
    """Return the straight line below the cost of what is still taken that touches it at the guessed amount."""
    count = -(-place.need // step)
    if count > MOST_POINTS:
        return None
    points: list[tuple[int, int]] = []
    for number in range(count + 1):
        cost = take_credit(weights, place.offers, place.need - number * step)
        if cost is None:
            return None
        points.append((min(number * step, place.need), cost[0]))
    left, right = _segment(_below(points), min(level, place.need))
    if left == right or level > place.need:
        return Slots(0, None), 1
    width = right[0] - left[0]
    slope = left[1] - right[1]
    return Slots(left[1] * width + slope * left[0], None, slope), width


def _below(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the lower convex hull of points in order of their first coordinate."""
    hull: list[tuple[int, int]] = []
    for point in points:
        while len(hull) > 1 and _above(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    return hull


def _above(one: tuple[int, int], middle: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether the middle point lies on or above the line between the others."""
    return (middle[1] - one[1]) * (other[0] - one[0]) >= (other[1] - one[1]) * (middle[0] - one[0])


def _segment(hull: list[tuple[int, int]], level: int) -> tuple[tuple[int, int], tuple[int, int]]:
    for left, right in pairwise(hull):
        if left[0] <= level <= right[0]:
            return left, right
    return hull[-1], hull[-1]


@dataclass(frozen=True, slots=True)
class Found:
    """An optimal assignment in the model: its weight times ``scale``, and who stands where."""

    bound: int
    scale: int
    own: list[list[Own]]


@dataclass
class _Exchange:
    """Inserts rows one by one; each time by the lightest chain of exchanges."""

    weights: Weights
    wanted: Sequence[Place]
    models: list[tuple[Slots, int]]
    held: list[dict[int, Arc]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scale = lcm(*(width for _, width in self.models))
        self.held = [{} for _ in self.wanted]
        self.arcs: list[list[Arc]] = []
        self.position = {leaf: number for number, place in enumerate(self.wanted) for leaf in place.leaves}

    def run(self, rows: Sequence[Sequence[Unit]]) -> Found:
        """Return the optimal assignment of all rows."""
        bound = sum(slots.base * (self.scale // width) for slots, width in self.models)
        for number, row in enumerate(rows):
            self.arcs.append(self._arcs_of(row))
            bound += self._insert(number)
        own = [[Own(arc.unit, arc.amount, arc.leaf) for _, arc in sorted(held.items())] for held in self.held]
        return Found(bound, self.scale, own)

    def _arcs_of(self, row: Sequence[Unit]) -> list[Arc]:
        """Return the lightest arc of a row to each place."""
        best: dict[int, Arc] = {}
        for unit in row:
            for leaf, amount in zip(unit.leaves, unit.amounts, strict=True):
                number = self.position.get(leaf)
                if number is None or (self.wanted[number].by_credit and not amount):
                    continue
                arc = Arc(unit, number, leaf, amount, self._weight(unit, number, amount, leaf))
                if number not in best or arc.weight < best[number].weight:
                    best[number] = arc
        return list(best.values())

    def _weight(self, unit: Unit, number: int, amount: int, leaf: int) -> int:
        slots, width = self.models[number]
        weight = weigh(self.weights, self.wanted[number], Own(unit, amount, leaf)) * self.scale
        return weight - slots.each * amount * (self.scale // width)

    def _insert(self, row: int) -> int:
        """Insert a row by the lightest chain; return what it adds (0: it stays out)."""
        reach: dict[int, tuple[int, int | None, int, Arc]] = {}
        queue: deque[int] = deque()
        best: tuple[int, int | None, int | None] = (0, None, None)
        self._relax(row, None, 0, reach, queue)
        while queue:
            place = queue.popleft()
            so_far = reach[place][0]
            end = self._end(place, so_far)
            if end is not None and end < best[0]:
                best = (end, place, None)
            if self.models[place][0].worth is None:
                continue
            for other, arc in self.held[place].items():
                without = so_far - arc.weight
                if without < best[0]:
                    best = (without, place, other)
                self._relax(other, place, without, reach, queue)
        if best[1] is not None:
            self._apply(best[1], best[2], reach)
        return best[0]

    def _end(self, place: int, so_far: int) -> int | None:
        """Return what the chain weighs if it ends at a place; None where the place is full."""
        worth = self.models[place][0].worth
        if worth is None:
            return so_far
        count = len(self.held[place])
        return so_far - worth[count] * self.scale if count < len(worth) else None

    def _relax(
        self,
        row: int,
        origin: int | None,
        so_far: int,
        reach: dict[int, tuple[int, int | None, int, Arc]],
        queue: deque[int],
    ) -> None:
        for arc in self.arcs[row]:
            if arc.place == origin:
                continue
            weight = so_far + arc.weight
            known = reach.get(arc.place)
            if known is None or weight < known[0]:
                reach[arc.place] = (weight, origin, row, arc)
                if arc.place not in queue:
                    queue.append(arc.place)

    def _apply(self, place: int, dropped: int | None, reach: dict[int, tuple[int, int | None, int, Arc]]) -> None:
        """Carry the chain out, from its end to its beginning."""
        if dropped is not None:
            del self.held[place][dropped]
        current: int | None = place
        while current is not None:
            _, origin, row, arc = reach[current]
            if origin is not None:
                del self.held[origin][row]
            self.held[current][row] = arc
            current = origin
