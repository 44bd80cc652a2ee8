"""What does a worker do?  Opens the catalogue once, then turns chunks of records as they came into rows.

Chunks and rows travel as JSON: nothing that a user handed in, and nothing that a worker says, is ever unpickled.
"""

from __future__ import annotations

import base64
import binascii
import gc
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from threading import RLock
from typing import Any, Final

from pathways.advising import Desk
from pathways.batch.answering import Answer, answer_piece
from pathways.batch.job import Job, desk_for
from pathways.batch.unanswered import late_row, our_bug
from pathways.batch.watch import Within, watched
from pathways.errors import Finding, FormatError, InternalError, PathwaysError, Where, finding
from pathways.formats.record_pieces import Piece
from pathways.formats.text import catalog_files, is_folder
from pathways.model.batch_documents import BatchRow

AT_ONE_TIME: Final = RLock()
"""A desk answers one question at a time; threads of one worker take turns."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some records as they came, to be answered together; ``lost`` is how often a worker was lost on them."""

    pieces: tuple[Piece, ...]
    lost: int = 0

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        return json.dumps([piece.document() for piece in self.pieces]).encode()

    def again(self) -> tuple[Chunk, ...]:
        """Return what is tried once a worker was lost: the same again, then each record by itself."""
        if len(self.pieces) == 1 or not self.lost:
            return (Chunk(self.pieces, self.lost + 1),)
        return self.apart()

    def apart(self) -> tuple[Chunk, ...]:
        """Return each record by itself."""
        return tuple(Chunk((piece,), 1) for piece in self.pieces)

    @property
    def hopeless(self) -> bool:
        """Return whether it is one record on which workers were lost again and again."""
        return len(self.pieces) == 1 and self.lost > MOST_LOST


MOST_LOST: Final = 2
"""How many workers one record may cost before it becomes an exception by itself."""


@dataclass(frozen=True, slots=True)
class Done:
    """A chunk that was answered: a row for each of its records, in their order."""

    chunk: Chunk
    answers: tuple[Answer, ...]


def answered(desk: Desk, job: Job, chunk: Chunk, *, mortal: bool = False) -> Done:
    """Return the rows of a chunk; ``mortal`` says that this process may be ended for a record that takes too long."""
    with AT_ONE_TIME, watched(job.seconds, mortal=mortal) as within:
        found = [_one(desk, job, piece, within) for piece in chunk.pieces]
    return Done(chunk, tuple(found))


def _one(desk: Desk, job: Job, piece: Piece, within: Within) -> Answer:
    def late() -> Answer:
        desk.forget()
        return Answer(late_row(piece.name, job.seconds or 0))

    return within(partial(answer_piece, desk, job.asked, piece, documents=job.documents), late)


def work(job: bytes, chunk: bytes) -> bytes:
    """Return the rows of a chunk as JSON, or why the catalogue cannot be opened here."""
    try:
        asked = Job.of(job)
        with AT_ONE_TIME:
            desk = opened(job)
        pieces = tuple(Piece.of(each) for each in json.loads(chunk))
        done = answered(desk, asked, Chunk(pieces), mortal=True)
    except PathwaysError as error:
        return _told(error.findings, type(error).__name__)
    except Exception as error:
        return _told((our_bug(error),), "InternalError")
    rows = [[answer.row.model_dump_json(by_alias=True), answer.document] for answer in done.answers]
    return json.dumps({"rows": rows}).encode()


def _told(findings: Iterable[Finding], kind: str) -> bytes:
    told = [[item.code, item.message, item.why, item.hint, item.where.file] for item in findings]
    return json.dumps({"wrong": told, "kind": kind}).encode()


def understood(chunk: Chunk, data: bytes) -> Done:
    """Return what a worker answered.  Raises what the worker could not do, InternalError X001 for what is no answer."""
    document = json.loads(data)
    if "wrong" in document:
        found = [
            Finding(code, said, where=Where(file), why=why, hint=hint)
            for code, said, why, hint, file in document["wrong"]
        ]
        kind = InternalError if document["kind"] == "InternalError" else FormatError
        raise kind(found[0].code, found[0].message, findings=found)
    rows = tuple(Answer(BatchRow.model_validate_json(row), text) for row, text in document["rows"])
    if len(rows) != len(chunk.pieces):
        told = finding("X001", "a worker answered other records than it was asked about")
        raise InternalError("X001", told.message, findings=[told])
    return Done(chunk, rows)


# -- the catalogue of a worker ---------------------------------------------------------------------------------------

SENT: Final[dict[str, Path]] = {}
"""Where catalogues lie that were sent to this process, by digest."""


@lru_cache(maxsize=2)
def opened(job: bytes) -> Desk:
    """Return the desk of a job; opened once in this process."""
    asked = Job.of(job)
    place = SENT.get(asked.digest, Path(asked.place))
    desk = desk_for(asked, place)
    settle()
    return desk


SPACE: Final = 50_000
"""New objects between two looks for garbage."""


def settle() -> None:
    """Let what is open stay: collecting garbage need not look at it again, and looks less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SPACE)


def packed(place: Path) -> dict[str, str]:
    """Return the files of a catalogue, to be sent where its folder cannot be seen."""
    files = catalog_files(place)[0]
    root = place if is_folder(place) else place.parent
    return {path.relative_to(root).as_posix(): base64.b64encode(path.read_bytes()).decode() for path in files}


def unpack(digest: str, files: Mapping[str, str]) -> None:
    """Put a catalogue that was sent into a folder of this process, once.

    Raises FormatError F009 for a file that would lie elsewhere, F002 for what is no file.
    """
    if digest in SENT:
        return
    root = Path(tempfile.mkdtemp(prefix="pathways-catalog-")).resolve()
    try:
        for name, content in files.items():
            _put(root, name, content)
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        raise
    SENT[digest] = root


def _put(root: Path, name: str, content: Any) -> None:
    target = (root / name).resolve()
    if not target.is_relative_to(root):
        raise FormatError("F009", f"{name} lies outside the folder", findings=[finding("F009", name)])
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.write_bytes(base64.b64decode(content, validate=True))
    except (binascii.Error, TypeError) as error:
        raise FormatError("F002", f"{name}: {error}", findings=[finding("F002", f"{name}: {error}")]) from None
