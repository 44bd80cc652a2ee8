"""Does another tool, given the same cases in a plain model of its own, find plans as soon and as cheap as ours?"""

from __future__ import annotations

from fractions import Fraction

import pytest

from pathways.completion.check import Replay
from pathways.planning.plan import PlanStatus
from pathways.planning.planner import Planner
from pathways.planning.relax import claim_of
from pathways.planning.task import task_for
from tests.benchmarks.plan_cases import SIZES, as_catalog, last_day
from tests.benchmarks.plan_peer import best_of
from tests.benchmarks.plans import asked


@pytest.mark.parametrize(("size", "seed"), [*(("S", seed) for seed in range(8)), *(("M", seed) for seed in range(4))])
def test_the_optima_are_the_same(size: str, seed: int) -> None:
    case = SIZES[size](seed)
    question = asked(case, as_catalog(case))
    ours, theirs = Planner(task_for(question)).best(), best_of(case)
    if ours.plan is None:
        assert ours.status is PlanStatus.INFEASIBLE_PROVEN
        assert theirs.terms is None
        return
    assert theirs.terms is not None
    assert theirs.cost is not None
    assert (ours.plan.finish, ours.plan.cost) == (last_day(theirs.terms - 1), Fraction(theirs.cost))
    assert Replay(question.catalog, question.book, claim_of(question, ours.plan)).faults() == ()


def test_one_with_two_awards_on_the_way_and_a_cap_on_transfer() -> None:
    case = SIZES["L"](4)
    question = asked(case, as_catalog(case))
    plan, theirs = Planner(task_for(question)).best().plan, best_of(case)
    assert plan is not None
    assert theirs.terms is not None
    assert theirs.cost is not None
    assert (plan.finish, plan.cost) == (last_day(theirs.terms - 1), Fraction(theirs.cost))
    away = [step for step in plan.steps if step.organization != "home"]
    assert 0 < len(away) <= 8
    assert {award.credential for award in plan.awards} == {"certificate", "diploma", "degree"}
