"""What does each of the 36 hostile inputs cost?  Every test marked ``badge_row``, timed alone, with its memory.

A test does more than the one examination that it is about (it signs, and asks several), so its time bounds that from
above.  Run by itself this file is the plugin of pytest that measures; ``tables`` starts it and prints.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support import REPO, plain_environment

ROWS: Final = 36
_OUT: Final = "PATHWAYS_BADGE_ROWS"
_FOLDERS: Final = ("tests/unit/verification", "tests/unit/formats", "tests/conformance", "tests/unit/store")


@dataclass(frozen=True, slots=True)
class Measured:
    """One test: the rows that it is about, seconds of the processor, MB at most beyond what was there before."""

    test: str
    rows: tuple[int, ...]
    seconds: float
    megabytes: float


def tables() -> Iterator[str]:
    """Yield a line for each row: how many tests, the longest, and the most memory that one of them adds."""
    found = measured()
    yield "\n| row of the list of hostile inputs | tests | longest, s of the processor | most MB added | the longest |"
    yield "|---|---|---|---|---|"
    for row in range(1, ROWS + 1):
        mine = [one for one in found if row in one.rows]
        if not mine:
            yield f"| {row} | none | | | |"
            continue
        longest = max(mine, key=lambda one: one.seconds)
        most = max(one.megabytes for one in mine)
        yield f"| {row} | {len(mine)} | {longest.seconds:.2f} | {most:.0f} | {_short(longest.test)} |"
    each = {one.test: one for one in found}.values()
    total = sum(one.seconds for one in each)
    longest = max(each, key=lambda one: one.seconds)
    yield f"| all | {len(each)} | {longest.seconds:.2f} ({total:.0f} in all) | {max(o.megabytes for o in each):.0f} | |"


def _short(name: str) -> str:
    return name.rpartition("::")[2][:70]


def measured() -> Sequence[Measured]:
    """Return every marked test as measured in one new process; raises SystemExit where one of them fails."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "rows.json"
        marked = ["-m", "badge_row", "-q", "-p", "no:cacheprovider", "-p", "tests.benchmarks.badge_rows"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *marked, *_FOLDERS],
            cwd=REPO,
            env={**plain_environment(), _OUT: str(out), "PYTHONPATH": str(REPO)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise SystemExit(done.stdout[-2_000:])
        return [Measured(one["test"], tuple(one["rows"]), one["seconds"], one["megabytes"])
                for one in json.loads(out.read_text("utf-8"))]  # fmt: skip


_FOUND: list[dict[str, Any]] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Measure the test itself, without what prepares it."""
    marks = [mark.args[0] for mark in item.iter_markers("badge_row")]
    before = _reset()
    begin = time.process_time()
    yield
    seconds = time.process_time() - begin
    _FOUND.append({"test": item.nodeid, "rows": marks, "seconds": seconds, "megabytes": memory("VmHWM") - before})


def pytest_sessionfinish() -> None:
    """Write down what was measured, where that was asked."""
    if _OUT in os.environ:
        Path(os.environ[_OUT]).write_text(json.dumps(_FOUND), "utf-8")


def _reset() -> float:
    """Let the kernel forget the most memory so far; return what is in use now, in MB."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


def memory(name: str) -> float:
    """Return what the kernel says of this process, in MB: ``VmRSS`` now, ``VmHWM`` the most so far."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
