"""How are Northeastern's majors asked of our engine?  Sections, AND, OR, XOM and RANGE as requirements of ours.

The file counts how many sections can be met at once, each course used once.  Our engine counts what is missing, so each
section gets an alternative that one may take for one hour (no other course states hours, so nothing else can be taken):
sections met = all sections - least hours.

Source: shared data ``audit/northeastern-majors`` (PROVENANCE.md).  Readings that the file's own answers rest on: every
course carries 4 credits; a RANGE never takes a course that is named outside of OR and XOM; a section that is empty or
asks for none of its parts holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import Any

from pathways.catalog.collection import Catalog
from pathways.completion.audit import Completion
from pathways.model.base import Source
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.requirement import CourseLeaf, CoursePool, CreditPool, walk
from tests.peers.cases import Case, campus, transcript
from tests.support import SHARED

FOLDER = SHARED / "data" / "audit" / "northeastern-majors"
HOME = "northeastern"
SOURCE = Source(title="Northeastern majors of 2024")
CREDITS = 4

Raw = dict[str, Any]


def judged() -> tuple[Raw, ...]:
    """Return the judged audits of the file, in its order."""
    lines = (FOLDER / "CASES.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def cases() -> Iterator[Case]:
    """Yield every judged audit, program by program; ``expected`` is the greatest number of sections that can be met."""
    numbered = sorted(enumerate(judged()), key=lambda pair: (_key(pair[1]), pair[0]))
    for (name, concentration), group in groupby(numbered, key=lambda pair: _key(pair[1])):
        audits = list(group)
        credential = program(name, None if concentration < 0 else concentration)
        catalog = campus(HOME, _supply(credential, (a["taken"] for _, a in audits)), [credential], SOURCE)
        for number, audit in audits:
            title = f"{number} {name} {audit['mode']}"
            yield Case(title, catalog, credential, transcript(title, audit["taken"]), audit["milp_sections_met"])


def all_programs() -> Catalog:
    """Return one catalogue with every course that any major names and every program that is judged."""
    programs = {(a["major"], a["concentration_index"]): program(a["major"], a["concentration_index"]) for a in judged()}
    supplies = (_supply(credential, ()) for credential in programs.values())
    courses = {course.id: course for supply in supplies for course in supply}
    return campus(HOME, courses.values(), programs.values(), SOURCE)


def met(case: Case, completion: Completion) -> Fraction:
    """Return how many sections are met: those that ask for nothing, and those that took no alternative."""
    name, _, concentration = case.credential.id.partition(" ")
    return len(sections(name, int(concentration) if concentration else None)) - completion.shortfall


def _key(audit: Raw) -> tuple[str, int]:
    index = audit["concentration_index"]
    return audit["major"], -1 if index is None else index


def _supply(credential: Credential, taken: Iterable[Iterable[str]]) -> list[Course]:
    """Return every course that the program names (those that its ranges spare too) and every one that was taken."""
    return [_course(name) for name in sorted(named(credential).union(*taken))]


@cache
def major(name: str) -> Raw:
    """Return a major as its file states it."""
    path = FOLDER / (name.removeprefix("2024/").replace("/", "__") + ".json")
    found: Raw = json.loads(path.read_text(encoding="utf-8"))
    return found


def sections(name: str, concentration: int | None) -> list[Raw]:
    """Return the top sections of a major, with that of the concentration."""
    whole = major(name)
    chosen = [] if concentration is None else [whole["concentrations"]["concentrationOptions"][concentration]]
    return [*whole["requirementSections"], *chosen]


def open_sections(name: str, concentration: int | None) -> list[Raw]:
    """Return the requirements of the sections that ask for something."""
    asked = sections(name, concentration)
    necessary = frozenset(necessarily(asked))
    found = (requirement(section, necessary) for section in asked)
    return [section for section in found if section is not None]


@cache
def program(name: str, concentration: int | None) -> Credential:
    """Return a major as a credential of ours whose shortfall in hours is the number of sections that stay unmet."""
    parts = open_sections(name, concentration)
    either = [{"any": [part, {"course": filler(number)}]} for number, part in enumerate(parts, 1)]
    return Credential.model_validate(
        {
            "id": f"{name} {'' if concentration is None else concentration}".strip(),
            "organization": HOME,
            "kind": "bachelor",
            "title": major(name)["name"],
            "measure": "hours",
            "requirement": {"all": either},
            "source": SOURCE,
        }
    )


def filler(number: int) -> str:
    """Return the course that stands for a section left unmet."""
    return f"UNMET {number}"


def requirement(node: Raw, necessary: frozenset[str]) -> Raw | None:
    """Return a node as a requirement; None where it holds whatever was taken."""
    match node["type"]:
        case "COURSE":
            return {"course": _name(node)}
        case "RANGE":
            return {"courses": 1, "from": _range(node, necessary)}
        case "AND":
            return {"all": _all(node["courses"], necessary)}
        case "OR":
            return {"any": _all(node["courses"], necessary)}
        case "XOM":
            return _many(node, necessary)
        case "SECTION":
            return _section(node, necessary)
    raise AssertionError(node["type"])


def _section(node: Raw, necessary: frozenset[str]) -> Raw | None:
    parts = [requirement(part, necessary) for part in node["requirements"]]
    asked = [part for part in parts if part is not None]
    needed = node["minRequirementCount"] - (len(parts) - len(asked))
    return {"title": node["title"], "at_least": needed, "of": asked} if needed > 0 and asked else None


def _many(node: Raw, necessary: frozenset[str]) -> Raw:
    """Return credits over single courses, groups that count only whole, and ranges that give as much as is needed."""
    parts = []
    for part in node["courses"]:
        if part["type"] == "RANGE":
            parts.append({"credits": node["numCreditsMin"], "from": _range(part, necessary)})
        else:
            parts.extend(_all([part], necessary))
    return {"at_least": node["numCreditsMin"], "counting": "credits", "of": parts}


def _all(nodes: list[Raw], necessary: frozenset[str]) -> list[Raw]:
    return [part for node in nodes if (part := requirement(node, necessary)) is not None]


def _range(node: Raw, necessary: frozenset[str]) -> Raw:
    spared = sorted({_name(course) for course in node["exceptions"]} | _inside(node, necessary))
    wanted = {
        "subject": [node["subject"]],
        "number": {"min": node["idRangeStart"], "max": node["idRangeEnd"]},
    }
    return {**wanted, "not": {"course": spared}} if spared else wanted


def _inside(node: Raw, courses: frozenset[str]) -> set[str]:
    """Return the courses that lie in a range, so that its exceptions stay short."""
    low, high = node["idRangeStart"], node["idRangeEnd"]
    return {
        name
        for name in courses
        for subject, number in [name.rsplit(" ", 1)]
        if subject == node["subject"] and low <= int(number) <= high
    }


def necessarily(nodes: Iterable[Raw]) -> Iterator[str]:
    """Yield the courses that are named outside of OR and XOM."""
    for node in nodes:
        match node["type"]:
            case "COURSE":
                yield _name(node)
            case "AND":
                yield from necessarily(node["courses"])
            case "SECTION":
                yield from necessarily(node["requirements"])


def named(credential: Credential) -> set[str]:
    """Return every course that a program names."""
    if credential.requirement is None:
        raise AssertionError(credential.id)
    found: set[str] = set()
    for _, node in walk(credential.requirement):
        if isinstance(node, CourseLeaf):
            found.add(node.course)
        elif isinstance(node, CoursePool | CreditPool) and node.source.exclude is not None:
            found.update(node.source.exclude.course)
    return found


def _name(node: Raw) -> str:
    return f"{node['subject']} {node['classId']}"


def _course(name: str) -> Course:
    subject, number = name.rsplit(" ", 1)
    parts: Raw = {"id": name, "organization": HOME, "code": name, "title": name, "subject": subject, "number": number}
    parts |= {"hours": 1} if subject == "UNMET" else {"credit": CREDITS}
    return Course.model_validate(parts)
