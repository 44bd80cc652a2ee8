"""A catalogue is written whole or not at all, and never over work that is not ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pathways.errors import FormatError
from pathways.formats import writing
from pathways.formats.native import load_catalog, write_catalog
from pathways.formats.writing import MARK
from pathways.model.course import Course
from pathways.model.organization import Organization, OrganizationKind

THINGS = [
    Course(id="b", organization="o", code="no", title="B"),
    Course(id="a", organization="o", code="A", title="A"),
    Organization(id="o", title="O", kind=OrganizationKind.COLLEGE),
]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused(out: Path) -> str:
    with pytest.raises(FormatError) as caught:
        write_catalog(THINGS, out)
    assert caught.value.code == "F010"
    assert caught.value.where.file == out.as_posix()
    return str(caught.value)


def test_writes_a_file_for_each_section_in_order(tmp_path: Path) -> None:
    out = write_catalog(THINGS, tmp_path / "new" / "catalog")
    assert names(out) == [MARK, "courses.yaml", "organizations.yaml"]
    assert (out / "courses.yaml").read_text() == (
        "schema: pathways/catalog/1\ncourses:\n"
        "- id: a\n  organization: o\n  code: A\n  title: A\n"
        "- id: b\n  organization: o\n  code: 'no'\n  title: B\n"
    )
    assert names(tmp_path / "new") == ["catalog"]


def test_writes_json_lines_where_asked_or_where_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = write_catalog(THINGS, tmp_path / "lines", fmt="jsonl")
    assert names(out) == [MARK, "courses.jsonl", "organizations.jsonl"]
    assert (
        out / "organizations.jsonl"
    ).read_text() == '{"organizations": {"id": "o", "title": "O", "kind": "college"}}\n'
    monkeypatch.setattr(writing, "_LARGE", 1)
    assert names(write_catalog(THINGS, tmp_path / "large")) == [MARK, "courses.jsonl", "organizations.yaml"]


def test_replaces_what_was_written_before(tmp_path: Path) -> None:
    out = write_catalog(THINGS, tmp_path / "catalog", fmt="jsonl")
    write_catalog(THINGS[:1], out)
    assert names(out) == [MARK, "courses.yaml"]
    assert names(tmp_path) == ["catalog"]
    assert list(load_catalog(out).catalog.courses) == ["b"]


def test_writes_into_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert names(write_catalog(THINGS, tmp_path / "empty"))[0] == MARK


def test_refuses_to_lose_the_work_of_others(tmp_path: Path) -> None:
    out = write_catalog(THINGS, tmp_path / "catalog")
    (out / "notes.md").write_text("mine")
    assert "notes.md was not written here" in refused(out)
    (out / "notes.md").unlink()
    (out / "drafts").mkdir()
    assert "drafts was not written here" in refused(out)
    (out / "drafts").rmdir()
    (out / "courses.yaml").write_text("courses: []\n")
    assert "courses.yaml was changed since it was written here" in refused(out)
    (out / "courses.yaml").unlink()
    (out / "courses.yaml").mkdir()
    assert "courses.yaml" in refused(out)
    shutil.rmtree(out / "courses.yaml")
    (out / MARK).write_text("[]")
    assert "organizations.yaml was not written here" in refused(out)
    (tmp_path / "file").write_text("x")
    assert "it is not a folder" in refused(tmp_path / "file")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert "it is not a folder" in refused(tmp_path / "link")
    assert "below" not in names(tmp_path)
    assert "F010" in refused(tmp_path / "file" / "below")


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = write_catalog(THINGS, tmp_path / "catalog")
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_as_yaml", full)
    assert "No space left on device" in refused(out)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert names(tmp_path) == ["catalog"]


def test_a_failure_while_putting_in_place_brings_the_old_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write_catalog(THINGS, tmp_path / "catalog")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    rename = Path.rename

    def refusing(self: Path, target: Path) -> Path:
        if Path(target) == out and ".older." not in self.as_posix():
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refusing)
    assert "Permission denied" in refused(out)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert names(tmp_path) == ["catalog"]


def test_a_noun_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    def things() -> object:
        yield THINGS[0]
        raise ValueError("the source of nouns broke")

    with pytest.raises(ValueError, match="broke"):
        write_catalog(things(), tmp_path / "catalog")  # type: ignore[arg-type]
    assert names(tmp_path) == []


def test_a_folder_inside_is_not_ours(tmp_path: Path) -> None:
    inner = write_catalog(THINGS, tmp_path / "catalog")
    assert "catalog was not written here" in refused(tmp_path)
    write_catalog(THINGS, inner)
    (inner / "notes").mkdir()
    assert "notes was not written here" in refused(inner)
    assert names(inner) == [MARK, "courses.yaml", "notes", "organizations.yaml"]


def test_a_long_section_is_written_line_by_line(tmp_path: Path) -> None:
    courses = [Course(id=f"c{n}", organization="o", code="C", title="T", description="x" * 200_000) for n in range(6)]
    assert [path.name for path in write_catalog(courses, tmp_path / "out").glob("c*")] == ["courses.jsonl"]
    assert [path.name for path in write_catalog(courses[:2], tmp_path / "more").glob("c*")] == ["courses.yaml"]
