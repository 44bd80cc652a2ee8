"""How does a cluster share the work?  Through dask.distributed, on this machine or by a named scheduler.

The catalogue is opened by its path where a worker sees it, else it is sent once to each worker, those that come later
too.  A worker that is lost costs no answer: its chunks are given to others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from logging import CRITICAL, getLogger
from pathlib import Path
from typing import Any, Final

from pathways.batch.answering import Answer
from pathways.batch.job import Job
from pathways.batch.unanswered import lost_row
from pathways.batch.work import Chunk, Done, packed, understood, unpack, work
from pathways.errors import NotAvailableError

LOCAL: Final = "local"
AHEAD: Final = 3
"""Chunks that are under way for each thread of the cluster."""

_WAIT: Final = 10
"""Seconds after which a scheduler that does not answer is given up."""


def library() -> Any:
    """Return dask.distributed.  Raises NotAvailableError X002 without the extra ``cluster``."""
    try:
        import distributed
    except ImportError:
        message = "a cluster needs the package distributed"
        hint = "Install it with: pip install 'pathways-planner[cluster]'; or use --processes."
        raise NotAvailableError("X002", message, hint=hint) from None
    return distributed


def on_cluster(job: Job, scheduler: str, count: int, chunks: Iterator[Chunk]) -> Iterator[Done]:
    """Yield the chunks as they are answered on a cluster: ``local`` with ``count`` workers, or that of a scheduler.

    Raises NotAvailableError X002 without the extra ``cluster`` and where the scheduler does not answer, has no workers
    or is lost, and what a worker cannot do at all.
    """
    found = library()
    with _client(found, scheduler, count) as client:
        if scheduler != LOCAL:
            _send(found, client, job)
        yield from _run(found, client, job.to_bytes(), chunks)


@contextmanager
def _client(found: Any, scheduler: str, count: int) -> Iterator[Any]:
    if scheduler == LOCAL:
        options = {"dashboard_address": None, "silence_logs": 50}
        with (
            found.LocalCluster(n_workers=max(1, count), threads_per_worker=1, processes=True, **options) as cluster,
            found.Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = found.Client(scheduler, timeout=_WAIT)
    except (OSError, ValueError) as error:
        message = f"the scheduler {scheduler} does not answer"
        raise NotAvailableError("X002", message, hint=f"Is it running? {error}"[:200]) from None
    getLogger("distributed.client").setLevel(CRITICAL)  # what it would print is said by us
    with client:
        _check_workers(client, scheduler)
        yield client


def _check_workers(client: Any, scheduler: str) -> None:
    """Wait for the first worker.  Raises NotAvailableError X002 where none comes."""
    try:
        client.wait_for_workers(1, timeout=_WAIT)
    except TimeoutError:
        hint = f"Start some with: dask worker {scheduler}"
        raise NotAvailableError("X002", f"the scheduler {scheduler} has no workers", hint=hint) from None


def _send(found: Any, client: Any, job: Job) -> None:
    """Let every worker have the catalogue, also those that come later."""
    files = packed(Path(job.place))

    class Catalogue(found.WorkerPlugin):  # type: ignore[misc]
        """Puts the catalogue where the worker finds it."""

        name = f"pathways-{job.digest}"

        def setup(self, worker: Any) -> None:
            unpack(job.digest, files)

    client.register_plugin(Catalogue())


def _run(found: Any, client: Any, job: bytes, chunks: Iterator[Chunk]) -> Iterator[Done]:
    under_way: dict[Any, Chunk] = {}
    coming = found.as_completed()

    def give(chunk: Chunk) -> None:
        future = client.submit(work, job, chunk.to_bytes(), pure=False)
        under_way[future] = chunk
        coming.add(future)

    most = AHEAD * max(1, sum(client.nthreads().values()))
    for chunk in chunks:
        give(chunk)
        if len(under_way) >= most:
            break
    for future in coming:
        chunk = under_way.pop(future)
        if future.cancelled() and client.status != "running":
            raise _gone()
        for part in _outcome(found, future, chunk):
            if isinstance(part, Done):
                yield part
            else:
                give(part)
        following = next(chunks, None)
        if following is not None:
            give(following)


def _outcome(found: Any, future: Any, chunk: Chunk) -> Iterator[Done | Chunk]:
    """Yield what was answered; where workers were lost, what is tried next."""
    error = future.exception()
    if future.cancelled() or isinstance(error, found.scheduler.KilledWorker):
        for part in chunk.again():
            yield Done(part, (Answer(lost_row(part.pieces[0].name)),)) if part.hopeless else part
    elif error is not None:
        raise error
    else:
        yield understood(chunk, future.result())


def _gone() -> NotAvailableError:
    hint = "What is done is kept: once a scheduler is there, --resume goes on."
    return NotAvailableError("X002", "the scheduler was lost while it worked", hint=hint)
