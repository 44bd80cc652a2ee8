"""Which places want the same learning, and what falls apart (§6.1, §6.4)."""

from __future__ import annotations

from dataclasses import replace

from pathways.completion.contest import Parts, clashes
from pathways.completion.problem import Problem
from pathways.completion.relaxed import Relaxation
from pathways.completion.weights import Weights
from tests.unit.completion.made import made, offer, own

A, B, C = ({"course": name} for name in ("a", "b", "c"))


def parts(problem: Problem) -> Parts:
    return Parts(Relaxation(problem, Weights(problem)))


def clashing(problem: Problem) -> set[int]:
    found = parts(problem)
    return set(clashes(problem, found.relaxation.picture(found.tops)))


def linked(problem: Problem) -> list[set[int]]:
    return [set(part.leaves) for part in parts(problem).all]


def test_one_thing_at_two_places_is_a_clash() -> None:
    assert clashing(made({"all": [A, B, C]}, own("x", {0: 3, 1: 3}), own("y", {2: 3}))) == {0, 1}


def test_one_attainment_by_two_rules_is_a_clash() -> None:
    assert clashing(made({"all": [A, B, C]}, own("x", {0: 3}), own("x", {1: 3}), own("y", {2: 3}))) == {0, 1}


def test_one_course_from_two_attainments_is_a_clash() -> None:
    problem = made({"all": [A, B]}, own("x", {0: 3}, course="u"), own("y", {1: 3}, course="u"))
    assert clashing(problem) == {0, 1}


def test_rows_of_one_award_are_no_clash() -> None:
    problem = made({"all": [A, B]}, own("x", {0: 3}), own("x", {1: 3}))
    together = replace(problem, choices=tuple(replace(choice, share="award") for choice in problem.choices))
    assert clashing(problem) == {0, 1}
    assert clashing(together) == set()


def test_what_is_shared_freely_is_no_clash_and_no_link() -> None:
    problem = made({"all": [A, B]}, own("x", {0: 3, 1: 3}), sharing=({"between": ["root/1", "root/2"]},))
    assert clashing(problem) == set()
    assert linked(problem) == [{0}, {1}]


def test_what_is_shared_within_limits_is_a_link() -> None:
    rule = {"between": ["root/1", "root/2"], "max_items": 1}
    assert linked(made({"all": [A, B]}, own("x", {0: 3, 1: 3}), sharing=(rule,))) == [{0, 1}]


def test_parts_without_anything_in_common_are_apart() -> None:
    units = own("x", {0: 3, 2: 3}), own("y", {1: 3}), offer("z", {0: 3, 1: 3, 2: 3})
    assert linked(made({"all": [A, {"all": [B, C]}]}, *units)) == [{0, 2}, {1}]


def test_ways_through_branches_come_lightest_first() -> None:
    tree = {"any": [{"all": [A, {"courses": 1, "from": {}}]}, {"courses": 1, "from": {}}]}
    problem = made(tree, *(offer(str(leaf), {leaf: 3}, cost=cost) for leaf, cost in ((0, 2), (1, 2), (2, 3))))
    found = parts(problem)
    (part,) = found.all
    ways = found.ways(part)
    assert ways is not None
    least = [way.least for way in ways]
    assert len(least) == 2
    assert least == sorted(least)


def test_units_of_which_any_two_exclude_each_other_are_one_row() -> None:
    problem = made({"all": [A, B, C]}, own("x", {0: 3}), own("x", {1: 3}), own("y", {2: 3}))
    rows = parts(problem).rows((0, 1, 2))
    assert rows is not None
    assert [[unit.index for unit in row] for row in rows] == [[0, 1], [2]]


def test_two_units_of_one_choice_beside_a_rival_are_no_row() -> None:
    problem = made({"all": [A, B, C]}, own("x", {0: 3}), own("x", {1: 3}), own("x", {2: 3}))
    units = tuple(replace(unit, option=min(unit.option or 0, 1)) for unit in problem.units)
    assert parts(replace(problem, units=units)).rows((0, 1, 2)) is None
