"""Is what was kept still there, whole, in one file, whoever was killed meanwhile?

SQLite through SQLAlchemy 2 Core.  Whoever writes begins at once and alone; what is acknowledged is on the disk; what is
deleted is overwritten.  Between two uses everything is in the one file.  A table uses the types ``Integer``, ``Text``
and ``LargeBinary`` only, all of them portable to a server database, and may carry a ``seal`` over each row.

Source: SQLite, "Write-Ahead Logging", "PRAGMA Statements", "STRICT Tables", "Result and Error Codes".
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn

from pathways.errors import InternalError, NotAvailableError
from pathways.store.log_files import refuse, sweep, sync_folder

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData, Table

WAIT: Final = 5.0
"""Seconds for which one waits until somebody else has written."""
SEAL: Final = "seal"
"""The column that holds the checksum of its row."""

_PRAGMAS: Final = (
    "foreign_keys=ON",
    "secure_delete=ON",
    "synchronous=FULL",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "journal_mode=WAL",
)
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_CANNOT: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_TOOBIG,
    }
)
_OURS: Final = frozenset({sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_RANGE})
_RESTORE: Final = "Put a whole copy in its place; do not mend it by hand."
_OTHER: Final = "What means something else would be read as if nothing had changed."
_UNCLEAN: Final = "unclean"

Mode = Literal["read", "write", "none"]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file holds: its kind (in words, such as ``backpack``), the version of its tables, and the tables."""

    kind: str
    version: int
    tables: Callable[[], MetaData]


def library() -> Any:
    """Return SQLAlchemy.  Raises NotAvailableError X002 without the extra ``store``."""
    try:
        import sqlalchemy
    except ImportError as error:
        message = "keeping badges, proofs and decisions needs SQLAlchemy"
        raise NotAvailableError(
            "X002", message, hint="Install it with: pip install 'pathways-planner[store]'"
        ) from error
    return sqlalchemy


