"""What is there to plan?  The goals, what may be done toward them, and what must be done before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.completion.competencies import Formula, shows
from pathways.completion.problem import Problem
from pathways.completion.state import State
from pathways.completion.steps import FEES, PLANNED
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.requirement import (
    AllOf,
    AnyOf,
    AtLeast,
    CompetencyLeaf,
    CourseLeaf,
    CoursePool,
    CredentialLeaf,
    CreditPool,
    Requirement,
    UsedLeaf,
)
from pathways.planning.assume import continued
from pathways.planning.currency import currency_of
from pathways.planning.offers import Activity, Market
from pathways.planning.prospects import Aim, Prospects, by_date
from pathways.planning.question import Question
from pathways.recognition.rules import policies_for
from pathways.recognition.types import Line

YEARS_ON: Final = 2
"""For so many years the calendar is thought on where it is asked whether more time would help."""


@dataclass(frozen=True, eq=False)
class Task:
    """A question with everything that matters to it; ``activities`` is what may be done, ``aims`` toward what."""

    question: Question
    market: Market
    prospects: Prospects
    aims: tuple[Aim, ...]
    activities: tuple[Activity, ...]
    held: frozenset[str] = field(default=frozenset())

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Return the number of each activity by the attainment that it brings."""
        return {PLANNED + activity.id: index for index, activity in enumerate(self.activities)}

    def fees(self, credential: Credential) -> Mapping[str, Fraction]:
        """Return what the awarding organization asks for each kind of line, in the currency of the plan."""
        policies = policies_for(self.question.catalog, credential.organization, credential, self.question.as_of).all
        found: dict[str, Fraction] = {}
        for policy in reversed(policies):
            for fee in policy.fees:
                if self.market.currency in (None, fee.price.currency):
                    found[fee.kind] = fee.price.amount
        return found

    def most_uses(self, credential: Credential) -> int | None:
        """Return how many other awards something may have served that counts toward this one; None without limit."""
        known = policies_for(self.question.catalog, credential.organization, credential, self.question.as_of).reuse
        return None if known is None else {"none": 0, "once": 1}.get(known[0].mode)

    def is_open(self, line: Line) -> bool:
        """Return whether a line is still to be lodged, so that its fee depends on the plan."""
        return line.id.startswith(PLANNED) or line.attainment.lodged is None

    @cached_property
    def due(self) -> Fraction:
        """Return what is due whatever is planned: the fees of the lines lodged on or after the day of asking."""
        found: dict[tuple[str, str], Fraction] = {}
        for aim in self.aims:
            fees = self.fees(aim.credential)
            for line in aim.lines.values():
                lodged = line.attainment.lodged
                if aim.required and not line.id.startswith(PLANNED) and lodged and lodged >= self.question.as_of:
                    fee = fees.get(FEES.get(line.source, ""))
                    if fee:
                        found[line.id, aim.credential.organization] = fee
        return sum(found.values(), Fraction(0))

    def before(self, activity: Activity) -> tuple[Requirement | None, Requirement | None]:
        """Return what must be had before an activity begins, and what before or at the same time."""
        return conditions_of(self.question.catalog, activity)

    def state(self, activity: Activity) -> State:
        """Return what everything is worth where the activity takes place."""
        return self.prospects.state(activity.organization)


def conditions_of(catalog: Catalog, activity: Activity) -> tuple[Requirement | None, Requirement | None]:
    """Return prerequisite and corequisite of what is taught; assessments of what is known have none."""
    if activity.kind in ("prior_learning_assessment", "challenge_exam") and activity.is_course:
        return None, None
    thing: Course | Credential
    thing = catalog.courses[activity.thing] if activity.is_course else catalog.credentials[activity.thing]
    return thing.prerequisite, thing.corequisite if isinstance(thing, Course) else None


def task_for(question: Question) -> Task:
    """Return the task of a question: what may serve its goals, and what must come before that."""
    market = _market(question)
    stepping = _stepping_stones(question)
    offered = by_date(_promising(question, market.activities), question.book)
    awarded = tuple(market.award(c) for c in (*question.goals, *question.hoped, *stepping))
    applied = {a.thing for a in offered if a.kind == "recognition_application"}
    offered = tuple(a for a in (*offered, *(a for a in awarded if a.thing not in applied)) if a.ways)
    prospects = Prospects(question.catalog, question.book, question.record, question.as_of, offered)
    aims = tuple(prospects.aim(goal, required=True) for goal in question.goals)
    aims += tuple(prospects.aim(goal, required=False) for goal in (*question.hoped, *stepping))
    wanted = set().union(*(aim.useful for aim in aims)) | set(_wished(question, offered))
    wanted |= {PLANNED + a.id for a in offered if a.kind == "recognition_application" and a.thing in _keys(question)}
    relevant = _closure(question.catalog, prospects, wanted, {PLANNED + a.id: a for a in offered})
    chosen = tuple(activity for activity in offered if PLANNED + activity.id in relevant)
    held = frozenset(a.id for a in chosen if _is_held(a, aims))
    return Task(question, market, prospects, aims, chosen, held)


