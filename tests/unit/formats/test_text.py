"""Which files are read: UTF-8, bounded, inside the folder, in sorted order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pathways.errors import Finding, FormatError
from pathways.formats.native import load_catalog
from pathways.formats.text import catalog_files, read_lines, read_text
from pathways.formats.tree import Limits

TERM = "terms:\n  - {id: %s, title: T, begin: 2026-09-01, end: 2026-12-01}\n"


def code_of(path: Path, limit: int = 100) -> tuple[str, int | None]:
    with pytest.raises(FormatError) as caught:
        read_text(path, limit=limit)
    return caught.value.code, caught.value.where.line


def test_reads_utf8_with_and_without_mark(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("\ufeffé\r\n".encode())
    assert read_text(tmp_path / "a", limit=7) == "é\r\n"


def test_refuses_what_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"a\nb\xe9")
    (tmp_path / "zero").write_bytes(b"a\n\n\0")
    (tmp_path / "large").write_bytes(b"x" * 101)
    assert code_of(tmp_path / "latin") == ("F004", 2)
    assert code_of(tmp_path / "zero") == ("F004", 3)
    assert code_of(tmp_path / "large") == ("F005", None)
    assert len(read_text(tmp_path / "large", limit=101)) == 101


def test_refuses_what_is_no_file(tmp_path: Path) -> None:
    assert code_of(tmp_path / "missing") == ("F001", None)
    assert code_of(tmp_path) == ("F001", None)
    os.mkfifo(tmp_path / "pipe")
    assert code_of(tmp_path / "pipe") == ("F001", None)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert code_of(tmp_path / "loop") == ("F001", None)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_refuses_what_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "closed").write_text("x")
    (tmp_path / "closed").chmod(0)
    assert code_of(tmp_path / "closed") == ("F001", None)


def test_lines_end_at_line_feeds_only(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes("\ufeffone\u2028still\x85one\r\n\n  \ntwo".encode())
    assert list(read_lines(path, line_limit=50)) == [(1, "one\u2028still\x85one\r\n"), (4, "two")]


def test_long_and_broken_lines_are_refused_with_their_number(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for content, code in ((b"a\n" + b"x" * 51, "F005"), (b"a\n\xff\n", "F004"), (b"a\n\0\n", "F004")):
        path.write_bytes(content)
        with pytest.raises(FormatError) as caught:
            list(read_lines(path, line_limit=50))
        assert (caught.value.code, caught.value.where.line) == (code, 2)


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(item.severity, item.code, Path(item.where.file or "").name) for item in findings]


def test_a_folder_is_read_in_sorted_order_without_notes_and_hidden_files(tmp_path: Path) -> None:
    names = [
        "b/z.yml",
        "b/a.yaml",
        "a.JSON",
        "c.jsonl",
        "README",
        "README.html",
        "notes.md",
        "table.csv",
        ".hidden.yaml",
        ".git/x.yaml",
        "x.toml",
        "Makefile",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    files, findings = catalog_files(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in files] == ["a.JSON", "c.jsonl", "b/a.yaml", "b/z.yml"]
    assert codes(findings) == [("hint", "F008", "Makefile"), ("hint", "F008", "x.toml")]


def test_one_file_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("")
    assert catalog_files(tmp_path / "a.yaml") == ((tmp_path / "a.yaml",), ())
    (tmp_path / "a.xlsx").write_text("")
    for name, code in (("a.xlsx", "F008"), ("b.yaml", "F001")):
        with pytest.raises(FormatError) as caught:
            catalog_files(tmp_path / name)
        assert caught.value.code == code


def test_an_empty_folder_is_no_catalogue(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("")
    with pytest.raises(FormatError, match="holds no catalog files"):
        catalog_files(tmp_path)


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.yaml").write_text(TERM % "secret")
    (inside / "a.yaml").write_text(TERM % "t")
    (inside / "leak.yaml").symlink_to(outside / "secret.yaml")
    (inside / "folder").symlink_to(outside)
    (inside / "loop.yaml").symlink_to(inside / "loop.yaml")
    (inside / "broken.yaml").symlink_to(inside / "nothing.yaml")
    (inside / "again.yaml").symlink_to(inside / "a.yaml")
    (inside / "self").symlink_to(inside)
    (inside / ".quiet").symlink_to(outside)
    loaded = load_catalog(inside)
    assert list(loaded.catalog.terms) == ["t"]
    assert codes(loaded.findings) == [
        ("error", "F001", "broken.yaml"),
        ("error", "F009", "folder"),
        ("error", "F009", "leak.yaml"),
        ("error", "F009", "loop.yaml"),
        ("hint", "F009", "self"),
    ]


def test_a_linked_catalogue_is_read_as_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.yaml").write_text(TERM % "t")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert list(load_catalog(tmp_path / "link").catalog.terms) == ["t"]


def test_sizes_are_bounded_by_kind(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TERM % "t")
    (tmp_path / "b.json").write_text("{}" + " " * 30)
    limits = Limits(yaml_bytes=20, json_bytes=20)
    assert codes(load_catalog(tmp_path, limits=limits).findings) == [
        ("error", "F005", "a.yaml"),
        ("error", "F005", "b.json"),
    ]
