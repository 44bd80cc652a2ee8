"""What has this institution issued, where does each stand, and with which keys?  A folder with everything in its place.

The table, the secret keys (a file each), the log with its checkpoint, and the openings of learners.  Whoever writes
holds the log; a second writer is told so.  What ended between table and log is settled at the next opening: a
credential that never reached the log was never handed out; a revocation that was written is carried into the log.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from pathways.errors import QuestionError, UnknownIdError, finding
from pathways.issuing.issuer import IssuerProfile, KeyEntry
from pathways.issuing.keys import SecretKey, log_key
from pathways.issuing.status import PLACES, Form, Purpose
from pathways.store.database import SEAL, Database, library, open_database, sealed, unsealed
from pathways.store.issuing_tables import ABANDONED, ISSUED, LAYOUT, REVOKED, SUSPENDED, table
from pathways.store.keyfiles import load_key, save_key
from pathways.store.log import Log, open_log
from pathways.store.log_files import HEAD, RECORD, refuse
from pathways.store.openings import Openings, Random, open_openings

if TYPE_CHECKING:
    from sqlalchemy import Connection

FULL: Final = PLACES // 2
"""How many places of a list are used before the next list is begun: free ones stay easy to find by chance."""
_TABLE: Final = "issuing.db"
_LOG: Final = "issued.log"
_KEYS: Final = "keys"


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """What is kept of one credential; ``leaf`` is the commitment in the log, ``place`` that in a status list."""

    id: str
    digest: str
    kind: str
    about: str
    form: Form
    key: str
    purpose: Purpose
    list: int
    place: int
    issued_at: str
    leaf: str
    log_index: int | None
    state: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """That a credential was revoked, suspended or restored: by whom, when and why."""

    number: int
    id: str
    state: str
    at: str
    by: str
    reason: str
    leaf: str
    log_index: int | None


class Cupboard:
    """An open issuing cupboard; everything that changes it goes through :meth:`writing` with the log in hand."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database

    @property
    def profile(self) -> IssuerProfile:
        """Return who issues."""
        return IssuerProfile.model_validate_json(self._issuer()["profile"])

    @property
    def origin(self) -> str:
        """Return the name of the log."""
        return self.profile.url.removeprefix("https://") + "/log"

    @property
    def keys(self) -> tuple[KeyEntry, ...]:
        """Return the public side of all keys, the oldest first."""
        return tuple(KeyEntry.model_validate_json(row["entry"]) for row in self._rows("keys", "number"))

    def secret(self, name: str, *, passphrase: str | None = None) -> SecretKey:
        """Return the secret half of a key.  Raises StoreError F001, BadgeError B002, UnknownIdError U001."""
        found = next((row for row in self._rows("keys", "number") if row["name"] == name), None)
        if found is None:
            _unknown(f"this issuer has no key {name!r}")
        return load_key(self.folder / _KEYS / found["file"], passphrase=passphrase)

    def signing(self, now: dt.datetime, wanted: Callable[[KeyEntry], bool]) -> KeyEntry:
        """Return the newest key in use that is wanted.  Raises QuestionError U003 where there is none."""
        found = [key for key in self.keys if key.in_use(now) and wanted(key)]
        if not found:
            _nonsense("no key in use can sign this; make one with: pathways issue rotate-key")
        return found[-1]

    def issued(self) -> tuple[IssuedRow, ...]:
        """Return what was issued, in the order in which it was."""
        return tuple(IssuedRow(**row) for row in self._rows("credentials", "issued_at", "id"))

    def one(self, name: str) -> IssuedRow:
        """Return one credential by its id.  Raises UnknownIdError U001."""
        found = next((row for row in self.issued() if row.id == name and row.state != ABANDONED), None)
        return found or _unknown(f"no credential {name[:80]!r} was issued here")

    def changes(self) -> tuple[ChangeRow, ...]:
        """Return every revocation, suspension and restoration, in order."""
        return tuple(ChangeRow(**row) for row in self._rows("changes", "number"))

    def lists(self) -> Mapping[tuple[Purpose, int], tuple[int, ...]]:
        """Return the status lists in use, each with the places that no longer hold."""
        found: dict[tuple[Purpose, int], list[int]] = {("revocation", 1): [], ("suspension", 1): []}
        for row in self.issued():
            places = found.setdefault((row.purpose, row.list), [])
            if row.state in (REVOKED, SUSPENDED):
                places.append(row.place)
        return {which: tuple(sorted(places)) for which, places in sorted(found.items())}

    def openings(self) -> Openings:
        """Open the openings of the log, each learner's under its own key.  Raises StoreError S003, S007, S008."""
        return open_openings(self.folder / "openings.db", self.folder / _KEYS / "openings")

    def log(self, *, passphrase: str | None = None) -> OpenLog:
        """Open the log for writing, and settle what ended half-way.  Raises StoreError S005 where somebody writes."""
        key = load_key(self.folder / _KEYS / self._issuer()["log_key"], passphrase=passphrase)
        signer = log_key(key, self.origin)
        log = open_log(self.folder / _LOG, self.origin, keys=(signer.verifier,))
        opened = OpenLog(self, log, signer)
        try:
            opened.settle()
        except BaseException:
            log.close()
            raise
        return opened

    def _issuer(self) -> dict[str, Any]:
        found = self._rows("issuer", "one")
        if not found:
            refuse(
                "S007", self.folder, f"{self.folder.name}: no issuer stands in it", "Begin it again in a new folder."
            )
        return found[0]

    def _rows(self, name: str, *order: str) -> list[dict[str, Any]]:
        sa, kept = library(), table(name)
        with self.database.reading() as connection:
            found = connection.execute(sa.select(kept).order_by(*(kept.c[column] for column in order))).mappings()
            return [unsealed(self.database.path, kept, row) for row in found]


