"""Of equally good things to take, which are named?  The first by id.

The integer program may take any of several things that serve as well; here each is exchanged for an earlier one
wherever the answer stays as good and breaks no rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pathways.completion.problem import Allocation, Problem, Unit
from pathways.completion.verify import faults

MOST_TRIALS: Final = 200
"""Exchanges that are tried; naming is a courtesy, not part of the proof."""


def named_in_order(problem: Problem, found: Allocation) -> Allocation:
    """Return the same completion with what is taken named as early as possible by id."""
    trials = 0
    for index, _ in found.bought:
        for other in _earlier(problem, found, problem.units[index]):
            trials += 1
            if trials > MOST_TRIALS:
                return found
            changed = _exchanged(found, index, other.index)
            if _faults(problem, changed) <= _faults(problem, found):
                found = changed
                break
    return found


def _faults(problem: Problem, found: Allocation) -> set[str]:
    """Return everything that is wrong with an allocation, also what can never be met."""
    return set(faults(problem, replace(found, impossible=())))


def _earlier(problem: Problem, found: Allocation, unit: Unit) -> Iterator[Unit]:
    """Yield the units before this one that nobody takes yet and that cost and bring the same where it is used."""
    bought = dict(found.bought)
    places = {use.leaf for use in found.applied if use.unit == unit.index and use.leaf is not None}
    used = {leaf: unit.amounts[unit.leaves.index(leaf)] for leaf in places}
    for other in problem.units[: unit.index]:
        if other.owned or other.index in bought or other.count < bought.get(unit.index, 0) or other.cost != unit.cost:
            continue
        brings = dict(zip(other.leaves, other.amounts, strict=True))
        if all(brings.get(leaf) == amount for leaf, amount in used.items()):
            yield other


def _exchanged(found: Allocation, one: int, other: int) -> Allocation:
    """Return the allocation with one unit in place of another."""
    uses = (replace(use, unit=other) if use.unit == one else use for use in found.applied)
    return replace(
        found,
        applied=tuple(sorted(uses, key=lambda use: (use.unit, use.leaf or 0, use.copy))),
        bought=tuple(sorted((other if unit == one else unit, number) for unit, number in found.bought)),
    )
