"""Which cells of a table may be published?  None that is small, and none from which a small one could be worked out.

A table is a list of amounts and of cells, each a sum of amounts; every amount is so many lines, and carries so much
credit.  Cells that are small are left out first; then others with them, until whoever knows every published cell, in
lines and in credit, that no amount is negative, and how much credit a line may carry, is left with wide bounds on every
cell that is left out.  Which were left out for being small is not told.  Source: cell suppression with protection
levels, by the linear program of Kelly, Golden and Assad (1992): move a cell as far as it has to be movable, touching as
little as possible of what is published; what is touched is left out too.  What turns out to protect nothing is
published again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from scipy.optimize import linprog

from pathways.errors import InternalError, QuestionError

NOTHING: Final = 1e-6
"""Movements below this are rounding."""

MOST: Final = 3_000
"""How many other tables are looked for at most."""


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
        rows = np.zeros((len(self.sums), len(self.amounts)))
        for name, row in self.place.items():
            rows[row, list(self.sums[name])] = 1
        return rows

    @cached_property
    def costs(self) -> Any:
        """Return what it costs to leave out each cell."""
        return np.array([self.worth[name] for name in self.sums])

    @cached_property
    def known(self) -> tuple[Any, Any]:
        """Return what is known of changes, as rows: of amounts, then of their credit; and how much room there is.

        What the second of a pair may rise beyond the first is bounded; and the credit of lines stays between theirs.
        """
        count, one = len(self.amounts), np.eye(len(self.amounts))
        rows = [self.matrix[self.place[low]] - self.matrix[self.place[high]] for high, low in self.at_least]
        whole = [np.concatenate([row, np.zeros(count)]) for row in rows]
        room = [float(self.value(high) - self.value(low)) for high, low in self.at_least]
        least, most = self.each
        for number in self.lines:
            amount, credit = self.amounts[number], self.credit[number]
            whole += [
                np.concatenate([least * one[number], -one[number]]),
                np.concatenate([-most * one[number], one[number]]),
            ]
            room += [credit - least * amount, most * amount - credit]
        return np.array(whole).reshape(len(whole), 2 * count), np.array(room)


def left_out(table: Sums, small: Iterable[str], width: int) -> frozenset[str]:
    """Return the cells to leave out: the small ones and those that protect them.

    Of every cell that is left out, what it could be for all that is known is at least ``width`` wide; a small one could
    be larger by so much, and smaller by one unless it is 0.  Raises QuestionError U003 where that takes too much work.
    """
    search = _Search(table, frozenset(small), width)
    search.protect()
    search.publish()
    return frozenset(search.hidden)


@dataclass
class _Search:
    """What is left out so far, and other tables that show the same: by how much each cell differs in each of them."""

    table: Sums
    small: frozenset[str]
    width: int
    hidden: set[str] = field(default_factory=set)
    others: Any = None
    looked: int = 0

    def __post_init__(self) -> None:
        """Begin without any other table."""
        self.others = np.zeros((0, 2, len(self.table.sums)))

    def protect(self) -> None:
        """Leave out more until every cell that is left out is protected."""
        self.hidden.update(self.small)
        waiting = [name for name in self.table.sums if name in self.hidden]
        while waiting:
            name = waiting.pop(0)
            for moves in self._moves(name):
                changes = self._other(name, moves)
                if changes is None:
                    raise InternalError("X001", f"no way to protect the cell {name!r}")
                added = sorted(self._touched(changes) - self.hidden)
                self.hidden.update(added)
                waiting.extend(added)

    def publish(self) -> None:
        """Publish again what is not needed, the most worth first."""
        for name in sorted(self.hidden - self.small, key=lambda name: (-self.table.worth[name], name)):
            if name in self.hidden:
                before = set(self.hidden)
                if not self._published(name):
                    self.hidden = before

    def _published(self, name: str) -> bool:
        """Publish a cell, and with it those that are left out for others and could be worked out then.

        Returns whether all that is small is still protected.
        """
        self.hidden.discard(name)
        while True:
            known = []
            for each in sorted(self.hidden, key=lambda each: (each not in self.small, each)):
                if not self._protected(each):
                    if each in self.small:
                        return False
                    known.append(each)
            if not known:
                return True
            self.hidden.difference_update(known)

    def _protected(self, name: str) -> bool:
        for moves in self._moves(name):
            changes = self._other(name, moves)
            if changes is None or not self._touched(changes) <= self.hidden:
                return False
        return True

    def _moves(self, name: str) -> tuple[tuple[int, ...], ...]:
        """Return by how much a cell has to be movable: by one number of each group."""
        if name not in self.small:
            return ((self.width, -self.width),)
        return ((self.width,),) if self.table.value(name) == 0 else ((self.width,), (-1,))

    def _touched(self, changes: Any) -> set[str]:
        return {name for name, row in self.table.place.items() if np.any(np.abs(changes[:, row]) > NOTHING)}

    def _other(self, name: str, moves: tuple[int, ...]) -> Any:
        """Return the changes in another table in which a cell differs by one of these numbers, or more.

        One that is known and shows all that is published is as good as any; else the one that changes the least of it.
        """
        row = self.table.place[name]
        shown = [place for each, place in self.table.place.items() if each not in self.hidden]
        if len(self.others):
            same = np.all(np.abs(self.others[:, :, shown]) <= NOTHING, axis=(1, 2))
            much = self.others[:, 0, row]
            for move in moves:
                fit = same & (much >= move - NOTHING if move > 0 else much <= move + NOTHING)
                if np.any(fit):
                    return self.others[np.argmax(fit)]
        found = [each for each in (self._nearest(row, move, shown) for move in moves) if each is not None]
        if not found:
            return None
        _, changes = min(found, key=lambda each: each[0])
        self.others = np.concatenate([self.others, changes[None]])
        return changes

    def _nearest(self, row: int, move: int, shown: list[int]) -> tuple[float, Any] | None:
        """Return the other table in which a cell differs by so much that changes the least that is published.

        Variables: the change of each amount and of its credit, then how much each published cell rises and falls, in
        lines and in credit.
        """
        self.looked += 1
        if self.looked > MOST:
            raise QuestionError(
                "U003",
                "there are too many small cells to protect them all",
                why=f"Each needs cells beside it that stay uncertain; after {MOST:,} other tables it is given up.",
                hint="Put small groups together, such as schools into regions.",
            )
        table, many, count = self.table, len(shown), len(self.table.amounts)
        cells, nothing = table.matrix[shown], np.zeros((len(shown), count))
        slack = np.hstack([-np.eye(2 * many), np.eye(2 * many)])
        kept = np.hstack([np.vstack([np.hstack([cells, nothing]), np.hstack([nothing, cells])]), slack])
        asked = np.concatenate([table.matrix[row], np.zeros(count + 4 * many)])
        rows, room = table.known
        cost = table.costs[shown]
        free = [(-credit, None) if number in table.lines else (0, 0) for number, credit in enumerate(table.credit)]
        found: Any = linprog(
            np.concatenate([np.zeros(2 * count), cost, cost, cost, cost]),
            A_ub=np.hstack([rows, np.zeros((len(rows), 4 * many))]) if len(rows) else None,
            b_ub=room if len(rows) else None,
            A_eq=np.vstack([kept, asked]),
            b_eq=np.concatenate([np.zeros(2 * many), [move]]),
            bounds=[(-amount, None) for amount in table.amounts] + free + [(0, None)] * (4 * many),
            method="highs",
        )
        if found.status != 0:
            return None
        lines, credit = found.x[:count], found.x[count : 2 * count]
        return float(found.fun), np.stack([table.matrix @ lines, table.matrix @ credit])
