"""What is the cheapest way for a whole team?  The best plan of each person, the sum, and one offering for all.

Where an offering has fewer places than people who would take it, it is taken from one of them at a time, the cheapest
sum first, so that the first sum that fits is the least.  Source: Sharon and others, "Conflict-based search" (2015).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from typing import Final

from pathways.completion.check import Claim, Replay
from pathways.errors import QuestionError
from pathways.model.exact import format_exact
from pathways.model.plan_documents import TeamDocument, TeamMember
from pathways.planning.answer import Request, checked
from pathways.planning.offers import Activity
from pathways.planning.plan import Outcome
from pathways.planning.planner import Planner
from pathways.planning.question import Question
from pathways.planning.task import Task, replaced, task_for
from pathways.planning.telling import title_of_goals
from pathways.reasons import Reason

MOST: Final = 200
"""So many ways to share out places are looked at."""

Kept = tuple[frozenset[str], ...]
"""For each person the offerings that are left to others."""


@dataclass(frozen=True)
class Team:
    """The same goals asked for several people; plans are made once for each person and what is kept from them."""

    questions: tuple[Question, ...]
    request: Request
    known: dict[tuple[int, frozenset[str]], Outcome] = field(default_factory=dict)

    def document(self) -> TeamDocument:
        """Return everybody's plan and the sum.

        Raises QuestionError U003 where the plans are priced in several currencies, which cannot be added.
        """
        kept, fits = self._shared_out()
        outcomes = tuple(self._outcome(number, names) for number, names in enumerate(kept))
        cost = sum((found.plan.cost for found in outcomes if found.plan), Fraction(0))
        one = self._for_all() if all(found.plan for found in outcomes) else None
        saved = None if one is None else one[1] - cost
        question = self.questions[0]
        return TeamDocument(
            schema_name="pathways/team/1",
            as_of=question.as_of,
            catalog=question.digest,
            goals=tuple(goal.key for goal in question.goals),
            members=tuple(map(_member, self.questions, outcomes)),
            cost=cost,
            currency=self.currency,
            for_all=None if one is None else one[0],
            for_all_cost=None if one is None else one[1],
            saved=saved,
            saved_share=None if one is None or saved is None or saved < 0 or not one[1] else saved / one[1],
            reason=self._reason(outcomes, cost, one, kept, fits).data(),
        )

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Return the task of each person."""
        return tuple(map(task_for, self.questions))

    @cached_property
    def currency(self) -> str | None:
        """Return the one currency of all plans."""
        found = {task.market.currency for task in self.tasks}
        if len(found) > 1:
            raise QuestionError(
                "U003",
                f"the plans of this team are in several currencies: {', '.join(sorted(map(str, found)))}",
                why="Amounts in different currencies are never added.",
                hint="Give everybody a budget in the same currency.",
            )
        return found.pop()

    def _outcome(self, number: int, kept: frozenset[str]) -> Outcome:
        """Return the best plan of a person without some offerings, checked."""
        key = (number, kept)
        if key not in self.known:
            question, task = self.questions[number], self.tasks[number]
            if kept:
                question = replaced(question, avoid=(*question.preferences.avoid, *sorted(kept)))
                task = task_for(question)
            found = self.known[key] = Planner(task, self.request.wanted, self.request.effort).best()
            if found.plan is not None:
                checked(question, found.plan)
        return self.known[key]

    def _shared_out(self) -> tuple[Kept, bool]:
        """Return what is kept from whom so that every place is taken once, at the least cost; and whether it fits."""
        nothing: Kept = tuple(frozenset[str]() for _ in self.questions)
        waiting: list[tuple[Fraction, list[list[str]], Kept]] = []
        seen: set[Kept] = set()
        heappush(waiting, (self._cost(nothing), [], nothing))
        while waiting and len(seen) < MOST:
            _, _, kept = heappop(waiting)
            full = self._overfull(kept)
            if full is None:
                return kept, True
            for other in self._without(kept, full):
                if other not in seen and self._as_many(other, nothing):
                    seen.add(other)
                    heappush(waiting, (self._cost(other), [sorted(names) for names in other], other))
        return nothing, False

    def _cost(self, kept: Kept) -> Fraction:
        plans = (self._outcome(number, names).plan for number, names in enumerate(kept))
        return sum((plan.cost for plan in plans if plan), Fraction(0))

    def _as_many(self, kept: Kept, before: Kept) -> bool:
        """Return whether everybody who had a plan has one still."""
        return all(
            self._outcome(number, names).plan or not self._outcome(number, before[number]).plan
            for number, names in enumerate(kept)
        )

    def _users(self, kept: Kept) -> Mapping[str, list[int]]:
        """Return who takes each offering."""
        found: dict[str, list[int]] = {}
        for number, names in enumerate(kept):
            plan = self._outcome(number, names).plan
            for step in plan.steps if plan else ():
                if step.offering is not None:
                    found.setdefault(step.offering, []).append(number)
        return found

    def _overfull(self, kept: Kept) -> tuple[str, list[int]] | None:
        """Return an offering with fewer places than people who take it, in all its terms together, and these people."""
        offerings = self.questions[0].catalog.offerings
        for name, users in sorted(self._users(kept).items()):
            capacity = offerings[name].capacity
            if capacity is not None and len(users) > capacity:
                return name, users
        return None

    def _without(self, kept: Kept, full: tuple[str, list[int]]) -> Iterator[Kept]:
        """Yield for each person who takes an overfull offering what is kept from whom if it is kept from this one."""
        for number in full[1]:
            yield tuple(names | {full[0]} if n == number else names for n, names in enumerate(kept))

    def _for_all(self) -> tuple[str, Fraction] | None:
        """Return the cheapest one offering that would do for everybody, and its price for everybody; None if none."""
        shared = Counter(activity.id for task in self.tasks for activity in task.activities if _is_bought(activity))
        dearest = max(range(len(self.tasks)), key=self._cost_of)
        order = (dearest, *(number for number in range(len(self.tasks)) if number != dearest))
        best: tuple[Fraction, str] | None = None
        for activity in self.tasks[dearest].activities:
            if shared[activity.id] != len(self.tasks):
                continue
            price = self._price_for_all(activity, order)
            if price is not None and (best is None or (price, activity.id) < best):
                best = price, activity.id
        return None if best is None else (best[1], best[0])

    def _cost_of(self, number: int) -> Fraction:
        plan = self._outcome(number, frozenset()).plan
        return plan.cost if plan else Fraction(0)

    def _price_for_all(self, activity: Activity, order: Sequence[int]) -> Fraction | None:
        """Return what it costs to send everybody, also those who need nothing; None where it would not do for all."""
        total = Fraction(0)
        for number in order:
            alone = self._alone(number, activity)
            if alone is None:
                return None
            total += alone
        return total

    def _alone(self, number: int, activity: Activity) -> Fraction | None:
        """Return what a person pays who does this one thing; None where the goals are not reached by it."""
        task = self.tasks[number]
        ways = [w for w in activity.ways if not w.bars and w.price is not None and self._seats_all(w.offering)]
        if not ways or not _does(task, activity):
            return None
        rest = tuple(other for other in task.activities if other.kind == "award" or other.id == activity.id)
        plan = Planner(replace(task, activities=rest), ("cost",), self.request.effort).best().plan
        if plan is None:
            return None
        taken = any(step.id == activity.id for step in plan.steps)
        return plan.cost if taken else plan.cost + min(way.price or Fraction(0) for way in ways)

    def _seats_all(self, offering: str | None) -> bool:
        known = self.questions[0].catalog.offerings.get(offering or "")
        return known is None or known.capacity is None or known.capacity >= len(self.questions)

    def _reason(
        self,
        outcomes: Sequence[Outcome],
        cost: Fraction,
        one: tuple[str, Fraction] | None,
        kept: Kept,
        fits: bool,
    ) -> Reason:
        currency = self.currency or ""
        people = [question.record.learner for question in self.questions]
        parts = [
            Reason(_says(who.name or who.id, found, currency)) for who, found in zip(people, outcomes, strict=True)
        ]
        if one is not None:
            parts.append(
                Reason(f"{one[0]} for all {len(people)} would cost {format_exact(one[1])} {currency}".rstrip())
            )
        for who, names in zip(people, kept, strict=True):
            parts += [Reason(f"{name} has too few places: {who.name or who.id} does without") for name in sorted(names)]
        if not fits:
            parts.append(Reason("some offerings have fewer places than people who would take them"))
        words = f"{title_of_goals(self.questions[0])} for {len(people)} people: {format_exact(cost)} {currency}"
        return Reason(words.rstrip(), because=tuple(parts))