def _keys(question: Question) -> frozenset[str]:
    return frozenset(goal.key for goal in question.goals)


def _stepping_stones(question: Question) -> tuple[Credential, ...]:
    """Return the credentials that goals or prerequisites name and that are earned by meeting their own requirements."""
    known = {goal.key for goal in (*question.goals, *question.hoped)}
    taught = {o.credential for o in question.catalog.offerings.values() if o.credential and o.kind == "section"}
    found: dict[str, Credential] = {}
    asked = [goal.requirement for goal in (*question.goals, *question.hoped) if goal.requirement]
    waiting = sorted(_named_before(question.catalog) | {name for tree in asked for name in _credentials(tree)})
    while waiting:
        name = waiting.pop()
        if not question.catalog.editions(name.partition("@")[0]):
            continue
        stone = question.catalog.credential(name, None if "@" in name else question.as_of)
        fresh = stone.key not in known and stone.key not in found
        if fresh and stone.requirement is not None and stone.id not in taught and stone.key not in taught:
            found[stone.key] = stone
            waiting.extend(sorted(set(_credentials(stone.requirement))))
    return tuple(found[key] for key in sorted(found))


def _credentials(tree: Requirement) -> Iterable[str]:
    if isinstance(tree, CredentialLeaf):
        yield tree.credential
    elif isinstance(tree, AllOf | AnyOf | AtLeast):
        for child in tree.children:
            yield from _credentials(child)


def _market(question: Question) -> Market:
    home = question.goals[0].organization if question.goals else ""
    budget = question.preferences.budget
    currency = budget.currency if budget else currency_of(question.catalog, question.goals)
    return Market(question.catalog, question.start, question.preferences, home, currency)


def _promising(question: Question, activities: Iterable[Activity]) -> Iterable[Activity]:
    """Yield what could count at an awarding organization, or must come before something."""
    goals = (*question.goals, *question.hoped)
    homes = {goal.organization for goal in goals}
    wide = any(home not in question.catalog.organizations or _looks_wide(question, home) for home in homes)
    named = _named_before(question.catalog)
    for activity in activities:
        names = {activity.thing, activity.thing.partition("@")[0]}
        spoken = any(rule.receiving in homes for name in names for rule in question.book.from_source(name))
        if (
            activity.organization in homes
            or wide
            or spoken
            or not names.isdisjoint(named)
            or not _names_of(activity).isdisjoint(question.preferences.take)
            or (not activity.is_course and not names.isdisjoint(_named_by(goals)))
        ):
            yield activity


def _looks_wide(question: Question, home: str) -> bool:
    """Return whether an organization may recognise what no rule names: by outcomes or as an elective."""
    goals = [goal for goal in (*question.goals, *question.hoped) if goal.organization == home]
    for goal in goals:
        policies = policies_for(question.catalog, home, goal, question.as_of)
        if policies.joint or policies.prior_learning or policies.unlisted == "general_elective":
            return True
    return any(_asks_competencies(goal.requirement) for goal in goals if goal.requirement)


def _asks_competencies(requirement: Requirement) -> bool:
    if isinstance(requirement, AllOf | AnyOf | AtLeast):
        return any(_asks_competencies(child) for child in requirement.children)
    return isinstance(requirement, CompetencyLeaf)


def _named_before(catalog: Catalog) -> frozenset[str]:
    """Return everything that some prerequisite or corequisite names."""
    found: set[str] = set()
    trees = [tree for course in catalog.courses.values() for tree in (course.prerequisite, course.corequisite)]
    trees += [credential.prerequisite for credential in catalog.credentials.values()]
    for tree in trees:
        if tree is not None:
            found.update(_names(tree))
    return frozenset(found)


def _named_by(goals: Iterable[Credential]) -> frozenset[str]:
    return frozenset(name for goal in goals if goal.requirement for name in _names(goal.requirement))


def names_in(credential: Credential) -> Iterable[str]:
    """Return the courses and credentials that the requirements of a credential name."""
    return () if credential.requirement is None else _names(credential.requirement)


