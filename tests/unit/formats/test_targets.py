"""What is written takes the place of what was there, and of nothing that is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pathways.errors import FormatError, QuestionError
from pathways.formats.batch_table import write_table
from pathways.formats.records import write_whole
from pathways.formats.targets import check_apart, make_folder

Write = Callable[[Path], object]
WRITERS: tuple[Write, ...] = (lambda path: write_whole(path, "new"), lambda path: write_table([], path))
each_writer = pytest.mark.parametrize("write", WRITERS, ids=["record", "table"])


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@each_writer
@pytest.mark.usefixtures("umask")
def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path, write: Write) -> None:
    write(tmp_path / "new.csv")
    assert _mode(tmp_path / "new.csv") == 0o640


@each_writer
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o666])
def test_a_file_that_is_there_keeps_its_mode(tmp_path: Path, write: Write, mode: int) -> None:
    out = tmp_path / "rows.csv"
    out.write_text("old")
    out.chmod(mode)
    write(out)
    assert (_mode(out), out.read_text() != "old") == (mode, True)


@each_writer
@pytest.mark.parametrize("there", [True, False])
def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path: Path, write: Write, there: bool) -> None:
    (tmp_path / "shared").mkdir()
    real, link = tmp_path / "shared" / "real.csv", tmp_path / "link.csv"
    if there:
        real.write_text("old")
    link.symlink_to(real)
    write(link)
    assert (link.is_symlink(), real.read_text() != "old") == (True, True)
    assert [path.name for path in real.parent.iterdir()] == ["real.csv"]


@each_writer
def test_what_is_no_file_is_not_replaced(tmp_path: Path, write: Write) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("folder.csv", "pipe.csv", "no/rows.csv"):
        with pytest.raises(FormatError) as caught:
            write(tmp_path / name)
        assert caught.value.code == "F010"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.csv", "pipe.csv"]


def test_a_folder_that_cannot_be_written_in_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.csv").write_text("mine")
    for folder in (tmp_path / "own.csv", tmp_path / "own.csv" / "below"):
        with pytest.raises(FormatError) as caught:
            make_folder(folder)
        assert (caught.value.code, caught.value.where.file) == ("F010", folder.as_posix())
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FormatError, match="nothing can be written in it"):
        make_folder(tmp_path)


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    records, folder = tmp_path / "records.csv", tmp_path / "catalog"
    folder.mkdir()
    records.write_text("mine")
    (tmp_path / "link.csv").symlink_to(records)
    (tmp_path / "twin.csv").hardlink_to(records)
    (tmp_path / "elsewhere").symlink_to(folder)
    for name in (
        "records.csv",
        "link.csv",
        "twin.csv",
        "catalog/../records.csv",
        "catalog",
        "catalog/rows.csv",
        "elsewhere/a/b.csv",
    ):
        with pytest.raises(QuestionError) as caught:
            check_apart([tmp_path / "fine.csv", tmp_path / name], [records, folder])
        (told,) = caught.value.findings
        assert (told.code, told.where.file, bool(told.why), bool(told.hint)) == (
            "U003",
            (tmp_path / name).as_posix(),
            True,
            True,
        ), name
    check_apart([tmp_path / "rows.csv", tmp_path / "catalogue.csv", tmp_path], [records, folder])


def test_nothing_is_written_twice(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="would be written twice"):
        check_apart([tmp_path / "rows.csv", tmp_path / "no" / ".." / "rows.csv"], [])
