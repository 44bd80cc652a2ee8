"""Why is there no plan, and what would help?  A smallest set of named conditions that clash, and the cheapest ways out.

Source: Junker, "QuickXplain: preferred explanations and relaxations for over-constrained problems" (AAAI 2004);
semantics 10.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pathways.model.codes import ReasonCode
from pathways.planning.conditions import Condition
from pathways.planning.plan_rows import PlanRows
from pathways.planning.search import Effort, Search
from pathways.planning.task import Task, widened
from pathways.planning.tidy import Changing

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

NODES: Final = 40
"""So much of a search tree is looked through for each single question of an explanation."""

MOST_SOLVES: Final = 80
"""So many questions are asked of the integer program in one explanation."""

MOST_LOOKED: Final = 5
"""So many conflicts are looked at for ways out of them."""

NEVER: Final = frozenset({"held"})
"""What nobody can grant."""

FEW: Final = 3
"""So many parts of a group are named in its place."""

ORDER: Final = (
    "requirement",
    "rule",
    "load",
    "credit_load",
    "hours",
    "budget",
    "deadline",
    "take",
    "calendar",
    "blackout",
    "delivery",
    "place",
    "organization",
    "avoid",
    "held",
    "capacity",
    "prerequisite",
    "corequisite",
    "offering",
)
"""In which order conditions are told; the later ones are told only where the earlier do not clash without them."""


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
    kept: list[frozenset[Condition]] = field(default_factory=list)
    clashing: list[frozenset[Condition]] = field(default_factory=list)
    unsure: list[frozenset[Condition]] = field(default_factory=list)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return every condition, what the rules ask for first and what the learner may change last."""
        return in_order(self.rows.rows.drops)

    def clash(self, kept: Iterable[Condition]) -> bool:
        """Return whether no plan keeps these conditions, all others dropped; what cannot be told counts as no clash.

        A conflict found so clashes for certain; that none of it is idle is then not (see ``unsure``).
        """
        found = self.clashes(kept)
        if found is None:
            self.unsure.append(frozenset(kept))
        return bool(found)

    def clashes(self, kept: Iterable[Condition]) -> bool | None:
        """Return whether no plan keeps these conditions, all others dropped; None where the effort does not tell.

        What was found before tells most: fewer conditions than can be kept clash as little, more than clash clash too.
        """
        wanted = frozenset(kept)
        if any(wanted <= known for known in self.kept):
            return False
        if any(known <= wanted for known in self.clashing):
            return True
        if wanted in self.unsure or self.search.solves >= MOST_SOLVES:
            return None
        drops = self.rows.rows.drops
        closed = [drops[condition] for condition in sorted(wanted)]
        raised = [variable for condition, variable in drops.items() if condition not in wanted]
        answer = self.search.best({}, closed, raised)
        if answer.values is not None:
            self._remember(answer.values)
            return False
        if answer.ending == "limit":
            return None
        self.clashing.append(wanted)
        return True

    def _remember(self, values: Sequence[int]) -> None:
        """Keep which conditions hold together at a solution, those that are dropped in vain among them."""
        settled = Changing(*self.search.written(), values)
        kept = set()
        for condition, variable in self.rows.rows.drops.items():
            if not settled.values[variable] or settled.change({variable: -1}):
                kept.add(condition)
        self.kept.append(frozenset(kept))

    @cached_property
    def groups(self) -> Mapping[Condition, tuple[Condition, ...]]:
        """Return the conditions that are told as one: the requirements of a goal, what is not taken again."""
        found: dict[Condition, list[Condition]] = defaultdict(list)
        for condition in self.conditions:
            found[_together(condition)].append(condition)
        return {group: tuple(parts) for group, parts in found.items()}

    def minimal(self, dropped: frozenset[Condition] = frozenset()) -> tuple[Clash, ...]:
        """Return conditions that clash, of which each could be dropped to end the clash; empty if nothing clashes.

        ``dropped`` are left out of account.  Where few parts of a group are enough, they are named in its place.
        """
        if not self.kept:
            self._begin()
        groups = {g: rest for g, parts in self.groups.items() if (rest := _without(parts, dropped))}

        def clash_of(kept: Iterable[Condition]) -> bool:
            return self.clash([part for group in kept for part in groups[group]])

        if not clash_of(tuple(groups)) or self.clash(()):
            return ()
        found = in_order(self._explain((), False, tuple(groups), clash_of))
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

    def _begin(self) -> None:
        """Learn what holds where nothing at all is done and every condition that minds is dropped."""
        nothing = [0] * len(self.rows.model.lower)
        for variable in self.rows.rows.drops.values():
            nothing[variable] = 1
        if self.search.holds(nothing):
            self._remember(nothing)

    def _few(self, ground: tuple[Condition, ...], parts: tuple[Condition, ...]) -> tuple[Condition, ...] | None:
        """Return a few parts that still clash with ``ground``, none of them idle; None where more are needed.

        Of one block more than there may be needed parts, one block must hold none of them.  A group of which the effort
        does not tell is told as a whole.
        """
        told = len(self.unsure)
        while len(parts) > FEW:
            size = -(-len(parts) // (FEW + 1))
            blocks = [parts[at : at + size] for at in range(0, len(parts), size)]
            rest = (tuple(part for part in parts if part not in block) for block in blocks)
            shorter = next((kept for kept in rest if self.clash((*ground, *kept)) or len(self.unsure) > told), None)
            if shorter is None or len(self.unsure) > told:
                return None
            parts = shorter
        for part in parts:
            others = tuple(other for other in parts if other != part)
            if self.clash((*ground, *others)):
                parts = others
        return in_order(parts)

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
        """Return light sets of conditions whose dropping leaves a plan, at most so many, the lightest first.

        Dropping one condition comes before dropping several, which are looked for only where no single one helps.
        Every way out drops something of every conflict: so what to drop is read off one conflict after another
        (Reiter, "A theory of diagnosis from first principles", 1987).  What the effort does not tell is left out.
        """
        every = frozenset(self.conditions)
        found: list[frozenset[Condition]] = []
        waiting: list[tuple[int, tuple[Condition, ...]]] = [(0, ())]
        looked = 0
        while waiting and len(found) < most and looked < MOST_LOOKED:
            waiting.sort(key=lambda entry: (min(len(entry[1]), 2), entry))
            _, way = waiting.pop(0)
            dropped = frozenset(way)
            if found and len(dropped) > 1:
                break
            if any(known <= dropped for known in found):
                continue
            rest = self.clashes(every - dropped) if way else True
            if rest is not True:
                found.extend([dropped] if rest is False else [])
                continue
            looked += 1
            for clash in self.minimal(dropped):
                longer = tuple(sorted({*way, clash.condition}))
                entry = (sum(map(weight_of, longer)), longer)
                if not clash.parts and clash.condition.kind not in NEVER and entry not in waiting:
                    waiting.append(entry)
        return tuple(in_order(way) for way in found)


def weight_of(condition: Condition) -> int:
    """Return what dropping a condition counts."""
    return YOURS if condition.yours else WEIGHT.get(condition.kind, 5)


def _without(parts: tuple[Condition, ...], dropped: frozenset[Condition]) -> tuple[Condition, ...]:
    return tuple(part for part in parts if part not in dropped)


def in_order(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return conditions in the order in which they are told."""
    return tuple(sorted(conditions, key=lambda c: (ORDER.index(c.kind), c.subject, c.words)))


def _together(condition: Condition) -> Condition:
    """Return the condition as part of which another is told; itself where it is told alone."""
    if condition.kind == "requirement":
        goal, _, _ = condition.words.partition(": ")
        return Condition("requirement", condition.subject.partition("#")[0], f"everything that {goal} requires")
    if condition.kind == "prerequisite":
        return Condition("prerequisite", "", "what must be completed before what")
    if condition.kind == "rule" and ReasonCode.EXCLUDED_BY_CREDIT_RULE.value in condition.subject:
        return Condition("rule", ReasonCode.EXCLUDED_BY_CREDIT_RULE.value, "what does not count beside something else")
    if condition.kind == "offering":
        return Condition("offering", "", "what is on offer in some terms only")
    if condition.kind == "held":
        return Condition("held", "", "what is recognised already is not taken again")
    return condition


def conflicts_of(task: Task, effort: Effort | None = None) -> Conflicts:
    """Return who can tell what clashes in a task; that something is on offer in some terms only is a condition too."""
    rows = PlanRows(widened(task), explain=True)
    most = NODES if effort is None or effort.nodes is None else min(effort.nodes, NODES)
    return Conflicts(rows, Search(rows.model, Effort(most, None if effort is None else effort.seconds)))
