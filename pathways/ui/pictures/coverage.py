"""Which part of a program shows which ability, and which ability does no part teach?  A map of abilities by parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pathways.catalog.collection import Catalog
from pathways.language.words import Say
from pathways.model.competency import CompetencyLevel
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.requirement import CourseLeaf, CredentialLeaf, walk
from pathways.ui.picture import FILLS, Picture, layout, wrapped
from pathways.ui.pictures.flow import short_name

MOST_PARTS: Final = 24
MOST_ABILITIES: Final = 30
"""So many are drawn; the table has them all."""

DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A course or credential that a program names, and the abilities that it shows, each with its level (0: unsaid)."""

    id: str
    title: str
    shows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The parts of a program, all abilities with their titles, and those promised with the level asked for."""

    parts: tuple[Part, ...]
    titles: dict[str, str]
    promised: dict[str, int]

    def by(self, ability: str) -> tuple[Part, ...]:
        """Return the parts that show an ability, at the level that is promised, if any is."""
        least = self.promised.get(ability, 0)
        return tuple(part for part in self.parts if ability in part.shows and part.shows[ability] >= least)

    @property
    def untaught(self) -> tuple[str, ...]:
        """Return the promised abilities that no named part shows at the level promised."""
        return tuple(ability for ability in self.promised if not self.by(ability))


def coverage_of(catalog: Catalog, credential: Credential) -> Coverage:
    """Return which named part shows which ability; what a program leaves to choose is not among its parts.

    What is promised is what the credential itself says its holders can do, else what its occupation asks for.
    """
    parts = tuple({part.id: part for part in _parts(catalog, credential, 0)}.values())
    promised = _levels(credential.competencies)
    job = catalog.occupations.get(credential.occupation or "")
    if not promised and job is not None:
        promised = _levels(tuple(item for item in job.competencies if item.importance == "essential"))
    names = dict.fromkeys([*promised, *(name for part in parts for name in part.shows)])
    titles = {name: catalog.competencies[name].title if name in catalog.competencies else name for name in names}
    return Coverage(parts, titles, promised)


def _parts(catalog: Catalog, credential: Credential, depth: int) -> Iterator[Part]:
    if credential.requirement is None or depth > DEEPEST:
        return
    for _, node in walk(credential.requirement):
        if isinstance(node, CourseLeaf) and node.course in catalog.courses:
            course = catalog.courses[node.course]
            yield Part(course.id, _title(course), _levels(course.outcomes))
        elif isinstance(node, CredentialLeaf):
            inner = _named(catalog, node.credential)
            if inner is not None and not inner.competencies:
                yield from _parts(catalog, inner, depth + 1)
            elif inner is not None:
                yield Part(inner.key, inner.title, _levels(inner.competencies))


def _named(catalog: Catalog, reference: str) -> Credential | None:
    editions = catalog.editions(reference.partition("@")[0])
    exact = [item for item in editions if item.key == reference]
    return next(iter([*exact, *reversed(editions)]), None)


def _title(course: Course) -> str:
    return course.full_title


def _levels(shown: tuple[CompetencyLevel, ...]) -> dict[str, int]:
    return {item.competency: item.level or 0 for item in shown}


def coverage_title(found: Coverage, title: str, say: Say) -> str:
    """Return the finding: what no part teaches, else what only one does."""
    if found.promised:
        taught = say.number(len(found.promised) - len(found.untaught))
        said = {"taught": taught, "all": say.number(len(found.promised)), "goal": title}
        if not found.untaught:
            return say("All {all} abilities that {goal} is for are taught by a named part", **said)
        names = say.listed((found.titles[name] for name in found.untaught), most=3)
        return say(
            "{taught} of {all} abilities that {goal} is for are taught; nobody teaches {names}", names=names, **said
        )
    single = sum(len(found.by(name)) == 1 for name in found.titles)
    said = {"all": say.many("{n} ability", "{n} abilities", len(found.titles)), "goal": title}
    return say("The named parts of {goal} teach {all}; {n} of them in one place only", n=say.number(single), **said)


def coverage_picture(found: Coverage, title: str, say: Say) -> Picture:
    """Return abilities by parts: each field says the level that a part shows."""
    abilities = sorted(found.titles, key=lambda name: (name not in found.untaught, name not in found.promised))
    columns = (say("Ability"), say("Level asked for"), say("Taught by"), say("State"))
    rows = tuple(
        (
            found.titles[name],
            str(found.promised[name]) if found.promised.get(name) else "",
            say.listed(_told(part, name, say) for part in found.parts if name in part.shows),
            _state(found, name, say),
        )
        for name in abilities
    )
    words = say.listed(f"{row[0]}: {row[3]}" for row in rows)
    return Picture("coverage", coverage_title(found, title, say), _spec(found, abilities, say), words, columns, rows)


def _told(part: Part, ability: str, say: Say) -> str:
    level = part.shows[ability]
    return say("{part} (level {level})", part=part.title, level=level) if level else part.title


def _state(found: Coverage, ability: str, say: Say) -> str:
    if ability in found.untaught:
        some = any(ability in part.shows for part in found.parts)
        return f"✗ {say('only at a lower level')}" if some else f"✗ {say('taught by no named part')}"
    number = len(found.by(ability))
    return f"! {say('in one place only')}" if number == 1 else f"✓ {say('in {n} places', n=say.number(number))}"


def _spec(found: Coverage, abilities: list[str], say: Say) -> dict[str, Any]:
    shown = abilities[:MOST_ABILITIES]
    parts = [part for part in found.parts if any(name in part.shows for name in shown)][:MOST_PARTS]
    across = [short_name(part.title) for part in parts]
    down = [wrapped(found.titles[name], 22, 2) for name in shown]
    grid = [[_field(found, name, part) for part in parts] for name in shown]
    text = [
        [
            str(part.shows[name] or "✓") if name in part.shows else ("✗" if name in found.untaught else "")
            for part in parts
        ]
        for name in shown
    ]
    heat = {
        "type": "heatmap",
        "z": grid,
        "x": list(range(len(parts))),
        "y": list(range(len(shown))),
        "text": text,
        "texttemplate": "%{text}",
        "hovertext": [[f"{wrapped(found.titles[n], 40)}<br>{wrapped(p.title, 40)}" for p in parts] for n in shown],
        "hoverinfo": "text",
        "zmin": 0,
        "zmax": 2,
        "colorscale": [[0, "#F5F6F8"], [0.5, FILLS["missing"]], [1, FILLS["coming"]]],
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
    }
    ticks = {"tickmode": "array", "automargin": True, "fixedrange": True, "showgrid": False, "zeroline": False}
    axis = {**ticks, "tickvals": list(range(len(parts))), "ticktext": across, "tickangle": -90, "side": "top"}
    names = {**ticks, "tickvals": list(range(len(shown))), "ticktext": down, "autorange": "reversed"}
    return {"data": [heat], "layout": layout(140 + 36 * len(shown), xaxis=axis, yaxis=names)}


def _field(found: Coverage, ability: str, part: Part) -> int:
    if ability in part.shows:
        return 2
    return 1 if ability in found.untaught else 0
