"""How are Northeastern's official sample plans read?  Courses by year and term, as steps of a plan of ours.

Source: shared data ``audit/northeastern-sample-plans`` (PROVENANCE.md).  The files name courses by term and nothing
else: no prerequisites, offerings, prices or electives.  A course that stands in several terms is one of several ways to
choose; it is taken in the first.  Dates are assumed (fall, spring, two half summers), and every course in every term.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.completion.check import Award, Claim
from pathways.completion.steps import Slot, Step
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord, Preferences
from tests.peers.cases import DAY, campus
from tests.peers.northeastern import CREDITS, FOLDER, HOME, SOURCE, Raw, major, named, sections
from tests.support import SHARED

PLANS: Final = SHARED / "data" / "audit" / "northeastern-sample-plans"
TERMS: Final[Mapping[str, tuple[int, str, str]]] = {
    "Fall": (0, "09-05", "12-15"),
    "Spring": (1, "01-08", "04-30"),
    "Summer 1": (1, "05-08", "06-25"),
    "Summer 2": (1, "07-01", "08-20"),
}
YEARS: Final = ("Year 1", "Year 2", "Year 3", "Year 4", "Year 5")
BETWEEN: Final = "Year 3 (4-Year Option) or Years 3 and 4 (5-Year Co-op Option)"
NOBODY: Final = LearnerRecord.model_validate({"learner": {"id": "sample-plan"}})


@dataclass(frozen=True)
class Sample:
    """One official plan: the major, the plan's title, and the term of each course."""

    major: str
    title: str
    placed: Mapping[str, str]


@cache
def samples() -> tuple[Sample, ...]:
    """Return every plan whose major is among the files."""
    files = sorted(path for path in PLANS.glob("*.json") if (FOLDER / path.name).exists())
    return tuple(sample for path in files for sample in _samples(path.stem, json.loads(path.read_text("utf-8"))))


def orphans() -> list[str]:
    """Return the majors that have plans and no requirements among the files."""
    return sorted(path.stem for path in PLANS.glob("*.json") if not (FOLDER / path.name).exists())


def _samples(stem: str, plans: Mapping[str, Mapping[str, Mapping[str, list[str]]]]) -> Iterator[Sample]:
    for title, years in plans.items():
        placed: dict[str, str] = {}
        for year, terms in sorted(years.items(), key=lambda pair: _year(pair[0])):
            for term in (name for name in TERMS if name in terms):
                for code in terms[term]:
                    placed.setdefault(" ".join(code.split()), f"{_year(year)} {term}")
        yield Sample("2024/" + stem.replace("__", "/"), title, placed)


def _year(name: str) -> int:
    return 3 if name == BETWEEN else YEARS.index(name) + 1


def concentrations(name: str) -> list[int | None]:
    """Return the concentrations of which one must be chosen; None alone where none is asked for."""
    stated = major(name).get("concentrations") or {}
    count = len(stated.get("concentrationOptions") or ())
    return list(range(count)) if count and stated.get("minOptions") else [None]


def could(node: Raw, taken: frozenset[str]) -> bool:
    """Return whether courses could meet a node if each of them counted everywhere: never too strict.

    Written without our engine: what this denies the plan lacks for certain.
    """
    match node["type"]:
        case "COURSE":
            return f"{node['subject']} {node['classId']}" in taken
        case "RANGE":
            return bool(_within(node, taken))
        case "AND":
            return all(could(part, taken) for part in node["courses"])
        case "OR":
            return any(could(part, taken) for part in node["courses"])
        case "XOM":
            return CREDITS * len(_touched(node, taken)) >= int(node["numCreditsMin"])
        case "SECTION":
            return sum(could(part, taken) for part in node["requirements"]) >= int(node["minRequirementCount"])
    raise AssertionError(node["type"])


def _touched(node: Raw, taken: frozenset[str]) -> set[str]:
    """Return the courses that a node speaks of."""
    if node["type"] == "COURSE":
        return {f"{node['subject']} {node['classId']}"} & taken
    if node["type"] == "RANGE":
        return _within(node, taken)
    return {name for part in node.get("courses") or node.get("requirements") or () for name in _touched(part, taken)}


def _within(node: Raw, taken: frozenset[str]) -> set[str]:
    low, high = node["idRangeStart"], node["idRangeEnd"]
    spared = {f"{course['subject']} {course['classId']}" for course in node["exceptions"]}
    found = {name for name in taken if name.split()[0] == node["subject"] and low <= int(name.split()[1]) <= high}
    return found - spared


def lacking(sample: Sample, concentration: int | None) -> list[str]:
    """Return the sections that the plan's courses could not meet even if each counted everywhere."""
    taken = frozenset(sample.placed)
    asked = [part for part in sections(sample.major, concentration) if part["requirements"]]
    return [part["title"] for part in asked if not could(part, taken)]


# -- as a plan of ours --


def catalog_for(sample: Sample, credential: Credential) -> Catalog:
    """Return the university with every course of a plan and of its major, taught in every term of five years."""
    courses = [_course(name) for name in sorted(named(credential) | set(sample.placed))]
    offered = (Offering(id=f"any {course.id}", course=course.id, organization=HOME) for course in courses)
    offerings = {offering.id: offering for offering in offered}
    return replace(campus(HOME, courses, [credential], SOURCE), terms=dict(_terms()), offerings=offerings)


def claim_for(sample: Sample, credential: Credential, catalog: Catalog) -> Claim:
    """Return the plan as a claim that the major is earned at its end."""
    steps = tuple(_step(name, catalog.terms[term]) for name, term in sample.placed.items())
    end = max(step.slot.end for step in steps)
    award = Award(credential.key, end, tuple(step.attainment for step in steps))
    return Claim(NOBODY, (credential,), DAY, DAY, Preferences(), steps, (), (award,), Fraction(0))


def _step(name: str, term: Term) -> Step:
    return Step(name, "section", name, True, HOME, Slot(term.begin, term.end, term.id), f"any {name}", None)


def _terms() -> Iterator[tuple[str, Term]]:
    for year in range(1, len(YEARS) + 1):
        for name, (later, begin, end) in TERMS.items():
            there = DAY.year + year - 1 + later
            known = f"{year} {name}"
            days = {"begin": f"{there}-{begin}", "end": f"{there}-{end}"}
            yield known, Term.model_validate({"id": known, "title": known, **days})


def _course(name: str) -> Course:
    subject, number = name.rsplit(" ", 1)
    made: Raw = {"id": name, "organization": HOME, "code": name, "title": name, "subject": subject, "number": number}
    return Course.model_validate(made | ({"hours": 1} if subject == "UNMET" else {"credit": CREDITS}))


def closest(sample: Sample) -> int | None:
    """Return the concentration of which a plan lacks least; the first among equals."""
    return min(concentrations(sample.major), key=lambda number: (len(lacking(sample, number)), number or 0))
