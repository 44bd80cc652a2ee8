"""An upload becomes a catalogue's folder: nothing leads outside, swells, or is written that is not read."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from pathways.errors import Finding, FormatError
from pathways.formats.bundle import Room, lay_out, safe_parts

YAML = b"courses: []\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "catalog"
    place.mkdir()
    return place


def archive(tmp_path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> tuple[tuple[str, Path], ...]:
    path = tmp_path / "sent"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return (("draft.zip", path),)


def written(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def told(found: tuple[Finding, ...]) -> list[tuple[str, str, str | None]]:
    return [(item.code, item.severity, item.where.file) for item in found]


def test_a_folder_keeps_its_shape(tmp_path: Path, folder: Path) -> None:
    sent = archive(tmp_path, ("draft/", b""), ("draft/a.yaml", YAML), ("draft/inner/b.jsonl", b""), ("c.YML", YAML))
    assert lay_out(sent, folder) == ()
    assert written(folder) == ["c.YML", "draft/a.yaml", "draft/inner/b.jsonl"]
    assert (folder / "draft/a.yaml").read_bytes() == YAML


@pytest.mark.parametrize("name", ["../out.yaml", "a/../../out.yaml", "/etc/out.yaml", "..\\out.yaml", "C:\\out.yaml"])
def test_a_name_that_leads_outside_is_never_written(tmp_path: Path, folder: Path, name: str) -> None:
    found = lay_out(archive(tmp_path, (name, YAML), ("good.yaml", YAML)), folder)
    assert [(item.code, item.severity) for item in found] == [("F009", "error")]
    assert written(tmp_path) == ["catalog/good.yaml", "sent"]


def test_a_single_file_may_lead_outside_no_more_than_one_in_an_archive(tmp_path: Path, folder: Path) -> None:
    sent = tmp_path / "sent"
    sent.write_bytes(YAML)
    found = lay_out((("../../x.yaml", sent),), folder)
    assert told(found) == [("F009", "error", "../../x.yaml")]
    assert written(tmp_path) == ["sent"]


def test_a_link_is_not_unpacked(tmp_path: Path, folder: Path) -> None:
    link = zipfile.ZipInfo("secret.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found = lay_out(archive(tmp_path, (link, b"/etc/passwd")), folder)
    assert told(found) == [("F009", "error", "draft.zip/secret.yaml")]
    assert written(folder) == []


def test_an_archive_that_swells_is_refused_by_what_it_gives_not_by_what_it_says(tmp_path: Path, folder: Path) -> None:
    sent = archive(tmp_path, ("bomb.json", b" " * 5_000_000))
    with pytest.raises(FormatError) as caught:
        lay_out(sent, folder)
    assert caught.value.code == "F005"
    assert "200 times as long" in str(caught.value)
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 1_500_000


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (Room(unpacked=1_000), "more than 1,000 bytes"),
        (Room(files=2), "more than 2 files"),
        (Room(packed=10), "more than 10 bytes"),
    ],
)
def test_every_limit_ends_it_with_a_clear_word(tmp_path: Path, folder: Path, room: Room, words: str) -> None:
    sent = archive(tmp_path, *((f"{number}.yaml", YAML * 50) for number in range(3)))
    with pytest.raises(FormatError, match=words) as caught:
        lay_out(sent, folder, room=room)
    assert caught.value.code == "F005"


def test_a_list_of_entries_without_end_is_not_even_read(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(b"PK\x01\x02" * 21)
    with pytest.raises(FormatError, match="more than 20 entries"):
        lay_out((("draft.zip", path),), folder, room=Room(files=2))


def test_what_no_catalogue_is_read_from_is_passed_over_and_said(tmp_path: Path, folder: Path) -> None:
    sent = archive(
        tmp_path,
        ("a.yaml", YAML),
        ("README.md", b"notes"),
        ("__MACOSX/._a.yaml", b"\x00"),
        (".git/config.yaml", YAML),
        ("inner.zip", b"PK"),
        ("run.py", b"print()"),
    )
    found = lay_out(sent, folder)
    assert told(found) == [("F008", "hint", "draft.zip/inner.zip"), ("F008", "hint", "draft.zip/run.py")]
    assert written(folder) == ["a.yaml"]


def test_two_files_of_one_name_are_both_kept(tmp_path: Path, folder: Path) -> None:
    sent = []
    for number in range(2):
        (tmp_path / f"{number}").write_bytes(YAML)
        sent.append(("a.yaml", tmp_path / f"{number}"))
    assert lay_out(sent, folder) == ()
    assert written(folder) == ["a-2.yaml", "a.yaml"]


def test_a_file_and_a_folder_of_one_name_are_a_finding(tmp_path: Path, folder: Path) -> None:
    found = lay_out(archive(tmp_path, ("a.yaml", YAML), ("a.yaml/b.yaml", YAML)), folder)
    assert [item.code for item in found] == ["F009"]
    assert written(folder) == ["a.yaml"]


def test_a_password_is_said(tmp_path: Path, folder: Path) -> None:
    sent = archive(tmp_path, ("a.yaml", YAML))
    path = sent[0][1]
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(raw))
    assert next(item.message for item in lay_out(sent, folder)).endswith("it is locked with a password")
    assert written(folder) == []


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04" + b"\0" * 40])
def test_a_damaged_archive_is_refused(tmp_path: Path, folder: Path, content: bytes) -> None:
    path = tmp_path / "sent"
    path.write_bytes(content)
    with pytest.raises(FormatError) as caught:
        lay_out((("draft.zip", path),), folder)
    assert caught.value.code == "F002"


def test_damaged_contents_are_refused(tmp_path: Path, folder: Path) -> None:
    sent = archive(tmp_path, ("a.yaml", bytes(range(256)) * 40))
    path = sent[0][1]
    raw = bytearray(path.read_bytes())
    raw[60] ^= 0xFF
    path.write_bytes(bytes(raw))
    with pytest.raises(FormatError) as caught:
        lay_out(sent, folder)
    assert caught.value.code == "F002"


@pytest.mark.parametrize(
    "name", ["", ".", "a\0b.yaml", "x" * 200 + ".yaml", "/".join("a" * 30) + "/b.yaml", "a\nb.yaml"]
)
def test_what_cannot_be_a_name_is_none(name: str) -> None:
    assert safe_parts(name) is None
