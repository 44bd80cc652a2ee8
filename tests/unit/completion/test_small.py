"""A search ends with a proof or says that it did not end; nothing in it is rounded (§7.1)."""

from __future__ import annotations

import pytest

from pathways.completion.rowmodel import RowModel
from pathways.completion.small import MOST_VARIABLES, Ended, searched
from pathways.completion.solver import solve


def knapsack(count: int) -> RowModel:
    """Return a program whose bounds say little: so much is needed, of things that weigh nearly the same."""
    model = RowModel()
    things = {model.variable(): 2 * number + 101 for number in range(count)}
    model.row(things, low=sum(things.values()) // 2)
    model.minimise({variable: weight + variable % 3 for variable, weight in things.items()})
    return model


def test_what_takes_too_long_is_left_to_the_solver_and_solved_there() -> None:
    model = knapsack(12)
    assert searched(model, most=10) is None
    assert searched(knapsack(40)) is None
    ended = searched(model, most=10**6)
    assert ended is not None
    assert ended.values is not None
    found = solve(model)
    assert found is not None
    assert found.objectives == (model.value(model.objectives[0], ended.values),)


def test_what_is_too_wide_is_not_begun() -> None:
    assert searched(RowModel([0] * MOST_VARIABLES, [0] * MOST_VARIABLES)) == Ended((0,) * MOST_VARIABLES)
    assert searched(RowModel([0] * (MOST_VARIABLES + 1), [0] * (MOST_VARIABLES + 1))) is None


def test_sums_beyond_what_floats_resolve_are_exact() -> None:
    model = RowModel()
    one, other = model.variable(), model.variable()
    model.row({one: 2**60 + 1, other: 2**60}, low=2**60)
    model.minimise({one: 2**60 + 1, other: 2**60})
    model.minimise({other: 1})
    assert searched(model) == Ended((0, 1))
    model.row({one: 2**60 + 1, other: 2**60}, low=2**60 + 1)
    assert searched(model) == Ended((1, 0))


@pytest.mark.parametrize("model", [
    RowModel([1], [0]),
    RowModel([0], [1], [({0: 2}, 1, 1)]),
    RowModel([0, 0], [1, 1], [({0: 1, 1: 1}, 2, None), ({0: 1, 1: 1}, None, 1)]),
    RowModel([0], [1], [({}, 1, None)]),
])  # fmt: skip
def test_what_contradicts_itself_has_no_values(model: RowModel) -> None:
    assert searched(model) == Ended(None)


def test_the_earlier_objective_counts_more_than_any_of_the_later() -> None:
    model = RowModel()
    first, second, third = model.variable(), model.variable(9), model.variable(9)
    model.row({first: 18, second: 1, third: 1}, low=18)
    model.minimise({first: 1})
    model.minimise({second: 1})
    model.minimise({third: 5})
    assert searched(model) == Ended((0, 9, 9))
