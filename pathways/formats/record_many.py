"""How are many records read at once?  A table of many learners, or a packed folder; a bad record stops no other.

What :mod:`pathways.formats.record_pieces` reads one after the other is held together here, for those who need all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pathways.errors import Finding, Where
from pathways.formats.problems import refusal, shown
from pathways.formats.record_pieces import open_pieces, read_piece
from pathways.formats.records import load_record
from pathways.formats.text import check_file
from pathways.formats.tree import Limits
from pathways.model.record import LearnerRecord

MOST_RECORDS: Final = 5_000
"""Records that one file may hold where all are held at once; ``pathways batch`` has no such limit."""

_MANY: Final = (".csv", ".parquet", ".zip")


@dataclass(frozen=True, slots=True)
class ManyRecords:
    """What was read: the records that are sound, what is wrong with the others, and about the file as a whole.

    ``wrong`` goes by learner (in a packed folder by file).
    """

    records: tuple[LearnerRecord, ...]
    wrong: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()


def load_records(path: Path, *, limits: Limits | None = None) -> ManyRecords:
    """Return every record in a file: a table of learners (.csv, .parquet), a .zip of records, or a single record.

    What is wrong with one record is told under its learner and hinders no other.  Raises FormatError where the file
    itself cannot be read or divided: F001, F004, F005 (too large, more than 5,000 records), F006, F008; and
    NotAvailableError X002 where Parquet cannot be read here.
    """
    file, allowed = Path(path), limits or Limits()
    check_file(file)
    if file.suffix.lower() not in _MANY:
        return ManyRecords((load_record(file, limits=allowed),))
    pieces = open_pieces(file, limits=allowed)
    if pieces.count > MOST_RECORDS:
        hint = "Divide it into several files."
        raise refusal("F005", f"it holds {pieces.count:,} records", where=Where(shown(file)), hint=hint)
    records: list[LearnerRecord] = []
    wrong: dict[str, tuple[Finding, ...]] = {}
    for piece in sorted(pieces, key=lambda piece: piece.number):
        record, findings = read_piece(piece, limits=allowed)
        if record is None or findings:
            wrong[piece.name] = findings
        else:
            records.append(record)
    return ManyRecords(tuple(records), MappingProxyType(wrong), pieces.notes)
