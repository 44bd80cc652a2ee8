"""What is done in each term, what does it count for, and what does the learner hold who stops at its end?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pathways.completion.audit import Examination
from pathways.completion.build import IF_COMPLETED
from pathways.completion.check import Replay, is_reached
from pathways.completion.steps import Step, record_at
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.plan_documents import HeldEntry, PlanItem, PlanTerm
from pathways.model.record import LearnerRecord
from pathways.planning.plan import Plan
from pathways.planning.question import Question
from pathways.planning.relax import claim_of

Examine = Callable[[LearnerRecord, Credential], Examination]


@dataclass(frozen=True)
class Timeline:
    """A plan, term by term, as the audit sees it."""

    question: Question
    plan: Plan
    examine: Examine

    @cached_property
    def final(self) -> tuple[Examination, ...]:
        """Return the examination of each goal when everything is done."""
        day = self.plan.finish or self.question.start
        record = record_at(self.question.record, self.plan.steps, self.question.catalog, day)
        return tuple(self.examine(record, goal) for goal in self.question.goals)

    def terms(self) -> Iterator[PlanTerm]:
        """Yield the terms in which something begins, with what is held at the end of each."""
        groups: dict[tuple[dt.date, dt.date, str], list[Step]] = {}
        for step in self.plan.steps:
            term = self.question.catalog.terms.get(step.slot.term or "")
            key = (term.begin, term.end, term.id) if term else (step.slot.begin, step.slot.end, "")
            groups.setdefault(key, []).append(step)
        for (begin, end, name), steps in sorted(groups.items()):
            yield self._term(begin, end, name, steps)

    def _term(
        self,
        begin: dt.date,
        end: dt.date,
        name: str,
        steps: Sequence[Step],
    ) -> PlanTerm:
        items = tuple(self._item(step) for step in steps)
        term = self.question.catalog.terms.get(name)
        return PlanTerm(
            term=name,
            title=term.title if term else f"{begin} to {end}",
            begin=begin,
            end=end,
            items=items,
            awarded=tuple(award.credential for award in self.plan.awards if begin <= award.day <= end),
            credit=sum((item.credit for item in items if item.credit), Fraction(0)),
            cost=sum((item.cost for item in items if item.cost), Fraction(0)),
            held=tuple(self._held(end)),
        )

    def _held(self, day: dt.date) -> Iterator[HeldEntry]:
        """Yield how far each credential is if the learner stops at the end of a day."""
        record = record_at(self.question.record, self.plan.steps, self.question.catalog, day)
        for credential in (*self.question.goals, *self.question.hoped):
            found = self.examine(record, credential)
            earned = is_reached(found.reading(IF_COMPLETED))
            progress = Fraction(1) if earned else found.progress
            yield HeldEntry(credential=credential.key, title=credential.title, earned=earned, progress=progress)

    def _item(self, step: Step) -> PlanItem:
        thing = thing_of(self.question, step)
        places = self._counts.get(step.attainment, ())
        return PlanItem(
            id=step.thing,
            title=title_of(thing),
            organization=step.organization,
            kind=step.kind,
            offering=step.offering,
            begin=step.slot.begin,
            end=step.slot.end,
            credit=thing.credit,
            cost=step.price,
            counts_for=places,
            reason=f"counts for {', '.join(places)}" if places else self._needed(step),
        )

    def _needed(self, step: Step) -> str:
        """Return why something is done that no goal applies: what it must come before, or that it was asked for."""
        later = []
        for other in self.plan.steps:
            rest = [s for s in self.plan.steps if s is not step and s.slot.end < other.slot.begin]
            thing = thing_of(self.question, other)
            asks = thing.prerequisite if step.slot.end < other.slot.begin and other.kind == "section" else None
            if asks is not None and not self._replay.state(other.organization, rest).holds(asks):
                later.append(title_of(thing))
        if later:
            return f"must come before {', '.join(later)}"
        return "asked for" if self.question.preferences.take else "goes with what is taken beside it"

    @cached_property
    def _replay(self) -> Replay:
        return Replay(self.question.catalog, self.question.book, claim_of(self.question, self.plan))

    @cached_property
    def _counts(self) -> Mapping[str, tuple[str, ...]]:
        """Return where each attainment is applied when the plan is done, by goal and path."""
        found: dict[str, list[str]] = {}
        for goal, examination in zip(self.question.goals, self.final, strict=True):
            for name, path in _applied(examination):
                found.setdefault(name, []).append(f"{goal.id}#{path}")
        return {name: tuple(dict.fromkeys(paths)) for name, paths in found.items()}


def thing_of(question: Question, step: Step) -> Course | Credential:
    """Return the course or credential of a step."""
    catalog = question.catalog
    return catalog.courses[step.thing] if step.is_course else catalog.credential(step.thing)


def title_of(thing: Course | Credential) -> str:
    """Return what people call a course or credential."""
    return thing.full_title if isinstance(thing, Course) else thing.title


def _applied(examination: Examination) -> Iterable[tuple[str, str]]:
    """Yield each attainment with each path at which it is applied."""
    completion = examination.reading(IF_COMPLETED)
    problem, program = completion.problem, completion.problem.program
    for use in completion.allocation.applied:
        option = problem.units[use.unit].option
        node = use.node if use.leaf is None else program.leaves[use.leaf].node
        if option is not None and node is not None:
            for name in problem.choices[option].uses:
                yield name, program.nodes[node].path
