"""A store in one file: whole or refused by name, whoever else writes; what is deleted is gone."""

from __future__ import annotations

import os
import random
import sqlite3
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from pathways.errors import StoreError
from pathways.store.database import Database, Layout, open_database, sealed, unsealed


def _tables() -> sa.MetaData:
    made = sa.MetaData()
    sa.Table(
        "things",
        made,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("seal", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    return made


THINGS = _tables().tables["things"]
LAYOUT = Layout("box", 1, _tables)


def put(database: Database, *numbers: int) -> None:
    rows = [{"id": number, "name": f"thing {number}", "data": bytes([number]) * 200} for number in numbers]
    with database.writing() as connection:
        connection.execute(sa.insert(THINGS), [sealed(THINGS, row) for row in rows])


def read(path: Path) -> list[tuple[int, str, bytes]]:
    database = open_database(path, LAYOUT, wait=0.05)
    with database.reading() as connection:
        rows = connection.execute(sa.select(THINGS).order_by(THINGS.c.id)).mappings().all()
    found = [unsealed(path, THINGS, row) for row in rows]
    return [(row["id"], row["name"], row["data"]) for row in found]


def code_of(path: Path, layout: Layout = LAYOUT) -> str:
    with pytest.raises(StoreError) as error:
        open_database(path, layout, wait=0.05)
    return error.value.code


def test_an_absent_file_begins_a_store_of_one_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "new" / "box.db"
    put(open_database(path, LAYOUT), 1, 2)
    assert [name for _, name, _ in read(path)] == ["thing 1", "thing 2"]
    assert os.listdir(path.parent) == ["box.db"]
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


def test_after_an_error_nothing_of_the_block_is_there(tmp_path: Path) -> None:
    database = open_database(tmp_path / "box.db", LAYOUT)
    with pytest.raises(KeyError):
        _put_and_fail(database)
    assert read(database.path) == []


def _put_and_fail(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(sa.insert(THINGS), [sealed(THINGS, {"id": 1, "name": "a", "data": b""})])
        raise KeyError


def test_two_writers_exclude_each_other_and_readers_do_not(tmp_path: Path) -> None:
    first = open_database(tmp_path / "box.db", LAYOUT)
    second = open_database(tmp_path / "box.db", LAYOUT, wait=0.05)
    put(first, 1)
    with first.writing():
        with pytest.raises(StoreError) as error, second.writing():
            pass
        assert error.value.code == "S005"
        assert len(read(first.path)) == 1
    put(second, 2)
    assert len(read(first.path)) == 2


def test_what_is_erased_is_in_no_file_any_more(tmp_path: Path) -> None:
    database = open_database(tmp_path / "box.db", LAYOUT)
    put(database, *range(60, 90))
    with database.erasing() as connection:
        connection.execute(sa.delete(THINGS).where(THINGS.c.id == 70))
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"F" * 8 not in left
    assert b"thing 70" not in left
    assert b"G" * 200 in left


def test_an_erasure_that_was_cut_short_is_finished_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(tmp_path / "box.db", LAYOUT)
    put(database, *range(60, 90))
    monkeypatch.setattr(Database, "clean", lambda self: None)
    with database.erasing() as connection:
        connection.execute(sa.delete(THINGS).where(THINGS.c.id == 70))
    monkeypatch.undo()
    assert database.unclean()
    assert not open_database(database.path, LAYOUT).unclean()


def test_another_version_or_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "box.db"
    open_database(path, LAYOUT)
    assert code_of(path, Layout("box", 2, _tables)) == "S003"
    assert code_of(path, Layout("jar", 1, _tables)) == "S008"
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    assert code_of(foreign) == "S008"


@pytest.mark.parametrize(
    "data", [b"", b"not a database", b"SQLite format 3\0", bytes(5000), b"SQLite format 3\0" * 512]
)
def test_what_is_no_database_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "box.db"
    path.write_bytes(data)
    assert code_of(path) in {"S007", "S008"}
    assert path.read_bytes() == data or not data


def test_a_folder_or_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    assert code_of(tmp_path) == "F010"
    (tmp_path / "file").write_bytes(b"")
    assert code_of(tmp_path / "file" / "box.db") == "F010"


def test_a_flipped_byte_is_named_or_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "box.db"
    put(open_database(path, LAYOUT), *range(40, 60))
    whole, expected, named = path.read_bytes(), read(path), 0
    dice = random.Random(6)  # noqa: S311 - a test's dice
    used = [place for place, byte in enumerate(whole) if byte]
    for place in [*range(0, 100, 2), *dice.sample(used, 150)]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << dice.randrange(8))]) + whole[place + 1 :])
        named += _named_or(path, expected)
        for beside in (path.with_name("box.db-wal"), path.with_name("box.db-shm")):
            beside.unlink(missing_ok=True)
    assert named > 120


def _named_or(path: Path, expected: list[tuple[int, str, bytes]]) -> bool:
    """Return whether the damage was named; else all must be as it was written."""
    try:
        found = read(path)
    except StoreError:
        return True
    assert found == expected
    return False
