"""What does an institution tell a learner, under the decisions that stand, and how do groups fare?  Runs in a worker.

What groups people belong to is read, counted, and forgotten: it is in no question that is kept, and in no answer.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from pathways.model.equity_documents import EquityDocument
from pathways.model.letter_documents import LetterDocument
from pathways.model.record import LearnerRecord
from pathways.ui.worker import Trouble, catalogue, told

if TYPE_CHECKING:
    from pathways.advising import Desk
    from pathways.catalog.collection import Catalog
    from pathways.design.equity import Asked, Told
    from pathways.model.decision import Decision
    from pathways.recognition.rules import RuleBook
    from pathways.ui.deciding import Mark


def lettered(
    desk: Desk, record: LearnerRecord, at: str, *, as_of: dt.date, goal: str | None, mark: Mark | None
) -> LetterDocument:
    """Return what an institution tells a learner about every line of the record.  Raises as the desk does."""
    from pathways.planning.letter import Case, letter

    wares, book, made = _ruled(desk, mark)
    credential = desk.goal(record, goal, as_of) if goal else None
    return letter(Case(wares, book, record, at, as_of, credential, None, {each.id: each for each in made}))


@lru_cache(maxsize=4)
def _ruled(desk: Desk, mark: Mark | None) -> tuple[Catalog, RuleBook, tuple[Decision, ...]]:
    """Return the catalogue in which the decisions that stand are rules; kept while the file is as it was."""
    from pathways.matching.decided import with_decisions
    from pathways.recognition.rules import RuleBook

    if mark is None:
        return desk.catalog, desk.book, ()
    from pathways.store.decisions import open_decisions

    made = tuple(open_decisions(mark[0]).standing())
    wares = with_decisions(desk.catalog, made)
    return wares, RuleBook(wares), made


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
    from pathways.advising import Desk
    from pathways.design.equity import Asked, equity_document

    files = _read(handed)
    if isinstance(files, Trouble):
        return files
    people, members = files
    plain = catalogue(*place)
    wares, _, _ = _ruled(Desk(plain), wanted.mark) if wanted.mark else (plain, None, ())
    credential = wares.credential(wanted.goal, wanted.as_of) if wanted.goal else None
    asked = Asked(wanted.at, credential.key if credential else None, wanted.as_of, wares.digest)
    return equity_document(asked, people, members, _told(Desk(wares), asked))


@told
def group_columns(name: str, content: bytes) -> tuple[str, ...] | Trouble:
    """Return the columns that may hold the group in a table that was handed in, or why it cannot be read."""
    from pathways.formats.groups import columns_of

    with tempfile.TemporaryDirectory() as folder:
        return columns_of(_kept(Path(folder), _groups_name(name), content))


def _groups_name(name: str) -> str:
    return f"groups-{PurePath(name).stem}.csv"


def _told(desk: Desk, asked: Asked) -> Told:
    goal = asked.credential
    if goal is None:
        return lambda record: desk.recognize(record, asked.organization, as_of=asked.as_of)
    return lambda record: desk.audit(record, goal, as_of=asked.as_of, at=asked.organization)


def _read(handed: Handed) -> tuple[tuple[LearnerRecord, ...], tuple[tuple[str, str], ...]] | Trouble:
    """Return records and groups, or everything that is wrong with them: a rate of some records would be misleading."""
    from pathways.formats.groups import load_groups
    from pathways.formats.record_many import load_records
    from pathways.resources import sample_cohort

    with tempfile.TemporaryDirectory() as folder:
        records, groups = sample_cohort() / "cohort.csv", sample_cohort() / "cohort-groups.csv"
        if handed.records is not None:
            records = _kept(Path(folder), handed.records_name, handed.records)
            groups = _kept(Path(folder), _groups_name(handed.groups_name), handed.groups)
        many = load_records(records)
        wrong: list[Any] = [each for findings in many.wrong.values() for each in findings]
        if wrong:
            return Trouble(tuple(wrong))
        return many.records, load_groups(groups, column=handed.column)


def _kept(folder: Path, name: str, content: bytes) -> Path:
    safe = "".join(letter for letter in PurePath(name).name if letter.isalnum() or letter in "-_.")[-80:]
    file = folder / (safe.lstrip(".") or "records.csv")
    file.write_bytes(content)
    return file
