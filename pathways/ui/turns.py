"""Who is drawn now?  A few pages at a time, the others in order: many at once would keep each other from working.

One process draws one page at a time anyway; fifty threads that all want to would wait for each other at every file and
every lock, and the loop that answers the browsers would wait with them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

AT_ONCE: Final = 2

_TURNS: Final = threading.BoundedSemaphore(AT_ONCE)
_mine: Final = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn to draw, and keep it until the block ends."""
    with _TURNS:
        _mine.held = True
        try:
            yield
        finally:
            _mine.held = False


@contextmanager
def others_first() -> Iterator[None]:
    """Let others draw while this page only waits; nothing where it has no turn."""
    if not getattr(_mine, "held", False):
        yield
        return
    _mine.held = False
    _TURNS.release()
    try:
        yield
    finally:
        _TURNS.acquire()
        _mine.held = True
