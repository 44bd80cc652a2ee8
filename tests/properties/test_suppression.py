"""Can a cell that is left out be worked out?  An attacker who knows all that is published tries it on each.

The attacker is independent of the code that leaves cells out: it reads only the document, writes down what everybody
knows of such tables, and asks an integer program for the least and the greatest that each cell may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from pathways.design import suppression
from pathways.design.equity import ATOMS, LEAST, Table, Tally, entries
from pathways.errors import QuestionError
from pathways.model.equity_documents import Column, GroupEntry

WITH_GOAL: tuple[Column, ...] = ("asked", "decided", "undecided", "accepted", "refused", "applied", "excess")
SUMS = {
    "asked": ("undecided", "refused", "applied", "excess"),
    "decided": ("refused", "applied", "excess"),
    "accepted": ("applied", "excess"),
}
"""What everybody knows: how the columns add up."""

FEW = st.sampled_from([0, 0, 1, 2, 5, 8, 9])
MANY = st.integers(10, 60)
CARRIED = [(3, 3, 3, 3), (1, 2, 4, 3), (0, 3, 3, 0)]
"""The credit of a line that is undecided, refused, applied, in excess."""

ROW = st.tuples(*[st.one_of(FEW, MANY)] * len(ATOMS))


def tally(name: str, counts: tuple[int, ...], each: int, credit: tuple[int, ...] = (3, 3, 3, 3)) -> Tally:
    """Return a group in which every learner brings up to ``each`` lines of a kind, with the credit of their kind."""
    made = Tally()
    for column, count, much in zip(ATOMS, counts, credit, strict=True):
        made.lines[column] = count
        made.credit[column] = [Fraction(much)] * count
        made.learners[column] = {f"{name}-{number // each}" for number in range(count)}
    return made


class Attacker:
    """Knows every number of the document, how columns and rows add up, that nothing is negative, and what lines carry.

    Of each group there are five numbers that nobody sees by themselves: lines of four kinds, and learners; and as many
    amounts of credit.  ``carry`` is the least and the most credit of a line.
    """

    def __init__(self, rows: tuple[GroupEntry, ...], every: GroupEntry, carry: tuple[int, int] = (3, 3)) -> None:
        self.size = len(ATOMS) + 1
        self.groups = rows
        self.half = self.size * len(rows)
        self.known: list[tuple[np.ndarray, float, float]] = []
        self.hidden: list[tuple[str, np.ndarray]] = []
        for number, row in enumerate(rows):
            self._read(row, range(number, number + 1))
            self._people(row, range(number, number + 1))
            asked, people = self._sum("asked", range(number, number + 1)), self._learners(range(number, number + 1))
            self.known.append((asked - people, 0, np.inf))
        self._read(every, range(len(rows)))
        self._people(every, range(len(rows)))
        for place in range(self.half):
            lines, credit = np.eye(2 * self.half)[[place, place + self.half]]
            self.known.append((credit - carry[0] * lines, 0, np.inf))
            self.known.append((carry[1] * lines - credit, 0, np.inf))

    def _read(self, row: GroupEntry, groups: range) -> None:
        for cell in row.cells:
            form = self._sum(cell.column, groups)
            if cell.lines is None:
                assert cell.credit is None
                self.hidden.append((f"{cell.column} of {row.group or 'everybody'}", form))
            else:
                self.known.append((form, cell.lines, cell.lines))
                assert cell.credit is not None
                self.known.append((np.roll(form, self.half), float(cell.credit), float(cell.credit)))
        for rate in row.rates:
            shown = {cell.column: cell.lines for cell in row.cells}
            assert {rate.part, rate.of} <= set(shown.values())

    def _people(self, row: GroupEntry, groups: range) -> None:
        form = self._learners(groups)
        if row.learners is None:
            self.hidden.append((f"learners of {row.group or 'everybody'}", form))
        else:
            self.known.append((form, row.learners, row.learners))

    def _sum(self, column: str, groups: range) -> np.ndarray:
        form = np.zeros(2 * self.half)
        for group in groups:
            for part in SUMS.get(column, (column,)):
                form[group * self.size + ATOMS.index(part)] = 1
        return form

    def _learners(self, groups: range) -> np.ndarray:
        form = np.zeros(2 * self.half)
        for group in groups:
            form[group * self.size + len(ATOMS)] = 1
        return form

    def bounds(self) -> Iterator[tuple[str, float, float]]:
        """Yield for each cell that is left out the least and the greatest whole number that it may be."""
        whole = np.repeat([1, 0], self.half)
        rows = LinearConstraint(
            np.array([form for form, _, _ in self.known]),
            [low for _, low, _ in self.known],
            [high for _, _, high in self.known],
        )
        for name, form in self.hidden:
            ends = []
            for sign in (1, -1):
                found = milp(sign * form, constraints=rows, integrality=whole, bounds=Bounds(0, 10_000))
                assert found.status == 0, found.message
                ends.append(round(float(form @ found.x)))
            yield name, ends[0], ends[1]


@pytest.mark.parametrize("many", [suppression.FEW, suppression.MANY])
@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    counts=st.lists(ROW, min_size=1, max_size=3),
    each=st.integers(1, 4),
    toward_a_goal=st.booleans(),
    credit=st.sampled_from(CARRIED),
)
def test_no_cell_that_is_left_out_can_be_worked_out(
    monkeypatch: pytest.MonkeyPatch,
    many: int,
    counts: list[tuple[int, ...]],
    each: int,
    toward_a_goal: bool,
    credit: tuple[int, ...],
) -> None:
    monkeypatch.setattr(suppression, "MANY", many)
    if not toward_a_goal:
        counts = [(row[0], row[1], 0, row[3]) for row in counts]
    columns = WITH_GOAL if toward_a_goal else WITH_GOAL[:5]
    tallies = {f"group {number}": tally(f"g{number}", row, each, credit) for number, row in enumerate(counts)}
    table = Table(tallies, columns)
    rows, every, _, _ = entries(table, None)
    for row in (*rows, every):
        of = table.whole if row is every else tallies[row.group]
        for cell in row.cells:
            if cell.lines is not None:
                alone = not table.whole.count(cell.column)
                assert alone or min(cell.lines, len(of.people(cell.column))) >= LEAST
        assert row.learners is None or row.learners >= LEAST
    for name, least, most in Attacker(rows, every, (min(credit), max(credit))).bounds():
        assert most - least >= LEAST, f"{name} lies between {least} and {most}"


def test_nor_can_one_of_many_groups() -> None:
    """Schools with some small cells each, so many that they are protected together."""
    dice = np.random.default_rng(7)
    kinds = ((4, 6, 40, 12), (1, 2, 8, 3), (20, 30, 200, 50), (0, 12, 60, 0))
    tallies = {}
    for number in range(14):
        row = tuple(int(each) for each in dice.poisson(kinds[number % len(kinds)]))
        tallies[f"school {number}"] = tally(f"s{number}", row, 3)
    table = Table(tallies, WITH_GOAL)
    rows, every, _, _ = entries(table, None)
    hidden = sum(cell.lines is None for row in (*rows, every) for cell in row.cells)
    assert 40 < hidden < 110
    for name, least, most in Attacker(rows, every).bounds():
        assert most - least >= LEAST, f"{name} lies between {least} and {most}"


@pytest.mark.parametrize("many", [suppression.FEW, suppression.MANY])
@pytest.mark.parametrize("credit", [1, 600, 100_000])
def test_how_much_a_line_carries_changes_nothing(monkeypatch: pytest.MonkeyPatch, many: int, credit: int) -> None:
    monkeypatch.setattr(suppression, "MANY", many)
    rows = {"a": (4, 30, 25, 40), "b": (40, 30, 25, 40)}
    of_one, of_many = (
        Table({name: tally(name, row, 1, (each,) * 4) for name, row in rows.items()}, WITH_GOAL).hidden()
        for each in (1, credit)
    )
    assert of_one == of_many
    assert len(of_one) == 6


@pytest.mark.parametrize("toward_a_goal", [True, False])
def test_a_large_and_even_table_is_published_whole(toward_a_goal: bool) -> None:
    counts = (20, 30, 25 if toward_a_goal else 0, 40)
    table = Table({name: tally(name, counts, 1) for name in "abc"}, WITH_GOAL if toward_a_goal else WITH_GOAL[:5])
    rows, every, reference, missing = entries(table, None)
    assert missing == 0
    assert reference == "a"
    assert all(cell.lines is not None for row in (*rows, every) for cell in row.cells)


def test_the_attacker_finds_a_cell_that_is_not_protected() -> None:
    """The attacker can fail others: one small cell left out by itself is found at once."""
    table = Table({"a": tally("a", (4, 30, 0, 40), 1), "b": tally("b", (20, 30, 0, 40), 1)}, WITH_GOAL[:5])
    rows, every, _, _ = entries(Table(table.tallies, table.columns, least=0), None)
    first = rows[0].model_copy(
        update={
            "cells": tuple(
                cell.model_copy(update={"lines": None, "credit": None}) if cell.column == "undecided" else cell
                for cell in rows[0].cells
            ),
            "rates": (),
        }
    )
    assert ("undecided of a", 4, 4) in set(Attacker((first, rows[1]), every).bounds())


def test_a_table_of_too_many_small_cells_is_refused_before_it_takes_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression, "MOST", 3)
    table = Table({f"g{n}": tally(f"g{n}", (9, 30, 4, 12), 1) for n in range(6)}, WITH_GOAL)
    with pytest.raises(QuestionError, match="too many small cells"):
        table.hidden()
