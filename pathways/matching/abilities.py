"""Which outcomes there are outcomes here?  The same or exactly aligned ones, each at its level, with who says so.

Source: semantics 4: what is shown without a level meets no level; only exact alignments count, in either direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.completion.competencies import CompetencyRules
from pathways.model.competency import CompetencyLevel
from pathways.model.suggestion_documents import EvidenceEntry

NAMED: Final = 3
HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Ability:
    """An outcome as it is stated, and the name that all exactly aligned with it share."""

    name: str
    level: int | None
    same: str


@dataclass(frozen=True)
class Abilities:
    """Reads outcomes of one catalogue."""

    catalog: Catalog

    @cached_property
    def _shared(self) -> dict[str, str]:
        return {name: min(group) for name, group in CompetencyRules(self.catalog).same.items()}

    def read(self, items: Iterable[CompetencyLevel]) -> tuple[Ability, ...]:
        """Return the outcomes, each under its own and under its shared name."""
        return tuple(
            Ability(item.competency, item.level, self._shared.get(item.competency, item.competency)) for item in items
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """One outcome there, and the nearest that is brought: at the level asked for, else below it, else nothing."""

    want: Ability
    by: Ability | None
    met: bool


def compared(mine: tuple[Ability, ...], theirs: tuple[Ability, ...]) -> tuple[Shown, ...]:
    """Return for each outcome there what shows it here."""
    return tuple(_nearest(want, [each for each in mine if each.same == want.same]) for want in theirs)


def _nearest(want: Ability, same: list[Ability]) -> Shown:
    if not same:
        return Shown(want, None, met=False)
    best = max(same, key=lambda each: (each.level or 0, each.name == want.name, each.name))
    return Shown(want, best, want.level is None or (best.level or 0) >= want.level)


def outcome_evidence(
    catalog: Catalog, mine: tuple[Ability, ...], theirs: tuple[Ability, ...]
) -> Iterator[EvidenceEntry]:
    """Yield how many outcomes there are outcomes here, which by whose alignment, which too low, which not at all."""
    found = compared(mine, theirs)
    met = [one for one in found if one.met]
    side = len(met) >= HALF * len(found)
    yield _said(f"{len(met)} of the {len(found)} outcomes there are outcomes here", speaks=side)
    for one in met:
        if one.by is not None and one.by.name != one.want.name:
            here, there = _title(catalog, one.by.name), _title(catalog, one.want.name)
            source = aligned_by(catalog, one.want.name, one.by.name)
            yield _said(f"{here} here is exactly aligned with {there} there", speaks=True, source=source)
    for one in found:
        if one.by is not None and not one.met:
            level = f"level {one.by.level}" if one.by.level is not None else "no stated level"
            text = f"{_title(catalog, one.by.name)} is shown at {level} here, level {one.want.level} is asked for there"
            yield _said(text, speaks=False)
    missing = [_title(catalog, one.want.name) for one in found if one.by is None]
    if missing:
        more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
        yield _said(f"not shown here: {', '.join(missing[:NAMED])}{more}", speaks=False)


def _title(catalog: Catalog, name: str) -> str:
    known = catalog.competencies.get(name)
    return known.title if known else name


def _said(text: str, *, speaks: bool, source: str | None = None) -> EvidenceEntry:
    sources = (source,) if source else ()
    return EvidenceEntry(kind="outcomes", speaks="for" if speaks else "against", text=text, sources=sources)


def aligned_by(catalog: Catalog, one: str, other: str) -> str | None:
    """Return who says that two competencies are exactly aligned: the source of the link, else of its framework.

    None where they are aligned through a third.
    """
    for here, there in ((one, other), (other, one)):
        known = catalog.competencies.get(here)
        for alignment in known.alignments if known else ():
            if alignment.target == there and alignment.kind == "exact":
                framework = next((each for each in catalog.frameworks.values() if known in each.competencies), None)
                stated = alignment.source or (framework.source if framework else None)
                return None if stated is None else str(stated)
    return None
