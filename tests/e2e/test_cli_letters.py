"""Letters and rates on the command line: the documents, the forms, the same bytes, and what is refused."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from pathways.cli.tell.equity import tell_equity
from pathways.cli.tell.paper import Paper
from pathways.model.equity_documents import EquityDocument
from tests.e2e.asking import ANA, RECORDS, document_here, here
from tests.support import REPO

SAMPLE = REPO / "data" / "sample"
COHORT, GROUPS = SAMPLE / "cohort" / "cohort.csv", SAMPLE / "cohort" / "cohort-groups.csv"
AT = ("--at", "lakeside")


def test_the_document_of_a_letter_fits_its_schema_and_names_the_cheapest_cure() -> None:
    found = document_here("letter", "letter", ANA, *AT, "--line", "N3", "--letterhead", SAMPLE / "letterheads.yaml")
    (line,) = found["lines"]
    assert (line["verdict"], line["reasons"][0]["difference"]) == ("refused", "quality")
    assert line["cures"][0]["price"] == {"amount": "148.86", "currency": "CAD"}
    assert found["letterhead"]["appeal_days"] == 30


@pytest.mark.parametrize(
    ("name", "begins"), [("a.html", b"<!doctype html>"), ("a.pdf", b"%PDF-"), ("a.txt", b"STAT120")]
)
def test_a_letter_is_written_in_the_form_that_its_name_says(tmp_path: Path, name: str, begins: bytes) -> None:
    out = tmp_path / name
    done = here("letter", ANA, *AT, "--line", "N3", "--out", out)
    assert (done.exit_code, done.stderr) == (0, "")
    assert out.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--line", "Z9"), 2, "U003"),
        (("--language", "xx"), 2, "U003"),
        (("--form", "pdf"), 2, "U003"),
        (("--letterhead", GROUPS), 3, "F008"),
    ],
)
def test_what_makes_no_sense_is_refused(words: tuple[str | Path, ...], code: int, told: str) -> None:
    done = here("letter", ANA, *AT, *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert told in done.stderr


def test_a_letter_is_not_written_over_what_it_is_made_from(tmp_path: Path) -> None:
    own, heads = tmp_path / ANA.name, tmp_path / "heads.yaml"
    own.write_bytes(ANA.read_bytes())
    heads.write_bytes((SAMPLE / "letterheads.yaml").read_bytes())
    for out in (own, heads, SAMPLE / "catalog" / "letter.txt"):
        done = here("letter", own, *AT, "--line", "N3", "--letterhead", heads, "--out", out)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "U003" in done.stderr
    assert own.read_bytes() == ANA.read_bytes()
    assert heads.read_bytes() == (SAMPLE / "letterheads.yaml").read_bytes()
    assert not (SAMPLE / "catalog" / "letter.txt").exists()


def test_a_decision_is_told_with_who_made_it(tmp_path: Path) -> None:
    desk = tmp_path / "desk.db"
    pair = "course river-bend-CIS151 -> lakeside"
    why = ("--because", "LEVEL_TOO_LOW", "--words", "It is below level 5.")
    made = here("decide", desk, pair, "--verdict", "refuse", *why, "--by", "Ana Reyes", "--source", "Syllabus, p. 3")
    assert made.exit_code == 0
    told = here("letter", RECORDS / "first-generation-student.yaml", *AT, "--line", "S17", "--decisions", desk).stdout
    words = " ".join(told.split())
    assert "It is below level 5." in words
    assert "Level: how demanding it is." in words
    assert "Decided by Ana Reyes on" in words
    assert "Syllabus, p. 3 (rule decision-" in words


def test_rates_by_group_leave_the_small_group_out() -> None:
    words = ("equity", COHORT, *AT, "--groups", GROUPS, "--column", "region", "--as-of", "2026-09-01")
    found = document_here("equity", *words)
    rows = {row["group"]: row for row in found["groups"]}
    assert rows["from abroad"]["learners"] is None
    assert all(cell["lines"] is None for cell in rows["from abroad"]["cells"])
    assert found["everybody"]["cells"][0]["lines"] is None, "a single group that is left out could be subtracted"
    assert rows["islands"]["rates"][1]["of"] == rows["islands"]["cells"][0]["lines"]
    assert "C-0" not in str(found), "no learner is named"
    out = StringIO()
    paper = Paper(out)
    tell_equity(paper, EquityDocument.model_validate(found), "Lakeside College")
    paper.send()
    abroad = next(line for line in out.getvalue().splitlines() if line.startswith("from abroad"))
    assert set(abroad.removeprefix("from abroad").split()) == {"x"}
    assert "not why" in out.getvalue()


def test_a_table_of_groups_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    twice = tmp_path / "groups.csv"
    twice.write_text("learner,group\nana,north\nana,south\n", encoding="utf-8")
    for table, words in ((twice, "in two groups"), (GROUPS, "no column 'group'")):
        done = here("equity", ANA, *AT, "--groups", table)
        assert (done.exit_code, done.stdout) == (3, "")
        assert words in done.stderr
