"""A group that asks for more kinds of learning than there are is named, and everything beside it is still answered."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pathways.advising import Desk
from pathways.formats.native import open_catalog
from pathways.model.record import Learner, LearnerRecord

CATALOG = """
credit-systems: [{id: points, title: Points, source: {title: An invented bulletin}}]
organizations: [{id: hill, title: Hill, kind: college, credit_system: points, source: {title: An invented bulletin}}]
courses:
  - {id: a, organization: hill, code: A 1, title: a, credit: 3}
  - {id: b, organization: hill, code: B 1, title: b, credit: 3}
credentials:
  - id: paper
    organization: hill
    kind: certificate
    title: Paper
    credit: 6
    source: {title: An invented bulletin}
    requirement:
      all:
        - {id: wide, at_least: 3, counting: credits, distinct: {min: 2}, of: [{course: a}, {after_transfer: a seminar}]}
        - {course: b}
"""


def test_the_rest_is_still_answered(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    record = LearnerRecord(learner=Learner(id="ada"))
    audit = Desk(open_catalog(tmp_path / "catalog.yaml")).audit(record, "paper", as_of=dt.date(2026, 9, 1))
    assert len(audit.impossible) == 1
    assert "root/wide" in audit.impossible[0]
    assert ("b",) in [entry.taken for entry in audit.missing]
