"""Structured agreements as catalogues: which fewest courses of one college meet everything that is required?

The cases come from ``assist_structured_fixtures.jsonl.gz`` (read from the shared room, never copied).  Each becomes
a credential of the sending college, measured in items: a receiver is a choice among its options, an option all of its
sending courses, and one course may serve several receivers, which is a sharing rule over all leaves that name it.

How the cases are meant (their own model, in which a parsed agreement always states a number): receivers that are not
articulated are out; a section asks for ``section_advisement`` receivers, or so many units, else for any one; a group
may count over its sections (``group_advisement``, ``group_unit_advisement``) with bounds on distinct sections; groups
that are not required are out.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

from pathways.catalog.collection import Catalog, collect
from pathways.model.base import Source
from pathways.model.course import CodeAlias, Course
from pathways.model.credential import Credential, CredentialKind, SharingRule
from pathways.model.organization import Organization, OrganizationKind
from pathways.model.record import Learner, LearnerRecord
from pathways.model.requirement import AllOf, AnyOf, AtLeast, CourseLeaf, Requirement, walk

COLLEGE = "college"
GOAL = "college:everything"
_SOURCE = Source(title="Structured agreements with golden numbers of courses (test data)")

Bag = frozenset[str]
"""Sending courses that are needed together."""


@dataclass(frozen=True)
class Case:
    """One case: its name, its data, and the golden set of fewest courses."""

    name: str
    data: Mapping[str, Any]
    golden: Bag

    @cached_property
    def identity(self) -> Mapping[str, str]:
        """Return for every course id the least id among the codes that are the same course."""
        courses: Mapping[str, Any] = self.data["coursesById"]
        first = {name: name for name in courses}
        links = [(name, same["course_id"]) for name, entry in courses.items() for same in entry["same_as"]]
        for one, other in links:
            low, high = sorted((first.setdefault(one, one), first.setdefault(other, other)))
            first.update({name: low for name, known in first.items() if known == high})
        return first

    def groups(self) -> list[Mapping[str, Any]]:
        """Return the required groups of all majors that have a receiver with options."""
        groups = [g for major in self.data["majors"] for g in major["requirement_groups"]]
        return [g for g in groups if g["is_required"] is True and any(articulated(s) for s in g["sections"])]

    def bags(self, receiver: Mapping[str, Any]) -> tuple[Bag, ...]:
        """Return the ways to meet a receiver, each a set of courses."""
        options = [self._option(option) for option in receiver["options"]]
        if receiver.get("options_conjunction", "and") == "or":
            return tuple(dict.fromkeys(bag for option in options for bag in option))
        ways: tuple[Bag, ...] = (frozenset(),)
        for option in options:
            ways = tuple(dict.fromkeys(way | bag for way in ways for bag in option))
        return ways

    def _option(self, option: Mapping[str, Any]) -> tuple[Bag, ...]:
        courses = [self.identity.get(name, name) for name in option["course_ids"]]
        if option["course_conjunction"] == "or":
            return tuple(frozenset({course}) for course in dict.fromkeys(courses))
        return (frozenset(courses),)


def cases(shared: Path) -> tuple[Case, ...]:
    """Return all cases with their golden answers."""
    files: dict[str, Any] = {}
    with gzip.open(
        shared / "data" / "transfer" / "assist_structured_fixtures.jsonl.gz", "rt", encoding="utf-8"
    ) as lines:
        for line in lines:
            document = json.loads(line)
            files[Path(document["path"]).name] = document["data"]
    golden = {entry["case_id"]: frozenset(entry["optimal"]) for entry in files["min_courses_goldens.json"]}
    return tuple(Case(data["case_id"], data, golden[data["case_id"]]) for data in files["min_courses_cases.json"])


Receiver = Mapping[str, Any]


def articulated(section: Mapping[str, Any]) -> list[Receiver]:
    """Return the receivers of a section that have options."""
    return [r for r in section["receivers"] if r["articulation_status"] == "articulated" and r["options"]]


def section_choices(section: Mapping[str, Any]) -> list[list[Receiver]]:
    """Return every smallest set of receivers that meets a section by itself."""
    receivers = articulated(section)
    units = section.get("unit_advisement")
    if units is not None:
        return enough_units(receivers, Fraction(str(units)))
    n = min(int(section.get("section_advisement") or 1), len(receivers))
    return [list(chosen) for chosen in combinations(receivers, n)]


def enough_units(receivers: Sequence[Receiver], units: Fraction) -> list[list[Receiver]]:
    """Return every minimal set of receivers whose units reach the number (all of them where they cannot)."""
    worth = {id(r): Fraction(str(r["receiving"].get("units") or 0)) for r in receivers}
    goal = min(units, sum(worth.values(), Fraction(0)))
    found: list[list[Receiver]] = []
    for size in range(len(receivers) + 1):
        for chosen in combinations(receivers, size):
            total = sum((worth[id(r)] for r in chosen), Fraction(0))
            if total >= goal and all(total - worth[id(r)] < goal for r in chosen):
                found.append(list(chosen))
    return found


def group_choices(group: Mapping[str, Any]) -> list[list[Receiver]] | None:
    """Return every smallest set of receivers that meets a group which counts over its sections, else None."""
    n, units = group.get("group_advisement"), group.get("group_unit_advisement")
    if n is None and units is None:
        return None
    sections = [articulated(section) for section in group["sections"]]
    receivers = [receiver for section in sections for receiver in section]
    if n is None:
        return enough_units(receivers, Fraction(str(units)))
    wanted = min(int(n), len(receivers))
    return [list(chosen) for chosen in combinations(receivers, wanted) if _distinct(group, sections, chosen)]


def _distinct(group: Mapping[str, Any], sections: Sequence[Sequence[Receiver]], chosen: Sequence[Receiver]) -> bool:
    counts = [sum(any(r is c for c in chosen) for r in section) for section in sections]
    used = [count for count in counts if count]
    least, most = group.get("group_min_distinct_sections"), group.get("group_max_distinct_sections")
    each = group.get("group_section_min_courses") or 0
    return (
        (least is None or len(used) >= least) and (most is None or len(used) <= most) and all(c >= each for c in used)
    )


# -- the catalogue --


def catalog_of(case: Case) -> Catalog:
    """Return the catalogue of a case: one college, its courses (same courses joined), and the credential GOAL."""
    root = AllOf(children=tuple(_group(case, group, f"g{place}") for place, group in enumerate(case.groups(), 1)))
    credential = Credential(
        id=GOAL,
        organization=COLLEGE,
        kind=CredentialKind.MAJOR_PREPARATION,
        title=case.name,
        measure="items",
        requirement=root,
        sharing=tuple(_sharing(root)),
        source=_SOURCE,
    )
    college = Organization(id=COLLEGE, title="The college", kind=OrganizationKind.COMMUNITY_COLLEGE, source=_SOURCE)
    return collect([college, *_courses(case), credential])


def nobody() -> LearnerRecord:
    """Return the empty record."""
    return LearnerRecord(learner=Learner(id="nobody"))


def _courses(case: Case) -> Iterable[Course]:
    for name in sorted(set(case.identity.values())):
        same = sorted(other for other, first in case.identity.items() if first == name and other != name)
        units = case.data["coursesById"].get(name, {}).get("units")
        yield Course(
            id=f"{COLLEGE}:{name}",
            organization=COLLEGE,
            code=name,
            title=name,
            credit=None if units is None else Fraction(str(units)),
            aliases=tuple(CodeAlias(code=other, reason="cross_listed") for other in same),
            source=_SOURCE,
        )


def _group(case: Case, group: Mapping[str, Any], name: str) -> Requirement:
    counted = group_choices(group)
    if counted is not None:
        plain = group.get("group_advisement") is not None and len(counted) > 1 and _is_plain(group)
        if plain:
            receivers = [receiver for section in group["sections"] for receiver in articulated(section)]
            return _at_least(int(group["group_advisement"]), [_receiver(case, r) for r in receivers], name)
        return _any([_all([_receiver(case, r) for r in chosen]) for chosen in counted], name)
    sections = [_section(case, section) for section in group["sections"] if articulated(section)]
    return _any(sections, name) if group.get("group_conjunction") == "Or" else _all(sections, name)


def _is_plain(group: Mapping[str, Any]) -> bool:
    bounds = ("group_min_distinct_sections", "group_max_distinct_sections", "group_section_min_courses")
    return all(group.get(key) is None for key in bounds)


def _section(case: Case, section: Mapping[str, Any]) -> Requirement:
    if section.get("unit_advisement") is not None:
        return _any([_all([_receiver(case, r) for r in chosen]) for chosen in section_choices(section)])
    receivers = articulated(section)
    n = min(int(section.get("section_advisement") or 1), len(receivers))
    return _at_least(n, [_receiver(case, r) for r in receivers])


def _receiver(case: Case, receiver: Receiver) -> Requirement:
    return _any([_all([CourseLeaf(course=f"{COLLEGE}:{name}") for name in sorted(bag)]) for bag in case.bags(receiver)])


def _at_least(n: int, children: Sequence[Requirement], name: str | None = None) -> Requirement:
    return AtLeast(id=name, n=Fraction(n), children=tuple(children))


def _all(children: Sequence[Requirement], name: str | None = None) -> Requirement:
    return children[0] if len(children) == 1 and name is None else AllOf(id=name, children=tuple(children))


def _any(children: Sequence[Requirement], name: str | None = None) -> Requirement:
    return children[0] if len(children) == 1 and name is None else AnyOf(id=name, children=tuple(children))


def _sharing(root: Requirement) -> Iterable[SharingRule]:
    places: dict[str, list[str]] = {}
    for path, node in walk(root):
        if isinstance(node, CourseLeaf):
            places.setdefault(node.course, []).append(path)
    return (SharingRule(between=tuple(paths)) for paths in places.values() if len(paths) > 1)


# -- the fewest courses, by trying everything: knows nothing of requirement trees --


def fewest(case: Case) -> int:
    """Return the least number of courses that meets every required group, by exhaustive search with a bound."""
    demands = [demand for group in case.groups() for demand in _demands(case, group)]
    demands.sort(key=len)
    return _search(demands, frozenset(), 1 + len(case.identity))


def _demands(case: Case, group: Mapping[str, Any]) -> list[list[Bag]]:
    """Return what a group demands: lists of alternative sets of courses, one of each list is needed."""
    counted = group_choices(group)
    if counted is not None:
        return [_ways(case, counted)]
    sections = [_ways(case, section_choices(section)) for section in group["sections"] if articulated(section)]
    if group.get("group_conjunction") == "Or":
        return [[bag for section in sections for bag in section]]
    return sections


def _ways(case: Case, choices: Sequence[Sequence[Receiver]]) -> list[Bag]:
    found: set[Bag] = set()
    for chosen in choices:
        ways: set[Bag] = {frozenset()}
        for receiver in chosen:
            ways = {way | bag for way in ways for bag in case.bags(receiver)}
        found |= ways
    return [bag for bag in found if not any(other < bag for other in found)]


def _search(demands: Sequence[Sequence[Bag]], taken: Bag, best: int) -> int:
    open_ = [demand for demand in demands if not any(bag <= taken for bag in demand)]
    if len(taken) >= best:
        return best
    if not open_:
        return len(taken)
    narrow = min(open_, key=len)
    for bag in sorted(narrow, key=lambda bag: (len(bag - taken), sorted(bag))):
        best = _search(open_, taken | bag, best)
    return best
