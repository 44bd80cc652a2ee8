"""What does one decision weigh?  The objectives of a completion, in their order, packed into one whole number.

Weights are added and compared like any numbers; the sum of weights is least where the completion is best.  Each
objective has a field wide enough that no sum of one reaches the next.  Source: semantics 7 (the order), ``preferences``
(the same order for the integer program).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Final

from pathways.completion.problem import Problem, Unit

WIDTH: Final = 56
"""Bits of one field."""

ROOM: Final = 1 << (WIDTH - 1)
"""No objective may come to more than this, up or down."""

OUTSIDE: Final = 10 * WIDTH
COST: Final = 9 * WIDTH
ITEMS: Final = 8 * WIDTH
DONE: Final = 7 * WIDTH
PENDING: Final = 6 * WIDTH
OWNED: Final = 5 * WIDTH
COUNTED: Final = 4 * WIDTH
RESIDENT: Final = 3 * WIDTH
URGENT: Final = 2 * WIDTH
GRADE: Final = 1 * WIDTH

ONE_OWNED: Final = 1 << OWNED
ONE_ITEM: Final = 1 << ITEMS
ASSUMED: Final = 1 << OUTSIDE


@dataclass(frozen=True)
class Weights:
    """The weights of one problem."""

    problem: Problem

    @cached_property
    def fits(self) -> bool:
        """Return whether every sum stays inside its field."""
        units = self.problem.units
        most = max(
            self.missing_price * sum(max(need, 1) for need in self.problem.needs) * self.problem.scale,
            sum(unit.cost * unit.count for unit in units),
            sum(sum(unit.amounts) + self.problem.scale for unit in units),
            sum(unit.index + 1 for unit in units if unit.owned),
            self._finest * sum(1 + int(unit.points or 0) for unit in units if unit.owned),
        )
        return most < ROOM >> 8

    @cached_property
    def missing_price(self) -> int:
        """Return what one missing item or amount weighs among the conditions taken as met: more than all of them."""
        optional = self.problem.optional
        leaves = self.problem.program.leaves
        return 1 + sum(leaf.kind in ("after_transfer", "statement") and leaf.node not in optional for leaf in leaves)

    def missing(self, amount: int) -> int:
        """Return the weight of an amount that nothing on offer can bring."""
        return (amount * self.missing_price) << OUTSIDE

    @cached_property
    def of_units(self) -> dict[int, int]:
        """Return what using each owned unit weighs, apart from what it brings."""
        return {unit.index: self._use(unit) for unit in self.problem.units if unit.owned}

    def _use(self, unit: Unit) -> int:
        weight = ONE_OWNED + unit.index + 1
        if self.problem.prefer_resident and unit.source == "resident":
            weight -= 1 << RESIDENT
        if unit.lapses is not None:
            weight -= self._urgency[unit.lapses.toordinal()] << URGENT
        if self.problem.prefer_grades and unit.points is not None:
            weight -= int(unit.points * self._finest) << GRADE
        return weight

    @cached_property
    def _urgency(self) -> dict[int, int]:
        days = sorted({unit.lapses.toordinal() for unit in self.problem.units if unit.owned and unit.lapses})
        return {day: len(days) - place for place, day in enumerate(days)}

    @cached_property
    def _finest(self) -> int:
        if not self.problem.prefer_grades:
            return 1
        points = (unit.points for unit in self.problem.units if unit.owned and unit.points is not None)
        return lcm(1, *(Fraction(amount).denominator for amount in points))

    def brought(self, unit: Unit, amount: int) -> int:
        """Return the weight of credit that an owned unit brings to a place."""
        return -(amount << (PENDING if unit.pending else DONE))


def taken(cost: int, items: int) -> int:
    """Return the weight of what is taken in addition."""
    return (cost << COST) + (items << ITEMS)


def floors(weight: int) -> tuple[int | None, ...]:
    """Return what each objective cannot go below where the sum does not go below ``weight``, all before at theirs.

    The weight may lie between two whole values of an objective; then nothing is said of those after it.

    >>> floors(taken(6, 2) - (3 << DONE))[:4]
    (0, 6, 2, -3)
    >>> floors(taken(13, 0) // 2)[:4]
    (0, 7, None, None)
    """
    found: list[int | None] = []
    for place in range(OUTSIDE, -1, -WIDTH):
        value = (weight + (1 << place >> 1)) >> place
        weight -= value << place
        if place and abs(weight) >> (place - WIDTH) > ROOM >> 8:
            found.append(value + int(weight > 0))
            break
        found.append(value)
    return (*found, *[None] * (OUTSIDE // WIDTH + 1 - len(found)))
