"""The floors that a bound gives to the integer program are a help, never a rule (§7.1)."""

from __future__ import annotations

import pytest

from pathways.completion.rowmodel import RowModel
from pathways.completion.solver import Solved, packed, solve


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
    assert solve(two_stages(*floors)) == Solved((2, 1), (2, 1))


def test_neighbours_with_small_ranges_are_one_objective_with_one_floor() -> None:
    assert packed(two_stages(2, 1)) == [({0: 2, 1: 1}, 5)]
    assert packed(two_stages(2, None)) == [({0: 2, 1: 1}, 4)]
    assert packed(two_stages(1, 1000)) == [({0: 2, 1: 1}, 2)]
