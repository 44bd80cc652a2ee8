"""A batch keeps what is done, puts what needs a person on top, and one bad record sinks nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pathways.ui.batch_row import table_of
from pathways.ui.batch_table import ordered, workbook
from tests.e2e.asking import here
from tests.e2e.ui.conftest import Open

TABLE = """learner,organization,code,title,grade,completed
S-001,northgate,COMM101,College Communications,78,2024-12-20
S-001,northgate,MATH110,Technical Mathematics,71,2024-12-20
S-002,northgate,STAT120,Introduction to Statistics,58,2025-04-25
S-003,northgate,BUSI200,Organizations and Management,80,soon
S-004,nowhere,XYZ999,Juggling,80,2025-04-25
"""
GOAL = {"role": "advisor", "goal": "lakeside-diploma-data-analytics"}


def sent(page: AppTest, text: str = TABLE, name: str = "class.csv") -> AppTest:
    """Send a file, and let the page settle."""
    page.file_uploader(key="batch-file").set_value((name, text.encode(), "text/csv")).run()
    return page.run()


def tables(page: AppTest) -> list[list[dict[Any, Any]]]:
    """Return the tables of the page as rows."""
    return [item.value.to_dict("records") for item in page.table]


def test_the_exceptions_come_first_and_every_record_has_its_row(open_page: Open) -> None:
    page = sent(open_page("batch", **GOAL))
    assert not page.exception
    exceptions, every = tables(page)
    assert [row["Learner"] for row in exceptions] == ["S-003", "S-004"]
    assert "soon" in exceptions[0]["Note"]
    assert "class.csv" in exceptions[0]["Note"]
    assert exceptions[1]["Look at"] == "? not decided"
    figures = {row["Learner"]: (row["Accepted"], row["Applied"], row["Refused"], row["State"]) for row in every}
    assert figures["S-001"] == ("6", "6", "0", "not met")
    assert figures["S-002"] == ("0", "0", "3", "not met")
    assert list(figures) == ["S-003", "S-004", "S-001", "S-002"]
    assert any(item.value == "2 records are in order; 2 need a person." for item in page.markdown)


def test_what_is_downloaded_is_what_the_command_writes(open_page: Open, tmp_path: Path) -> None:
    page = sent(open_page("batch", **GOAL))
    batch = page.session_state["desktop"].batch
    (tmp_path / "class.csv").write_text(TABLE, "utf-8")
    day = str(batch.aim.asked.as_of)
    out = ("--out", tmp_path / "rows.csv", "--as-of", day)
    assert here("batch", tmp_path / "class.csv", "--goal", GOAL["goal"], *out).exit_code == 1
    written = (tmp_path / "rows.csv").read_bytes().replace(f"{tmp_path}/".encode(), b"")
    assert table_of(ordered(batch.rows()), "csv") == written
    assert table_of(ordered(batch.rows()), "parquet")[:4] == b"PAR1"


def test_what_the_desk_decided_holds_unless_it_is_left_out(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = ("course northgate-STAT120 -> lakeside", "--verdict", "accept", "--elective", "any", "--credit", "3")
    wins = ("--instead-of", "ng-lk-stat120", "--by", "Ana Reyes", "--source", "Syllabus 2026")
    assert here("decide", tmp_path / "desk.db", *pair, *wins).exit_code == 0
    monkeypatch.setattr("pathways.ui.at_desk.file_at_start", lambda: tmp_path / "desk.db")
    page = sent(open_page("batch", **GOAL))
    assert not page.exception
    assert page.checkbox(key="batch-decisions").label == "Let 1 decision of the desk hold"
    batch = page.session_state["desktop"].batch
    assert len(batch.aim.head) == 64
    page.checkbox(key="batch-decisions").uncheck().run()
    assert any("were for what was asked" in item.value or "asked before" in item.value for item in page.info)


def test_what_an_institution_accepts_needs_no_goal(open_page: Open) -> None:
    page = sent(open_page("batch", role="advisor", way="at", at="lakeside"))
    assert not page.exception
    every = tables(page)[1]
    assert "Applied" not in every[0]
    assert {row["Learner"]: row["Accepted"] for row in every}["S-001"] == "6"


def test_a_file_that_cannot_be_read_leaves_the_batch_before(open_page: Open) -> None:
    page = sent(open_page("batch", **GOAL))
    page = sent(page, "nothing,of,this\n1,2,3\n", "other.csv")
    assert not page.exception
    assert "no column says what was learned" in page.error[0].value
    assert len(tables(page)[1]) == 4


def test_the_batch_is_still_there_after_another_page(open_page: Open) -> None:
    page = sent(open_page("batch", **GOAL))
    again = open_page("batch", **GOAL)
    assert not again.table
    here, page._page_hash = page._page_hash, calc_hash("words")
    page.run()
    assert page.title[0].value != "What do these transcripts count for?"
    page._page_hash = here
    page.run()
    assert len(tables(page)[1]) == 4


def test_the_example_can_be_tried(open_page: Open) -> None:
    page = open_page("batch", **GOAL)
    next(item for item in page.button if item.label == "Try the example").click().run()
    assert not page.exception
    assert [row["Learner"] for row in tables(page)[0]] == ["S-003"]


def test_no_cell_of_the_workbook_is_a_formula_and_numbers_are_numbers() -> None:
    rows = [
        {"Learner": "=HYPERLINK(1)", "Credit": "4.5"},
        {"Learner": "@x", "Credit": "8/3"},
        {"Learner": "-1+1", "Credit": "\x07"},
    ]
    book = load_workbook(io.BytesIO(workbook("Re:cords", rows, [("Goal", "+1+1")])))
    cells = [[(cell.value, cell.data_type) for cell in row] for row in book.worksheets[0].iter_rows()]
    assert cells[1] == [("'=HYPERLINK(1)", "s"), (4.5, "n")]
    assert cells[2] == [("'@x", "s"), ("8/3", "s")]
    assert cells[3][0] == ("'-1+1", "s")
    assert book.worksheets[0].title == "Records"
    assert book.worksheets[1]["B1"].value == "'+1+1"


@pytest.mark.parametrize("address", [{"way": "x"}, {"goal": "no"}, {"at": "no", "way": "at"}])
def test_an_address_that_makes_no_sense_shows_a_page_all_the_same(open_page: Open, address: dict[str, str]) -> None:
    page = open_page("batch", **address)
    assert not page.exception
    assert page.title[0].value == "What do these transcripts count for?"
