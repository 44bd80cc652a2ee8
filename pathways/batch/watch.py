"""How long may one record take?  A watch that breaks off the work on it; where nothing else helps, with the process.

Work that is in Python is broken off wherever it stands, in any thread.  A library that does not come back cannot be; a
process that is there only to work ends itself then, and whoever waits for it sees why.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread, get_ident
from time import monotonic
from typing import Final, Protocol, TypeVar

Found = TypeVar("Found")

GRACE: Final = 20.0
"""Seconds between the first ring and the end of a process that does not heed it."""

AGAIN: Final = 1.0
"""Seconds until it rings again, where what it raised was swallowed."""

TICK: Final = 0.1
"""Seconds between two looks at the clock, at most."""

ENDED: Final = 75
"""The code with which a process ends that did not heed its watch."""


class Within(Protocol):
    """Does work, and returns what it returns; where that takes too long, what is said instead."""

    def __call__(self, work: Callable[[], Found], late: Callable[[], Found], /) -> Found:
        """Return what the work returns, or what ``late`` does."""


class _LateError(BaseException):
    """The work took too long; like an interrupt nothing that handles errors handles it."""


class Watch:
    """Rings in the thread that works; ``mortal`` says that this process may be ended."""

    def __init__(self, seconds: float, *, mortal: bool = False) -> None:
        self.seconds, self.mortal = seconds, mortal
        self._lock, self._over = Lock(), Event()
        self._thread: int | None = None
        self._due = self._end = 0.0

    def within(self, work: Callable[[], Found], late: Callable[[], Found]) -> Found:
        """Return what the work returns; where it took too long, what ``late`` does."""
        try:
            self._begin()
            try:
                return work()
            finally:
                self._stop()
        except _LateError:  # it may have rung while it was stopped
            self._stop()
            return late()

    def mind(self) -> None:
        """Look at the clock until it is over: what runs in a thread of its own."""
        while not self._over.wait(min(TICK, self.seconds / 4)):
            with self._lock:
                if self._thread is not None and monotonic() >= self._due:
                    self._ring(self._thread)

    def over(self) -> None:
        """End the looking."""
        self._over.set()

    def _begin(self) -> None:
        with self._lock:
            self._due = monotonic() + self.seconds
            self._end = self._due + GRACE
            self._thread = get_ident()

    def _stop(self) -> None:
        with self._lock:
            if self._thread is not None:
                _raise_in(self._thread, None)
            self._thread = None

    def _ring(self, thread: int) -> None:
        if self.mortal and monotonic() >= self._end:
            os._exit(ENDED)
        _raise_in(thread, _LateError)
        self._due = monotonic() + AGAIN


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Let a thread raise an error at its next step; None takes back what it has not raised yet."""
    what = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)


def _at_leisure(work: Callable[[], Found], late: Callable[[], Found]) -> Found:
    return work()


@contextmanager
def watched(seconds: float | None, *, mortal: bool) -> Iterator[Within]:
    """Give what lets work take so many seconds at most; without a limit it takes what it takes."""
    if seconds is None:
        yield _at_leisure
        return
    watch = Watch(seconds, mortal=mortal)
    Thread(target=watch.mind, daemon=True).start()
    try:
        yield watch.within
    finally:
        watch.over()
