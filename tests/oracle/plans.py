"""Which plans are there, and which is best?  Found by going through every way to do everything.

For each choice of what is done by which route, the audit says what it reaches; for each choice of dates, prerequisites,
load and money are looked at one by one.  There is no integer program here, and nothing is bounded or relaxed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from math import prod
from typing import NamedTuple

from pathways.catalog.collection import Catalog
from pathways.completion.audit import examine, shelf_for
from pathways.completion.build import IF_COMPLETED
from pathways.completion.candidates import Candidate, Shelf
from pathways.completion.steps import PLANNED, Slot, Step, StepKind, attained
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential, SourceKind
from pathways.model.record import Attainment, LearnerRecord, Preferences, PriorUse
from pathways.model.requirement import CompetencyLeaf, CredentialLeaf, Requirement, walk
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook, policies_for
from pathways.recognition.types import RecognitionResult
from tests.oracle.before import may_begin

TOO_MANY = 3_000
TOO_MANY_AUDITS = 30
"""Choices of what is done and when, and audits; beyond this many the oracle gives up (TooManyError)."""

FEE_OF = {
    SourceKind.TRANSFER: "transfer_line",
    SourceKind.BADGE: "badge",
    SourceKind.PRIOR_LEARNING: "prior_learning_course",
    SourceKind.WORK: "prior_learning_course",
}


class TooManyError(Exception):
    """The question is too large to go through."""


Look = tuple[str, bool, str, StepKind, int]
"""What matters of a thing done to who recognises it: thing, whether a course, where, how, which rules hold."""


class Doing(NamedTuple):
    """One thing done by one offering in one term; ``era`` tells apart what rules with dates may judge differently."""

    thing: str
    is_course: bool
    organization: str
    kind: StepKind
    begin: dt.date
    end: dt.date
    offering: str | None
    price: Fraction | None
    weekly: Fraction
    credit: Fraction
    era: int = 0

    @property
    def look(self) -> Look:
        """Return what matters of it to who recognises it."""
        return self.thing, self.is_course, self.organization, self.kind, self.era


Done = frozenset[Doing]


@dataclass(frozen=True)
class Found:
    """A plan that holds: what is done, what is lodged for a fee, and what it comes to."""

    done: Done
    lodged: frozenset[str]
    time: dt.date | None
    unpriced: int
    cost: Fraction
    credits: Fraction
    items: int
    balance: int


class Nothing(Shelf):
    """A program toward which nothing can be taken."""

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return nothing."""
        return ()


