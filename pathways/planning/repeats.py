"""What of the plan is held already, and what would the whole cost from nothing?

Repeat coursework is what is taken although its outcomes are held: hours and money spent on learning already done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from pathways.completion.competencies import holds
from pathways.completion.steps import PLANNED, Step
from pathways.model.competency import CompetencyLevel
from pathways.model.plan_documents import RepeatEntry, WholeEntry
from pathways.planning.plan import Plan
from pathways.planning.planner import Planner
from pathways.planning.question import Question
from pathways.planning.search import Effort
from pathways.planning.task import Task, replaced, task_for


def repeats_of(task: Task, plan: Plan) -> tuple[RepeatEntry, ...]:
    """Return what a plan takes although some of its outcomes are held, with the hours and money of that."""
    return tuple(_repeats(task, plan.steps))


def _repeats(task: Task, steps: Sequence[Step]) -> Iterator[RepeatEntry]:
    catalog = task.question.catalog
    for step in steps:
        thing = catalog.courses[step.thing] if step.is_course else catalog.credential(step.thing)
        outcomes = (
            catalog.courses[step.thing].outcomes if step.is_course else catalog.credential(step.thing).competencies
        )
        held = [outcome for outcome in outcomes if _is_held(task, step.organization, outcome)]
        if not held or step.kind != "section":
            continue
        share = Fraction(len(held), len(outcomes))
        title = catalog.courses[step.thing].full_title if step.is_course else thing.title
        yield RepeatEntry(
            id=step.thing,
            title=title,
            share=share,
            outcomes=tuple(outcome.competency for outcome in held),
            hours=None if thing.hours is None else thing.hours * share,
            cost=None if step.price is None else step.price * share,
        )


def _is_held(task: Task, organization: str, outcome: CompetencyLevel) -> bool:
    state = task.prospects.state(organization)
    mine = frozenset(held for name, held in state.evidence if not name.startswith(PLANNED))
    return holds(state.rules.formula(outcome.competency, outcome.level), mine)


def whole_of(question: Question, task: Task, plan: Plan, effort: Effort, covered: Fraction) -> WholeEntry:
    """Return the plan beside that of somebody who has nothing; ``covered`` is the share that is there now.

    The whole is not bound by the learner's budget and deadline: these are set for what is missing.
    """
    bare = question.record.model_copy(update={"attainments": (), "adjustments": ()})
    empty = replaced(replace(question, record=bare, hoped=()), budget=None, deadline=None)
    other = Planner(task_for(empty), ("time", "cost"), effort).best().plan
    terms = task.market.terms_of(task.market.calendar)
    return WholeEntry(
        stack_cost=plan.cost,
        whole_cost=None if other is None else other.cost,
        stack_items=len(plan.steps),
        whole_items=0 if other is None else len(other.steps),
        stack_terms=sum(term.begin <= plan.finish for term in terms) if plan.finish else 0,
        whole_terms=None if other is None or other.finish is None else sum(t.begin <= other.finish for t in terms),
        stack_hours=_hours(question, plan),
        whole_hours=None if other is None else _hours(question, other),
        covered=covered,
    )


def _hours(question: Question, plan: Plan) -> Fraction:
    """Return the hours of all that a plan does, as far as somebody states them."""
    catalog = question.catalog
    total = Fraction(0)
    for step in plan.steps:
        if step.kind != "award":
            offering = catalog.offerings.get(step.offering or "")
            thing = catalog.courses[step.thing] if step.is_course else catalog.credential(step.thing)
            total += (offering.hours if offering else None) or thing.hours or 0
    return total
