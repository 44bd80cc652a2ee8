"""What is taken gets a name, and nothing gets two (§7.2)."""

from __future__ import annotations

from pathways.completion.assembly import Assembly
from pathways.completion.audit import complete
from pathways.completion.bounds import complete_by_bound
from pathways.completion.milp import complete_by_program
from pathways.completion.problem import Allocation, Applied, Problem
from pathways.completion.relaxed import Picture
from pathways.completion.verify import faults
from tests.unit.completion.made import made, offer, own

POOL = {"courses": 1, "from": {}}


def taken(problem: Problem) -> dict[str, int] | None:
    """Return what the fast path takes by name, without asking the integer program; None if it does not know."""
    found = complete_by_bound(problem, alone=True)
    if found is None:
        return None
    assert not faults(problem, found)
    return {problem.units[unit].names[0]: number for unit, number in found.bought}


def test_what_fits_one_place_only_is_named_there() -> None:
    problem = made({"all": [POOL, POOL]}, offer("x", {0: 3, 1: 3}), offer("y", {0: 3}))
    assert taken(problem) == {"x": 1, "y": 1}


def test_names_are_exchanged_until_all_have_one() -> None:
    units = offer("x", {0: 3, 1: 3}), offer("y", {1: 3, 2: 3}), offer("z", {0: 3, 2: 3})
    assert taken(made({"all": [POOL, POOL, POOL]}, *units)) == {"x": 1, "y": 1, "z": 1}


def test_where_names_do_not_reach_the_program_decides() -> None:
    problem = made({"all": [POOL, POOL]}, offer("x", {0: 3, 1: 3}), offer("y", {0: 4, 1: 4}, cost=9))
    assert taken(problem) is None
    assert complete_by_program(problem).cost == 12


def test_where_two_parts_take_the_same_thing_for_what_it_shows_the_program_decides() -> None:
    problem = made({"all": [POOL, POOL]}, offer("x", {0: 3, 1: 3}, shows=frozenset({("k", 1)})))
    parts = [Allocation((Applied(0, leaf, 1, 3),), ((0, 1),), frozenset({leaf}), (), 3, 1, "milp") for leaf in (0, 1)]
    nothing = Picture({}, {}, frozenset({2}))
    assert Assembly(problem, {}, nothing, parts[:1]).run() is not None
    assert Assembly(problem, {}, nothing, parts).run() is None


def test_where_one_part_takes_a_course_again_that_another_uses_the_program_decides() -> None:
    counted = {"at_least": "1", "of": [{"course": "w"}, {"course": "u"}], "counting": "items"}
    again = offer("u", {1: 3, 2: 3}, course="u", shows=frozenset({("k", 1)}))
    units = own("mine", {2: 3}, course="u", points=4), own("other", {2: 3}, course="v", points=3), again
    problem = made({"all": [counted, POOL]}, *units)
    parts = [Allocation((Applied(2, 1, 1, 3),), ((2, 1),), frozenset({1}), (), 3, 1, "milp")]
    parts += [Allocation((Applied(mine, 2, 1, 3),), (), frozenset({2}), (), 0, 0, "bound") for mine in (0, 1)]
    nothing = Picture({}, {}, frozenset({3}))
    assert Assembly(problem, {}, nothing, [parts[0], parts[1]]).run() is None
    assert Assembly(problem, {}, nothing, [parts[0], parts[2]]).run() is not None
    assert not faults(problem, complete(problem))


def test_a_course_that_the_learner_uses_is_not_taken() -> None:
    units = own("mine", {0: 3}, course="u"), offer("u", {0: 3, 1: 3}, course="u"), offer("v", {1: 3})
    assert taken(made({"all": [{"course": "u"}, POOL]}, *units)) == {"v": 1}


def test_credit_taken_is_divided_among_its_names() -> None:
    problem = made({"credits": 5, "from": {}}, offer("x", {0: 3}), offer("y", {0: 3}))
    found = complete_by_bound(problem, alone=True)
    assert found is not None
    assert sorted(use.amount for use in found.applied) == [2, 3]