@dataclass
class Everything:
    """All plans of one question."""

    catalog: Catalog
    book: RuleBook
    record: LearnerRecord
    goals: tuple[Credential, ...]
    as_of: dt.date
    wanted: Preferences
    barred: frozenset[tuple[str, bool]] = frozenset()
    _reached: dict[object, bool] = field(default_factory=dict)
    _recognized: dict[object, RecognitionResult] = field(default_factory=dict)
    _known: dict[str, dict[frozenset[object], bool]] = field(default_factory=lambda: defaultdict(dict))
    _shelves: dict[str, Shelf] = field(default_factory=dict)

    @property
    def start(self) -> dt.date:
        """Return the day from which on something may begin."""
        term = self.catalog.terms.get(self.wanted.start or "")
        return max(self.as_of, term.begin) if term else self.as_of

    # -- what may be done -------------------------------------------------------------------------------------------

    @cached_property
    def doings(self) -> Mapping[tuple[str, bool], list[Doing]]:
        """Return every way to do each thing that the learner can and will have."""
        found: dict[tuple[str, bool], list[Doing]] = defaultdict(list)
        for offering in self.catalog.offerings.values():
            for term in self._terms(offering):
                doing = self._doing(offering, term)
                if self._acceptable(offering, term, doing) and (doing.thing, doing.is_course) not in self.barred:
                    found[doing.thing, doing.is_course].append(doing)
        for credential in self._stones:
            found[credential.key, False] += self._awards(credential)
        return {key: ways for key, ways in found.items() if ways}

    def _terms(self, offering: Offering) -> list[Term]:
        known = [term for term in self.catalog.terms.values() if term.begin >= self.start]
        if offering.terms:
            return [term for term in known if term.id in offering.terms]
        return self._calendar(known, offering.organization)

    def _calendar(self, known: list[Term], organization: str) -> list[Term]:
        for name in (organization, None, self.goals[0].organization):
            mine = [term for term in known if term.organization == name]
            if mine:
                return mine
        return []

    def _doing(self, offering: Offering, term: Term) -> Doing:
        is_course = offering.course is not None
        name = offering.course or self.catalog.credential(offering.credential or "").key
        thing = self.catalog.courses[name] if is_course else self.catalog.credentials[name]
        last = term.end
        if offering.weeks is not None and offering.kind == "section":
            last = term.begin + dt.timedelta(days=int(offering.weeks * 7) - 1)
        hours = thing.hours if offering.hours is None else offering.hours
        days = (last - term.begin).days + 1
        price = None if offering.price is None else offering.price.amount
        return Doing(
            thing=name,
            is_course=is_course,
            organization=offering.organization,
            kind=offering.kind.value,
            begin=term.begin,
            end=last,
            offering=offering.id,
            price=price + offering.fees.amount if price is not None and offering.fees else price,
            weekly=(hours or Fraction(0)) * 7 / days,
            credit=thing.credit or Fraction(0),
            era=sum(day <= last for day in self._breaks),
        )

    @cached_property
    def _breaks(self) -> list[dt.date]:
        """Return the days on which a rule begins or ends."""
        rules = (*self.catalog.equivalences.values(), *self.catalog.agreements.values())
        known = [valid for rule in rules if (valid := getattr(rule, "valid", None)) is not None]
        return sorted({day for valid in known for day in (valid.begin, valid.until) if day is not None})

    def _acceptable(self, offering: Offering, term: Term, doing: Doing) -> bool:
        wanted, mode = self.wanted, offering.delivery
        names = {offering.id, offering.organization, doing.thing, doing.thing.partition("@")[0]}
        refusals = (
            offering.capacity == 0,
            not offering.valid.holds_on(term.begin),
            bool(wanted.delivery and mode and mode.value not in wanted.delivery),
            bool(wanted.places and offering.place and offering.place not in wanted.places)
            and mode not in ("online", "self_paced"),
            bool(wanted.organizations) and offering.organization not in wanted.organizations,
            bool(names & set(wanted.avoid)),
            term.id in wanted.blackout,
            wanted.deadline is not None and doing.end > wanted.deadline,
        )
        return not any(refusals)

    @cached_property
    def _stones(self) -> list[Credential]:
        """Return the credentials that are earned by meeting their requirements and that serve something when held."""
        trees = [goal.requirement for goal in self.goals]
        trees += [c.prerequisite for c in self.catalog.courses.values()]
        trees += [c.corequisite for c in self.catalog.courses.values()]
        taught = {offering.credential for offering in self.catalog.offerings.values()}
        named = {name for tree in trees if tree is not None for name in _credentials(tree)}
        named |= {goal.key for goal in self.goals if len(self.goals) > 1}
        known = (self.catalog.credential(name) for name in sorted(named) if self.catalog.editions(name))
        return [credential for credential in known if credential.requirement and credential.key not in taught]

    def _awards(self, credential: Credential) -> Iterator[Doing]:
        known = [term for term in self.catalog.terms.values() if term.begin >= self.start]
        free, credit = Fraction(0), credential.credit or Fraction(0)
        for day in sorted({term.end for term in self._calendar(known, credential.organization)}):
            yield Doing(
                credential.key, False, credential.organization, "award", day, day, None, free, Fraction(0), credit
            )

    # -- what it comes to -------------------------------------------------------------------------------------------

    def plans(self) -> Iterator[Found]:
        """Yield every plan that holds; of what is lodged for a fee, every choice that is enough and cheapest or not."""
        keys = sorted(self.doings)
        routes = [[[], *([look] for look in sorted({doing.look for doing in self.doings[key]}))] for key in keys]
        if prod(1 + len(ways) for ways in self.doings.values()) > TOO_MANY:
            raise TooManyError
        if not any(self._lodgings([look for [look] in looks]) for looks in product(*(route[1:] for route in routes))):
            return
        for looks in product(*routes):
            chosen = [look for some in looks for look in some]
            sets = self._lodgings(chosen)
            if not sets:
                continue
            ways = [[d for d in self.doings[look[0], look[1]] if d.look == look] for look in chosen]
            for done in product(*ways):
                yield from self._judged(frozenset(done), sets)

    def _lodgings(self, looks: list[Look]) -> list[frozenset[str]]:
        """Return the least sets of lines to lodge for a fee with which all goals are reached once all is done."""
        done = frozenset(next(d for d in self.doings[look[0], look[1]] if d.look == look) for look in looks)
        return self.enough(done)

    def enough(self, done: Done) -> list[frozenset[str]]:
        """Return the least sets of lines to lodge for a fee with which what is done reaches every goal."""
        charged = sorted(self.fees(done))
        found: list[frozenset[str]] = []
        for size in range(len(charged) + 1):
            for some in combinations(charged, size):
                lodged = frozenset(some)
                if not any(less <= lodged for less in found) and self.reaches(self.goals, done, lodged):
                    found.append(lodged)
        return found

    def _judged(self, done: Done, sets: list[frozenset[str]]) -> Iterator[Found]:
        if not (self._carried(done) and self._taken(done) and all(self._begun(doing, done) for doing in done)):
            return
        fees = self.fees(done)
        for lodged in sets:
            cost = sum((d.price or Fraction(0) for d in done), Fraction(0)) + sum(fees[name] for name in lodged)
            if self.wanted.budget is not None and cost > self.wanted.budget.amount:
                continue
            if all(self._earned(doing, done, lodged) for doing in done if doing.kind == "award"):
                yield self._found(done, lodged, cost)

    def _found(self, done: Done, lodged: frozenset[str], cost: Fraction) -> Found:
        teaching = [d for d in done if d.kind == "section"]
        peaks = [sum(d.begin <= day <= d.end for d in teaching) for day in {d.begin for d in teaching}]
        return Found(
            done,
            lodged,
            max((d.end for d in done), default=None),
            sum(d.price is None for d in done),
            cost,
            sum((d.credit for d in done), Fraction(0)),
            len(done),
            max(peaks, default=0),
        )

    def _carried(self, done: Done) -> bool:
        wanted, teaching = self.wanted, [d for d in done if d.kind == "section"]
        for day in {d.begin for d in teaching}:
            running = [d for d in teaching if d.begin <= day <= d.end]
            if wanted.max_courses_per_term is not None and len(running) > wanted.max_courses_per_term:
                return False
            if wanted.max_credits_per_term is not None and sum(d.credit for d in running) > wanted.max_credits_per_term:
                return False
            if wanted.hours_per_week is not None and sum(d.weekly for d in running) > wanted.hours_per_week:
                return False
        return True

    def _taken(self, done: Done) -> bool:
        offered = [d for d in done if d.offering is not None]
        names = [{d.thing, d.thing.partition("@")[0], d.organization, d.offering} for d in offered]
        return all(any(wish in known for known in names) for wish in self.wanted.take)

    def _begun(self, doing: Doing, done: Done) -> bool:
        """Return whether its prerequisites are had before it begins, and its corequisites by then."""
        if doing.kind == "award" or (doing.is_course and doing.kind != "section"):
            return True
        thing: Course | Credential
        thing = self.catalog.courses[doing.thing] if doing.is_course else self.catalog.credentials[doing.thing]
        beside = thing.corequisite if isinstance(thing, Course) else None
        had = frozenset(d for d in done if d.end < doing.begin)
        begun = frozenset(d for d in done if d.begin <= doing.begin)
        pairs = ((thing.prerequisite, had), (beside, begun))
        return all(tree is None or self._holds(tree, doing.organization, some) for tree, some in pairs)

    def _holds(self, tree: Requirement, organization: str, done: Done) -> bool:
        return may_begin(self.catalog, tree, self.recognized(organization, None, done))

    def _earned(self, award: Doing, done: Done, lodged: frozenset[str]) -> bool:
        """Return whether an award that is granted is earned by what is completed by then, itself apart."""
        by_then = frozenset(d for d in done if d.end <= award.begin and d.thing != award.thing)
        return self.reaches((self.catalog.credentials[award.thing],), by_then, lodged)

    def at_stops(self, found: Found, awards: Iterable[Credential], stops: Iterable[dt.date]) -> int:
        """Return what is held at each stop, summed: the credit of each award that is earned by then, at least 1."""
        total = 0
        for day in stops:
            by_then = frozenset(doing for doing in found.done if doing.end <= day)
            for award in awards:
                if self.reaches((award,), by_then, found.lodged):
                    total += 1 if award.credit is None else max(1, round(award.credit))
        return total

    def repeats(self, thing: str, *, is_course: bool) -> bool:
        """Return whether something that a thing gives is recognised already wherever a goal is awarded."""
        if any(line.credential == thing.partition("@")[0] for line in self.record.attainments):
            return True
        done = frozenset(list(self.doings.get((thing, is_course), ()))[:1])
        known = ((self._have(g), _given(self.recognized(g.organization, g, done), None)) for g in self.goals)
        return all(had & ({thing} | given) for had, given in known)

    def _have(self, goal: Credential) -> frozenset[str]:
        return _given(self.recognized(goal.organization, goal, frozenset()), PLANNED)

    # -- what is reached --------------------------------------------------------------------------------------------

    def fees(self, done: Done) -> Mapping[str, Fraction]:
        """Return what each line costs that is not lodged yet; assessments that are paid for themselves cost no more."""
        found: dict[str, Fraction] = {}
        for goal in (*self.goals, *self._stones):
            policies = policies_for(self.catalog, goal.organization, goal, self.as_of).all
            known: dict[str, Fraction] = {fee.kind: fee.price.amount for policy in policies for fee in policy.fees}
            free = {_name(d) for d in done if d.kind != "section"}
            for entry in self.recognized(goal.organization, goal, done).lines if known else ():
                line = entry.line
                fee = known.get(FEE_OF.get(line.source, "nothing"))
                if fee and line.id not in free and (line.id.startswith(PLANNED) or line.attainment.lodged is None):
                    found[line.id] = fee
        return found

    def recognized(self, organization: str, goal: Credential | None, done: Done) -> RecognitionResult:
        """Return what an organization makes of the record with what is done."""
        key = (organization, goal and goal.key, frozenset(d.look for d in done))
        if key not in self._recognized:
            record = self._record(self._lines(done))
            self._recognized[key] = recognize(
                self.catalog, self.book, record, receiving=organization, credential=goal, as_of=self.as_of
            )
        return self._recognized[key]

    def _lines(self, done: Done) -> tuple[Attainment, ...]:
        return (*self.record.attainments, *(attained(_step(d), self.catalog) for d in sorted(done, key=_name)))

    def _record(self, lines: Iterable[Attainment]) -> LearnerRecord:
        return self.record.model_copy(update={"attainments": tuple(lines)})

    def reaches(self, goals: tuple[Credential, ...], done: Done, lodged: frozenset[str]) -> bool:
        """Return whether awards are earned, one after the other, where of what costs a fee only some is lodged."""
        key = (tuple(goal.key for goal in goals), frozenset(d.look for d in done), lodged)
        if key not in self._reached:
            unpaid = set(self.fees(done)) - lodged
            lines = tuple(line for line in self._lines(done) if line.id not in unpaid)
            self._reached[key] = self._all_reached(goals, lines)
        return self._reached[key]

    def _all_reached(self, goals: tuple[Credential, ...], lines: tuple[Attainment, ...]) -> bool:
        if not goals:
            return True
        first, *rest = goals
        if not self._is_reached(first, lines):
            return False
        if not rest or not self._limits_reuse:
            return self._all_reached(tuple(rest), lines)
        return any(self._all_reached(tuple(rest), _marked(lines, first, some)) for some in self._least(first, lines))

    def _least(self, goal: Credential, lines: tuple[Attainment, ...]) -> Iterator[frozenset[str]]:
        """Yield the least sets of lines that reach a goal."""
        found: list[frozenset[str]] = []
        for size in range(len(lines) + 1):
            for some in combinations(lines, size):
                names = frozenset(line.id for line in some)
                if not any(less <= names for less in found) and self._is_reached(goal, some):
                    found.append(names)
                    yield names

    def _is_reached(self, goal: Credential, lines: tuple[Attainment, ...]) -> bool:
        """Return whether lines reach a goal; extra learning never harms, so that many are known from others."""
        marks = frozenset((line.id, line.route, line.completed, len(line.used)) for line in lines)
        known = self._known[goal.key]
        for others, verdict in known.items():
            if (others <= marks) if verdict else (marks <= others):
                return verdict
        if sum(map(len, self._known.values())) > TOO_MANY_AUDITS:
            raise TooManyError
        known[marks] = self._audited(goal, lines)
        return known[marks]

    def _audited(self, goal: Credential, lines: tuple[Attainment, ...]) -> bool:
        """Return what the audit says where nothing can be taken."""
        if goal.key not in self._shelves:
            policies = policies_for(self.catalog, goal.organization, goal, self.as_of)
            full = shelf_for(self.catalog, goal, policies, as_of=self.as_of)
            self._shelves[goal.key] = Nothing(self.catalog, full.program, full.measure, self.as_of)
        shelf = self._shelves[goal.key]
        found = examine(self.catalog, self.book, self._record(lines), goal, as_of=self.as_of, shelf=shelf)
        return not found.reading(IF_COMPLETED).allocation.impossible

    @cached_property
    def _limits_reuse(self) -> bool:
        limits = [goal.rules.reuse for goal in self.goals]
        policies = self.catalog.policies.values()
        return any(limits) or any(p.rules.reuse or p.reuse.mode != "unlimited" for p in policies)


def _given(result: RecognitionResult, but: str | None) -> frozenset[str]:
    """Return the courses that lines give for certain; of those with a prefix none."""
    options = (o for o in result.options if o.certain and not (but and any(u.startswith(but) for u in o.uses)))
    return frozenset(item.course for option in options for item in option.items if item.course)


def _marked(lines: Iterable[Attainment], goal: Credential, used: frozenset[str]) -> tuple[Attainment, ...]:
    use = PriorUse(credential=goal.key)
    return tuple(line.model_copy(update={"used": (*line.used, use)}) if line.id in used else line for line in lines)


def _credentials(tree: Requirement) -> Iterator[str]:
    yield from (node.credential for _, node in walk(tree) if isinstance(node, CredentialLeaf))


def asks_competencies(goal: Credential) -> bool:
    """Return whether a goal looks at competencies."""
    return goal.requirement is not None and any(isinstance(node, CompetencyLeaf) for _, node in walk(goal.requirement))


def _name(doing: Doing) -> str:
    return PLANNED + doing.thing


def _step(doing: Doing) -> Step:
    slot = Slot(doing.begin, doing.end)
    return Step(
        doing.thing, doing.kind, doing.thing, doing.is_course, doing.organization, slot, doing.offering, doing.price
    )
