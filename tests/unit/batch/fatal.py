"""Workers that some records kill or hold: they run in processes of their own, and answer without the engine."""

from __future__ import annotations

import json
import os
import time
from functools import partial
from multiprocessing.connection import Connection

from pathways.batch import watch
from pathways.batch.job import Job
from pathways.batch.unanswered import bad_row


def fatal(line: Connection, job: bytes) -> None:
    """Answer chunk after chunk; die of whoever is called poison."""
    while True:
        names = [piece["name"] for piece in json.loads(line.recv_bytes())]
        if any(name.startswith("poison") for name in names):
            os._exit(9)
        _answer(line, names)


def stubborn(line: Connection, job: bytes) -> None:
    """Answer chunk after chunk; be held, where nothing can be broken off, by whoever is called stubborn."""
    watch.GRACE = 0.2  # type: ignore[misc]
    seconds = Job.of(job).seconds
    while True:
        names = [piece["name"] for piece in json.loads(line.recv_bytes())]
        with watch.watched(seconds, mortal=True) as within:
            within(partial(time.sleep, 60 * any(name.startswith("stubborn") for name in names)), _nothing)
        _answer(line, names)


def _nothing() -> None:
    """Say nothing of what took too long."""


def _answer(line: Connection, names: list[str]) -> None:
    rows = [[bad_row(name, ()).model_dump_json(), None] for name in names]
    line.send_bytes(json.dumps({"rows": rows}).encode())


def always(line: Connection, job: bytes) -> None:
    """Die of whatever comes."""
    line.recv_bytes()
    os._exit(9)
