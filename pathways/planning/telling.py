"""How is a plan told?  The plan document: terms, what is held at every stop, what was assumed, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pathways.completion.audit import Examination
from pathways.completion.build import IF_COMPLETED
from pathways.completion.check import Award
from pathways.completion.lapses import at_risk
from pathways.completion.steps import PLANNED
from pathways.model.course import Course, Term
from pathways.model.credential import Credential
from pathways.model.documents import AtRisk
from pathways.model.exact import format_exact
from pathways.model.plan_documents import (
    AwardEntry,
    FrontEntry,
    LodgingEntry,
    ObjectiveEntry,
    PlanDocument,
    PlanTotals,
    SlipEntry,
)
from pathways.planning.plan import Outcome, Plan, PlanStatus, Score
from pathways.planning.planner import weight_of
from pathways.planning.question import Question
from pathways.planning.repeats import repeats_of
from pathways.planning.task import Task
from pathways.planning.timeline import Examine, Timeline, thing_of, title_of
from pathways.reasons import Reason
from pathways.recognition.dates import add_months
from pathways.recognition.rules import policies_for


@dataclass(frozen=True)
class Teller:
    """Puts a plan into words and figures."""

    question: Question
    task: Task
    outcome: Outcome
    plan: Plan
    examine: Examine

    @cached_property
    def timeline(self) -> Timeline:
        """Return the plan, term by term."""
        return Timeline(self.question, self.plan, self.examine)

    def document(self) -> PlanDocument:
        """Return the document of a plan that holds."""
        plan = self.plan
        return PlanDocument(
            **head(self.question),
            status=self.outcome.status.value,
            objectives=tuple(_objective(score) for score in plan.scores),
            terms=tuple(self.timeline.terms()),
            totals=self._totals(),
            awards=tuple(self._award(award) for award in plan.awards),
            lodgings=tuple(self._lodgings()),
            repeats=repeats_of(self.task, plan),
            at_risk=self._at_risk,
            if_it_slips=tuple(self._slips()),
            assumptions=tuple(self._assumptions()),
            checked=True,
            reason=self._reason().data(),
        )

    @cached_property
    def calendar(self) -> tuple[Term, ...]:
        """Return the terms of the awarding organization."""
        return self.task.market.terms_of(self.task.market.calendar)

    def passed(self, finish: dt.date | None) -> int:
        """Return how many terms of the calendar pass until a day, the one in which it lies included."""
        return 0 if finish is None else sum(term.begin <= finish for term in self.calendar)

    def _totals(self) -> PlanTotals:
        plan = self.plan
        credit = sum(
            (thing_of(self.question, s).credit or Fraction(0) for s in plan.steps if s.kind != "award"), Fraction(0)
        )
        return PlanTotals(
            terms=self.passed(plan.finish),
            finish=plan.finish,
            cost=plan.cost,
            due=plan.due,
            currency=self.task.market.currency,
            credit=credit,
            items=sum(step.kind != "award" for step in plan.steps),
            unpriced=plan.unpriced,
        )

    def _award(self, award: Award) -> AwardEntry:
        title = next((g.title for g in self._credentials if g.key == award.credential), award.credential)
        uses = tuple(name.removeprefix(PLANNED) for name in award.uses)
        return AwardEntry(credential=award.credential, title=title, day=award.day, uses=uses)

    @cached_property
    def _credentials(self) -> tuple[Credential, ...]:
        return tuple(aim.credential for aim in self.task.aims)

    def _lodgings(self) -> Iterator[LodgingEntry]:
        """Yield every line that the plan rests on and that is still to be lodged; of planned ones those with a fee."""
        fees = {(entry.attainment, entry.organization): entry.fee for entry in self.plan.lodgings}
        aims = {aim.credential.key: aim for aim in self.task.aims}
        for award in self.plan.awards:
            aim = aims[award.credential]
            for name in award.uses:
                line = aim.lines.get(name)
                key = (name, aim.credential.organization)
                if line is None or (key not in fees and (name.startswith(PLANNED) or line.attainment.lodged)):
                    continue
                until = line.attainment.valid.last_day if line.attainment.valid else None
                title = title_of(line.definition) if isinstance(line.definition, Course | Credential) else name
                fee = fees.pop(key, Fraction(0))
                yield LodgingEntry(
                    attainment=name.removeprefix(PLANNED),
                    title=title,
                    organization=key[1],
                    fee=fee,
                    by=until,
                    answer_by=None if name.startswith(PLANNED) else self._silent_until(aim.credential),
                )

    def _silent_until(self, credential: Credential) -> dt.date | None:
        """Return the day from which silence is acceptance of what is handed in on the day of asking."""
        policies = policies_for(self.question.catalog, credential.organization, credential, self.question.as_of)
        months = (policy.silence_is_acceptance_months for policy in policies.all)
        known = next((number for number in months if number is not None), None)
        return None if known is None else add_months(self.question.as_of, known)

    def other(self, plan: Plan, stop: int | None, *, proven: bool) -> FrontEntry:
        """Return another plan in short."""
        stops = [term.end for term in self.calendar]
        weights = {c.key: weight_of(c.credit) for c in self._credentials}
        value = sum(weights[a.credential] * sum(a.day <= day for day in stops) for a in plan.awards)
        return FrontEntry(
            finish=plan.finish,
            terms=self.passed(plan.finish),
            cost=plan.cost,
            stop_value=Fraction(value if stop is None else stop),
            awards=tuple(self._award(award) for award in plan.awards),
            items=tuple(step.thing for step in plan.steps if step.kind != "award"),
            proven=proven,
        )

    @cached_property
    def _at_risk(self) -> tuple[AtRisk, ...]:
        found = {}
        for goal in self.question.goals:
            for entry in at_risk(self.examine(self.question.record, goal)):
                found[entry.attainment] = entry
        return tuple(found[name] for name in sorted(found))

    def _slips(self) -> Iterator[SlipEntry]:
        """Yield what stops to count if nothing is lodged before the second term begins."""
        later = self.calendar[1].begin if len(self.calendar) > 1 else None
        for entry in self._at_risk:
            if later is not None and entry.lapses < later:
                lost = f"credit lost: {format_exact(entry.credit)}"
                words = f"not lodged by {entry.lapses}, {entry.attainment} counts for nothing: {lost}"
                yield SlipEntry(attainment=entry.attainment, lapses=entry.lapses, words=words)

    def _assumptions(self) -> Iterator[str]:
        yield "what is planned is completed at the best grade, and lodged on the day it is completed"
        years = self.question.preferences.years_on
        if years:
            yield f"the last published year of terms and offerings comes again {years} times, at the same prices"
        pending = [line.id for aim in self.task.aims[:1] for line in aim.lines.values() if line.pending]
        if pending:
            yield f"what is in progress is completed: {', '.join(sorted(pending))}"
        if self.plan.unpriced:
            yield f"nobody states a price for {', '.join(self.plan.unpriced)}: they are not in the cost"
        foreign = self.task.market.foreign
        if foreign:
            yield f"{len(foreign)} offerings priced in other currencies than {self.task.market.currency} are left out"
        for examination in self.timeline.final:
            yield from _open_conditions(examination)

    def _reason(self) -> Reason:
        plan = self.plan
        proof = "no plan is better" if self.outcome.status is PlanStatus.OPTIMAL else "a better plan may exist"
        currency = self.task.market.currency or ""
        words = (
            f"{title_of_goals(self.question)}: {len(plan.steps)} steps, {self.passed(plan.finish)} terms, "
            f"{format_exact(plan.cost)} {currency}".rstrip()
        )
        said = ((_objective_words(score), proof if score.proven else "not proven") for score in plan.scores)
        parts = [Reason(f"{words}: {proven}") for words, proven in said]
        if plan.due:
            fees = f"{format_exact(plan.due)} {currency} of fees for lines already lodged"
            parts.append(Reason(f"{fees} are due in every plan"))
        parts += [Reason(f"{a.title} is held from {a.day}", evidence=a.uses) for a in map(self._award, plan.awards)]
        return Reason(words, because=tuple(parts))


def _objective(score: Score) -> ObjectiveEntry:
    return ObjectiveEntry(
        objective=score.objective, value=_said(score.value), bound=_said(score.bound), proven=score.proven
    )


def _said(value: Fraction | dt.date | None) -> str | None:
    return format_exact(value) if isinstance(value, Fraction) else None if value is None else value.isoformat()


def _objective_words(score: Score) -> str:
    names = {"time": "done by", "cost": "paid in all", "items": "things done", "balance": "courses at a time at most"}
    names |= {"credits": "credit taken", "stop": "held over all stops"}
    return f"{names[score.objective]} {_said(score.value) or 'nothing to do'}"


def _open_conditions(examination: Examination) -> Iterator[str]:
    """Yield the conditions in words that somebody still decides."""
    completion = examination.reading(IF_COMPLETED)
    for leaf in completion.conditions:
        node = examination.program.nodes[examination.program.leaves[leaf].node]
        words = getattr(node.requirement, "text", node.path)
        yield f"somebody decides this condition of {examination.credential.title}: {words}"


def title_of_goals(question: Question) -> str:
    """Return what people call the goals together."""
    return " and ".join(goal.title for goal in question.goals)


def head(question: Question) -> dict[str, object]:
    """Return what every plan document begins with."""
    return {
        "schema_name": "pathways/plan/1",
        "as_of": question.as_of,
        "catalog": question.digest,
        "learner": question.record.learner.id,
        "goals": tuple(goal.key for goal in question.goals),
        "title": title_of_goals(question),
    }
