"""How is a real transfer agreement planned?  ASSIST's catalogue with terms, prices and prerequisites added.

ASSIST names courses, rules and requirements; nothing else.  Assumed here: two terms a year from the spring of 2025,
every course of Santa Monica in every term, one price for each unit, four courses a term; prerequisites and corequisites
as the college's catalogue words them (:mod:`tests.peers.smc_prerequisites`), with the courses that only these name.
What no course of Santa Monica gives can be taken at the university, in the same terms, at its own price for each unit,
with the prerequisites of its catalogue; without that, many agreements cannot be completed.  An advisor has decided
every condition in words of the agreement for the learner.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from pathways.catalog.collection import Catalog, collect
from pathways.formats.assist import read_assist
from pathways.model.base import Money
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord, Preferences
from pathways.model.requirement import Requirement, Statement, walk
from tests.peers.smc_prerequisites import Reading, Tree, names, read_prerequisite
from tests.support import SHARED

TRANSFER: Final = SHARED / "data" / "transfer"
COLLEGE: Final = "smcc"
UNIVERSITY: Final = "ucsd"
START: Final = dt.date(2024, 10, 1)  # the first day of the edition that the agreements bind
YEARS: Final = range(2025, 2030)
PRICE: Final[Mapping[str, int]] = {COLLEGE: 46, UNIVERSITY: 300}
"""Dollars for each unit."""
WISHES: Final = Preferences(max_courses_per_term=4)

RECORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "empty": (),
    "mathematics and science": ("MATH 2", "MATH 7", "MATH 8", "CHEM 10", "CHEM 11", "PHYSCS 21"),
    "computing and languages": ("CS 52", "CS 55", "CS 20A", "MATH 2", "SPAN 1", "ENGL C1000"),
    "society and arts": ("ECON 1", "ECON 2", "POL SC 2", "SOCIOL 1", "PHILOS 9", "MUSIC 1", "AHIS 3"),
}
"""Three partial records of courses of Santa Monica, completed in the spring of 2024, and one of nothing."""


@dataclass(frozen=True)
class Planned:
    """The catalogue to plan in, and how each text of the college's catalogue was read."""

    catalog: Catalog
    readings: Mapping[str, Reading]
    added: frozenset[str]


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Return the rows of the college's catalogue."""
    with gzip.open(TRANSFER / "smc_catalog.csv.gz", "rt", encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines))


@cache
def readings(column: str) -> Mapping[str, Reading]:
    """Return how each text of a column was read, by course code."""
    return {row["code"]: read_prerequisite(row[column]) for row in rows() if row[column]}


@cache
def imported() -> Catalog:
    """Return the catalogue as ASSIST states it."""
    return collect(read_assist(TRANSFER / "assist_smc_ucsd_agreements.jsonl.gz").things)


@cache
def planned(*, university: bool = True) -> Planned:
    """Return ASSIST's catalogue with terms, offerings and prerequisites; with what only the university has, or not."""
    catalog = imported()
    known = _by_code(catalog, COLLEGE)
    _add_named(known)
    bound = {course.id: _bound(course, known) for course in known.values()}
    added = frozenset(bound) - frozenset(catalog.courses)
    if university:
        bound |= dict(_only_there(catalog))
    courses = {**catalog.courses, **bound}
    offerings = {offering.id: offering for offering in map(_offering, bound.values())}
    terms = {term.id: term for term in _terms()}
    found = replace(
        catalog, courses=dict(sorted(courses.items())), terms=terms, offerings=dict(sorted(offerings.items()))
    )
    return Planned(found, readings("prerequisites"), added)


def _by_code(catalog: Catalog, organization: str) -> dict[str, Course]:
    own = (course for course in catalog.courses.values() if course.organization == organization)
    return {code: course for course in own for code in (course.code, *(alias.code for alias in course.aliases))}


def _only_there(catalog: Catalog) -> Iterator[tuple[str, Course]]:
    """Yield the courses of the university that no rule gives, with the prerequisites that its catalogue states."""
    given = {
        name for rule in catalog.equivalences.values() for name in rule.target.courses if rule.target.kind == "course"
    }
    given |= {
        name for rule in catalog.equivalences.values() for name in rule.target.courses if rule.target.kind == "courses"
    }
    known = _by_code(catalog, UNIVERSITY)
    with gzip.open(TRANSFER / "ucsd_catalog.jsonl.gz", "rt", encoding="utf-8") as lines:
        stated = {row["code"]: row["prereqs"] for row in map(json.loads, lines)}
    for course in sorted(set(known.values()) - {catalog.courses[name] for name in given}, key=lambda course: course.id):
        tree = _structured(stated.get(course.code))
        yield course.id, course.model_copy(update={"prerequisite": _within(tree, known, course) if tree else None})


