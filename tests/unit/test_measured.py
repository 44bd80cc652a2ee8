"""What is measured is what it says: every kind of badge that is timed holds, and a batch comes out as it was made."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from pathways.verification.examine import examine
from pathways.verification.memory import Memory
from tests.benchmarks import badge_kinds
from tests.benchmarks.badge_batch import REVOKED, judged, made
from tests.benchmarks.badge_kinds import Seal, badge, held, kinds


def test_every_kind_that_is_timed_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(badge_kinds, "EACH", 1)
    found = list(kinds())
    for kind in found:
        kind.check()
    assert len({kind.name for kind in found}) == len(found) >= 12


def test_what_does_not_hold_is_not_timed() -> None:
    seal, other = Seal(), Seal()
    forged = json.dumps(other.proven(badge(seal))).encode()
    with pytest.raises(SystemExit, match="does not hold"):
        held(examine(forged, seal.terms()), ())


def test_a_batch_comes_out_as_it_was_made() -> None:
    batch = made(REVOKED + 20)
    with_memory = replace(batch.terms, memory=Memory())
    expected = Counter({"hold": REVOKED + 18, "revoked": 2})
    assert judged(batch.badges, with_memory) == expected
    assert judged(batch.badges[:5], batch.terms) == Counter({"hold": 4, "revoked": 1})
