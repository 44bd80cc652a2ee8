"""Every path to an answer comes to the same in every objective of the law, one after the other (§7.4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import lcm

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from pathways.completion import ground, patterns
from pathways.completion.audit import complete
from pathways.completion.bounds import complete_by_bound
from pathways.completion.build import IF_ALL, NOW, Reading, build
from pathways.completion.milp import Encoding, complete_by_program
from pathways.completion.problem import Problem
from pathways.completion.verify import faults
from tests.differential.cpsat import objectives_by_cpsat
from tests.differential.objectives import Objectives, objectives
from tests.drawn_contests import contests
from tests.drawn_rules import LARGE, Sizes
from tests.strategies import Case, cases, examined
from tests.support import central

SELDOM = settings(max_examples=central(one_in=1000).max_examples // 4)
"""Where one example takes a second."""

readings = st.sampled_from([NOW, IF_ALL])


def asked(case: Case, reading: Reading) -> Problem:
    return build(examined(case).inputs, reading)


def by_program(problem: Problem) -> Objectives:
    """Return what the integer program over the whole comes to."""
    return objectives(problem, complete_by_program(problem))


def assert_the_fast_path_is_right(problem: Problem) -> None:
    """Assert that what the fast path says, if anything, is an optimum of the integer program."""
    fast = complete_by_bound(problem)
    event("left to the program" if fast is None else f"fast: {fast.method}")
    if fast is not None:
        assert not faults(problem, fast)
        assert objectives(problem, fast) == by_program(problem)


@central(one_in=8)
@given(cases(Sizes(sharing=False, blocks=False)), readings)
def test_the_fast_path_equals_the_integer_program(case: Case, reading: Reading) -> None:
    assert_the_fast_path_is_right(asked(case, reading))


@central(one_in=20)
@given(cases(LARGE), readings)
def test_the_fast_path_equals_the_integer_program_with_all_that_can_be_asked(case: Case, reading: Reading) -> None:
    assert_the_fast_path_is_right(asked(case, reading))


@central(one_in=20)
@given(contests(), readings)
def test_contested_places_are_filled_as_the_integer_program_fills_them(case: Case, reading: Reading) -> None:
    problem = asked(case, reading)
    assert_the_fast_path_is_right(problem)


@SELDOM
@given(contests(lines=3), readings)
def test_the_second_solver_comes_to_the_same(case: Case, reading: Reading) -> None:
    problem = asked(case, reading)
    found = complete(problem)
    assume(not found.impossible)
    mine = objectives(problem, found)
    mine = mine._replace(grades=mine.grades * finest(problem))
    theirs = objectives_by_cpsat(Encoding(problem, slack=False).model)
    assert theirs is not None
    assert [value for value in theirs if value] == [value for value in mine if value]


def finest(problem: Problem) -> int:
    """Return what makes all grade points whole."""
    points = [unit.points for unit in problem.units if unit.owned and unit.points is not None]
    return lcm(1, *(amount.denominator for amount in points))


@contextmanager
def settled(module: object, name: str, value: int) -> Iterator[None]:
    """Change a limit of the engine for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, value)
        yield


@SELDOM
@given(contests(often_shared=True, lines=3))
def test_sharing_comes_to_the_same_however_it_is_written(case: Case) -> None:
    """Equal things as one unit or each by itself; a column for each set of places, or each place by itself."""
    together = asked(case, NOW)
    with settled(ground, "MOST_SHARED", 0):
        apart = asked(case, NOW)
    event("merged" if len(together.units) < len(apart.units) else "nothing to merge")
    expected = by_program(apart)
    assert by_program(together)._replace(ids=0) == expected._replace(ids=0)
    with settled(patterns, "MOST_PATTERNS", 0):
        assert by_program(apart) == expected
