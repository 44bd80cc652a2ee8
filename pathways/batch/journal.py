"""What is done already, whatever happened since?  Rows as they come, only ever added, each checked when read again.

A journal is one file of lines: first what the run is about, then one line a record: ``checksum {"key", "row"}``.  A
chunk is on the disk before it is told as done.  What was torn at the end is cut.  A record that took too long
is kept with the seconds that it had; who gives it more has it asked again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from pathways.batch.job import MEANS, Job
from pathways.batch.unanswered import is_late
from pathways.errors import FormatError, StoreError, Where, finding
from pathways.model.batch_documents import BatchRow, Kind
from pathways.store.locking import lock

SCHEMA: Final = "pathways/batch-journal/1"
_CHECK: Final = 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in the journal, whose it is and of what kind, and the seconds that were too few."""

    offset: int
    length: int
    learner: str
    kind: Kind
    seconds: float | None = None

    def stands(self, seconds: float | None) -> bool:
        """Return whether it would be the same with a record's time limited so."""
        return self.seconds is None or (seconds is not None and seconds <= self.seconds)


class Journal:
    """An open journal; nobody else writes to it meanwhile."""

    def __init__(self, path: Path, stream: IO[bytes], rows: dict[str, Place], seconds: float | None = None) -> None:
        self.path, self._stream, self._rows, self._seconds = path, stream, rows, seconds
        self._taken = len(rows)

    @property
    def known(self) -> int:
        """Return how many records it held when it was opened."""
        return self._taken

    def __contains__(self, key: str) -> bool:
        """Return whether the row of a record is there."""
        return key in self._rows

    def kind(self, key: str) -> Kind:
        """Return whether somebody has to look at a record."""
        return self._rows[key].kind

    def learner(self, key: str) -> str:
        """Return whose record it is; of one that could not be read, how it is called."""
        return self._rows[key].learner

    def row(self, key: str) -> BatchRow:
        """Return the row of a record."""
        place = self._rows[key]
        self._stream.seek(place.offset)
        return BatchRow.model_validate(json.loads(self._stream.read(place.length)[_CHECK + 1 :])["row"])

    def forget(self, key: str) -> None:
        """Let a record be asked again."""
        del self._rows[key]

    def add(self, rows: Iterable[tuple[str, BatchRow]]) -> None:
        """Keep the rows of a chunk; they are on the disk when this returns.  Raises FormatError F010."""
        try:
            offset = self._stream.seek(0, os.SEEK_END)
            for key, row in rows:
                late = {"seconds": self._seconds} if is_late(row) else {}
                kept = row.model_dump(mode="json", by_alias=True, exclude_defaults=True)
                line = _line({"key": key, "row": kept, **late})
                self._stream.write(line)
                self._rows[key] = Place(offset, len(line), row.learner, row.kind, late.get("seconds"))
                offset += len(line)
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise _cannot(self.path, error) from None

    def close(self) -> None:
        """Close it; it stays where it is, unless it holds nothing."""
        self._stream.close()
        if not self._rows:
            self.path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove it: all is in the table now."""
        self._stream.close()
        self.path.unlink(missing_ok=True)


def begin(path: Path, job: Job) -> Journal:
    """Begin a journal.  Raises StoreError S005 where somebody else has it, FormatError F010."""
    stream = _opened(path, "x+b")
    journal = Journal(path, stream, {}, job.seconds)
    stream.write(_line({"schema": SCHEMA, "key": job.key, "job": job.document()}))
    journal.add(())
    return journal


def resume(path: Path, job: Job) -> Journal:
    """Open a journal again; what was torn at its end is cut, what had fewer seconds than there are now is left out.

    Raises StoreError S003 where it is of another question, catalogue or version, S005, S007 (not a journal).
    """
    stream = _opened(path, "r+b")
    head, rows, end = _read(stream)
    if head.get("schema") != SCHEMA:
        stream.close()
        _refuse("S007", path, "it is not the journal of a run", "Name another --out, or remove it.")
    if head.get("key") != job.key:
        stream.close()
        told = f"{path.name} is the journal of another run: {_difference(head, job)}"
        _refuse("S003", path, told, "Ask as before, or remove the file and begin anew.")
    stream.truncate(end)
    rows = {key: place for key, place in rows.items() if place.stands(job.seconds)}
    return Journal(path, stream, rows, job.seconds)


def asked_on(path: Path) -> str | None:
    """Return the day for which a journal's run was asked; None where that cannot be read."""
    try:
        with path.open("rb") as stream:
            head = next(_lines(stream), ({}, 0, 0))[0]
        return str(head["job"]["asked"]["as_of"])
    except (OSError, KeyError, TypeError):
        return None


def _read(stream: IO[bytes]) -> tuple[dict[str, Any], dict[str, Place], int]:
    """Return what the run is about, where each row stands, and where the last whole line ends."""
    head: dict[str, Any] = {}
    rows: dict[str, Place] = {}
    end = 0
    for document, offset, length in _lines(stream):
        if not offset:
            head = document
        else:
            row = document["row"]
            rows[document["key"]] = Place(offset, length, row["learner"], row["kind"], document.get("seconds"))
        end = offset + length
    return head, rows, end


def _lines(stream: IO[bytes]) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Yield each whole line with its place, up to the first that is not as it was written."""
    stream.seek(0)
    offset = 0
    for line in stream:
        check, mark, text = line[:_CHECK], line[_CHECK : _CHECK + 1], line[_CHECK + 1 :]
        if mark != b" " or not text.endswith(b"\n") or _check(text) != check:
            return
        yield json.loads(text), offset, len(line)
        offset += len(line)


def _line(document: dict[str, Any]) -> bytes:
    text = json.dumps(document, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    return _check(text) + b" " + text


def _check(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:_CHECK].encode()


def _difference(head: dict[str, Any], job: Job) -> str:
    before, now = head.get("job") or {}, job.document()
    names = {"digest": "the catalogue", "asked": "the question", "decisions": "the decisions"}
    found = [names.get(key, key) for key in sorted(now) if key not in MEANS and before.get(key) != now[key]]
    return f"{' and '.join(found)} differ" if found else "it differs"


def _opened(path: Path, mode: str) -> IO[bytes]:
    try:
        stream: IO[bytes] = path.open(mode)
    except OSError as error:
        raise _cannot(path, error) from None
    try:
        lock(stream.fileno(), path)
    except StoreError:
        stream.close()
        raise
    return stream


def _cannot(path: Path, error: OSError) -> FormatError:
    told = finding("F010", f"{path} ({error.strerror or type(error).__name__})")
    return FormatError("F010", told.message, where=Where(str(path)), findings=[told])


def _refuse(code: str, path: Path, told: str, hint: str) -> None:
    why = "Its rows would answer something else than what is asked now."
    raise StoreError(code, told, where=Where(str(path)), findings=[finding(code, told, hint=hint, why=why)])
