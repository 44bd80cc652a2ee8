"""What did the visitor hand in?  A file or a pasted text as a record, or as many; runs in a worker.

What is wrong comes back as :class:`Trouble` with the file's name as the visitor knows it, never with a place of ours.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Final, TypeVar

from pathways.errors import Finding, PathwaysError
from pathways.formats.problems import shown
from pathways.formats.record_many import ManyRecords, load_records
from pathways.formats.records import load_record
from pathways.model.record import LearnerRecord
from pathways.ui.worker import Trouble

T = TypeVar("T")

ONE: Final = ("csv", "yaml", "yml", "json")
"""How the name of a file with one record may end."""

MANY: Final = (*ONE, "parquet", "zip")
"""How the name of a file with many records may end."""

PASTED: Final = "transcript"


def read_one(name: str, content: bytes) -> LearnerRecord | Trouble:
    """Return the record in a file, or what is wrong with it."""
    return _read(name, content, load_record)


def read_all(name: str, content: bytes) -> ManyRecords | Trouble:
    """Return every record in a file, or why nothing of it can be read."""
    found = _read(name, content, load_records)
    if isinstance(found, Trouble):
        return found
    known = {learner: tuple(items) for learner, items in found.wrong.items()}
    return ManyRecords(found.records, known, found.notes)


def pasted_name(text: str) -> str:
    """Return the name that a pasted text would have as a file: by what it begins with.

    >>> pasted_name('{"learner": {}}'), pasted_name("learner: {id: a}"), pasted_name("code,title")
    ('transcript.json', 'transcript.yaml', 'transcript.csv')
    """
    begin = text.lstrip("\ufeff \t\r\n")
    first = begin.partition("\n")[0]
    if begin.startswith("{"):
        return f"{PASTED}.json"
    keys = ("schema:", "learner:", "attainments:", "goals:", "as_of:", "#", "---")
    return f"{PASTED}.yaml" if first.startswith(keys) else f"{PASTED}.csv"


def _read(name: str, content: bytes, reader: Callable[[Path], T]) -> T | Trouble:
    safe = PurePath(name.replace("\\", "/")).name.lstrip(".") or PASTED
    with tempfile.TemporaryDirectory() as folder:
        kept = "".join(letter for letter in safe[-120:] if letter.isprintable())
        file = Path(folder) / kept.replace("#", "-").replace("@", "-").strip()  # a table names its learner by its file
        try:
            file.write_bytes(content)
            found = reader(file)
        except PathwaysError as error:
            return Trouble(tuple(_named(error.findings, file, safe)))
        except Exception as error:  # our own bug must reach the visitor as a clear word, never as a lost process
            return Trouble((Finding("X001", f"{type(error).__name__}: {error}"),), ours=True)
    if isinstance(found, ManyRecords):
        wrong = {who: tuple(_named(items, file, safe)) for who, items in found.wrong.items()}
        return replace(found, wrong=wrong, notes=tuple(_named(found.notes, file, safe)))
    return found


def _named(findings: Iterable[Finding], file: Path, name: str) -> Iterable[Finding]:
    place = shown(file)
    for item in findings:
        where = replace(item.where, file=name) if item.where.file == place else item.where
        yield replace(item, where=where, message=item.message.replace(place, name))
