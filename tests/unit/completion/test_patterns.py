"""Which places may one thing serve at once, and what does it count there (§6.2, §6.5)."""

from __future__ import annotations

import pytest

from pathways.completion import patterns
from pathways.completion.milp import complete_by_program
from pathways.completion.patterns import patterns_of
from pathways.completion.problem import Problem, Unit
from pathways.completion.verify import faults
from tests.unit.completion.made import made, offer

THREE = {"all": [{"courses": 1, "from": {}}, {"courses": 1, "from": {}}, {"credits": 3, "from": {}}]}
FIRST_TWO, LAST_TWO = {"between": ["root/1", "root/2"]}, {"between": ["root/2", "root/3"]}
EVERYWHERE = {"between": ["root/1", "root/2", "root/3"]}
X = offer("x", {0: 3, 1: 3, 2: 3})


@pytest.mark.parametrize(("rules", "expected"), [
    ((), [(0,), (1,), (2,)]),
    ((FIRST_TWO,), [(0,), (1,), (2,), (0, 1)]),
    ((FIRST_TWO, LAST_TWO), [(0,), (1,), (2,), (0, 1), (1, 2)]),
    ((EVERYWHERE,), [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)]),
])  # fmt: skip
def test_places_that_any_two_share(rules: tuple[dict[str, list[str]], ...], expected: list[tuple[int, ...]]) -> None:
    problem = made(THREE, X, sharing=rules)
    assert patterns_of(problem, problem.units[0]) == tuple(expected)


def test_too_many_sets_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "MOST_PATTERNS", 6)
    problem = made(THREE, X, sharing=(EVERYWHERE,))
    assert patterns_of(problem, problem.units[0]) is None


@pytest.mark.parametrize("most", [40, 0])
@pytest.mark.parametrize(("limit", "units", "items"), [
    ({}, (X,), 1),
    ({"max_items": 0}, (X, offer("y", {1: 3}), offer("z", {2: 3})), 3),
    ({"max_items": 1}, (X, offer("y", {0: 3, 1: 3, 2: 3})), 1),
    ({"max_credits": 2}, (X, offer("y", {1: 3}), offer("z", {2: 3})), 3),
])  # fmt: skip
def test_a_limit_says_how_much_may_serve_twice(
    limit: dict[str, object], units: tuple[Unit, ...], items: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "MOST_PATTERNS", most)
    found = solved(made(THREE, *units, sharing=({**EVERYWHERE, **limit},)))
    assert found == items


@pytest.mark.parametrize("most", [40, 0])
@pytest.mark.parametrize(("credit", "items"), [(4, 1), (3, 2)])
def test_credit_that_is_divided_reaches_as_far_as_it_goes(
    credit: int, items: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "MOST_PATTERNS", most)
    pools = {"all": [{"credits": 2, "from": {}}, {"credits": 2, "from": {}}]}
    units = offer("x", {0: credit, 1: credit}), offer("y", {0: 3, 1: 3}, cost=9)
    assert solved(made(pools, *units, sharing=({**FIRST_TWO, "split": True},))) == items


def solved(problem: Problem) -> int:
    """Return how many things the integer program takes."""
    found = complete_by_program(problem)
    assert not faults(problem, found)
    assert not found.impossible
    return found.items
