"""What has this institution decided, by whom, when, and what stands now?  Rows that are only ever added, in one file.

What is acknowledged is on the disk.  Each row carries the digest of the row before: whoever changes one is named by it.
A decision is made against what its maker saw; where something else stands, nothing is written and both are shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn

from pydantic import ValidationError

from pathways.errors import QuestionError, StoreError, UnknownIdError, Where, finding
from pathways.matching.decided import standing
from pathways.model.decision import Decision, Withdrawal, in_brief
from pathways.model.desk_documents import DecisionEntry, DecisionsDocument
from pathways.store.database import WAIT, Database, Layout, damaged, library, open_database
from pathways.store.log_files import refuse

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData

VERSION: Final = 1
Event = Literal["decide", "supersede", "withdraw"]

_COLUMNS: Final = ("number", "event", "decision", "pair", "body", "previous", "digest")
_KEPT: Final = "CREATE TRIGGER {0}_{1} BEFORE {2} ON {0} BEGIN SELECT RAISE(ABORT, 'rows are only ever added'); END"
_SIZES: Final = "CREATE TRIGGER events_in_order BEFORE INSERT ON events WHEN NEW.number <> "
_NEXT: Final = "(SELECT count(*) + 1 FROM events) BEGIN SELECT RAISE(ABORT, 'rows are only ever added'); END"


@cache
def tables() -> MetaData:
    """Return the one table, which refuses to change or lose a row."""
    sa = library()
    made: MetaData = sa.MetaData()
    texts = [sa.Column(name, sa.Text, nullable=False) for name in _COLUMNS[1:]]
    number = sa.Column("number", sa.Integer, primary_key=True, nullable=False, autoincrement=False)
    table = sa.Table("events", made, number, *texts, sqlite_strict=True)
    words = [_KEPT.format("events", "kept", "UPDATE"), _KEPT.format("events", "stays", "DELETE"), f"{_SIZES}{_NEXT}"]
    for each in words:
        sa.event.listen(table, "after_create", sa.DDL(each).execute_if(dialect="sqlite"))
    return made


DECISIONS: Final = Layout("decision store", VERSION, tables)


@dataclass(slots=True)
class _Written:
    """What was read of a store, in order: what was made, what stands on each pair, the digest of the last row."""

    count: int = 0
    digest: str = ""
    made: dict[str, DecisionEntry] = field(default_factory=dict)
    now: dict[str, Decision] = field(default_factory=dict)

    def take(self, entry: DecisionEntry) -> None:
        """Go on by one row, as :func:`pathways.matching.decided.standing` does."""
        self.count, self.digest = entry.number, entry.digest
        if entry.decision is not None:
            self.made[entry.id] = entry
            self.now[entry.decision.pair.key] = entry.decision
            return
        gone = self.made.get(entry.id)
        if gone is not None and gone.decision is not None:
            stands = self.now.get(gone.decision.pair.key)
            if stands is not None and stands.id == entry.id:
                del self.now[stands.pair.key]


class DecisionStore:
    """An open store of decisions.  Each call is whole: afterwards the file holds all, or after an error nothing.

    Reading looks through every row; writing looks at the rows that were added since this store last wrote.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._written = _Written()

    @property
    def path(self) -> Path:
        """Return where it lies."""
        return self.database.path

    def decide(self, decision: Decision) -> DecisionEntry:
        """Keep a decision, and return its row; the same decision again is the same row.

        ``decision.supersedes`` is what its maker saw stand on the pair (None: nothing).  Raises StoreError S009 where
        something else stands by now, S005 (somebody else writes), S007 (damaged), F010 (cannot be written),
        QuestionError U003 where the very same decision was made before and stands no longer.
        """
        with self.database.writing() as connection:
            known = self._caught_up(connection)
            now, again = known.now.get(decision.pair.key), known.made.get(decision.id)
            if again is not None:
                return again if now is not None and now.id == decision.id else _made_before(decision)
            if (now.id if now else None) != decision.supersedes:
                _conflict(self.path, now, in_brief(decision), decision.id)
            return _append(connection, known, "decide" if now is None else "supersede", decision)

    def withdraw(self, withdrawal: Withdrawal) -> DecisionEntry:
        """Say that a decision no longer stands, and return the row; its pair is open again.

        Raises UnknownIdError U001 where there is no such decision, StoreError S009 where it stands no longer.
        """
        with self.database.writing() as connection:
            known = self._caught_up(connection)
            entry = known.made.get(withdrawal.decision)
            decision = (entry.decision if entry else None) or _unknown(withdrawal.decision)
            now = known.now.get(decision.pair.key)
            if now is None or now.id != decision.id:
                tried = f"withdraw {in_brief(decision)}, by {withdrawal.by}"
                _conflict(self.path, now, tried, decision.id)
            return _append(connection, known, "withdraw", withdrawal, decision.pair.key)

    def standing(self) -> tuple[Decision, ...]:
        """Return the decisions that stand, by pair.  Raises StoreError S007."""
        return standing(_events(self.entries()))

    def entries(self) -> tuple[DecisionEntry, ...]:
        """Return every row in order.  Raises StoreError S007 where one is missing or not as it was written."""
        with self.database.reading() as connection:
            return self._entries(connection)

    def document(self) -> DecisionsDocument:
        """Return ``pathways/decisions/1``.  Raises StoreError S007."""
        entries = self.entries()
        now = tuple(each.id for each in standing(_events(entries)))
        return DecisionsDocument(entries=entries, standing=now, head=entries[-1].digest if entries else "")

    def check(self, head: str) -> None:
        """Look whether the row that somebody remembers is there.  Raises StoreError S006 where it is not, S007."""
        if head not in {each.digest for each in self.entries()}:
            told = f"{self.path.name} has no row {head[:12]} any more"
            refuse("S006", self.path, told, "Rows were cut off or written anew: ask who had the file.")

    def _caught_up(self, connection: Connection) -> _Written:
        """Return what was written, with the rows that are new since; the last one known must be as it was."""
        known = self._written
        if known.count:
            table = tables().tables["events"]
            last = connection.execute(library().select(table.c.digest).where(table.c.number == known.count)).scalar()
            if last != known.digest:
                damaged(self.path, f"row {known.count} is not as it was written")
        for entry in self._entries(connection, known.count, known.digest):
            known.take(entry)
        return known

    def _entries(self, connection: Connection, after: int = 0, before: str = "") -> tuple[DecisionEntry, ...]:
        """Return the rows behind number ``after``, whose digest is ``before``."""
        table = tables().tables["events"]
        wanted = library().select(table).where(table.c.number > after).order_by(table.c.number)
        found: list[DecisionEntry] = []
        for number, row in enumerate(connection.execute(wanted).mappings(), after + 1):
            self._looked_at(number, row, found[-1].digest if found else before)
            found.append(_entry(self.path, row))
        return tuple(found)

    def _looked_at(self, number: int, row: Any, before: str) -> None:
        if row["number"] != number:
            damaged(self.path, f"row {number} is missing")
        if row["previous"] != before:
            damaged(self.path, f"row {number} does not follow the row before it")
        if row["digest"] != _digest(row):
            damaged(self.path, f"row {number} is not as it was written")


