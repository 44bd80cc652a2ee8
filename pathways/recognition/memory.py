"""What has been worked out before?  A memory with a bound: full, it forgets everything and fills again."""

from __future__ import annotations

from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

MOST = 50_000
"""Entries of one memory; what hangs on the catalogue alone stays far below it, what a record brings may not."""


class Memory(dict[Key, Value]):
    """Answers by question, at most ``MOST`` of them.

    A key may hold the ``id`` of an object only where the value holds the object itself, so that the id stays its own.
    """

    def keep(self, key: Key, value: Value) -> Value:
        """Return ``value``, kept under ``key``.

        >>> memory: Memory[str, int] = Memory()
        >>> memory.keep("a", 1), memory
        (1, {'a': 1})
        """
        if len(self) >= MOST:
            self.clear()
        self[key] = value
        return value
