"""``pathways batch``: what do hundreds or thousands of records come to, those first that somebody has to look at?"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from pathways.cli.desk import Kept
from pathways.cli.options import AsOf, CatalogFolder, Json

if TYPE_CHECKING:
    from pathways.batch.run import Means, Run, Target
    from pathways.model.batch_documents import Asked

Records = Annotated[
    Path,
    typer.Argument(
        metavar="RECORDS",
        help="A table with a column 'learner' (.csv, .parquet), or a .zip or folder with one record a file.",
        show_default=False,
    ),
]
Goal = Annotated[str | None, typer.Option("--goal", "-g", metavar="ID", help="How far each goes toward a credential.")]
At = Annotated[str | None, typer.Option("--at", metavar="ORG", help="What an organization accepts of each.")]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="The table to write, .csv or .parquet; one row a record.")
]
Documents = Annotated[
    Path | None, typer.Option("--document-dir", metavar="FOLDER", help="Write the full document of every record, too.")
]
Processes = Annotated[
    int, typer.Option("--processes", min=1, max=256, help="How many processes of this machine share the work.")
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="A dask.distributed scheduler, or 'local' for a cluster of this machine."
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option(
        "--seconds",
        min=0.001,
        metavar="N",
        help="How long one record may take; what takes longer becomes a row that says so. Not limited unless named.",
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on where an interrupted run ended.")]
Shown = Annotated[bool, typer.Option("--progress", help="Show progress even where nobody watches; JSON with --json.")]


def batch(  # noqa: PLR0913 - each argument is an option of the command line
    records: Records,
    out: Out,
    *,
    goal: Goal = None,
    at: At = None,
    decisions: Kept = None,
    document_dir: Documents = None,
    processes: Processes = 1,
    scheduler: Scheduler = None,
    seconds: Seconds = None,
    resume: Resume = False,
    progress: Shown = False,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    json: Json = False,
) -> int:
    """What many records come to: a table with one row a record, those first that somebody has to look at.

    Ends with 0 if nobody has to look at any, else with 1. A bad record is a row that says what is wrong with it. The
    table is written when all is done; what is done until then is kept beside it, and --resume goes on from there.

    \b
    Examples:
      pathways batch autumn.csv --goal lakeside-diploma-data-analytics --out autumn-rows.csv
      pathways batch autumn.zip --at lakeside --out rows.parquet --decisions desk.db --processes 4
      pathways batch autumn.csv --goal lakeside-diploma-data-analytics --out autumn-rows.csv --seconds 60 --resume
    """
    from pathways.batch.run import Means, Target
    from pathways.cli.tell.batch import tell_batch
    from pathways.cli.tell.paper import give
    from pathways.cli.tell.progress import telling

    target = Target(out, document_dir, resume)
    asked = _Asked(_asked(goal, at, _day(target, as_of)), seconds)
    run = _run(_Sources(records, catalog, decisions), asked, target, Means(processes, scheduler))
    with _keeping(target), telling(progress=progress, json=json) as told:
        document = run.document(told)
    give(document, lambda paper: tell_batch(paper, document, target), json=json)
    return 0 if document.kinds["fine"] == document.records else 1


class _Sources(NamedTuple):
    """Where all lies that is read: the records, the catalogue (None: the sample), the decisions (None: none)."""

    records: Path
    catalog: Path | None
    decisions: Path | None


class _Asked(NamedTuple):
    """What is asked of every record, and how many seconds it may take (None: as many as it takes)."""

    question: Asked
    seconds: float | None


def _run(sources: _Sources, asked: _Asked, target: Target, means: Means) -> Run:
    """Open everything and return the run."""
    from pathways.advising import Desk
    from pathways.batch.job import Job, decided
    from pathways.batch.run import Run
    from pathways.batch.work import settle
    from pathways.cli.desk import decided as standing
    from pathways.cli.opening import open_wares, waiting
    from pathways.formats.record_pieces import open_pieces
    from pathways.resources import sample_catalog

    with waiting("Reading ..."):
        pieces, made = open_pieces(sources.records), standing(sources.decisions)
        wares = open_wares(sources.catalog)
        place = (sources.catalog or sample_catalog()).resolve()
        documents = target.documents is not None
        job = Job(str(place), wares.digest, asked.question, made, documents, asked.seconds)
        desk = Desk(decided(wares, made))
        settle()
    read = (sources.records,) if sources.decisions is None else (sources.records, sources.decisions)
    return Run(job, desk, pieces, target, means, read)


def _day(target: Target, as_of: dt.date | None) -> dt.date:
    """Return the day that was asked for, else that of the run that goes on, else today."""
    from pathways.batch.journal import asked_on
    from pathways.cli.opening import today

    before = asked_on(target.journal) if target.resume and as_of is None else None
    return as_of or (dt.date.fromisoformat(before) if before else today())


def _asked(goal: str | None, at: str | None, day: dt.date) -> Asked:
    from pathways.errors import QuestionError, finding
    from pathways.model.batch_documents import Asked

    if (goal is None) == (at is None):
        told = finding("U003", "name either a goal or an organization", hint="Give one of --goal and --at.")
        raise QuestionError("U003", told.message, findings=[told])
    return Asked(goal=goal, at=at or "", as_of=day)


@contextmanager
def _keeping(target: Target) -> Iterator[None]:
    """Say, where the run is interrupted, that what is done is kept."""
    try:
        yield
    except KeyboardInterrupt:
        if target.journal.exists():
            sys.stderr.write(f"What is done is kept in {target.journal}; --resume goes on from there.\n")
        raise
