"""What can be done, when, where and at what price?  Activities of a catalogue and the ways to do each.

An activity is one thing learned by one route; a way is one offering of it in one term.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.completion.steps import Slot, Step, StepKind
from pathways.model.course import Course, DeliveryMode, Offering, OfferingKind, Term
from pathways.model.credential import Credential
from pathways.model.record import Preferences
from pathways.planning.assume import comes_again
from pathways.planning.conditions import Condition

DAYS_A_WEEK: Final = 7

REMOTE: Final = frozenset({DeliveryMode.ONLINE, DeliveryMode.SELF_PACED})


@dataclass(frozen=True, slots=True)
class Way:
    """One offering in one slot: its price with fees (None: unknown), hours a week, and what bars it."""

    slot: Slot
    offering: str | None
    price: Fraction | None
    weekly: Fraction | None = None
    bars: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that may be done once: ``variant`` tells apart what is recognised differently by its date."""

    kind: StepKind
    thing: str
    is_course: bool
    organization: str
    title: str
    credit: Fraction
    ways: tuple[Way, ...]
    variant: int = 0

    @property
    def id(self) -> str:
        """Return a name that is unique among activities."""
        thing = self.thing.replace("@", " edition ")
        name = thing if self.kind == "section" else f"{thing} by {self.kind.replace('_', ' ')}"
        return f"{name} ({self.variant + 1})" if self.variant else name

    @property
    def loads(self) -> bool:
        """Return whether it takes a place in a term."""
        return self.kind == "section"

    def step(self, way: Way) -> Step:
        """Return the step of doing it this way."""
        return Step(
            self.id, self.kind, self.thing, self.is_course, self.organization, way.slot, way.offering, way.price
        )


@dataclass(frozen=True)
class Market:
    """Everything on offer from a day on, under what the learner can and will do.

    ``calendar`` is the organization whose terms hold where an offering states none and its own organization has none.
    """

    catalog: Catalog
    start: dt.date
    preferences: Preferences
    calendar: str
    currency: str | None = None

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """Return the terms from the start on."""
        return {name: term for name, term in self.catalog.terms.items() if term.begin >= self.start}

    @cached_property
    def _by_organization(self) -> Mapping[str | None, tuple[Term, ...]]:
        found: dict[str | None, list[Term]] = defaultdict(list)
        for term in self.terms.values():
            found[term.organization].append(term)
        return {name: tuple(sorted(terms, key=_when)) for name, terms in found.items()}

    def terms_of(self, organization: str) -> tuple[Term, ...]:
        """Return the terms of an organization: its own, the common ones, or those of the calendar."""
        known = self._by_organization
        return known.get(organization) or known.get(None) or known.get(self.calendar) or ()

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """Return what is on offer, by id; equal ways at several prices are the cheapest."""
        ways: dict[tuple[str, bool, str, str], list[Way]] = defaultdict(list)
        for offering in self.catalog.offerings.values():
            if not self._foreign(offering):
                thing, is_course = _thing(self.catalog, offering)
                if thing is not None:
                    key = (thing, is_course, offering.organization, offering.kind.value)
                    ways[key].extend(self._ways(offering, self._definition(thing, is_course)))
        found = (self._activity(key, tuple(_cheapest(group))) for key, group in ways.items())
        return tuple(sorted(found, key=lambda activity: activity.id))

    def _foreign(self, offering: Offering) -> bool:
        """Return whether its price is in another currency, so that it cannot be added."""
        return bool(self.currency and offering.price and offering.price.currency != self.currency)

    @cached_property
    def foreign(self) -> tuple[str, ...]:
        """Return the offerings that are left out because they are priced in another currency."""
        return tuple(name for name, offering in self.catalog.offerings.items() if self._foreign(offering))

    def _activity(self, key: tuple[str, bool, str, str], ways: tuple[Way, ...]) -> Activity:
        name, is_course, organization, kind = key
        thing = self._definition(name, is_course)
        title = thing.full_title if isinstance(thing, Course) else thing.title
        return Activity(kind, name, is_course, organization, title, thing.credit or Fraction(0), ways)  # type: ignore[arg-type]

    def award(self, credential: Credential) -> Activity:
        """Return the award of a credential for having met its requirements, at the end of any term, free of charge."""
        ends = sorted({term.end for term in self.terms_of(credential.organization)})
        ways = tuple(Way(Slot(day, day), None, Fraction(0)) for day in ends)
        credit = credential.credit or Fraction(0)
        return Activity("award", credential.key, False, credential.organization, credential.title, credit, ways)

    def _definition(self, name: str, is_course: bool) -> Course | Credential:
        return self.catalog.courses[name] if is_course else self.catalog.credentials[name]

    def _ways(self, offering: Offering, thing: Course | Credential) -> Iterable[Way]:
        known = [self.terms[name] for name in offering.terms if name in self.terms]
        terms = known if offering.terms else self.terms_of(offering.organization)
        bars = tuple(self._bars(offering))
        for term in terms:
            slot = Slot(term.begin, _last_day(offering, term), term.id)
            offered = offering.valid.holds_on(slot.begin) and offering.valid.holds_on(slot.end)
            if offered and thing.valid.holds_on(slot.begin):
                yield Way(
                    slot,
                    offering.id,
                    _price(offering),
                    _weekly(offering, thing, slot),
                    (*bars, *self._late(slot, term.title)),
                )

    def widened(self, activity: Activity, further: Market) -> Activity:
        """Return teaching with a way in every term of a longer calendar, barred where it is not on offer."""
        offered = {way.slot.term or "" for way in activity.ways}
        terms = [term for term in further.terms_of(activity.organization) if term.id not in offered]
        if not activity.loads or not terms or activity.variant:
            return activity
        like = min(activity.ways, key=_dearness)
        always = tuple(bar for bar in like.bars if bar.kind not in ("blackout", "deadline"))
        added = [replace(like, slot=Slot(t.begin, t.end, t.id), bars=(*always, *self._off(activity, t))) for t in terms]
        return replace(activity, ways=(*activity.ways, *added))

    @cached_property
    def _last(self) -> dt.date:
        return max((known.end for known in self.terms.values()), default=self.start)

    def _off(self, activity: Activity, term: Term) -> Iterable[Condition]:
        """Yield why a thing is not on offer in a term: the published calendar ends before, or it is in other terms."""
        known = [self.terms[name] for name in (way.slot.term or "" for way in activity.ways) if name in self.terms]
        if comes_again(term, known) or (term.id not in self.terms and not known):
            yield Condition("calendar", "", f"what is on offer is published to {self._last}")
        else:
            names = dict.fromkeys(term.title for term in known)
            words = f"{activity.title} is on offer only in {', '.join(names)}"
            yield Condition("offering", activity.thing, words)
        yield from self._late(Slot(term.begin, term.end, term.id), term.title)

    def _late(self, slot: Slot, title: str) -> Iterable[Condition]:
        wanted = self.preferences
        if slot.term in wanted.blackout:
            yield Condition("blackout", slot.term or "", f"nothing in {title}")
        if wanted.deadline is not None and slot.end > wanted.deadline:
            yield Condition("deadline", "", f"finished by {wanted.deadline}")

    def _bars(self, offering: Offering) -> Iterable[Condition]:
        """Yield what bars an offering whenever it takes place."""
        wanted, name = self.preferences, offering.id
        if offering.capacity == 0:
            yield Condition("capacity", name, f"{name} has no place left")
        mode = offering.delivery
        if wanted.delivery and mode is not None and mode.value not in wanted.delivery:
            modes = " or ".join(wanted.delivery).replace("_", " ")
            yield Condition("delivery", "", f"delivered {modes}")
        if wanted.places and offering.place is not None and offering.place not in wanted.places and mode not in REMOTE:
            yield Condition("place", "", f"held in {' or '.join(wanted.places)}")
        if wanted.organizations and offering.organization not in wanted.organizations:
            yield Condition("organization", "", f"only at {' or '.join(wanted.organizations)}")
        for refused in sorted(names_of(offering) & set(wanted.avoid)):
            yield Condition("avoid", refused, f"without {refused}")


