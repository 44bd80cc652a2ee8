"""Why is there no plan, and what would help?  A smallest set of named conditions that clash, and the cheapest ways out.

Source: Junker, "QuickXplain: preferred explanations and relaxations for over-constrained problems" (AAAI 2004);
semantics 10.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pathways.completion.rowmodel import Terms
from pathways.errors import InternalError
from pathways.planning.conditions import Condition
from pathways.planning.plan_rows import PlanRows
from pathways.planning.search import Effort, Search
from pathways.planning.task import Task

WEIGHT: Final = {
    "requirement": 6,
    "rule": 6,
    "prerequisite": 5,
    "corequisite": 5,
    "held": 5,
    "capacity": 4,
    "offering": 4,
}
"""What dropping a condition counts; what the learner has set is lightest."""

YOURS: Final = 2

FEW: Final = 3
"""So many parts of a group are named in its place."""

ORDER: Final = (
    "requirement",
    "rule",
    "held",
    "prerequisite",
    "corequisite",
    "capacity",
    "offering",
    "take",
    "avoid",
    "organization",
    "place",
    "delivery",
    "blackout",
    "hours",
    "credit_load",
    "load",
    "deadline",
    "budget",
)


@dataclass(frozen=True, slots=True)
class Clash:
    """One condition of a conflict; ``parts`` are the conditions that it stands for, where it stands for several."""

    condition: Condition
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Conflicts:
    """What cannot hold together in a task; asked of one integer program in which every condition can be dropped."""

    rows: PlanRows
    search: Search

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return every condition, what the rules ask for first and what the learner may change last."""
        return in_order(self.rows.rows.drops)

    def clash(self, kept: Iterable[Condition]) -> bool:
        """Return whether no plan keeps these conditions, all others dropped.

        Raises UndecidedError where the effort does not suffice to tell.
        """
        closed = [self.rows.rows.drops[condition] for condition in kept]
        if not self.search.feasible(closed):
            return True
        answer = self.search.best({}, closed)
        if answer.ending == "limit" and answer.values is None:
            raise UndecidedError
        return answer.values is None

    @cached_property
    def groups(self) -> Mapping[Condition, tuple[Condition, ...]]:
        """Return the conditions that are told as one: the requirements of a goal, what is not taken again."""
        found: dict[Condition, list[Condition]] = defaultdict(list)
        for condition in self.conditions:
            found[_together(condition)].append(condition)
        return {group: tuple(parts) for group, parts in found.items()}

    def minimal(self) -> tuple[Clash, ...]:
        """Return conditions that clash, of which each could be dropped to end the clash; empty if nothing clashes.

        Where few parts of a group are enough, they are named in its place.
        """
        groups = self.groups
        if not self._clash_of(tuple(groups)) or self.clash(()):
            return ()
        found = in_order(self._explain((), False, tuple(groups), self._clash_of))
        clashes: list[Clash] = []
        kept: list[Condition] = [part for group in found for part in groups[group]]
        for group in found:
            parts = groups[group]
            others = tuple(part for part in kept if part not in parts)
            few = self._few(others, parts) if len(parts) > 1 else parts
            if few is not None:
                kept = [*others, *few]
            clashes.extend([Clash(group, parts)] if few is None else [Clash(part) for part in few])
        return tuple(clashes)

    def _few(self, ground: tuple[Condition, ...], parts: tuple[Condition, ...]) -> tuple[Condition, ...] | None:
        """Return a few parts that still clash with ``ground``, none of them idle; None where more are needed.

        The last part of the shortest list that clashes is needed; with it in the ground the next is found the same way.
        """
        needed: tuple[Condition, ...] = ()
        while not self.clash((*ground, *needed)):
            if len(needed) == FEW:
                return None
            low, high = 0, len(parts)
            while low < high:
                middle = (low + high) // 2
                if self.clash((*ground, *needed, *parts[:middle])):
                    high = middle
                else:
                    low = middle + 1
            needed = (*needed, parts[low - 1])
            parts = parts[: low - 1]
        return in_order(needed)

    def _clash_of(self, kept: Iterable[Condition]) -> bool:
        return self.clash([part for group in kept for part in self.groups[group]])

    def _explain(
        self,
        ground: tuple[Condition, ...],
        grown: bool,
        open_: tuple[Condition, ...],
        clash: Callable[[Iterable[Condition]], bool],
    ) -> tuple[Condition, ...]:
        """Return the part of ``open_`` that a smallest clash with ``ground`` needs."""
        if grown and clash(ground):
            return ()
        if len(open_) == 1:
            return open_
        half = len(open_) // 2
        first, second = open_[:half], open_[half:]
        right = self._explain((*ground, *first), True, second, clash)
        left = self._explain((*ground, *right), bool(right), first, clash)
        return (*left, *right)

    def ways_out(self, most: int) -> tuple[tuple[Condition, ...], ...]:
        """Return the lightest sets of conditions whose dropping leaves a plan, at most so many, the lightest first."""
        drops = self.rows.rows.drops
        cost: Terms = {v: YOURS if c.yours else WEIGHT.get(c.kind, 5) for c, v in drops.items()}
        found: list[tuple[Condition, ...]] = []
        for _ in range(most):
            answer = self.search.best(cost)
            if answer.values is None or answer.ending != "optimal":
                break
            dropped = tuple(sorted((c for c, v in drops.items() if answer.values[v])))
            if not dropped:
                raise InternalError("X001", "a plan that was proven impossible keeps every condition")
            found.append(dropped)
            self.search.hold({drops[c]: 1 for c in dropped}, high=len(dropped) - 1)
        return tuple(found)


def in_order(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return conditions in the order in which they are told."""
    return tuple(sorted(conditions, key=lambda c: (ORDER.index(c.kind), c.subject, c.words)))


def _together(condition: Condition) -> Condition:
    """Return the condition as part of which another is told; itself where it is told alone."""
    if condition.kind == "requirement":
        goal, _, _ = condition.words.partition(": ")
        return Condition("requirement", condition.subject.partition("#")[0], f"everything that {goal} requires")
    if condition.kind == "held":
        return Condition("held", "", "what is recognised already is not taken again")
    return condition


class UndecidedError(Exception):
    """The effort did not suffice to tell whether conditions clash."""


def conflicts_of(task: Task, effort: Effort | None = None) -> Conflicts:
    """Return who can tell what clashes in a task."""
    rows = PlanRows(task, explain=True)
    return Conflicts(rows, Search(rows.model, effort))
