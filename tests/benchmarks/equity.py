"""How long does it take to leave out what could tell of a few people?  Drawn tables of more and more groups.

*Schools*: some groups large, some with small cells, some wholly small.  *Small*: every cell of every group is small.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np

from pathways.design.equity import ATOMS, COLUMNS, EVERYBODY, Table, Tally

KINDS: Final = {
    "schools": ((4, 6, 40, 12), (1, 2, 8, 3), (20, 30, 200, 50), (0, 12, 60, 0)),
    "small": ((3, 4, 15, 4),),
}
"""How many lines a group has of each kind that does not overlap, on average."""

SIZES: Final = (5, 10, 20, 40, 100, 200)
OF_ONE: Final = 3
"""Lines of one learner."""


def drawn(kind: str, groups: int) -> Table:
    """Return a table of so many groups, with the columns of a program; each line carries 2, 3 or 4 credits."""
    dice = np.random.default_rng(2026)
    found: dict[str, Tally] = {}
    for number in range(groups):
        made = found[f"group {number:03}"] = Tally()
        means = KINDS[kind][number % len(KINDS[kind])]
        for column, lines in zip(ATOMS, dice.poisson(means), strict=True):
            made.lines[column] = int(lines)
            made.credit[column] = [Fraction(int(each)) for each in dice.integers(2, 5, lines)]
            made.learners[column] = {f"{number}-{line // OF_ONE}" for line in range(lines)}
    return Table(found, COLUMNS)


def tables() -> Iterator[str]:
    """Yield the lines of a table: seconds, how many cells there are, are small, and are left out."""
    drawn("small", 2).hidden()  # loads the solver
    yield "| table | groups | s | cells | small | left out |"
    yield "|---|---:|---:|---:|---:|---:|"
    for kind in KINDS:
        for groups in SIZES:
            table = drawn(kind, groups)
            began = time.perf_counter()
            hidden = table.hidden()
            seconds = time.perf_counter() - began
            rows = {**table.tallies, EVERYBODY: table.whole}
            small = sum(1 for tally in rows.values() for _ in table.small(tally))
            cells = len(rows) * (len(table.columns) + 1)
            yield f"| {kind} | {groups} | {seconds:.1f} | {cells} | {small} | {len(hidden)} |"
