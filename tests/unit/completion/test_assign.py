"""Who gets what several places want: exchanges, slots, and what is proven (§6.1, §7.4)."""

from __future__ import annotations

from collections.abc import Sequence

from pathways.completion.assign import Assigned, assign
from pathways.completion.fills import Place, places
from pathways.completion.problem import Problem, Unit
from pathways.completion.weights import Weights
from tests.unit.completion.made import made, offer, own


def two_pools(first: int, second: int, *units: Unit) -> Problem:
    return made({"all": [{"credits": first, "from": {}}, {"credits": second, "from": {}}]}, *units)


def leaves(problem: Problem) -> list[Place]:
    """Return the places of the leaves, in their order."""
    return [place for _, place in sorted(places(problem).items()) if len(place.leaves) == 1]


def assigned(problem: Problem, rows: Sequence[Sequence[str]] | None = None) -> Assigned:
    mine = {unit.names[0]: unit for unit in problem.units if unit.owned}
    named = [[mine[name] for name in row] for row in rows] if rows else [[unit] for unit in mine.values()]
    found = assign(Weights(problem), leaves(problem), named)
    assert found is not None
    return found


def told(found: Assigned) -> list[set[str]]:
    """Return who stands at each place."""
    assert found.fills is not None
    return [{one.unit.names[0] for one in fill.own} for fill in found.fills]


def test_who_fits_one_place_only_gets_it() -> None:
    problem = made({"all": [{"course": "a"}, {"courses": 1, "from": {}}]}, own("x", {0: 3, 1: 3}), own("y", {0: 3}))
    assert told(assigned(problem)) == [{"y"}, {"x"}]


def test_a_chain_of_exchanges_makes_room_for_the_last() -> None:
    tree = {"all": [{"course": name} for name in ("a", "b", "c")]}
    units = own("x", {0: 3, 1: 3}), own("y", {1: 3, 2: 3}), own("z", {0: 3})
    assert told(assigned(made(tree, *units))) == [{"z"}, {"x"}, {"y"}]


def test_of_units_that_exclude_each_other_one_is_used() -> None:
    problem = made({"all": [{"course": "a"}, {"course": "b"}]}, own("x", {0: 3}), own("y", {1: 3}, lapses=None))
    assert told(assigned(problem, [["x", "y"]])) == [{"x"}, set()]


def test_the_better_one_takes_the_place_of_another() -> None:
    problem = made({"all": [{"course": "a"}, {"course": "b"}]}, own("x", {0: 2}), own("y", {0: 3}))
    assert told(assigned(problem)) == [{"y"}, set()]


def test_equal_parts_fill_pools_of_credit() -> None:
    units = [own(name, {0: 3, 1: 3}) for name in "abcd"]
    found = assigned(two_pools(6, 6, *units, offer("x", {0: 3, 1: 3}, count=9)))
    assert found.fills is not None
    assert [len(fill.own) for fill in found.fills] == [2, 2]
    assert [fill.missing for fill in found.fills] == [0, 0]


def test_unequal_parts_are_proven_where_the_line_touches() -> None:
    units = own("a", {0: 4}), own("b", {1: 3}), own("c", {0: 2, 1: 2}), offer("x", {0: 1, 1: 1}, count=20)
    found = assigned(two_pools(6, 6, *units))
    assert found.fills is not None
    assert sum(fill.weight for fill in found.fills) == found.weight
    assert sum(number for fill in found.fills for _, number in fill.taken) == 12 - 4 - 3 - 2


def test_equal_parts_that_are_worth_more_together_have_no_model() -> None:
    """One part of two leaves a need of one, which costs as much as the whole need of three."""
    problem = two_pools(3, 3, *(own(name, {0: 2, 1: 2}) for name in "abc"), offer("x", {0: 3, 1: 3}, count=9))
    rows = [[unit] for unit in problem.units if unit.owned]
    assert assign(Weights(problem), leaves(problem), rows) is None


def test_a_bundle_that_nobody_can_fill_leaves_what_is_missing_open() -> None:
    bundle = {"all": [{"course": "a"}, {"course": "b"}]}
    tree = {"at_least": 6, "counting": "credits", "of": [bundle, {"credits": 6, "from": {}}]}
    problem = made(tree, own("x", {0: 3, 2: 3}))
    assert assign(Weights(problem), [places(problem)[problem.program.root]], [[problem.units[0]]]) is None
