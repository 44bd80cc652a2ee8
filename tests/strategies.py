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
from typing import Any

from hypothesis import strategies as st

from pathways.catalog.collection import Catalog, collect
from pathways.completion.audit import Examination, examine
from pathways.model.base import Noun
from pathways.model.competency import Framework
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem, GradeScale
from pathways.model.organization import Organization
from pathways.model.record import LearnerRecord
from pathways.recognition.rules import RuleBook
from tests.dice import Dice
from tests.drawn_rules import SMALL, SOURCE, Sizes, policy_of, rules_of
from tests.drawn_trees import COMPETENCIES, Trees, looking, overlays, paths_of, sharing

AS_OF = dt.date(2026, 9, 1)

CREDITS = ("3", "3", "3", "1", "2", "4", "3", "1.5", "2.5")
GRADES = ("B", "A", "C", "D", "C+", None)
DAYS = ("2024-05-30", "2018-05-30", "2012-05-30", None)


@dataclass(frozen=True, repr=False)
class Case:
    """One question: a catalogue as a list of things, a record, and the credential aimed at."""

    things: tuple[Noun, ...]
    record: LearnerRecord
    credential: Credential

    @cached_property
    def catalog(self) -> Catalog:
        """Return the catalogue with the credential in it."""
        return collect((*self.things, self.credential))

    def __repr__(self) -> str:
        """Return what was asked, without the world that is always the same, as a catalogue would say it."""
        asked = [thing for thing in self.things if thing not in WORLD]
        told = (*asked, self.credential, self.record)
        return "\n".join(
            ["", *(f"{type(t).__name__} {t.model_dump_json(by_alias=True, exclude_defaults=True)}" for t in told), ""]
        )

    def _repr_pretty_(self, printer: Any, cycle: object) -> None:
        printer.text(repr(self))

    def with_record(self, record: LearnerRecord) -> Case:
        """Return the same question about another record."""
        return replace(self, record=record)


def examined(case: Case) -> Examination:
    """Return the answer of the audit."""
    return examine(case.catalog, RuleBook(case.catalog), case.record, case.credential, as_of=AS_OF)


# -- the world ---------------------------------------------------------------------------------------------------


def _scales() -> tuple[Noun, ...]:
    points = {"A": "4", "B": "3", "C+": "7/3", "C": "2", "D": "1", "F": "0"}
    steps = [{"grade": grade, "rank": worth, "points": worth} for grade, worth in points.items()]
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


def _framework(dice: Dice) -> Framework:
    """A parent k0 with two narrower competencies, and one that may be exactly aligned with any of them."""
    held_when = dice.pick(("all", 1, None))
    aligned = dice.pick((None, "k1", "k0"))
    links = [{"kind": dice.pick(("exact", "related")), "target": aligned}] if aligned else []
    items = [
        {"id": "k0", "title": "k0", **({"held_when": held_when} if held_when else {})},
        {"id": "k1", "title": "k1", "broader": "k0"},
        {"id": "k2", "title": "k2", "broader": "k0"},
        {"id": "k3", "title": "k3", "alignments": links},
    ]
    return Framework.model_validate({"id": "frame", "title": "Frame", "competencies": items, "source": SOURCE})


def _course(dice: Dice, name: str, organization: str, *, skills: bool) -> Course:
    fields: dict[str, Any] = {"id": name, "organization": organization, "code": name.upper(), "title": name}
    fields["credit"] = dice.pick(CREDITS)
    fields["subject"] = dice.pick(("A", "B"))
    fields["level"] = dice.pick(("2", "1", "3"))
    if name.endswith("1") or dice.chance(3):
        fields["attributes"] = ("ge",)
    if skills and dice.chance(3):
        fields["outcomes"] = [{"competency": dice.pick(COMPETENCIES), "level": dice.pick((1, 2, None))}]
    if not dice.chance(8):
        fields["hours"] = dice.pick(("30", "90", "45"))
    if dice.chance(24):
        fields["valid"] = {"until": "2025-01-01"}
    return Course.model_validate({key: value for key, value in fields.items() if value is not None})