def names_of(offering: Offering) -> set[str]:
    """Return the names under which an offering may be wished for or refused."""
    thing = offering.course or (offering.credential or "").partition("@")[0]
    return {offering.id, thing, offering.credential or thing, offering.organization}


def _when(term: Term) -> tuple[dt.date, dt.date, str]:
    return term.begin, term.end, term.id


def _thing(catalog: Catalog, offering: Offering) -> tuple[str | None, bool]:
    """Return the key of what is offered and whether it is a course; None where the catalogue does not contain it."""
    if offering.course is not None:
        return (offering.course if offering.course in catalog.courses else None), True
    name = offering.credential or ""
    if not catalog.editions(name.partition("@")[0]):
        return None, False
    return catalog.credential(name).key, False


def _price(offering: Offering) -> Fraction | None:
    if offering.price is None:
        return None
    return offering.price.amount + (offering.fees.amount if offering.fees else 0)


def _last_day(offering: Offering, term: Term) -> dt.date:
    """Return the last day: that of the term, or of the weeks that it takes where these are stated."""
    if offering.weeks is None or offering.kind is not OfferingKind.SECTION:
        return term.end
    days = -(-offering.weeks.numerator * DAYS_A_WEEK // offering.weeks.denominator)
    return term.begin + dt.timedelta(days=max(0, days - 1))


def _weekly(offering: Offering, thing: Course | Credential, slot: Slot) -> Fraction | None:
    """Return the hours of work a week; None where nobody states hours."""
    hours = offering.hours if offering.hours is not None else thing.hours
    days = (slot.end - slot.begin).days + 1
    return None if hours is None else hours * DAYS_A_WEEK / days


def _cheapest(ways: Iterable[Way]) -> Iterable[Way]:
    """Yield for each slot and set of bars the cheapest way, in order of time."""
    best: dict[tuple[Slot, tuple[Condition, ...], Fraction | None], Way] = {}
    for way in ways:
        key = (way.slot, way.bars, way.weekly)
        known = best.get(key)
        if known is None or _dearness(way) < _dearness(known):
            best[key] = way
    return sorted(best.values(), key=lambda way: (way.slot.begin, way.slot.end, _dearness(way)))


def _dearness(way: Way) -> tuple[bool, Fraction, str]:
    return way.price is None, way.price or Fraction(0), way.offering or ""


def in_variants(activity: Activity, breaks: Iterable[dt.date]) -> tuple[Activity, ...]:
    """Return an activity split at the days on which what it counts as may change."""
    groups: dict[int, list[Way]] = defaultdict(list)
    days = sorted(set(breaks))
    for way in activity.ways:
        groups[sum(day <= way.slot.end for day in days)].append(way)
    return tuple(
        replace(activity, ways=tuple(ways), variant=number) for number, (_, ways) in enumerate(sorted(groups.items()))
    )
