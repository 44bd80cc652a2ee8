"""An export is readable without us, the same bytes for the same contents, and taken whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pathways.errors import FormatError
from pathways.formats.backpack_export import MANIFEST, SUMS, read_export, write_export
from pathways.model.backpack import Contents
from tests.unit.store.held import badge, filled

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    backpack = filled(tmp_path_factory.mktemp("held") / "maria.db")
    names = [item.sha256 for item in backpack.listed().items]
    backpack.group("Best", names[1:])
    backpack.note(names[0], "mine")
    return backpack.contents()


def unpacked(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files, *, method: int = zipfile.ZIP_DEFLATED, sums: bool = False) -> bytes:
    """Return files as an archive; with ``sums`` their checksums are made right again."""
    if sums:
        lines = (
            f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()) if name != SUMS
        )
        files = {**files, SUMS: "".join(lines).encode()}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return whole.getvalue()


def refused(data: bytes) -> FormatError:
    with pytest.raises(FormatError) as error:
        read_export(data)
    return error.value


def test_what_was_written_is_read(contents: Contents) -> None:
    assert read_export(write_export(contents)) == contents
    assert read_export(write_export(Contents())) == Contents()
    assert write_export(contents) == write_export(contents)


def test_it_is_readable_without_us(contents: Contents, tmp_path: Path) -> None:
    files = unpacked(write_export(contents))
    assert {hashlib.sha256(data).hexdigest() for name, data in files.items() if name.startswith("badges/")} == {
        item.sha256 for item in contents.items
    }
    assert files[f"badges/{contents.items[0].sha256}.jwt"] == badge(1)
    manifest = json.loads(files[MANIFEST])
    assert manifest["items"][0]["note"] == "mine"
    for line in files[SUMS].decode().splitlines():
        checksum, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == checksum


def test_another_program_may_pack_it_again(contents: Contents) -> None:
    assert read_export(packed(unpacked(write_export(contents)))) == contents


def test_every_flipped_byte_is_refused_or_changes_nothing(contents: Contents) -> None:
    whole = write_export(contents)
    refusals = 0
    for place in range(0, len(whole), 37):
        data = whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]
        try:
            assert read_export(data) == contents
        except FormatError:
            refusals += 1
    assert refusals > len(whole) // 37 * 0.8


def test_a_cut_file_is_refused(contents: Contents) -> None:
    whole = write_export(contents)
    for end in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        assert refused(whole[:end]).code == "F013"


def _change(name: str, change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    def changed(files: Files) -> Files:
        found = next(each for each in files if each.startswith(name))
        return {**files, found: change(files[found])}

    return changed


def _drop(name: str) -> Callable[[Files], Files]:
    def changed(files: Files) -> Files:
        found = next(each for each in files if each.startswith(name))
        return {each: data for each, data in files.items() if each != found}

    return changed


def _manifest(**changes: object) -> Callable[[Files], Files]:
    def changed(data: bytes) -> bytes:
        return json.dumps({**json.loads(data), **changes}).encode()

    return _change(MANIFEST, changed)


ABSENT = "0" * 64


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (_change("badges/", lambda data: data + b" "), "F013", "badges/"),
        (_change("verifications/", lambda data: data + b" "), "F013", "verifications/"),
        (_drop("badges/"), "F013", "badges/"),
        (_drop("verifications/"), "F013", "verifications/"),
        (_drop(MANIFEST), "F013", MANIFEST),
        (lambda files: {**files, f"badges/{ABSENT}.json": b"{}"}, "F013", ABSENT),
        (lambda files: {**files, "../escape": b"x"}, "F009", "../escape"),
        (lambda files: {**files, "/etc/passwd": b"x"}, "F009", "/etc/passwd"),
        (lambda files: {**files, "badges\\x.json": b"x"}, "F009", "x.json"),
        (lambda files: {**files, "badges/": b""}, "F009", "badges/"),
        (_manifest(schema="pathways/backpack-export/2"), "F013", "version 1"),
        (_manifest(extra=1), "F013", MANIFEST),
        (_manifest(collections=[{"name": "x", "items": [ABSENT]}]), "F013", ABSENT),
        (_manifest(collections=[{"name": "x", "items": []}] * 2), "F013", "twice"),
        (_change(MANIFEST, lambda data: b'{"schema": 1,' + data[1:]), "F013", "given twice"),
        (_change(MANIFEST, lambda data: b"[" * 100_000), "F013", MANIFEST),
        (_change(MANIFEST, lambda data: b"\xff"), "F013", "UTF-8"),
    ],
)
@pytest.mark.parametrize("sums", [False, True], ids=["sums left", "sums right"])
def test_what_was_changed_is_refused_by_name(
    contents: Contents, change: Callable[[Files], Files], code: str, words: str, *, sums: bool
) -> None:
    error = refused(packed(change(unpacked(write_export(contents))), sums=sums))
    assert error.code == code
    assert not sums or words in str(error)


def test_a_list_of_checksums_is_needed(contents: Contents) -> None:
    files = unpacked(write_export(contents))
    assert SUMS in str(refused(packed(_drop(SUMS)(files))))
    assert SUMS in str(refused(packed(_change(SUMS, lambda data: data + data)(files))))


def test_a_name_that_stands_twice_is_refused(contents: Contents) -> None:
    whole = io.BytesIO(write_export(contents))
    with zipfile.ZipFile(whole, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(MANIFEST, b"{}")
    assert refused(whole.getvalue()).code == "F012"


def test_bombs_are_refused_before_they_grow(contents: Contents) -> None:
    big = packed({f"badges/{ABSENT}.json": bytes(17 * 1024 * 1024)})
    assert refused(big).code == "F005"
    many = packed({f"verifications/{ABSENT}/{number:04}.json": bytes(60 * 1024 * 1024) for number in range(1)})
    lied = many.replace((60 * 1024 * 1024).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert refused(lied).code == "F013"


def test_a_link_or_an_encrypted_file_is_refused() -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert refused(whole.getvalue()).code == "F009"
    plain = bytearray(packed({MANIFEST: b"{}"}, method=zipfile.ZIP_STORED))
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(plain)).code == "F013"
