"""Which pieces are St. Olaf requirements made of?  Places, what may be taken for them, filters, groups and caps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from pathways.model.course import Course
from pathways.model.exact import format_exact
from tests.peers.stolaf_record import HOME
from tests.peers.stolaf_where import Doc, Where, mark

FURTHER = "further"


class Aim(Enum):
    """What is asked: the file's own objective, or the whole program with all its rules."""

    OBJECTIVE = "objective"
    WHOLE = "whole"


@dataclass(frozen=True)
class Place:
    """A leaf of ours: how much it needs in steps of what may be taken for it, and where it stands in the file.

    ``at`` is the requirement that a sharing rule names for it: the leaf itself, or the group whose leaf it is.
    """

    id: str
    at: str
    steps: int
    step: Fraction | None
    counted: bool
    above: tuple[str, ...] = ()
    course: str | None = None
    free: bool = False


def further_of(place: Place) -> tuple[str, ...]:
    """Return the names of what may be taken for a place."""
    return tuple(f"{FURTHER}-{place.id}-{number}" for number in range(1, place.steps + 1))


def takeable(place: Place, share: int, aim: Aim) -> Iterable[Course]:
    """Yield what may be taken for one place alone; in the objective it costs its part of the share, or nothing."""
    hours = Fraction(1) if place.step is None else place.step
    if aim is Aim.OBJECTIVE:
        hours = Fraction(share, place.steps) if place.counted else Fraction(0)
    for name in further_of(place):
        yield Course(
            id=name,
            organization=HOME,
            code=name,
            title=f"Further course {name} for {place.id}",
            credit=Fraction(1) if place.step is None else place.step,
            hours=hours,
            tags=(FURTHER, f"{FURTHER} {place.id}"),
        )


def named(rule: Doc) -> Doc:
    """Return what a course rule admits; a course of elsewhere only where the rule names its institution or an exam."""
    here = not {"institution", "ap", "crsid"} & rule.keys()
    found: Doc = {}
    if "course" in rule:
        found = {"tag": [mark("course here" if here else "course", rule["course"])]}
    if "ap" in rule:
        found = {"tag": [mark("examination", rule["ap"])]}
    for key in ("crsid", "institution", "grade_option"):
        if key in rule:
            found = meet(found, {"tag": [mark(key, rule[key])]})
    return found


def either(wanted: Doc, place: Place) -> Doc:
    """Return a filter that admits what is wanted or what may be taken for this place."""
    mine = f"{FURTHER} {place.id}"
    if set(wanted) == {"tag"}:
        return {"tag": [*wanted["tag"], mine]}
    return {"any": [{"tag": [mine]}, taken(wanted)]}


def taken(wanted: Doc) -> Doc:
    """Return the filter, without what may still be taken; only what is ruled out or left open could admit that."""
    if wanted and "'not'" not in str(wanted):
        return wanted
    return {"all": [{"not": {"tag": [FURTHER]}}, *([wanted] if wanted else [])]}


def most(key: str, number: Fraction, wanted: Doc) -> Doc:
    """Return the upper bound of an assertion as a cap."""
    unit = "credits" if key == "sum(credits)" else "items"
    return {unit: format_exact(number) if unit == "credits" else int(number), "from": taken(wanted)}


def meet(one: Doc, other: Doc) -> Doc:
    """Return the filter that admits what both admit."""
    return {"all": [one, other]} if one.keys() & other.keys() else {**one, **other}


def both(wanted: Doc, where: Doc | None, reader: Where) -> Doc:
    """Return what a query admits of which a further clause holds."""
    return wanted if where is None else meet(wanted, reader.filter(where))


def number_of(limit: Doc) -> tuple[int, str]:
    """Return how many a limit allows, and of what."""
    words = str(next(limit[key] for key in ("at_most", "at-most", "at most") if key in limit)).split()
    return int(words[0]), "credits" if words[1:] and words[1].startswith("credit") else "items"


def group(number: Any, parts: Iterable[Doc | None]) -> Doc | None:
    """Return a group over the parts that ask something; None where none does."""
    asked = [part for part in parts if part is not None]
    if not asked:
        return None
    if number in ("all", "any"):
        return {number: asked}
    return {"at_least": int(number), "of": asked}


def group_of(node: Doc) -> Doc:
    """Return the node as an ``all`` that may be added to."""
    return {**node, "all": list(node["all"])} if "all" in node else {"all": [node]}


def with_caps(node: Doc, caps: list[Doc]) -> Doc:
    """Return the node with further caps."""
    return {**node, "caps": [*node.get("caps", []), *caps]} if caps else node
