"""Toward which goals can this record count at all, and how little can be missing there?  Asked of the graph.

What the record is recognised as is laid on every requirement tree at once.  A goal that none of it touches stands as
for the empty record; of the others a bound of what is missing is known.  Where more than learning speaks (a waiver, a
block, a policy or rule of the goal's own), nothing is claimed and the goal has to be audited.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from pathways.catalog.collection import Catalog
from pathways.graph.bounds import Holding, optimistic, touched
from pathways.graph.demand import Demand
from pathways.graph.trees import OPS
from pathways.model.base import ALWAYS
from pathways.model.credential import Credential
from pathways.model.equivalence import source_items
from pathways.model.record import LearnerRecord
from pathways.recognition.apply import lines_by_name
from pathways.recognition.lines import read_lines
from pathways.recognition.recognize import NOWHERE, recognize
from pathways.recognition.rules import Rule, RuleBook, names_of
from pathways.recognition.types import Option, RecognitionResult


@dataclass(frozen=True)
class Survey:
    """The requirement trees of a catalogue, ready to be asked about any record."""

    catalog: Catalog
    book: RuleBook
    demand: Demand

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the keys of the credentials in the order of the graph."""
        return tuple(sorted(self.catalog.credentials))

    @cached_property
    def keys(self) -> Mapping[str, int]:
        """Return the place of each credential among those of the graph."""
        return {key: place for place, key in enumerate(self.names)}

    @cached_property
    def _looking(self) -> frozenset[str]:
        """Return the credentials with a competency or a condition in words in their tree."""
        trees, names = self.demand.trees, self.names
        nodes = np.flatnonzero(np.isin(trees.op, [OPS.index("competency"), OPS.index("statement")]))
        owners = np.unique(trees.owner[trees.trees_of(nodes)]) - self.demand.first
        return frozenset(names[owner] for owner in owners.tolist() if 0 <= owner < len(names))

    @cached_property
    def _own_policies(self) -> frozenset[str]:
        """Return the credentials, by key, that a policy names."""
        named = [name for policy in self.catalog.policies.values() for name in policy.credentials]
        return self._resolved(named)

    def _resolved(self, names: Iterable[str]) -> frozenset[str]:
        """Return the keys of credentials that are named by id or by key."""
        found: set[str] = set()
        for name in names:
            found.update(item.key for item in self.catalog.editions(name.partition("@")[0]))
        return frozenset(found)

    def asks_nothing(self, goal: Credential) -> bool:
        """Return whether the empty record may lack nothing toward a goal; False is certain."""
        return not int(self.demand.empty[self.keys[goal.key]])

    def asks(self, goal: Credential) -> Fraction:
        """Return what a goal asks at least of the empty record, in its measure; 0: nothing is known."""
        return Fraction(int(self.demand.empty[self.keys[goal.key]]), self.demand.scale)

    def bounds(self, record: LearnerRecord, goals: Sequence[Credential], as_of: dt.date) -> dict[str, Fraction]:
        """Return for each goal that the record may count toward the least that can be missing; 0: nothing is known."""
        held: list[Holding] = []
        spoken = set(self._own_policies) | self._said(record, as_of)
        for organization in sorted({goal.organization for goal in goals}):
            result = recognize(self.catalog, self.book, record, receiving=organization, as_of=as_of)
            held.extend(holdings(result))
            spoken |= self._resolved(_blocks(result))
            if result.evidence:
                spoken |= self._looking
        lower = optimistic(self.demand, held)
        reached = set(touched(self.demand, held).tolist())
        found: dict[str, Fraction] = {}
        for goal in goals:
            place = self.keys[goal.key]
            if goal.key in spoken:
                found[goal.key] = Fraction(0)
            elif place in reached:
                found[goal.key] = Fraction(int(lower[place]), self.demand.scale)
        return found

    def _said(self, record: LearnerRecord, as_of: dt.date) -> frozenset[str]:
        """Return the goals for which more is said than what was learned, or for which rules of their own may hold."""
        named = [adjustment.credential for adjustment in record.adjustments]
        named += [line.credential for line in record.attainments if line.credential]
        found = set(self._resolved(named))
        for name in lines_by_name(read_lines(self.catalog, record, NOWHERE, as_of)):
            found |= self._narrow.get(name, frozenset())
        return frozenset(found)

    @cached_property
    def _narrow(self) -> Mapping[str, frozenset[str]]:
        """Return for each source the goals of the rules that hold for some programs or some editions only."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for equivalence in self.catalog.equivalences.values():
            goals = self._goals_of(self.book.resolve(equivalence.id))
            for name in (
                (name for item in source_items(equivalence.sources) for name in names_of(item)) if goals else ()
            ):
                found[name] |= goals
        return {name: frozenset(goals) for name, goals in found.items()}

    def _goals_of(self, rule: Rule) -> frozenset[str]:
        """Return the goals that a narrow rule is for; none for a rule that holds for all."""
        if rule.equivalence.editions != ALWAYS:
            credentials = self.catalog.credentials.values()
            return frozenset(item.key for item in credentials if item.organization == rule.receiving)
        narrow = rule.scope.kind == "program"
        return self._resolved(rule.scope.credentials) if narrow else frozenset()


def holdings(result: RecognitionResult) -> Iterator[Holding]:
    """Yield what a recognition gives that may be applied to credentials, blocks left out."""
    for option in result.options:
        for item in option.items:
            if item.block is None:
                courses = item.features.courses | ({item.course} if item.course else frozenset())
                features = replace(item.features, courses=courses)
                yield Holding(result.receiving, features, item.credit, option.uses[0], _way(option))


def _way(option: Option) -> str:
    return f"\x00{option.id}" if option.share is None else option.share


def _blocks(result: RecognitionResult) -> Iterator[str]:
    items = (item for option in result.options for item in option.items)
    return (item.block.partition("#")[0] for item in items if item.block is not None)
