"""What do the parts of an encoding see of each other?  The variables of a problem written as an integer program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from pathways.completion.problem import Applied, Problem
from pathways.completion.rowmodel import RowModel, Terms

Place = tuple[int, int]
"""(unit, leaf)."""

RULE_GAP: Final = -1_000_000
"""Keys at or below this in ``missing`` are rules over the whole; small negative keys are counted groups."""


class Shared(Protocol):
    """A unit that may serve several places at once."""

    @property
    def copies(self) -> Terms:
        """Return the number of copies in use."""

    def serving(self, inside: frozenset[int]) -> Terms:
        """Return the number of copies that serve any of these leaves."""

    def twice(self, groups: Sequence[frozenset[int]]) -> Terms:
        """Return the number of copies that serve at least two of the groups."""

    def credit(self, inside: frozenset[int]) -> Terms:
        """Return the credit counted at these leaves, what serves several of them once and whole."""

    def read(self, value: Sequence[int]) -> Iterator[Applied]:
        """Yield the uses that a solution stands for, copy by copy where one serves several places."""


class Encoded(Protocol):
    """The integer program and the meaning of its variables.

    ``number`` and ``amount`` are by (unit, leaf), ``block`` by (unit, node), ``wanted`` by node; ``inner`` is 1 where a
    node is wanted and no block fills it whole; ``used`` and ``standing`` give the copies of a unit that are had and
    that are applied; ``counted`` the groups that count items, ``reached`` what is completed of their need; ``shared``
    the units that may be shared, ``patterns`` the sets of places that such units may serve at once, by what is alike.
    ``floor`` is what the objectives cannot go below (see ``weights``).
    """

    problem: Problem
    model: RowModel
    slack: bool
    number: dict[Place, int]
    amount: dict[Place, int]
    block: dict[Place, int]
    wanted: list[int]
    inner: list[Terms]
    missing: dict[int, int]
    used: dict[int, Terms]
    standing: dict[int, Terms]
    counted: list[tuple[int, Terms, bool]]
    shared: dict[int, Shared]
    reached: dict[int, int]
    patterns: dict[object, tuple[tuple[int, ...], ...] | None]
    floor: tuple[int | None, ...] | None


def times(terms: Terms, factor: int) -> Terms:
    """Return a sum with every coefficient multiplied."""
    return {variable: factor * coefficient for variable, coefficient in terms.items()}


def negated(terms: Terms) -> Terms:
    """Return a sum with its signs turned."""
    return times(terms, -1)
