"""What may be begun now?  What is on offer toward the goals, and needs nothing that the learner does not have yet.

Source: semantics 11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from pathways.completion.audit import Examination
from pathways.completion.build import IF_COMPLETED
from pathways.completion.candidates import Measure
from pathways.completion.check import is_reached
from pathways.completion.state import State
from pathways.completion.steps import PLANNED
from pathways.model.course import Term
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord
from pathways.planning.offers import Activity, Way
from pathways.planning.task import Task, supporting

Examiner = Callable[[LearnerRecord, Credential, Measure | None], Examination]
"""Audits a record against a credential, in its own measure or in another."""


def keeping(record: LearnerRecord, examine: Examiner) -> Examiner:
    """Return an examiner that audits one record toward each goal once."""
    known: dict[tuple[str, Measure | None], Examination] = {}

    def audit(who: LearnerRecord, goal: Credential, measure: Measure | None) -> Examination:
        if who is not record:
            return examine(who, goal, measure)
        if (goal.key, measure) not in known:
            known[goal.key, measure] = examine(who, goal, measure)
        return known[goal.key, measure]

    return audit


@dataclass(frozen=True, slots=True)
class Opening:
    """Something that may be begun, in the first way that there is; ``beside`` is what its corequisite asks for.

    ``soon`` says whether it begins in the first term to come where it takes place.
    """

    activity: Activity
    way: Way
    soon: bool
    beside: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of the attainment that it brings."""
        return PLANNED + self.activity.id


def only(state: State, names: frozenset[str] = frozenset()) -> State:
    """Return what a learner has at an organization: the own record, and of what is planned only some."""
    seen = tuple(s for s in state.seen if all(_is_had(name, names) for name in s.uses))
    evidence = tuple(pair for pair in state.evidence if _is_had(pair[0], names))
    return replace(state, seen=seen, evidence=evidence)


def _is_had(name: str, names: frozenset[str]) -> bool:
    return name in names or not name.startswith(PLANNED)


@dataclass(frozen=True)
class Openings:
    """Everything of a task that may be begun now, and what may not."""

    task: Task
    examine: Examiner

    def found(self) -> tuple[Opening, ...]:
        """Return what may be begun, each thing once for each kind and place, by id."""
        ready = [opening for opening in self._affordable() if self._is_ready(opening.activity)]
        names = frozenset(opening.name for opening in ready)
        found: dict[tuple[str, bool, str, str], Opening] = {}
        for opening in ready:
            whole = self._with_beside(opening, names)
            activity = opening.activity
            key = (activity.thing, activity.is_course, activity.organization, activity.kind)
            if whole is not None and (key not in found or _when(whole) < _when(found[key])):
                found[key] = whole
        return tuple(sorted(found.values(), key=lambda opening: opening.activity.id))

    def closed(self) -> Iterator[Activity]:
        """Yield what may not be begun because something must be had before, but for what is recognised already."""
        for activity in self.task.activities:
            before, _ = self.task.before(activity)
            shut = before is not None and not self.mine(activity.organization).holds(before)
            if shut and activity.id not in self.task.held:
                yield activity

    def mine(self, organization: str) -> State:
        """Return what the record is worth at an organization."""
        if organization not in self._mine:
            self._mine[organization] = only(self.task.prospects.state(organization))
        return self._mine[organization]

    @cached_property
    def _mine(self) -> dict[str, State]:
        return {}

    def _affordable(self) -> Iterator[Opening]:
        """Yield each activity in the first way that the learner can and will have."""
        for activity in self.task.activities:
            ways = [way for way in activity.ways if not way.bars and self._within(activity, way)]
            if ways:
                way = min(ways, key=lambda way: (way.slot.begin, way.slot.end, way.price is None, way.price or 0))
                yield Opening(activity, way, self._is_soon(activity, way))

    def _within(self, activity: Activity, way: Way) -> bool:
        """Return whether a way by itself keeps within what the learner can spend."""
        wanted = self.task.question.preferences
        if wanted.budget is not None and way.price is not None and way.price > wanted.budget.amount:
            return False
        if not activity.loads:
            return True
        most, hours = wanted.max_credits_per_term, wanted.hours_per_week
        heavy = most is not None and activity.credit > most
        return not heavy and not (hours is not None and way.weekly is not None and way.weekly > hours)

    def _is_soon(self, activity: Activity, way: Way) -> bool:
        closed = self.task.question.preferences.blackout
        terms: list[Term] = [t for t in self.task.market.terms_of(activity.organization) if t.id not in closed]
        return not terms or way.slot.begin <= terms[0].end

    def _is_ready(self, activity: Activity) -> bool:
        """Return whether what must be had before is there; awards wait for what they require."""
        before, _ = self.task.before(activity)
        if before is not None and not self.mine(activity.organization).holds(before):
            return False
        aim = next((aim for aim in self.task.aims if aim.credential.key == activity.thing), None)
        if aim is None or activity.is_course or activity.kind not in ("award", "recognition_application"):
            return True
        return is_reached(self.examine(self.task.question.record, aim.credential, None).reading(IF_COMPLETED))

    def _with_beside(self, opening: Opening, names: frozenset[str]) -> Opening | None:
        """Return an opening with what must be taken beside it; None where nothing that may be begun would do."""
        _, together = self.task.before(opening.activity)
        home = opening.activity.organization
        if together is None or self.mine(home).holds(together):
            return opening
        state = self.task.prospects.state(home)
        if not only(state, names).holds(together):
            return None
        beside = (name for name in supporting(together, state) if name in names)
        return replace(opening, beside=tuple(sorted(set(beside))))


def _when(opening: Opening) -> tuple[object, ...]:
    return opening.way.slot.begin, opening.way.slot.end, opening.activity.variant