def _is_bought(activity: Activity) -> bool:
    return activity.kind != "award"


def _member(question: Question, outcome: Outcome) -> TeamMember:
    plan = outcome.plan
    return TeamMember(
        learner=question.record.learner.id,
        status=outcome.status.value,
        cost=None if plan is None else plan.cost,
        items=() if plan is None else tuple(step.thing for step in plan.steps if step.kind != "award"),
        finish=None if plan is None else plan.finish,
    )


def _does(task: Task, activity: Activity) -> bool:
    """Return whether the goals are reached with what is on the record and this one thing, whenever it may begin."""
    question = task.question
    step = activity.step(activity.ways[0])
    claim = Claim(
        question.record,
        question.goals,
        question.as_of,
        question.start,
        question.preferences,
        (step,),
        (),
        (),
        Fraction(0),
    )
    replay = Replay(question.catalog, question.book, claim)
    return all(replay.reached(goal, step.slot.end) for goal in question.goals)


def _says(name: str, outcome: Outcome, currency: str) -> str:
    if outcome.plan is None:
        return f"{name}: no plan ({outcome.status.value.replace('_', ' ')})"
    things = ", ".join(step.thing for step in outcome.plan.steps if step.kind != "award") or "nothing to do"
    return f"{name}: {things}, {format_exact(outcome.plan.cost)} {currency}".rstrip()
