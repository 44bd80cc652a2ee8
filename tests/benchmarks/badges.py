"""How fast are badges verified, in what crowd, and beside whom?  Kinds, a batch, a log, a backpack, hostile rows."""

from __future__ import annotations

import hashlib
import json
import resource
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, cycle
from pathlib import Path
from typing import Final, TypeVar

from pathways.formats.backpack_export import read_export, write_export
from pathways.store.backpack import open_backpack
from pathways.verification.examine import examine
from pathways.verification.merkle import Tree, check_consistency, check_inclusion
from tests.benchmarks import badge_batch, badge_peers, badge_rows
from tests.benchmarks.badge_kinds import Kind, Seal, badge, kinds, simple
from tests.support import python

T = TypeVar("T")

SECONDS: Final = 1.0
"""Processor time for which each kind is asked again and again, in each of three rounds."""
LEAVES: Final = 131_072
HELD: Final = 1_000


def tables() -> Iterator[str]:
    """Yield every table line by line."""
    parts = (by_kind, from_nothing, badge_peers.tables, badge_batch.tables, of_log, of_backpack, badge_rows.tables)
    return chain.from_iterable(part() for part in parts)


def by_kind() -> Iterator[str]:
    """Yield the rate of each kind on one core, everything loaded; the median of three rounds."""
    yield "| kind, one core, warm | bytes | ms each | a second |"
    yield "|---|---|---|---|"
    for kind in kinds():
        kind.check()
        each = statistics.median(_each(kind) for _ in range(3))
        yield f"| {kind.name} | {kind.size:,} | {each * 1_000:.2f} | {1 / each:,.0f} |"


def _each(kind: Kind) -> float:
    """Return the seconds of the processor that one badge takes."""
    asked, begin, spent = 0, time.process_time(), 0.0
    for data in cycle(kind.badges):
        examine(data, kind.terms)
        asked, spent = asked + 1, time.process_time() - begin
        if spent > SECONDS:
            break
    return spent / asked


_COLD: Final = """
import datetime as dt, pathlib, sys, time
from pathways.verification.examine import examine
from pathways.verification.terms import Terms
from pathways.formats.snapshots import load_snapshots
data = pathlib.Path(sys.argv[1]).read_bytes()
terms = Terms(now=dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), resolver=load_snapshots(pathlib.Path(sys.argv[2])))
found = examine(data, terms)
assert any(one.step == "proof_embedded" and one.outcome == "PASS" for one in found.checks), found.checks
"""


def from_nothing() -> Iterator[str]:
    """Yield the seconds until the first answer of a new process: of the library, and of the whole command."""
    yield "\n| the first badge of a new process, median of 5 | seconds | of the processor |"
    yield "|---|---|---|"
    with tempfile.TemporaryDirectory() as name:
        file, known = _written(Path(name))
        for label, words in (
            ("`python -c`, everything that is imported, and one badge", ("-c", _COLD, file, known)),
            ("`pathways verify` with the sample catalogue, as printed", ("-m", "pathways", *_asked(file, known))),
        ):
            seconds, busy = zip(*(_started(words) for _ in range(5)), strict=True)
            yield f"| {label} | {statistics.median(seconds):.2f} | {statistics.median(busy):.2f} |"


def _started(words: Sequence[str | Path]) -> tuple[float, float]:
    """Return the seconds that a new process takes, and those of the processor."""
    before, begin = _of_children(), time.perf_counter()
    done = python(*words)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        raise SystemExit(done.stderr or done.stdout)
    return seconds, _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _asked(file: Path, known: Path) -> tuple[str | Path, ...]:
    return ("verify", file, "--known", known, "--as-of", "2026-11-22T12:00:00")


