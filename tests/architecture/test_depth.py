"""The tests search as hard as they are told to."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.support import EXAMPLES, central


@pytest.mark.parametrize("profile", EXAMPLES)
def test_profiles(profile: str) -> None:
    ordinary, hard = EXAMPLES[profile]
    assert settings.get_profile(profile).max_examples == ordinary
    assert central(profile).max_examples == hard


def test_the_machine_that_checks_us_searches_the_same_every_time() -> None:
    assert EXAMPLES["ci"][1] == 2_000
    assert settings.get_profile("ci").derandomize
