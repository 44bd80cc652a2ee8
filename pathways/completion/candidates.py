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
from pathways.completion.program import Program
from pathways.graph.admits import Features, Test, admitting, course_features, credential_features
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
class Stock:
    """What filters see of everything in a catalogue, worked out once for all programs."""

    catalog: Catalog

    @cached_property
    def _courses(self) -> dict[str, list[Course]]:
        found: dict[str, list[Course]] = defaultdict(list)
        for course in self.catalog.courses.values():
            found[course.organization].append(course)
        return found

    def courses_of(self, organization: str) -> list[Course]:
        """Return the courses of an organization, in the order of the catalogue."""
        return self._courses.get(organization, [])

    def features(self, thing: Course | Credential, source: SourceKind) -> Features:
        """Return what a filter sees of a thing that comes from such a source."""
        key = (isinstance(thing, Course), thing.id if isinstance(thing, Course) else thing.key, source)
        known = self._features.get(key)
        if known is None:
            if isinstance(thing, Course):
                known = course_features(self.catalog, thing, source=source.value)
            else:
                known = credential_features(self.catalog, thing, source=source.value)
            self._features[key] = known
        return known

    @cached_property
    def _features(self) -> dict[tuple[bool, str, SourceKind], Features]:
        return {}


@dataclass(frozen=True)
class Shelf:
    """Everything that may be taken toward a program on a day, in the program's measure."""

    catalog: Catalog
    program: Program
    measure: Measure
    as_of: dt.date
    everywhere: bool = False
    known_stock: Stock | None = None

    @cached_property
    def stock(self) -> Stock:
        """Return the features of everything in the catalogue, kept for all programs."""
        return self.known_stock or Stock(self.catalog)

    @cached_property
    def titles(self) -> dict[int, str]:
        """Return what requirements are called, as far as somebody has asked, by node."""
        return {}

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
        courses, home = self.catalog.courses, self.program.credential.organization
        named = {leaf.ref for leaf in self.program.leaves if leaf.kind == "course" and leaf.ref}
        offered = courses.values() if self.everywhere else self.stock.courses_of(home)
        for course in offered if self.pools or self.formulas else ():
            if course.id not in named and course.valid.holds_on(self.as_of):
                yield course
        known = (courses[name] for name in sorted(named) if name in courses)
        yield from (course for course in known if course.valid.holds_on(self.as_of))
        for credential in self._credentials():
            if credential.id != self.program.credential.id:
                yield credential

    def _credentials(self) -> Iterable[Credential]:
        """Yield the credentials that may matter: those in force where pools or competencies look, else named ones."""
        named = {leaf.ref for leaf in self.program.leaves if leaf.kind == "credential" and leaf.ref}
        pools = [leaf.source for leaf in self.program.leaves if leaf.kind in ("credits", "courses")]
        if self.formulas or any(_speaks_of_credentials(source) for source in pools):
            for credential in self.catalog.credentials.values():
                if credential.key in named or credential.valid.holds_on(self.as_of):
                    yield credential
            return
        for name in sorted(named):
            for credential in self.catalog.editions(name.partition("@")[0]):
                if credential.key == name or (credential.id == name and credential.valid.holds_on(self.as_of)):
                    yield credential

    def _candidate(self, thing: Course | Credential) -> Candidate | None:
        home = self.program.credential.organization
        resident = SourceKind.RESIDENT if thing.organization == home else SourceKind.TRANSFER
        if isinstance(thing, Course):
            name, kind, shown = thing.id, "course", thing.outcomes
        else:
            resident = resident if resident is SourceKind.RESIDENT else SourceKind.BADGE
            name, kind, shown = thing.key, "credential", thing.competencies
        held = frozenset((item.competency, item.level) for item in shown)
        features = self.stock.features(thing, resident)
        leaves = self._leaves(features, held)
        if not leaves:
            return None
        credit = thing.credit or Fraction(0)
        title = thing.full_title if isinstance(thing, Course) else thing.title
        free = Fraction(0)
        return Candidate(name, title, kind, thing.organization, credit, free, features, held, leaves)  # type: ignore[arg-type]

    def _leaves(self, features: Features, held: frozenset[Held]) -> tuple[int, ...]:
        """Return the leaves that admit a thing: by name, by filter, or by what it shows."""
        found = {leaf for name in features.courses for leaf in self._named.get(("course", name), ())}
        found.update(leaf for name in features.credentials for leaf in self._named.get(("credential", name), ()))
        if features.organization == self.program.credential.organization or features.credentials:
            found.update(leaf for leaf, is_admitted in self.pools if is_admitted(features))
        for leaf, formula in self.formulas.items() if held else ():
            if any(_names(formula, item) for item in held):
                found.add(leaf)
        return tuple(sorted(found))

    @cached_property
    def _named(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, leaf in enumerate(self.program.leaves):
            if leaf.kind in ("course", "credential") and leaf.ref is not None:
                found[leaf.kind, leaf.ref].append(index)
        return found

    @cached_property
    def pools(self) -> tuple[tuple[int, Test], ...]:
        """Return the leaves that draw from a filter, each with its test."""
        pools = (pair for pair in enumerate(self.program.leaves) if pair[1].kind in ("credits", "courses"))
        return tuple((index, admitting(leaf.source)) for index, leaf in pools)

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


class OwnedOnly(Shelf):
    """A program toward which nothing more is taken: what a plan takes is on the record."""

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return nothing."""
        return ()


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
