"""All objectives in one number: their order, their fields, and what a bound says of each (§7.4)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.completion.weights import ONE_OWNED, OUTSIDE, ROOM, WIDTH, Weights, floors, taken
from tests.unit.completion.made import made, offer, own

POOL = {"credits": 6, "from": {}}
SOON, LATER = dt.date(2027, 1, 1), dt.date(2028, 1, 1)


def test_what_comes_first_in_the_law_outweighs_everything_after_it() -> None:
    first, second = own("a", {0: 3}), own("b", {0: 3}, pending=True)
    problem = made(POOL, first, second)
    weights = Weights(problem)
    one, other = problem.units
    ordered = [
        weights.missing(1),
        taken(1, 0),
        taken(0, 1),
        -weights.brought(one, 1),
        -weights.brought(other, 1),
        weights.of_units[0],
    ]
    assert all(1000 * after < before for before, after in pairwise(ordered))


@pytest.mark.parametrize(("better", "worse", "more"), [
    ({"source": "resident"}, {"source": "transfer"}, {"prefer_resident": True}),
    ({"lapses": SOON}, {"lapses": LATER}, {}),
    ({"lapses": LATER}, {}, {}),
    ({"points": Fraction(3)}, {"points": Fraction(7, 3)}, {"prefer_grades": True}),
    ({"points": Fraction(0)}, {}, {}),  # ids alone: grades are not asked for
])  # fmt: skip
def test_of_equal_units_the_law_prefers_one(
    better: dict[str, Any], worse: dict[str, Any], more: dict[str, Any]
) -> None:
    found = Weights(made(POOL, own("a", {0: 3}, **better), own("b", {0: 3}, **worse), **more)).of_units
    assert found[0] < found[1]
    turned = Weights(made(POOL, own("a", {0: 3}, **worse), own("b", {0: 3}, **better), **more)).of_units
    assert (turned[1] < turned[0]) == (more != {} or "lapses" in better)


def test_one_missing_thing_outweighs_every_condition_that_is_taken_as_met() -> None:
    words = {"statement": "an interview"}
    weights = Weights(made({"all": [{"course": "u1"}, words, words, {"after_transfer": "a seminar"}]}))
    assert weights.missing(1) >> OUTSIDE == 4


def test_amounts_too_large_for_their_field_are_noticed() -> None:
    assert Weights(made(POOL, offer("a", {0: 3}))).fits
    assert not Weights(made(POOL, offer("a", {0: 3}, cost=ROOM >> 8))).fits


fields = st.lists(st.integers(-(10**6), 10**6), min_size=11, max_size=11)


def weight_of(values: list[int]) -> int:
    return sum(value << (OUTSIDE - WIDTH * place) for place, value in enumerate(values))


@given(fields)
def test_the_floors_of_a_weight_of_whole_objectives_are_its_objectives(values: list[int]) -> None:
    assert list(floors(weight_of(values))) == values


@given(fields, st.integers(0, OUTSIDE), st.integers(0, 15))
def test_nothing_as_heavy_as_a_bound_lies_below_its_floors(values: list[int], place: int, times: int) -> None:
    """Where all objectives before stand at their floors, the next is not below its own."""
    bound = weight_of(values) - (times << place)
    for value, floor in zip(values, floors(bound), strict=True):
        if floor is None or value > floor:
            return
        assert value == floor


def test_a_bound_between_two_values_says_nothing_of_what_comes_after() -> None:
    assert floors(taken(3, 0) // 2) == (0, 2, *[None] * 9)
    assert floors(-(ONE_OWNED // 2))[:7] == (0, 0, 0, 0, 0, 0, None)
