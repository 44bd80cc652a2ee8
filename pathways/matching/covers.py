"""Which smallest sets reach what is asked?  All of them up to a size, the lightest first, and whether any is left out.

A set is enough when it meets so many of the goals and brings so much (hours or credit); both only grow with the set, so
it is minimal when no member can be left out.  Sets are found best first: what a set can still become is bounded by
tables over which of the rarest goals are met, so what is listed is always the beginning of the whole list.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Numbers = NDArray[Any]
"""Whole numbers: int64, or exact Python numbers where those are too large for it."""

Cut = Literal["number", "work"]

BITS: Final = 12
"""Of so many goals, the rarest, the bounds know exactly which are met."""
LOOKS: Final = 10_000_000
"""So many pieces are looked at, each as often as it comes into question, before the search ends early."""
EACH: Final = 500
"""Looking at what a set can grow into costs as much as so many pieces, however few there are."""
_WIDE: Final = 1 << 53


@dataclass(frozen=True, slots=True)
class Goal:
    """Met when one piece shows ``atom``, or when ``least`` of the goals of a group are met."""

    atom: int
    groups: tuple[tuple[int, tuple[Goal, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Enough:
    """What is asked of a set: how many goals, how much, at most how many members; how many sets are wanted."""

    goals: int
    amount: int = 0
    parts: int = 4
    most: int = 10
    looks: int = LOOKS


@dataclass(frozen=True, slots=True)
class Covers:
    """Sets as places of pieces, ascending, the lightest first; ``cut`` says why there may be more, ``looks`` the work.

    What is listed is always the beginning of the list of all.
    """

    sets: tuple[tuple[int, ...], ...]
    cut: Cut | None
    looks: int


@dataclass(frozen=True)
class Pieces:
    """What may be put together, in the order of names.

    ``shows`` says which atoms each shows, shape (pieces, atoms); ``amounts`` how much each brings; ``known`` whether it
    says how much.  ``apart`` holds, for a piece, those with which it is never put together.
    """

    goals: tuple[Goal, ...]
    shows: Flags
    amounts: Numbers
    known: Flags
    apart: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def met(self, shown: Flags) -> Numbers:
        """Return how many goals are met, for each row of atoms that are shown."""
        counts: Numbers = shown[:, self._single].sum(axis=1)
        for goal in self.goals:
            if goal.groups:
                counts += _met(goal, shown)
        return counts

    @cached_property
    def _single(self) -> list[int]:
        return [goal.atom for goal in self.goals if not goal.groups]

    def which(self, members: tuple[int, ...]) -> tuple[bool, ...]:
        """Return which goals the members meet together."""
        shown: Flags = np.asarray(self.shows[list(members)].any(axis=0)).reshape(1, -1)
        return tuple(bool(_met(goal, shown)[0]) for goal in self.goals)

    def enough(self, members: tuple[int, ...], asked: Enough) -> bool:
        """Return whether the members reach what is asked."""
        return sum(self.which(members)) >= asked.goals and int(self.amounts[list(members)].sum()) >= asked.amount

    def minimal(self, members: tuple[int, ...], asked: Enough) -> bool:
        """Return whether none of the members can be left out."""
        return not any(self.enough(without(members, one), asked) for one in members)

    @cached_property
    def weights(self) -> Numbers:
        """Return the amounts, where unknown ones weigh more than all known together."""
        heavy = int(self.amounts.sum()) + 1
        pairs = zip(self.amounts.tolist(), self.known.tolist(), strict=True)
        return _numbers([amount if known else heavy for amount, known in pairs])

    @cached_property
    def touched(self) -> Flags:
        """Return to which goals each piece contributes, shape (pieces, goals)."""
        columns = [self.shows[:, _atoms(goal)].any(axis=1) for goal in self.goals]
        return np.stack(columns, axis=1) if columns else np.zeros((len(self.shows), 0), dtype=np.bool_)


def without(members: tuple[int, ...], one: int) -> tuple[int, ...]:
    """Return the members but one."""
    return tuple(each for each in members if each != one)


def _met(goal: Goal, shown: Flags) -> Flags:
    found: Flags = shown[:, goal.atom]
    for least, parts in goal.groups:
        counts: Numbers = np.zeros(shown.shape[0], dtype=np.int64)
        for part in parts:
            counts += _met(part, shown)
        found = found | (counts >= least)
    return found


def _atoms(goal: Goal) -> list[int]:
    below = [atom for _, parts in goal.groups for part in parts for atom in _atoms(part)]
    return [goal.atom, *below]


def _numbers(values: list[int]) -> Numbers:
    """Return whole numbers as an array in which four of them add up without overflow."""
    return np.array(values, dtype=np.int64 if sum(values) < _WIDE else object)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """For each set of goals met: the least weight and the greatest amount of so many more pieces that meet enough.

    ``places`` gives each piece its bits; ``least[r][bits]`` is ``never`` where no ``r`` pieces lead there.
    """

    places: NDArray[np.int64]
    least: tuple[Numbers, ...]
    greatest: tuple[Numbers, ...]
    never: int


def _bounds(pieces: Pieces, weights: Numbers, asked: Enough) -> _Bounds:
    """Return the tables for up to ``asked.parts - 1`` more pieces, over the rarest goals only: never too strict."""
    touched = pieces.touched
    rare = np.argsort(touched.sum(axis=0), kind="stable")[:BITS]
    places = (touched[:, rare] << np.arange(len(rare))).sum(axis=1).astype(np.int64)
    states = np.arange(1 << len(rare))
    count = np.array([int(state).bit_count() for state in states])
    ends = count >= asked.goals - (touched.shape[1] - len(rare))
    never = (int(weights.sum()) + int(pieces.amounts.sum()) + 1) * (asked.parts + 1)
    kind: Any = np.int64 if never < _WIDE else object
    light, great = _by_place(places, weights, min), _by_place(places, pieces.amounts, max)
    least, greatest = ([np.full(len(states), far, dtype=kind)] for far in (never, -never))
    least[0][ends] = greatest[0][ends] = 0
    for _ in range(asked.parts - 1):
        lower, upper = np.full(len(states), never, dtype=kind), np.full(len(states), -never, dtype=kind)
        for place, weight in light.items():
            after = states | place
            np.minimum(lower, least[-1][after] + weight, out=lower)
            np.maximum(upper, greatest[-1][after] + great[place], out=upper)
        least.append(np.minimum(lower, never))
        greatest.append(upper)
    return _Bounds(places, tuple(least), tuple(greatest), never)


def _by_place(places: NDArray[np.int64], values: Numbers, pick: Any) -> dict[int, int]:
    found: dict[int, int] = {}
    for place, value in zip(places.tolist(), values.tolist(), strict=True):
        found[place] = value if place not in found else pick(found[place], value)
    return found


@dataclass(slots=True)
class _Work:
    """How many pieces may still be looked at."""

    left: int
    done: int = 0

    def spend(self, looks: int) -> bool:
        """Return whether there is enough left."""
        self.done += looks
        self.left -= looks
        return self.left >= 0


_Branch = tuple[int, tuple[int, ...], int, "_Children"]
"""Bound, members, place among its siblings, and the siblings: what comes next is looked at only when its turn comes."""


@dataclass(frozen=True, slots=True, eq=False)
class _Children:
    """The sets that one set can grow into by one member, those of the lowest bound first.

    ``pool`` are the same additions, ascending: what a set cannot be grown by, no larger one can.
    """

    parent: tuple[int, ...]
    added: NDArray[np.int64]
    bounds: Numbers
    pool: NDArray[np.int64]

    def branch(self, at: int) -> Iterator[_Branch]:
        """Yield the child at a place, if there is one."""
        if at < len(self.added):
            yield int(self.bounds[at]), (*self.parent, int(self.added[at])), at, self


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for sets of one size."""

    pieces: Pieces
    weights: Numbers
    asked: Enough
    bounds: _Bounds
    size: int
    minimal: bool

    def run(self, work: _Work) -> Iterator[tuple[int, ...]]:
        """Yield the sets of this size, the lightest first, then by names; ends early where the work is done."""
        every = np.arange(len(self.pieces.shows))
        heap: list[_Branch] = [*self._children((), every, work).branch(0)]
        while heap and work.left >= 0:
            _, members, at, siblings = heapq.heappop(heap)
            for branch in siblings.branch(at + 1):
                heapq.heappush(heap, branch)
            if len(members) == self.size:
                if not self.minimal or self.pieces.minimal(members, self.asked):
                    yield members
                continue
            beyond = siblings.pool[np.searchsorted(siblings.pool, members[-1], side="right") :]
            children = self._children(members, beyond, work)
            for branch in children.branch(0):
                heapq.heappush(heap, branch)

    def _children(self, members: tuple[int, ...], more: NDArray[np.int64], work: _Work) -> _Children:
        pieces, asked, held = self.pieces, self.asked, list(members)
        work.spend(len(more) + EACH)
        amount = int(pieces.amounts[held].sum())
        rest = self.size - len(members) - 1
        places = self.bounds.places[more] | int(np.bitwise_or.reduce(self.bounds.places[held]) if held else 0)
        weighs = self.weights[more] + int(self.weights[held].sum()) + self.bounds.least[rest][places]
        brings = pieces.amounts[more] + amount
        fits = (self.bounds.least[rest][places] < self.bounds.never) & (
            brings + self.bounds.greatest[rest][places] >= asked.amount
        )
        if rest and len(pieces.goals) > BITS:
            fits &= self._far_enough(held, more, rest)
        more, weighs, brings = more[fits], weighs[fits], brings[fits]
        fine = self._useful(members, more, brings, rest)
        more, weighs = more[fine], weighs[fine]
        lower = np.maximum(weighs, asked.amount)
        order = np.argsort(lower, kind="stable")
        return _Children(members, more[order], lower[order], more)

    def _far_enough(self, held: list[int], more: NDArray[np.int64], rest: int) -> Flags:
        """Return which additions leave enough goals within reach of those that follow, if none of these overlap."""
        touched = self.pieces.touched
        now = touched[held].any(axis=0)
        gains = (touched[more] & ~now).sum(axis=1)
        widest = np.sort(gains)[max(0, len(gains) - rest) :].sum()
        return np.asarray(now.sum() + gains + widest >= self.asked.goals)

    def _useful(self, members: tuple[int, ...], more: NDArray[np.int64], brings: Numbers, rest: int) -> Flags:
        """Return which additions may still lead to a minimal set, or are one where nothing may follow."""
        pieces, asked = self.pieces, self.asked
        base: Flags = np.asarray(pieces.shows[list(members)].any(axis=0))
        reached: Flags = (pieces.met(pieces.shows[more] | base) >= asked.goals) & (brings >= asked.amount)
        fine = reached if rest == 0 else ~reached if self.minimal else np.ones(len(more), dtype=np.bool_)
        for one in members:
            if one in pieces.apart:
                fine &= ~np.isin(more, list(pieces.apart[one]))
        if self.minimal and fine.any():
            fine[fine] = ~self._idle(members, more[fine], brings[fine], base)
        return fine

    def _idle(self, members: tuple[int, ...], more: NDArray[np.int64], brings: Numbers, base: Flags) -> Flags:
        """Return which additions leave a member that shows nothing of its own and whose amount is not needed."""
        pieces, asked = self.pieces, self.asked
        shown = pieces.shows[more]
        own = ~(shown & ~base).any(axis=1) & (brings - pieces.amounts[more] >= asked.amount)
        idle: Flags = own.astype(np.bool_)
        for one in members:
            others = pieces.shows[list(without(members, one))].any(axis=0)
            alone = pieces.shows[one] & ~others
            spared = shown[:, alone].all(axis=1) & (brings - pieces.amounts[one] >= asked.amount)
            idle |= spared.astype(np.bool_)
        return idle


