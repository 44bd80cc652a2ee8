"""Which questions do properties ask?  Small random catalogues, requirement trees, rules and records.

Small enough to be answered by going through everything; wide enough to reach every requirement kind, modifier, overlay,
sharing rule, exclusion and shape of equivalence.  Names are fixed, so that a failing case reads like a bulletin:
``u1``.. are courses of the receiving university ``U``, ``s1``.. and ``t1``.. of two sending colleges.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from hypothesis import strategies as st

from pathways.catalog.collection import Catalog, collect
from pathways.model.base import Noun, Source
from pathways.model.competency import Framework
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem, GradeScale
from pathways.model.equivalence import ArticulationAgreement, Equivalence
from pathways.model.organization import Organization
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import LearnerRecord

AS_OF = dt.date(2026, 9, 1)
SOURCE = Source(title="an invented bulletin")
Draw = Any
T = TypeVar("T")

CREDITS = ("3", "3", "3", "1", "2", "4", "3", "1.5", "2.5")
GRADES = ("B", "A", "C", "D", None)
DAYS = ("2024-05-30", "2019-05-30", "2012-05-30", None)
COMPETENCIES = ("k0", "k1", "k2", "k3")

_INTEGERS = [st.integers(0, most) for most in range(64)]


@dataclass(frozen=True)
class Case:
    """One question: a catalogue as a list of things, a record, and the credential aimed at."""

    things: tuple[Noun, ...]
    record: LearnerRecord
    credential: Credential

    @cached_property
    def catalog(self) -> Catalog:
        """Return the catalogue with the credential in it."""
        return collect((*self.things, self.credential))

    def with_record(self, record: LearnerRecord) -> Case:
        """Return the same question about another record."""
        return replace(self, record=record)


@dataclass(frozen=True)
class Sizes:
    """How large a case may grow, and which constructs it may hold."""

    home: int = 5
    leaves: int = 5
    rules: int = 4
    lines: int = 5
    sharing: bool = True
    residual: bool = True
    doubts: bool = True
    blocks: bool = True
    refusals: bool = True
    small: bool = True
    skills: bool = True


SMALL = Sizes()
AWARD = Sizes(blocks=False, refusals=False)


def _pick(draw: Draw, options: Sequence[T]) -> T:
    return options[draw(_INTEGERS[len(options) - 1])]


def _chance(draw: Draw, one_in: int) -> bool:
    """Return true once in ``one_in``; false is the simple case."""
    return bool(draw(_INTEGERS[one_in - 1]) == one_in - 1)


def _some(draw: Draw, options: Sequence[T], most: int, least: int = 0) -> list[T]:
    count = least + draw(_INTEGERS[max(0, min(most, len(options)) - least)])
    left = list(options)
    return [left.pop(draw(_INTEGERS[len(left) - 1])) for _ in range(min(count, len(left)))]


# -- the world ---------------------------------------------------------------------------------------------------


def _scales() -> tuple[Noun, ...]:
    points = {"A": ("4", "4"), "B": ("3", "3"), "C": ("2", "2"), "D": ("1", "1"), "F": ("0", "0")}
    steps = [{"grade": grade, "rank": rank, "points": worth} for grade, (rank, worth) in points.items()]
    letters = GradeScale.model_validate({"id": "letters", "title": "Letters", "steps": steps, "source": SOURCE})
    hours = {"hours_per_credit": {"min": 30, "max": 45}, "full_time_year": 30, "source": SOURCE}
    return (
        letters,
        CreditSystem.model_validate({"id": "unit", "title": "Units", **hours}),
        CreditSystem.model_validate({"id": "ects", "title": "ECTS", **hours, "full_time_year": 60}),
        Organization.model_validate(_organization("U", "unit")),
        Organization.model_validate(_organization("S", "unit")),
        Organization.model_validate(_organization("T", "ects")),
    )


def _organization(name: str, system: str) -> dict[str, Any]:
    return {"id": name, "title": name, "kind": "college", "credit_system": system, "grade_scale": "letters"}


WORLD = _scales()


@st.composite
def frameworks(draw: Draw) -> Framework:
    """A parent k0 with two narrower competencies, and one that may be exactly aligned with any of them."""
    held_when = _pick(draw, ("all", 1, None))
    aligned = _pick(draw, (None, "k1", "k0"))
    links = [{"kind": _pick(draw, ("exact", "related")), "target": aligned}] if aligned else []
    items = [
        {"id": "k0", "title": "k0", **({"held_when": held_when} if held_when else {})},
        {"id": "k1", "title": "k1", "broader": "k0"},
        {"id": "k2", "title": "k2", "broader": "k0"},
        {"id": "k3", "title": "k3", "alignments": links},
    ]
    return Framework.model_validate({"id": "frame", "title": "Frame", "competencies": items, "source": SOURCE})


def _course(draw: Draw, name: str, organization: str, *, skills: bool) -> Course:
    fields: dict[str, Any] = {"id": name, "organization": organization, "code": name.upper(), "title": name}
    fields["credit"] = _pick(draw, CREDITS)
    fields["subject"] = _pick(draw, ("A", "B"))
    fields["level"] = _pick(draw, ("2", "1", "3"))
    if name.endswith("1") or _chance(draw, 3):
        fields["attributes"] = ("ge",)
    if skills and _chance(draw, 3):
        fields["outcomes"] = [{"competency": _pick(draw, COMPETENCIES), "level": _pick(draw, (1, 2, None))}]
    if not _chance(draw, 8):
        fields["hours"] = _pick(draw, ("30", "90", "45"))
    if _chance(draw, 24):
        fields["valid"] = {"until": "2025-01-01"}
    return Course.model_validate({key: value for key, value in fields.items() if value is not None})


def _small_credential(draw: Draw, name: str) -> Credential:
    fields = {
        "id": name,
        "organization": _pick(draw, ("S", "U")),
        "kind": _pick(draw, ("micro_credential", "certificate", "badge")),
        "title": name,
        "credit": _pick(draw, ("3", "1", "2")),
        "assessment": ["test"],
        "competencies": [{"competency": _pick(draw, COMPETENCIES), "level": _pick(draw, (1, 2))}],
    }
    return Credential.model_validate(fields)


# -- what is asked -----------------------------------------------------------------------------------------------


@dataclass
class _Trees:
    """Draws requirement trees; ``left`` is how many leaves may still be made."""

    draw: Draw
    courses: tuple[str, ...]
    credentials: tuple[str, ...]
    skills: bool
    left: int

    def filter(self) -> dict[str, Any]:
        draw = self.draw
        kind = draw(_INTEGERS[9])
        simple: list[dict[str, Any]] = [
            {"kind": ["course", "elective"]},
            {"subject": [_pick(draw, ("A", "B"))]},
            {"level": {"min": 2}},
            {"attribute": ["ge"]},
            {"course": _some(draw, self.courses, 3, 1)} if kind == 4 else {"subject": ["A", "B"]},
            {"kind": ["course"], "source": ["resident"]},
            {"any": [{"subject": ["A"]}, {"level": {"min": 3}}]},
            {"subject": ["A"], "level": {"min": 2}},
            {"kind": ["course", "elective"], "not": {"subject": ["A"]}},
            {"kind": ["credential"]} if self.credentials else {"kind": ["course"], "not": {"course": [self.courses[0]]}},
        ]
        return simple[kind]

    def leaf(self) -> dict[str, Any]:
        draw = self.draw
        self.left -= 1
        match draw(_INTEGERS[11]):
            case 0 | 1 | 2 | 3:
                node: dict[str, Any] = {"course": _pick(draw, self.courses)}
            case 4 | 5 | 6:
                node = {"credits": _pick(draw, ("3", "2", "4", "1", "2.5", "3", "6")), "from": self.filter()}
                if _chance(draw, 4):
                    node["up_to"] = _pick(draw, ("6", "7.5"))
            case 7 | 8:
                node = {"courses": _pick(draw, (1, 1, 2, 0)), "from": self.filter()}
                if _chance(draw, 3):
                    node["up_to"] = 2
            case 9 if self.skills:
                node = {"competency": _pick(draw, COMPETENCIES)}
                if _chance(draw, 2):
                    node["level"] = _pick(draw, (1, 2))
            case 10 if self.credentials:
                node = {"credential": _pick(draw, self.credentials)}
            case 11 if _chance(draw, 2):
                node = _pick(draw, ({"statement": "an interview"}, {"after_transfer": "a seminar"}))
            case _:
                node = {"course": _pick(draw, self.courses)}
        return self.modified(node)

    def modified(self, node: dict[str, Any]) -> dict[str, Any]:
        draw = self.draw
        if not _chance(draw, 3):
            return node
        match draw(_INTEGERS[5]):
            case 0:
                node["min_grade"] = _pick(draw, ({"grade": "B", "scale": "letters"}, {"grade": "C"}))
            case 1:
                node["max_age_years"] = _pick(draw, ("5", "7.5", "10"))
            case 2:
                node["caps"] = [{"credits": _pick(draw, ("3", "2", "4.5")), "from": self.cap()}]
            case 3:
                node["caps"] = [{"items": _pick(draw, (1, 2, 1, 0)), "from": self.cap()}]
            case 4:
                node["level_minimum"] = {"credits": _pick(draw, ("1", "1", "3")), "level": _pick(draw, ("2", "2", "3"))}
            case _:
                node["min_gpa"] = _pick(draw, ("2.5", "3"))
        return node

    def cap(self) -> dict[str, Any]:
        return _pick(self.draw, ({"source": ["transfer"]}, {"subject": ["A"]}, {"level": {"max": 1}}, {"source": ["transfer"]}, {}))

    def node(self, depth: int) -> dict[str, Any]:
        draw = self.draw
        if depth == 0 or self.left <= 1 or _chance(draw, 3):
            return self.leaf()
        return self.modified(self.group(depth))

    def group(self, depth: int) -> dict[str, Any]:
        draw = self.draw
        kind = draw(_INTEGERS[5])
        children = [self.node(depth - 1)]
        while len(children) < 3 and self.left > 0 and draw(_INTEGERS[3]):
            children.append(self.node(depth - 1))
        match kind:
            case 0 | 1:
                return {"all": children}
            case 2:
                return {"any": children}
            case 3:
                return {"at_least": str(1 + draw(_INTEGERS[len(children) - 1])), "of": children}
            case _:
                return self.counted(children, "items" if kind == 4 else "credits")

    def counted(self, children: list[dict[str, Any]], counting: str) -> dict[str, Any]:
        draw = self.draw
        most = len(children)
        need = str(1 + draw(_INTEGERS[most])) if counting == "items" else _pick(draw, ("3", "1", "4.5", "6"))
        node: dict[str, Any] = {"at_least": need, "of": children, "counting": counting}
        match draw(_INTEGERS[7]):
            case 5:
                node["distinct"] = {"min": min(2, most)}
            case 6:
                node["distinct"] = {"max": 1}
            case 7:
                node["each"] = 2
            case _:
                pass
        return node


def _overlays(draw: Draw, *, few: bool) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    if _chance(draw, 10 if few else 6):
        rules["total_credits"] = _pick(draw, ("3", "4", "4.5", "6"))
    if _chance(draw, 10 if few else 4):
        choices: tuple[dict[str, Any], ...] = (
            {"credits": "3"},
            {"courses": 1},
            {"share": "1/3", "of": "courses"},
            {"share": "0.25"},
            {"share": "1/2", "of": "courses"},
            {"courses": 2},
        )
        rules["residency"] = [_pick(draw, choices)]
    if _chance(draw, 8 if few else 4):
        choices = ({"credits": "3"}, {"items": 1}, {"share": "0.5"}, {"credits": "1.5"}, {"items": 0})
        kinds = _pick(draw, (["transfer"], ["badge", "transfer"], ["transfer"], ["resident"]))
        rules["caps"] = [{"sources": kinds, **_pick(draw, choices)}]
    if _chance(draw, 12 if few else 6):
        rules["levels"] = [{"credits": _pick(draw, ("1.5", "3")), "level": "2"}]
    if _chance(draw, 12 if few else 8):
        rules["min_gpa"] = _pick(draw, ("2.5", "3"))
    if _chance(draw, 20 if few else 10):
        rules["reuse"] = [{"credits": "2"}]
    return rules


def _paths(node: dict[str, Any], path: str, *, counted: bool = True) -> list[str]:
    """Return the paths of a tree; ``counted=False`` leaves out what stands below a group that counts."""
    children = next((node[key] for key in ("all", "any", "of") if key in node), ())
    if not counted and "counting" in node:
        children = ()
    names = enumerate(children, 1)
    return [path, *(name for number, child in names for name in _paths(child, f"{path}/{number}", counted=counted))]


def _sharing(draw: Draw, paths: list[str]) -> list[dict[str, Any]]:
    apart = [(a, b) for a in paths for b in paths if a < b and not (b + "/").startswith(a + "/")]
    if not apart or not _chance(draw, 3):
        return []
    rule: dict[str, Any] = {"between": list(_pick(draw, apart[:16]))}
    match draw(_INTEGERS[4]):
        case 2:
            rule["max_items"] = _pick(draw, (1, 0))
        case 3:
            rule["max_credits"] = _pick(draw, ("3", "4"))
        case 4:
            rule["split"] = True
        case _:
            pass
    return [rule]


def _target(draw: Draw, tree: _Trees, sizes: Sizes) -> tuple[Credential, list[str]]:
    requirement = tree.modified(tree.group(2))
    paths = _paths(requirement, "root")
    fields: dict[str, Any] = {
        "id": "P",
        "organization": "U",
        "kind": "certificate",
        "title": "P",
        "credit": "8",
        "measure": _pick(draw, ("credit", "credit", "credit", "items", "hours")),
        "requirement": requirement,
        "rules": _overlays(draw, few=False),
        "sharing": _sharing(draw, paths) if sizes.sharing else [],
    }
    whole = _paths(requirement, "root", counted=False)
    return Credential.model_validate(fields), whole[1:] or whole


# -- what counts -------------------------------------------------------------------------------------------------


def _graded(draw: Draw, name: str) -> dict[str, Any]:
    item: dict[str, Any] = {"course": name}
    match draw(_INTEGERS[7]):
        case 5:
            item["min_grade"] = {"grade": _pick(draw, ("C", "B")), "scale": "letters"}
        case 6:
            item["max_grade"] = {"grade": _pick(draw, ("C", "B")), "scale": "letters"}
        case 7:
            item["taken"] = {"from": "2015-01-01"}
        case _:
            pass
    return item


def _sources(draw: Draw, away: tuple[str, ...]) -> dict[str, Any]:
    named = [_graded(draw, name) for name in _some(draw, away, 3, 1)]
    if len(named) == 1:
        return named[0]
    match draw(_INTEGERS[2]):
        case 0:
            return {"all": named}
        case 1:
            return {"any": named}
        case _:
            return {"choose": 2, "of": named}


def _grant(draw: Draw, home: tuple[str, ...], paths: list[str], sizes: Sizes) -> dict[str, Any]:
    match draw(_INTEGERS[9]):
        case 0 | 1 | 2 | 3:
            return {"kind": "course", "courses": [_pick(draw, home)]}
        case 4 if len(home) > 1:
            return {"kind": "courses", "courses": _some(draw, home, 2, 2)}
        case 5 | 6:
            credit = _pick(draw, ({"how": "converted"}, {"how": "fixed", "amount": "2"}))
            level = {"level": "2"} if _chance(draw, 2) else {}
            return {"kind": "subject_elective", "subject": _pick(draw, ("A", "B")), "credit": credit, **level}
        case 7:
            return {"kind": "area", "areas": ["ge"], "credit": {"how": "fixed", "amount": "3"}}
        case 8 if sizes.blocks:
            return {"kind": "block", "block": f"P#{_pick(draw, paths)}"}
        case 9 if sizes.refusals:
            return {"kind": _pick(draw, ("denied", "not_evaluated", "none_here"))}
        case _:
            return {"kind": "general_elective", "credit": {"how": "converted"}}


def _rules(draw: Draw, away: tuple[str, ...], home: tuple[str, ...], paths: list[str], sizes: Sizes) -> list[Noun]:
    rules: list[Noun] = []
    each = _pick(draw, ("once", "each_rule"))
    for number in range(draw(_INTEGERS[sizes.rules])):
        fields: dict[str, Any] = {"id": f"e{number}", "receiving": "U", "priority": number}
        fields["from"] = _sources(draw, away)
        fields["to"] = _grant(draw, home, paths, sizes)
        if _chance(draw, 2):
            fields["agreement"] = "G"
        if sizes.doubts and _chance(draw, 10):
            fields["conditions"] = [{"text": "with the dean's consent"}]
        if _chance(draw, 12):
            fields["status"] = _pick(draw, ("proposed", "expired"))
        rules.append(Equivalence.model_validate(fields))
        if _chance(draw, 8):
            both = {"award": f"a{number}", "id": f"f{number}", "to": _grant(draw, home, paths, AWARD)}
            fields["to"] = _grant(draw, home, paths, AWARD)
            rules[-1] = Equivalence.model_validate({**fields, "award": f"a{number}"})
            rules.append(Equivalence.model_validate({**fields, **both}))
    agreement = {"id": "G", "sending": ["S", "T"], "receiving": "U", "title": "G", "source": SOURCE, "sources_used": each}
    return [*rules, ArticulationAgreement.model_validate(agreement)]


def _policy(draw: Draw, home: tuple[str, ...], sizes: Sizes) -> RecognitionPolicy:
    fields: dict[str, Any] = {"id": "policy", "organization": "U", "source": SOURCE}
    fields["conversion"] = {"convention": "year_share"}
    if _chance(draw, 4):
        fields["min_grades"] = [{"minimum": {"grade": "C", "scale": "letters"}}]
    if _chance(draw, 6):
        fields["max_ages"] = [{"years": "10"}]
    fields["unlisted"] = _pick(draw, ("undecided", "general_elective", "refused"))
    if _chance(draw, 4):
        fields["rules"] = _overlays(draw, few=True)
    if len(home) > 2 and _chance(draw, 3):
        group: dict[str, Any] = {"id": "x", "courses": _some(draw, home, 3, 2)}
        match draw(_INTEGERS[3]):
            case 1:
                group["max_credits"] = _pick(draw, ("3", "4"))
            case 2:
                group["max_courses"] = 2
            case 3 if sizes.residual:
                group["residual"] = {group["courses"][0]: "1"}
            case _:
                pass
        fields["exclusions"] = [group]
    return RecognitionPolicy.model_validate(fields)


# -- what the learner brings -------------------------------------------------------------------------------------


def line_fields(draw: Draw, number: int, courses: Sequence[str], credentials: Sequence[str]) -> dict[str, Any]:
    """Return the fields of one line of a record."""
    fields: dict[str, Any] = {"id": f"n{number}", "status": "completed"}
    if credentials and _chance(draw, 6):
        fields["credential"] = _pick(draw, credentials)
    else:
        fields["course"] = _pick(draw, courses)
    fields["status"] = _pick(draw, ("completed",) * 5 + ("in_progress", "failed", "completed"))
    if fields["status"] == "completed":
        fields["grade"] = _pick(draw, GRADES)
        fields["completed"] = _pick(draw, DAYS)
        if fields["completed"] and _chance(draw, 6):
            fields["lodged"] = "2025-01-15"
        if _chance(draw, 10):
            fields["used"] = [{"credential": "earlier"}]
    return {key: value for key, value in fields.items() if value is not None}


@st.composite
def cases(draw: Draw, sizes: Sizes = SMALL) -> Case:
    """A question to the audit."""
    skills = sizes.skills and _chance(draw, 3)
    home = tuple(f"u{n}" for n in range(1, 3 + draw(_INTEGERS[sizes.home - 2])))
    away = ("s1", "s2", "t1")[: 2 + draw(_INTEGERS[1])]
    small = ("m1",) if sizes.small and _chance(draw, 3) else ()
    things: list[Noun] = [*WORLD]
    things += [_course(draw, name, "U", skills=skills) for name in home]
    things += [_course(draw, name, name[0].upper(), skills=skills) for name in away]
    things += [_small_credential(draw, name) for name in small]
    if skills:
        things.append(draw(frameworks()))
    credential, paths = _target(draw, _Trees(draw, home, small, skills, sizes.leaves), sizes)
    things += _rules(draw, away, home, paths, sizes)
    if _chance(draw, 2):
        things.append(_policy(draw, home, sizes))
    lines = [line_fields(draw, n, home + away + away, small) for n in range(1, 1 + draw(_INTEGERS[sizes.lines]))]
    fields: dict[str, Any] = {"learner": {"id": "L"}, "attainments": lines, "adjustments": _waivers(draw, paths)}
    return Case(tuple(things), LearnerRecord.model_validate(fields), credential)


def _waivers(draw: Draw, paths: list[str]) -> list[dict[str, Any]]:
    if len(paths) == 1 or not _chance(draw, 8):
        return []
    waiver = {"id": "w", "kind": "waiver", "credential": "P", "path": _pick(draw, paths[1:])}
    return [{**waiver, "reason": "served elsewhere", "approved_by": "the dean", "date": "2026-08-01"}]
