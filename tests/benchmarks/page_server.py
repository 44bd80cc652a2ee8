"""What does a server of the page take?  Started by itself, looked at from outside."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.browser.site import free_port
from tests.support import REPO, plain_environment

LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes that nobody else shares: of the server's process, and of each process below it."""

    server: int
    workers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Server:
    """A server of the page on this machine."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> Memory:
        """Return what it takes now."""
        return Memory(own_bytes(self.process.pid), tuple(own_bytes(pid) for pid in below(self.process.pid)))

    def visitors(self, number: int) -> Any:
        """Return a context in which so many visitors stay."""
        from tests.benchmarks.page_crowd import staying

        return staying(self.port, number)


@contextmanager
def started(catalogs: Sequence[Path] = ()) -> Iterator[Server]:
    """Start a server on which nobody has been yet; yield it when it answers."""
    port = free_port()
    words = [sys.executable, "-m", "streamlit", "run", str(REPO / "app.py"), "--server.port", str(port), "--"]
    environment = {**plain_environment(), "PYTHONPATH": str(REPO)}
    with tempfile.TemporaryFile() as log:
        command = [*words, *(str(path) for path in catalogs)]
        process = subprocess.Popen(command, cwd=REPO, env=environment, stdout=log, stderr=log)
    try:
        _answers(port)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(port: int) -> None:
    end = time.monotonic() + LONGEST
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().read() == b"ok":
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        finally:
            connection.close()


def own_bytes(pid: int) -> int:
    """Return the bytes of memory that a process shares with nobody (Linux)."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return 1024 * sum(int(row.split()[1]) for row in rows if row.startswith(("Private_Clean", "Private_Dirty")))


def below(pid: int) -> list[int]:
    """Return the processes that a process has started, and those below them."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = [int(word) for task in tasks for word in (task / "children").read_text(encoding="ascii").split()]
    return [one for child in children for one in (child, *below(child))]