def _names(tree: Requirement) -> Iterable[str]:
    match tree:
        case CourseLeaf():
            yield tree.course
        case CredentialLeaf():
            yield tree.credential
            yield tree.credential.partition("@")[0]
        case AllOf() | AnyOf() | AtLeast():
            for child in tree.children:
                yield from _names(child)
        case _:
            return


def _wished(question: Question, offered: Iterable[Activity]) -> Iterable[str]:
    """Yield the planned attainments of what the learner has asked to take."""
    wishes = set(question.preferences.take)
    for activity in offered if wishes else ():
        if not wishes.isdisjoint(_names_of(activity)):
            yield PLANNED + activity.id


def _names_of(activity: Activity) -> set[str]:
    offerings = {way.offering for way in activity.ways if way.offering}
    return {activity.thing, activity.thing.partition("@")[0], activity.organization, *offerings}


def _closure(
    catalog: Catalog, prospects: Prospects, wanted: set[str], offered: Mapping[str, Activity]
) -> frozenset[str]:
    """Return what is wanted with everything that may serve what must come before it."""
    found: set[str] = set()
    waiting = sorted(name for name in wanted if name in offered)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        activity = offered[name]
        for tree in conditions_of(catalog, activity):
            if tree is not None:
                state = prospects.state(activity.organization)
                waiting.extend(other for other in supporting(tree, state) if other in offered and other not in found)
    return frozenset(found)


def supporting(tree: Requirement, state: State) -> Iterable[str]:
    """Yield the attainments that some leaf of a tree looks at."""
    match tree:
        case AllOf() | AnyOf():
            for child in tree.children:
                yield from supporting(child, state)
        case AtLeast():
            if tree.counting != "requirements":
                yield from (name for uses in state.pooled(state.group(tree)) for name in uses)
            for child in tree.children:
                yield from supporting(child, state)
        case CourseLeaf() | CredentialLeaf():
            yield from (name for uses in state.named(tree) for name in uses)
        case CompetencyLeaf():
            formula = state.rules.formula(tree.competency, tree.level)
            yield from (name for name, held in state.evidence if _matters(formula, held))
        case _:
            if isinstance(tree, CreditPool | CoursePool | UsedLeaf):
                yield from (name for uses in state.pooled(tree) for name in uses)


def _matters(formula: Formula, held: tuple[str, int | None]) -> bool:
    if shows(held, formula.names, formula.level):
        return True
    return any(_matters(part, held) for _, parts in formula.groups for part in parts)


def widened(task: Task) -> Task:
    """Return the task with ways in every term, those barred in which a thing is not on offer.

    Where no deadline binds, the calendar goes on for some years: that it ends is a condition too.
    """
    market, deadline = task.market, task.question.preferences.deadline
    last = max((term.end for term in market.terms.values()), default=market.start)
    years = 0 if deadline is not None and deadline <= last else YEARS_ON
    further = replace(market, catalog=continued(market.catalog, years))
    return replace(task, activities=tuple(market.widened(activity, further) for activity in task.activities))


def _is_held(activity: Activity, aims: Iterable[Aim]) -> bool:
    """Return whether all that an activity would give is recognised already, for certain and by the only choice.

    Source: semantics 7: a course whose credit is already recognised is not taken again.
    """
    name = PLANNED + activity.id
    found = False
    aims = list(aims)
    wanted = [aim for aim in aims if aim.required and name in aim.useful]
    for aim in wanted or aims:
        if any(shown == name for shown, _ in aim.shown):
            return False
        for choice in aim.problem.choices:
            if name in choice.uses:
                if choice.uses != (name,) or not all(_covered(aim.problem, unit) for unit in choice.units):
                    return False
                found = True
    return found


def _covered(problem: Problem, index: int) -> bool:
    """Return whether a line of the record gives the same course, at all the same places, and can give nothing else."""
    planned = problem.units[index]
    if planned.course is None:
        return False
    for unit in problem.units:
        if unit.course != planned.course or unit.option is None or not set(planned.leaves) <= set(unit.leaves):
            continue
        uses = problem.choices[unit.option].uses
        if any(name.startswith(PLANNED) for name in uses):
            continue
        users = problem.users()
        if all(_gives(problem, choice, planned.course) for name in uses for choice in users[name]):
            return True
    return False


def _gives(problem: Problem, choice: int, course: str) -> bool:
    uses = problem.choices[choice].uses
    if any(name.startswith(PLANNED) for name in uses):
        return True
    return any(problem.units[unit].course == course for unit in problem.choices[choice].units)


def replaced(question: Question, **changes: object) -> Question:
    """Return a question with other preferences."""
    return replace(question, preferences=question.preferences.model_copy(update=changes))
