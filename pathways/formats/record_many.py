"""How are many records read at once?  A table of many learners, or a packed folder; a bad record stops no other.

A table has one attainment a row and a column ``learner``; its columns are those of
:mod:`pathways.formats.record_rows`.  A ``.zip`` holds one record a file.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final

from pathways.errors import Finding, PathwaysError, Where
from pathways.formats.problems import problem, refusal, shown
from pathways.formats.record_rows import read_many_rows
from pathways.formats.records import load_record, record_of_rows
from pathways.formats.text import check_file
from pathways.formats.tree import Limits
from pathways.model.record import LearnerRecord

MOST_RECORDS: Final = 5_000
"""Records that one file may hold; more belong into several files."""

_SUFFIXES: Final = (".yaml", ".yml", ".json", ".csv")
_UNPACKED: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class ManyRecords:
    """What was read: the records that are sound, what is wrong with the others, and about the file as a whole.

    ``wrong`` goes by learner (in a packed folder by file).
    """

    records: tuple[LearnerRecord, ...]
    wrong: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()


def load_records(path: Path, *, limits: Limits | None = None) -> ManyRecords:
    """Return every record in a file: a table of many learners (.csv), a .zip of records, or a single record.

    What is wrong with one record is told under its learner and hinders no other.  Raises FormatError where the file
    itself cannot be read or divided: F001, F004, F005 (too large, more than 5,000 records), F006, F008.
    """
    file, allowed = Path(path), limits or Limits()
    check_file(file)
    match file.suffix.lower():
        case ".csv":
            return _of_table(file, allowed)
        case ".zip":
            return _of_folder(file, allowed)
        case _:
            return ManyRecords((load_record(file, limits=allowed),))


def _of_table(file: Path, limits: Limits) -> ManyRecords:
    rows, told = read_many_rows(file, limits)
    _bounded(file, len(rows))
    records: list[LearnerRecord] = []
    wrong: dict[str, tuple[Finding, ...]] = {}
    for learner, mine in rows.items():
        lines = set(mine.lines)
        about = tuple(item for item in told if item.where.line in lines)
        record, findings = record_of_rows(file, mine)
        if record is None or findings or about:
            wrong[learner] = (*about, *findings)
        else:
            records.append(record)
    known = {line for mine in rows.values() for line in mine.lines}
    notes = tuple(replace(item, severity="warning") for item in told if item.where.line not in known)
    return ManyRecords(tuple(records), MappingProxyType(wrong), notes)


def _bounded(file: Path, count: int) -> None:
    if count > MOST_RECORDS:
        hint = "Divide it into several files."
        raise refusal("F005", f"it holds {count:,} records", where=Where(shown(file)), hint=hint)


def _of_folder(file: Path, limits: Limits) -> ManyRecords:
    records: list[LearnerRecord] = []
    wrong: dict[str, tuple[Finding, ...]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, content) in enumerate(_members(file)):
            copy = Path(folder) / f"{number}{PurePosixPath(name).suffix.lower()}"
            copy.write_bytes(content)
            try:
                records.append(load_record(copy, limits=limits))
            except PathwaysError as error:
                wrong[name] = tuple(_renamed(item, copy, name) for item in error.findings)
            copy.unlink()
    return ManyRecords(tuple(records), MappingProxyType(wrong))


def _renamed(item: Finding, copy: Path, name: str) -> Finding:
    """Return a finding that names the file as it is called in the packed folder."""
    where = replace(item.where, file=name) if item.where.file else item.where
    return replace(item, where=where, message=item.message.replace(shown(copy), name))


def _members(file: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every record in a packed folder; never more than is allowed is unpacked."""
    left = _UNPACKED
    try:
        with zipfile.ZipFile(file) as packed:
            known = sorted(item.filename for item in packed.infolist() if _is_record(item.filename))
            _bounded(file, len(known))
            for name in known:
                with packed.open(name) as member:
                    content = member.read(left + 1)
                left -= len(content)
                if left < 0:
                    message = f"unpacked it has more than {_UNPACKED:,} bytes"
                    raise refusal("F005", message, where=Where(shown(file)), hint="Divide it into several files.")
                yield name, content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        hint = "Pack the files again, without a password."
        found = problem("F008", f"it cannot be unpacked ({error})", where=Where(shown(file)), hint=hint)
        raise refusal(found.code, found.message, where=found.where, hint=found.hint) from None


def _is_record(name: str) -> bool:
    place = PurePosixPath(name)
    hidden = any(part.startswith((".", "__")) for part in place.parts)
    return place.suffix.lower() in _SUFFIXES and not hidden
