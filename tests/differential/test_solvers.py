"""The search, HiGHS and CP-SAT agree on every stage of every integer program, and on which ones have no solution."""

from __future__ import annotations

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from pathways.completion.build import IF_ALL, NOW, build
from pathways.completion.milp import Encoding
from pathways.completion.rowmodel import RowModel
from pathways.completion.small import searched
from pathways.completion.solver import solve, solve_in_stages
from tests.dice import Dice
from tests.differential.cpsat import objectives_by_cpsat
from tests.differential.programs import some_limits, some_terms
from tests.strategies import Case, cases, examined
from tests.support import central


def assert_equal(model: RowModel) -> None:
    """Assert that the stages, and the search where it ends, come to what the second solver says."""
    expected = objectives_by_cpsat(model)
    event("left to the stages" if searched(model) is None else "searched")
    for found in (solve(model), solve_in_stages(model)):
        assert (None if found is None else found.objectives) == expected
        assert found is None or model.holds(list(found.values))


@central(one_in=4)
@given(cases(), st.sampled_from([NOW, IF_ALL]), st.booleans())
def test_two_solvers_agree_on_the_program_of_an_audit(case: Case, reading: frozenset[str], slack: bool) -> None:
    assert_equal(Encoding(build(examined(case).inputs, reading), slack=slack).model)


@st.composite
def row_models(draw: st.DrawFn) -> RowModel:
    """Any small integer program: a few variables, rows of mixed signs, up to three objectives."""
    model, dice = RowModel(), Dice(draw)
    objectives, size, rows = dice.upto(3), 1 + dice.fresh().upto(5), dice.fresh().upto(6)
    for _ in range(size):
        model.variable(dice.fresh().upto(5))
    for _ in range(rows):
        model.row(some_terms(dice, size, 4, most=4), *some_limits(dice, 8, 12))
    for _ in range(objectives):
        model.minimise(some_terms(dice, size, 4, most=4))
    return model


@central(one_in=2)
@given(row_models())
def test_two_solvers_agree_on_any_program(model: RowModel) -> None:
    assert_equal(model)


@pytest.mark.parametrize(("low", "high"), [(1, None), (None, -1)])
def test_a_row_that_nothing_can_meet_has_no_solution(low: int | None, high: int | None) -> None:
    model = RowModel()
    model.variable()
    model.row({}, low, high)
    assert solve(model) is None
    assert solve_in_stages(model) is None
    assert objectives_by_cpsat(model) is None


def test_a_program_that_presolve_gives_up_on_has_no_solution() -> None:
    model = RowModel(lower=[0, 0, 0], upper=[0, 0, 2], rows=[({0: 1, 1: 3, 2: 3}, 5, 5)])
    assert solve(model) is None
    assert solve_in_stages(model) is None
    assert objectives_by_cpsat(model) is None
