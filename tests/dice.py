"""Where does chance come from?  Many small choices out of one drawn number, so that drawing is quick.

A number of zero means the first option every time: the simplest thing.  Each object (a course, a rule, a leaf) throws
its own number, so that a failing case shrinks object by object.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
SIDES = 1 << 24
_NUMBERS = st.integers(0, SIDES - 1)


class Dice:
    """Chance for one object; more is drawn only when one number is used up."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._room = 1
        self._left = 0

    def fresh(self) -> Dice:
        """Return dice for another object."""
        return Dice(self._draw)

    def upto(self, most: int) -> int:
        """Return a whole number from 0 to ``most``."""
        if self._room <= most:
            self._left, self._room = self._draw(_NUMBERS), SIDES
        self._left, value = divmod(self._left, most + 1)
        self._room //= most + 1
        return value

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options, the first being the simplest."""
        return options[self.upto(len(options) - 1)]

    def chance(self, one_in: int) -> bool:
        """Return true once in ``one_in``; false is the simple case."""
        return self.upto(one_in - 1) == one_in - 1

    def some(self, options: Sequence[T], most: int, least: int = 0) -> list[T]:
        """Return between ``least`` and ``most`` of the options, each once."""
        left = list(options)
        count = least + self.upto(max(0, min(most, len(left)) - least))
        return [left.pop(self.upto(len(left) - 1)) for _ in range(min(count, len(left)))]
