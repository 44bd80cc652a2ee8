"""How quick is the page?  In the browser, by itself, with many visitors at once, and what it takes of memory."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.benchmarks.page_alone import functions
from tests.benchmarks.page_browser import Arrival, arrivals, changes
from tests.benchmarks.page_crowd import Crowd, crowd
from tests.benchmarks.page_server import Server, started
from tests.browser.site import chromium

CROWDS: Final = (1, 10, 50)

STAYING: Final = 20
"""So many visitors stay while memory is looked at."""


def tables() -> Iterator[str]:
    """Yield the tables line by line; what needs a browser or shared data is left out where there is none."""
    yield f"Load of the machine at the beginning: {os.getloadavg()[0]:.1f}"
    yield from alone()
    yield from crowded()
    if chromium() is None:
        yield "\nNo browser on this machine: nothing was measured in one."
        return
    yield from seen("sample", ())
    with whole() as folder:
        if folder is not None:
            yield from seen("ASSIST, every course", (folder,))
    yield f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f}"


@contextmanager
def whole() -> Iterator[Path | None]:
    """Yield the real agreements with every course as a catalogue, or nothing where the shared data is absent."""
    from tests.whole_assist import AGREEMENTS, write_whole

    with tempfile.TemporaryDirectory() as folder:
        yield write_whole(Path(folder) / "assist") if AGREEMENTS.exists() else None


def alone() -> Iterator[str]:
    """Yield the processor time of each page function: answers kept, in this process, its thread only."""
    yield "\n| page function, answers kept | median ms of the processor | p95 |"
    yield "|---|---|---|"
    for path, spent in functions().items():
        yield f"| {path} | {1000 * statistics.median(spent):.0f} | {1000 * high(spent):.0f} |"


def crowded() -> Iterator[str]:
    """Yield what visitors wait who arrive in the same instant, and the memory that they take."""
    with started() as server:
        first = server.memory()
        crowd(server.port, 1, 1)
        yield from _memory(server)
        rows = [(number, crowd(server.port, number, 3)) for number in CROWDS]
        after = server.memory()
    more = (after.server - first.server) / 2**20
    yield "\n| visitors at once, gap page | first render s, median | p95 | rerun s, median | p95 | connections lost |"
    yield "|---|---|---|---|---|---|"
    for number, found in rows:
        yield _row(number, found)
    yield f"\nThe server's process took {more:.0f} MB more than at the start after all of them had been there."


def _row(number: int, found: Crowd) -> str:
    first = f"{middle(found.first):.2f} | {high(found.first):.2f}"
    again = f"{middle(found.again):.2f} | {high(found.again):.2f}"
    return f"| {number} | {first} | {again} | {found.lost} |"


def _memory(server: Server) -> Iterator[str]:
    one = server.memory()
    with server.visitors(STAYING):
        many = server.memory()
    each = (many.server - one.server) / 2**10 / STAYING
    yield "\n| memory of its own (USS) | MB |"
    yield "|---|---|"
    yield f"| server, one visitor was there | {one.server / 2**20:.0f} |"
    yield f"| worker processes ({len(one.workers)}), together | {sum(one.workers) / 2**20:.0f} |"
    yield f"| each further visitor who stays | {each / 2**10:.2f} |"


def seen(name: str, catalogs: tuple[Path, ...]) -> Iterator[str]:
    """Yield what a visitor waits in front of a browser."""
    first = list(arrivals(catalogs))
    yield f"\n| {name}: the gap's sentence stands there | s | MB of files | KB of messages |"
    yield "|---|---|---|---|"
    for arrival in first:
        yield _arrived(arrival)
    yield f"\n| {name}: until the new sentence stands there | times | p50 s | p95 s | most s |"
    yield "|---|---|---|---|---|"
    for what, spent in changes(catalogs).items():
        yield f"| {what} | {len(spent)} | {middle(spent):.2f} | {high(spent):.2f} | {max(spent):.2f} |"


def _arrived(arrival: Arrival) -> str:
    return f"| {arrival.what} | {arrival.seconds:.2f} | {arrival.files / 2**20:.1f} | {arrival.messages / 2**10:.0f} |"


def middle(spent: list[float]) -> float:
    """Return the median; of nothing, not a number."""
    return statistics.median(spent) if spent else float("nan")


def high(spent: list[float]) -> float:
    """Return what 95 of 100 stay within; of nothing, not a number."""
    return sorted(spent)[max(0, -(-len(spent) * 95 // 100) - 1)] if spent else float("nan")
