"""How many records a second does a batch answer?  Made-up applicants of the sample, read, answered, kept and written.

Every run is a process of its own; its seconds go from the first record asked to the table on the disk, with the journal
and its synchronizing; the catalogue is open by then, workers open theirs within them.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pathways.advising import Desk
from pathways.batch.job import Job
from pathways.batch.run import Means, Run, Target
from pathways.batch.work import settle
from pathways.formats.native import open_catalog
from pathways.formats.record_pieces import open_pieces
from pathways.model.batch_documents import Asked
from tests.benchmarks.applicants import DAY, GOAL, write_applicants
from tests.support import REPO

PLACE: Final = REPO / "data" / "sample" / "catalog"
SIZES: Final = (400, 25_000)
WAYS: Final[dict[str, Means]] = {
    "one process": Means(),
    "two processes": Means(processes=2),
    "dask, two workers": Means(processes=2, scheduler="local"),
}
DOCUMENTS: Final = "one process, with full documents"


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds by the wall and of processors, most memory of the process and of its largest worker, digest."""

    records: int
    seconds: float
    busy: float
    megabytes: float
    worker: float
    table: str


def tables() -> Iterator[str]:
    """Yield the table line by line; it ends where two ways give different bytes."""
    yield "| records | how | seconds | records a second | a second of processor time | most MB, of a worker |"
    yield "|---:|---|---:|---:|---:|---|"
    for size in SIZES:
        known: set[str] = set()
        for way in (*WAYS, DOCUMENTS) if size == SIZES[0] else WAYS:
            found = _apart(size, way)
            known.add("" if way == DOCUMENTS else found.table)
            rate, busy = found.records / found.seconds, found.records / found.busy
            most = f"{found.megabytes:.0f}"
            if WAYS.get(way, Means()).processes > 1:
                most += f", {found.worker:.0f}"
            yield f"| {size:,} | {way} | {found.seconds:.1f} | {rate:,.0f} | {busy:,.0f} | {most} |"
        if len(known - {""}) != 1:
            raise SystemExit("the ways do not give the same bytes")


def _apart(size: int, way: str) -> Measured:
    words = [sys.executable, "-m", "tests.benchmarks.batch", str(size), way]
    said = subprocess.run(words, cwd=REPO, stdout=subprocess.PIPE, check=True)
    return Measured(**json.loads(said.stdout))


def measured(size: int, way: str) -> Measured:
    """Return what one run takes, in the current folder: the rows name the file of a mistake as it was named."""
    catalog = open_catalog(PLACE)
    records = write_applicants(Path("applicants.csv"), catalog, size)
    target = Target(Path("rows.csv"), Path("documents") if way == DOCUMENTS else None)
    job = Job(str(PLACE), catalog.digest, Asked(goal=GOAL, as_of=dt.date.fromisoformat(DAY)), (), way == DOCUMENTS)
    desk = Desk(catalog)
    settle()
    began, before = time.perf_counter(), _busy()
    made = Run(job, desk, open_pieces(records), target, WAYS.get(way, Means())).document()
    seconds, busy = time.perf_counter() - began, _busy() - before
    return Measured(size, seconds, busy, _most(resource.RUSAGE_SELF), _most(resource.RUSAGE_CHILDREN), made.table)


def _busy() -> float:
    """Return the seconds of processor time of this process and of those that it began and that have ended."""
    found = os.times()
    return found.user + found.system + found.children_user + found.children_system


def _most(whose: int) -> float:
    return resource.getrusage(whose).ru_maxrss / 2**10


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        sys.stdout.write(json.dumps(asdict(measured(int(sys.argv[1]), sys.argv[2]))) + "\n")
        os.chdir(REPO)
