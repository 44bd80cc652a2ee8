"""Among equally cheap completions, which one?  What is there before what is to come, then the rest of the order.

Source: semantics 7: completed over in progress; resident over transferred where a residency is short; what lapses
first; higher grade where an average is asked; then ids in order.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from pathways.completion.encoded import Encoded
from pathways.completion.problem import Unit
from pathways.completion.rowmodel import Terms, add
from pathways.completion.weights import COUNTED, DONE, GRADE, OWNED, PENDING, RESIDENT, URGENT, WIDTH


def preferences(encoding: Encoded) -> None:
    """Add the objectives after cost and number of items, in the order of the law."""
    model, units = encoding.model, encoding.problem.units
    model.maximise(_applied(encoding, pending=False), at(encoding, DONE))
    if any(unit.pending for unit in units):
        model.maximise(_applied(encoding, pending=True), at(encoding, PENDING))
    model.minimise(_weighed(encoding, [1 if unit.owned else 0 for unit in units]), at(encoding, OWNED))
    model.maximise(_in_counted(encoding), at(encoding, COUNTED))
    if encoding.problem.prefer_resident:
        resident = [int(unit.owned and unit.source == "resident") for unit in units]
        model.maximise(_weighed(encoding, resident), at(encoding, RESIDENT))
    model.maximise(_weighed(encoding, _urgency(units)), at(encoding, URGENT))
    if encoding.problem.prefer_grades:
        model.maximise(_weighed(encoding, _grades(units)), at(encoding, GRADE))
    model.minimise(_weighed(encoding, [unit.index + 1 for unit in units]), at(encoding, 0))


def at(encoding: Encoded, place: int) -> int | None:
    """Return what the objective in this field of a weight cannot go below, if that is known."""
    return None if encoding.floor is None else encoding.floor[-1 - place // WIDTH]


def _applied(encoding: Encoded, *, pending: bool) -> Terms:
    """Return the credit applied from owned units; inside a counted group no more than the group asks for."""
    counted = {leaf for node, _, _ in encoding.counted for leaf in encoding.problem.program.nodes[node].leaves}
    terms: Terms = {}
    for (unit, leaf), variable in encoding.number.items():
        if not _ours(encoding.problem.units[unit], pending) or leaf in counted:
            continue
        add(terms, *_credit(encoding, unit, leaf, variable))
    for (unit, _), variable in encoding.block.items():
        if _ours(encoding.problem.units[unit], pending):
            add(terms, variable, encoding.problem.units[unit].credit)
    for node, _, items in encoding.counted:
        _add_counted(encoding, node, items, pending, terms)
    return terms


def _in_counted(encoding: Encoded) -> Terms:
    """Return the completed credit applied below groups that count, where more credit is no more items."""
    counted = {leaf for node, _, _ in encoding.counted for leaf in encoding.problem.program.nodes[node].leaves}
    terms: Terms = {}
    for (unit, leaf), variable in encoding.number.items():
        if leaf in counted and _ours(encoding.problem.units[unit], pending=False):
            add(terms, *_credit(encoding, unit, leaf, variable))
    return terms


def _add_counted(encoding: Encoded, node: int, items: bool, pending: bool, terms: Terms) -> None:
    requirement = encoding.problem.program.nodes[node].requirement
    need = int(getattr(requirement, "n", 0) * (1 if items else encoding.problem.scale))
    if not need:
        return
    reached = encoding.model.variable(need)
    brought: Terms = {}
    for leaf in encoding.problem.program.nodes[node].leaves:
        for (unit, place), variable in encoding.number.items():
            if place == leaf and _ours(encoding.problem.units[unit], pending):
                add(brought, *((variable, 1) if items else _credit(encoding, unit, leaf, variable)))
    encoding.model.row({**brought, reached: -1}, low=0)
    before = encoding.reached.setdefault(node, reached)
    if before != reached:
        encoding.model.row({before: 1, reached: 1}, high=need)
    terms[reached] = encoding.problem.scale if items else 1


def _ours(unit: Unit, pending: bool) -> bool:
    return unit.owned and unit.pending == pending


def _credit(encoding: Encoded, unit: int, leaf: int, number: int) -> tuple[int, int]:
    """Return the variable and coefficient of the credit that a unit brings to a leaf."""
    share = encoding.amount.get((unit, leaf))
    if share is not None:
        return share, 1
    known = encoding.problem.units[unit]
    return number, known.amounts[known.leaves.index(leaf)]


def _weighed(encoding: Encoded, weights: list[int]) -> Terms:
    """Return the sum of weights over every use of what is owned."""
    terms: Terms = {}
    for (unit, _), variable in (*encoding.number.items(), *encoding.block.items()):
        if encoding.problem.units[unit].owned:
            add(terms, variable, weights[unit])
    return terms


def _grades(units: tuple[Unit, ...]) -> list[int]:
    """Return a weight for each owned unit, its grade points as whole numbers of one small unit."""
    points = [unit.points if unit.owned and unit.points is not None else Fraction(0) for unit in units]
    scale = lcm(1, *(amount.denominator for amount in points))
    return [int(amount * scale) for amount in points]


def _urgency(units: tuple[Unit, ...]) -> list[int]:
    """Return a weight for each owned unit that lapses, the greater the sooner."""
    days = sorted({unit.lapses for unit in units if unit.owned and unit.lapses})
    rank = {day: len(days) - place for place, day in enumerate(days)}
    return [rank[unit.lapses] if unit.owned and unit.lapses else 0 for unit in units]
