"""How are Waterloo's programs asked of our engine?  Courses, all, picks, pools of a subject, exclusions, electives.

A pick over plain lists takes different courses from all of them; over anything else it takes parts that hold.  A pick
without a least number asks for nothing, unless it is itself a part of a pick, where it holds with one course.  What is
excluded beside other parts may not be applied among them (a cap of no items).  Electives with a list and units are a
pool; units that only words describe are a condition in words; a list without units asks for nothing.  Each course
counts once, as the calendar has it (the peer lets it count everywhere).  A course is half a unit.

Source: shared data ``audit/waterloo-programs`` (PROVENANCE.md).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pathways.model.base import Source
from pathways.model.course import Course
from pathways.model.credential import Credential
from tests.peers.cases import Case, campus, seeded, transcript
from tests.support import SHARED

FILE = SHARED / "data" / "audit" / "waterloo-programs" / "programs.json"
HOME = "uwaterloo"
SOURCE = Source(title="Waterloo undergraduate programs, 2026")
STAGES = (("first", 6), ("junior", 18), ("senior", 34))

Raw = dict[str, Any]


@cache
def programs() -> dict[str, Raw]:
    """Return every program and, as ``program/specialization``, every specialization, as the file states them."""
    whole: dict[str, Raw] = json.loads(FILE.read_text(encoding="utf-8"))
    inner = {f"{name}/{s['slug']}": s for name, one in whole.items() for s in one.get("specializations", ())}
    return dict(sorted({**whole, **inner}.items()))


def trees(name: str) -> list[Raw]:
    """Return the rules of a program: one tree, or one for each term."""
    one = programs()[name]
    return [one["rules"]] if "rules" in one else list(one.get("terms", {}).values())


def cases() -> Iterator[Case]:
    """Yield each program and specialization for one learner: a beginner, a junior and a senior in turn."""
    for number, name in enumerate(programs()):
        credential = program(name)
        if credential is None:
            continue
        names = supply(name)
        stage, size = STAGES[number % 3]
        learner = f"{name} {stage}"
        catalog = campus(HOME, map(course, sorted(names)), [credential], SOURCE)
        yield Case(learner, catalog, credential, transcript(learner, seeded(learner, names, size)), None)


@cache
def program(name: str) -> Credential | None:
    """Return a program as a credential of ours, its shortfall in courses; None where it asks for nothing at all."""
    asked = [requirement(tree) for tree in trees(name)]
    asked += [elective(item) for item in programs()[name].get("electives", ())]
    parts = [part for part in asked if part is not None]
    if not parts:
        return None
    return Credential.model_validate(
        {
            "id": name,
            "organization": HOME,
            "kind": "bachelor",
            "title": programs()[name]["name"],
            "measure": "items",
            "requirement": {"all": parts},
            "source": SOURCE,
        }
    )


def elective(item: Raw) -> Raw | None:
    """Return what an elective entry asks for; None for a bare list."""
    if "unitRequirement" not in item:
        return None
    if "approvedCourses" not in item:
        return {"statement": item["description"]}
    return {"credits": str(item["unitRequirement"]), "from": {"course": item["approvedCourses"]}}


def requirement(node: Raw, *, picked: bool = False) -> Raw | None:
    """Return a rule as a requirement of ours; None where it asks for nothing."""
    match node["kind"]:
        case "courses":
            return {"all": [{"course": name} for name in dict.fromkeys(node["courses"])]}
        case "all":
            return _all(node)
        case "pick":
            return _pick(node, max(node.get("selectMin", 0), int(picked)))
        case "subjectPool":
            return _pool(node)
    return None


def _all(node: Raw) -> Raw | None:
    barred = [name for part in node["children"] if part["kind"] == "excluded" for name in part["courses"]]
    parts = [part for child in node["children"] if (part := requirement(child)) is not None]
    cap = {"caps": [{"items": 0, "from": {"course": barred}}]} if barred else {}
    return {"all": parts, **cap} if parts else None


def _pick(node: Raw, least: int) -> Raw | None:
    if not least:
        return None
    if is_flat(node):
        return {"courses": least, "from": {"course": options(node)}}
    parts = [requirement(child, picked=True) for child in node["children"]]
    return {"at_least": least, "of": [part for part in parts if part is not None]}


def is_flat(node: Raw) -> bool:
    """Return whether a pick is over plain lists of courses only."""
    return all(child["kind"] == "courses" for child in node["children"])


def options(node: Raw) -> list[str]:
    """Return the different courses of a flat pick."""
    return list(dict.fromkeys(name for child in node["children"] for name in child["courses"]))


def _pool(node: Raw) -> Raw:
    """Return so many courses of some subjects and levels; an exclusion in words stays a condition in words."""
    source: Raw = {"subject": node["subjectCodes"]}
    if "minLevel" in node or "maxLevel" in node:
        low = {"min": node["minLevel"]} if "minLevel" in node else {}
        high = {"max": node["maxLevel"] + 99} if "maxLevel" in node else {}
        source["number"] = {**low, **high}
    pool: Raw = {"courses": node["selectCount"], "from": source}
    words = [{"statement": text} for text in node.get("exclusions", ())]
    return {"all": [pool, *words]} if words else pool


def named(node: Any) -> set[str]:
    """Return every course that a rule or an elective names."""
    if isinstance(node, list):
        return set().union(*map(named, node))
    if not isinstance(node, dict):
        return set()
    own = {name for key in ("courses", "approvedCourses") for name in node.get(key, ())}
    return own | named([part for key, part in node.items() if key in ("children", "electives")])


def pools(node: Raw) -> Iterator[Raw]:
    """Yield every pool of a subject below a rule."""
    if node["kind"] == "subjectPool":
        yield node
    for child in node.get("children", ()):
        yield from pools(child)


def supply(name: str) -> set[str]:
    """Return the courses of a program: those it names, and for its pools some of each subject at each level."""
    own = named(trees(name)) | named(programs()[name].get("electives", []))
    wanted = {subject.lower() for tree in trees(name) for pool in pools(tree) for subject in pool["subjectCodes"]}
    return own.union(*(_some(subject) for subject in wanted))


@cache
def _by_subject() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name in programs():
        for code in named(trees(name)):
            found[split(code)[0]].add(code)
    return found


def _some(subject: str) -> set[str]:
    """Return up to six courses of a subject, spread over its levels."""
    known = sorted(_by_subject().get(subject, ()), key=lambda code: (split(code)[1] % 100, code))
    return set(known[:6]) | {f"{subject}{level}99" for level in (3, 4)}


def split(code: str) -> tuple[str, int]:
    """Return the subject of a code and the digits of its number."""
    found = re.fullmatch(r"([a-z]+)(\d+)[a-z]*", code)
    if found is None:
        raise AssertionError(code)
    return found[1], int(found[2])


def words(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the conditions that only words express, by program."""
    found: dict[str, list[str]] = {}
    for name in names:
        entries = programs()[name].get("electives", ())
        said = [item["description"] for item in entries if set(item) == {"description", "unitRequirement"}]
        said += [text for tree in trees(name) for pool in pools(tree) for text in pool.get("exclusions", ())]
        if said:
            found[name] = said
    return found


def course(code: str) -> Course:
    """Return a course as its code describes it; half a unit."""
    subject, number = split(code)
    parts: Raw = {"id": code, "organization": HOME, "code": code, "title": code, "subject": subject}
    return Course.model_validate(parts | {"number": number, "credit": "0.5"})