def covers(pieces: Pieces, asked: Enough, passed: Callable[[tuple[int, ...]], bool] = bool) -> Covers:
    """Return the minimal sets that reach what is asked: fewest members first, then the lightest, then by names.

    ``passed`` says of a set whether it is wanted; those that are not are no part of the list.
    """
    found: list[tuple[int, ...]] = []
    work = _Work(asked.looks)
    if not len(pieces.shows):
        return Covers((), None, 0)
    bounds = _bounds(pieces, pieces.weights, asked)
    for size in range(1, min(asked.parts, len(pieces.shows)) + 1):
        search = _Search(pieces, pieces.weights, asked, bounds, size, minimal=True)
        for members in filter(passed, search.run(work)):
            if len(found) == asked.most:
                return Covers(tuple(found), "number", work.done)
            found.append(members)
        if work.left < 0:
            return Covers(tuple(found), "work", work.done)
    return Covers(tuple(found), None, work.done)


def most_goals(pieces: Pieces, parts: int) -> int:
    """Return how many goals so many pieces could meet at most: a bound, never too low."""
    touched = pieces.touched
    rare = np.argsort(touched.sum(axis=0), kind="stable")[:BITS]
    places = np.unique((touched[:, rare] << np.arange(len(rare))).sum(axis=1).astype(np.int64))
    reached = np.zeros(1, dtype=np.int64)
    for _ in range(parts):
        reached = np.unique((reached[:, None] | places[None, :]).ravel()) if len(places) else reached
    return max(int(state).bit_count() for state in reached) + len(pieces.goals) - len(rare)


@dataclass(frozen=True, slots=True)
class Greatest:
    """The most that a set can bring, None where none was found; ``cut`` says that there may be more."""

    amount: int | None
    cut: Cut | None
    looks: int


def greatest(pieces: Pieces, asked: Enough) -> Greatest:
    """Return how much a set that meets the goals asked for can bring, whether or not a member could be left out."""
    amounts = [int(amount) for amount in pieces.amounts.tolist()]
    top = max(amounts, default=0)
    lacks = _numbers([top - amount for amount in amounts])
    bounds = _bounds(pieces, lacks, asked)
    work, found = _Work(asked.looks), []
    for size in range(1, min(asked.parts, len(pieces.shows)) + 1):
        members = next(_Search(pieces, lacks, asked, bounds, size, minimal=False).run(work), None)
        if members is not None:
            found.append(sum(amounts[one] for one in members))
    return Greatest(max(found, default=None), "work" if work.left < 0 else None, work.done)
