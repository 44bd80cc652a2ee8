"""Rates by group on the command line: what is refused, and how a rate is rounded."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

from pathways.cli.tell.equity import tell_rate
from pathways.design.equity import wilson
from pathways.model.equity_documents import RateEntry
from tests.e2e.asking import here
from tests.support import REPO

SAMPLE = REPO / "data" / "sample" / "cohort"
COHORT, GROUPS = SAMPLE / "cohort.csv", SAMPLE / "cohort-groups.csv"
AT = ("--at", "lakeside", "--groups", GROUPS)


def test_the_same_records_twice_are_not_counted_twice(tmp_path: Path) -> None:
    copy = tmp_path / "cohort2.csv"
    shutil.copy(COHORT, copy)
    done = here("equity", COHORT, copy, *AT, "--column", "region")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "learner 'C-001' comes twice" in " ".join(done.stderr.split())


def test_learners_are_not_printed_as_groups() -> None:
    done = here("equity", COHORT, *AT, "--column", "Learner")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "F006" in done.stderr
    assert "C-001" not in done.stderr


def test_a_rate_is_rounded_to_the_nearest_and_its_interval_outward() -> None:
    low, high = wilson(51, 123)
    rate = RateEntry(rate="grant", part=51, of=123, share=Fraction(51, 123), low=Fraction(low), high=Fraction(high))
    assert tell_rate(rate).endswith("51 of 123 = 41.5 % (33.1 % to 50.3 %)")
