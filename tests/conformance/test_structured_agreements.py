"""Does the engine find the fewest courses that real agreements need?  Golden numbers and a full search agree."""

from __future__ import annotations

import datetime as dt

import pytest

from pathways.advising import Desk
from pathways.catalog.lint import lint
from tests.conformance.structured import GOAL, Case, cases, catalog_of, fewest, nobody
from tests.support import SHARED, needs_shared

pytestmark = needs_shared

CASES = cases(SHARED) if SHARED.is_dir() else ()
BETTER_THAN_GOLDEN = {
    # "section A (two courses) or section B (one course)": the golden answer commits to A; B needs one course
    "group_or_two_sections_optimizer_commits_first": 1,
}


def _expected(case: Case) -> int:
    return BETTER_THAN_GOLDEN.get(case.name, len(case.golden))


def test_every_case_is_there() -> None:
    assert len(CASES) == 41
    assert set(BETTER_THAN_GOLDEN) <= {case.name for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_exhaustive_search_finds_the_golden_number(case: Case) -> None:
    assert fewest(case) == _expected(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_engine_finds_the_same_number(case: Case) -> None:
    catalog = catalog_of(case)
    assert [finding for finding in lint(catalog) if finding.severity == "error"] == []
    gap = Desk(catalog).gap(nobody(), GOAL, as_of=dt.date(2026, 9, 1))
    assert gap.shortfall == _expected(case)
    assert gap.proof.optimal
    assert len(gap.cheapest) == _expected(case)
