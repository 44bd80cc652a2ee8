"""How do groups fare under the decisions that stand?  Runs in a worker.

What groups people belong to is read, counted, and forgotten: it is in no question that is kept, and in no answer.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from pathways.model.equity_documents import EquityDocument
from pathways.model.record import LearnerRecord
from pathways.ui.deciding import Mark, desk_under
from pathways.ui.worker import Trouble, desk_of, told


@dataclass(frozen=True, slots=True)
class Handed:
    """Two files as they were handed in: records, and who is in which group; their names, and the column of the group.

    Without records, both are the sample's.
    """

    records: bytes | None = None
    records_name: str = ""
    groups: bytes = b""
    groups_name: str = ""
    column: str = "group"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of them: of which institution, toward which credential (or none), on which day, under what."""

    at: str
    goal: str | None
    as_of: dt.date
    mark: Mark | None = None


@told
def rates(place: tuple[Path, str], handed: Handed, wanted: Wanted) -> EquityDocument | Trouble:
    """Return the rates by group, or what is wrong with the files.  Nothing of the files outlives this."""
    files = _read(handed)
    if isinstance(files, Trouble):
        return files
    people, members = files
    desk = desk_under(desk_of(*place), wanted.mark)
    return desk.equity(people, members, wanted.at, as_of=wanted.as_of, goal=wanted.goal)


@told
def group_columns(name: str, content: bytes) -> tuple[str, ...] | Trouble:
    """Return the columns that may hold the group in a table that was handed in, or why it cannot be read."""
    from pathways.formats.groups import columns_of

    with tempfile.TemporaryDirectory() as folder:
        return columns_of(_kept(Path(folder), _groups_name(name), content))


def _groups_name(name: str) -> str:
    return f"groups-{PurePath(name).stem}.csv"


def _read(handed: Handed) -> tuple[tuple[LearnerRecord, ...], tuple[tuple[str, str], ...]] | Trouble:
    """Return records and groups, or everything that is wrong with them: a rate of some records would be misleading."""
    from pathways.formats.groups import load_groups
    from pathways.formats.record_many import load_records
    from pathways.resources import sample_cohort

    with tempfile.TemporaryDirectory() as folder:
        records, groups = sample_cohort() / "cohort.csv", sample_cohort() / "cohort-groups.csv"
        if handed.records is not None:
            records = _kept(Path(folder) / "records", handed.records_name, handed.records)
            groups = _kept(Path(folder) / "groups", _groups_name(handed.groups_name), handed.groups)
        many = load_records(records)
        wrong: list[Any] = [each for findings in many.wrong.values() for each in findings]
        if wrong:
            return Trouble(tuple(wrong))
        return many.records, load_groups(groups, column=handed.column)


def _kept(folder: Path, name: str, content: bytes) -> Path:
    safe = "".join(letter for letter in PurePath(name).name if letter.isalnum() or letter in "-_.")[-80:]
    folder.mkdir(exist_ok=True)
    file = folder / (safe.lstrip(".") or "records.csv")
    file.write_bytes(content)
    return file