def _structured(tree: Any) -> Tree | None:
    """Return a prerequisite of the university's catalogue, which is a tree already, in our words."""
    if tree is None or isinstance(tree, str):
        return {"course": tree} if tree else None
    parts = [part for child in tree["courses"] if (part := _structured(child))]
    return {"any" if tree["type"] == "one" else "all": parts} if parts else None


def record(name: str, goal: Credential) -> LearnerRecord:
    """Return one of the records, graded B, with what an advisor has decided about a goal."""
    ids = [f"{COLLEGE}:{code.replace(' ', '-')}" for code in RECORDS[name]]
    lines = [{"id": i, "course": i, "completed": "2024-06-10", "grade": "B"} for i in ids]
    return LearnerRecord.model_validate(
        {"learner": {"id": name.replace(" ", "-")}, "attainments": lines, "adjustments": list(_decided(goal))}
    )


def _decided(goal: Credential) -> Iterator[dict[str, Any]]:
    """Yield a waiver of every condition in words."""
    for path, node in walk(goal.requirement) if goal.requirement else ():
        if isinstance(node, Statement):
            said = {"reason": "assumed", "approved_by": "an advisor", "date": str(START)}
            yield {"id": path, "kind": "waiver", "credential": goal.key, "path": path, **said}


def _renamed() -> dict[str, str]:
    """Return the older code of each course that was renumbered: ASSIST still names it so."""
    words = {row["code"]: row["formerly"] for row in rows() if row["formerly"]}
    return {**words, "PSYC C1000": "PSYCH 1", "STAT C1000": "MATH 54"}


def _add_named(known: dict[str, Course]) -> None:
    """Add what the prerequisites of known courses name, and what theirs name, as far as the catalogue lists it."""
    stated = {row["code"]: row for row in rows()}
    renamed = _renamed()
    waiting = sorted(known)
    while waiting:
        code = waiting.pop()
        for name in _asked(code):
            if name not in known and renamed.get(name) in known:
                known[name] = known[renamed[name]]
            elif name not in known and name in stated:
                known[name] = _course(stated[name])
                waiting.append(name)


def _asked(code: str) -> list[str]:
    found = (readings(column).get(code) for column in ("prerequisites", "corequisites"))
    return [name for reading in found if reading for tree in (reading.before, reading.beside) for name in names(tree)]


def _course(row: Mapping[str, str]) -> Course:
    code = row["code"]
    made = {
        "id": f"{COLLEGE}:{code.replace(' ', '-')}",
        "organization": COLLEGE,
        "code": code,
        "title": row["title"].title(),
    }
    return Course.model_validate({**made, "credit": row["units"].split()[0]})


def _bound(course: Course, known: Mapping[str, Course]) -> Course:
    """Return a course with what must come before and beside it."""
    before = readings("prerequisites").get(course.code)
    beside = readings("corequisites").get(course.code)
    trees = (
        _within(before.before if before else None, known, course),
        _within(before.beside if before and before.beside else _all_of(beside), known, course),
    )
    return course.model_copy(update={"prerequisite": trees[0], "corequisite": trees[1]})


def _all_of(reading: Reading | None) -> Tree | None:
    return None if reading is None else reading.before or reading.beside


def _within(tree: Tree | None, known: Mapping[str, Course], course: Course) -> Requirement | None:
    """Return a tree over ids; what the catalogue no longer lists is left out of a choice, and is words elsewhere."""
    found = _named(tree, known) if tree else None
    if found is None or found == {"course": course.id}:
        return None
    node: Requirement = TypeAdapter(Requirement).validate_python(found)
    return node


def _named(tree: Tree, known: Mapping[str, Course]) -> dict[str, Any]:
    if "statement" in tree:
        return tree
    if "course" in tree:
        course = known.get(tree["course"])
        return {"course": course.id} if course else {"statement": f"{tree['course']} (no longer listed)"}
    kind, parts = next(iter(tree.items()))
    found = [_named(part, known) for part in parts]
    listed = [part for part in found if "statement" not in part] if kind == "any" else found
    return {kind: listed or found}


def _terms() -> Iterable[Term]:
    for year in YEARS:
        for name, begin, end in (("spring", "02-10", "06-10"), ("fall", "08-26", "12-17")):
            days = {"begin": f"{year}-{begin}", "end": f"{year}-{end}"}
            yield Term.model_validate({"id": f"{name}-{year}", "title": f"{name.title()} {year}", **days})


def _offering(course: Course) -> Offering:
    home = course.organization
    price = Money(amount=PRICE[home] * (course.credit or Fraction(0)), currency="USD")
    return Offering(id=f"any-term {course.id}", course=course.id, organization=home, price=price)
