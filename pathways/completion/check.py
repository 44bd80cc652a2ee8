"""Does a plan hold?  It is replayed through the audit and the prerequisites, by rules read from the catalogue.

Nothing here searches, and no planner is imported: a plan is a claim until this page has found no fault in it.
Source: semantics 10.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.completion.again import taken_again
from pathways.completion.audit import Completion, examine, shelf_for
from pathways.completion.build import IF_COMPLETED
from pathways.completion.candidates import OwnedOnly
from pathways.completion.state import State, state_of
from pathways.completion.steps import FEES, PLANNED, Step, record_at
from pathways.model.course import Course, Offering, Term
from pathways.model.credential import Credential
from pathways.model.exact import format_exact
from pathways.model.record import Attainment, LearnerRecord, Preferences, PriorUse
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook, policies_for

REMOTE = frozenset({"online", "self_paced"})
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Award:
    """A claim that a credential is earned on a day, with what is used for it."""

    credential: str
    day: dt.date
    uses: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A plan as it is claimed: who, what is done and lodged, what it costs, what is earned, by which rules."""

    record: LearnerRecord
    goals: tuple[Credential, ...]
    as_of: dt.date
    start: dt.date
    preferences: Preferences
    steps: tuple[Step, ...]
    lodged: tuple[tuple[str, str], ...]
    awards: tuple[Award, ...]
    cost: Fraction


