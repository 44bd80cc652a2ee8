"""May this be begun?  Prerequisites asked of what a learner has at one organization; nothing is used up.

Source: semantics 5: prerequisites are the same algebra, asked of the state before (or during) a term.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from pathways.catalog.collection import Catalog
from pathways.completion.competencies import CompetencyRules, Held, holds
from pathways.graph.admits import Features, admits
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.filter import Filter
from pathways.model.requirement import (
    AfterTransfer,
    AllOf,
    AnyOf,
    AtLeast,
    CompetencyLeaf,
    CourseLeaf,
    CoursePool,
    CredentialLeaf,
    CreditPool,
    Requirement,
    Statement,
    UsedLeaf,
)
from pathways.recognition.dates import older_than
from pathways.recognition.grades import at_least
from pathways.recognition.types import Item, Line, RecognitionResult

Pool = CreditPool | CoursePool | UsedLeaf


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that counts at an organization, with the attainments behind it; ``bare`` where nobody recognised it."""

    uses: frozenset[str]
    item: Item
    bare: bool = False


@dataclass(frozen=True)
class State:
    """What a record is worth at one organization: recognised items, the attainments themselves, and evidence."""

    catalog: Catalog
    seen: tuple[Seen, ...]
    evidence: tuple[tuple[str, Held], ...]

    @cached_property
    def rules(self) -> CompetencyRules:
        """Return the competency rules of the catalogue."""
        return CompetencyRules(self.catalog)

    def named(self, leaf: CourseLeaf | CredentialLeaf) -> tuple[frozenset[str], ...]:
        """Return the sets of attainments of which each gives the course or credential that a leaf names."""
        name = ("course", leaf.course) if isinstance(leaf, CourseLeaf) else ("credential", leaf.credential)
        found = {seen.uses for seen in self._by_name.get(name, ()) if self._good(leaf, seen.item)}
        return tuple(sorted(found, key=sorted))

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], list[Seen]]:
        """Return what gives each course and each credential, by kind and name."""
        found: dict[tuple[str, str], list[Seen]] = defaultdict(list)
        for seen in self.seen:
            courses, credentials = seen.item.features.courses, seen.item.features.credentials
            for name in courses if seen.item.course is None else courses | {seen.item.course}:
                found["course", name].append(seen)
            for name in credentials if seen.item.credential is None else credentials | {seen.item.credential}:
                found["credential", name].append(seen)
        return found

    def pooled(self, leaf: Pool) -> Mapping[frozenset[str], tuple[int, Fraction]]:
        """Return for each set of attainments the most (items, credit) that one of its options brings to a pool."""
        known = self._pooled.get(id(leaf))
        if known is None or known[0] is not leaf:
            known = self._pooled[id(leaf)] = leaf, self._search(leaf)
        return known[1]

    @cached_property
    def _pooled(self) -> dict[int, tuple[Pool, Mapping[frozenset[str], tuple[int, Fraction]]]]:
        return {}

    def _search(self, leaf: Pool) -> Mapping[frozenset[str], tuple[int, Fraction]]:
        found: dict[frozenset[str], tuple[int, Fraction]] = {}
        for seen in self.seen:
            if not seen.bare and admits(leaf.source, seen.item.features) and self._good(leaf, seen.item):
                items, credit = found.get(seen.uses, (0, Fraction(0)))
                found[seen.uses] = (max(items, 1), max(credit, seen.item.credit))
        return found

    def _good(self, leaf: Requirement, item: Item) -> bool:
        if leaf.min_grade is not None and not at_least(
            item.grade, item.grade_scale, leaf.min_grade, self.catalog.grade_scales
        ):
            return False
        years = leaf.max_age_years
        return years is None or all(day is not None and not older_than(day, years, on) for day, on in item.days)

    def group(self, node: AtLeast) -> UsedLeaf:
        """Return a group that counts items or credit as the one pool that it is when nothing is used up."""
        known = self._groups.get(id(node))
        if known is None or known[0] is not node:
            known = self._groups[id(node)] = node, _as_pool(node)
        return known[1]

    @cached_property
    def _groups(self) -> dict[int, tuple[AtLeast, UsedLeaf]]:
        return {}

    def holds(self, requirement: Requirement) -> bool:
        """Return whether a requirement holds of this state; conditions in words are taken as met."""
        match requirement:
            case AllOf():
                return all(self.holds(child) for child in requirement.children)
            case AnyOf():
                return any(self.holds(child) for child in requirement.children)
            case AtLeast():
                return self._enough(requirement)
            case CourseLeaf() | CredentialLeaf():
                return bool(self.named(requirement))
            case CompetencyLeaf():
                formula = self.rules.formula(requirement.competency, requirement.level)
                return holds(formula, frozenset(held for _, held in self.evidence))
            case CreditPool() | CoursePool() | UsedLeaf():
                return self._brought(requirement) >= requirement.n
            case AfterTransfer() | Statement():
                return True
            case _:
                assert_never(requirement)

    def _brought(self, leaf: Pool) -> Fraction:
        """Return what is there toward a pool, in what it counts."""
        pooled = self.pooled(leaf).values()
        if counts_credit(leaf):
            return sum((credit for _, credit in pooled), Fraction(0))
        return Fraction(sum(items for items, _ in pooled))

    def _enough(self, node: AtLeast) -> bool:
        if node.counting == "requirements":
            return sum(self.holds(child) for child in node.children) >= node.n
        return self._brought(self.group(node)) >= node.n


def counts_credit(leaf: Pool) -> bool:
    """Return whether a pool counts credit, not items."""
    return isinstance(leaf, CreditPool) or (isinstance(leaf, UsedLeaf) and leaf.counting == "credits")


def _as_pool(node: AtLeast) -> UsedLeaf:
    return UsedLeaf(n=node.n, source=Filter(any=tuple(_filters(node.children))), counting=node.counting)


def _filters(children: Iterable[Requirement]) -> Iterable[Filter]:
    for child in children:
        match child:
            case CourseLeaf():
                yield Filter(course=(child.course,))
            case CredentialLeaf():
                yield Filter(credential=(child.credential,))
            case CompetencyLeaf():
                yield Filter(competency=(child.competency,))
            case CreditPool() | CoursePool() | UsedLeaf():
                yield child.source
            case AllOf() | AnyOf() | AtLeast():
                yield from _filters(child.children)
            case AfterTransfer() | Statement():
                continue
            case _:
                assert_never(child)


def state_of(catalog: Catalog, result: RecognitionResult) -> State:
    """Return the state that a recognition describes: what is certain, and every sound line itself."""
    seen = [Seen(frozenset(o.uses), item) for o in result.options if o.certain for item in o.items]
    seen += [Seen(frozenset({r.line.id}), _bare(r.line), True) for r in result.lines if not r.line.bars]
    evidence = {(e.attainment, (e.competency, e.level)) for e in result.evidence if e.assessed and e.certain}
    return State(catalog, tuple(seen), tuple(sorted(evidence, key=lambda pair: (pair[0], pair[1][0], pair[1][1] or 0))))


def _bare(line: Line) -> Item:
    definition = line.definition
    return Item(
        id=line.id,
        label=line.id,
        features=line.features if definition is not None else Features(),
        credit=Fraction(0),
        course=definition.id if isinstance(definition, Course) else None,
        credential=definition.key if isinstance(definition, Credential) else None,
        grade=line.attainment.grade,
        grade_scale=line.attainment.grade_scale,
        days=((line.attainment.completed, line.reference_day),),
    )
