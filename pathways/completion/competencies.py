"""When is a competency held?  Directly, by an exact alignment, or by as many narrower ones as its framework says.

Source: semantics 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pathways.catalog.collection import Catalog

Held = tuple[str, int | None]
"""A competency with the level at which it is shown (None: not stated)."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Held when one of ``names`` is shown at ``level`` or above, or ``need`` of the ``parts`` are held."""

    names: tuple[str, ...]
    level: int | None
    groups: tuple[tuple[int, tuple[Formula, ...]], ...] = ()


@dataclass(frozen=True)
class CompetencyRules:
    """The rules of all frameworks of a catalogue."""

    catalog: Catalog

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """Return the narrower competencies of each, by id."""
        found: dict[str, list[str]] = defaultdict(list)
        for item in self.catalog.competencies.values():
            if item.broader:
                found[item.broader].append(item.id)
        return {name: tuple(group) for name, group in found.items()}

    @cached_property
    def same(self) -> Mapping[str, tuple[str, ...]]:
        """Return the competencies that are exactly aligned with each, in both directions, with itself first."""
        links: dict[str, set[str]] = defaultdict(set)
        for item in self.catalog.competencies.values():
            for alignment in item.alignments:
                if alignment.kind == "exact":
                    links[item.id].add(alignment.target)
                    links[alignment.target].add(item.id)
        return {name: (name, *sorted(_reach(name, links) - {name})) for name in links}

    def formula(self, name: str, level: int | None) -> Formula:
        """Return when ``name`` is held at ``level``; a framework that circles is cut where it returns."""
        return self._formula(name, level, frozenset())

    def _formula(self, name: str, level: int | None, above: frozenset[str]) -> Formula:
        names = self.same.get(name, (name,))
        groups = []
        for alias in names:
            known = self.catalog.competencies.get(alias)
            children = tuple(child for child in self.narrower.get(alias, ()) if child not in above)
            if known is None or known.held_when is None or not children:
                continue
            need = len(self.narrower[alias]) if known.held_when == "all" else known.held_when
            parts = tuple(self._formula(child, level, above | set(names)) for child in children)
            if need <= len(parts):
                groups.append((need, parts))
        return Formula(names, level, tuple(groups))


def _reach(name: str, links: Mapping[str, set[str]]) -> set[str]:
    seen, stack = {name}, [name]
    while stack:
        for other in links.get(stack.pop(), ()):
            if other not in seen:
                seen.add(other)
                stack.append(other)
    return seen


def shows(shown: Held, names: tuple[str, ...], level: int | None) -> bool:
    """Return whether evidence reaches a demand: named, and at the level where one is asked for."""
    return shown[0] in names and (level is None or (shown[1] is not None and shown[1] >= level))


def holds(formula: Formula, shown: frozenset[Held]) -> bool:
    """Return whether the evidence makes the formula true."""
    if any(shows(item, formula.names, formula.level) for item in shown):
        return True
    return any(sum(holds(part, shown) for part in parts) >= need for need, parts in formula.groups)


def supporters(formula: Formula, shown: frozenset[Held]) -> frozenset[Held]:
    """Return the evidence that the formula can look at, at its own or any narrower level of the tree."""
    own = {item for item in shown if shows(item, formula.names, formula.level)}
    below = (supporters(part, shown) for _, parts in formula.groups for part in parts)
    return frozenset(own.union(*below))
