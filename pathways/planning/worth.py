"""What would each first step be worth?  What it lowers, what is held if the learner stops there, what it opens.

What is missing is that of the audit, with the step on the record and without it, prerequisites and terms left aside.
Only what some requirement admits is audited; everything else lowers nothing.  Where an audit takes a search, a step is
put in the place of what the cheapest completion takes instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from pathways.completion.audit import Completion, Examination, complete
from pathways.completion.build import IF_COMPLETED, build
from pathways.completion.candidates import Measure
from pathways.completion.check import is_reached
from pathways.completion.steps import PLANNED, attained
from pathways.completion.survey import Survey, holdings
from pathways.graph.bounds import Holding, optimistic, touched
from pathways.model.credential import Credential
from pathways.planning.openings import Examiner, Opening, Openings, only
from pathways.planning.prospects import Aim, Prospects
from pathways.planning.replacing import Replacing
from pathways.planning.task import Task, supporting
from pathways.recognition.types import Option, RecognitionResult


@dataclass(frozen=True, slots=True)
class Advance:
    """What is missing for a goal before and after a step; in money too where all of it has a price in one currency."""

    goal: Credential
    measure: str
    before: Fraction
    after: Fraction
    saved: Fraction | None = None
    currency: str | None = None
    exact: bool = True

    @property
    def share(self) -> Fraction:
        """Return which part of what is missing goes away."""
        return (self.before - self.after) / self.before if self.before else Fraction(0)


@dataclass(frozen=True)
class Worth:
    """An opening and all that speaks for it."""

    opening: Opening
    advances: tuple[Advance, ...] = ()
    alone: tuple[Credential, ...] = ()
    recognized: tuple[tuple[str, Fraction], ...] = ()
    opens: tuple[str, ...] = ()
    toward: tuple[str, ...] = ()
    counts_in: int = 0

    @property
    def share(self) -> Fraction:
        """Return the parts of what is missing that go away, all goals together."""
        return sum((advance.share for advance in self.advances), Fraction(0))

    @property
    def thrift(self) -> Fraction:
        """Return how much cheaper, in parts of what is still to be paid, the ways to the goals become."""
        return sum((a.saved / a.before if a.saved and a.before else Fraction(0) for a in self.advances), Fraction(0))


@dataclass(frozen=True)
class Scales:
    """Weighs the openings of a task."""

    task: Task
    examine: Examiner
    survey: Survey
    openings: Openings

    def advances(self, opening: Opening) -> tuple[Advance, ...]:
        """Return what the step lowers, goal by goal, in the goal's own measure."""
        found = []
        for aim in self._required:
            after = self._after(aim, opening, None) if opening.name in self._useful(aim) else None
            examination = self._examined(aim, None)
            before = examination.reading(IF_COMPLETED).shortfall
            if after is not None and after[0] < before:
                measure = examination.inputs.shelf.measure
                found.append(Advance(aim.credential, measure, before, after[0], exact=after[1]))
        return tuple(found)

    def with_money(self, worth: Worth) -> Worth:
        """Return a worth with what each advance saves, where everything that is missing has a price."""
        aims = {aim.credential.key: aim for aim in self._required}
        told = tuple(self._priced(aims[a.goal.key], worth.opening, a) for a in worth.advances)
        return replace(worth, advances=told)

    def _priced(self, aim: Aim, opening: Opening, advance: Advance) -> Advance:
        price = opening.way.price
        if self._is_hard(aim):
            return advance
        shelf = self._examined(aim, "money").inputs.shelf
        if price is None or not shelf.currency or (opening.way.offering and self._currency(opening) != shelf.currency):
            return advance
        before = self._examined(aim, "money").reading(IF_COMPLETED)
        after = self._after(aim, opening, "money")
        if after is None or not after[1] or before.allocation.impossible:
            return advance
        return replace(advance, saved=before.shortfall - after[0] - price, currency=shelf.currency)

    def _currency(self, opening: Opening) -> str | None:
        offering = self.task.question.catalog.offerings.get(opening.way.offering or "")
        return offering.price.currency if offering is not None and offering.price is not None else None

    @cached_property
    def _required(self) -> tuple[Aim, ...]:
        return tuple(aim for aim in self.task.aims if aim.required)

    def _useful(self, aim: Aim) -> frozenset[str]:
        """Return what may be applied to a goal, shows what it asks for, or is the award itself."""
        key = aim.credential.key
        if key not in self._uses:
            options = self.task.prospects.recognized(aim.credential.organization, aim.credential)[1].options
            awards = (o for o in options if any(item.credential == key for item in o.items))
            self._uses[key] = aim.useful | {name for option in awards for name in option.uses}
        return self._uses[key]

    @cached_property
    def _uses(self) -> dict[str, frozenset[str]]:
        return {}

    def _examined(self, aim: Aim, measure: Measure | None) -> Examination:
        return self.examine(self.task.question.record, aim.credential, measure)

    def _after(self, aim: Aim, opening: Opening, measure: Measure | None) -> tuple[Fraction, bool] | None:
        """Return what is missing with the step, and whether that is exact or only an upper bound.

        None where something becomes impossible that was not before.
        """
        examination = self._examined(aim, measure)
        before = examination.reading(IF_COMPLETED)
        known = self.task.prospects.recognized(aim.credential.organization, aim.credential)[1]
        problem = build(replace(examination.inputs, recognition=_with(known, opening.name)), IF_COMPLETED)
        if self._is_hard(aim):
            replacing = Replacing(before, problem, opening.name)
            least = replacing.at_least()
            return before.shortfall - least, least == replacing.at_most()
        after = Completion(problem, complete(problem))
        worse = len(after.allocation.impossible) > len(before.allocation.impossible)
        return None if worse else (after.shortfall, True)

    def _is_hard(self, aim: Aim) -> bool:
        """Return whether an audit toward a goal takes a search, too long to be done for every step.

        Where something is impossible a search is needed all the same: an allocation proves nothing there.
        """
        found = self._examined(aim, None).reading(IF_COMPLETED).allocation
        return found.method == "milp" and not found.impossible

    def recognized(self, opening: Opening) -> Iterator[tuple[str, Fraction]]:
        """Yield how much credit of it the organizations of the goals recognise."""
        for home in dict.fromkeys(aim.credential.organization for aim in self._required):
            aim = next(aim for aim in self._required if aim.credential.organization == home)
            options = self.task.prospects.recognized(home, aim.credential)[1].options
            mine = (option for option in options if option.uses == (opening.name,) and option.certain)
            most = max((option.credit for option in mine), default=Fraction(0))
            if most:
                yield home, most

    def opened(self, openings: Sequence[Opening]) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return for each step what may be begun after it, and what it must come before with something else."""
        names = {opening.name: opening for opening in openings}
        opens: dict[str, tuple[set[str], set[str]]] = {name: (set(), set()) for name in names}
        for activity in self.openings.closed():
            before, _ = self.task.before(activity)
            if before is None:
                continue
            state = self.task.prospects.state(activity.organization)
            for name in set(supporting(before, state)) & names.keys():
                enough = only(state, frozenset({name})).holds(before)
                opens[name][0 if enough else 1].add(activity.thing)
        return {name: (tuple(sorted(whole)), tuple(sorted(part - whole))) for name, (whole, part) in opens.items()}

    def alone(self, worth: Worth) -> Iterator[Credential]:
        """Yield the awards that are held after the step and not before, the step's own first."""
        opening = worth.opening
        catalog, activity = self.task.question.catalog, opening.activity
        short = {aim.credential.key for aim in self._required} - {a.goal.key for a in worth.advances if not a.after}
        if not activity.is_course:
            yield catalog.credentials[activity.thing]
        for key in self._nearly(opening):
            credential = catalog.credentials[key]
            if key in short or key == activity.thing:
                continue
            if not self._is_met(credential, None) and self._is_met(credential, opening):
                yield credential

    def _is_met(self, credential: Credential, opening: Opening | None) -> bool:
        record, catalog = self.task.question.record, self.task.question.catalog
        if opening is None:
            if credential.key not in self._met:
                self._met[credential.key] = is_reached(self.examine(record, credential, None).reading(IF_COMPLETED))
            return self._met[credential.key]
        added = attained(opening.activity.step(opening.way), catalog)
        record = record.model_copy(update={"attainments": (*record.attainments, added)})
        return is_reached(self.examine(record, credential, None).reading(IF_COMPLETED))

    @cached_property
    def _met(self) -> dict[str, bool]:
        return {}

    def _nearly(self, opening: Opening) -> Iterator[str]:
        """Yield the credentials of the goals' organizations that the step may complete, by a bound of the graph."""
        demand, catalog = self.survey.demand, self.task.question.catalog
        mine = list(self._held(opening.name))
        reached = touched(demand, [h for h in mine if h.line == opening.name]).tolist() if mine else []
        lower = optimistic(demand, mine) if reached else ()
        for place in reached:
            credential = catalog.credentials[self.survey.names[place]]
            if not int(lower[place]) and credential.valid.holds_on(self.task.question.as_of):
                yield credential.key

    def _held(self, name: str) -> Iterator[Holding]:
        """Yield what is recognised at the organizations of the goals with one step."""
        for home in dict.fromkeys(aim.credential.organization for aim in self.task.aims):
            if home in self.task.question.catalog.organizations:
                result = _with(self.task.prospects.recognized(home, None)[1], name)
                yield from holdings(_lines_first(result, name))

    def counts_in(self, openings: Sequence[Opening]) -> Mapping[str, int]:
        """Return in how many credentials in force each step counts by itself, wherever that is."""
        question = self.task.question
        bare = question.record.model_copy(update={"attainments": (), "adjustments": ()})
        activities = tuple(replace(opening.activity, ways=(opening.way,)) for opening in openings)
        prospects = Prospects(question.catalog, question.book, bare, question.as_of, activities)
        held: dict[str, list[Holding]] = {opening.name: [] for opening in openings}
        for home in sorted({c.organization for c in question.catalog.credentials.values() if c.requirement}):
            for holding in holdings(prospects.recognized(home, None)[1]):
                held.setdefault(holding.line, []).append(holding)
        return {opening.name: self._in_force(held[opening.name]) for opening in openings}

    def _in_force(self, held: Sequence[Holding]) -> int:
        credentials = self.task.question.catalog.credentials
        reached = touched(self.survey.demand, held).tolist() if held else []
        names = (self.survey.names[place] for place in reached)
        return sum(credentials[name].valid.holds_on(self.task.question.as_of) for name in names)


def _with(result: RecognitionResult, name: str) -> RecognitionResult:
    """Return a recognition of everything planned cut down to the record and one step."""

    def is_had(names: Iterable[str]) -> bool:
        return all(n == name or not n.startswith(PLANNED) for n in names)

    return replace(
        result,
        options=tuple(option for option in result.options if is_had(option.uses)),
        evidence=tuple(entry for entry in result.evidence if is_had((entry.attainment,))),
        lines=tuple(line for line in result.lines if is_had((line.line.id,))),
    )


def _lines_first(result: RecognitionResult, name: str) -> RecognitionResult:
    """Return a recognition whose options name a step before what is used up together with it."""

    def turned(option: Option) -> Option:
        rest = tuple(n for n in option.uses if n != name)
        return replace(option, uses=(name, *rest)) if name in option.uses else option

    return replace(result, options=tuple(turned(option) for option in result.options))
