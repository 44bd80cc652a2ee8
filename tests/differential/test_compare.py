"""Comparing by bounds from the graph says what auditing every goal says."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest

from pathways import advising
from pathways.advising import Desk
from pathways.catalog.collection import Catalog
from pathways.completion.audit import Examination
from pathways.formats.native import load_record, open_catalog
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord
from tests.support import REPO

SAMPLE = REPO / "data" / "sample"
AS_OF = dt.date(2026, 9, 1)
RECORDS = sorted((SAMPLE / "records").glob("*.yaml"))[::6]


@cache
def catalog() -> Catalog:
    return open_catalog(SAMPLE / "catalog")


@cache
def plain() -> Desk:
    return Desk(catalog())


@cache
def warm() -> Desk:
    return Desk(catalog())


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("top", [0, 3, 500])
def test_the_first_goals_are_those_of_a_full_audit(path: object, top: int, monkeypatch: pytest.MonkeyPatch) -> None:
    record = load_record(path)  # type: ignore[arg-type]
    whole = plain().compare(record, as_of=AS_OF, top=500)
    monkeypatch.setattr(advising, "FEW_GOALS", 0)
    found = warm().compare(record, as_of=AS_OF, top=top)
    assert found.goals == whole.goals[:top]
    assert (found.considered, found.unclaimed) == (whole.considered, whole.unclaimed)
    if top:
        assert found.nearest == whole.nearest


class Counting(Desk):
    """A desk that remembers which goals it examined."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__(catalog)
        self.asked: set[str] = set()

    def examine(self, record: LearnerRecord, credential: Credential, **more: Any) -> Examination:
        self.asked.add(credential.key)
        return super().examine(record, credential, **more)


def test_a_goal_that_nothing_touches_is_not_audited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record of one course at one college leaves the goals of others alone."""
    monkeypatch.setattr(advising, "FEW_GOALS", 0)
    desk = Counting(catalog())
    course = next(c for c in catalog().courses.values() if c.credit and c.organization == "prairie-state")
    line = {"id": "n1", "course": course.id, "grade": "B", "completed": "2025-06-01"}
    record = LearnerRecord.model_validate({"learner": {"id": "L"}, "attainments": [line]})
    desk.compare(record, as_of=AS_OF, top=1)
    everything = [c for c in catalog().credentials.values() if c.requirement is not None]
    assert 0 < len(desk.asked) < len(everything)