class OpenLog:
    """The log of a cupboard in the hands of its one writer; a context manager."""

    def __init__(self, cupboard: Cupboard, log: Log, signer: Any) -> None:
        self._cupboard = cupboard
        self._signer = signer
        self.log = log

    def __enter__(self) -> OpenLog:
        return self

    def __exit__(self, *_error: object) -> None:
        self.log.close()

    def enter(self, leaf: str, name: str) -> int:
        """Append a leaf, seal the log, and write where it stands beside the row of ``credentials`` or ``changes``."""
        [index] = self.log.append([bytes.fromhex(leaf)])
        self.log.seal(self._signer)
        self._numbered(name, leaf, index)
        return index

    def settle(self) -> None:
        """Finish what a process left unfinished."""
        kept = self._cupboard
        waiting = [("credentials", row.leaf) for row in kept.issued() if row.log_index is None and row.state == ISSUED]
        waiting += [("changes", row.leaf) for row in kept.changes() if row.log_index is None]
        known = self._leaves() if waiting else {}
        for name, leaf in waiting:
            if leaf in known:
                self._numbered(name, leaf, known[leaf])
            elif name == "changes":
                self.enter(leaf, name)
            else:
                rewrite(kept.database, name, {"leaf": leaf}, {"state": ABANDONED})
        if self.log.size and (self.log.checkpoint is None or self.log.checkpoint.checkpoint.size < self.log.size):
            self.log.seal(self._signer)

    def _leaves(self) -> dict[str, int]:
        data = (self._cupboard.folder / _LOG).read_bytes()[HEAD:]
        return {data[index * RECORD : index * RECORD + 32].hex(): index for index in range(self.log.size)}

    def _numbered(self, name: str, leaf: str, index: int) -> None:
        rewrite(self._cupboard.database, name, {"leaf": leaf}, {"log_index": index})


def begin_cupboard(
    folder: Path,
    profile: IssuerProfile,
    key: tuple[KeyEntry, SecretKey],
    log_secret: SecretKey,
    *,
    passphrase: str | None = None,
    salts: Sequence[bytes] = (b"", b""),
) -> Cupboard:
    """Begin a cupboard with one key and a log, and return it.

    Raises QuestionError U003 where the folder holds one already, StoreError F010 where it cannot be written.
    """
    if (folder / _TABLE).exists():
        _nonsense(f"{folder} holds an issuer already")
    save_key(folder / _KEYS / "log.pem", log_secret, passphrase=passphrase, salt=salts[0])
    save_key(folder / _KEYS / "key-1.pem", key[1], passphrase=passphrase, salt=salts[1])
    log_key(log_secret, profile.url.removeprefix("https://") + "/log")
    database = open_database(folder / _TABLE, LAYOUT)
    with database.writing() as connection:
        insert(connection, "issuer", {"one": 1, "profile": profile.model_dump_json(), "log_key": "log.pem"})
        insert(connection, "keys", _key_row(1, key[0]))
    return Cupboard(folder, database)


