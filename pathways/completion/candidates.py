"""What could still be taken?  Items of the catalogue that a leaf admits, each whole with its own credit.

Source: semantics 7: taken at the receiver at the best grade, prerequisites and terms ignored.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

from pathways.catalog.collection import Catalog
from pathways.completion.competencies import CompetencyRules, Formula, Held, shows
from pathways.completion.program import Leaf, Program
from pathways.graph.admits import Features, admits, course_features, credential_features
from pathways.model.course import AssessmentMethod, Course
from pathways.model.credential import Credential, CredentialKind, SourceKind
from pathways.model.filter import Filter

Measure = Literal["credit", "hours", "blocks", "items", "money"]
"""What a shortfall counts; ``money`` is the least price among offerings in force."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A course or credential that may be taken: its credit, what it costs in the measure, what it shows."""

    id: str
    title: str
    kind: Literal["course", "credential"]
    organization: str
    credit: Fraction
    cost: Fraction
    features: Features
    shows: frozenset[Held]
    leaves: tuple[int, ...]


@dataclass(frozen=True)
class Shelf:
    """Everything that may be taken toward a program on a day, in the program's measure."""

    catalog: Catalog
    program: Program
    measure: Measure
    as_of: dt.date
    everywhere: bool = False

    @cached_property
    def kept(self) -> dict[Hashable, object]:
        """Return what others have worked out from this shelf, by what it depends on besides."""
        return {}

    @cached_property
    def rules(self) -> CompetencyRules:
        """Return the competency rules of the catalogue."""
        return CompetencyRules(self.catalog)

    @cached_property
    def formulas(self) -> dict[int, Formula]:
        """Return the formula of each competency leaf."""
        return {
            index: self.rules.formula(leaf.ref or "", leaf.level)
            for index, leaf in enumerate(self.program.leaves)
            if leaf.kind == "competency"
        }

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return the candidates that some leaf admits and whose cost is known, by kind and id."""
        found = ((candidate, self.cost(thing)) for candidate, thing in self._admitted)
        costed = (replace(candidate, cost=cost) for candidate, cost in found if cost is not None)
        return tuple(sorted(costed, key=lambda candidate: (candidate.kind, candidate.id)))

    @cached_property
    def _admitted(self) -> tuple[tuple[Candidate, Course | Credential], ...]:
        """Return what some leaf admits, whether or not its cost is known."""
        found = ((self._candidate(thing), thing) for thing in self._things() if not _only_attended(thing))
        return tuple((candidate, thing) for candidate, thing in found if candidate is not None)

    @cached_property
    def uncosted(self) -> tuple[str, ...]:
        """Return the ids that some leaf names but whose credit, hours or price nobody states."""
        named = {leaf.ref for leaf in self.program.leaves if leaf.kind in ("course", "credential")}
        known = {name for c in self.candidates for name in (c.id, c.id.partition("@")[0])}
        return tuple(sorted(name for name in named if name and name not in known))

    def _things(self) -> Iterable[Course | Credential]:
        home = self.program.credential.organization
        named: set[str | None] = {leaf.ref for leaf in self.program.leaves if leaf.ref}
        for course in self.catalog.courses.values():
            wanted = course.id in named or course.organization == home or self.everywhere
            if wanted and course.valid.holds_on(self.as_of):
                yield course
        for credential in self.catalog.credentials.values():
            if credential.id != self.program.credential.id and self._on_offer(credential, named):
                yield credential

    def _on_offer(self, credential: Credential, named: set[str | None]) -> bool:
        if credential.key in named:
            return True
        if not credential.valid.holds_on(self.as_of):
            return False
        return credential.id in named or bool(self.formulas) or self._pools_want(credential)

    def _pools_want(self, credential: Credential) -> bool:
        pools = [leaf.source for leaf in self.program.leaves if leaf.kind in ("credits", "courses")]
        return any(_speaks_of_credentials(source) for source in pools)

    def _candidate(self, thing: Course | Credential) -> Candidate | None:
        home = self.program.credential.organization
        resident = SourceKind.RESIDENT if thing.organization == home else SourceKind.TRANSFER
        if isinstance(thing, Course):
            features, shown = course_features(self.catalog, thing), thing.outcomes
            name, kind = thing.id, "course"
        else:
            features, shown = credential_features(self.catalog, thing), thing.competencies
            resident = resident if resident is SourceKind.RESIDENT else SourceKind.BADGE
            name, kind = thing.key, "credential"
        held = frozenset((item.competency, item.level) for item in shown)
        features = replace(features, source=resident.value)
        leaves = tuple(
            index for index, leaf in enumerate(self.program.leaves) if self._fits(leaf, index, name, features, held)
        )
        if not leaves:
            return None
        credit = thing.credit or Fraction(0)
        title = f"{thing.code} {thing.title}" if isinstance(thing, Course) else thing.title
        free = Fraction(0)
        return Candidate(name, title, kind, thing.organization, credit, free, features, held, leaves)  # type: ignore[arg-type]

    def _fits(self, leaf: Leaf, index: int, name: str, features: Features, held: frozenset[Held]) -> bool:
        match leaf.kind:
            case "course":
                return leaf.ref in features.courses
            case "credential":
                return leaf.ref in features.credentials
            case "competency":
                return any(_names(self.formulas[index], item) for item in held)
            case "credits" | "courses":
                home = self.program.credential.organization
                here = features.organization == home or bool(features.credentials)
                return here and admits(leaf.source, features)
            case _:
                return False

    def cost(self, thing: Course | Credential) -> Fraction | None:
        """Return what taking it costs in the measure; None where nobody states it."""
        match self.measure:
            case "credit":
                return thing.credit
            case "hours":
                return thing.hours
            case "blocks" | "items":
                return Fraction(1)
            case "money":
                return self.prices.get(thing.id)

    @cached_property
    def prices(self) -> dict[str, Fraction]:
        """Return the least price of each course or credential, in the one currency of :attr:`currency`."""
        found: dict[str, Fraction] = {}
        for name, price, currency, _ in self._priced:
            if currency == self.currency:
                found[name] = min(price, found.get(name, price))
        return found

    @cached_property
    def currency(self) -> str | None:
        """Return the currency of the awarding organization's prices, else the commonest of what may be taken.

        Prices in others are never added to it.
        """
        home = self.program.credential.organization
        wanted = {thing.id for _, thing in self._admitted}
        named: dict[str, set[str]] = defaultdict(set)
        own = [entry for entry in self._priced if entry[3] == home]
        for name, _, currency, _ in own or [entry for entry in self._priced if entry[0] in wanted]:
            named[currency].add(name)
        return min(named, key=lambda currency: (-len(named[currency]), currency), default=None)

    @cached_property
    def _priced(self) -> tuple[tuple[str, Fraction, str, str], ...]:
        found = []
        for offering in self.catalog.offerings.values():
            name = offering.course or (offering.credential or "").partition("@")[0]
            if offering.price is None or offering.kind != "section" or not offering.valid.holds_on(self.as_of):
                continue
            fees = offering.fees.amount if offering.fees else Fraction(0)
            found.append((name, offering.price.amount + fees, offering.price.currency, offering.organization))
        return tuple(found)


def _only_attended(thing: Course | Credential) -> bool:
    """Return whether taking it assesses nothing, so that it would count for nothing."""
    attended = {AssessmentMethod.ATTENDANCE, AssessmentMethod.LECTURE}
    if isinstance(thing, Credential) and thing.kind is CredentialKind.ATTENDANCE:
        return True
    return bool(thing.assessment) and attended.issuperset(thing.assessment)


def _speaks_of_credentials(source: Filter) -> bool:
    parts = (*source.all, *source.any)
    named = bool(source.credential or source.component_of) or any(kind != "course" for kind in source.kind)
    return named or any(_speaks_of_credentials(part) for part in parts)


def _names(formula: Formula, shown: Held) -> bool:
    """Return whether the evidence matters to the formula anywhere."""
    if shows(shown, formula.names, formula.level):
        return True
    return any(_names(part, shown) for _, parts in formula.groups for part in parts)
