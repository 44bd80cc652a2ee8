"""Which requirements of a program could this fill?  Those that admit what a rule or a likely suggestion would give.

Source: semantics 9.26: asked for a program, the queue leaves out only what no requirement of it could take.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.completion.program import Leaf, Program, compile_program
from pathways.graph.admits import admits
from pathways.model.credential import Credential
from pathways.model.equivalence import Target
from pathways.model.suggestion_documents import SuggestionsDocument
from pathways.recognition.receiver import Receiver, receiver_of
from pathways.recognition.rules import RuleBook, policies_for
from pathways.recognition.types import Item, Line

LEAST: Final = Fraction(1, 100)
"""How likely an answer must be to be looked at."""


@dataclass(frozen=True)
class Fitting:
    """One program, and who builds what counts toward it."""

    book: RuleBook
    credential: Credential
    as_of: dt.date

    @cached_property
    def _program(self) -> Program:
        return compile_program(self.credential)

    @cached_property
    def _receiver(self) -> Receiver:
        catalog, owner = self.book.catalog, self.credential.organization
        return receiver_of(catalog, self.book, owner, policies_for(catalog, owner, self.credential, self.as_of))

    def fills(self, targets: Iterable[Target], line: Line) -> tuple[str, ...]:
        """Return the paths of the requirements that could take what one of the targets gives for the line."""
        found: set[str] = set()
        for target in targets:
            items, _ = self._receiver.granter.grant(target, (line,), line.source, line.id)
            found.update(path for item in items for path in self._places(item))
            found.update(self._shown(target))
        order = [node.path for node in self._program.nodes]
        return tuple(sorted(found, key=order.index))

    def _places(self, item: Item) -> Iterable[str]:
        if item.block is not None:
            name, _, path = item.block.partition("#")
            if name in (self.credential.id, self.credential.key) and path in self._program.by_path:
                yield path
            return
        for leaf in self._program.leaves:
            if _takes(leaf, item):
                yield self._program.nodes[leaf.node].path

    def _shown(self, target: Target) -> Iterable[str]:
        courses = (self.book.catalog.courses.get(name) for name in target.courses)
        shown = {*target.competencies, *(one.competency for course in courses if course for one in course.outcomes)}
        for leaf in self._program.leaves:
            if leaf.kind == "competency" and leaf.ref in shown:
                yield self._program.nodes[leaf.node].path


def _takes(leaf: Leaf, item: Item) -> bool:
    """Return whether a requirement admits an item, whatever its credit, grade and age."""
    if leaf.kind == "course":
        return leaf.ref == item.course or leaf.ref in item.features.courses
    return leaf.kind in ("credits", "courses") and admits(leaf.source, item.features)


def likely_targets(found: SuggestionsDocument) -> tuple[Target, ...]:
    """Return what would be granted by the answers that are likely enough to be looked at."""
    made: list[Target] = []
    for each in found.suggestions:
        if each.probability < LEAST or each.kind == "no_equivalent":
            continue
        courses = (each.course,) if each.course else ()
        made.append(Target(kind=each.kind, courses=courses, subject=each.subject))
    return tuple(made)


def targets_of(catalog: Catalog, rules: Iterable[str]) -> tuple[Target, ...]:
    """Return what these rules give, where they give anything."""
    found = (catalog.equivalences[name].target for name in rules if name in catalog.equivalences)
    return tuple(target for target in found if not target.is_no)
