"""What is a plan made of?  Steps with dates and prices, each of which becomes an attainment when it is completed.

Shared by who makes plans and by who checks them; nothing here searches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from pathways.catalog.collection import Catalog
from pathways.model.credential import SourceKind
from pathways.model.exact import format_exact
from pathways.model.record import Attainment, AttainmentStatus, LearnerRecord, Route, Verification

StepKind = Literal["section", "challenge_exam", "prior_learning_assessment", "recognition_application", "award"]
"""An *award* is granted for having met the requirements of a credential; everything else is an offering taken."""

PLANNED: Final = "plan:"
"""How the names of attainments that a plan brings begin."""


FEES: Final = {
    SourceKind.TRANSFER: "transfer_line",
    SourceKind.BADGE: "badge",
    SourceKind.PRIOR_LEARNING: "prior_learning_course",
    SourceKind.WORK: "prior_learning_course",
}
"""The fee of a policy that a line of each source kind is charged."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An interval in which something can be done; ``term`` is None for what has no fixed term."""

    begin: dt.date
    end: dt.date
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done: what, where, by which offering, from when to when, at what price (None: nobody states one)."""

    id: str
    kind: StepKind
    thing: str
    is_course: bool
    organization: str
    slot: Slot
    offering: str | None = None
    price: Fraction | None = Fraction(0)

    @property
    def attainment(self) -> str:
        """Return the name of the attainment that it brings."""
        return PLANNED + self.id

    @property
    def loads(self) -> bool:
        """Return whether it takes a place in a term: teaching does; exams, assessments and applications do not."""
        return self.kind == "section"


def attained(step: Step, catalog: Catalog) -> Attainment:
    """Return what the learner has when a step is completed: assessed, at the best grade, lodged on that day."""
    home = catalog.organizations.get(step.organization)
    scale = home.grade_scale if home else None
    assessed_only = step.kind in ("challenge_exam", "prior_learning_assessment")
    return Attainment(
        id=step.attainment,
        course=step.thing if step.is_course else None,
        credential=None if step.is_course else step.thing,
        organization=step.organization,
        status=AttainmentStatus.COMPLETED,
        route=Route.PRIOR_LEARNING if assessed_only and step.is_course else Route.COURSE,
        grade=best_grade(catalog, scale),
        grade_scale=scale,
        started=step.slot.begin,
        completed=step.slot.end,
        lodged=step.slot.end,
        assessed=True,
        verification=Verification.VERIFIED,
    )


def best_grade(catalog: Catalog, scale: str | None) -> str | None:
    """Return the best grade of a scale; None where there is no scale or it lists no grades."""
    known = catalog.grade_scales.get(scale or "")
    if known is None:
        return None
    if known.steps:
        return max(known.steps, key=lambda step: (step.rank, step.grade)).grade
    best = known.min if known.lower_is_better else known.max
    return None if best is None else format_exact(best)


def record_at(record: LearnerRecord, steps: Iterable[Step], catalog: Catalog, day: dt.date) -> LearnerRecord:
    """Return the record as it stands at the end of a day: everything completed by then added."""
    added = tuple(attained(step, catalog) for step in steps if step.slot.end <= day)
    return record.model_copy(update={"attainments": (*record.attainments, *added)})
