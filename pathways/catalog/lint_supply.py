"""What in this catalogue could a pool draw on?  Upper bounds that lean toward "enough", so that no finding is false.

How an item was earned is not known here, so a filter on ``source`` admits perhaps, never surely.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import chain

from pathways.catalog.collection import Catalog, normal_code
from pathways.model.competency import CompetencyLevel
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.filter import Filter, Range

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """A course or an edition of a credential, as filters see it."""

    name: str
    organization: str
    marks: Mapping[str, frozenset[str]]
    number: Fraction | None
    level: Fraction | None
    credit: Fraction | None


def judge(wanted: Filter, item: Item) -> tuple[bool, bool]:
    """Return whether the filter surely admits the item, and whether it perhaps does."""
    fits = _within(wanted.number, item.number) and _within(wanted.level, item.level) and _marks_fit(wanted, item)
    surely, perhaps = fits and not wanted.source, fits
    for part in wanted.all:
        inner = judge(part, item)
        surely, perhaps = surely and inner[0], perhaps and inner[1]
    if wanted.any:
        branches = [judge(part, item) for part in wanted.any]
        surely = surely and any(branch[0] for branch in branches)
        perhaps = perhaps and any(branch[1] for branch in branches)
    if wanted.exclude is not None:
        inner = judge(wanted.exclude, item)
        surely, perhaps = surely and not inner[1], perhaps and not inner[0]
    return surely, perhaps


def _marks_fit(wanted: Filter, item: Item) -> bool:
    return all(not names or not item.marks.get(key, _NONE).isdisjoint(names) for key, names in atoms(wanted))


def atoms(wanted: Filter) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the lists of names that one filter gives by itself; codes and subjects without case and spacing."""
    yield "course", wanted.course
    yield "credential", wanted.credential
    yield "component_of", wanted.component_of
    yield "code", tuple(map(normal_code, wanted.code))
    yield "subject", tuple(map(normal_code, wanted.subject))
    yield "organization", wanted.organization
    yield "kind", wanted.kind
    yield "tag", wanted.tag
    yield "attribute", wanted.attribute
    yield "competency", wanted.competency


def _within(bounds: Range | None, value: Fraction | None) -> bool:
    if bounds is None:
        return True
    if value is None:
        return False
    return (bounds.min is None or bounds.min <= value) and (bounds.max is None or value <= bounds.max)


def is_closed(wanted: Filter) -> bool:
    """Return whether the filter admits only things that it names, so that recognition cannot bring others."""
    if wanted.course or wanted.credential or wanted.code or wanted.component_of:
        return True
    return any(map(is_closed, wanted.all)) or (bool(wanted.any) and all(map(is_closed, wanted.any)))


@dataclass(frozen=True)
class Supply:
    """The items of a catalogue, found by their marks."""

    catalog: Catalog
    _known: dict[object, tuple[Fraction | None, int]] = field(default_factory=dict)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return every course and every edition of every credential."""
        courses = map(self._course, self.catalog.courses.values())
        return (*courses, *map(self._credential, self.catalog.credentials.values()))

    @cached_property
    def _index(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, item in enumerate(self.items):
            for key, names in item.marks.items():
                for name in names:
                    found[key, name].append(place)
        return {key: tuple(places) for key, places in found.items()}

    def admitted(self, wanted: Filter) -> Iterator[Item]:
        """Yield the items that the filter perhaps admits."""
        for place in self._candidates(wanted):
            if judge(wanted, self.items[place])[1]:
                yield self.items[place]

    def _candidates(self, wanted: Filter) -> Iterable[int]:
        """Return the places of items that may fit: those with the rarest mark that the filter asks for."""
        options = [
            [self._index.get((key, name), ()) for name in dict.fromkeys(names)] for key, names in atoms(wanted) if names
        ]
        if not options:
            return range(len(self.items))
        rarest = min(options, key=_total)
        return rarest[0] if len(rarest) == 1 else sorted(set(chain.from_iterable(rarest)))

    def reaches(
        self, wanted: Filter, system: str | None, *, credit: Fraction | None = None, items: int | None = None
    ) -> tuple[Fraction | None, int]:
        """Return how much credit and how many items the filter admits, counting no further than what is asked.

        The credit is None where it has no known bound: an item without credit, or in another system than ``system``.
        """
        key = (wanted, system, credit, items)
        if key not in self._known:
            self._known[key] = self._count(wanted, system, credit, items)
        return self._known[key]

    def _count(
        self, wanted: Filter, system: str | None, credit: Fraction | None, items: int | None
    ) -> tuple[Fraction | None, int]:
        total: Fraction | None = Fraction(0)
        number = 0
        for item in self.admitted(wanted):
            number += 1
            if total is not None:
                known = item.credit is not None and self.system(item.organization) == system
                total = total + item.credit if known and item.credit is not None else None
            enough_credit = credit is not None and (total is None or total >= credit)
            if enough_credit or (items is not None and number >= items):
                break
        return total, number

    def system(self, organization: str) -> str | None:
        """Return the credit system of an organization, if stated."""
        found = self.catalog.organizations.get(organization)
        return found.credit_system if found else None

    def _course(self, course: Course) -> Item:
        marks = {
            "course": frozenset({course.id}),
            "component_of": self.catalog.components.get(course.id, _NONE),
            "code": frozenset(map(normal_code, (course.code, *(alias.code for alias in course.aliases)))),
            "subject": frozenset({normal_code(course.subject)} if course.subject else ()),
            "organization": frozenset({course.organization}),
            "kind": frozenset({"course"}),
            "tag": frozenset(course.tags),
            "attribute": frozenset(course.attributes),
            "competency": self._with_broader(course.outcomes),
        }
        credit = course.credit_max if course.credit_max is not None else course.credit
        return Item(course.id, course.organization, marks, course.number, course.level, credit)

    def _credential(self, credential: Credential) -> Item:
        known = self.catalog.components
        marks = {
            "credential": frozenset({credential.id, credential.key}),
            "component_of": known.get(credential.id, _NONE) | known.get(credential.key, _NONE),
            "organization": frozenset({credential.organization}),
            "kind": frozenset({"credential", credential.kind.value}),
            "tag": frozenset(credential.tags),
            "attribute": frozenset(credential.attributes),
            "competency": self._with_broader(credential.competencies),
        }
        return Item(credential.key, credential.organization, marks, None, credential.level, credential.credit)

    def _with_broader(self, held: tuple[CompetencyLevel, ...]) -> frozenset[str]:
        found: set[str] = set()
        for item in held:
            current: str | None = item.competency
            while current is not None and current not in found:
                found.add(current)
                known = self.catalog.competencies.get(current)
                current = known.broader if known else None
        return frozenset(found)


def _total(lists: list[tuple[int, ...]]) -> int:
    return sum(map(len, lists))
