"""How do many records become one table?  What is not done is asked, every answer kept at once, then all is written."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from pathways.advising import Desk
from pathways.batch import journal
from pathways.batch.answering import Answer
from pathways.batch.cluster import library, on_cluster
from pathways.batch.job import Job
from pathways.batch.processes import here, in_processes
from pathways.batch.tally import Tally
from pathways.batch.unanswered import twice_row
from pathways.batch.work import Chunk, Done
from pathways.catalog.findings import finding_entry
from pathways.errors import QuestionError, Where, finding
from pathways.formats.batch_table import check_table, write_table
from pathways.formats.record_pieces import Piece, Pieces
from pathways.formats.records import write_whole
from pathways.formats.targets import check_apart, make_folder, whole
from pathways.model.batch_documents import KINDS, BatchDocument, BatchRow

SCHEMA: Final = "pathways/batch/1"


@dataclass(frozen=True, slots=True)
class Means:
    """With what it is worked out; none of this changes a byte of the answer.

    ``processes`` of this machine (1: this very one), or those of a ``scheduler``; ``together`` records make a chunk.
    """

    processes: int = 1
    scheduler: str | None = None
    together: int = 50


@dataclass(frozen=True, slots=True)
class Target:
    """Where the answers go: the table, the folder of full documents if they are wanted, and whether one goes on."""

    out: Path
    documents: Path | None = None
    resume: bool = False

    @property
    def journal(self) -> Path:
        """Return where rows are kept until the table is written."""
        return self.out.with_name(f"{self.out.name}.journal")

    @property
    def summary(self) -> Path:
        """Return where the summary is written: beside the table."""
        return self.out.with_name(f"{self.out.stem}.summary.json")

    @property
    def written(self) -> tuple[Path, ...]:
        """Return all that is written: files, and the folder of documents."""
        files = (self.out, self.summary, self.journal)
        return files if self.documents is None else (*files, self.documents)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: records done of all, how many of them were there already, how many need a person so far."""

    done: int
    records: int
    taken: int
    exceptions: int


class Came(NamedTuple):
    """A record that came: its place, the key of its answer, its digest, and how it was called."""

    number: int
    key: str
    digest: str
    name: str


Told = Callable[[Progress], None]


