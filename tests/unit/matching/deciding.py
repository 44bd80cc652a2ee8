"""A small college that decides, and people who bring the same to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pathways.catalog.collection import Catalog, collect
from pathways.model.base import Noun, Source
from pathways.model.course import Course
from pathways.model.credit import CreditSystem
from pathways.model.decision import Decision
from pathways.model.equivalence import Equivalence
from pathways.model.organization import Organization
from pathways.model.record import Attainment, LearnerRecord

DAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
BOOK = Source(title="Book")
SENT = {"a1": 3, "a2": 4, "a3": 5, "a4": 6}


def offered(*more: Noun) -> Catalog:
    """Return a catalogue: ``a`` sends four courses, ``b`` and ``d`` receive and have two each."""
    organizations = [
        Organization(id=name, title=name.upper(), kind="college", credit_system="credits", grade_scale=None)
        for name in ("a", "b", "d")
    ]
    sent = [
        Course(id=name, organization="a", code=name.upper(), title=f"T{name}", credit=n) for name, n in SENT.items()
    ]
    own = [
        Course(id=f"{at}{number}", organization=at, code=f"{at.upper()}{number}", title="Own", credit=3)
        for at in ("b", "d")
        for number in (1, 2)
    ]
    system = CreditSystem(id="credits", title="Credits", source=BOOK)
    return collect([system, *organizations, *sent, *own, *more])


def brings(learner: str, *courses: str, **lines: Any) -> LearnerRecord:
    """Return the record of a learner who completed these courses; further lines by id."""
    made = [{"id": f"{learner}-{name}", "course": name, "completed": "2025-06-01"} for name in courses]
    made += [{"id": name, "completed": "2025-06-01", **line} for name, line in lines.items()]
    return LearnerRecord(learner={"id": learner}, attainments=[Attainment.model_validate(line) for line in made])


def decision(learning: str | dict[str, Any], verdict: str = "accept", at: str = "b", **changes: Any) -> Decision:
    """Return a decision about a course (or other learning) at ``at``."""
    named = {"course": learning} if isinstance(learning, str) else learning
    given = {"kind": "course", "courses": [f"{at}1"]} if verdict in ("accept", "partial") else None
    code = {"refuse": "LEVEL_TOO_LOW", "ask": "NOT_EVALUATED", "partial": "HOURS_TOO_FEW"}.get(verdict)
    pair = {"learning": named, "receiving": at, "credentials": changes.pop("credentials", ())}
    values = {"pair": pair, "verdict": verdict, "given": given, "code": code, "source": BOOK, "by": "Ana", "at": NOW}
    return Decision.model_validate({**values, **changes})


def rule(name: str, learning: str, target: dict[str, Any], **changes: Any) -> Equivalence:
    """Return a published rule of ``b``."""
    values = {"id": name, "receiving": "b", "from": {"course": learning}, "to": target, "source": BOOK}
    return Equivalence.model_validate({**values, **changes})
