"""Which groups are filled like one leaf, and which ask for more than a number (§5.3)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from pathways.completion.pooled import Pooled
from tests.unit.completion.made import made

A, B, C = ({"course": name} for name in ("a", "b", "c"))
POOL, CREDITS = {"courses": 1, "from": {}}, {"credits": 3, "from": {}}
BOTH = {"all": [B, C]}


def of(tree: dict[str, Any]) -> Pooled | None:
    program = made(tree).program
    return program.pooled.get(program.root)


@pytest.mark.parametrize(("tree", "counting", "number", "leaves", "bundles"), [
    ({"any": [A, B]}, "requirements", 1, 2, ()),
    ({"any": [A, {"any": [B, C]}]}, "requirements", 1, 3, ()),
    ({"at_least": 2, "of": [A, B, C]}, "requirements", 2, 3, ()),
    ({"at_least": 2, "counting": "items", "of": [A, POOL, {"any": [B, C]}]}, "items", 2, 4, ()),
    ({"at_least": 6, "counting": "credits", "of": [A, POOL, CREDITS, BOTH]}, "credits", 6, 5, ((3, 4),)),
    ({"at_least": 1, "counting": "items", "distinct": {"min": 1}, "each": 1, "of": [A, B]}, "items", 1, 2, ()),
])  # fmt: skip
def test_a_group_that_asks_for_a_number_is_one_place(
    tree: dict[str, Any], counting: str, number: int, leaves: int, bundles: tuple[tuple[int, ...], ...]
) -> None:
    assert of(tree) == Pooled(counting, Fraction(number), tuple(range(leaves)), bundles)  # type: ignore[arg-type]


@pytest.mark.parametrize("tree", [
    {"all": [A, B]},
    {"any": [A, POOL]},
    {"any": [A, BOTH]},
    {"at_least": 1, "of": [A, POOL]},
    {"at_least": 1, "of": [A, {"any": [B, C]}]},
    {"at_least": 1, "counting": "items", "of": [A, CREDITS]},
    {"at_least": 1, "counting": "items", "of": [A, {"any": [B, POOL]}]},
    {"at_least": 1, "counting": "items", "of": [A, {"all": [B, POOL]}]},
    {"at_least": 2, "counting": "items", "distinct": {"min": 2}, "of": [A, B]},
    {"at_least": 1, "counting": "items", "distinct": {"max": 1}, "of": [A, B]},
    {"at_least": 2, "counting": "items", "each": 2, "of": [A, POOL]},
])  # fmt: skip
def test_a_group_that_asks_for_more_than_a_number_is_none(tree: dict[str, Any]) -> None:
    assert of(tree) is None
