"""Which cells of a table may be published?  None that is small, and none from which a small one could be worked out.

A table is a list of amounts and of cells, each a sum of amounts; every amount is so many lines, and carries so much
credit.  Cells that are small are left out first; then others with them, until whoever knows every published cell, in
lines and in credit, that no amount is negative, and how much credit a line may carry, is left with wide bounds on every
cell that is left out.  Which were left out for being small is not told.  Source: cell suppression with protection
levels, by the linear program of Kelly, Golden and Assad (1992): move a cell as far as it has to be movable, touching as
little as possible of what is published; what is touched is left out too.  What turns out to protect nothing is
published again, as far as that can be found out with bounded work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from pathways.errors import InternalError, QuestionError

NOTHING: Final = 1e-6
"""Movements below this are rounding."""

EFFORT: Final = 2_500_000
"""Publishing again ends after so much work: for each other table that was looked for, the square of its amounts."""

MOST: Final = 1_000_000_000
"""A table that takes more work than this to protect is refused."""

FEW: Final = 3
"""Fewer cells than this are looked at one by one."""

FIRST: Final = 1e5
"""Moving one cell is worth more than what has to be left out for it."""

MANY: Final = 100
"""For so many cells at once it is worked out what else has to be left out; for fewer one by one, which leaves less."""

USEFUL: Final = 0.1
"""A table for many cells at once is of use where it moves this share of them."""

ROUNDS: Final = 24
"""How often one table is looked for that moves many cells at once, before the rest is looked at one by one."""


@dataclass(frozen=True)
class Sums:
    """What may be known: amounts that nobody sees by themselves, and cells that are sums of them.

    ``credit`` is what the lines of each amount carry together, each line between the two of ``each``; amounts that are
    no lines carry none and are not among ``lines``.  ``sums`` gives for each cell the numbers of its amounts, ``worth``
    what it costs to leave it out; ``at_least`` are pairs of cells of which everybody knows that the first is no smaller
    than the second.
    """

    amounts: tuple[int, ...]
    credit: tuple[float, ...]
    each: tuple[float, float]
    lines: tuple[int, ...]
    sums: Mapping[str, tuple[int, ...]]
    worth: Mapping[str, float]
    at_least: tuple[tuple[str, str], ...] = ()

    def value(self, cell: str) -> int:
        """Return what stands in a cell."""
        return sum(self.amounts[number] for number in self.sums[cell])

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Return the row of each cell."""
        return {name: row for row, name in enumerate(self.sums)}

    @cached_property
    def matrix(self) -> Any:
        """Return one row for each cell, one column for each amount: 1 where it is part of the sum."""
        pairs = [(row, number) for row, parts in enumerate(self.sums.values()) for number in parts]
        rows, columns = zip(*pairs, strict=True)
        return sparse.csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(self.sums), len(self.amounts)))

    @cached_property
    def free(self) -> tuple[tuple[float | None, float | None], ...]:
        """Return between which bounds each amount may change, then its credit."""
        lines = [(-float(amount), None) for amount in self.amounts]
        credit = [
            (-float(each), None) if number in self.lines else (0.0, 0.0) for number, each in enumerate(self.credit)
        ]
        return (*lines, *credit)

    @cached_property
    def costs(self) -> Any:
        """Return what it costs to leave out each cell."""
        return np.array([self.worth[name] for name in self.sums])

    @cached_property
    def known(self) -> tuple[Any, Any]:
        """Return what is known of changes, as rows: of amounts, then of their credit; and how much room there is.

        What the second of a pair may rise beyond the first is bounded; and the credit of lines stays between theirs.
        """
        count = len(self.amounts)
        pairs = [(self.place[high], self.place[low]) for high, low in self.at_least]
        order = self.matrix[[low for _, low in pairs]] - self.matrix[[high for high, _ in pairs]]
        slack = [float(self.value(high) - self.value(low)) for high, low in self.at_least]
        (least, most), many = self.each, len(self.lines)
        chosen = sparse.csr_array((np.ones(many), (range(many), self.lines)), shape=(many, count))
        rows = [
            sparse.hstack([order, sparse.csr_array(order.shape)]),
            sparse.hstack([least * chosen, -chosen]),
            sparse.hstack([-most * chosen, chosen]),
        ]
        amounts, credit = np.array(self.amounts)[list(self.lines)], np.array(self.credit)[list(self.lines)]
        room = np.concatenate([slack, credit - least * amounts, most * amounts - credit])
        return sparse.vstack(rows, format="csr"), room


