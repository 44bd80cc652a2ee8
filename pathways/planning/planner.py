"""Which plan is best?  One objective after the other, each proven before the next is asked for.

Time is found from below: the first last day by which everything can be done is the least.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from pathways.completion.encoded import negated
from pathways.completion.rowmodel import Terms, add
from pathways.planning.plan import Objective, Outcome, Plan, PlanStatus, Score
from pathways.planning.plan_rows import PlanRows
from pathways.planning.read import read_plan
from pathways.planning.search import Answer, Effort, Search
from pathways.planning.task import Task
from pathways.planning.tidy import Tidy


@dataclass
class Planner:
    """Finds the best plans of a task; ``wanted`` are the objectives in order."""

    task: Task
    wanted: Sequence[Objective] = ("time", "cost")
    effort: Effort = field(default_factory=Effort)

    def __post_init__(self) -> None:
        self.rows = PlanRows(self.task)
        self._aims_at = self._extra()
        self.search = Search(self.rows.model, self.effort)
        self.closed: list[int] = []
        self._asked: Terms | None = None
        self.cuts: list[tuple[Terms, int | None, int | None]] = []

    def _extra(self) -> dict[Objective, Terms]:
        """Write the variables that objectives need besides; return each objective but time as a sum to minimise."""
        rows = self.rows
        found: dict[Objective, Terms] = {
            "cost": rows.cost,
            "credits": rows.credits()[0],
            "items": rows.copies(),
        }
        if "balance" in self.wanted:
            peak = rows.model.variable(len(rows.take))
            for day in rows.begins:
                rows.model.row({**rows.load_at(day), peak: -1}, high=0)
            found["balance"] = {peak: 1}
        if "stop" in self.wanted:
            found["stop"] = negated(stop_value(rows))
        return found

    def best(self) -> Outcome:
        """Return the best plan, proven, or that there is none; within the effort the best found and what is known."""
        self.search.rows[:] = self.cuts
        self.closed = []
        self._asked = None
        answer: Answer | None = None
        scores: list[Score] = []
        for objective in self._objectives():
            found, score = self._settle(objective, answer)
            if found is None or found.values is None:
                return self._ended(found, answer, scores)
            answer = found
            scores.append(score)
        if answer is None or answer.values is None:
            answer = self.search.best({}, self.closed)
            if answer.values is None:
                return self._ended(answer, None, scores)
        proven = all(score.proven for score in scores)
        values = Tidy(self.rows, self.search, self.closed, answer.values).run()
        return Outcome(PlanStatus.OPTIMAL if proven else PlanStatus.FEASIBLE, read_plan(self.rows, values, scores))

    def others(self, most: int) -> Iterator[Plan]:
        """Yield the next best plans, each doing other things than all before it, after :meth:`best` has answered."""
        outcome = self.best()
        for _ in range(most):
            if outcome.plan is None:
                return
            yield outcome.plan
            self.cuts.append(self._anything_but(outcome.plan))
            outcome = self.best()

    def _anything_but(self, plan: Plan) -> tuple[Terms, int | None, int | None]:
        """Return the row that leaves out something that a plan does; doing more besides is not another plan."""
        done = [step.attainment for step in plan.steps]
        terms: Terms = dict.fromkeys((v for name in done for v in self.rows.taken[name]), 1)
        return terms, None, len(done) - 1

    def _objectives(self) -> Iterator[tuple[Objective, Terms | None]]:
        for objective in self.wanted:
            if objective == "time":
                yield objective, None
                continue
            if objective == "cost" and self.rows.unpriced:
                yield objective, self.rows.unpriced
            yield objective, self._aims_at[objective]

    def _ended(self, found: Answer | None, before: Answer | None, scores: list[Score]) -> Outcome:
        if found is not None and found.ending == "infeasible" and before is None:
            return Outcome(PlanStatus.INFEASIBLE_PROVEN)
        if before is None or before.values is None:
            return Outcome(PlanStatus.TIMED_OUT)
        return Outcome(PlanStatus.FEASIBLE, read_plan(self.rows, before.values, scores))

    def _settle(self, objective: tuple[Objective, Terms | None], before: Answer | None) -> tuple[Answer | None, Score]:
        """Return the answer that is best in an objective too, and hold that objective from then on."""
        name, terms = objective
        if terms is None:
            return self._soonest()
        known = before.values if before is not None else None
        answer = self._least(terms, known)
        if answer.values is None:
            return answer, Score(name, None, None, False)
        value = self.rows.model.value(terms, answer.values)
        self.search.hold(terms, high=value)
        proven = answer.ending == "optimal"
        return answer, Score(name, self._said(name, value), self._said(name, answer.bound), proven)

    def _least(self, terms: Terms, known: tuple[int, ...] | None) -> Answer:
        """Return the least of a sum; what is known already is enough where the relaxation allows no less."""
        if known is not None:
            value = self.rows.model.value(terms, known)
            sure = self._asked is terms
            least = value if sure else self.search.least(terms, self.closed)
            if least is not None and least >= value:
                return Answer("optimal", known, value)
        return self.search.best(terms, self.closed)

    def _said(self, name: Objective, value: int | None) -> Fraction | None:
        """Return an objective's value as people say it."""
        if value is None:
            return None
        if name == "cost":
            return Fraction(value, self.rows.cost_scale) + self.task.due
        if name == "credits":
            return Fraction(value, self.rows.credits()[1])
        return Fraction(-value if name == "stop" else value)

    def _soonest(self) -> tuple[Answer | None, Score]:
        """Return an answer that ends as early as any can: the relaxation first, then whole numbers from there up."""
        days = self.rows.ends
        none = Score("time", None, None, False)
        if not days:
            return self.search.best({}, self.closed), Score("time", None, None, True)
        low, high = 0, len(days)
        while low < high:
            middle = (low + high) // 2
            if self.search.feasible(self._closed_at(middle, days)):
                high = middle
            else:
                low = middle + 1
        if low == len(days):
            return Answer("infeasible"), none
        proven, after = True, self._next_after_time()
        nothing = [*self.closed, *self.rows.take.values()]
        if low == 0 and (answer := self.search.best(after, nothing)).values is not None:
            self.closed = nothing
            self._asked = after if answer.ending == "optimal" else None
            return answer, Score("time", None, None, True)
        for number in range(low, len(days)):
            closed = self._closed_at(number, days)
            answer = self.search.best(after, closed)
            if answer.values is not None:
                self.closed = closed
                self._asked = after if answer.ending == "optimal" else None
                return self._at(answer, number, days, low, proven)
            proven = proven and answer.ending == "infeasible"
        return (Answer("infeasible") if proven else Answer("limit")), none

    def _at(self, answer: Answer, number: int, days: Sequence[dt.date], low: int, proven: bool) -> tuple[Answer, Score]:
        """Return an answer with its time; nothing being taken takes no time."""
        ends = [self.rows.way(place).slot.end for place, v in self.rows.take.items() if (answer.values or ())[v]]
        value = max(ends, default=None)
        return answer, Score("time", value, days[number] if proven else days[low], proven)

    def _closed_at(self, number: int, days: Sequence[dt.date]) -> list[int]:
        return [*self.closed, *self.rows.later_than(days[number])] if number >= 0 else list(self.closed)

    def _next_after_time(self) -> Terms:
        """Return what is asked for after time, so that one search answers both."""
        named = [terms for _, terms in self._objectives()]
        after = named[named.index(None) + 1 :]
        return next((terms for terms in after if terms), self.rows.copies())


def stop_value(rows: PlanRows) -> Terms:
    """Return what is held at the end of every term: the credit of each award, once for each term it is held."""
    task = rows.task
    home = task.aims[0].credential.organization if task.aims else ""
    stops = sorted({term.end for term in task.market.terms_of(home)})
    last = max(rows.ends, default=dt.date.min)
    worth = {credential.key for credential in (*task.question.goals, *task.question.hoped)}
    found: Terms = {}
    for day in (stop for stop in stops if stop <= last):
        for goal in (goal for goal in rows.goals if goal.aim.credential.key in worth):
            add(found, rows.by(goal, day), weight_of(goal.aim.credential.credit))
    return found


def weight_of(credit: Fraction | None) -> int:
    """Return what an award weighs at a stop: its credit, at least 1."""
    return 1 if credit is None else max(1, round(credit))
