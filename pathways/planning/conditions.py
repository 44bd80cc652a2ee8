"""What may stand in the way of a plan?  Conditions with names, so that a conflict can be told in words.

Source: semantics 10: "impossible" is said only with a minimal set of named conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pathways.completion.rowmodel import RowModel, Terms, add

Kind = Literal[
    "requirement",
    "rule",
    "prerequisite",
    "corequisite",
    "offering",
    "held",
    "capacity",
    "load",
    "credit_load",
    "hours",
    "budget",
    "deadline",
    "calendar",
    "blackout",
    "delivery",
    "place",
    "organization",
    "avoid",
    "take",
]

YOURS: Final = frozenset(
    {
        "load",
        "credit_load",
        "hours",
        "budget",
        "deadline",
        "blackout",
        "delivery",
        "place",
        "organization",
        "avoid",
        "take",
    }
)
"""Conditions that the learner has set and may change."""


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """Something that every plan must respect: its kind, what it is about, and how it is said."""

    kind: Kind
    subject: str
    words: str

    @property
    def yours(self) -> bool:
        """Return whether the learner has set it."""
        return self.kind in YOURS


class Rows:
    """Rows that belong to named conditions; where they are to be explained, each condition can be dropped.

    ``drops`` gives for each condition the variable that is 1 where it does not bind.
    """

    def __init__(self, *, explain: bool) -> None:
        self.model = RowModel()
        self.explain = explain
        self.drops: dict[Condition, int] = {}

    def drop(self, condition: Condition) -> int:
        """Return the variable that drops a condition."""
        found = self.drops.get(condition)
        if found is None:
            found = self.drops[condition] = self.model.variable()
        return found

    def row(self, condition: Condition, terms: Terms, low: int | None = None, high: int | None = None) -> None:
        """Ask for ``low <= terms <= high`` unless the condition is dropped."""
        if not self.explain:
            self.model.row(terms, low, high)
            return
        drop = self.drop(condition)
        if low is not None:
            self.model.row(self._eased(terms, drop, low - self._least(terms)), low=low)
        if high is not None:
            self.model.row(self._eased(terms, drop, high - self._most(terms)), high=high)

    def ease_last(self, condition: Condition) -> None:
        """Let the last row that was written be dropped with a condition."""
        if self.explain:
            self.row(condition, *self.model.rows.pop())

    def _eased(self, terms: Terms, drop: int, by: int) -> Terms:
        eased = dict(terms)
        add(eased, drop, by)
        return eased

    def _least(self, terms: Terms) -> int:
        model = self.model
        return sum(c * (model.lower[v] if c > 0 else model.upper[v]) for v, c in terms.items())

    def _most(self, terms: Terms) -> int:
        model = self.model
        return sum(c * (model.upper[v] if c > 0 else model.lower[v]) for v, c in terms.items())


def summed(parts: Sequence[Terms]) -> Terms:
    """Return the sum of sums."""
    found: Terms = {}
    for part in parts:
        for variable, coefficient in part.items():
            add(found, variable, coefficient)
    return found
