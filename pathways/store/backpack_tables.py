"""In which tables does a backpack lie?  Badges, what was found of them, collections, shares, openings of shares."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pathways.store.database import Layout, library, sealed, unsealed

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement, Connection, MetaData, Table

VERSION: Final = 1


@cache
def tables() -> MetaData:
    """Return the tables of a backpack; every row carries its seal."""
    sa = library()
    made: MetaData = sa.MetaData()
    _table(made, "items", _key("sha256"), _whole("place"), _bytes("data"), _text("added"), *_own())
    item = ("items.sha256",)
    _table(made, "verifications", _key("item", *item), _key("number", whole=True), _text("document"))
    _table(made, "collections", _key("name"), _whole("place"), _text("items"))
    _table(
        made,
        "shares",
        *(_key("id"), _text("title"), _text("audience"), _text("items"), _text("parts"), _text("secret")),
        *(_text("passphrase"), _text("created"), _text("expires"), _text("withdrawn"), _whole("elsewhere")),
    )
    share = ("shares.id",)
    _table(made, "openings", _key("share", *share), _key("number", whole=True), _text("at"), _text("viewer"), *_seen())
    return made


def _own() -> tuple[Column[Any], ...]:
    return (_text("labels"), _text("note"), _whole("hidden"))


def _seen() -> tuple[Column[Any], ...]:
    return (_text("items"), _whole("removed"))


BACKPACK: Final = Layout("backpack", VERSION, tables)


def _table(made: MetaData, name: str, *columns: Column[Any]) -> None:
    library().Table(name, made, *columns, _text("seal"), sqlite_strict=True)


def _key(name: str, *refers: str, whole: bool = False) -> Column[Any]:
    sa = library()
    kind = sa.Integer if whole else sa.Text
    links = [sa.ForeignKey(target, ondelete="CASCADE") for target in refers]
    column: Column[Any] = sa.Column(name, kind, *links, primary_key=True, nullable=False, autoincrement=False)
    return column


def _text(name: str) -> Column[Any]:
    column: Column[Any] = library().Column(name, library().Text, nullable=False)
    return column


def _whole(name: str) -> Column[Any]:
    column: Column[Any] = library().Column(name, library().Integer, nullable=False)
    return column


def _bytes(name: str) -> Column[Any]:
    column: Column[Any] = library().Column(name, library().LargeBinary, nullable=False)
    return column


class Rows:
    """The rows of one backpack within one use of it: each is sealed when written and checked when read."""

    def __init__(self, path: Path, connection: Connection) -> None:
        self.path = path
        self._connection = connection

    def all(self, name: str, /, *order: str, **where: Any) -> list[dict[str, Any]]:
        """Return the whole rows of a table that have these values, in the order of some columns.

        Raises StoreError S007 where one of them is not as it was written.
        """
        table = tables().tables[name]
        asked = library().select(table).where(*_equal(table, where)).order_by(*(table.c[each] for each in order))
        return [unsealed(self.path, table, row) for row in self._connection.execute(asked).mappings()]

    def one(self, name: str, /, **where: Any) -> dict[str, Any] | None:
        """Return the row with these values, None where there is none."""
        found = self.all(name, **where)
        return found[0] if found else None

    def count(self, name: str, /, **where: Any) -> int:
        """Return how many rows have these values."""
        sa, table = library(), tables().tables[name]
        asked = sa.select(sa.func.count()).select_from(table).where(*_equal(table, where))
        return int(self._connection.execute(asked).scalar_one())

    def last(self, name: str, column: str, /, **where: Any) -> int:
        """Return the highest number in a column, -1 where there is no row."""
        sa, table = library(), tables().tables[name]
        found = self._connection.execute(sa.select(sa.func.max(table.c[column])).where(*_equal(table, where))).scalar()
        return -1 if found is None else int(found)

    def keys(self, name: str, column: str, *order: str) -> list[str]:
        """Return one column of a table, without reading whole rows."""
        table = tables().tables[name]
        asked = library().select(table.c[column]).order_by(*(table.c[each] for each in order))
        return [str(found) for found in self._connection.execute(asked).scalars()]

    def put(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write new rows."""
        table = tables().tables[name]
        for row in rows:
            self._connection.execute(library().insert(table).values(sealed(table, row)))

    def change(self, name: str, row: Mapping[str, Any], **changes: Any) -> None:
        """Write a row again, with changes of what is not part of its key."""
        table = tables().tables[name]
        key = {column.name: row[column.name] for column in table.primary_key}
        made = sealed(table, {**row, **changes})
        self._connection.execute(library().update(table).where(*_equal(table, key)).values(made))

    def remove(self, name: str, /, **where: Any) -> None:
        """Remove the rows that have these values, and what belongs to them."""
        table = tables().tables[name]
        self._connection.execute(library().delete(table).where(*_equal(table, where)))


def _equal(table: Table, where: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in where.items()]


def listed(values: Iterable[str]) -> str:
    """Return texts as they stand in one column."""
    return json.dumps(list(values), ensure_ascii=False)


def list_in(text: str) -> tuple[str, ...]:
    """Return the texts of a column."""
    return tuple(json.loads(text))


def moment(at: dt.datetime) -> str:
    """Return a moment as it stands in a column: in UTC."""
    return at.astimezone(dt.UTC).isoformat()