class Database:
    """An open store.  It holds no connection between two uses, so that there is nothing to close."""

    def __init__(self, path: Path, layout: Layout, engine: Engine) -> None:
        self.path = path
        self.layout = layout
        self._engine = engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store, also while others write.

        Raises StoreError S007 (damaged), F010 (cannot be used).
        """
        with self._connected("read") as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the connection that alone may write; after the block the disk has all of it, or after an error nothing.

        Raises StoreError S005 (somebody else writes), S007 (damaged), F010 (cannot be written).
        """
        with self._connected("write") as connection:
            yield connection

    @contextlib.contextmanager
    def erasing(self) -> Iterator[Connection]:
        """Write as :meth:`writing` does, then leave no byte of what was deleted in any file of the store.

        Where that is cut short, the next opening goes on with it.  Raises as :meth:`writing` does.
        """
        with self._connected("write") as connection:
            _say(connection, _UNCLEAN, "yes")
            yield connection
        self.clean()

    def clean(self) -> None:
        """Write the whole file anew, without what was deleted.  Raises as :meth:`writing` does."""
        with self._connected("none") as connection:
            connection.exec_driver_sql("VACUUM")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        if busy:
            _in_use(self.path)
        with self._connected("write") as connection:
            connection.exec_driver_sql("DELETE FROM about WHERE name = ?", (_UNCLEAN,))
        self._emptied()

    def _emptied(self) -> None:
        """Leave nothing in the file beside it either."""
        with self._connected("none") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> None:
        """Read the store through.  Raises StoreError S003 (another version), S007 (damaged), S008 (another kind)."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
            if found != "ok":
                damaged(self.path, str(found).splitlines()[-1][:200])
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                damaged(self.path, f"a row of {broken[0]!r} belongs to nothing")
            _check_about(self, connection)

    def unclean(self) -> bool:
        """Return whether an erasure was cut short."""
        with self.reading() as connection:
            return _UNCLEAN in _about(connection)

    @contextlib.contextmanager
    def _connected(self, mode: Mode) -> Iterator[Connection]:
        # A damaged name inside the file makes the words of the database's own error undecodable.
        errors = (library().exc.DBAPIError, sqlite3.Error, UnicodeDecodeError)
        try:
            with self._engine.execution_options(mode=mode).connect() as connection, connection.begin():
                yield connection
        except errors as error:
            _tell(self.path, error)


def open_database(path: Path, layout: Layout, *, wait: float = WAIT) -> Database:
    """Open a store and read it through; where there is none, begin one that only its owner may read.

    ``wait`` is in seconds.  Raises StoreError S003 (another version of the format), S005 (somebody else writes), S007
    (damaged), S008 (of another kind), F010 (cannot be written), NotAvailableError X002 without the extra ``store``.
    """
    library()
    if not path.exists():
        _begin(path, layout, wait)
    database = Database(path, layout, _engine(path, wait))
    database.check()
    if database.unclean():
        database.clean()
    return database


def _engine(path: Path, wait: float) -> Engine:
    """Return what makes connections to an existing file; each is closed after its use."""
    sa = library()
    address = f"{path.absolute().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        made = sqlite3.connect(address, timeout=wait, isolation_level=None, check_same_thread=False, uri=True)
        try:
            for pragma in _PRAGMAS:
                made.execute(f"PRAGMA {pragma}").fetchall()
        except BaseException:
            made.close()
            raise
        return made

    engine: Engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.pool.NullPool)
    sa.event.listen(engine, "begin", _begins)
    return engine


def _begins(connection: Connection) -> None:
    """Begin as the connection is meant: to read one state, or to write alone."""
    mode = connection.get_execution_options().get("mode", "read")
    if mode != "none":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == "write" else "BEGIN")


def _begin(path: Path, layout: Layout, wait: float) -> None:
    """Make a whole store beside, then give it its name: nobody ever sees half of one."""
    beside: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path)
        handle, name = tempfile.mkstemp(prefix=f".unfinished-{path.name}-", dir=path.parent)
        os.close(handle)
        beside = Path(name)
        _fill(Database(beside, layout, _engine(beside, wait)))
        _named(beside, path)
        sync_folder(path.parent)
    except OSError as error:
        if not path.exists():
            refuse("F010", path, f"{path} ({error.strerror or error})", "Let this program write there.")
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def _named(beside: Path, path: Path) -> None:
    """Give a file its name, but never the name of another that was made meanwhile."""
    try:
        os.link(beside, path)
    except FileExistsError:
        return
    except OSError:
        if not path.exists():
            os.rename(beside, path)


def _fill(database: Database) -> None:
    sa, layout = library(), database.layout
    about = sa.Table(
        "about",
        sa.MetaData(),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    with database.writing() as connection:
        about.create(connection)
        layout.tables().create_all(connection)
        _say(connection, "kind", layout.kind)
        _say(connection, "version", str(layout.version))
        _say(connection, "tables", _tables_digest(connection))


def _say(connection: Connection, name: str, value: str) -> None:
    connection.exec_driver_sql("DELETE FROM about WHERE name = ?", (name,))
    connection.exec_driver_sql("INSERT INTO about (name, value) VALUES (?, ?)", (name, value))


def _about(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, value FROM about")
    return {str(row.name): str(row.value) for row in rows}


def _check_about(database: Database, connection: Connection) -> None:
    path, layout = database.path, database.layout
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'about'").first()
    if found is None:
        refuse("S008", path, f"{path.name} was not written by this program", "Name another file.")
    about = _about(connection)
    if about.get("kind") != layout.kind:
        refuse("S008", path, f"{path.name} is no {layout.kind}", "Name another file.")
    if about.get("version") != str(layout.version):
        told = f"{path.name} has version {about.get('version')}, this program writes {layout.version}"
        refuse("S003", path, told, "Open it with the program that wrote it, or with a newer one.", why=_OTHER)
    if about.get("tables") != _tables_digest(connection):
        damaged(path, "its tables are not those that were made")


def _tables_digest(connection: Connection) -> str:
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    return _digest([list(row) for row in rows])


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def sealed(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a whole row with its seal: a checksum over the table's name and every value."""
    return {**values, SEAL: _seal(table, values)}


def unsealed(path: Path, table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the values of a whole row as they were kept.  Raises StoreError S007 where one of them has changed."""
    values = {str(name): value for name, value in row.items() if name != SEAL}
    if row[SEAL] != _seal(table, values):
        keys = ", ".join(str(values[column.name])[:80] for column in table.primary_key)
        damaged(path, f"the row {keys} of {table.name!r} is not as it was written")
    return values


def _seal(table: Table, values: Mapping[str, Any]) -> str:
    return _digest([table.name, [[name, _plain(value)] for name, value in sorted(values.items())]])


def _plain(value: Any) -> Any:
    return {"sha256": hashlib.sha256(value).hexdigest()} if isinstance(value, bytes) else value


def damaged(path: Path, message: str) -> NoReturn:
    """Raise StoreError S007 about a file."""
    refuse("S007", path, f"{path.name}: {message}", _RESTORE)


def _in_use(path: Path) -> NoReturn:
    refuse("S005", path, f"{path} is in use by another process", "Wait until the other is done, then do it again.")


def _tell(path: Path, error: Any) -> NoReturn:
    """Raise our own error for one of the database's."""
    cause = getattr(error, "orig", None) or error
    code = (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF
    if code in _BUSY:
        _in_use(path)
    if code in _CANNOT:
        refuse("F010", path, f"{path} ({cause})", "Make room, or let this program write there and beside it.")
    if code in _OURS:
        raise InternalError("X001", f"{path.name}: {cause}") from error
    damaged(path, f"it cannot be read ({cause})")
