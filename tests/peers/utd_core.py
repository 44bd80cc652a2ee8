"""How is a sheet of required hours asked of our engine?  Pools with filters; hours divided inside a group, free across.

A sheet defines matchers, requires hours of what they match, and groups the requirements: inside a group the hours of a
course are divided, each group may use every course anew.  Two objectives, set by what one may take besides the courses:
``hours`` (as the peer: the most hours that can be assigned) gives every pool stand-ins of one hour each, ``filled``
gives every requirement one alternative, so that the shortfall is the number of requirements left unfilled.

Source: shared data ``audit/utd-core`` and ``audit/utd-students`` (PROVENANCE.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pathways.model.base import Source
from pathways.model.course import Course
from pathways.model.credential import Credential
from tests.peers.cases import Case, campus, seeded, transcript
from tests.support import SHARED

CORE = SHARED / "data" / "audit" / "utd-core"
STUDENTS = SHARED / "data" / "audit" / "utd-students"
HOME = "utdallas"
SOURCE = Source(title="UT Dallas sheets of required hours")

Raw = dict[str, Any]
Objective = Literal["hours", "filled"]
STAND_IN = "UNMET"

_TOKEN = re.compile(r"%\w+%|\w+|[(),]")
_REQUIRE = re.compile(r'REQUIRE\s+"([^"]+)"\s+(\w+)\s+(\d+)\s+(.+)')


@dataclass(frozen=True)
class Item:
    """So many hours of what a filter admits."""

    title: str
    id: str
    hours: int
    source: Raw

    def pool(self) -> Raw:
        """Return the requirement of ours."""
        return {"credits": self.hours, "from": self.source}


@dataclass(frozen=True)
class Sheet:
    """All requirements of a sheet and its groups."""

    items: tuple[Item, ...]
    groups: tuple[tuple[str, ...], ...]

    def courses(self) -> set[str]:
        """Return every course that the sheet names."""
        return {name for item in self.items for name in _names(item.source)}

    def item(self, name: str) -> Item:
        """Return the requirement of that id."""
        return next(item for item in self.items if item.id == name)


@cache
def read_sheet(path: Path) -> Sheet:
    """Return what a sheet asks for."""
    known: dict[str, Raw] = {}
    items: list[Item] = []
    groups: list[tuple[str, ...]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("DEFINE"):
            _, name, expression = text.split(maxsplit=2)
            known[name] = matcher(expression, known)
        elif found := _REQUIRE.match(text):
            title, name, hours, expression = found.groups()
            items.append(Item(title, name, int(hours), matcher(expression, known)))
        elif text.startswith("GROUP"):
            groups.append(tuple(text.split()[1:]))
        elif text:
            raise AssertionError(text)
    return Sheet(tuple(items), tuple(groups))


def matcher(text: str, known: dict[str, Raw]) -> Raw:
    """Return a matcher as a filter of ours."""
    return _parsed(_TOKEN.findall(text), known)


def _parsed(tokens: list[str], known: dict[str, Raw]) -> Raw:
    word = tokens.pop(0)
    if word.startswith("%"):
        return known[word]
    tokens.pop(0)
    inner: list[Raw] = []
    words: list[str] = []
    while tokens[0] != ")":
        if tokens[0] == ",":
            tokens.pop(0)
        elif tokens[0].startswith("%") or tokens[1] == "(":
            inner.append(_parsed(tokens, known))
        else:
            words.append(tokens.pop(0))
    tokens.pop(0)
    return _filter(word, inner, words)


def _filter(word: str, inner: list[Raw], words: list[str]) -> Raw:
    match word:
        case "And":
            return {"all": inner}
        case "Or":
            return {"any": inner}
        case "Not":
            return {"not": inner[0]}
        case "NameList":
            return {"course": [_code(name) for name in words]}
        case "Level":
            return {"any": [{"level": {"min": int(level), "max": int(level)}} for level in words]}
        case "Department":
            return {"subject": words}
        case "Any":
            return {}
    raise AssertionError(word)


def _code(name: str) -> str:
    found = re.fullmatch(r"([A-Z]+)(\w{4})", name)
    if found is None:
        raise AssertionError(name)
    return f"{found[1]} {found[2]}"


def _names(source: Raw) -> set[str]:
    found = set(source.get("course", ()))
    for part in (*source.get("all", ()), *source.get("any", ()), *filter(None, [source.get("not")])):
        found |= _names(part)
    return found


def program(name: str, sheet: Sheet, objective: Objective) -> Credential:
    """Return a sheet as a credential of ours whose shortfall in hours is what the objective counts."""
    groups = [
        {"id": f"group_{number}", "all": [wanted(sheet.item(item), objective) for item in group]}
        for number, group in enumerate(sheet.groups, 1)
    ]
    divided = [
        {"between": [f"root/group_{number}/{item}" for item in group], "split": True}
        for number, group in enumerate(sheet.groups, 1)
        if len(group) > 1
    ]
    across = [{"between": [f"root/{group['id']}" for group in groups]}] if len(groups) > 1 else []
    return Credential.model_validate(
        {
            "id": f"{name} {objective}",
            "organization": HOME,
            "kind": "bachelor",
            "title": name,
            "measure": "hours",
            "requirement": {"all": groups},
            "sharing": [*divided, *across],
            "source": SOURCE,
        }
    )


def wanted(item: Item, objective: Objective) -> Raw:
    """Return a requirement with what may stand in for it; courses are all that is not a stand-in."""
    real = {"all": [item.source, {"not": {"subject": [STAND_IN]}}]}
    if objective == "filled":
        return {"id": item.id, "any": [{"credits": item.hours, "from": real}, {"course": f"{STAND_IN} {item.id}"}]}
    return {"id": item.id, "title": item.title, "credits": item.hours, "from": {"any": [real, {"tag": [item.id]}]}}


def stand_ins(sheet: Sheet, objective: Objective) -> Iterator[Course]:
    """Yield what may be taken besides the courses: one hour each, tagged with the requirement it stands in for."""
    for item in sheet.items:
        ends = [f" {place}" for place in range(1, item.hours + 1)] if objective == "hours" else [""]
        for end in ends:
            name = f"{STAND_IN} {item.id}{end}"
            parts: Raw = {"id": name, "organization": HOME, "code": name, "title": name, "subject": STAND_IN}
            yield Course.model_validate(parts | {"credit": 1, "hours": 1, "tags": [item.id]})


def cases(objective: Objective) -> Iterator[Case]:
    """Yield the student of the file (``expected``: the peer's answer) and two drawn ones for every sheet."""
    yield student(objective)
    for path in sorted(CORE.glob("*.req")):
        sheet = read_sheet(path)
        names = sorted(sheet.courses())
        for stage, number in (("junior", 20), ("senior", 36)):
            name = f"{path.stem} {stage}"
            drawn = {course: hours(course) for course in seeded(name, names, number)}
            yield case(name, path.stem, sheet, drawn, objective)


def student(objective: Objective) -> Case:
    """Return the student of the file; what a person has assigned by hand is admitted where that person put it."""
    brought = json.loads((STUDENTS / "student_a.json").read_text(encoding="utf-8"))
    answer = json.loads((STUDENTS / "student_a_output.json").read_text(encoding="utf-8"))
    taken = {course["name"]: int(course["hours"]) for course in brought["courses"]}
    return case("student_a", brought["degree"], students_sheet(), taken, objective)._replace(expected=answer)


@cache
def students_sheet() -> Sheet:
    """Return the sheet of the student of the file, with what a person assigned by hand admitted there."""
    brought = json.loads((STUDENTS / "student_a.json").read_text(encoding="utf-8"))
    sheet = read_sheet(CORE / f"{brought['degree']}.req")
    for bypass in brought["bypasses"]:
        sheet = _admitting(sheet, bypass["requirement"], bypass["course"])
    return sheet


def case(name: str, title: str, sheet: Sheet, taken: Mapping[str, int], objective: Objective) -> Case:
    """Return the question how far courses with so many hours go on a sheet."""
    credential = program(title, sheet, objective)
    offered = [course(item) for item in sorted(sheet.courses().union(taken))]
    catalog = campus(HOME, [*offered, *stand_ins(sheet, objective)], [credential], SOURCE, top_level=9)
    record = transcript(name, taken, {item: str(number) for item, number in taken.items()})
    return Case(f"{name} {objective}", catalog, credential, record, None)


def _admitting(sheet: Sheet, title: str, name: str) -> Sheet:
    items = tuple(
        replace(item, source={"any": [item.source, {"course": [name]}]}) if item.title == title else item
        for item in sheet.items
    )
    return replace(sheet, items=items)


def hours(name: str) -> int:
    """Return the hours that the second digit of a code states; three where they vary (written V)."""
    digit = name.rsplit(" ", 1)[1][1]
    return int(digit) if digit.isdigit() else 3


def course(name: str) -> Course:
    """Return a course as its code describes it."""
    subject, number = name.rsplit(" ", 1)
    parts: Raw = {"id": name, "organization": HOME, "code": name, "title": name, "subject": subject}
    parts |= {"credit": hours(name), "level": int(number[0])}
    return Course.model_validate(parts | ({"number": number} if number.isdigit() else {}))
