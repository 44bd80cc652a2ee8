"""A draft has a folder of its own, which goes with it; what nobody uses goes by age, and nothing else does."""

from __future__ import annotations

import gc
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from pathways.errors import FormatError
from pathways.formats.bundle import Room
from pathways.ui.draft import OLDEST, PREFIX, mark, receive, sent_files, sweep


@dataclass
class File:
    name: str
    content: bytes

    def getvalue(self) -> bytes:
        return self.content


@pytest.fixture(autouse=True)
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_what_was_sent_is_kept_as_it_came_under_no_name_of_its_own(tmp_path: Path) -> None:
    draft = receive([File("../../evil.yaml", b"one"), File("b.json", b"two")])
    kept = dict(sent_files(draft.names, draft.folder))
    assert [path.read_bytes() for path in kept.values()] == [b"one", b"two"]
    assert {path.name for path in draft.folder.rglob("*") if path.is_file()} == {"0000", "0001"}
    assert draft.folder.parent == tmp_path
    assert draft.folder.stat().st_mode & 0o077 == 0


def test_the_folder_goes_with_the_draft() -> None:
    draft = receive([File("a.yaml", b"x")])
    folder = draft.folder
    assert folder.is_dir()
    del draft
    gc.collect()
    assert not folder.exists()


def test_too_much_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        receive([File("a.yaml", b"x" * 11)], room=Room(packed=10))
    assert caught.value.code == "F005"
    assert list(tmp_path.iterdir()) == []


def test_equal_uploads_have_equal_marks_and_others_have_not() -> None:
    same = mark(["a"], [b"one"])
    assert same == mark(["a"], [b"one"])
    assert len({same, mark(["b"], [b"one"]), mark(["a"], [b"two"]), mark(["a", "b"], [b"one", b""])}) == 4


def test_only_old_folders_of_ours_are_swept(tmp_path: Path) -> None:
    now = 1_000_000_000.0
    for name, age in ((f"{PREFIX}old", OLDEST + 1), (f"{PREFIX}young", OLDEST - 1), ("other", OLDEST * 9)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (now - age, now - age))
    target = tmp_path / "other"
    (tmp_path / f"{PREFIX}link").symlink_to(target)
    os.utime(tmp_path / f"{PREFIX}link", (now - OLDEST * 9,) * 2, follow_symlinks=False)
    assert sweep(now=now, root=tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", f"{PREFIX}link", f"{PREFIX}young"]
