"""What prices prove holds for every solution there is: no value is below the bound, none within it is left out."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import numpy.typing as npt
from hypothesis import event, given
from hypothesis import strategies as st

from pathways.completion.prices import Numbers, Region, Relaxed
from pathways.completion.rowmodel import RowModel
from pathways.completion.solver import solve, solve_in_stages
from tests.dice import Dice
from tests.differential.programs import some_limits, some_terms
from tests.support import central

Whole = npt.NDArray[np.int64]


@st.composite
def models(draw: st.DrawFn) -> RowModel:
    """A small integer program with one objective; few solutions, so that all can be gone through."""
    model, dice = RowModel(), Dice(draw)
    size, rows, last = 1 + dice.upto(3), dice.upto(5), 1 + dice.upto(4)
    for _ in range(size):
        bounds = dice.fresh()
        lower = bounds.pick((0, 1, -1))
        model.variable(lower + bounds.upto(3), lower)
    for _ in range(rows):
        model.row(some_terms(dice, size, 4, most=3, least=1), *some_limits(dice, 6, 9))
    model.minimise(some_terms(dice, size, 4, most=3, least=1) | {0: last})
    return model


def solutions(model: RowModel) -> Whole:
    """Return everything that the rows allow, one solution in a line, by going through all there is."""
    ranges = (range(low, high + 1) for low, high in zip(model.lower, model.upper, strict=True))
    every: Whole = np.array(list(product(*ranges)), dtype=np.int64)
    kept: npt.NDArray[np.bool_] = np.full(len(every), fill_value=True)
    for terms, low, high in model.rows:
        sums = every[:, list(terms)] @ np.array(list(terms.values()), dtype=np.int64)
        kept &= (low is None or sums >= low) & (high is None or sums <= high)
    allowed: Whole = every[kept]
    return allowed


def assert_proven(model: RowModel, region: Region, objective: Numbers, found: Relaxed) -> None:
    """Assert the bound, and that only solutions above the best that is allowed are left out."""
    values = solutions(model).astype(float)
    assert (values @ objective >= found.bound).all()
    for best in range(found.bound, found.bound + 4):
        inside = region.within(found, best).kept(objective, best)
        for solution in values:
            assert inside.holds(solution) == (objective @ solution <= best)


@central(one_in=2)
@given(models())
def test_the_prices_of_the_solver_prove_what_they_say(model: RowModel) -> None:
    region = Region.of(model)
    objective = region.sums(model.objectives[0])
    found = region.relaxed(objective)
    if found is None:
        event("no relaxation")
        assert not len(solutions(model))
        return
    event("whole" if found.rounded is not None else "fractions")
    assert_proven(model, region, objective, found)


@central()
@given(models(), st.data())
def test_any_prices_prove_what_they_say(model: RowModel, data: st.DataObject) -> None:
    region = Region.of(model)
    objective = region.sums(model.objectives[0])
    count = len(region.low)
    price = st.floats(-8, 8, allow_nan=False)
    prices = np.array(data.draw(st.lists(price, min_size=count, max_size=count)), dtype=float)
    found = region.proven(objective, prices)
    assert found is not None
    assert_proven(model, region, objective, found)


@central(one_in=2)
@given(models())
def test_the_optimum_is_that_of_going_through_everything(model: RowModel) -> None:
    least = min((model.value(model.objectives[0], solution) for solution in solutions(model).tolist()), default=None)
    for found in (solve(model), solve_in_stages(model)):
        assert (None if found is None else found.objectives[0]) == least


@central(one_in=4)
@given(models())
def test_a_matrix_without_its_noughts_says_the_same(model: RowModel) -> None:
    dense, sparse = Region.of(model), Region.of(model, most_dense=-1)
    objective = dense.sums(model.objectives[0])
    one, other = dense.relaxed(objective), sparse.relaxed(objective)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert (one.bound, one.slack, one.part) == (other.bound, other.slack, other.part)
        assert (one.values == other.values).all()
        assert (one.costs == other.costs).all()
        dense, sparse = (region.kept(objective, one.bound + 1) for region in (dense, sparse))
    assert (sparse.matrix.toarray() == dense.matrix).all()
    (status, values), (same, equals) = dense.best(objective), sparse.best(objective)
    assert status == same
    assert values is None or (equals is not None and (values == equals).all())


def test_sums_that_would_not_be_exact_prove_nothing() -> None:
    model = RowModel()
    model.minimise({model.variable(2**40): 2**20})
    region = Region.of(model)
    assert region.relaxed(region.sums(model.objectives[0])) is None
    assert solve_in_stages(model) is not None


def test_what_has_no_relaxation_has_no_solution() -> None:
    region = Region.of(RowModel([0], [1], [({0: 1}, 2, None)]))
    assert region.relaxed(np.ones(1)) is None
    assert not replace(region, low=np.array([1.0])).holds(np.zeros(1))
