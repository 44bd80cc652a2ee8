"""Few things that several places want: which of all ways to divide them is lightest?  Every one is weighed.

Each row goes to one place or to none; a place is filled in closed form with what it gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Final

from pathways.completion.fills import Fill, Own, Place, with_these
from pathways.completion.problem import Unit
from pathways.completion.weights import Weights

MOST_DIVISIONS: Final = 1024
"""Ways to divide what is wanted; beyond this many the integer program decides."""

Use = tuple[int, Own]
"""(number of the place, what stands there)."""


def divided(weights: Weights, wanted: Sequence[Place], rows: Sequence[Sequence[Unit]]) -> tuple[Fill, ...] | None:
    """Return the lightest filling of all places by the rows; None where there are too many, or one has no closed form.

    ``rows`` hold owned units of which at most one may be used.
    """
    position = {leaf: number for number, place in enumerate(wanted) for leaf in place.leaves}
    uses = [[use for unit in row for use in _uses(unit, wanted, position)] for row in rows]
    if prod(1 + len(mine) for mine in uses) > MOST_DIVISIONS:
        return None
    return _Division(weights, wanted, [mine for mine in uses if mine]).run()


def _uses(unit: Unit, wanted: Sequence[Place], position: dict[int, int]) -> list[Use]:
    pairs = zip(unit.leaves, unit.amounts, strict=True)
    found = [(position[leaf], Own(unit, amount, leaf)) for leaf, amount in pairs if leaf in position]
    return [(number, own) for number, own in found if own.amount or not wanted[number].by_credit]


@dataclass
class _Division:
    """All ways to divide the rows, with what each place comes to by what it gets."""

    weights: Weights
    wanted: Sequence[Place]
    uses: Sequence[Sequence[Use]]
    known: dict[tuple[int, tuple[Own, ...]], Fill | None] = field(default_factory=dict)
    best: tuple[int, tuple[Fill, ...]] | None = None
    unsure: int | None = None
    closed: bool = True

    def run(self) -> tuple[Fill, ...] | None:
        """Return the fills of the lightest way; None where a way that is as light can not be judged."""
        self._go(0, [() for _ in self.wanted])
        if not self.closed or self.best is None:
            return None
        return self.best[1] if self.unsure is None or self.best[0] < self.unsure else None

    def _go(self, row: int, held: list[tuple[Own, ...]]) -> None:
        if row == len(self.uses):
            self._weigh(held)
            return
        self._go(row + 1, held)
        for number, own in self.uses[row]:
            place, before = self.wanted[number], held[number]
            if self.closed and (place.by_credit or len(before) < place.cap):
                held[number] = (*before, own)
                self._go(row + 1, held)
                held[number] = before

    def _weigh(self, held: Sequence[tuple[Own, ...]]) -> None:
        fills = [self._filled(number, own) for number, own in enumerate(held)]
        sure = tuple(fill for fill in fills if fill is not None)
        if len(sure) < len(fills):
            self.closed = False
            return
        weight = sum(fill.weight for fill in sure)
        if all(_judged(place, fill) for place, fill in zip(self.wanted, sure, strict=True)):
            if self.best is None or weight < self.best[0]:
                self.best = weight, sure
        elif self.unsure is None or weight < self.unsure:
            self.unsure = weight

    def _filled(self, number: int, own: tuple[Own, ...]) -> Fill | None:
        key = (number, own)
        if key not in self.known:
            self.known[key] = with_these(self.weights, self.wanted[number], own)
        return self.known[key]


def _judged(place: Place, fill: Fill) -> bool:
    """Return whether the fill is what it says: bundles whole, nothing missing that another way might bring."""
    return place.whole(fill) and not (fill.missing and place.hollow)
