"""How far is each part of a goal?  The requirement tree as rings: met, missing, not needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from pathways.language.words import Say, msg
from pathways.model.documents import AuditDocument, RequirementEntry
from pathways.ui.picture import FILLS, INKS, Picture, layout, wrapped

STATES: Final = {
    "done": msg("met"),
    "coming": msg("in progress"),
    "open": msg("undecided"),
    "missing": msg("missing"),
    "unneeded": msg("not needed"),
}
SIGNS: Final = {"done": "✓", "coming": "…", "open": "?", "missing": "✗", "unneeded": "–"}


@dataclass(frozen=True, slots=True)
class Part:
    """One requirement of the tree, as the picture shows it."""

    path: str
    parent: str
    title: str
    state: str
    by: tuple[str, ...]
    missing: Fraction | None
    depth: int
    leaf: bool


def parts_of(entry: RequirementEntry, parent: str = "", depth: int = 0) -> Iterator[Part]:
    """Yield every requirement of a tree, each before its parts."""
    state = state_of(entry)
    leaf = not entry.children
    yield Part(entry.path, parent, entry.title, state, entry.applied, entry.shortfall, depth, leaf)
    for child in entry.children:
        yield from parts_of(child, entry.path, depth + 1)


def state_of(entry: RequirementEntry) -> str:
    """Return the state of one requirement: done, open, missing or unneeded."""
    if entry.status == "satisfied":
        return "done"
    if not entry.needed:
        return "unneeded"
    return "open" if entry.status == "undecided" else "missing"


def tree_picture(audit: AuditDocument, names: Mapping[str, str], say: Say) -> Picture:
    """Return the requirement tree of an audit as rings, from the whole goal outward to what can be taken."""
    parts = tuple(replace(part, title=say.engine(part.title)) for part in parts_of(audit.requirements))
    leaves = [part for part in parts if part.leaf and part.state != "unneeded"]
    done = sum(part.state == "done" for part in leaves)
    title = say(
        "{done} of {all} requirements of {goal} are met",
        done=say.number(done),
        all=say.number(len(leaves)),
        goal=audit.title,
    )
    return Picture(
        "requirements", title, _spec(parts, say), _words(leaves, say), _columns(say), _rows(parts, names, say)
    )


def _spec(parts: tuple[Part, ...], say: Say) -> dict[str, object]:
    shown = [part for part in parts if part.depth <= 4]
    rings = {
        "type": "sunburst",
        "ids": [part.path for part in shown],
        "parents": [part.parent for part in shown],
        "labels": [f"{SIGNS[part.state]} {_short(part)}" for part in shown],
        "values": [_weight(part, shown) for part in shown],
        "branchvalues": "remainder",
        "leaf": {"opacity": 1},
        "hovertext": [f"{part.title}: {say(STATES[part.state])}" for part in shown],
        "hoverinfo": "text",
        "insidetextorientation": "auto",
        "marker": {
            "colors": [FILLS[part.state] for part in shown],
            "line": {"color": "#FFFFFF", "width": 1.5},
        },
        "textfont": {"color": [INKS[part.state] for part in shown]},
    }
    return {"data": [rings], "layout": layout(460)}


def _short(part: Part) -> str:
    """Return a label that fits into a ring: a course's code, else the beginning of the title."""
    code, _, _ = part.title.partition(" ")
    return code if part.leaf and any(letter.isdigit() for letter in code) else wrapped(part.title, 14, 2)


def _weight(part: Part, shown: list[Part]) -> float:
    """Return the width of an end of the tree: alike for all, so that small requirements stay visible."""
    return 0.0 if any(other.parent == part.path for other in shown) else 1.0


def _words(leaves: list[Part], say: Say) -> str:
    counted = ((state, sum(part.state == state for part in leaves)) for state in STATES)
    return say.listed(f"{say(STATES[state])}: {say.number(number)}" for state, number in counted if number)


def _columns(say: Say) -> tuple[str, ...]:
    return say("Requirement"), say("State"), say("Filled by"), say("Missing")


def _rows(parts: tuple[Part, ...], names: Mapping[str, str], say: Say) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            f"{'· ' * part.depth}{part.title}",
            f"{SIGNS[part.state]} {say(STATES[part.state])}",
            say.listed(names.get(line, line) for line in part.by),
            "" if not part.missing else say.number(part.missing),
        )
        for part in parts
    )
