"""A record of one's own changes by plain steps, and travels as a table without harm."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pathways.errors import RecordError
from pathways.formats.records import load_record
from pathways.model.record import Attainment, Goal, LearnerRecord, Verification
from pathways.resources import data_root
from pathways.ui.own import (
    begun,
    file_name,
    guarded,
    line_of,
    next_id,
    state_of,
    table_text,
    with_goal,
    with_line,
    without_line,
)

RECORDS = sorted((data_root() / "sample" / "records").rglob("*.yaml"))


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_the_lines_of_every_sample_come_back_from_their_table(file: Path, tmp_path: Path) -> None:
    record = load_record(file)
    out = tmp_path / "table.csv"
    out.write_text(table_text(record), encoding="utf-8", newline="")
    again = load_record(out)
    assert again.attainments == tuple(line.model_copy(update={"used": ()}) for line in record.attainments)
    assert again.learner.id == record.learner.id or not record.attainments


@given(some.text(some.sampled_from("=+-@'\ta1 ,;\"\n*<é"), min_size=1, max_size=12).map(str.strip).filter(bool))
def test_no_title_is_run_by_a_spreadsheet_and_each_comes_back(title: str) -> None:
    record = with_line(begun(), Attainment(id="L1", title=title))
    rows = list(csv.DictReader(io.StringIO(table_text(record))))
    assert rows[0]["title"][0] not in "=+-@\t\r"
    with_quote = rows[0]["title"]
    assert (with_quote[1:] if with_quote != title else with_quote) == title
    assert guarded(title) == with_quote


@pytest.mark.parametrize(
    "title", ["=1+1", "'=1+1", "-2 degrees", "@home", "'t Hooft", "+33 6", '=HYPERLINK("http://x")']
)
def test_a_title_like_a_formula_comes_back_as_it_was(title: str, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    out.write_text(table_text(with_line(begun(), Attainment(id="L1", title=title))), encoding="utf-8", newline="")
    assert load_record(out).attainments[0].title == title


def test_every_problem_of_a_line_is_told_at_once() -> None:
    with pytest.raises(RecordError) as caught:
        line_of({"id": "L1", "title": "x", "hours": "many", "completed": "soon"})
    assert len(caught.value.findings) == 2
    with pytest.raises(RecordError) as caught:
        line_of({"id": "L1", "title": "x", "started": "2026-02-01", "completed": "2026-01-01"})
    assert caught.value.code == "R003"
    with pytest.raises(RecordError) as caught:
        line_of({"id": "L1", "title": "x", "valid": {"from": "2026-02-01", "last_day": "2026-01-01"}})
    assert caught.value.code == "R003"
    with pytest.raises(RecordError) as caught:
        line_of({"id": "L1", "course": None, "title": ""})
    assert caught.value.code == "R004"


def test_a_new_line_has_an_id_of_its_own_and_is_never_verified() -> None:
    record = begun("Ada")
    for number in range(3):
        record = with_line(record, Attainment(id=next_id(record), title=f"line {number}"))
    record = without_line(record, "L2")
    assert next_id(record) == "L2"
    told = Attainment(id="L9", title="x", verification=Verification.VERIFIED)
    assert state_of(with_line(record, told).attainments[-1]) == "claim"
    assert [line.id for line in record.attainments] == ["L1", "L3"]


def test_what_speaks_of_a_removed_line_goes_with_it() -> None:
    record = LearnerRecord.model_validate(
        {
            "learner": {"id": "a"},
            "attainments": [{"id": "L1", "title": "x"}, {"id": "L2", "title": "y", "replaces": "L1"}],
            "adjustments": [
                {
                    "id": "A1",
                    "kind": "substitution",
                    "credential": "c",
                    "path": "root",
                    "attainment": "L1",
                    "reason": "r",
                    "approved_by": "dean",
                    "date": "2026-01-01",
                }
            ],
        }
    )
    left = without_line(record, "L1")
    assert [(line.id, line.replaces) for line in left.attainments] == [("L2", None)]
    assert left.adjustments == ()


def test_a_goal_added_twice_is_there_once_and_last() -> None:
    first, second = Goal(credential="a"), Goal(occupation="b")
    record = with_goal(with_goal(with_goal(begun(), first), second), first)
    assert record.goals == (second, first)


def test_a_file_is_named_safely() -> None:
    record = begun()
    odd = record.model_copy(update={"learner": record.learner.model_copy(update={"id": "../é a\\b:c"})})
    assert file_name(odd) == "a-b-c"
