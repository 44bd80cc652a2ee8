"""The fast path says what the integer program says, whenever it answers at all."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import event, given
from hypothesis import strategies as st

from pathways.completion.bounds import complete_by_bound
from pathways.completion.build import IF_ALL, NOW, Reading, build
from pathways.completion.milp import complete_by_program
from pathways.completion.problem import Allocation, Problem
from pathways.completion.verify import faults
from tests.drawn_rules import Sizes
from tests.strategies import Case, cases, examined
from tests.support import central


def credit(problem: Problem, found: Allocation, *, pending: bool) -> Fraction:
    """Return the credit of owned learning that is applied."""
    units = problem.units
    uses = (use for use in found.applied if units[use.unit].owned and units[use.unit].pending == pending)
    return Fraction(sum(use.amount for use in uses), problem.scale)


def owned_items(problem: Problem, found: Allocation) -> int:
    return len({use.unit for use in found.applied if problem.units[use.unit].owned})


def owned(problem: Problem, found: Allocation) -> set[int]:
    return {use.unit for use in found.applied if problem.units[use.unit].owned}


@central()
@given(cases(Sizes(sharing=False, blocks=False)), st.sampled_from([NOW, IF_ALL]))
def test_the_fast_path_equals_the_integer_program(case: Case, reading: Reading) -> None:
    problem = build(examined(case).inputs, reading)
    fast = complete_by_bound(problem)
    event("answered by the bound" if fast else "left to the program")
    if fast is None:
        return
    slow = complete_by_program(problem)
    assert not faults(problem, fast)
    assert (fast.cost, fast.items, bool(fast.impossible)) == (slow.cost, slow.items, bool(slow.impossible))
    for pending in (False, True):
        assert credit(problem, fast, pending=pending) == credit(problem, slow, pending=pending)
    assert owned_items(problem, fast) == owned_items(problem, slow)
    assert owned(problem, fast) == owned(problem, slow)
