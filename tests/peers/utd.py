"""How are UT Dallas degrees asked of our engine?  Matcher trees with the core, whose hours may be divided.

The core is nine pools of hours; one course's hours may be split among them (the peer solves it as a flow), and what is
missing there is counted by the hour, through stand-ins.  A course that serves the core serves nothing else, as at the
peer.  What is missing of the major is counted in courses that the degree names, each with its hours.  ``JSOM`` is asked
for as a subject, as the peer does.

Source: shared data ``audit/utd-degrees`` and ``audit/utd-core`` (PROVENANCE.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pathways.model.base import Source
from pathways.model.course import Course
from pathways.model.credential import Credential
from tests.peers.cases import Case, campus, seeded, transcript
from tests.peers.utd_core import CORE, HOME, STAND_IN, Sheet, course, read_sheet, stand_ins, wanted
from tests.support import SHARED

FOLDER = SHARED / "data" / "audit" / "utd-degrees"
SOURCE = Source(title="UT Dallas degrees of 2022 and 2023")

STAGES = (("first", 8), ("junior", 25), ("senior", 42))

Raw = dict[str, Any]


def files() -> list[Path]:
    """Return the files of the degrees, in order."""
    return sorted(FOLDER.glob("*/*.json"))


def cases() -> Iterator[Case]:
    """Yield the major part of each degree for a beginner, a junior and a senior, drawn from the courses it names."""
    for path in files():
        credential, names = major(path), named(degree_tree(path))
        catalog = campus(HOME, map(course, sorted(names)), [credential], SOURCE, top_level=9)
        for stage, number in STAGES:
            name = f"{credential.id} {stage}"
            yield Case(name, catalog, credential, transcript(name, seeded(name, names, number)), None)


def whole_cases() -> Iterator[Case]:
    """Yield each degree with its core for the same three learners, who have core courses too."""
    core = core_sheet().courses()
    for path in files():
        credential, names = with_core(path), named(degree_tree(path))
        offered = [offer(name, name in names) for name in sorted(names | core)]
        catalog = campus(HOME, [*offered, *stand_ins(core_sheet(), "hours")], [credential], SOURCE, top_level=9)
        for stage, number in STAGES:
            name = f"{credential.id} {stage}"
            drawn = [*seeded(name, names, number), *seeded(f"{name} core", core, number // 3)]
            yield Case(name, catalog, credential, transcript(name, dict.fromkeys(drawn)), None)


def offer(name: str, may_be_taken: object) -> Course:
    """Return a course; only one whose hours are stated may be taken."""
    found = course(name)
    return found.model_copy(update={"hours": found.credit}) if may_be_taken else found


@cache
def core_sheet() -> Sheet:
    """Return the core curriculum."""
    return read_sheet(CORE / "core.req")


@cache
def degree_tree(path: Path) -> list[Raw]:
    """Return the requirements of a degree as its file states them, without the core."""
    document: Raw = json.loads(path.read_text(encoding="utf-8"))
    found: list[Raw] = document["requirements"]["major"]
    return found


@cache
def major(path: Path) -> Credential:
    """Return the major part of a degree as a credential of ours; its shortfall is in credit."""
    return _credential(path, "major", {"all": [requirement(node) for node in degree_tree(path)]})


@cache
def with_core(path: Path) -> Credential:
    """Return a degree with its core; its shortfall is in hours, those of the core counted one by one."""
    pools = [wanted(item, "hours") for item in core_sheet().items]
    parts = [{"id": "core", "all": pools}, *(requirement(node) for node in degree_tree(path))]
    divided = [{"between": [f"root/core/{pool['id']}" for pool in pools], "split": True}]
    return _credential(path, "degree", {"all": parts}, measure="hours", sharing=divided)


def _credential(path: Path, what: str, root: Raw, **more: Any) -> Credential:
    parts = {
        "id": f"{path.parent.name} {path.stem} {what}",
        "organization": HOME,
        "kind": "bachelor",
        "title": path.stem.replace("_", " "),
        "requirement": root,
        "source": SOURCE,
    }
    return Credential.model_validate(parts | more)


def requirement(node: Raw) -> Raw:
    """Return a matcher as a requirement of ours."""
    match node["matcher"]:
        case "CourseRequirement":
            return {"course": spelled(node["course"])}
        case "AndRequirement":
            return _titled(node, {"all": _parts(node)})
        case "OrRequirement":
            return {"any": _parts(node)}
        case "SelectRequirement":
            return {"at_least": node["required_count"], "of": _parts(node)}
        case "HoursRequirement":
            return _titled(node, _hours(node))
        case "FreeElectiveRequirement":
            spared = [spelled(name) for name in node["excluded_courses"]]
            spare = [{"subject": [STAND_IN]}, *([{"course": spared}] if spared else [])]
            return {"credits": node["required_hours"], "from": {"not": {"any": spare}}}
        case "PsychologyPrefixesOrCourses":
            either = [{"subject": node["accepted_prefixes"]}, {"course": node["accepted_courses"]}]
            return {"credits": node["required_hours"], "from": {"any": either}}
    raise AssertionError(node["matcher"])


def _titled(node: Raw, requirement: Raw) -> Raw:
    name = node["metadata"].get("name")
    return {"title": name, **requirement} if name else requirement


def _parts(node: Raw) -> list[Raw]:
    return [requirement(part) for part in node["requirements"]]


def _hours(node: Raw) -> Raw:
    """Return hours over single courses, choices that give one course, and prefixes that give as much as is needed."""
    need = node["required_hours"]
    parts = [
        {"credits": need, "from": prefix(part["prefix"])}
        if part["matcher"] == "PrefixBucketRequirement"
        else requirement(part)
        for part in node["requirements"]
    ]
    return {"at_least": need, "counting": "credits", "of": parts}


def prefix(text: str) -> Raw:
    """Return the filter of the codes that begin so: a subject, and the first digits of the number."""
    subject, _, digits = text.partition(" ")
    if not digits:
        return {"subject": [subject]}
    step = 10 ** (4 - len(digits))
    first = int(digits) * step
    return {"subject": [subject], "number": {"min": first, "max": first + step - 1}}


def named(tree: Iterable[Raw]) -> set[str]:
    """Return every course that the matchers name."""
    found: set[str] = set()
    for node in tree:
        if "course" in node:
            found.add(spelled(node["course"]))
        found.update(spelled(name) for name in node.get("accepted_courses", ()))
        found.update(spelled(name) for name in node.get("excluded_courses", ()))
        found |= named(node.get("requirements", ()))
    return found


def spelled(name: str) -> str:
    """Return a code in one spelling: the file writes ``4v94`` once."""
    return name.upper()