def left_out(table: Sums, small: Iterable[str], width: int) -> frozenset[str]:
    """Return the cells to leave out: the small ones and those that protect them.

    Of every cell that is left out, what it could be for all that is known is at least ``width`` wide; a small one could
    be larger by so much, and smaller by one unless it is 0.  Raises QuestionError U003 where that takes too much work.
    """
    named = frozenset(small)
    names = tuple(table.sums)
    search = _Search(table, np.array([name in named for name in names], dtype=bool), width)
    search.protect()
    search.publish()
    return frozenset(names[place] for place in np.flatnonzero(search.hidden))


Wanted = tuple[int, int]
"""A cell by its place, and by how much it has to be movable: up where that is more than 0, else down."""


@dataclass(frozen=True, slots=True)
class _Other:
    """Another table: what it costs to leave out all that differs, how many moves are made, and the differences."""

    cost: float
    made: float
    lines: Any
    credit: Any

    @property
    def whole(self) -> bool:
        """Return whether every number of lines is a whole one."""
        return bool(np.all(np.abs(self.lines - np.round(self.lines)) <= NOTHING))


class _Search:
    """What is left out so far, and other tables: by how much each cell differs in them, in lines, and which do at all.

    A cell that is left out is protected by other tables in which nothing differs that is published.
    """

    def __init__(self, table: Sums, small: Any, width: int) -> None:
        self.table, self.small, self.width = table, small, width
        self.hidden = small.copy()
        self.values = np.array([table.value(name) for name in table.sums])
        self.others: Any = np.zeros((0, len(table.sums)))
        self.touched: Any = np.zeros((0, len(table.sums)), dtype=bool)
        self.work = 0

    def protect(self) -> None:
        """Leave out more until every cell that is left out is protected.  Raises QuestionError U003."""
        self._reach_many()
        while stuck := next(self._stuck(), None):
            if self.work > MOST:
                raise QuestionError(
                    "U003",
                    "there are too many small cells to protect them all",
                    why="Each needs cells beside it that stay uncertain.",
                    hint="Put small groups together, such as schools into regions.",
                )
            found = [other for one in self._ways(stuck) if (other := self._other([one], anything=True)) is not None]
            able = [other for other in found if other.made >= 1 - NOTHING]
            if not able:
                raise InternalError("X001", f"no way to protect the cell {tuple(self.table.sums)[stuck[0]]!r}")
            self._leave_out(min(able, key=lambda other: other.cost))
            if stuck in self._open():
                raise InternalError("X001", f"the cell {tuple(self.table.sums)[stuck[0]]!r} stays as it is")

    def publish(self) -> None:
        """Publish again what is not needed, the most worth first, for as long as that is worth the work."""
        names, most = tuple(self.table.sums), self.work + EFFORT
        free = map(int, np.flatnonzero(self.hidden & ~self.small))
        for place in sorted(free, key=lambda place: (-self.table.costs[place], names[place])):
            if self.work > most:
                return
            if self.hidden[place]:
                before = self.hidden.copy()
                if not self._published(place, most):
                    self.hidden = before

    def _published(self, place: int, most: int) -> bool:
        """Publish a cell, and with it those that are left out for others and could be worked out then.

        Returns whether all that is small is still protected, as far as that can be seen with so much work.
        """
        self.hidden[place] = False
        while self.work <= most:
            self._move_many()
            known = []
            for each, _ in self._stuck():
                if self.small[each] or self.work > most:
                    return False
                known.append(each)
            if not known:
                return True
            self.hidden[known] = False
        return False

    def _open(self) -> list[Wanted]:
        """Return what has to be movable and is not yet, by the tables that show all that is published."""
        same = ~np.any(self.touched & ~self.hidden, axis=1)
        slack = 2 * NOTHING * self.width  # what counts as made in _moved counts as made here
        up = np.max(self.others[same], axis=0, initial=0.0) + slack
        down = np.max(-self.others[same], axis=0, initial=0.0) + slack
        wanted: list[Wanted] = []
        for place in map(int, np.flatnonzero(self.hidden)):
            if not self.small[place]:
                if up[place] + down[place] < self.width:
                    wanted.append((place, self.width))
                continue
            if up[place] < self.width:
                wanted.append((place, self.width))
            if self.values[place] and down[place] < 1:
                wanted.append((place, -1))
        return sorted(wanted, key=lambda each: (not self.small[each[0]], each[0]))

    def _ways(self, wanted: Wanted) -> tuple[Wanted, ...]:
        """Return the moves that would do: what is not small may go either way."""
        place, move = wanted
        return (wanted,) if self.small[place] else (wanted, (place, -move))

    def _stuck(self) -> Iterator[Wanted]:
        """Look for other tables of one cell after the other; yield what no table moves that far."""
        looked: set[Wanted] = set()
        while left := next((each for each in self._open() if each not in looked), None):
            looked.add(left)
            if not any(self._moved(one) for one in self._ways(left)):
                yield left

    def _moved(self, wanted: Wanted) -> bool:
        """Look for a table that moves a cell that far, and keep it; return whether there is one."""
        other = self._other([wanted])
        if other is None or other.made < 1 - NOTHING:
            return False
        self._keep(other)
        return True

    def _move_many(self) -> None:
        """Look for tables that move many cells at once, some up and some down, as long as each is of use."""
        idle = 0
        for turn in range(ROUNDS):
            left = self._open()
            if len(left) < FEW or idle > 1:
                return
            other = self._other(self._turned(left, turn))
            if other is not None and other.whole:
                self._keep(other)
            idle = 0 if len(left) - len(self._open()) >= len(left) * USEFUL else idle + 1

    def _reach_many(self) -> None:
        """Leave out what lets many cells be moved at once, as long as that is of use."""
        for turn in range(ROUNDS):
            self._move_many()
            left = self._open()
            if len(left) < MANY:
                return
            other = self._other(self._turned(left, turn), anything=True)
            if other is None:
                return
            self.hidden |= self._touched(other)

    def _turned(self, wanted: list[Wanted], turn: int) -> list[Wanted]:
        """Return one move for each cell: now these up and those down, now the other way."""
        chosen: dict[int, int] = {}
        for number, (place, move) in enumerate(wanted):
            odd = bool((number + turn) % 2)
            if place not in chosen or odd:
                chosen[place] = move if self.small[place] or odd else -move
        return list(chosen.items())

    def _leave_out(self, other: _Other) -> None:
        self._keep(other)
        self.hidden |= self.touched[-1]

    def _keep(self, other: _Other) -> None:
        self.others = np.concatenate([self.others, (self.table.matrix @ other.lines)[None]])
        self.touched = np.concatenate([self.touched, self._touched(other)[None]])

    def _touched(self, other: _Other) -> Any:
        """Return which cells differ, in lines or in credit."""
        moved, paid = self.table.matrix @ other.lines, self.table.matrix @ other.credit
        return (np.abs(moved) > NOTHING) | (np.abs(paid) > NOTHING)

    def _other(self, wanted: list[Wanted], *, anything: bool = False) -> _Other | None:
        """Return a table in which as many of these cells as can be are moved that far, and nothing published differs.

        With ``anything`` what is published may differ, as little as will do.  Variables: the change of each amount and
        of its credit, how much each published cell rises and falls, in lines and in credit, and the share of each move.
        """
        table, count, shown = self.table, len(self.table.amounts), np.flatnonzero(~self.hidden)
        self.work += count * count
        cells, many, asked = table.matrix[shown], 2 * len(shown), len(wanted)
        known, room = table.known
        signed = sparse.diags_array([-1.0 / move for _, move in wanted]) @ table.matrix[[place for place, _ in wanted]]
        loose = 2 * many if anything else 0
        slack = [-sparse.eye_array(many), sparse.eye_array(many)] if anything else []
        found: Any = linprog(
            np.concatenate([np.zeros(2 * count), np.tile(table.costs[shown], 4)[:loose], np.full(asked, -FIRST)]),
            A_ub=sparse.vstack(
                [
                    sparse.hstack([known, sparse.csr_array((known.shape[0], loose + asked))]),
                    sparse.hstack([signed, sparse.csr_array((asked, count + loose)), sparse.eye_array(asked)]),
                ],
                format="csr",
            ),
            b_ub=np.concatenate([room, np.zeros(asked)]),
            A_eq=sparse.hstack(
                [sparse.block_diag([cells, cells]), *slack, sparse.csr_array((many, asked))], format="csr"
            ),
            b_eq=np.zeros(many),
            bounds=[*table.free, *[(0, None)] * loose, *[(1 if anything and asked == 1 else None, 1)] * asked],
            method="highs",
        )
        if found.status != 0:
            return None
        made = float(np.sum(found.x[2 * count + loose :]))
        return _Other(float(found.fun) + FIRST * made, made, found.x[:count], found.x[count : 2 * count])
