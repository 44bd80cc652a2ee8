"""The check of an allocation accepts every answer, and refuses every answer that was made wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import assume, given

from pathways.completion.problem import Allocation, Applied, Problem
from pathways.completion.verify import faults, verify
from pathways.errors import InternalError
from tests.drawn_rules import Sizes
from tests.strategies import Case, cases, examined
from tests.support import central
from tests.unit.completion.made import made, own

PLAIN = Sizes(sharing=False)


@central(one_in=8)
@given(cases())
def test_every_answer_is_accepted_and_every_spoilt_one_is_refused(case: Case) -> None:
    found = examined(case).reading()
    assert not faults(found.problem, found.allocation)
    assume(not found.allocation.impossible)
    for how, spoilt in spoilt_answers(found.problem, found.allocation):
        assert faults(found.problem, spoilt), how
        with pytest.raises(InternalError, match="fails its check"):
            verify(found.problem, spoilt)


@pytest.mark.parametrize("pool", [{"courses": 1}, {"credits": 4}])
def test_a_place_that_holds_more_than_it_takes_is_refused(pool: dict[str, int]) -> None:
    problem = made({"all": [pool]}, own("a", {0: 3}), own("b", {0: 3}))
    both = (Applied(0, 0, 1, 3), Applied(1, 0, 1, 3))
    assert faults(problem, Allocation(both, (), frozenset({0, 1}), (), 0, 0, "bound")) == [
        "root/1 holds more than it takes"
    ]


def spoilt_answers(problem: Problem, found: Allocation) -> Iterator[tuple[str, Allocation]]:
    """Yield allocations that break one law each, with the law."""
    for unit, number in found.bought:
        uses = tuple(use for use in found.applied if use.unit != unit)
        rest = tuple(pair for pair in found.bought if pair[0] != unit)
        yield "it is cheaper than the cheapest", replace(found, applied=uses, bought=rest)
        if any(use.unit == unit for use in found.applied):
            yield "what is applied was never taken", replace(found, bought=rest)
        too_many = ((unit, problem.units[unit].count + 1),)
        if any(use.unit == unit for use in found.applied):
            yield "more copies are taken than there are", replace(found, bought=(*rest, *too_many))
        assert number
    for use in found.applied:
        others = tuple(other for other in found.applied if other is not use)
        yield from _moved(problem, found, use, others)
    yield from _together(problem, found)


def _moved(
    problem: Problem, found: Allocation, use: Applied, others: tuple[Applied, ...]
) -> Iterator[tuple[str, Allocation]]:
    if use.leaf is None:
        return
    unit = problem.units[use.unit]
    whole = unit.amounts[unit.leaves.index(use.leaf)] * use.number
    yield "it brings more than it has", replace(found, applied=(*others, replace(use, amount=whole + 1)))
    foreign = [leaf for leaf in range(len(problem.needs)) if leaf not in unit.leaves]
    for leaf in foreign[:1]:
        yield "it stands where it is not admitted", replace(found, applied=(*others, replace(use, leaf=leaf)))
    for leaf in unit.leaves:
        if leaf != use.leaf and not problem.may_share(unit, leaf, use.leaf) and unit.count == 1:
            twice = replace(use, leaf=leaf, amount=unit.amounts[unit.leaves.index(leaf)])
            yield "it stands in two places", replace(found, applied=(*found.applied, twice))


def _together(problem: Problem, found: Allocation) -> Iterator[tuple[str, Allocation]]:
    """Yield answers in which one attainment serves two rules, or one course counts twice."""
    used = {use.unit for use in found.applied}
    for index in used:
        unit = problem.units[index]
        for other in problem.units:
            if other.index in used or not other.leaves or not other.owned:
                continue
            place = Applied(other.index, other.leaves[0], 1, min(1, other.amounts[0]))
            if unit.course is not None and other.course == unit.course:
                yield "a course counts twice", replace(found, applied=(*found.applied, place))
            elif unit.option is not None and other.option is not None and unit.option != other.option:
                one, two = problem.choices[unit.option], problem.choices[other.option]
                if set(one.uses) & set(two.uses) and (one.share is None or one.share != two.share):
                    yield "one attainment serves two rules", replace(found, applied=(*found.applied, place))
