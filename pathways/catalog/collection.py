"""What is on offer?  One immutable collection of definitions, rules and policies, with look-ups by name and date."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pathways.catalog.names import did_you_mean
from pathways.catalog.naming import components
from pathways.errors import UnknownIdError
from pathways.model.base import Noun, Validity
from pathways.model.competency import Competency, Framework, Occupation
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem, GradeScale, LevelFramework
from pathways.model.equivalence import ArticulationAgreement, Equivalence
from pathways.model.organization import Organization
from pathways.model.policy import RecognitionPolicy

SECTIONS: Mapping[str, type[Noun]] = MappingProxyType(
    {
        "organizations": Organization,
        "credit-systems": CreditSystem,
        "grade-scales": GradeScale,
        "level-frameworks": LevelFramework,
        "frameworks": Framework,
        "occupations": Occupation,
        "courses": Course,
        "credentials": Credential,
        "agreements": ArticulationAgreement,
        "equivalences": Equivalence,
        "policies": RecognitionPolicy,
        "terms": Term,
        "offerings": Offering,
    }
)
"""The sections of a catalogue document and the noun that each holds, in reading order."""

PRINT: Final = 32
"""Bytes of one digest."""

NounT = TypeVar("NounT", bound=Noun)
Index = Mapping[str, NounT]


def _empty() -> Mapping[str, Any]:
    return MappingProxyType({})


def key_of(thing: Any) -> str:
    """Return the name that is unique in its section: ``id``, or ``id@edition`` for credentials."""
    return thing.key if isinstance(thing, Credential) else str(thing.id)


@dataclass(frozen=True)
class Catalog:
    """All definitions and rules, by id in sorted order.  Build it with :func:`collect`; check it with ``lint``."""

    organizations: Index[Organization] = field(default_factory=_empty)
    credit_systems: Index[CreditSystem] = field(default_factory=_empty)
    grade_scales: Index[GradeScale] = field(default_factory=_empty)
    level_frameworks: Index[LevelFramework] = field(default_factory=_empty)
    frameworks: Index[Framework] = field(default_factory=_empty)
    occupations: Index[Occupation] = field(default_factory=_empty)
    courses: Index[Course] = field(default_factory=_empty)
    credentials: Index[Credential] = field(default_factory=_empty)
    agreements: Index[ArticulationAgreement] = field(default_factory=_empty)
    equivalences: Index[Equivalence] = field(default_factory=_empty)
    policies: Index[RecognitionPolicy] = field(default_factory=_empty)
    terms: Index[Term] = field(default_factory=_empty)
    offerings: Index[Offering] = field(default_factory=_empty)

    def section(self, name: str) -> Index[Any]:
        """Return one section by its document name, such as ``credit-systems``."""
        found: Index[Any] = getattr(self, name.replace("-", "_"))
        return found

    def changed(self, **sections: Index[Any]) -> Catalog:
        """Return the catalogue with other sections; of the things that stay no digest is worked out again."""
        found = replace(self, **sections)
        vars(found)["_before"] = self
        return found

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of the content, independent of files and order."""
        hasher = hashlib.sha256()
        for name in SECTIONS:
            hasher.update(f"{name}\x1e".encode())
            prints = self._prints[name]
            for place, key in enumerate(self.section(name)):
                hasher.update(f"{key}\x1f".encode() + prints[place * PRINT : (place + 1) * PRINT])
        return hasher.hexdigest()

    @cached_property
    def _prints(self) -> dict[str, bytes]:
        """Return for each section the SHA-256 of each thing, in their order."""
        before: Catalog | None = vars(self).get("_before")
        if before is None:
            return {name: b"".join(map(_print, self.section(name).values())) for name in SECTIONS}
        return {name: _carried(before, name, self.section(name)) for name in SECTIONS}

    @cached_property
    def competencies(self) -> Index[Competency]:
        """Return every competency of every framework by id."""
        found = {item.id: item for framework in self.frameworks.values() for item in framework.competencies}
        return MappingProxyType(dict(sorted(found.items())))

    @cached_property
    def framework_of(self) -> Mapping[str, str]:
        """Return the framework id of each competency id."""
        return MappingProxyType(
            {item.id: framework.id for framework in self.frameworks.values() for item in framework.competencies}
        )

    @cached_property
    def components(self) -> Mapping[str, frozenset[str]]:
        """Return for each reference in a requirement tree the credentials (id and key) whose tree names it."""
        return MappingProxyType(components(self.credentials.values()))

    @cached_property
    def _editions(self) -> Mapping[str, tuple[Credential, ...]]:
        grouped: dict[str, list[Credential]] = defaultdict(list)
        for credential in self.credentials.values():
            grouped[credential.id].append(credential)
        return {name: tuple(sorted(group, key=_edition_order)) for name, group in grouped.items()}

    def editions(self, credential_id: str) -> tuple[Credential, ...]:
        """Return the editions of a credential, earliest first; empty if there is none."""
        return self._editions.get(credential_id, ())

    def organization(self, name: str) -> Organization:
        """Return an organization; raises UnknownIdError U001."""
        return self._get("organizations", self.organizations, name)

    def course(self, name: str) -> Course:
        """Return a course; raises UnknownIdError U001."""
        return self._get("courses", self.courses, name)

    def occupation(self, name: str) -> Occupation:
        """Return an occupation; raises UnknownIdError U001."""
        return self._get("occupations", self.occupations, name)

    def credential(self, reference: str, on: dt.date | None = None) -> Credential:
        """Return ``id@edition``, or for a bare id the edition in force on the day (default: the newest).

        Raises UnknownIdError U001 (no such credential) or U002 (no such edition).
        """
        name, _, edition = reference.partition("@")
        editions = self.editions(name)
        if not editions:
            raise self.unknown("credentials", name)
        if edition:
            named = [item for item in editions if item.edition == edition]
            if not named:
                known = ", ".join(f"{name}@{item.edition}" for item in editions if item.edition) or "none"
                raise UnknownIdError("U002", f"{name!r} has no edition {edition!r}", hint=f"Editions: {known}.")
            return named[0]
        if on is not None:
            in_force = [item for item in editions if item.valid.holds_on(on)]
            if in_force:
                return in_force[-1]
        return editions[-1]

    def find(self, reference: str) -> tuple[str, Noun]:
        """Return a thing of any section, and the section: a credential (also ``id@edition``), a competency, others.

        Raises UnknownIdError U001 or U002.
        """
        if self.editions(reference.partition("@")[0]):
            return "credentials", self.credential(reference)
        if reference in self.competencies:
            return "competencies", self.competencies[reference]
        for section in SECTIONS:
            if reference in self.section(section):
                return section, self.section(section)[reference]
        known = (name for section in SECTIONS for name in self.section(section))
        told = f"this catalog has nothing called {reference!r}"
        raise UnknownIdError("U001", told, hint=did_you_mean(reference, known))

    def _get(self, section: str, index: Index[NounT], name: str) -> NounT:
        found = index.get(name)
        if found is None:
            raise self.unknown(section, name)
        return found

    def unknown(self, section: str, name: str) -> UnknownIdError:
        """Return the error for a name that the section does not contain, with a near miss if there is one."""
        singular = f"{section[:-3]}y" if section.endswith("ies") else section.removesuffix("s")
        return UnknownIdError(
            "U001",
            f"this catalog has no {singular} {name!r}",
            hint=did_you_mean(name, self.section(section)),
        )

    @cached_property
    def _codes(self) -> Mapping[tuple[str, str], tuple[tuple[Validity, str], ...]]:
        found: dict[tuple[str, str], list[tuple[Validity, str]]] = defaultdict(list)
        for course in self.courses.values():
            found[course.organization, normal_code(course.code)].append((course.valid, course.id))
            for alias in course.aliases:
                found[course.organization, normal_code(alias.code)].append((alias.valid, course.id))
        return {key: tuple(places) for key, places in found.items()}

    def courses_by_code(self, organization: str, code: str, on: dt.date | None = None) -> tuple[str, ...]:
        """Return the ids of courses that carry ``code`` (cross-listed and former codes too) on the day."""
        places = self._codes.get((organization, normal_code(code)), ())
        fitting = [name for valid, name in places if on is None or valid.holds_on(on)]
        return tuple(dict.fromkeys(fitting))


