"""``pathways batch --scheduler ADDRESS`` with a scheduler and a worker that are processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pathways.batch import cluster
from pathways.batch.run import Means, Progress, Target
from pathways.errors import NotAvailableError
from tests.e2e.asking import DIPLOMA, ask_here, refused_here
from tests.support import plain_environment
from tests.unit.batch.running import learners, outcome, run

pytest.importorskip("distributed")
TOWARD = ("--goal", DIPLOMA, "--as-of", "2026-09-01")
LONGEST = 30


@contextmanager
def dask(folder: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process of the cluster, without a dashboard; kill it in the end."""
    command = [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1", "--no-dashboard"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, env=plain_environment(), stdout=quiet, stderr=quiet) as process:
        try:
            yield process
        finally:
            process.kill()


def address(file: Path) -> str:
    """Return where a scheduler is, once it has written that."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        if file.exists() and (text := file.read_text("utf-8")).endswith("}"):
            return str(json.loads(text)["address"])
        time.sleep(0.05)
    raise TimeoutError(file)


@pytest.mark.slow
def test_a_scheduler_elsewhere_gives_the_same_bytes_and_where_it_fails_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, alone, far = learners(tmp_path, 120), tmp_path / "alone.csv", tmp_path / "far.csv"
    place = tmp_path / "cluster"
    place.mkdir()
    ask_here("batch", records, *TOWARD, "--out", alone, code=1)
    with dask(place, "scheduler", "--port", "0", "--scheduler-file", "s.json") as scheduler:
        where = address(place / "s.json")
        monkeypatch.setattr(cluster, "_WAIT", 0.5)
        said = refused_here(4, "batch", records, *TOWARD, "--out", far, "--scheduler", where)
        assert f"the scheduler {where} has no workers" in said
        assert not list(tmp_path.glob("far*"))
        monkeypatch.setattr(cluster, "_WAIT", LONGEST)
        with dask(place, "worker", where, "--nthreads", "1", "--no-nanny"):
            ask_here("batch", records, *TOWARD, "--out", far, "--scheduler", where, code=1)
            same(far, alone)
            _killed_meanwhile(scheduler, records, Target(tmp_path / "broken.csv"), where)
    run(records, Target(tmp_path / "broken.csv", resume=True)).document()
    same(tmp_path / "broken.csv", alone)


def same(one: Path, other: Path) -> None:
    assert outcome(Target(one)) == outcome(Target(other))


def _killed_meanwhile(scheduler: subprocess.Popen[bytes], records: Path, target: Target, where: str) -> None:
    def kill(now: Progress) -> None:
        scheduler.kill()

    with pytest.raises(NotAvailableError, match="scheduler was lost"):
        run(records, target, Means(scheduler=where, together=10)).document(kill)
    assert target.journal.exists()
    assert not target.out.exists()


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("tcp://127.0.0.1:1", "Timed out"),
        ("tcp://127.0.0.1", "missing port"),
        ("http://127.0.0.1:1", "unknown address scheme"),
        ("nonsense", "missing port"),
    ],
)
def test_an_address_where_nobody_answers_is_given_up(
    where: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_WAIT", 0.5)
    records = learners(tmp_path, 2)
    said = refused_here(4, "batch", records, *TOWARD, "--out", tmp_path / "rows.csv", "--scheduler", where)
    assert "X002" in said
    assert f"the scheduler {where} does not answer" in said
    assert why in said
    assert list(tmp_path.iterdir()) == [records]
