"""Comparing one learner with every award of a made-up region says what auditing every award says.

The ordinary run takes four colleges (100 awards); the ``long`` profile takes all twenty (2,000 awards).
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings

from pathways import advising
from pathways.advising import Desk
from pathways.catalog.collection import Catalog
from pathways.completion.audit import Examination
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord
from tests.benchmarks import college
from tests.strategies import AS_OF

LONG = settings.get_current_profile_name() == "long"
COLLEGES, AWARDS, RULES = (college.COLLEGES, college.AWARDS, college.RULES) if LONG else (4, 25, 500)


class Remembering(Desk):
    """A desk that audits each award once; what is compared is which awards are asked about, and their order."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__(catalog)
        self.known: dict[str, Examination] = {}

    def examine(self, record: LearnerRecord, credential: Credential, **more: Any) -> Examination:
        if credential.key not in self.known:
            self.known[credential.key] = super().examine(record, credential, **more)
        return self.known[credential.key]


@pytest.mark.slow
def test_the_region_is_ranked_as_by_auditing_every_award(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(college, "COLLEGES", COLLEGES)
    monkeypatch.setattr(college, "AWARDS", AWARDS)
    monkeypatch.setattr(college, "RULES", RULES)
    catalog = college.college_catalog()
    record = college.college_learner(catalog, 1)
    desk = Remembering(catalog)
    monkeypatch.setattr(advising, "FEW_GOALS", len(catalog.credentials) + 1)
    whole = desk.compare(record, as_of=AS_OF, top=len(catalog.credentials))
    assert whole.considered == COLLEGES * AWARDS
    monkeypatch.setattr(advising, "FEW_GOALS", 0)
    for top in (1, 20, len(catalog.credentials)):
        found = desk.compare(record, as_of=AS_OF, top=top)
        assert found.goals == whole.goals[:top]
        assert (found.considered, found.unclaimed, found.nearest) == (whole.considered, whole.unclaimed, whole.nearest)
