"""How does a cluster share the work?  Through dask.distributed, on this machine or by a named scheduler.

The catalogue is opened by its path where a worker sees it, else it is sent once to each worker, those that come later
too.  A worker that is lost costs no answer: its chunks are given to others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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

_WAIT: Final = 20
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

    Raises NotAvailableError X002 without the extra ``cluster`` or where the scheduler does not answer, and what a
    worker cannot do at all.
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
    with client:
        yield client


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
    if error is None:
        yield understood(chunk, future.result())
    elif isinstance(error, (found.scheduler.KilledWorker, found.CancelledError)):
        for part in chunk.again():
            yield Done(part, (Answer(lost_row(part.pieces[0].name)),)) if part.hopeless else part
    else:
        raise error