def _small_credential(dice: Dice, name: str) -> Credential:
    fields = {
        "id": name,
        "organization": dice.pick(("S", "U")),
        "kind": dice.pick(("micro_credential", "certificate", "badge")),
        "title": name,
        "credit": dice.pick(("3", "1", "2")),
        "assessment": ["test"],
        "competencies": [{"competency": dice.pick(COMPETENCIES), "level": dice.pick((1, 2))}],
    }
    return Credential.model_validate(fields)


def _target(dice: Dice, tree: Trees, sizes: Sizes) -> tuple[Credential, list[str], list[str]]:
    """Return the credential, the paths of its tree, and those that a block may fill."""
    requirement = tree.whole()
    paths = paths_of(requirement, "root")
    looking(dice, requirement, paths)
    fields: dict[str, Any] = {
        "id": "P",
        "organization": "U",
        "kind": "certificate",
        "title": "P",
        "credit": "8",
        "measure": dice.pick(("credit", "credit", "credit", "items", "hours")),
        "requirement": requirement,
        "rules": overlays(dice, few=False),
        "sharing": sharing(dice, paths) if sizes.sharing else [],
    }
    whole = paths_of(requirement, "root", counted=False)
    return Credential.model_validate(fields), paths, whole[1:] or whole


# -- what the learner brings ------------------------------------------------------------------------------------


def line_fields(dice: Dice, number: int, courses: Sequence[str], credentials: Sequence[str]) -> dict[str, Any]:
    """Return the fields of one line of a record."""
    fields: dict[str, Any] = {"id": f"n{number}", "status": "completed"}
    if credentials and dice.chance(6):
        fields["credential"] = dice.pick(credentials)
    else:
        fields["course"] = dice.pick(courses)
    fields["status"] = dice.pick(("completed",) * 5 + ("in_progress", "failed", "completed"))
    if fields["status"] == "completed":
        fields["grade"] = dice.pick(GRADES)
        fields["completed"] = dice.pick(DAYS)
        if fields["completed"] and dice.chance(6):
            fields["lodged"] = dice.pick(("2025-01-15", "2021-01-15" if fields["completed"] < "2021" else "2026-01-15"))
        if dice.chance(10):
            uses = (["earlier"], ["other", "earlier"], ["other"])
            fields["used"] = [{"credential": name} for name in dice.pick(uses)]
    return {key: value for key, value in fields.items() if value is not None}


@st.composite
def cases(draw: st.DrawFn, sizes: Sizes = SMALL) -> Case:
    """A question to the audit."""
    dice = Dice(draw)
    skills = sizes.skills and dice.chance(3)
    home = tuple(f"u{n}" for n in range(1, 4 + dice.upto(sizes.home - 3)))
    away = ("s1", "s2", "t1")[: 2 + dice.upto(1)]
    small = ("m1",) if sizes.small and dice.chance(3) else ()
    lines, policy, changed = dice.upto(sizes.lines), dice.chance(2), dice.chance(6)
    things: list[Noun] = [*WORLD]
    things += [_course(dice.fresh(), name, name[0].upper(), skills=skills) for name in home + away]
    things += [_small_credential(dice.fresh(), name) for name in small]
    if skills:
        things.append(_framework(dice.fresh()))
    credential, paths, whole = _target(dice.fresh(), Trees(dice, home, small, skills, sizes.leaves), sizes)
    things += rules_of(dice.fresh(), away, home, whole, sizes)
    if policy:
        things.append(policy_of(dice.fresh(), home, sizes))
    entries = [line_fields(dice.fresh(), n, home + away + away, small) for n in range(1, 1 + lines)]
    fields: dict[str, Any] = {"learner": {"id": "L"}, "attainments": entries}
    if changed:
        fields["adjustments"] = [
            _adjustment(dice.fresh(), paths[1:] or paths, [line["id"] for line in entries if sizes.substitutions])
        ]
    return Case(tuple(things), LearnerRecord.model_validate(fields), credential)


def _adjustment(dice: Dice, paths: Sequence[str], lines: Sequence[str]) -> dict[str, Any]:
    """Return a waiver or a substitution; one in eight is not yet in force."""
    words = {"reason": "served elsewhere", "approved_by": "the dean", "credential": "P", "path": dice.pick(paths)}
    words["date"] = dice.pick(("2026-08-01",) * 7 + ("2026-09-02",))
    if lines and dice.chance(2):
        return {"id": "a", "kind": "substitution", "attainment": dice.pick(lines), **words}
    return {"id": "a", "kind": "waiver", **words}
