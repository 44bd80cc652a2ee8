"""What fills one place best, taken by itself: a leaf, a choice, a group that counts (§6.3, §7.4)."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.completion.audit import complete
from pathways.completion.fills import Fill, Place, fill, places
from pathways.completion.problem import Problem, Unit
from pathways.completion.weights import Weights
from tests.unit.completion.made import made, offer, own

POOL, CREDITS = {"courses": 2, "from": {}}, {"credits": 6, "from": {}}


def at_root(problem: Problem) -> Place:
    return places(problem)[problem.program.root]


def filled(tree: dict[str, Any], *units: Unit) -> Fill:
    problem = made(tree, *units)
    found = fill(Weights(problem), at_root(problem))
    assert found is not None
    return found


def told(found: Fill) -> tuple[dict[str, int], dict[int, int], int]:
    """Return what stands there by name, how many are taken by cost, and what is missing."""
    mine = {one.unit.names[0]: one.amount for one in found.own}
    return mine, {kind.cost: number for kind, number in found.taken}, found.missing


A3, B3, C3, D4 = own("a", {0: 3}), own("b", {0: 3}), own("c", {0: 3}), own("d", {0: 4})
COMING = own("p", {0: 3}, pending=True)
CHEAP, DEAR = offer("x", {0: 3}, cost=1), offer("y", {0: 3}, cost=9, count=5)


@pytest.mark.parametrize(("units", "mine", "taken", "missing"), [
    ((A3, B3, C3), {"a": 3, "b": 3}, {}, 0),
    ((A3, DEAR, CHEAP), {"a": 3}, {1: 1}, 0),
    ((COMING, A3, B3), {"a": 3, "b": 3}, {}, 0),
    ((A3, D4, B3), {"a": 3, "d": 4}, {}, 0),  # the most credit
    ((CHEAP,), {}, {1: 1}, 1),
    ((), {}, {}, 2),
])  # fmt: skip
def test_a_pool_of_courses(units: tuple[Unit, ...], mine: dict[str, int], taken: dict[int, int], missing: int) -> None:
    assert told(filled(POOL, *units)) == (mine, taken, missing)


@pytest.mark.parametrize(("units", "mine", "taken", "missing"), [
    ((A3, D4), {"a": 3, "d": 3}, {}, 0),  # only what is still needed
    ((A3, B3, own("six", {0: 6})), {"six": 6}, {}, 0),  # the fewest
    ((COMING, D4), {"d": 4, "p": 2}, {}, 0),  # completed before in progress
    ((COMING, A3, B3), {"a": 3, "b": 3}, {}, 0),
    ((A3, DEAR), {"a": 3}, {9: 1}, 0),
    ((own("one", {0: 1}), DEAR, CHEAP), {"one": 1}, {1: 1, 9: 1}, 0),
    ((CHEAP,), {}, {1: 1}, 3),
])  # fmt: skip
def test_a_pool_of_credit(units: tuple[Unit, ...], mine: dict[str, int], taken: dict[int, int], missing: int) -> None:
    assert told(filled(CREDITS, *units)) == (mine, taken, missing)


def test_a_pool_takes_more_than_it_needs_up_to_its_cap() -> None:
    tree = {"credits": 3, "from": {}, "up_to": 5}
    assert told(filled(tree, A3, B3)) == ({"a": 3, "b": 2}, {}, 0)


TWO_OF_THREE = {"at_least": 2, "of": [{"course": name} for name in ("a", "b", "c")]}


def test_in_a_choice_nothing_is_taken_twice() -> None:
    cheap = [offer(f"x{leaf}", {leaf: 3}, cost=cost) for leaf, cost in ((0, 1), (1, 2), (2, 3))]
    assert told(filled(TWO_OF_THREE, own("a", {0: 3}), *cheap)) == ({"a": 3}, {2: 1}, 0)


def test_a_choice_names_as_many_open_leaves_as_are_missing() -> None:
    problem = made(TWO_OF_THREE, own("b", {1: 3}))
    place = at_root(problem)
    found = fill(Weights(problem), place)
    assert found is not None
    assert place.left_open(found) == (0,)


BUNDLE = {"at_least": 6, "counting": "credits", "of": [{"all": [{"course": "a"}, {"course": "b"}]}, CREDITS]}


def test_a_bundle_is_whole_or_empty() -> None:
    problem = made(BUNDLE, own("a", {0: 3}), offer("x", {1: 3}), offer("y", {2: 3}, cost=1, count=2))
    place = at_root(problem)
    found = fill(Weights(problem), place)
    assert found is not None
    assert not place.whole(found)
    assert place.whole(found._replace(own=()))


def test_of_what_may_be_taken_once_for_a_group_that_counts_credit_the_cheapest_may_be_too_little() -> None:
    """The pool takes one of two things; of x and y alone y is enough, and cheaper than z."""
    tree = {"at_least": 4, "counting": "credits", "of": [{"course": "z"}, {"courses": 1, "from": {}}]}
    problem = made(tree, offer("z", {0: 6}), offer("x", {1: 3}), offer("y", {1: 4}))
    assert problem.program.root not in places(problem)
    found = complete(problem)
    assert (found.cost, found.bought) == (4, ((2, 1),))


ONE, FIVE = {"courses": 1, "from": {}}, {"courses": 5, "from": {}}


@pytest.mark.parametrize(("tree", "units", "cost"), [
    # a pool inside a group goes on taking beside what is owned
    ({"at_least": 3, "counting": "items", "of": [FIVE, {"course": "z"}]}, (A3, offer("y", {0: 3}, count=2)), 6),
    # a pool of one takes no second thing
    ({"at_least": 2, "counting": "items", "of": [ONE]}, (A3, offer("y", {0: 3})), None),
    ({"at_least": 6, "counting": "credits", "of": [ONE]}, (A3, offer("y", {0: 3})), None),
    # what fits a pool of one stands elsewhere where something cheaper may be taken for that pool
    (
        {"at_least": 2, "counting": "items", "of": [ONE, FIVE]},
        (own("a", {0: 3, 1: 3}), offer("x", {0: 1}), offer("y", {1: 9})),
        1,
    ),
])  # fmt: skip
def test_a_group_holds_as_much_as_its_pools_take(tree: dict[str, Any], units: tuple[Unit, ...], cost: int) -> None:
    found = complete(made(tree, *units))
    assert (None if found.impossible else found.cost) == cost


def test_what_a_bundle_that_nobody_can_fill_holds_is_of_no_use() -> None:
    problem = made(BUNDLE, own("a", {0: 3}), offer("y", {2: 3}, count=2))
    assert at_root(problem).hollow
    assert told(filled(BUNDLE, own("a", {0: 3}), offer("y", {2: 3}, count=2))) == ({}, {3: 2}, 0)


def test_where_more_is_missing_a_bundle_that_nobody_can_fill_leaves_it_open() -> None:
    problem = made(BUNDLE, own("a", {0: 3}), offer("y", {2: 3}))
    assert fill(Weights(problem), at_root(problem)) is None
