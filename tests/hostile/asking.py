"""What does a hostile case cost?  Asks the command line as a process with hard limits, and measures what it took.

``fresh`` starts ``python -m pathways`` from nothing, as people do.  A ``Desk`` has loaded everything once and forks a
process for each question, so that a hundred cases take seconds; limits, files and exit codes are those of a process.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.support import REPO, plain_environment

WALL = 10
"""Seconds after which a process is stopped: a protection of busy machines; the aim is one second."""
SPACE = 2_000_000_000
"""Bytes of address space that a process may have: a protection; the aim is 300 MB in memory."""
_DAC = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by which the superuser reads and writes what is closed."""


_LOADED = (
    "typer._adapters",
    "pathways.cli.main",
    "pathways.cli.opening",
    "pathways.cli.tell.loss",
    "pathways.cli.tell.problems",
    "pathways.cli.tell.recognition",
    "pathways.cli.tell.show",
    "pathways.formats.assist",
    "pathways.formats.imported",
    "pathways.formats.table",
)


@dataclass(frozen=True)
class Answer:
    """What came out: exit code (negative: the signal that stopped it), cost, words.

    ``seconds`` are by the clock on the wall, ``busy`` those of the processor, ``megabytes`` in memory at the peak.
    """

    exit: int
    seconds: float
    busy: float
    megabytes: float
    out: str
    err: str


def limit(*, room: int | None, denied: bool) -> None:
    """Bind this process for good, before it asks."""
    resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if room is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    if denied and os.geteuid() == 0:
        _give_up_privileges()
    signal.setitimer(signal.ITIMER_REAL, WALL)


def _give_up_privileges() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in _DAC:
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP, for what is executed later
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    data = (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    for place in (0, 1, 2):  # effective, permitted, inheritable of the first 32
        for capability in _DAC:
            data[place] &= ~(1 << capability)
    if libc.capset(header, data) != 0:
        raise OSError(ctypes.get_errno(), "cannot give up privileges")


def fresh(words: tuple[str, ...], here: Path, *, room: int | None = None, denied: bool = False) -> Answer:
    """Return the answer of ``python -m pathways`` asked in a folder."""
    begin = time.perf_counter()
    with (here.parent / "out.txt").open("wb") as out, (here.parent / "err.txt").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "pathways", *words],
            cwd=here,
            env={**plain_environment(), "PYTHONPATH": str(REPO)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err if room is None else subprocess.PIPE,  # what is said does not need the disk that is full
            preexec_fn=lambda: limit(room=room, denied=denied),  # noqa: PLW1509 - one thread, and nothing else to use
        )
        if process.stderr is not None:
            err.write(process.stderr.read())
            process.stderr.close()
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return _answer(here, process.returncode, time.perf_counter() - begin, used)


def _answer(here: Path, code: int, seconds: float, used: Any) -> Answer:
    busy, kilobytes = used if isinstance(used, list) else _used(used)
    out, err = ((here.parent / name).read_text("utf-8") for name in ("out.txt", "err.txt"))
    return Answer(code, seconds, busy, kilobytes / 1024, out, err)


def _used(used: resource.struct_rusage) -> list[float]:
    return [used.ru_utime + used.ru_stime, used.ru_maxrss]


class Desk:
    """A process that has loaded the command line and forks one for each question."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(
        self,
        words: tuple[str, ...],
        here: Path,
        *,
        room: int | None = None,
        denied: bool = False,
        from_nothing: bool = False,
    ) -> Answer:
        """Return the answer of the command line asked in a folder, forked or, as people do it, begun from nothing.

        What begins from nothing is begun by this small process too: the memory of a process counts what the process
        had that began it, and that of a whole test run is large.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"words": words, "here": str(here), "room": room, "denied": denied, "from_nothing": from_nothing}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return _answer(here, found["exit"], found["seconds"], found["used"])


@contextmanager
def open_desk() -> Iterator[Desk]:
    """Start the process that forks, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.asking"],
        cwd=REPO,
        env=plain_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Desk(process)
        with suppress(OSError):
            process.communicate(timeout=WALL)


def _serve() -> None:
    """Answer the questions that come in, one a line, each in a process of its own."""
    for name in _LOADED:
        import_module(name)
    for text in sys.stdin:
        asked = json.loads(text)
        if asked["from_nothing"]:
            done = fresh(tuple(asked["words"]), Path(asked["here"]), room=asked["room"], denied=asked["denied"])
            told = {"exit": done.exit, "seconds": done.seconds, "used": [done.busy, done.megabytes * 1024]}
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
            continue
        begin = time.perf_counter()
        heard, said = os.pipe()
        child = os.fork()
        if child == 0:
            _ask({**asked, "pipe": said})
        os.close(said)
        words = os.read(heard, 65_536)
        os.close(heard)
        _, status, used = os.wait4(child, 0)
        if words:
            Path(asked["here"]).parent.joinpath("err.txt").write_bytes(words)
        exit_code, seconds = os.waitstatus_to_exitcode(status), time.perf_counter() - begin
        sys.stdout.write(json.dumps({"exit": exit_code, "seconds": seconds, "used": _used(used)}) + "\n")
        sys.stdout.flush()


def _ask(asked: dict[str, Any]) -> None:
    """Become the command line, and end with its exit code."""
    code: Any = 99
    try:
        from pathways.cli.main import main

        here = Path(asked["here"])
        os.chdir(here)
        _redirect(0, os.devnull, os.O_RDONLY)
        for number, name in ((1, "out.txt"), (2, "err.txt")):
            _redirect(number, here.parent / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        if asked["room"] is not None:
            os.dup2(asked["pipe"], 2)  # what is said does not need the disk that is full
        sys.stdin, sys.stdout, sys.stderr = (open(n, "rw"[n > 0], closefd=False) for n in (0, 1, 2))  # noqa: SIM115
        sys.argv = ["pathways", *asked["words"]]
        limit(room=asked["room"], denied=asked["denied"])
        main()
    except SystemExit as end:
        code = end.code or 0
        sys.stdout.flush()
    except BaseException as error:
        sys.stderr.write(f"Traceback: {error!r}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)


def _redirect(number: int, path: str | Path, flags: int) -> None:
    handle = os.open(path, flags, 0o644)
    os.dup2(handle, number)
    os.close(handle)


if __name__ == "__main__":
    _serve()
