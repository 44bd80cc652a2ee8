"""Run with ``python -m tests.benchmarks [TABLE ...]`` from the checkout: prints markdown tables as they are measured.

Tables: ``audits``, ``badges``, ``batch``, ``desk``, ``equity``, ``graph`` (``--sizes 10k 100k 1M nation``; a million
and more want 12 GB), ``hostile``, ``jointly``, ``matching``, ``page`` (in this machine's browser), ``plans``
(``--sizes S M L XL``).  Without a name: all of them, the graph at its small sizes, the plans at all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.benchmarks import (
    audits,
    badges,
    batch,
    desk,
    equity,
    graph,
    hostile,
    jointly,
    matching,
    page,
    plan_cases,
    plans,
    worker,
)
from tests.benchmarks.drawn_parts import SAME, SIZES

GRAPHS: Final = frozenset({*SIZES, *SAME})

TABLES: Final[Mapping[str, Callable[[argparse.Namespace], Iterator[str]]]] = MappingProxyType(
    {
        "audits": lambda asked: chain(audits.tables(), worker.tables()),
        "badges": lambda asked: badges.tables(),
        "batch": lambda asked: batch.tables(),
        "desk": lambda asked: desk.tables(),
        "equity": lambda asked: equity.tables(),
        "graph": lambda asked: graph.tables(among(asked.sizes, GRAPHS) or ("college", "10k")),
        "hostile": lambda asked: hostile.tables(),
        "jointly": lambda asked: jointly.tables(),
        "matching": lambda asked: matching.tables(),
        "page": lambda asked: page.tables(),
        "plans": lambda asked: plans.tables(among(asked.sizes, plan_cases.SIZES) or tuple(plan_cases.SIZES)),
    }
)


def machine() -> str:
    """Return what the figures were measured on."""
    names = (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name"))
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    processor = next(names, platform.machine())
    size = f", {memory / 2**20:.0f} GB" if memory else ""
    return f"Python {platform.python_version()}, {os.cpu_count()} x {processor}{size}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def sizes(text: str) -> tuple[str, ...]:
    """Return the named sizes."""
    found = tuple(text.split(","))
    known = [*SIZES, *SAME, *plan_cases.SIZES]
    unknown = sorted(set(found) - set(known))
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not among {', '.join(known)}")
    return found


def among(named: Iterable[Iterable[str]], known: Container[str]) -> tuple[str, ...]:
    """Return the sizes that were named and that one table knows, in the order in which they were named."""
    return tuple(size for some in named for size in some if size in known)


def main() -> None:
    """Print the tables as they are measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure, and print tables.")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(TABLES))
    parser.add_argument("--sizes", type=sizes, nargs="+", default=(), help="of the graph or of the plans")
    asked = parser.parse_args()
    wanted = asked.tables or list(TABLES)
    if unknown := sorted(set(wanted) - set(TABLES)):
        parser.error(f"no table {', '.join(unknown)}; there are {', '.join(TABLES)}")
    _say(f"{machine()}, {dt.datetime.now(tz=dt.UTC).date()}")
    for name in wanted:
        _say(f"\n## {name}\n")
        for line in TABLES[name](asked):
            _say(line)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
