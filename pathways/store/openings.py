"""Which entries of the log concern a learner, and how is a learner forgotten?

Entries and their salts are kept encrypted, each learner's with a key of their own; the keys lie in a file of their own,
so that the two can be backed up under different rules (openings for long, a destroyed key nowhere).  Erasing a learner
destroys the key and the rows: the log still verifies, and nobody can say any more what its leaves were.  That somebody
was erased is written down, not who.

Source: NIST SP 800-38D (AES-GCM); Regulation (EU) 2016/679, article 17.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from pathways.errors import BadgeError, NotAvailableError, QuestionError, finding
from pathways.store.database import WAIT, Database, Layout, damaged, library, open_database, sealed, unsealed
from pathways.store.log_files import sweep
from pathways.store.opening_keys import HANDLE, KEY, Keys, read_keys, write_keys
from pathways.verification.entries import Opening, read_opening, write_opening

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection, MetaData

NONCE: Final = 12

Random = Callable[[int], bytes]
"""Gives so many secret random bytes."""


@cache
def _tables() -> MetaData:
    sa = library()
    made: MetaData = sa.MetaData()

    def table(name: str, *columns: Column[Any]) -> None:
        sa.Table(name, made, *columns, sa.Column("seal", sa.Text, nullable=False), sqlite_strict=True)

    def number() -> Column[Any]:
        column: Column[Any] = sa.Column("number", sa.Integer, primary_key=True, nullable=False, autoincrement=False)
        return column

    sealed_parts = [sa.Column(name, sa.LargeBinary, nullable=False) for name in ("nonce", "data")]
    table("openings", number(), sa.Column("handle", sa.Text, nullable=False, index=True), *sealed_parts)
    table("doomed", sa.Column("handle", sa.Text, primary_key=True, nullable=False), sa.Column("day", sa.Text))
    table("erasures", number(), sa.Column("day", sa.Text, nullable=False))
    return made


OPENINGS: Final = Layout("store of openings", 1, _tables)


class Openings:
    """An open store of openings: the database, and the file of keys."""

    def __init__(self, database: Database, keys: Path) -> None:
        self.database = database
        self.keys = keys

    def keep(self, learner: str, openings: Iterable[Opening], *, random: Random) -> None:
        """Keep openings of one learner, encrypted with that learner's key; the disk has them when this returns.

        Raises QuestionError U003 where an opening concerns somebody else, BadgeError B003 where it is none, StoreError
        S005 (somebody else writes), S007 (damaged), F010 (cannot be written), NotAvailableError X002.
        """
        lines, cipher = [_line(learner, opening) for opening in openings], _cipher()
        with self.database.writing() as connection:
            keys = self._keys(connection) or Keys(random(KEY), {})
            handle, key = keys.of(learner) or self._new(keys, learner, random)
            number = _last(connection, "openings")
            for line in lines:
                number, nonce = number + 1, random(NONCE)
                data = cipher(key).encrypt(nonce, line, _bound(handle, number))
                _put(connection, "openings", {"number": number, "handle": handle, "nonce": nonce, "data": data})

    def of(self, learner: str) -> tuple[Opening, ...]:
        """Return the openings of a learner in the order in which they were kept; none where nothing is known.

        Raises StoreError S007 (damaged), NotAvailableError X002.
        """
        with self.database.reading() as connection:
            keys = self._keys(connection)
            found = keys.of(learner) if keys else None
            if found is None:
                return ()
            rows = self._rows(connection, "openings", "number", handle=found[0])
        return tuple(self._opened(row, found[1]) for row in rows)

    def erase(self, learner: str, *, on: dt.date) -> bool:
        """Destroy the key and the openings of a learner, and write down that somebody was erased on that day.

        Returns whether there was anything.  Where that is cut short, the next opening of the store ends it.  Raises
        StoreError S005 (somebody else reads or writes), S007, F010.
        """
        with self.database.writing() as connection:
            keys = self._keys(connection)
            found = keys.of(learner) if keys else None
            if found is None:
                return False
            _put(connection, "doomed", {"handle": found[0], "day": on.isoformat()})
        self.finish()
        return True

    def erasures(self) -> tuple[dt.date, ...]:
        """Return the days on which somebody was erased, the first first.  Raises StoreError S007."""
        with self.database.reading() as connection:
            rows = self._rows(connection, "erasures", "number")
        return tuple(dt.date.fromisoformat(row["day"]) for row in rows)

    def finish(self) -> None:
        """End every erasure that was begun.  Raises as :meth:`erase` does."""
        with self.database.reading() as connection:
            if not self._rows(connection, "doomed", "handle"):
                return
        with self.database.erasing() as connection:
            for row in self._rows(connection, "doomed", "handle"):
                keys = self._keys(connection)
                if keys is not None and keys.holds(row["handle"]):
                    write_keys(self.keys, keys.without(row["handle"]))
                for name in ("openings", "doomed"):
                    _delete(connection, name, row["handle"])
                _put(connection, "erasures", {"number": _last(connection, "erasures") + 1, "day": row["day"]})

    def _keys(self, connection: Connection) -> Keys | None:
        """Return the keys, None before the first; openings without keys are damage."""
        keys = read_keys(self.keys)
        if keys is None and _last(connection, "openings") >= 0:
            damaged(self.keys, "the keys are missing")
        return keys

    def _new(self, keys: Keys, learner: str, random: Random) -> tuple[str, bytes]:
        made = (random(HANDLE).hex(), random(KEY))
        write_keys(self.keys, keys.with_learner(learner, *made))
        return made

    def _rows(self, connection: Connection, name: str, order: str, **where: str) -> list[dict[str, Any]]:
        table = _tables().tables[name]
        asked = library().select(table).where(*(table.c[key] == value for key, value in where.items()))
        found = connection.execute(asked.order_by(table.c[order])).mappings()
        return [unsealed(self.database.path, table, row) for row in found]

    def _opened(self, row: dict[str, Any], key: bytes) -> Opening:
        from cryptography.exceptions import InvalidTag

        try:
            line = _cipher()(key).decrypt(row["nonce"], row["data"], _bound(row["handle"], row["number"]))
            return read_opening(line)
        except (InvalidTag, ValueError, BadgeError):
            damaged(self.database.path, f"opening {row['number']} does not open with its key")


def open_openings(path: Path, keys: Path, *, wait: float = WAIT) -> Openings:
    """Open a store of openings and its file of keys; where there is none, begin one.  Ends what was cut short.

    Raises as :func:`pathways.store.database.open_database` does, and StoreError S007 for damaged or missing keys.
    """
    found = Openings(open_database(path, OPENINGS, wait=wait), keys)
    if keys.parent.exists():
        sweep(keys)
    found.finish()
    return found


def _line(learner: str, opening: Opening) -> bytes:
    if opening.entry.learner != learner:
        _nonsense("an opening concerns another learner")
    line = write_opening(opening).encode()
    read_opening(line)
    return line


def _bound(handle: str, number: int) -> bytes:
    """Return what ties a row to its place, so that rows cannot be exchanged."""
    return f"{handle}/{number}".encode()


def _last(connection: Connection, name: str) -> int:
    sa, table = library(), _tables().tables[name]
    found = connection.execute(sa.select(sa.func.max(table.c.number))).scalar()
    return -1 if found is None else int(found)


def _put(connection: Connection, name: str, row: dict[str, Any]) -> None:
    table = _tables().tables[name]
    connection.execute(library().insert(table).values(sealed(table, row)))


def _delete(connection: Connection, name: str, handle: str) -> None:
    table = _tables().tables[name]
    connection.execute(library().delete(table).where(table.c.handle == handle))


def _cipher() -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        hint = "Install it with: pip install 'pathways-planner[badges]'"
        raise NotAvailableError("X002", "keeping openings needs cryptography", hint=hint) from error
    return AESGCM


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
