"""How fast is a suggestion in a large catalogue, and how much memory does it take?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from pathways.matching.engine import Engine, pool
from pathways.matching.listing import Listing
from pathways.matching.precedents import Answer, Precedent, precedents
from pathways.matching.shipped import shipped_model
from tests.training.wisconsin import data

SIZES: Final = (10_000, 100_000, 1_000_000)
QUESTIONS: Final = 100
THERE: Final = "u"


def tables() -> Iterator[str]:
    """Yield the table of speed: real codes and titles, repeated up to the size, with every title's rule known once."""
    yield ""
    yield "| courses | rules | made in | arrays | memory more | CPU: p50, p95, most | wall: p50, p95 | a second |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    for size in SIZES:
        yield _row(size)


def _row(size: int) -> str:
    real = list(data().listings.values())
    before = _resident()
    begin = time.process_time()
    courses = tuple(replace(real[at % len(real)], id=f"{THERE}|{at}", organization=THERE) for at in range(size))
    made = pool(courses)
    rules = [_rule(one, at, size) for at, one in enumerate(real)]
    engine = Engine(precedents(rules, data().listings), {THERE: courses}, shipped_model(), {THERE: made})
    engine.held.book(THERE)
    built = time.process_time() - begin
    more = _resident() - before
    asked = real[:: len(real) // QUESTIONS][:QUESTIONS]
    taken = np.array([_asked(engine, one) for one in asked]) * 1e3
    cpu, wall = np.quantile(taken, (0.5, 0.95, 1), axis=0).T
    by_cpu = f"{cpu[0]:.0f}, {cpu[1]:.0f}, {cpu[2]:.0f} ms"
    shown = f"{by_cpu} | {wall[0]:.0f}, {wall[1]:.0f} ms | {1e3 / cpu[0]:.0f}"
    return f"| {size:,} | {len(rules):,} | {built:.0f} s | {made.titles.size / 1e6:.0f} MB | {more:.0f} MB | {shown} |"


def _rule(one: Listing, at: int, size: int) -> Precedent:
    return Precedent(f"r{at}", one.id, one.organization, THERE, Answer("course", f"{THERE}|{at % size}"))


def _asked(engine: Engine, one: Listing) -> tuple[float, float]:
    query = replace(one, id="asked", organization="x")
    begin, wall = time.process_time(), time.perf_counter()
    engine.judge(query, THERE)
    return time.process_time() - begin, time.perf_counter() - wall


def _resident() -> float:
    """Return the memory of this process in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
