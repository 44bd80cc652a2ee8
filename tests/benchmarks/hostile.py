"""What does hostile input cost?  Every case of ``tests/hostile`` asked as people ask, from nothing, one by one.

The aim is one second and 300 MB for each, the start of the program included.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.hostile.asking import Answer, fresh
from tests.hostile.cases import CASES
from tests.hostile.making import Case

WORST = 12
"""How many of the slowest and of the largest are named."""


def tables() -> Iterator[str]:
    """Yield the table line by line: each kind of input together, then the slowest and the largest."""
    asked = [(case, _ask(case)) for case in CASES]
    yield "| input | cases | as expected | seconds: median | most | of the processor: most | MB: median | most |"
    yield "|---|---|---|---|---|---|---|---|"
    for kind in sorted({_kind(case) for case in CASES}):
        yield _row(kind, [pair for pair in asked if _kind(pair[0]) == kind])
    yield _row("all", asked)
    yield "\n| slowest and largest | seconds | of the processor | MB |\n|---|---|---|---|"
    named = [
        *sorted(asked, key=lambda pair: -pair[1].busy)[:WORST],
        *sorted(asked, key=lambda pair: -pair[1].megabytes)[:WORST],
    ]
    for case, answer in dict.fromkeys(named):
        yield f"| {case.name} | {answer.seconds:.2f} | {answer.busy:.2f} | {answer.megabytes:.0f} |"


def _kind(case: Case) -> str:
    return case.name.partition(":")[0]


def _ask(case: Case) -> Answer:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name) / "here"
        case.prepare(here)
        answer = fresh(case.ask, here, room=case.room, denied=case.denied)
        for path in (here, *(path for path in here.rglob("*") if path.is_dir() and not path.is_symlink())):
            path.chmod(0o755)
    return answer


def _row(kind: str, asked: Sequence[tuple[Case, Answer]]) -> str:
    right = sum(answer.exit == case.exit for case, answer in asked)
    seconds, busy, megabytes = zip(*((a.seconds, a.busy, a.megabytes) for _, a in asked), strict=True)
    return (
        f"| {kind} | {len(asked)} | {right} | {statistics.median(seconds):.2f} | {max(seconds):.2f} "
        f"| {max(busy):.2f} | {statistics.median(megabytes):.0f} | {max(megabytes):.0f} |"
    )


if __name__ == "__main__":
    for line in tables():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
