"""Many records from one file: each learner's own lines, and a bad record stops no other."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from pathways.errors import FormatError
from pathways.formats.record_many import load_records
from pathways.formats.record_pieces import Piece, open_pieces, read_piece
from pathways.formats.records import dump_record, load_record
from pathways.formats.tree import Limits
from pathways.model.record import Attainment, Learner, LearnerRecord


def table(folder: Path, text: str) -> Path:
    path = folder / "class.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_table_is_divided_by_learner_in_the_order_of_first_mention(tmp_path: Path) -> None:
    found = load_records(table(tmp_path, "student,title\nzoe,Welding\nada,Drawing\nzoe,Casting\n\nada,Milling\n"))
    assert [(r.learner.id, [(a.id, a.title) for a in r.attainments]) for r in found.records] == [
        ("zoe", [("L1", "Welding"), ("L2", "Casting")]),
        ("ada", [("L1", "Drawing"), ("L2", "Milling")]),
    ]
    assert not found.wrong
    assert not found.notes


def test_one_learner_reads_as_a_single_record_does(tmp_path: Path) -> None:
    file = table(tmp_path, "student,code,organization,grade,completed\nada,MATH 1,north,A,2026-01-31\n")
    assert load_records(file).records == (load_record(file),)


def test_a_bad_record_stops_no_other_and_is_told_with_its_lines(tmp_path: Path) -> None:
    text = "learner,title,completed,credit\nada,A,2026-01-31,\nbob,B,soon,\nada,C,,\nbob,D,,3\ncy,E,,,,9\ndan,F,,\n"
    found = load_records(table(tmp_path, text))
    assert [record.learner.id for record in found.records] == ["ada", "dan"]
    told = {name: [(item.code, item.where.line) for item in items] for name, items in found.wrong.items()}
    assert told == {"bob": [("K003", 5), ("F003", 3)], "cy": [("F006", 6)]}


def test_the_same_line_twice_spoils_only_its_own_record(tmp_path: Path) -> None:
    found = load_records(table(tmp_path, "learner,id,title\nada,X,A\nbob,X,B\nbob,X,C\n"))
    assert [record.learner.id for record in found.records] == ["ada"]
    assert [(item.code, item.where.line) for item in found.wrong["bob"]] == [("R002", 4)]


def test_a_row_without_a_learner_belongs_to_the_name_of_the_file(tmp_path: Path) -> None:
    found = load_records(table(tmp_path, "learner,title\n,Welding\nada,Drawing\n"))
    assert [record.learner.id for record in found.records] == ["class", "ada"]


def test_a_column_that_nobody_knows_is_noted_and_one_that_is_there_twice_refused(tmp_path: Path) -> None:
    found = load_records(table(tmp_path, "learner,title,colour\nada,A,red\n"))
    assert len(found.records) == 1
    assert [(item.severity, item.message) for item in found.notes] == [
        ("warning", "unreadable table: unknown column 'colour'")
    ]
    with pytest.raises(FormatError, match="two columns mean 'grade'"):
        load_records(table(tmp_path, "learner,title,grade,mark\nada,A,1,2\n"))


def test_a_table_that_cannot_be_divided_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        load_records(table(tmp_path, 'learner,title\nada,A\nbob,"B\n'))
    assert caught.value.code == "F006"
    with pytest.raises(FormatError) as caught:
        load_records(table(tmp_path, "learner,title\n" + "ada,A\n" * 50), limits=Limits(table_bytes=100))
    assert caught.value.code == "F005"


def test_too_many_records_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pathways.formats.record_many.MOST_RECORDS", 2)
    with pytest.raises(FormatError, match="3 records"):
        load_records(table(tmp_path, "learner,title\na,A\nb,B\nc,C\n"))


def packed(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "class.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            out.writestr(name, text)
    return path


def test_a_packed_folder_holds_a_record_a_file(tmp_path: Path) -> None:
    ada = LearnerRecord(learner=Learner(id="ada"), attainments=(Attainment(id="A1", title="Welding"),))
    files = {
        "class/ada.yaml": dump_record(ada),
        "class/bob.json": '{"learner": {"id": "bob"}, "attainments": [{"id": "X"}]}',
        "__MACOSX/class/ada.yaml": "nonsense",
        "notes.txt": "nothing",
    }
    found = load_records(packed(tmp_path, files))
    assert found.records == (ada,)
    assert list(found.wrong) == ["class/bob.json"]
    (item,) = found.wrong["class/bob.json"]
    assert item.where.file == "class/bob.json"
    assert str(tmp_path) not in item.render()


def test_a_packed_folder_that_swells_or_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pathways.formats.record_pieces._UNPACKED", 1_000)
    with pytest.raises(FormatError) as caught:
        load_records(packed(tmp_path, {"a.yaml": "x" * 2_000}))
    assert caught.value.code == "F005"
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(FormatError) as caught:
        load_records(broken)
    assert caught.value.code == "F008"


def test_a_single_record_is_many_of_one(tmp_path: Path) -> None:
    file = tmp_path / "ada.yaml"
    file.write_text("learner: {id: ada}\nattainments: [{id: A, title: Welding}]\n", "utf-8")
    assert [record.learner.id for record in load_records(file).records] == ["ada"]


def test_rows_that_lie_apart_come_in_the_order_of_first_mention(tmp_path: Path) -> None:
    found = load_records(table(tmp_path, "learner,title\nzoe,A\nada,B\nbob,C\nzoe,D\n"))
    assert [record.learner.id for record in found.records] == ["zoe", "ada", "bob"]


def test_parquet_reads_as_the_table_does(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    days = [dt.date(2026, 1, 31), None, dt.date(2025, 1, 31)]
    columns = {"student": ["zoe", "ada", "zoe"], "title": ["A", "B", "C"], "grade": [78.0, None, 61.5], "date": days}
    parquet.write_table(arrow.table(columns), tmp_path / "class.parquet")
    text = "student,title,grade,date\nzoe,A,78,2026-01-31\nada,B,,\nzoe,C,61.5,2025-01-31\n"
    assert load_records(tmp_path / "class.parquet").records == load_records(table(tmp_path, text)).records
    (tmp_path / "no.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(FormatError) as caught:
        load_records(tmp_path / "no.parquet")
    assert caught.value.code == "F006"


def test_a_folder_holds_a_record_a_file_as_a_packed_one_does(tmp_path: Path) -> None:
    files = {"b.yaml": "learner: {id: bob}\n", "a/ada.json": '{"learner": {"id": "ada"}, "attainments": [{}]}'}
    for name, text in files.items():
        (tmp_path / "class" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "class" / name).write_text(text, "utf-8")
    (tmp_path / "class" / "link.yaml").symlink_to(tmp_path / "class" / "b.yaml")
    plain, zipped = open_pieces(tmp_path / "class"), open_pieces(packed(tmp_path, files))
    assert plain.count == zipped.count == 2
    assert [read_piece(piece) for piece in plain] == [read_piece(piece) for piece in zipped]
    assert [piece.digest for piece in plain] == [piece.digest for piece in zipped]


def test_a_table_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    file = table(tmp_path, "learner,title\nada,A\nbob,B\n")
    pieces = open_pieces(file)
    file.write_text("learner,title\nada,A\nbob,B\nbob,C\n", "utf-8")
    with pytest.raises(FormatError, match="changed while it was read"):
        list(pieces)


def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "class.csv"
    file.write_bytes(b"learner,title\nada,A\nbob,\xff\n")
    with pytest.raises(FormatError) as caught:
        load_records(file)
    assert (caught.value.code, caught.value.where.line) == ("F004", 3)


def test_two_files_of_one_name_in_a_packed_folder_are_refused(tmp_path: Path) -> None:
    file = packed(tmp_path, {"ada.yaml": "learner: {id: ada}\n"})
    with zipfile.ZipFile(file, "a") as out, pytest.warns(UserWarning, match="Duplicate name"):
        out.writestr("ada.yaml", "learner: {id: bob}\n")
    with pytest.raises(FormatError, match=r"two files called 'ada\.yaml'") as caught:
        load_records(file)
    assert caught.value.code == "F008"


def test_tables_of_one_name_in_two_folders_are_two_learners(tmp_path: Path) -> None:
    text = "id,title\nA,Welding\n"
    named = "learner,id,title\ncis,A,Welding\n"
    file = packed(tmp_path, {"a/cis.csv": text, "b/cis.csv": text, "c/cis.csv": named, "c/art.csv": text})
    assert [record.learner.id for record in load_records(file).records] == ["a/cis", "b/cis", "art", "cis"]
    for name in ("a", "b"):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "cis.csv").write_text(text, "utf-8")
    plain = [read_piece(Piece.of(piece.document()))[0] for piece in open_pieces(tmp_path / "class")]
    assert [record.learner.id for record in plain if record] == ["a/cis", "b/cis"]
