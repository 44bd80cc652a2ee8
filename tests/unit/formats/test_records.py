"""A learner record from YAML, JSON or a table: one attainment a row, aliases, dividers, dates, and what is wrong."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from pathways.errors import FormatError, PathwaysError, RecordError
from pathways.formats.native import dump_record, load_record, write_record
from pathways.formats.record_rows import ALIASES, COLUMNS
from pathways.formats.tree import Limits
from pathways.model.record import Attainment, AttainmentStatus, Learner, LearnerRecord, Route, Verification


def table(folder: Path, text: str, name: str = "ada.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def wrong(path: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(PathwaysError) as caught:
        load_record(path)
    return [(item.code, item.where.line, item.where.path) for item in caught.value.findings]


def test_a_full_row_is_a_full_attainment(tmp_path: Path) -> None:
    cells = {
        "id": "N1",
        "course": "comm101",
        "organization": "river",
        "code": "COMM 101",
        "title": "Communication",
        "status": "In Progress",
        "route": "prior-learning",
        "grade": "78",
        "grade_scale": "percent",
        "credit": "4.5",
        "credit_system": "us",
        "hours": "45",
        "started": "2019-09-01",
        "completed": "2019-12-20",
        "lodged": "2026-09-01",
        "valid_from": "2020-01-01",
        "last_day": "2026-12-31",
        "assessed": "yes",
        "verification": "Verified",
        "competencies": "sql:2; python; iso:9001:x",
        "evidence": "a;b",
        "replaces": "N0",
        "note": '"said, so"',
    }
    text = ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"
    (line,) = load_record(table(tmp_path, text)).attainments
    expected = Attainment.model_validate(
        {
            "id": "N1",
            "course": "comm101",
            "organization": "river",
            "code": "COMM 101",
            "title": "Communication",
            "status": AttainmentStatus.IN_PROGRESS,
            "route": Route.PRIOR_LEARNING,
            "grade": "78",
            "grade_scale": "percent",
            "credit": {"amount": Fraction(9, 2), "system": "us"},
            "hours": 45,
            "started": dt.date(2019, 9, 1),
            "completed": dt.date(2019, 12, 20),
            "lodged": dt.date(2026, 9, 1),
            "valid": {"from": dt.date(2020, 1, 1), "until": dt.date(2027, 1, 1)},
            "assessed": True,
            "verification": Verification.VERIFIED,
            "competencies": [{"competency": "sql", "level": 2}, {"competency": "python"}, {"competency": "iso:9001:x"}],
            "evidence": ["a", "b"],
            "replaces": "N0",
            "note": "said, so",
        }
    )
    assert line == expected


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_dividers_blank_rows_and_empty_cells(tmp_path: Path, mark: str) -> None:
    text = "Course Code|Institution|Mark|Date-Completed\r\n\r\nMATH 1|north||2026-01-31\r\n|||\r\nART 2|north|A|\r\n"
    record = load_record(table(tmp_path, "\ufeff" + text.replace("|", mark)))
    assert record.learner == Learner(id="ada")
    assert [
        (line.id, line.code, line.organization, line.grade, str(line.completed)) for line in record.attainments
    ] == [
        ("L1", "MATH 1", "north", None, "2026-01-31"),
        ("L2", "ART 2", "north", "A", "None"),
    ]


def test_the_learner_may_be_named(tmp_path: Path) -> None:
    record = load_record(table(tmp_path, "student,title\nS-77,Welding\nS-77,Drawing\n"))
    assert record.learner.id == "S-77"


def test_every_alias_means_a_column() -> None:
    assert set(ALIASES.values()) <= set(COLUMNS)
    assert not set(ALIASES) & set(COLUMNS)


def test_documented_columns_are_those_that_are_read() -> None:
    import pathways.formats.record_rows as module

    text = module.__doc__ or ""
    for name in (*COLUMNS, *ALIASES):
        assert f"``{name}``" in text, name


def test_rows_over_several_lines_keep_their_line(tmp_path: Path) -> None:
    text = 'title,completed,note\nA,2026-01-01,"two\nlines"\nB,2026-13-01,\n'
    assert wrong(table(tmp_path, text)) == [("F003", 4, "attainments[1].completed")]


def test_everything_wrong_in_a_table_is_told(tmp_path: Path) -> None:
    text = "title,colour,grade,Mark,credit,status\nA,red,1,2,3,completed\nB,,,,,done\n,,A,,-1,x,y\n"
    assert wrong(table(tmp_path, text)) == [
        ("F006", 1, None),
        ("F006", 1, None),
        ("K003", 2, "attainments[0].credit"),
        ("F006", 4, None),
        ("K003", 4, "attainments[2].credit"),
        ("F003", 3, "attainments[1].status"),
        ("F003", 4, "attainments[2].status"),
    ]


def test_amounts_in_tables_are_exact_and_not_negative(tmp_path: Path) -> None:
    assert wrong(table(tmp_path, "title,credit,credit_system\nA,3.333e1,us\nB,-1,us\n")) == [
        ("K001", 2, "attainments[0].credit.amount"),
        ("K002", 3, "attainments[1].credit.amount"),
    ]


def test_a_table_of_two_lines_with_one_id(tmp_path: Path) -> None:
    assert wrong(table(tmp_path, "id,title\nx,A\ny,B\nx,C\n")) == [("R002", 4, "attainments[2]")]


def test_sizes_are_bounded(tmp_path: Path) -> None:
    with pytest.raises(FormatError) as caught:
        load_record(table(tmp_path, "title\nA\n"), limits=Limits(table_bytes=3))
    assert caught.value.code == "F005"


def test_all_errors_of_a_document_with_their_lines(tmp_path: Path) -> None:
    text = """schema: pathways/record/2
