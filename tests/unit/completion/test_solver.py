"""The floors that a bound gives to the integer program are a help, never a rule (§7.1)."""

from __future__ import annotations

import pytest

from pathways.completion.rowmodel import RowModel
from pathways.completion.solver import Solved, solve, solve_in_stages


def two_stages(*floors: int | None) -> RowModel:
    """Return a program whose first objective comes to 2 at best, the second to 1."""
    model = RowModel()
    first, second = model.variable(3), model.variable()
    model.row({first: 1}, low=2)
    model.row({second: 1}, low=1)
    for variable, floor in zip((first, second), floors, strict=True):
        model.minimise({variable: 1}, floor)
    return model


@pytest.mark.parametrize("floors", [
    (None, None), (2, 1), (2, 0), (2, None), (1, 0), (1, -7),
    (1, 1000),  # the first at 1 would cost the second more than it can come to: so the first is not at 1
])  # fmt: skip
def test_the_optimum_is_found_whatever_is_known(floors: tuple[int | None, int | None]) -> None:
    assert solve_in_stages(two_stages(*floors)) == Solved((2, 1), (2, 1))
    assert solve(two_stages(*floors)) == Solved((2, 1), (2, 1))


def test_an_objective_whose_bound_is_out_of_reach_is_decided_before_the_next() -> None:
    model = RowModel()
    one, other, third = (model.variable() for _ in range(3))
    for pair in ((one, other), (other, third), (one, third)):
        model.row(dict.fromkeys(pair, 1), low=1)
    model.minimise({one: 2, other: 2, third: 2})
    model.minimise({one: -1})
    model.minimise({other: 1, third: 2})
    assert solve_in_stages(model) == Solved((1, 1, 0), (4, -1, 1))
    assert solve(model) == Solved((1, 1, 0), (4, -1, 1))
