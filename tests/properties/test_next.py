"""Any small world: what `next` says of a step is what the audit says, and the best plan begins with one of them."""

from __future__ import annotations

from hypothesis import event, given, settings

from pathways.advising import Desk
from pathways.completion.audit import Examination, examine
from pathways.completion.build import IF_COMPLETED
from pathways.completion.candidates import Measure
from pathways.completion.steps import attained
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord
from pathways.planning.next_steps import Next
from pathways.planning.openings import keeping
from pathways.planning.planner import Planner
from pathways.planning.task import task_for
from tests.drawn_plans import PlanCase, plan_cases

SOME = settings(max_examples=12)


def next_of(case: PlanCase) -> Next:
    """Return the question what to do first."""

    def audit(who: LearnerRecord, goal: Credential, measure: Measure | None) -> Examination:
        return examine(case.catalog, case.book, who, goal, as_of=case.as_of, measure=measure)

    return Next(case.question, Desk(case.catalog).survey, keeping(case.record, audit))


@SOME
@given(plan_cases())
def test_the_figures_are_those_of_the_audit_and_what_does_nothing_is_not_told(case: PlanCase) -> None:
    question = next_of(case)
    ranked = question.ranked(4)
    event(f"{len(ranked)} steps told")
    for worth in ranked:
        assert worth.advances or worth.alone or worth.opens or worth.toward
        added = attained(worth.opening.activity.step(worth.opening.way), case.catalog)
        later = case.record.model_copy(update={"attainments": (*case.record.attainments, added)})
        for advance in worth.advances:
            found = examine(case.catalog, case.book, later, advance.goal, as_of=case.as_of)
            then = found.reading(IF_COMPLETED).shortfall
            assert advance.after == then if advance.exact else advance.after >= then


@SOME
@given(plan_cases())
def test_the_best_plan_begins_with_what_is_considered(case: PlanCase) -> None:
    plan = Planner(task_for(case.question)).best().plan
    event("a plan" if plan is not None and plan.steps else "nothing to do")
    if plan is None or not plan.steps:
        return
    considered = {opening.activity.thing for opening in next_of(case).considered}
    first = min(step.slot.begin for step in plan.steps)
    assert {step.thing for step in plan.steps if step.slot.begin == first} <= considered