def open_cupboard(folder: Path) -> Cupboard:
    """Open a cupboard.  Raises StoreError F001 (there is none), S003, S007, S008, NotAvailableError X002."""
    path = folder / _TABLE
    if not path.is_file():
        refuse("F001", folder, f"{folder} holds no issuer", "Begin one with: pathways issue new")
    return Cupboard(folder, open_database(path, LAYOUT))


def rotate(
    cupboard: Cupboard, keys: Sequence[KeyEntry], secret: SecretKey, *, passphrase: str | None = None, salt: bytes = b""
) -> None:
    """Keep a new key, the last of ``keys``, and what changed in the others by it.  Raises StoreError F010, S005."""
    number = len(keys)
    save_key(cupboard.folder / _KEYS / f"key-{number}.pem", secret, passphrase=passphrase, salt=salt)
    with cupboard.database.writing() as connection:
        for place, key in enumerate(keys[:-1], 1):
            update(connection, cupboard.database, "keys", {"name": key.name}, _key_row(place, key))
        insert(connection, "keys", _key_row(number, keys[-1]))


def _key_row(number: int, key: KeyEntry) -> dict[str, Any]:
    return {"name": key.name, "number": number, "entry": key.model_dump_json(), "file": f"key-{number}.pem"}


def insert(connection: Connection, name: str, values: Mapping[str, Any]) -> None:
    """Add a row with its seal; what is not given is empty."""
    kept = table(name)
    whole = {column.name: values.get(column.name) for column in kept.columns if column.name != SEAL}
    connection.execute(kept.insert().values(**sealed(kept, whole)))


def update(
    connection: Connection, database: Database, name: str, which: Mapping[str, Any], change: Mapping[str, Any]
) -> None:
    """Change the rows that are asked for, and seal them anew."""
    sa, kept = library(), table(name)
    asked = [kept.c[column] == value for column, value in which.items()]
    for row in connection.execute(sa.select(kept).where(*asked)).mappings().all():
        values = {**unsealed(database.path, kept, row), **change}
        same = [kept.c[column.name] == row[column.name] for column in kept.primary_key]
        connection.execute(kept.update().where(*same).values(**sealed(kept, values)))


def rewrite(database: Database, name: str, which: Mapping[str, Any], change: Mapping[str, Any]) -> None:
    """Change rows in a transaction of their own."""
    with database.writing() as connection:
        update(connection, database, name, which, change)


def free_place(connection: Connection, purpose: Purpose, random: Random) -> tuple[int, int]:
    """Return the list and a place in it that no credential has or ever had; ``random(n)`` gives n random bytes."""
    sa, kept = library(), table("credentials")
    asked = sa.select(kept.c.list, kept.c.place).where(kept.c.purpose == purpose)
    used: dict[int, set[int]] = {}
    for number, place in connection.execute(asked):
        used.setdefault(number, set()).add(place)
    number = max(used, default=1)
    if len(used.get(number, ())) >= FULL:
        number += 1
    taken = used.get(number, set())
    for _ in range(1_000):
        place = int.from_bytes(random(8), "big") % PLACES
        if place not in taken:
            return number, place
    return _nonsense("no free place was drawn; the source of chance repeats itself")


def next_number(connection: Connection, name: str) -> int:
    """Return the number of the next row, counted from 1."""
    sa, kept = library(), table(name)
    return int(connection.execute(sa.select(sa.func.count()).select_from(kept)).scalar() or 0) + 1


def _unknown(message: str) -> NoReturn:
    raise UnknownIdError("U001", message, findings=[finding("U001", message)])


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
