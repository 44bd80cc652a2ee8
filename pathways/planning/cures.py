"""What would make this learning count?  The cheapest cure of a refusal, found and checked by asking recognition again.

Tried are papers that show what nobody has stated; the same course once more; an examination at the receiving side;
what rules ask for beside the line; and, last, the receiving side's own course in its place.  Each is put on a copy of
the record, and only what recognition then accepts is told.  Source: semantics 9.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from types import MappingProxyType
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.completion.steps import Slot, Step, attained
from pathways.model.base import Money
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.letter_documents import CureEntry, CureKind, CureStep
from pathways.model.record import Attainment, LearnerRecord, Preferences
from pathways.planning.cure_facts import documents, fewest, in_order, least, useful_grades
from pathways.planning.cure_reach import Reach, reach_of
from pathways.planning.offers import Activity, Market, Way
from pathways.recognition.checks import grade_scale_of
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import Policies, RuleBook
from pathways.recognition.types import Item, Line, Recognition, RecognitionResult

MOST: Final = 3
"""So many cures are told, the cheapest first."""

TOGETHER: Final = 12
"""Of so many things, the cheapest, any two are tried together where no single one helps."""

ADDED: Final = "cure"
"""How the names of lines that are only supposed begin."""

_ORDER: Final = ("document", "again", "exam", "beside", "instead")
_EXAMS: Final = ("challenge_exam", "prior_learning_assessment")


@dataclass(frozen=True)
class Question:
    """One record at one receiving organization on a day; what is asked about a line is asked of this."""

    catalog: Catalog
    book: RuleBook
    record: LearnerRecord
    receiving: str
    credential: Credential | None
    policies: Policies
    as_of: dt.date

    def ask(self, attainments: Iterable[Attainment]) -> RecognitionResult:
        """Return what becomes of other lines than those of the record."""
        record = self.record.model_copy(update={"attainments": tuple(attainments)})
        return recognize(
            self.catalog,
            self.book,
            record,
            receiving=self.receiving,
            credential=self.credential,
            as_of=self.as_of,
        )


@dataclass(frozen=True)
class Doctor:
    """Looks for what would cure one line."""

    question: Question
    line: Line
    known: Recognition

    def cures(self) -> tuple[CureEntry, ...]:
        """Return what would make the line count, the cheapest first.

        What stands in the place of a refused line is told only where nothing of known price makes the line count.
        """
        found = [*self._papers(), *self._again(), *self._exams(), *self._beside()]
        priced = any(cure.kind == "document" or cure.price is not None for cure in found)
        if not priced and self.known.decision == "refused":
            found.extend(self._instead())
        home = self._currency
        return tuple(sorted(found, key=lambda cure: (_foreign(cure, home), *_dearness(cure)))[:MOST])

    @cached_property
    def _currency(self) -> str | None:
        """Return the currency in which the receiving side prices what it offers: mostly, or by name."""
        offered = self.question.catalog.offerings.values()
        found = Counter(o.price.currency for o in offered if o.organization == self.question.receiving and o.price)
        return min(found, key=lambda name: (-found[name], name), default=None)

    @cached_property
    def _others(self) -> tuple[Attainment, ...]:
        return tuple(item for item in self.question.record.attainments if item.id != self.line.id)

    @cached_property
    def _reach(self) -> Reach:
        return reach_of(self.question.book, self.line, self.question.receiving, self.question.policies)

    @cached_property
    def _grades(self) -> tuple[str, ...]:
        return useful_grades(self.question.catalog, self.line, self.question.policies, self._reach.rules)

    @cached_property
    def _market(self) -> Market:
        """Return what is on offer of the things that come into question."""
        catalog = self.question.catalog
        wanted = {*self._reach.beside, *self._reach.targets, *_names(self.line)}
        offerings = {
            name: offering
            for name, offering in catalog.offerings.items()
            if (offering.course or (offering.credential or "").partition("@")[0]) in wanted
        }
        small = replace(catalog, offerings=MappingProxyType(offerings))
        return Market(small, self.question.as_of, Preferences(), self.question.receiving)

    def _activities(self, names: Iterable[str], kinds: Sequence[str]) -> Iterable[Activity]:
        wanted = set(names)
        for activity in self._market.activities:
            if activity.kind in kinds and activity.ways and activity.thing.partition("@")[0] in wanted:
                yield activity

    def _decided(self, name: str, attainments: Iterable[Attainment]) -> Recognition | None:
        """Return what becomes of a line among these, if it is accepted."""
        found = self.question.ask(attainments)
        return next((each for each in found.lines if each.line.id == name and each.decision == "accepted"), None)

    def _papers(self) -> Iterable[CureEntry]:
        """Yield the fewest papers that would do, each with the least that it has to show."""

        def accepts(attainment: Attainment) -> bool:
            return self._decided(self.line.id, (*self._others, attainment)) is not None

        mine, system = self.line.attainment, _system(self.question)
        shown = documents(self.line, self._grades, self.question.as_of, system)
        group = fewest(mine, shown, accepts)
        if group is None:
            return
        kept, steps = least(mine, group, self._grades, accepts)
        changes = {name: value for each in kept for name, value in each.change.items()}
        found = self._decided(self.line.id, (*self._others, mine.model_copy(update=changes)))
        if found is not None:
            yield self._cure("document", steps, found)

    def _again(self) -> Iterable[CureEntry]:
        """Yield the same course or credential once more, with the lowest grade that will do."""
        if not _names(self.line):
            return
        catalog, found = self.question.catalog, False
        for activity in self._activities(_names(self.line), ("section",)):
            way = _soonest(activity)
            step = self._step("again", activity, way, None)
            for cure in self._graded(step, attained(activity.step(way), catalog)):
                found = True
                yield cure
        if not found:
            yield from self._graded(*_unoffered(catalog, "again", _names(self.line)[0], self.question.as_of))

    def _graded(self, step: CureStep, taken: Attainment) -> Iterable[CureEntry]:
        """Yield the cure of taking it with the lowest grade that counts; where none is asked, none is stated."""
        catalog, mine = self.question.catalog, self.line.attainment
        scale = grade_scale_of(catalog, self.line)
        own = (mine.grade,) if mine.grade else ()
        best = (taken.grade,) if taken.grade and taken.grade_scale == scale else ()
        for grade in (*in_order(catalog, scale, (*self._grades, *own, *best)), None):
            once = taken.model_copy(update={"id": f"{ADDED}-1", "grade": grade, "grade_scale": scale})
            counted = self._decided(once.id, (*self._others, mine, once))
            if counted is not None:
                yield self._cure("again", (step.model_copy(update={"at_least": grade}),), counted)
                return

    def _exams(self) -> Iterable[CureEntry]:
        """Yield what is examined at the receiving side, where it gives what the line would have counted as."""
        yield from self._own("exam", _EXAMS)

    def _instead(self) -> Iterable[CureEntry]:
        yield from self._own("instead", ("section",))

    def _own(self, kind: CureKind, kinds: Sequence[str]) -> Iterable[CureEntry]:
        for activity in self._activities(self._reach.targets, kinds):
            if activity.organization == self.question.receiving:
                way = _soonest(activity)
                taken = _taken(activity, way, self.question.catalog)
                found = self._decided(taken.id, (*self._others, self.line.attainment, taken))
                if found is not None:
                    yield self._cure(kind, (self._step(kind, activity, way, None),), found)

    def _beside(self) -> Iterable[CureEntry]:
        """Yield what makes the line count when it is taken in addition: one thing, else two together."""
        steps = sorted(self._additions(), key=lambda pair: _cost(pair[0]))
        single = [cure for pair in steps if (cure := self._with((pair,))) is not None]
        if single:
            yield from single
            return
        for pairs in combinations(steps[:TOGETHER], 2):
            cure = self._with(pairs)
            if cure is not None:
                yield cure

    def _with(self, pairs: Sequence[tuple[CureStep, Attainment]]) -> CureEntry | None:
        added = tuple(
            taken.model_copy(update={"id": f"{ADDED}-{number}"}) for number, (_, taken) in enumerate(pairs, 1)
        )
        found = self._decided(self.line.id, (*self._others, self.line.attainment, *added))
        return None if found is None else self._cure("beside", tuple(step for step, _ in pairs), found)

    def _additions(self) -> Iterable[tuple[CureStep, Attainment]]:
        """Yield what rules speak of beside the line: as it is on offer, else without a place and a price."""
        catalog, seen = self.question.catalog, set()
        held = {name for item in self.question.record.attainments for name in (item.course, item.credential) if name}
        wanted = [name for name in self._reach.beside if name not in held]
        for activity in self._activities(wanted, ("section",)):
            seen.add(activity.thing.partition("@")[0])
            way = _soonest(activity)
            taken = _taken(activity, way, catalog)
            yield self._step("beside", activity, way, None), taken
        for name in wanted:
            if name not in seen and (name in catalog.courses or catalog.editions(name)):
                yield _unoffered(catalog, "beside", name, self.question.as_of)

    def _cure(self, kind: CureKind, steps: tuple[CureStep, ...], found: Recognition) -> CureEntry:
        option = max(found.options, key=lambda each: (each.certain, each.credit))
        ends = [step.ends for step in steps if step.ends is not None]
        return CureEntry(
            kind=kind,
            steps=steps,
            price=_sum(steps),
            hours=_hours(steps),
            ends=max(ends, default=None),
            counts_as=tuple(called(self.question.catalog, item) for item in option.items),
            credit=found.value,
        )

    def _step(self, kind: CureKind, activity: Activity, way: Way, grade: str | None) -> CureStep:
        catalog = self.question.catalog
        offering = catalog.offerings.get(way.offering or "")
        thing = catalog.courses.get(activity.thing) or catalog.credentials.get(activity.thing)
        hours = offering.hours if offering is not None and offering.hours is not None else None
        priced = offering is not None and offering.price is not None and way.price is not None
        return CureStep(
            kind=kind,
            at_least=grade,
            thing=activity.thing,
            title=activity.title,
            organization=activity.organization,
            place=placed(catalog, activity.organization),
            offering=way.offering,
            price=Money(amount=way.price, currency=offering.price.currency) if priced else None,  # type: ignore[union-attr]
            hours=hours if hours is not None else None if kind == "exam" else getattr(thing, "hours", None),
            begins=way.slot.begin,
            ends=way.slot.end,
        )


def _names(line: Line) -> tuple[str, ...]:
    thing = line.definition
    return (thing.id,) if isinstance(thing, Course | Credential) else ()


def _system(question: Question) -> str | None:
    home = question.catalog.organizations.get(question.receiving)
    return home.credit_system if home else None


def _soonest(activity: Activity) -> Way:
    """Return the cheapest way, of equally cheap ones the first; a way that is barred comes last."""
    return min(
        activity.ways,
        key=lambda way: (bool(way.bars), way.price is None, way.price or Fraction(0), way.slot.begin, way.slot.end),
    )


def _taken(activity: Activity, way: Way, catalog: Catalog) -> Attainment:
    """Return what the learner has after taking something, with the best grade."""
    return attained(activity.step(way), catalog).model_copy(update={"id": f"{ADDED}-1"})


def _unoffered(catalog: Catalog, kind: CureKind, name: str, day: dt.date) -> tuple[CureStep, Attainment]:
    """Return what to take, without a place and a price, and what the learner then has."""
    course = catalog.courses.get(name)
    thing = course or catalog.credential(name)
    title = course.full_title if course else thing.title
    step = CureStep(
        kind=kind,
        thing=name,
        title=title,
        organization=thing.organization,
        place=placed(catalog, thing.organization),
        hours=thing.hours,
    )
    key = name if course else catalog.credential(name).key
    taken = Step(name, "section", key, course is not None, thing.organization, Slot(day, day))
    return step, attained(taken, catalog)


def placed(catalog: Catalog, organization: str) -> str:
    """Return what people call an organization."""
    home = catalog.organizations.get(organization)
    return home.title if home else organization


def called(catalog: Catalog, item: Item) -> str:
    """Return what people call something that is recognised: code and title of a course, else its label."""
    course = catalog.courses.get(item.course or "")
    return course.full_title if course else item.label


def _sum(steps: Sequence[CureStep]) -> Money | None:
    """Return the price of all steps; None where one states none, or they are in several currencies."""
    prices = [step.price for step in steps if step.kind != "document"]
    known = [price for price in prices if price is not None]
    if not known or len(known) < len(prices) or len({price.currency for price in known}) > 1:
        return None
    return Money(amount=sum((price.amount for price in known), Fraction(0)), currency=known[0].currency)


def _hours(steps: Sequence[CureStep]) -> Fraction | None:
    hours = [step.hours for step in steps if step.kind not in ("document", "exam")]
    known = [each for each in hours if each is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(hours) else None


def _cost(step: CureStep) -> tuple[bool, Fraction, str, bool, Fraction, str]:
    price = step.price
    return (
        price is None,
        price.amount if price else Fraction(0),
        price.currency if price else "",
        step.hours is None,
        step.hours or Fraction(0),
        step.thing or "",
    )


def _foreign(cure: CureEntry, home: str | None) -> bool:
    """Return whether a price is in another currency: it is not compared, and told after those that are."""
    return cure.price is not None and home is not None and cure.price.currency != home


def _dearness(cure: CureEntry) -> tuple[object, ...]:
    """Papers cost nothing; then by price, what is not priced last; then by hours, steps, kind and name."""
    paper = cure.kind == "document"
    price, hours = cure.price, cure.hours
    return (
        not paper,
        not paper and price is None,
        price.currency if price else "",
        price.amount if price else Fraction(0),
        hours is None,
        hours or Fraction(0),
        len(cure.steps),
        _ORDER.index(cure.kind),
        tuple(step.thing or step.fact or "" for step in cure.steps),
    )