def _print(thing: Noun) -> bytes:
    return hashlib.sha256(thing.model_dump_json(by_alias=True, exclude_defaults=True).encode()).digest()


def _carried(before: Catalog, name: str, section: Index[Any]) -> bytes:
    """Return the digests of a section's things; those that another catalogue holds as well are taken from there."""
    prints, known = before._prints[name], before.section(name)
    if section is known:
        return prints
    places = {id(thing): place * PRINT for place, thing in enumerate(known.values())}
    found = ((thing, places.get(id(thing))) for thing in section.values())
    return b"".join(_print(thing) if at is None else prints[at : at + PRINT] for thing, at in found)


def normal_code(code: str) -> str:
    """Return a code without case and spacing, for comparison.

    >>> normal_code("Math  20a") == normal_code("MATH 20A")
    True
    """
    return " ".join(code.upper().split())


def _edition_order(credential: Credential) -> tuple[dt.date, str]:
    return (credential.valid.begin or dt.date.min, credential.edition)


def collect(things: Iterable[Noun]) -> Catalog:
    """Return a catalogue of the things, sorted by id; of two with one name the last is kept (lint reports both).

    The result is not checked: ``pathways.catalog.lint.lint`` finds what is missing or contradictory.
    """
    by_class = {noun: name for name, noun in SECTIONS.items()}
    sections: dict[str, dict[str, Noun]] = {name: {} for name in SECTIONS}
    for thing in things:
        sections[by_class[type(thing)]][key_of(thing)] = thing
    indexes: dict[str, Any] = {
        name.replace("-", "_"): MappingProxyType(dict(sorted(section.items()))) for name, section in sections.items()
    }
    return Catalog(**indexes)