def open_decisions(path: Path, *, wait: float = WAIT) -> DecisionStore:
    """Open a store of decisions and read it through; an absent file begins a new one.

    Raises as :func:`pathways.store.database.open_database` does, and StoreError S007 with the row that was changed.
    """
    store = DecisionStore(open_database(path, DECISIONS, wait=wait))
    store.entries()
    return store


def _events(entries: Iterable[DecisionEntry]) -> Iterable[Decision | Withdrawal]:
    for entry in entries:
        if entry.decision is not None:
            yield entry.decision
        elif entry.withdrawal is not None:
            yield entry.withdrawal


def _append(
    connection: Connection,
    known: _Written,
    event: Event,
    what: Decision | Withdrawal,
    pair: str = "",
) -> DecisionEntry:
    decided = isinstance(what, Decision)
    row: dict[str, Any] = {
        "number": known.count + 1,
        "event": event,
        "decision": what.id if isinstance(what, Decision) else what.decision,
        "pair": what.pair.key if isinstance(what, Decision) else pair,
        "body": what.model_dump_json(by_alias=True, exclude_defaults=True),
        "previous": known.digest,
    }
    row["digest"] = _digest(row)
    connection.execute(library().insert(tables().tables["events"]).values(row))
    return DecisionEntry(
        number=row["number"],
        event=event,
        id=row["decision"],
        decision=what if decided else None,
        withdrawal=None if decided else what,
        previous=row["previous"],
        digest=row["digest"],
    )


def _entry(path: Path, row: Any) -> DecisionEntry:
    """Return a row that is as it was written.  Raises StoreError S003 where another version wrote it."""
    withdrawn = row["event"] == "withdraw"
    try:
        what = (Withdrawal if withdrawn else Decision).model_validate_json(row["body"])
    except ValidationError:
        told = f"{path.name}: this program cannot read row {row['number']}"
        refuse("S003", path, told, "Open it with the program that wrote it, or with a newer one.")
    body: dict[str, Any] = {"withdrawal" if withdrawn else "decision": what}
    names = {name: row[name] for name in ("number", "event", "previous", "digest")}
    return DecisionEntry(id=row["decision"], **names, **body)


def _digest(row: Any) -> str:
    values = [row[name] for name in _COLUMNS[:-1]]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _conflict(path: Path, now: Decision | None, tried: str, name: str) -> NoReturn:
    """Raise StoreError S009 with both: what stands, and what was to be written."""
    stands = f"{now.id}: {in_brief(now)}" if now else "nothing: what stood was withdrawn, or nothing was decided"
    hint = "Look at what stands, then decide again and name it as what you supersede."
    both = [
        finding("S009", f"what stands is {stands}", subject=now.id if now else None, hint=hint),
        finding("S009", f"what was not written is {tried}", subject=name, why="", hint=""),
    ]
    raise StoreError("S009", both[0].message, where=Where(file=str(path)), findings=both)


def _made_before(decision: Decision) -> NoReturn:
    told = f"{decision.id} was decided before and stands no longer"
    raise QuestionError("U003", told, findings=[finding("U003", told, hint="Decide anew, with today's date.")])


def _unknown(name: str) -> NoReturn:
    raise UnknownIdError("U001", f"there is no decision {name[:80]!r}", hint="'pathways decisions list' shows them.")