def _written(folder: Path) -> tuple[Path, Path]:
    """Write one badge and what its issuer publishes; return where they are."""
    seal, data = simple()
    known, file = folder / "known", folder / "badge.json"
    known.mkdir()
    file.write_bytes(data)
    listed = []
    for number, (address, body) in enumerate(seal.web.items()):
        (known / f"{number}.json").write_bytes(body)
        listed.append({"url": address, "file": f"{number}.json", "retrieved": "2026-11-22T12:00:00Z"})
    (known / "snapshots.json").write_text(json.dumps({"schema": "pathways/snapshots/1", "snapshots": listed}))
    return file, known


def of_log() -> Iterator[str]:
    """Yield how long the proofs of a log of many leaves take."""
    data = [hashlib.sha256(number.to_bytes(8, "big")).digest() for number in range(LEAVES)]
    built, tree = _timed(lambda: Tree(data))
    size, root = tree.size, tree.root()
    places = [secrets.randbelow(size) for _ in range(1_000)]
    made, paths = _timed(lambda: [tree.inclusion(place) for place in places])
    leaves = [tree.leaf(place) for place in places]
    asked = list(zip(leaves, places, paths, strict=True))
    checked, verdicts = _timed(lambda: [check_inclusion(leaf, n, size, path, root) for leaf, n, path in asked])
    if not all(verdict.holds for verdict in verdicts):
        raise SystemExit("a proof of inclusion does not hold")
    older = [(old, tree.root(old)) for old in (1 + secrets.randbelow(size) for _ in range(1_000))]
    grown, proofs = _timed(lambda: [tree.consistency(old) for old, _ in older])
    pairs = list(zip(older, proofs, strict=True))
    seen, told = _timed(lambda: [check_consistency(old, size, path, was, root) for (old, was), path in pairs])
    if not all(verdict.holds for verdict in told):
        raise SystemExit("a proof of consistency does not hold")
    longest = max(len(path) for path in paths)
    yield f"\n| a log of {LEAVES:,} leaves | |"
    yield "|---|---|"
    yield f"| the tree from its leaves, s | {built:.2f} |"
    yield f"| proof of inclusion, bytes | {longest * 32} |"
    yield f"| proof of inclusion: make, check, microseconds | {made * 1e3:.0f}, {checked * 1e3:.0f} |"
    yield f"| proof that it only grew: make, check, microseconds | {grown * 1e3:.0f}, {seen * 1e3:.0f} |"


def of_backpack() -> Iterator[str]:
    """Yield how long a learner waits who holds many badges."""
    seal = Seal()
    terms = seal.terms()
    data = [json.dumps(seal.proven(badge(seal, number))).encode() for number in range(HELD)]
    answers = [examine(one, terms) for one in data]
    with tempfile.TemporaryDirectory() as name:
        held = open_backpack(Path(name) / "learner.backpack")
        pairs = list(zip(data, answers, strict=True))
        added, _ = _timed(lambda: [held.add(one, answer, at=terms.now) for one, answer in pairs])
        opened, again = _timed(lambda: open_backpack(Path(name) / "learner.backpack"))
        listed, document = _timed(again.listed)
        exported, archive = _timed(lambda: write_export(again.contents()))
        other = open_backpack(Path(name) / "other.backpack")
        imported, taken = _timed(lambda: other.take_in(read_export(archive)))
    if len(document.items) != HELD or len(taken) != HELD:
        raise SystemExit("the backpack lost something")
    yield f"\n| a backpack of {HELD:,} badges | |"
    yield "|---|---|"
    yield f"| add, examined before, each on the disk: ms for one | {added / HELD * 1e3:.1f} |"
    yield f"| open and look every row through, s | {opened:.2f} |"
    yield f"| list all, s | {listed:.2f} |"
    yield f"| export, s; MB | {exported:.2f}; {len(archive) / 2**20:.1f} |"
    yield f"| import into an empty one, s | {imported:.2f} |"


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begin = time.perf_counter()
    made = work()
    return time.perf_counter() - begin, made


if __name__ == "__main__":
    for line in tables():
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
