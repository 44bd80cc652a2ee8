"""Plans written by hand on the sample, for the checker: story A's certificate with one assessment, and changed ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from pathways.catalog.collection import Catalog
from pathways.completion.check import Award, Claim, Replay
from pathways.completion.steps import Slot, Step
from pathways.formats.native import load_record
from pathways.model.record import LearnerRecord, Preferences
from pathways.recognition.rules import RuleBook
from tests.golden.cases import SAMPLE, sample_desk

CERTIFICATE = "lakeside-certificate-data-analytics"
DIPLOMA = "lakeside-diploma-data-analytics"
AS_OF = dt.date(2026, 9, 1)
FALL, WINTER = dt.date(2026, 12, 18), dt.date(2027, 4, 23)
TRANSFERRED = ("N1", "N2", "N6", "N8", "B1", "B2", "B3")


def catalog() -> Catalog:
    """Return the sample."""
    return sample_desk().catalog


def amara() -> LearnerRecord:
    """Return the record of story A."""
    return load_record(SAMPLE / "records" / "career-changer.yaml")


def step(offering: str, term: str, **changes: Any) -> Step:
    """Return the step of taking an offering of the sample in a term."""
    known, when = catalog().offerings[offering], catalog().terms[term]
    thing = known.course or catalog().credential(known.credential or "").key
    end = when.end if known.weeks is None else when.begin + dt.timedelta(days=int(known.weeks * 7) - 1)
    price = None if known.price is None else known.price.amount
    name = thing if known.kind == "section" else f"{thing} by {known.kind.value.replace('_', ' ')}"
    slot = Slot(when.begin, end, term)
    found = Step(name, known.kind.value, thing, known.course is not None, known.organization, slot, offering, price)
    return replace(found, **changes)


def good() -> Claim:
    """Return a plan that holds: one assessment, then a course; the practice and the capstone in the winter."""
    steps = (
        step("assessment-lakeside-DAT1010", "2026-fall"),
        step("section-lakeside-STA1001", "2026-fall"),
        step("section-lakeside-CAP1900", "2027-winter"),
        step("section-lakeside-DAT1400", "2027-winter"),
    )
    return Claim(
        record=amara(),
        goals=(catalog().credential(CERTIFICATE),),
        as_of=AS_OF,
        start=catalog().terms["2026-fall"].begin,
        preferences=Preferences(max_courses_per_term=2),
        steps=steps,
        lodged=(),
        awards=(Award(CERTIFICATE, WINTER, (*TRANSFERRED, *(s.attainment for s in steps))),),
        cost=Fraction(3 * 410 + 128) + Fraction("148.86"),
    )


def after(claim: Claim, thing: str, **changes: Any) -> Claim:
    """Return a plan with the step of a Lakeside course changed."""
    name = f"lakeside-{thing}"
    steps = tuple(replace(s, **changes) if s.thing == name else s for s in claim.steps)
    return replace(claim, steps=steps)


def moved(claim: Claim, thing: str, offering: str, term: str) -> Claim:
    """Return a plan in which a Lakeside course is taken by another offering or in another term, at the same price."""
    other = step(offering, term)
    return after(claim, thing, slot=other.slot, offering=offering)


def added(claim: Claim, *steps: Step, fees: int = 0) -> Claim:
    """Return a plan that does more, at the price of it."""
    more = sum((s.price or Fraction(0) for s in steps), Fraction(fees))
    return replace(claim, steps=(*claim.steps, *steps), cost=claim.cost + more)


def wishing(claim: Claim, **wishes: Any) -> Claim:
    """Return a plan for somebody with other preferences."""
    return replace(claim, preferences=Preferences.model_validate({"max_courses_per_term": 2, **wishes}))


def with_lines(claim: Claim, changes: Mapping[str, Mapping[str, Any] | None]) -> Claim:
    """Return a plan on a record with other lines; None leaves a line out."""
    data = claim.record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    lines = [{**line, **(changes.get(line["id"]) or {})} for line in data["attainments"]
             if changes.get(line["id"], {}) is not None]  # fmt: skip
    return replace(claim, record=LearnerRecord.model_validate({**data, "attainments": lines}))


def offered_otherwise(name: str, **changes: Any) -> Catalog:
    """Return the sample with an offering changed."""
    offerings = dict(catalog().offerings)
    data = {**offerings[name].model_dump(mode="json", by_alias=True, exclude_defaults=True), **changes}
    offerings[name] = type(offerings[name]).model_validate(data)
    return replace(catalog(), offerings=MappingProxyType(offerings))


def faults(claim: Claim, known: Catalog | None = None) -> tuple[str, ...]:
    """Return what the checker finds."""
    if known is None:
        return Replay(catalog(), sample_desk().book, claim).faults()
    return Replay(known, RuleBook(known), claim).faults()