@dataclass(frozen=True)
class Replay:
    """A claim, replayed."""

    catalog: Catalog
    book: RuleBook
    claim: Claim

    def faults(self) -> tuple[str, ...]:
        """Return in words everything that is wrong with the plan; empty if it holds."""
        parts = (
            self._offered(),
            self._once(),
            self._before(),
            self._limits(),
            self._wishes(),
            self._earned(),
            self._paid(),
        )
        return tuple(fault for part in parts for fault in part)

    def record_on(self, day: dt.date) -> LearnerRecord:
        """Return the record at the end of a day."""
        return record_at(self.claim.record, self.claim.steps, self.catalog, day)

    def completion(self, credential: Credential, record: LearnerRecord) -> Completion:
        """Return how far a record goes toward a credential if what is in progress is completed."""
        policies = policies_for(self.catalog, credential.organization, credential, self.claim.as_of)
        shelf = shelf_for(self.catalog, credential, policies, as_of=self.claim.as_of)
        bare = OwnedOnly(self.catalog, shelf.program, shelf.measure, self.claim.as_of)
        found = examine(self.catalog, self.book, record, credential, as_of=self.claim.as_of, shelf=bare)
        return found.reading(IF_COMPLETED)

    def reached(self, credential: Credential, day: dt.date) -> bool:
        """Return whether a credential is earned at the end of a day, its own award apart; words are taken as met."""
        record = self.record_on(day)
        others = (a for a in record.attainments if not (a.id.startswith(PLANNED) and a.credential == credential.key))
        return is_reached(self.completion(credential, record.model_copy(update={"attainments": tuple(others)})))

    def _offered(self) -> Iterator[str]:
        """Yield what is not on offer as claimed, or not as the learner can and will have it."""
        for step in self.claim.steps:
            if step.slot.begin < self.claim.start or step.slot.end < step.slot.begin:
                yield f"{step.id} runs from {step.slot.begin} to {step.slot.end}, before the plan may begin"
            if step.offering is None:
                if step.kind != "award":
                    yield f"{step.id} names no offering"
                continue
            offering = self.catalog.offerings.get(step.offering)
            if offering is None:
                yield f"{step.id}: this catalog has no offering {step.offering!r}"
            else:
                yield from (f"{step.id}: {fault}" for fault in self._as_offered(step, offering))

    def _as_offered(self, step: Step, offering: Offering) -> Iterator[str]:
        thing = offering.course or offering.credential or ""
        same = step.thing == thing or step.thing.partition("@")[0] == thing.partition("@")[0]
        if not same or bool(offering.course) != step.is_course or offering.kind.value != step.kind:
            yield f"{offering.id} is another thing or another kind of thing"
        if offering.capacity == 0:
            yield f"{offering.id} has no place left"
        price = (
            None if offering.price is None else offering.price.amount + (offering.fees.amount if offering.fees else 0)
        )
        if price != step.price:
            yield f"{offering.id} costs {price}, not {step.price}"
        term = self.catalog.terms.get(step.slot.term or "")
        if term is None or not self._is_held_in(offering, term):
            yield f"{offering.id} is not offered in {step.slot.term}"
        elif not self._in_term(offering, term, step):
            yield f"{offering.id} does not run from {step.slot.begin} to {step.slot.end} in {term.id}"
        yield from self._wanted(offering, step)

    def _is_held_in(self, offering: Offering, term: Term) -> bool:
        """Return whether an offering takes place in a term: one that it names, else one of its own calendar."""
        if offering.terms:
            return term.id in offering.terms
        known = {t.organization for t in self.catalog.terms.values() if t.begin >= self.claim.start}
        for calendar in (offering.organization, None):
            if calendar in known:
                return term.organization == calendar
        return term.organization in {goal.organization for goal in self.claim.goals}

    def _in_term(self, offering: Offering, term: Term, step: Step) -> bool:
        """Return whether the dates of a step are those of its offering in a term."""
        last = term.end
        if offering.weeks is not None and offering.kind.value == "section":
            last = term.begin + max(0, -(-offering.weeks * 7 // 1) - 1) * ONE_DAY
        offered = offering.valid.holds_on(term.begin) and offering.valid.holds_on(last)
        offered = offered and self._thing(step).valid.holds_on(term.begin)
        return offered and step.slot.begin == term.begin and step.slot.end == last

    def _wanted(self, offering: Offering, step: Step) -> Iterator[str]:
        wanted = self.claim.preferences
        mode = None if offering.delivery is None else offering.delivery.value
        if wanted.delivery and mode is not None and mode not in wanted.delivery:
            yield f"{offering.id} is delivered {mode}"
        if wanted.places and offering.place and offering.place not in wanted.places and mode not in REMOTE:
            yield f"{offering.id} is held in {offering.place}"
        if wanted.organizations and offering.organization not in wanted.organizations:
            yield f"{offering.id} is at {offering.organization}"
        names = {offering.id, offering.organization, offering.course, offering.credential, step.thing.partition("@")[0]}
        yield from (f"{refused} was to be avoided" for refused in wanted.avoid if refused in names)
        if step.slot.term in wanted.blackout:
            yield f"nothing was to be done in {step.slot.term}"
        if wanted.deadline is not None and step.slot.end > wanted.deadline:
            yield f"it ends on {step.slot.end}, after {wanted.deadline}"

    def _once(self) -> Iterator[str]:
        """Yield what is done twice."""
        seen: set[tuple[str, bool]] = set()
        for step in self.claim.steps:
            if (step.thing, step.is_course) in seen:
                yield f"{step.thing} is done twice"
            seen.add((step.thing, step.is_course))
        yield from self._again()

    def _again(self) -> Iterator[str]:
        """Yield the courses that are taken although their credit is recognised already, of use for no award."""
        courses = [step for step in self.claim.steps if step.is_course]
        needless: dict[str, bool] = {}
        for home in (self._credential(award.credential) for award in self.claim.awards) if courses else ():
            alone = self.completion(home, self.claim.record).problem
            planned = self.completion(home, self.record_on(max(step.slot.end for step in courses))).problem
            for step in courses:
                if any(step.attainment in choice.uses for choice in planned.choices):
                    again = taken_again(alone, planned, step.attainment)
                    if step.organization == home.organization or not again:
                        needless[step.thing] = needless.get(step.thing, True) and again
        yield from (
            f"{thing} is recognised already and is not taken again" for thing, again in needless.items() if again
        )

    def _before(self) -> Iterator[str]:
        """Yield what begins before its prerequisites are completed or without its corequisites."""
        for step in self.claim.steps:
            if step.kind == "award" or (step.is_course and step.kind != "section"):
                continue
            thing = self._thing(step)
            if thing.prerequisite is not None:
                done = [s for s in self.claim.steps if s.slot.end < step.slot.begin]
                if not self.state(step.organization, done).holds(thing.prerequisite):
                    yield f"{step.id} begins on {step.slot.begin} before its prerequisites are completed"
            beside = thing.corequisite if isinstance(thing, Course) else None
            if beside is not None:
                begun = [s for s in self.claim.steps if s.slot.begin <= step.slot.begin]
                if not self.state(step.organization, begun).holds(beside):
                    yield f"{step.id} begins on {step.slot.begin} without its corequisites"

    def state(self, organization: str, steps: Sequence[Step]) -> State:
        """Return what the record is worth at an organization once some steps are completed."""
        last = max((step.slot.end for step in steps), default=self.claim.start)
        record = record_at(self.claim.record, steps, self.catalog, last)
        result = recognize(
            self.catalog, self.book, record, receiving=organization, credential=None, as_of=self.claim.as_of
        )
        return state_of(self.catalog, result)

    def _limits(self) -> Iterator[str]:
        """Yield every day on which more runs than the learner can carry."""
        wanted, teaching = self.claim.preferences, [step for step in self.claim.steps if step.loads]
        for day in sorted({step.slot.begin for step in teaching}):
            running = [step for step in teaching if step.slot.begin <= day <= step.slot.end]
            if wanted.max_courses_per_term is not None and len(running) > wanted.max_courses_per_term:
                yield f"on {day} {len(running)} courses run at the same time"
            credit = sum((self._credit(step) for step in running), Fraction(0))
            if wanted.max_credits_per_term is not None and credit > wanted.max_credits_per_term:
                yield f"on {day} {format_exact(credit)} credits run at the same time"
            hours = sum((self._weekly(step) for step in running), Fraction(0))
            if wanted.hours_per_week is not None and hours > wanted.hours_per_week:
                yield f"on {day} the work comes to {format_exact(hours)} hours a week"

    def _thing(self, step: Step) -> Course | Credential:
        return self.catalog.courses[step.thing] if step.is_course else self.catalog.credential(step.thing)

    def _credit(self, step: Step) -> Fraction:
        return self._thing(step).credit or Fraction(0)

    def _weekly(self, step: Step) -> Fraction:
        offering = self.catalog.offerings.get(step.offering or "")
        thing = self._thing(step)
        hours = offering.hours if offering is not None and offering.hours is not None else thing.hours
        return Fraction(0) if hours is None else hours * 7 / ((step.slot.end - step.slot.begin).days + 1)

    def _wishes(self) -> Iterator[str]:
        for wish in self.claim.preferences.take:
            names = (self._names(step) for step in self.claim.steps)
            if not any(wish in known for known in names):
                yield f"{wish} was to be taken and is not"

    def _names(self, step: Step) -> frozenset[str | None]:
        offering = self.catalog.offerings.get(step.offering or "")
        known = (offering.course, offering.credential, offering.organization) if offering else ()
        return frozenset({step.offering, step.thing, step.thing.partition("@")[0], *known})

    def _earned(self) -> Iterator[str]:
        """Yield each goal that is not earned, and each award that is claimed and not earned."""
        claimed = {award.credential: award for award in self.claim.awards}
        yield from (f"{goal.key} is not reached" for goal in self.claim.goals if goal.key not in claimed)
        for step in self.claim.steps:
            if step.kind in ("award", "recognition_application") and not step.is_course:
                stone = self.catalog.credential(step.thing)
                if stone.requirement is not None and not self.reached(stone, step.slot.begin):
                    yield f"{step.thing} is not earned by {step.slot.begin}"
        for number, award in enumerate(self.claim.awards):
            if not is_reached(self._completion_of(number, award)):
                yield f"{award.credential} is not earned on {award.day}"

    def _completion_of(self, number: int, award: Award) -> Completion:
        """Return the audit of an award on its day; where reuse is limited, with just what is used for it."""
        credential = self._credential(award.credential)
        record = self.record_on(award.day)
        if self._limits_reuse:
            earlier = self.claim.awards[:number]
            lines = (_with_uses(line, earlier) for line in record.attainments if line.id in award.uses)
            record = record.model_copy(update={"attainments": tuple(lines)})
        return self.completion(credential, record)

    @cached_property
    def _limits_reuse(self) -> bool:
        credentials = [self._credential(award.credential) for award in self.claim.awards]
        if len(credentials) < 2:
            return False
        policies = (policies_for(self.catalog, c.organization, c, self.claim.as_of) for c in credentials)
        ruled = any(p.reuse is not None or any(policy.rules.reuse for policy in p.all) for p in policies)
        return ruled or any(c.rules.reuse for c in credentials)

    def _credential(self, key: str) -> Credential:
        found = next((goal for goal in self.claim.goals if goal.key == key), None)
        return found or self.catalog.credential(key)

    def _paid(self) -> Iterator[str]:
        """Yield where the price is not the sum of what is taken and of what is lodged."""
        total = sum((step.price or Fraction(0) for step in self.claim.steps), Fraction(0)) + self._fees()
        budget = self.claim.preferences.budget
        if total != self.claim.cost:
            yield f"it costs {format_exact(total)}, not {format_exact(self.claim.cost)}"
        if budget is not None and total > budget.amount:
            yield f"it costs {format_exact(total)}, more than {format_exact(budget.amount)}"

    def _fees(self) -> Fraction:
        """Return the fees of every line that is lodged: by the plan, or by the record on or after the day of asking."""
        fees: dict[tuple[str, str], Fraction] = {}
        last = max((step.slot.end for step in self.claim.steps), default=self.claim.as_of)
        record = self.record_on(last)
        for credential in (self._credential(award.credential) for award in self.claim.awards):
            home = credential.organization
            known = self._fees_of(credential)
            result = recognize(
                self.catalog, self.book, record, receiving=home, credential=credential, as_of=self.claim.as_of
            )
            for entry in result.lines:
                line = entry.line
                fee = known.get(FEES.get(line.source, ""), Fraction(0))
                if fee and self._is_charged(line.attainment, home, credential):
                    fees[line.id, home] = fee
        return sum(fees.values(), Fraction(0))

    def _is_charged(self, line: Attainment, home: str, credential: Credential) -> bool:
        if (line.id, home) in self.claim.lodged:
            return True
        due = line.lodged is not None and line.lodged >= self.claim.as_of and not line.id.startswith(PLANNED)
        return due and credential in self.claim.goals

    def _fees_of(self, credential: Credential) -> dict[str, Fraction]:
        policies = policies_for(self.catalog, credential.organization, credential, self.claim.as_of).all
        currency = self._currency
        return {
            fee.kind: fee.price.amount
            for policy in reversed(policies)
            for fee in policy.fees
            if currency in (None, fee.price.currency)
        }

    @cached_property
    def _currency(self) -> str | None:
        """Return the one currency of what is taken; None where nothing of it has a price."""
        if self.claim.preferences.budget is not None:
            return self.claim.preferences.budget.currency
        offerings = (self.catalog.offerings.get(step.offering or "") for step in self.claim.steps)
        found = sorted({offering.price.currency for offering in offerings if offering is not None and offering.price})
        return found[0] if found else None


def is_reached(completion: Completion) -> bool:
    """Return whether nothing is missing; conditions in words are taken as met."""
    allocation = completion.allocation
    return not (allocation.cost or allocation.items or allocation.impossible)


def _with_uses(line: Attainment, earlier: Iterable[Award]) -> Attainment:
    """Return a line with the awards of the plan that it has served."""
    used = tuple(PriorUse(credential=a.credential, date=a.day) for a in earlier if line.id in a.uses)
    return line.model_copy(update={"used": (*line.used, *used)}) if used else line
