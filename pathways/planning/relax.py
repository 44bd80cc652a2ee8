"""What is the smallest change that would help?  Each way out of a conflict, measured and shown to work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from pathways.completion.check import Claim, Replay
from pathways.model.exact import format_exact
from pathways.model.record import Adjustment
from pathways.planning.conditions import Condition
from pathways.planning.grant import granted
from pathways.planning.plan import Objective, Plan
from pathways.planning.planner import Planner
from pathways.planning.question import Question
from pathways.planning.search import Effort
from pathways.planning.task import replaced, task_for

NODES: Final = 150
"""So much of a search tree is looked through for the plan of one easing."""

FIELD: Final = {
    "budget": "budget",
    "deadline": "deadline",
    "load": "max_courses_per_term",
    "credit_load": "max_credits_per_term",
    "hours": "hours_per_week",
    "blackout": "blackout",
    "avoid": "avoid",
    "take": "take",
    "delivery": "delivery",
    "place": "places",
    "organization": "organizations",
}
"""The preference that a condition comes from."""

LISTED: Final = ("blackout", "avoid", "take")
"""Preferences that list things, of which one at a time is given up."""


SETS: Final = ("delivery", "places", "organizations")
"""Preferences that are given up as a whole."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Conditions to drop or ease, in words that say by how much, and the plan that there is then."""

    conditions: tuple[Condition, ...]
    words: str
    plan: Plan
    checked: bool


def claim_of(question: Question, plan: Plan) -> Claim:
    """Return what a plan claims, for the checker."""
    lodged = tuple((entry.attainment, entry.organization) for entry in plan.lodgings)
    return Claim(
        question.record,
        question.goals,
        question.as_of,
        question.start,
        question.preferences,
        plan.steps,
        lodged,
        plan.awards,
        plan.cost,
    )


def relaxation(
    question: Question, dropped: Sequence[Condition], wanted: Sequence[Objective], effort: Effort
) -> Relaxation | None:
    """Return the least easing of some conditions, with the best plan then; None where the learner cannot ease them."""
    eased = _eased(question, dropped)
    if eased is None:
        return None
    effort = Effort(min(effort.nodes or NODES, NODES), effort.seconds)
    first = _first(dropped, wanted)
    plan = _plan(eased, first, effort)
    if plan is None:
        return None
    settled, words = _settled(question, eased, dropped, plan)
    best = plan if first == tuple(wanted) else _plan(settled, wanted, effort) or plan
    checked = not Replay(settled.catalog, settled.book, claim_of(settled, best)).faults()
    return Relaxation(tuple(dropped), "; ".join(words), best, checked)


def _plan(question: Question, wanted: Sequence[Objective], effort: Effort) -> Plan | None:
    return Planner(task_for(question), wanted, effort).best().plan


def _first(dropped: Sequence[Condition], wanted: Sequence[Objective]) -> tuple[Objective, ...]:
    """Return the objectives with what was eased first, so that it is eased no further than needed."""
    eased: dict[str, Objective] = {"budget": "cost", "deadline": "time", "calendar": "time", "load": "balance"}
    leading = [eased[c.kind] for c in dropped if c.kind in eased]
    return tuple(dict.fromkeys((*leading, *wanted)))


def _eased(question: Question, dropped: Sequence[Condition]) -> Question | None:
    """Return the question without some conditions; None where one of them nobody can change or grant."""
    changes: dict[str, Any] = {}
    waivers: list[Adjustment] = []
    for condition in dropped:
        name = FIELD.get(condition.kind)
        if condition.kind == "requirement":
            waivers.append(_waiver(question, condition))
        elif name in LISTED:
            now = changes.get(name, getattr(question.preferences, name))
            changes[name] = tuple(item for item in now if item != condition.subject)
        elif name is not None:
            changes[name] = () if name in SETS else None
        else:
            lighter = granted(question, condition)
            if lighter is None:
                return None
            question = lighter
    record = question.record.model_copy(update={"adjustments": (*question.record.adjustments, *waivers)})
    return replace(replaced(question, **changes), record=record)


def _waiver(question: Question, condition: Condition) -> Adjustment:
    credential, _, path = condition.subject.partition("#")
    return Adjustment(
        id=f"asked for {path}",
        kind="waiver",
        credential=credential,
        path=path,
        reason="asked what would help",
        approved_by="nobody yet",
        date=question.as_of,
    )


def _settled(
    question: Question, eased: Question, dropped: Sequence[Condition], plan: Plan
) -> tuple[Question, list[str]]:
    """Return the question with conditions eased no further than the plan needs, and what changes in words."""
    changes: dict[str, Any] = {}
    words: list[str] = []
    for condition in dropped:
        if condition.kind == "budget" and question.preferences.budget is not None:
            budget = question.preferences.budget
            changes["budget"] = budget.model_copy(update={"amount": plan.cost})
            more = format_exact(max(Fraction(0), plan.cost - budget.amount))
            words.append(f"{more} {budget.currency} more: {format_exact(plan.cost)} {budget.currency} in all")
        elif condition.kind == "deadline" and plan.finish is not None:
            changes["deadline"] = plan.finish
            words.append(f"{_terms(question, plan.finish)}: finish by {plan.finish}")
        elif condition.kind == "load":
            peak = max(_peak(plan), question.preferences.max_courses_per_term or 1)
            changes["max_courses_per_term"] = peak
            words.append(f"{peak} courses a term instead of {question.preferences.max_courses_per_term}")
        else:
            words.append(_without(condition))
    return replaced(eased, **changes), words


def _peak(plan: Plan) -> int:
    teaching = [step for step in plan.steps if step.loads]
    days = {step.slot.begin for step in teaching}
    return max((sum(s.slot.begin <= day <= s.slot.end for s in teaching) for day in days), default=1)


def _terms(question: Question, finish: dt.date) -> str:
    """Return in words how many more terms of the awarding organization there are until a day."""
    deadline = question.preferences.deadline or question.start
    home = question.goals[0].organization if question.goals else None
    terms = list(question.catalog.terms.values())
    mine = [t for t in terms if t.organization == home] or [t for t in terms if t.organization is None]
    more = len({t.end for t in mine if deadline < t.end <= finish})
    return "one more term" if more == 1 else f"{more} more terms"


def _without(condition: Condition) -> str:
    match condition.kind:
        case "requirement":
            return f"a waiver of {condition.words}"
        case "rule" | "prerequisite" | "corequisite":
            return f"a waiver of this: {condition.words}"
        case "offering":
            return f"if it were not so that {condition.words}"
        case "calendar":
            return "if the years go on as the last one that is published"
        case "capacity":
            return f"a place although {condition.words}"
        case "take":
            return f"without asking that {condition.words}"
        case "avoid":
            return f"with {condition.subject} after all"
        case _:
            return f"without asking for this: {condition.words}"


def relaxations(
    question: Question, ways_out: Sequence[Sequence[Condition]], wanted: Sequence[Objective], effort: Effort
) -> Iterator[Relaxation]:
    """Yield for each way out its least easing, where it is one that somebody can grant."""
    for dropped in ways_out:
        found = relaxation(question, dropped, wanted, effort)
        if found is not None:
            yield found
