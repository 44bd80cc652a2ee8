"""What does a catalogue contain?  The names that references may use, and the small look-ups that all checks share."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.catalog.lint_nodes import Parts, Tree, placed
from pathways.catalog.lint_paths import path_text
from pathways.catalog.names import did_you_mean
from pathways.errors import Finding, Severity, Where, finding
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.credit import GradeScale
from pathways.model.requirement import Requirement

_NOUNS: Mapping[str, str] = {
    "organizations": "organization",
    "credit-systems": "credit system",
    "grade-scales": "grade scale",
    "level-frameworks": "level framework",
    "frameworks": "framework",
    "occupations": "occupation",
    "courses": "course",
    "credentials": "credential",
    "agreements": "agreement",
    "equivalences": "equivalence",
    "policies": "policy",
    "terms": "term",
    "offerings": "offering",
    "competencies": "competency",
}
_MOST_HINTS = 200
_LONG_SECTION = 500
_NEIGHBORS = 50


def noun(section: str) -> str:
    """Return the word for one thing of a section."""
    return _NOUNS[section]


def note(
    code: str,
    section: str,
    key: str,
    words: str,
    parts: Parts = (),
    *,
    hint: str = "",
    severity: Severity = "error",
) -> Finding:
    """Return a finding about one noun: ``subject`` is ``section/key``, ``where.path`` the path inside the noun."""
    message = f"{noun(section)} {key!r} {words}"
    bare = finding(code, message, subject=f"{section}/{key}", hint=hint, severity=severity)
    return replace(bare, where=Where(path=path_text(parts) or None))


@dataclass(frozen=True)
class Known:
    """A catalogue prepared for checks; ``assume`` holds ids that are to be taken as contained."""

    catalog: Catalog
    assume: frozenset[str] = frozenset()
    _hints: dict[tuple[str, str], str] = field(default_factory=dict)
    _sorted: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[str, Collection[str]]:
        """Return for each kind of reference the names that it may use."""
        catalog = self.catalog
        found: dict[str, Collection[str]] = {
            section: catalog.section(section).keys() for section in _NOUNS if section != "competencies"
        }
        found["competencies"] = catalog.competencies.keys()
        found["credentials"] = frozenset(catalog.credentials) | {item.id for item in catalog.credentials.values()}
        return found

    def has(self, section: str, name: str) -> bool:
        """Return whether a reference into the section names something."""
        return name in self.names[section] or name in self.assume

    def hint(self, section: str, name: str) -> str:
        """Return the nearest name; in a long section only among its neighbors in the alphabet, and not for ever."""
        known = self._hints.get((section, name))
        if known is not None:
            return known
        names = self.names[section]
        if len(names) > _LONG_SECTION:
            if len(self._hints) >= _MOST_HINTS:
                return "Check the spelling."
            names = self._neighbors(section, name)
        return self._hints.setdefault((section, name), did_you_mean(name, names))

    def _neighbors(self, section: str, name: str) -> list[str]:
        if section not in self._sorted:
            self._sorted[section] = sorted((item.lower(), item) for item in self.names[section])
        ordered = self._sorted[section]
        place = bisect_left(ordered, (name.lower(), ""))
        return [item for _, item in ordered[max(0, place - _NEIGHBORS) : place + _NEIGHBORS]]

    @cached_property
    def trees(self) -> tuple[Tree, ...]:
        """Return every requirement tree of the catalogue."""
        return tuple(self._trees())

    def _trees(self) -> Iterator[Tree]:
        for key, credential in self.catalog.credentials.items():
            for role, requirement in (
                ("requirement", credential.requirement),
                ("prerequisite", credential.prerequisite),
            ):
                if requirement is not None:
                    yield _tree("credentials", key, credential, role, requirement)
        for key, course in self.catalog.courses.items():
            for role, requirement in (("prerequisite", course.prerequisite), ("corequisite", course.corequisite)):
                if requirement is not None:
                    yield _tree("courses", key, course, role, requirement)

    def credit_system(self, organization: str) -> str | None:
        """Return the credit system of an organization, if stated."""
        found = self.catalog.organizations.get(organization)
        return found.credit_system if found else None

    def grade_scale(self, name: str | None, organization: str) -> GradeScale | None:
        """Return the named grade scale, or else the organization's."""
        found = self.catalog.organizations.get(organization)
        wanted = name or (found.grade_scale if found else None)
        return self.catalog.grade_scales.get(wanted) if wanted else None

    def levels(self, framework: str | None, organization: str) -> tuple[Fraction, Fraction] | None:
        """Return the least and greatest level of the named framework, or else the organization's."""
        owner = self.catalog.organizations.get(organization)
        wanted = framework or (owner.level_framework if owner else None)
        found = self.catalog.level_frameworks.get(wanted) if wanted else None
        return (found.min, found.max) if found else None


def _tree(section: str, key: str, owner: Course | Credential, role: str, requirement: Requirement) -> Tree:
    return Tree(section, key, owner.organization, role, placed(requirement, role))