@dataclass
class Run:
    """One run over many records; ``read`` is what it is made from beside the catalogue, so never written over."""

    job: Job
    desk: Desk
    pieces: Pieces
    target: Target
    means: Means = field(default_factory=Means)
    read: tuple[Path, ...] = ()
    _order: list[Came] = field(default_factory=list)
    _done: int = 0
    _taken: int = 0
    _exceptions: int = 0

    def document(self, told: Told = lambda progress: None) -> BatchDocument:
        """Answer every record, write the table and its summary, and return the summary.

        Raises QuestionError U003 where an interrupted run lies there and nobody said what is to become of it, or where
        what is read would be written over, UnknownIdError U001 for the goal or the organization, and whatever reading,
        opening or writing raises; what is done stays in the journal then.
        """
        self._check()
        kept = self._journal()
        try:
            for done in self._answers(self._chunks(kept, told)):
                self._keep(kept, done)
                self._tell(told)
            made = self._written(kept)
        finally:
            kept.close()
        kept.remove()
        return made

    def _check(self) -> None:
        """Look at all that can be looked at before the first record is asked."""
        check_table(self.target.out)
        check_apart(self.target.written, (*self.read, Path(self.job.place)))
        asked, catalog = self.job.asked, self.desk.catalog
        if asked.goal is not None:
            catalog.credential(asked.goal, None if "@" in asked.goal else asked.as_of)
        else:
            catalog.organization(asked.at)
        if self.means.scheduler is not None:
            library()
        if self.target.documents is not None:
            make_folder(self.target.documents)

    def _journal(self) -> journal.Journal:
        path = self.target.journal
        if not path.exists():
            return journal.begin(path, self.job)
        if self.target.resume:
            return journal.resume(path, self.job)
        told = f"{path} holds what an earlier run has done"
        hint = "Go on with --resume, or remove the file to begin anew."
        raise QuestionError("U003", told, where=Where(str(path)), findings=[finding("U003", told, hint=hint)])

    def _chunks(self, kept: journal.Journal, told: Told) -> Iterator[Chunk]:
        """Yield the records that are still to be asked, some at a time."""
        todo = (piece for piece in self.pieces if not self._is_done(kept, piece))
        while some := tuple(islice(todo, self.means.together)):
            yield Chunk(some)
        self._tell(told)

    def _is_done(self, kept: journal.Journal, piece: Piece) -> bool:
        """Note the place of a record, and return whether its answer is there."""
        key = self._key(piece)
        self._order.append(Came(piece.number, key, piece.digest, piece.name))
        if key not in kept:
            return False
        row = kept.row(key) if self.target.documents is not None else None
        if row is not None and row.document is not None and not self._has_document(row, key):
            kept.forget(key)
            return False
        self._done, self._taken = self._done + 1, self._taken + 1
        self._exceptions += kept.kind(key) != "fine"
        return True

    def _key(self, piece: Piece) -> str:
        return hashlib.sha256(f"{self.job.key} {piece.digest}".encode()).hexdigest()

    def _answers(self, chunks: Iterator[Chunk]) -> Iterator[Done]:
        """Yield the chunks as they are answered, by whatever means."""
        means = self.means
        if means.scheduler is not None:
            return on_cluster(self.job, means.scheduler, means.processes, chunks)
        if means.processes > 1 or self.job.seconds is not None:  # what takes too long is ended with its process
            return in_processes(self.job, means.processes, chunks)
        return here(self.job, self.desk, chunks)

    def _keep(self, kept: journal.Journal, done: Done) -> None:
        """Keep what was answered: first the documents, then the rows."""
        pairs = [(self._key(piece), answer) for piece, answer in zip(done.chunk.pieces, done.answers, strict=True)]
        for key, answer in pairs:
            self._document(key, answer)
        kept.add([(key, answer.row) for key, answer in pairs])
        self._done += len(pairs)
        self._exceptions += sum(answer.row.kind != "fine" for _, answer in pairs)

    def _document(self, key: str, answer: Answer) -> None:
        if answer.document is not None and self.target.documents is not None:
            write_whole(self._place(answer.row, key), answer.document)

    def _place(self, row: BatchRow, key: str) -> Path:
        """Return where the full document of a record lies; no name of a learner leads anywhere else."""
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", row.learner).strip("-")[:60] or "record"
        return (self.target.documents or Path()) / f"{plain}-{key[:12]}.json"

    def _has_document(self, row: BatchRow, key: str) -> bool:
        try:
            content = self._place(row, key).read_bytes()
        except OSError:
            return False
        return hashlib.sha256(content).hexdigest() == row.document

    def _tell(self, told: Told) -> None:
        told(Progress(self._done, self.pieces.count, self._taken, self._exceptions))

    def _written(self, kept: journal.Journal) -> BatchDocument:
        """Write the table, exceptions first, and the summary."""
        rank = {kind: place for place, kind in enumerate(KINDS)}
        twice = self._twice(kept)
        order = sorted(self._order, key=lambda each: (rank["bad" if each.key in twice else kept.kind(each.key)], each))
        tally = Tally()
        rows = (_once(kept.row(each.key), twice.get(each.key, ())) for each in order)
        table = write_table(tally.past(rows), self.target.out)
        made = self._summary(tally, table)
        with whole(self.target.summary) as fresh:
            fresh.write_text(made.to_json() + "\n", "utf-8", newline="\n")
        return made

    def _twice(self, kept: journal.Journal) -> Mapping[str, tuple[str, ...]]:
        """Return, by the key of each record whose learner comes with others, the names of all of them."""
        every: dict[str, list[Came]] = defaultdict(list)
        for each in sorted(self._order):
            every[kept.learner(each.key)].append(each)
        many = (records for records in every.values() if len(records) > 1)
        return {each.key: tuple(one.name for one in records) for records in many for each in records}

    def _summary(self, tally: Tally, table: str) -> BatchDocument:
        asked, catalog = self.job.asked, self.desk.catalog
        came = hashlib.sha256("".join(each.digest for each in sorted(self._order)).encode()).hexdigest()
        goal = None if asked.goal is None else catalog.credential(asked.goal, asked.as_of)
        return BatchDocument(
            schema_name=SCHEMA,
            as_of=asked.as_of,
            catalog=catalog.digest,
            goal=asked.goal,
            title=goal.title if goal else catalog.organization(asked.at).title,
            organization=goal.organization if goal else asked.at,
            decisions=len(self.job.decisions),
            notes=tuple(finding_entry(item) for item in self.pieces.notes),
            input=came,
            table=table,
            **tally.figures(),
        )


def _once(row: BatchRow, files: Sequence[str]) -> BatchRow:
    """Return the row of a record, or what is told where its learner comes in all of these files.

    What could not be answered anyhow keeps its own reason.
    """
    if not files or row.kind == "bad":
        return row
    return twice_row(row.learner, len(files), files).model_copy(update={"document": row.document})
