"""What is planned in the benchmark?  Four sizes of invented bulletins, alike every time, told apart from any encoding.

A case is plain data, so that our catalogue and another tool's model are both made from it and from nothing else.
Prerequisites are conjunctions of choices, most courses are taught in one half of the year, places in a term are few.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from pathways.catalog.collection import Catalog, collect
from pathways.model.base import Noun, Source
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem
from pathways.model.equivalence import ArticulationAgreement, Equivalence
from pathways.model.organization import Organization
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import LearnerRecord, Preferences

SOURCE: Final = Source(title="an invented bulletin")
HOME: Final = "home"
SUBJECTS: Final = ("MATH", "COMP", "STAT", "WRIT", "HIST", "BIOL")
CREDIT: Final = 3
AS_OF: Final = dt.date(2026, 8, 1)
NOBODY: Final = LearnerRecord.model_validate({"learner": {"id": "benchmark"}})


@dataclass(frozen=True)
class Item:
    """A course at one institution; ``gives`` is the course of the home institution that it counts as."""

    id: str
    school: str
    subject: str
    number: int
    terms: tuple[int, ...]
    price: int
    before: tuple[tuple[str, ...], ...] = ()
    gives: str = ""


@dataclass(frozen=True)
class Part:
    """So many different courses out of some; a pool is by subject and from a number on."""

    courses: tuple[str, ...]
    count: int = 1
    pool: tuple[str, int] | None = None


@dataclass(frozen=True)
class Award:
    """A credential with its parts; ``cap`` limits the credit from other institutions."""

    id: str
    parts: tuple[Part, ...]
    cap: int | None = None


@dataclass(frozen=True)
class Case:
    """A size: how many terms, how many courses in each, what is on offer, what is wanted."""

    name: str
    terms: int
    load: int
    items: tuple[Item, ...]
    awards: tuple[Award, ...]

    def item(self, name: str) -> Item:
        """Return an item by its id."""
        return next(item for item in self.items if item.id == name)

    def givers(self, course: str) -> list[Item]:
        """Return what gives a course of the home institution."""
        return [item for item in self.items if course in (item.id, item.gives)]


@dataclass
class _Draft:
    """A home institution being drawn; courses come in layers, and only earlier layers are asked for before."""

    dice: random.Random
    terms: int
    items: list[Item] = field(default_factory=list)

    def course(self, subject: str, layer: int, before: Sequence[Sequence[str]] = ()) -> str:
        mine = sum(item.subject == subject for item in self.items)
        number = 100 * (layer + 1) + mine
        name = f"{subject}-{number}"
        halves = self.dice.choice(((0, 1), (0,), (1,), (0, 1)))
        when = tuple(term for term in range(self.terms) if term % 2 in halves)
        price = 300 + 30 * self.dice.randrange(4)
        self.items.append(Item(name, HOME, subject, number, when, price, tuple(tuple(some) for some in before)))
        return name

    def layers(self, subject: str, sizes: Sequence[int]) -> list[list[str]]:
        """Add layers of a subject: each course asks for one or two choices among the layer before."""
        found: list[list[str]] = []
        for layer, size in enumerate(sizes):
            known = found[-1] if found else []
            asked = [self._choices(known) if known else () for _ in range(size)]
            found.append([self.course(subject, layer, before) for before in asked])
        return found

    def _choices(self, known: Sequence[str]) -> list[list[str]]:
        count = self.dice.choice((1, 1, 2)) if len(known) > 2 else 1
        return [self.dice.sample(known, min(len(known), self.dice.choice((1, 2, 2)))) for _ in range(count)]


def _pool(draft: _Draft, subject: str, number: int, count: int) -> Part:
    known = tuple(i.id for i in draft.items if i.subject == subject and i.number >= number and i.school == HOME)
    return Part(known, count, (subject, number))


def small(seed: int = 3) -> Case:
    """Return 12 courses, 3 terms, one certificate."""
    draft = _Draft(random.Random(seed), 3)  # noqa: S311
    math, comp = draft.layers("MATH", (3, 2)), draft.layers("COMP", (3, 2, 2))
    core = [Part((math[0][0],)), Part(tuple(comp[0][:2])), Part((comp[1][0],)), Part(tuple(comp[2]))]
    parts = (*core, _pool(draft, "MATH", 100, 2), _pool(draft, "COMP", 100, 1))
    return Case("S", 3, 4, tuple(draft.items), (Award("certificate", parts),))


def medium(seed: int = 5) -> Case:
    """Return 40 courses, 8 terms, one degree."""
    draft = _Draft(random.Random(seed), 8)  # noqa: S311
    parts = tuple(_degree(draft, (4, 4, 3, 3), 2))
    return Case("M", 8, 4, tuple(draft.items), (Award("degree", parts),))


def large(seed: int = 7) -> Case:
    """Return 60 items of three institutions, 12 terms, a degree with a certificate and a diploma on the way."""
    draft = _Draft(random.Random(seed), 12)  # noqa: S311
    parts = _degree(draft, (4, 4, 3, 3), 2)
    partners = [*_partner(draft, "north", 12, 120), *_partner(draft, "south", 8, 150)]
    certificate = Award("certificate", tuple(parts[:6]))
    diploma = Award("diploma", tuple(parts[:12]))
    degree = Award("degree", tuple(parts), cap=8 * CREDIT)
    return Case("L", 12, 3, (*draft.items, *partners), (certificate, diploma, degree))


def extra_large(seed: int = 11) -> Case:
    """Return 300 candidates of one institution, 11 terms, one degree with wide pools."""
    draft = _Draft(random.Random(seed), 11)  # noqa: S311
    parts = _degree(draft, (5, 5, 4, 3), 2)
    for subject in SUBJECTS:
        draft.layers(subject, (16, 14, 12))
    draft.layers("HIST", [300 - len(draft.items)])
    wide = [_pool(draft, subject, 200, 2) for subject in SUBJECTS]
    return Case("XL", 11, 5, tuple(draft.items), (Award("degree", (*parts, *wide)),))


def _degree(draft: _Draft, sizes: Sequence[int], electives: int) -> list[Part]:
    """Add a major in two subjects and breadth in four; return named courses, choices and pools."""
    math, comp = draft.layers("MATH", sizes), draft.layers("COMP", sizes)
    parts: list[Part] = []
    for layers in (math, comp):
        for layer in layers:
            parts += [Part((layer[0],)), Part(tuple(layer[1:3]))]
    for subject in SUBJECTS[2:]:
        breadth = draft.layers(subject, (2, 1))
        parts.append(Part(tuple(breadth[0])))
    parts += [_pool(draft, subject, 200, electives) for subject in SUBJECTS[:2]]
    return parts


def _partner(draft: _Draft, school: str, count: int, price: int) -> Iterator[Item]:
    """Yield courses of a cheaper institution that count as early ones at home; each follows the one before at times."""
    early = [item for item in draft.items if item.number < 300]
    last = ""
    for item in draft.dice.sample(early, count):
        name = f"{school}:{item.id}"
        before = ((last,),) if last and draft.dice.random() < 0.3 else ()
        yield Item(name, school, item.subject, item.number, tuple(range(draft.terms)), price, before, item.id)
        last = name


SIZES: Final[Mapping[str, Any]] = MappingProxyType({"S": small, "M": medium, "L": large, "XL": extra_large})
"""The named sizes, smallest first."""


# -- as a catalogue --


def as_catalog(case: Case) -> Catalog:
    """Return the catalogue of a case."""
    return collect([*_world(case), *_terms(case), *_courses(case), *_awards(case), *_rules(case)])


def wishes(case: Case) -> Preferences:
    """Return what the learner can carry."""
    return Preferences(max_courses_per_term=case.load)


def first_day(term: int) -> dt.date:
    """Return the first day of a term, counted from 0."""
    return dt.date(2026 + (term + 1) // 2, 2 if term % 2 else 9, 1)


def last_day(term: int) -> dt.date:
    """Return the last day of a term, counted from 0."""
    return dt.date(2026 + (term + 1) // 2, 5 if term % 2 else 12, 20)


def _schools(case: Case) -> list[str]:
    return sorted({item.school for item in case.items})


def _world(case: Case) -> Iterator[Noun]:
    yield CreditSystem.model_validate({"id": "credits", "title": "Credits", "source": SOURCE})
    for name in _schools(case):
        made = {"id": name, "title": name, "kind": "university", "credit_system": "credits", "invented": True}
        yield Organization.model_validate(made)


def _terms(case: Case) -> Iterator[Term]:
    for term in range(case.terms):
        days = {"begin": first_day(term), "end": last_day(term)}
        yield Term.model_validate({"id": f"t{term:02}", "title": f"term {term + 1}", **days})


def _courses(case: Case) -> Iterator[Noun]:
    for item in case.items:
        made = {"id": item.id, "organization": item.school, "code": item.id, "title": item.id, "subject": item.subject}
        before = {"all": [{"any": [{"course": name} for name in some]} for some in item.before]}
        known = {"prerequisite": before} if item.before else {}
        yield Course.model_validate({**made, "number": item.number, "credit": CREDIT, **known})
        offer = {"id": f"offer-{item.id}", "course": item.id, "organization": item.school}
        price = {"amount": item.price, "currency": "USD"}
        yield Offering.model_validate({**offer, "terms": [f"t{term:02}" for term in item.terms], "price": price})


def _awards(case: Case) -> Iterator[Credential]:
    for award in case.awards:
        rules = {} if award.cap is None else {"caps": [{"sources": ["transfer"], "credits": award.cap}]}
        made = {"id": award.id, "organization": HOME, "kind": "diploma", "title": award.id, "rules": rules}
        tree = {"all": [_asked(part) for part in award.parts]}
        yield Credential.model_validate({**made, "requirement": tree, "source": SOURCE})


def _asked(part: Part) -> dict[str, Any]:
    if part.pool:
        subject, number = part.pool
        return {"courses": part.count, "from": {"subject": [subject], "number": {"min": number}}}
    return {"any": [{"course": name} for name in part.courses]}


def _rules(case: Case) -> Iterator[Noun]:
    partners = [name for name in _schools(case) if name != HOME]
    if not partners:
        return
    yield RecognitionPolicy.model_validate(
        {"id": "policy", "organization": HOME, "unlisted": "refused", "source": SOURCE}
    )
    made = {"id": "into-home", "sending": partners, "receiving": HOME, "title": "Rules", "source": SOURCE}
    yield ArticulationAgreement.model_validate(made)
    for item in case.items:
        if item.gives:
            rule = {"id": f"rule-{item.id}", "agreement": "into-home", "receiving": HOME, "from": {"course": item.id}}
            yield Equivalence.model_validate({**rule, "to": {"kind": "course", "courses": [item.gives]}})
