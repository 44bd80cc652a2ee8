"""How does a task become an integer program?  One variable for each way to do something, rows for every condition."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, partial
from itertools import combinations, product
from math import lcm

from pathways.completion.encoded import negated
from pathways.completion.problem import Rule
from pathways.completion.rowmodel import RowModel, Terms, add
from pathways.completion.rule_weights import Reused
from pathways.completion.steps import FEES, PLANNED
from pathways.model.credential import Credential, SourceKind
from pathways.model.exact import format_exact
from pathways.planning.before_rows import Before
from pathways.planning.conditions import Condition, Rows, summed
from pathways.planning.goal_rows import GoalRows
from pathways.planning.offers import Way, names_of
from pathways.planning.task import Task

Place = tuple[int, int]
"""(activity, way)."""


class PlanRows:
    """The rows of a task; ``take`` is the variable of each way, ``goals`` the rows of each aim, ``lodge`` of each fee.

    With ``explain`` every condition has a name and can be dropped, and ways that are barred are there too.
    """

    def __init__(self, task: Task, *, explain: bool = False) -> None:
        self.task = task
        self.rows = Rows(explain=explain)
        self.take: dict[Place, int] = {}
        self.lodge: dict[tuple[str, str], int] = {}
        self.fee: dict[tuple[str, str], Fraction] = {}
        self._ways()
        self._once()
        self._loads()
        self._wishes()
        self._before()
        self.goals = [GoalRows(self.rows, aim, self.taken, task.question.catalog) for aim in task.aims]
        self._awards()
        self._fees()
        self._reuse()
        self._budget()

    @property
    def model(self) -> RowModel:
        """Return the growing integer program."""
        return self.rows.model

    def way(self, place: Place) -> Way:
        """Return a way."""
        return self.task.activities[place[0]].ways[place[1]]

    def _ways(self) -> None:
        for number, activity in enumerate(self.task.activities):
            held = activity.id in self.task.held
            if held and not self.rows.explain:
                continue
            for index, way in enumerate(activity.ways):
                if way.bars and not self.rows.explain:
                    continue
                variable = self.take[number, index] = self.model.variable()
                for bar in way.bars:
                    self.rows.row(bar, {variable: 1}, high=0)
            if held:
                words = f"{activity.title} is recognised already and is not taken again"
                self.rows.row(Condition("held", activity.id, words), self._of(number), high=0)

    def _of(self, number: int) -> Terms:
        ways = self.task.activities[number].ways
        return {self.take[number, index]: 1 for index in range(len(ways)) if (number, index) in self.take}

    @cached_property
    def taken(self) -> Mapping[str, Terms]:
        """Return for each planned attainment the ways to get it, summed."""
        return {PLANNED + activity.id: self._of(n) for n, activity in enumerate(self.task.activities)}

    def _once(self) -> None:
        """Let each thing be done once, by whatever route."""
        same: dict[tuple[str, bool], Terms] = defaultdict(dict)
        for number, activity in enumerate(self.task.activities):
            same[activity.thing, activity.is_course].update(self._of(number))
        for terms in same.values():
            if terms:
                self.model.row(terms, high=1)

    @cached_property
    def begins(self) -> tuple[dt.date, ...]:
        """Return the days on which teaching may begin, in order."""
        return tuple(sorted({self.way(place).slot.begin for place in self._teaching}))

    @cached_property
    def _teaching(self) -> tuple[Place, ...]:
        return tuple(place for place in self.take if self.task.activities[place[0]].loads)

    def running(self, day: dt.date) -> list[Place]:
        """Return the ways of teaching that run on a day."""
        return [p for p in self._teaching if self.way(p).slot.begin <= day <= self.way(p).slot.end]

    def _loads(self) -> None:
        """Limit what runs at the same time: courses, credit, hours a week."""
        wanted = self.task.question.preferences
        for day in self.begins:
            running = self.running(day)
            if wanted.max_courses_per_term is not None:
                words = f"at most {wanted.max_courses_per_term} courses a term"
                self._limit("load", words, running, lambda _: Fraction(1), Fraction(wanted.max_courses_per_term))
            if wanted.max_credits_per_term is not None:
                words = f"at most {format_exact(wanted.max_credits_per_term)} credits a term"
                self._limit("credit_load", words, running, self._credit, wanted.max_credits_per_term)
            if wanted.hours_per_week is not None:
                words = f"at most {format_exact(wanted.hours_per_week)} hours a week"
                self._limit("hours", words, running, self._weekly, wanted.hours_per_week)

    def _credit(self, place: Place) -> Fraction:
        return self.task.activities[place[0]].credit

    def _weekly(self, place: Place) -> Fraction:
        return self.way(place).weekly or Fraction(0)

    def _limit(
        self, kind: str, words: str, places: Iterable[Place], weigh: Callable[[Place], Fraction], most: Fraction
    ) -> None:
        amounts = {self.take[place]: weigh(place) for place in places}
        scale = lcm(most.denominator, *(amount.denominator for amount in amounts.values()))
        terms = {variable: int(amount * scale) for variable, amount in amounts.items() if amount}
        if sum(terms.values()) > most * scale:
            self.rows.row(Condition(kind, "", words), terms, high=int(most * scale))  # type: ignore[arg-type]

    def _wishes(self) -> None:
        """Ask for everything that the learner has asked to take."""
        offerings = self.task.question.catalog.offerings
        for wish in sorted(set(self.task.question.preferences.take)):
            found: Terms = {}
            for (number, index), variable in self.take.items():
                offering = offerings.get(self.task.activities[number].ways[index].offering or "")
                if offering is not None and wish in names_of(offering):
                    found[variable] = 1
            self.rows.row(Condition("take", wish, f"{wish} is taken"), found, low=1)

    def _before(self) -> None:
        """Let nothing begin before what must be had before it; corequisites may begin together with it."""
        for number, activity in enumerate(self.task.activities):
            prerequisite, corequisite = self.task.before(activity)
            if prerequisite is None and corequisite is None:
                continue
            for day in sorted({self.way((number, i)).slot.begin for i in range(len(activity.ways))}):
                begun = self._begun(number, day)
                if prerequisite is not None and begun:
                    words = f"what must be completed before {activity.title}"
                    before = Before(self.rows, self.task.state(activity), partial(self.had, day=day))
                    before.ask(prerequisite, begun, Condition("prerequisite", activity.id, words))
                if corequisite is not None and begun:
                    words = f"what goes with {activity.title}"
                    beside = Before(self.rows, self.task.state(activity), partial(self.beside, day=day))
                    beside.ask(corequisite, begun, Condition("corequisite", activity.id, words))

    def _begun(self, number: int, day: dt.date) -> Terms:
        """Return the ways to have begun something by a day."""
        ways = range(len(self.task.activities[number].ways))
        mine = [(number, i) for i in ways if (number, i) in self.take and self.way((number, i)).slot.begin <= day]
        return {self.take[place]: 1 for place in mine}

    def had(self, name: str, day: dt.date) -> Terms | None:
        """Return the ways to have completed something before a day; None where it is on the record."""
        number = self.task.number.get(name)
        if number is None:
            return None if not name.startswith(PLANNED) else {}
        ways = range(len(self.task.activities[number].ways))
        mine = [(number, i) for i in ways if (number, i) in self.take and self.way((number, i)).slot.end < day]
        return {self.take[place]: 1 for place in mine}

    def beside(self, name: str, day: dt.date) -> Terms | None:
        """Return the ways to have begun something on or before a day; None where it is on the record."""
        number = self.task.number.get(name)
        if number is None:
            return None if not name.startswith(PLANNED) else {}
        return self._begun(number, day)

    def _awards(self) -> None:
        """Grant awards only once their requirements are met; what a goal asks to be applied for is applied for."""
        goals = {goal.aim.credential.key: goal for goal in self.goals}
        for number, activity in enumerate(self.task.activities):
            goal = goals.get(activity.thing)
            if activity.is_course or goal is None or activity.kind not in ("award", "recognition_application"):
                continue
            for place in self._places(number):
                self.model.row({self.take[place]: 1, self.by(goal, self.way(place).slot.begin): -1}, high=0)
            if activity.kind == "recognition_application" and goal.aim.required:
                words = f"{activity.title} is applied for"
                self.rows.row(Condition("take", activity.id, words), self._of(number), low=1)

    def _fees(self) -> None:
        """Charge what an organization asks for each line that it is to recognise, once for each line."""
        for goal in self.goals:
            fees = self.task.fees(goal.aim.credential)
            home = goal.aim.credential.organization
            for name, used in sorted(goal.uses().items()):
                line = goal.aim.lines[name]
                fee = fees.get(FEES.get(line.source, ""), Fraction(0))
                if not fee or not self.task.is_open(line) or self._pays_itself(name):
                    continue
                paid = self._paid(name, home, fee)
                for terms in used:
                    self.model.row({**terms, paid: -1}, high=0)

    def _paid(self, name: str, home: str, fee: Fraction) -> int:
        """Return the variable that is 1 where the fee of a line is paid."""
        if (name, home) not in self.lodge:
            self.lodge[name, home] = self.model.variable()
            self.fee[name, home] = fee
        return self.lodge[name, home]

    def _pays_itself(self, name: str) -> bool:
        """Return whether a planned line is an assessment that has its own price."""
        number = self.task.number.get(name)
        return number is not None and not self.task.activities[number].loads

    @cached_property
    def cost_scale(self) -> int:
        """Return the least whole number that makes every price whole."""
        prices = [self.way(place).price or Fraction(0) for place in self.take]
        amounts = (*prices, *self.fee.values(), self.task.due)
        return lcm(1, *(amount.denominator for amount in amounts))

    @cached_property
    def cost(self) -> Terms:
        """Return what is paid, in parts of the currency; what is due whatever is planned is not in it."""
        found: Terms = {}
        for place, variable in self.take.items():
            add(found, variable, int((self.way(place).price or Fraction(0)) * self.cost_scale))
        for key, variable in self.lodge.items():
            add(found, variable, int(self.fee[key] * self.cost_scale))
        return {variable: amount for variable, amount in found.items() if amount}

    @cached_property
    def unpriced(self) -> Terms:
        """Return the number of things taken of which nobody states the price."""
        return {variable: 1 for place, variable in self.take.items() if self.way(place).price is None}

    def _budget(self) -> None:
        budget = self.task.question.preferences.budget
        if budget is None:
            return
        most = int((budget.amount - self.task.due) * self.cost_scale)
        words = f"at most {format_exact(budget.amount)} {budget.currency} in all"
        self.rows.row(Condition("budget", "", words), self.cost, high=most)

    @property
    def in_order(self) -> list[GoalRows]:
        """Return the goals in the order of their awards: what others require first, then as they are named."""
        question = self.task.question
        named = {goal.key for goal in (*question.goals, *question.hoped)}
        return sorted(self.goals, key=lambda goal: goal.aim.credential.key in named)

    def _reuse(self) -> None:
        """Limit what serves two awards, where the rules of the later one do."""
        ordered = self.in_order
        for later, goal in enumerate(ordered):
            most = self.task.most_uses(goal.aim.credential)
            if most is not None:
                self._apart(ordered[:later], goal, most)
            for first in ordered[:later]:
                for rule in goal.problem.rules:
                    if isinstance(rule.weight, Reused) and _speaks_of(rule.weight, first.aim.credential):
                        self._capped(first, goal, rule)

    def _apart(self, earlier: Sequence[GoalRows], later: GoalRows, most: int) -> None:
        """Let nothing earned elsewhere count that has served more than so many awards before."""
        goal = later.aim.credential
        name = Condition("rule", f"{goal.key}# reuse", f"{goal.title}: nothing used more often than its rules allow")
        before = [first.uses() for first in earlier]
        for choice in later.problem.choices:
            units = [u for u in choice.units if later.problem.units[u].source != SourceKind.RESIDENT.value]
            for used in choice.uses if units else ():
                room = max(0, most - len(later.aim.lines[used].attainment.used))
                served = [first[used] for first in before if used in first]
                several = (terms for some in combinations(served, room + 1) for terms in product(*some))
                for terms, unit in product(several, units):
                    self.rows.row(name, summed([*terms, later.used[unit]]), high=room + 1)

    def _capped(self, first: GoalRows, later: GoalRows, rule: Rule) -> None:
        """Let at most so much credit be used by both of two awards, with what has served others before."""
        before = first.uses()
        shared: Terms = {}
        for choice in later.problem.choices:
            both = [terms for used in choice.uses for terms in before.get(used, ())]
            for unit in choice.units:
                known = later.problem.units[unit]
                for variable in later.used[unit] if known.reused else ():
                    add(shared, variable, known.reused)
                if both and not known.reused:
                    add(shared, self._twice(both, later.used[unit]), known.credit)
        name = f"{later.aim.credential.key}# reuse"
        self.rows.row(Condition("rule", name, f"{later.aim.credential.title}: {rule.words}"), shared, high=rule.bound)

    def _twice(self, before: Iterable[Terms], later: Terms) -> int:
        """Return a variable that is 1 where something is used by both of two awards."""
        twice = self.model.variable()
        for terms in before:
            self.model.row(summed([terms, later, {twice: -1}]), high=1)
        return twice

    @cached_property
    def ends(self) -> tuple[dt.date, ...]:
        """Return the days on which something may end, in order."""
        return tuple(sorted({self.way(place).slot.end for place in self.take}))

    def by(self, goal: GoalRows, day: dt.date) -> int:
        """Return a new variable that may be 1 only where a goal is reached with what is completed by a day."""
        reached = self.model.variable()
        self.model.row({reached: 1, goal.award: -1}, high=0)
        for name, used in goal.uses().items():
            number = self.task.number.get(name)
            if number is not None:
                early = {self.take[p]: 1 for p in self._places(number) if self.way(p).slot.end <= day}
                for terms in used:
                    self.model.row(summed([terms, {reached: 1}, negated(early)]), high=1)
        return reached

    def _places(self, number: int) -> list[Place]:
        return [(number, i) for i in range(len(self.task.activities[number].ways)) if (number, i) in self.take]

    def later_than(self, day: dt.date) -> list[int]:
        """Return the variables of all ways that end after a day."""
        return [variable for place, variable in self.take.items() if self.way(place).slot.end > day]

    def load_at(self, day: dt.date) -> Terms:
        """Return the number of courses that run on a day."""
        return {self.take[place]: 1 for place in self.running(day)}

    def credits(self) -> tuple[Terms, int]:
        """Return the credit of all that is taken, and by what it is multiplied to be whole."""
        scale = lcm(1, *(activity.credit.denominator for activity in self.task.activities))
        amounts = {variable: int(self._credit(place) * scale) for place, variable in self.take.items()}
        return {variable: amount for variable, amount in amounts.items() if amount}, scale

    def copies(self) -> Terms:
        """Return the number of things done."""
        return dict.fromkeys(self.take.values(), 1)


def _speaks_of(weight: Reused, credential: Credential) -> bool:
    """Return whether a cap on reuse speaks of an award."""
    return not weight.awards or not weight.awards.isdisjoint({credential.id, credential.key})
