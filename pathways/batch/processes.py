"""How do several processes of this machine share the work?  Each has one chunk; a lost one costs no answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final

from pathways.advising import Desk
from pathways.batch.answering import Answer
from pathways.batch.job import Job
from pathways.batch.unanswered import late_row, lost_row
from pathways.batch.watch import ENDED
from pathways.batch.work import Chunk, Done, answered, understood, work
from pathways.errors import InternalError, finding

MOST_STARTS: Final = 20
"""Workers in a row that may be lost without one answer; then it is not the records."""


def here(job: Job, desk: Desk, chunks: Iterator[Chunk]) -> Iterator[Done]:
    """Yield the chunks as they are answered in this very process."""
    for chunk in chunks:
        yield answered(desk, job, chunk)


@dataclass(eq=False)
class _Worker:
    """A process, the line to it, and the chunk that it has."""

    process: BaseProcess
    line: Connection
    chunk: Chunk | None = None

    def give(self, chunk: Chunk) -> None:
        """Send a chunk; where the process is gone already, that is seen when its answer is awaited."""
        self.chunk = chunk
        with suppress(OSError):
            self.line.send_bytes(chunk.to_bytes())

    def end(self) -> None:
        """End the process."""
        self.line.close()
        self.process.join(timeout=2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def serve(line: Connection, job: bytes) -> None:
    """Answer chunk after chunk until the line is closed: what runs in a worker."""
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            line.send_bytes(work(job, line.recv_bytes()))


Serve = Callable[[Connection, bytes], None]


def in_processes(job: Job, count: int, chunks: Iterator[Chunk], service: Serve = serve) -> Iterator[Done]:
    """Yield the chunks as they are answered by ``count`` processes, in whatever order.

    ``service`` is what runs in each of them.  Raises what a worker cannot do at all, such as opening the catalogue;
    InternalError X001 where worker after worker is lost.
    """
    team = _Team(job, count, chunks, service)
    try:
        yield from team.run()
    finally:
        team.end()


class _Team:
    def __init__(self, job: Job, count: int, chunks: Iterator[Chunk], service: Serve) -> None:
        self.job, self.count, self.chunks, self.service = job.to_bytes(), count, chunks, service
        self.seconds = job.seconds or 0.0
        self.again: deque[Chunk] = deque()
        self.workers: list[_Worker] = []
        self.lost = 0

    def run(self) -> Iterator[Done]:
        """Yield what is answered."""
        while True:
            self._busy()
            if not self.workers:
                return
            ready = wait([worker.line for worker in self.workers])
            for worker in [each for each in self.workers if each.line in ready]:
                yield from self._heard(worker)

    def _busy(self) -> None:
        """Give a chunk to everybody who has none; let go whom nothing is left for."""
        for worker in [each for each in self.workers if each.chunk is None]:
            chunk = self._next()
            if chunk is None:
                self.workers.remove(worker)
                worker.end()
            else:
                worker.give(chunk)
        while len(self.workers) < self.count and (chunk := self._next()) is not None:
            worker = self._started()
            self.workers.append(worker)
            worker.give(chunk)

    def _next(self) -> Chunk | None:
        return self.again.popleft() if self.again else next(self.chunks, None)

    def _started(self) -> _Worker:
        context = get_context("spawn")
        mine, theirs = context.Pipe()
        process = context.Process(target=self.service, args=(theirs, self.job), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, mine)

    def _heard(self, worker: _Worker) -> Iterator[Done]:
        chunk = worker.chunk
        try:
            data = worker.line.recv_bytes()
        except (EOFError, OSError):
            self.workers.remove(worker)
            worker.end()
            if worker.process.exitcode == ENDED:
                yield from self._late(chunk)
            else:
                yield from self._without(chunk)
            return
        self.lost, worker.chunk = 0, None
        if chunk is not None:
            yield understood(chunk, data)

    def _without(self, chunk: Chunk | None) -> Iterator[Done]:
        """Put back what a lost worker had; a record that costs worker after worker becomes an exception."""
        self.lost += 1
        if self.lost > MOST_STARTS:
            told = finding("X001", "worker after worker is lost, whatever it is given")
            raise InternalError("X001", told.message, findings=[told])
        for part in chunk.again() if chunk is not None else ():
            if part.hopeless:
                yield Done(part, (Answer(lost_row(part.pieces[0].name)),))
            else:
                self.again.append(part)

    def _late(self, chunk: Chunk | None) -> Iterator[Done]:
        """Put back, each by itself, the records of a worker that ended itself; of one that was by itself say so."""
        parts = chunk.apart() if chunk is not None else ()
        if len(parts) > 1:
            self.again.extend(parts)
            return
        for part in parts:
            yield Done(part, (Answer(late_row(part.pieces[0].name, self.seconds)),))

    def end(self) -> None:
        """End every process."""
        for worker in self.workers:
            worker.process.kill()
            worker.end()
        self.workers.clear()
