"""Which codes are one course, and since when?  Cross-listed codes are joined, dated versions told apart, ids given.

Source: semantics 9, "A course is not its code".
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from pathways.formats.assist_raw import Institution, RawCourse
from pathways.formats.loss import Tally
from pathways.model.base import Source, Validity
from pathways.model.course import CodeAlias, Course

TERM = re.compile(r"^(W|Sp|S|Su|F)([12]\d{3})$", re.IGNORECASE)
"""How ASSIST writes a term: F1999, W2000, S2000 (or Sp2000), Su2000."""

_SEASONS = ("w", "s", "su", "f")
_FIRST_DAYS = {
    # the day from which a completed course belongs to the term; summer, say, ends before autumn's day
    "Semester": {"w": (1, 1), "s": (2, 16), "su": (6, 16), "f": (8, 16)},
    "Quarter": {"w": (1, 1), "s": (4, 1), "su": (6, 16), "f": (9, 16)},
}
_UNSAFE = re.compile(r"[\s@#]+")
_DIGITS = re.compile(r"\d+")


def organization_id(institution: Institution) -> str:
    """Return the id of an institution: its ASSIST code in small letters."""
    return institution.code.strip().lower()


def term_begin(code: str, term_type: str) -> dt.date | None:
    """Return the first day on which a course completed belongs to the term; None for an empty code.

    The days are a convention, chosen between the end of one term and the end of the next.

    >>> term_begin("F2022", "Semester"), term_begin("Su2007", "Semester")
    (datetime.date(2022, 8, 16), datetime.date(2007, 6, 16))
    """
    if not code:
        return None
    season, year = _term(code)
    return dt.date(year, *_FIRST_DAYS[term_type][season])


def term_end(code: str, term_type: str) -> dt.date | None:
    """Return the first day on which the course is no longer that of ``code``; None for an empty code.

    Autumn begins the catalogue year, so a course that ends in autumn ends before it; one that ends in another term is
    still taught in it.

    >>> term_end("F2025", "Semester"), term_end("S2020", "Semester")
    (datetime.date(2025, 8, 16), datetime.date(2020, 6, 16))
    """
    if not code:
        return None
    season, year = _term(code)
    if season == "f":
        return term_begin(code, term_type)
    following = _SEASONS[_SEASONS.index(season) + 1]
    return dt.date(year, *_FIRST_DAYS[term_type][following])


def _term(code: str) -> tuple[str, int]:
    season, year = code[:-4].lower(), int(code[-4:])
    return ("s" if season == "sp" else season), year


@dataclass(frozen=True, slots=True)
class Version:
    """A course under one code with one amount of credit, between two dates."""

    raw: RawCourse
    begin: dt.date | None
    until: dt.date | None
    pathways: tuple[str, ...] = ()

    @property
    def valid(self) -> Validity:
        """Return its dates."""
        return Validity(begin=self.begin, until=self.until)


@dataclass(slots=True)
class _Side:
    """Everything said about the courses of one institution."""

    institution: Institution
    facts: dict[str, dict[RawCourse, None]] = field(default_factory=lambda: defaultdict(dict))
    parent: dict[str, str] = field(default_factory=dict)

    def root(self, code: str) -> str:
        while (above := self.parent.get(code, code)) != code:
            code = above
        return code

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self.parent[second] = first


@dataclass(slots=True)
class CourseBook:
    """All courses of an import.  Fill it with :meth:`add`, close it with :meth:`settle`, then ask for ids."""

    tally: Tally
    _sides: dict[str, _Side] = field(default_factory=dict)
    _versions: dict[tuple[str, str], tuple[Version, ...]] = field(default_factory=dict)
    _ids: dict[tuple[str, str, dt.date | None], str] = field(default_factory=dict)

    def add(self, institution: Institution, course: RawCourse, same: Iterable[RawCourse] = ()) -> None:
        """Take note of a course and of the codes under which it is listed too."""
        side = self._sides.setdefault(organization_id(institution), _Side(institution))
        side.facts[course.code][course] = None
        for other in same:
            side.facts[other.code][other] = None
            side.join(course.code, other.code)

    def settle(self) -> None:
        """Decide which codes are one course, which versions there are, and their ids."""
        for organization, side in self._sides.items():
            for code, facts in side.facts.items():
                versions = _versions(tuple(facts), side.institution.term_type, self.tally)
                self._versions[organization, code] = versions
                if side.root(code) == code:
                    for version in versions:
                        self._ids[organization, code, version.begin] = self._name(organization, code, version, versions)

    def _name(self, organization: str, code: str, version: Version, versions: tuple[Version, ...]) -> str:
        """Return the id: the newest version has the plain one, older ones carry their first year."""
        plain = f"{organization}:{_UNSAFE.sub('-', code)}"
        if version is versions[-1]:
            return plain
        return f"{plain}~{version.begin.year if version.begin else 'first'}"

    def course_id(self, institution: Institution, course: RawCourse) -> str:
        """Return the id of the course that a cell or group names."""
        organization = organization_id(institution)
        return self._ids[organization, self._root(organization, course), self.version(institution, course).begin]

    def version(self, institution: Institution, course: RawCourse) -> Version:
        """Return the version of the course (under its first code) that a cell or group names."""
        organization = organization_id(institution)
        versions = self._versions[organization, self._root(organization, course)]
        day = term_begin(course.begin, institution.term_type)
        fitting = [version for version in versions if day is None or version.valid.holds_on(day)]
        return fitting[-1] if fitting else versions[-1]

    def _root(self, organization: str, course: RawCourse) -> str:
        return self._sides[organization].root(course.code)

    def courses(self, source: Source) -> tuple[Course, ...]:
        """Return every course, by organization and code."""
        found: list[Course] = []
        for organization, side in sorted(self._sides.items()):
            for code in sorted(side.facts):
                if side.root(code) == code:
                    others = [other for other in sorted(side.facts) if other != code and side.root(other) == code]
                    versions = self._of(organization, code)
                    found.extend(self._course(organization, code, version, others, source) for version in versions)
        return tuple(found)

    def _of(self, organization: str, code: str) -> tuple[Version, ...]:
        return self._versions[organization, code]

    def _course(self, organization: str, code: str, version: Version, others: list[str], source: Source) -> Course:
        raw = version.raw
        known = [(other, alias.valid) for other in others for alias in self._of(organization, other)]
        return Course(
            id=self._ids[organization, code, version.begin],
            organization=organization,
            code=code,
            title=raw.title,
            subject=raw.prefix,
            number=number_of(raw.number),
            credit=raw.min_units,
            credit_max=raw.max_units if raw.max_units != raw.min_units else None,
            tags=version.pathways,
            aliases=tuple(CodeAlias(code=other, reason="cross_listed", valid=valid) for other, valid in known),
            valid=version.valid,
            source=source,
        )


def number_of(code: str) -> Fraction | None:
    """Return the numeric part of a course number, None where it has none.

    >>> number_of("20A"), number_of("C1000"), number_of("A")
    (Fraction(20, 1), Fraction(1000, 1), None)
    """
    match = _DIGITS.search(code)
    return Fraction(match[0]) if match else None


def _versions(facts: tuple[RawCourse, ...], term_type: str, tally: Tally) -> tuple[Version, ...]:
    """Return the dated versions that the facts about one code tell apart, oldest first.

    Facts of equal credit whose dates overlap are one version; a stated end wins over none.  Where the credit differs,
    the later one follows the earlier.
    """
    found: list[Version] = []
    for version in sorted((_version(fact, term_type) for fact in facts), key=_age):
        last = found[-1] if found else None
        if last is None or (last.until is not None and version.begin is not None and last.until <= version.begin):
            found.append(version)
        elif _units(last) == _units(version):
            found[-1] = _joined(last, version)
        elif last.begin == version.begin:
            tally.noted("course with two amounts of credit for one term", "the larger is kept", version.raw.code)
            found[-1] = replace(_joined(last, version), raw=version.raw)
        else:
            found[-1] = replace(last, until=version.begin)
            found.append(version)
    return tuple(found)


def _version(fact: RawCourse, term_type: str) -> Version:
    begin, until = term_begin(fact.begin, term_type), term_end(fact.end, term_type)
    return Version(fact, begin, until, tuple(sorted(set(fact.pathways))))


def _age(version: Version) -> tuple[object, ...]:
    raw = version.raw
    return (version.begin or dt.date.min, raw.min_units, raw.max_units, version.until or dt.date.max, raw.title)


def _units(version: Version) -> tuple[Fraction, Fraction]:
    return version.raw.min_units, version.raw.max_units


def _joined(one: Version, other: Version) -> Version:
    ends = [version.until for version in (one, other) if version.until is not None]
    pathways = tuple(sorted({*one.pathways, *other.pathways}))
    return replace(one, until=max(ends, default=None), pathways=pathways)
