"""Which rows do drawn integer programs have?  Few throws of each number, since what is thrown late is mostly nought."""

from __future__ import annotations

from pathways.completion.rowmodel import Terms
from tests.dice import Dice


def some_terms(dice: Dice, size: int, largest: int, *, most: int, least: int = 0) -> Terms:
    """Return coefficients from ``-largest`` to ``largest`` of some of the variables; the simplest are noughts."""
    count = least + dice.fresh().upto(min(most, size) - least)
    variables = dice.fresh().some(range(size), count, count)
    return {variable: _either_side(dice.fresh(), largest) for variable in variables}


def some_limits(dice: Dice, low: int, high: int) -> tuple[int | None, int | None]:
    """Return what a row comes to at least, from ``-low`` to ``low``, and at most, up to ``high``; each may be open."""
    dice = dice.fresh()
    least = _either_side(dice, low) if dice.chance(2) else None
    start = -low if least is None else least
    return least, start + dice.upto(high - start) if dice.chance(2) else None


def _either_side(dice: Dice, largest: int) -> int:
    """Return a whole number from ``-largest`` to ``largest``, nought being the simplest."""
    size = dice.upto(2 * largest)
    return (size + 1) // 2 * (1 if size % 2 else -1)
