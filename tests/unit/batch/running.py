"""What tests of runs share: made-up learners, the desk of the sample, a run, and workers that are killed."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pathways.advising import Desk
from pathways.batch.job import Job, decided
from pathways.batch.run import Means, Progress, Run, Target
from pathways.catalog.collection import Catalog
from pathways.formats.native import open_catalog
from pathways.formats.record_pieces import open_pieces
from pathways.model.batch_documents import Asked
from pathways.model.decision import Decision
from tests.benchmarks.applicants import GOAL, write_applicants
from tests.support import REPO

DAY = dt.date(2026, 9, 1)
PLACE = REPO / "data" / "sample" / "catalog"
TOWARD = Asked(goal=GOAL, as_of=DAY)


@cache
def sample() -> Catalog:
    return open_catalog(PLACE)


def learners(folder: Path, count: int, seed: int = 7) -> Path:
    """Return a table of made-up learners, one in a hundred with a mistake."""
    return write_applicants(folder / "learners.csv", sample(), count, seed=seed)


def run(
    records: Path,
    target: Target,
    means: Means | None = None,
    *,
    asked: Asked = TOWARD,
    decisions: tuple[Decision, ...] = (),
) -> Run:
    """Return a run over records, toward the sample's diploma unless something else is asked."""

    job = Job(str(PLACE), sample().digest, asked, decisions, target.documents is not None)
    return Run(job, Desk(decided(sample(), decisions)), open_pieces(records), target, means or Means())


def outcome(target: Target) -> tuple[bytes, bytes]:
    """Return the bytes of the table and of its summary."""
    return target.out.read_bytes(), target.summary.read_bytes()


@dataclass
class Killer:
    """Kills one worker of this process, after the first answers have come."""

    killed: list[int] = field(default_factory=list)
    seen: list[Progress] = field(default_factory=list)

    def __call__(self, now: Progress) -> None:
        self.seen.append(now)
        if now.done and not self.killed:
            pid = next(self._workers(), None)
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
                self.killed.append(pid)

    @staticmethod
    def _workers() -> Iterator[int]:
        for process in sorted(multiprocessing.active_children(), key=lambda each: each.pid or 0):
            if process.pid is not None and process.is_alive():
                yield process.pid