learner: {id: ada, nam: Ada}
attainments:
  - id: L1
    course: c
    credit: {amount: -3, system: us}
    competencies:
      - {competency: sql, level: none}
  - {id: L2, course: c, credential: k}
adjustments:
  - {id: a, kind: waiver, credential: k, path: root, attainment: L1, reason: r, approved_by: d, date: 2026-01-01}
goals:
  - {}
"""
    assert wrong(table(tmp_path, text, "r.yaml")) == [
        ("F003", 1, "schema"),
        ("F003", 2, "learner.nam"),
        ("K002", 6, "attainments[0].credit.amount"),
        ("F003", 8, "attainments[0].competencies[0].level"),
        ("R004", 9, "attainments[1]"),
        ("R004", 11, "adjustments[0]"),
        ("R004", 13, "goals[0]"),
    ]


def test_the_error_is_of_the_record_unless_the_file_is_at_fault(tmp_path: Path) -> None:
    backwards = "learner: {id: a}\nattainments:\n  - {id: L, course: c, started: 2026-02-01, completed: 2026-01-01}\n"
    with pytest.raises(RecordError) as caught:
        load_record(table(tmp_path, backwards, "r.yaml"))
    assert caught.value.code == "R003"
    with pytest.raises(FormatError):
        load_record(table(tmp_path, backwards + "  - {id: M}\nx: 1\n", "r.yaml"))


def test_a_key_given_twice_is_not_lost_in_silence(tmp_path: Path) -> None:
    text = '{"learner": {"id": "a"},\n "attainments": [],\n "attainments": []}'
    assert wrong(table(tmp_path, text, "r.json")) == [("F012", 3, "attainments")]


@pytest.mark.parametrize(
    ("name", "code"), [("r.txt", "F008"), ("r", "F008"), ("missing.yaml", "F001"), ("folder", "F001")]
)
def test_what_is_no_record_file_is_refused(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "folder").mkdir()
    if name.startswith("r"):
        (tmp_path / name).write_text("x")
    assert [item[0] for item in wrong(tmp_path / name)] == [code]


RECORD = LearnerRecord(learner=Learner(id="no", name="Nö"), as_of=dt.date(2026, 9, 1))


def test_dumps_as_people_write_it() -> None:
    assert dump_record(RECORD) == ("schema: pathways/record/1\nlearner:\n  id: 'no'\n  name: Nö\nas_of: '2026-09-01'\n")
    assert dump_record(RECORD, fmt="json").startswith('{\n  "schema": "pathways/record/1",\n')


def test_writes_whole_files_only(tmp_path: Path) -> None:
    path = tmp_path / "r.yml"
    assert load_record(write_record(RECORD, path)) == RECORD
    assert load_record(write_record(LearnerRecord(learner=Learner(id="b")), path)).learner.id == "b"
    assert path.stat().st_mode & 0o777 == 0o644
    for target, code in (
        (tmp_path / "r.csv", "F008"),
        (tmp_path / "none" / "r.yaml", "F010"),
        (tmp_path / "d.yaml", "F010"),
    ):
        (tmp_path / "d.yaml").mkdir(exist_ok=True)
        with pytest.raises(FormatError) as caught:
            write_record(RECORD, target)
        assert caught.value.code == code
    assert sorted(item.name for item in tmp_path.iterdir()) == ["d.yaml", "r.yml"]


def test_a_line_cannot_end_before_it_begins_to_hold(tmp_path: Path) -> None:
    path = tmp_path / "ana.yaml"
    path.write_text(
        "learner: {id: ana}\nattainments:\n  - {id: A1, title: T, valid: {from: 2026-02-01, until: 2026-01-01}}\n",
        "utf-8",
    )
    with pytest.raises(RecordError) as error:
        load_record(path)
    assert (error.value.code, error.value.where.line, error.value.where.path) == ("R003", 3, "attainments[0].valid")
