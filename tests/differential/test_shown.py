"""Competencies alone are completed without a search as the integer program completes them (§4, §7.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from pathways.completion.bounds import complete_by_bound
from pathways.completion.competencies import Formula
from pathways.completion.milp import complete_by_program
from pathways.completion.problem import Problem
from pathways.completion.shown import MOST_OPEN
from pathways.completion.verify import faults
from tests.dice import Dice
from tests.differential.objectives import objectives
from tests.support import central
from tests.unit.completion.made import made, offer

NAMES = "abcde"


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Return a tree over competencies, with things that show some of them."""
    dice = Dice(draw)
    offers = [
        replace(offer(f"x{number}", {}, cost=dice.upto(3), count=1 + dice.upto(1)), shows=_shown(dice))
        for number in range(dice.upto(5))
    ]
    problem = made({"all": [_group(dice) for _ in range(1 + dice.upto(2))]}, *offers)
    formulas = {
        index: Formula((leaf.ref,), leaf.level)
        for index, leaf in enumerate(problem.program.leaves)
        if leaf.kind == "competency" and leaf.ref is not None
    }
    return replace(problem, formulas=formulas, held=_shown(dice) if dice.chance(2) else frozenset())


def _shown(dice: Dice) -> frozenset[tuple[str, int | None]]:
    return frozenset((name, dice.pick((None, 1, 2))) for name in dice.some(NAMES, 3, 1))


def _group(dice: Dice, deep: bool = True) -> dict[str, Any]:
    children = [_group(dice, deep=False) if deep and dice.chance(4) else _leaf(dice) for _ in range(1 + dice.upto(2))]
    match dice.upto(3):
        case 0:
            return {"any": children}
        case 1 if len(children) > 1:
            return {"at_least": 2, "of": children}
        case 2:
            return children[0]
        case _:
            return {"all": children}


def _leaf(dice: Dice) -> dict[str, Any]:
    if dice.chance(8):
        return {"statement": "an interview"}
    return {"competency": dice.pick(NAMES), **({"level": 2} if dice.chance(4) else {})}


@central(one_in=2)
@given(problems())
def test_competencies_are_completed_as_the_integer_program_completes_them(problem: Problem) -> None:
    found = complete_by_bound(problem, alone=True)
    asked = sum(leaf.kind == "competency" for leaf in problem.program.leaves)
    assert found is not None or asked > MOST_OPEN, "so few competencies are settled without a search"
    if found is None:
        event("left to the integer program")
        return
    event("something cannot be met" if found.impossible else f"{min(found.items, 2)} taken")
    assert not faults(problem, found)
    assert objectives(problem, found) == objectives(problem, complete_by_program(problem))
