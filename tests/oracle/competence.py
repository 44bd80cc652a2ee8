"""Is a competency held?  Shown itself, under an exactly aligned name, or by enough narrower ones."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from pathways.catalog.collection import Catalog
from pathways.model.requirement import CompetencyLeaf, Requirement
from tests.oracle.things import Shown


def held(catalog: Catalog, node: Requirement, shown: AbstractSet[Shown]) -> bool:
    """Return whether the evidence meets a competency leaf."""
    assert isinstance(node, CompetencyLeaf)
    return _held(catalog, node.competency, node.level, shown, frozenset())


def _held(catalog: Catalog, name: str, level: int | None, shown: AbstractSet[Shown], above: frozenset[str]) -> bool:
    names = _equal(catalog, name)
    if any(one in names and (level is None or (at is not None and at >= level)) for one, at in shown):
        return True
    for alias in names:
        known = catalog.competencies.get(alias)
        parts = [item.id for item in catalog.competencies.values() if item.broader == alias]
        if known is None or known.held_when is None or not parts:
            continue
        need = len(parts) if known.held_when == "all" else known.held_when
        have = [part for part in parts if part not in above and _held(catalog, part, level, shown, above | names)]
        if len(have) >= need:
            return True
    return False


def _equal(catalog: Catalog, name: str) -> frozenset[str]:
    """Return the competency with all that are exactly aligned with it, either way round, however far."""
    links = {
        frozenset({item.id, link.target})
        for item in catalog.competencies.values()
        for link in item.alignments
        if link.kind == "exact"
    }
    found = {name}
    while True:
        more = {other for pair in links if pair & found for other in pair} - found
        if not more:
            return frozenset(found)
        found |= more
