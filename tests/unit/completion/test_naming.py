"""Of equally good things to take the first by id is named, if the answer stays as good (§7.4)."""

from __future__ import annotations

from pathways.completion.naming import named_in_order
from pathways.completion.problem import Allocation, Applied, Problem, Unit
from tests.unit.completion.made import made, offer

POOL = {"courses": 1, "from": {}}


def renamed(*units: Unit) -> list[str]:
    """Return what is taken after naming where the last unit was taken."""
    problem = made({"all": [POOL]}, *units)
    last = problem.units[-1]
    found = named_in_order(problem, taking(problem, last))
    return [problem.units[unit].names[0] for unit, _ in found.bought]


def taking(problem: Problem, unit: Unit) -> Allocation:
    applied = (Applied(unit.index, 0, 1, unit.amounts[0]),)
    nodes = frozenset(range(len(problem.program.nodes)))
    return Allocation(applied, ((unit.index, 1),), nodes, (), unit.cost, 1, "milp")


def test_the_first_of_equals_is_named() -> None:
    assert renamed(offer("a", {0: 3}), offer("b", {0: 3}), offer("c", {0: 3})) == ["a"]


def test_what_costs_or_brings_another_amount_is_not_named() -> None:
    assert renamed(offer("a", {0: 3}, cost=2), offer("b", {0: 2}, cost=3), offer("c", {0: 3})) == ["c"]


def test_what_does_not_fit_or_is_not_there_is_not_named() -> None:
    assert renamed(offer("a", {}, cost=3), offer("b", {0: 3}, count=0), offer("c", {0: 3})) == ["c"]
