"""A worker that some records kill: it runs in a process of its own, and answers the others without the engine."""

from __future__ import annotations

import json
import os
from multiprocessing.connection import Connection

from pathways.batch.unanswered import bad_row


def fatal(line: Connection, job: bytes) -> None:
    """Answer chunk after chunk; die of whoever is called poison."""
    while True:
        names = [piece["name"] for piece in json.loads(line.recv_bytes())]
        if any(name.startswith("poison") for name in names):
            os._exit(9)
        rows = [[bad_row(name, ()).model_dump_json(), None] for name in names]
        line.send_bytes(json.dumps({"rows": rows}).encode())


def always(line: Connection, job: bytes) -> None:
    """Die of whatever comes."""
    line.recv_bytes()
    os._exit(9)
