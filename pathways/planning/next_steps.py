"""What to stack next?  What may be begun now, ranked by what it does for the goals, by itself, and for later.

The order: what begins in the first term to come before what begins later; then the part of what is missing that goes
away, all goals together; then what the way there costs less; then awards held, credit recognised, what it opens, in how
many credentials it counts; then the cheaper, the earlier, the first by id.  Source: semantics 11.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.completion.audit import Completion
from pathways.completion.build import IF_COMPLETED
from pathways.completion.check import is_reached
from pathways.completion.compare import goals
from pathways.completion.lapses import at_risk, lapse_days, within
from pathways.completion.survey import Survey
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.documents import AtRisk
from pathways.model.exact import format_exact
from pathways.model.plan_documents import AdvanceEntry, FirstStep, NextDocument, WorthEntry
from pathways.model.record import AttainmentStatus, LearnerRecord
from pathways.planning.openings import Examiner, Opening, Openings
from pathways.planning.question import Question
from pathways.planning.task import Task, task_for
from pathways.planning.timeline import title_of
from pathways.planning.worth import Advance, Scales, Worth
from pathways.reasons import Reason

NEAREST: Final = 5
"""So many goals are looked at where none is named."""


@dataclass(frozen=True)
class Next:
    """The question what to do first; ``named`` where the learner has said toward what."""

    question: Question
    survey: Survey
    examine: Examiner
    named: bool = True

    @cached_property
    def task(self) -> Task:
        """Return what there is to do toward the goals."""
        return task_for(self.question)

    @cached_property
    def openings(self) -> Openings:
        """Return what may be begun and what may not."""
        return Openings(self.task, self.examine)

    @cached_property
    def considered(self) -> tuple[Opening, ...]:
        """Return everything that may be begun now."""
        return self.openings.found()

    def ranked(self, top: int) -> tuple[Worth, ...]:
        """Return the first steps that are worth something, the best first, ``top`` at most."""
        scales = Scales(self.task, self.examine, self.survey, self.openings)
        known = self._contenders([Worth(opening, scales.advances(opening)) for opening in self.considered], top)
        starts = [worth.opening for worth in known]
        opened, counted = scales.opened(starts), scales.counts_in(starts)
        found = []
        for worth in known:
            name = worth.opening.name
            opens, toward = opened[name]
            full = replace(
                scales.with_money(worth),
                alone=tuple(scales.alone(worth)),
                recognized=tuple(scales.recognized(worth.opening)),
                opens=opens,
                toward=toward,
                counts_in=counted[name],
            )
            if self._is_worth_something(full):
                found.append(full)
        return tuple(sorted(found, key=_rank)[:top])

    def _contenders(self, worths: Sequence[Worth], top: int) -> list[Worth]:
        """Return what can still be among the first once everything about it is known."""
        ranked = sorted(worths, key=_first_rank)
        if len(ranked) <= top or not ranked[top - 1].share:
            return ranked
        last = _first_rank(ranked[top - 1])
        return [worth for worth in ranked if _first_rank(worth) <= last]

    def _is_worth_something(self, worth: Worth) -> bool:
        """Return whether a step lowers, gives or opens anything; where no goal is named, also whether it counts."""
        counts = worth.counts_in and not self.named and worth.opening.activity.id not in self.task.held
        return bool(worth.advances or worth.alone or worth.opens or worth.toward or counts)

    def document(self, top: int) -> NextDocument:
        """Return ``pathways/next/1``."""
        ranked = self.ranked(top)
        steps = tuple(self._step(place, worth) for place, worth in enumerate(ranked, start=1))
        return NextDocument(
            schema_name="pathways/next/1",
            as_of=self.question.as_of,
            catalog=self.question.digest,
            learner=self.question.record.learner.id,
            goals=tuple(goal.key for goal in self.question.goals),
            named=self.named,
            steps=steps,
            considered=len(self.considered),
            at_risk=self._at_risk(),
            assumptions=tuple(self._assumptions()),
            reason=self._reason(ranked).data(),
        )

    def _step(self, place: int, worth: Worth) -> FirstStep:
        opening, catalog = worth.opening, self.question.catalog
        activity, way = opening.activity, opening.way
        thing = catalog.courses[activity.thing] if activity.is_course else catalog.credentials[activity.thing]
        offering = catalog.offerings.get(way.offering or "")
        return FirstStep(
            rank=place,
            id=activity.thing,
            title=title_of(thing),
            organization=activity.organization,
            kind=activity.kind,
            offering=way.offering,
            term=way.slot.term,
            begin=way.slot.begin,
            end=way.slot.end,
            soon=opening.soon,
            credit=thing.credit,
            cost=way.price,
            currency=offering.price.currency if offering is not None and offering.price is not None else None,
            advances=tuple(_entry(advance) for advance in worth.advances),
            alone=tuple(credential.key for credential in worth.alone),
            recognized=tuple(WorthEntry(organization=home, credit=credit) for home, credit in worth.recognized),
            opens=worth.opens,
            leads_toward=worth.toward,
            keeps_open=worth.counts_in,
            beside=tuple(self._names[name] for name in opening.beside),
            reason=self._why(worth).data(),
        )

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {opening.name: opening.activity.thing for opening in self.considered}

    def _at_risk(self) -> tuple[AtRisk, ...]:
        found: dict[str, AtRisk] = {}
        for goal in self.question.goals:
            examination = self.examine(self.question.record, goal, None)
            days = lapse_days(examination.recognition)
            for entry in at_risk(examination) if [*within(days, self.question.as_of, 12)] else ():
                found.setdefault(entry.attainment, entry)
        return tuple(found[name] for name in sorted(found))

    def _assumptions(self) -> Iterator[str]:
        yield "what is begun is completed at the best grade, and lodged on the day it is completed"
        pending = (AttainmentStatus.IN_PROGRESS, AttainmentStatus.PLANNED)
        waiting = [line.id for line in self.question.record.attainments if line.status in pending]
        if waiting:
            yield f"what is in progress is completed: {', '.join(sorted(waiting))}"
        if not self.named:
            yield f"no goal is named: these are the {len(self.question.goals)} nearest that the record can reach"

    def _reason(self, ranked: Sequence[Worth]) -> Reason:
        parts = [Reason(self._missing(goal)) for goal in self.question.goals]
        parts += [self._why(worth) for worth in ranked]
        words = f"{len(self.considered)} things may be begun now; {len(ranked)} of them are told, the best first"
        return Reason(words, because=tuple(parts))

    def _missing(self, goal: Credential) -> str:
        found = self.examine(self.question.record, goal, None)
        completion = found.reading(IF_COMPLETED)
        amount = f"{format_exact(completion.shortfall)} {found.inputs.shelf.measure}"
        return f"{goal.title}: {amount} in {completion.allocation.items} items are missing"

    def _why(self, worth: Worth) -> Reason:
        """Return what speaks for a step."""
        activity, slot = worth.opening.activity, worth.opening.way.slot
        because = tuple(Reason(words) for words in self._grounds(worth))
        kind = "" if activity.kind == "section" else f" by {activity.kind.replace('_', ' ')}"
        return Reason(f"{activity.title}{kind}, from {slot.begin}", because=because)

    def _grounds(self, worth: Worth) -> Iterator[str]:
        for advance in worth.advances:
            before, after = format_exact(advance.before), format_exact(advance.after)
            yield f"{advance.goal.title}: {before} {advance.measure} missing before, {after} after"
            if not advance.exact:
                yield f"perhaps less than {after}: only what the cheapest way takes was put in its place"
            if advance.saved:
                less, more = f"{_money(advance)} less", f"{_money(advance)} more"
                yield f"the way to {advance.goal.title} then costs {less if advance.saved > 0 else more} in all"
        for credential in worth.alone:
            yield f"{credential.title} is held even if nothing follows"
        for home, credit in worth.recognized:
            yield f"{self.question.catalog.organizations[home].title} recognises {format_exact(credit)} credit of it"
        for name in (*worth.opens, *worth.toward):
            also = "" if name in worth.opens else ", with something else"
            yield f"it comes before {self._title(name)}{also}"
        if worth.counts_in:
            yield f"it counts in {worth.counts_in} credential{'s' if worth.counts_in > 1 else ''}"
        if worth.opening.beside:
            yield f"it goes with {', '.join(self._title(self._names[name]) for name in worth.opening.beside)}"

    def _title(self, name: str) -> str:
        catalog = self.question.catalog
        thing: Course | Credential = catalog.courses[name] if name in catalog.courses else catalog.credentials[name]
        return title_of(thing)


def _money(advance: Advance) -> str:
    return f"{format_exact(abs(advance.saved or Fraction(0)))} {advance.currency}"


def _entry(advance: Advance) -> AdvanceEntry:
    return AdvanceEntry(
        goal=advance.goal.key,
        title=advance.goal.title,
        before=advance.before,
        after=advance.after,
        measure=advance.measure,
        exact=advance.exact,
        saved=None if advance.saved is None else format_exact(advance.saved),
        currency=advance.currency,
    )


def _first_rank(worth: Worth) -> tuple[bool, Fraction]:
    return not worth.opening.soon, -worth.share


def _rank(worth: Worth) -> tuple[object, ...]:
    way = worth.opening.way
    return (
        *_first_rank(worth),
        -worth.thrift,
        -len(worth.alone),
        -sum((credit for _, credit in worth.recognized), Fraction(0)),
        -len(worth.opens),
        -len(worth.toward),
        -worth.counts_in,
        way.price is None,
        way.price or Fraction(0),
        way.slot.begin,
        worth.opening.activity.id,
    )


@dataclass(frozen=True)
class Nearest:
    """To which goals does a record come nearest?  Asked of the graph first, of audits where it is silent."""

    survey: Survey
    catalog: Catalog
    record: LearnerRecord
    examine: Examiner
    as_of: dt.date

    def goals(self, most: int = NEAREST) -> tuple[str, ...]:
        """Return the keys of the nearest goals that are not met, by the share that is missing, then what asks least."""
        done = (line for line in self.record.attainments if line.status is AttainmentStatus.COMPLETED)
        held = {(line.credential or "").partition("@")[0] for line in done}
        wanted = [g for g in goals(self.catalog, None, self.as_of) if g.id not in held and not g.closed_to_entry]
        known = self.survey.bounds(self.record, wanted, self.as_of)
        ranked = sorted(wanted, key=lambda goal: self._far(goal, known.get(goal.key)))
        return tuple(islice((goal.key for goal in ranked if not is_reached(self._now(goal))), most))

    def _now(self, goal: Credential) -> Completion:
        return self.examine(self.record, goal, None).reading(IF_COMPLETED)

    def _far(self, goal: Credential, least: Fraction | None) -> tuple[Fraction, Fraction, str]:
        """Return which share is missing at least, what is asked of the empty record, and the name."""
        whole = self.survey.asks(goal)
        if least is None:
            return Fraction(1), whole, goal.key
        if not least or not whole:
            found = self.examine(self.record, goal, None)
            least, whole = found.reading(IF_COMPLETED).shortfall, found.empty.shortfall
        return (least / whole if whole else Fraction(1)), whole, goal.key
