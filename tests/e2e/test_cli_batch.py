"""``pathways batch`` as people use it: its page, a kill half way, decisions, and what it says to nonsense."""

from __future__ import annotations

import csv
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import blocks
from tests.e2e.asking import DIPLOMA, ask_here, document_here, here, refused_here
from tests.e2e.test_cli_badges_page import as_shown
from tests.e2e.test_cli_readme import words_of
from tests.support import REPO, plain_environment
from tests.unit.batch.running import learners

PAGE = (REPO / "docs" / "batch.md").read_text(encoding="utf-8")
AUTUMN = REPO / "data" / "sample" / "autumn.csv"
TOWARD = ("--goal", DIPLOMA, "--as-of", "2026-09-01")


def test_the_commands_of_its_page_print_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").symlink_to(REPO / "data")
    monkeypatch.chdir(tmp_path)
    found = blocks(PAGE)
    assert {block.mark for block in found[::2]} == {"run"}
    for asked, shown in zip(found[::2], found[1::2], strict=True):
        for line in asked.text.splitlines():
            done = here(*words_of(line))
            assert (done.exit_code, done.stderr) == (1, ""), line
            as_shown(shown, done.stdout)
    assert len(list((tmp_path / "documents").iterdir())) == 11


@pytest.mark.parametrize("name", re.findall(r"\]\(([^)#:]+)\)", PAGE))
def test_its_links_lead_somewhere(name: str) -> None:
    assert (REPO / "docs" / name).exists()


def test_killed_half_way_it_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    records = learners(tmp_path, 130)
    whole, broken = tmp_path / "whole.csv", tmp_path / "broken.csv"
    ask_here("batch", records, *TOWARD, "--out", whole, code=1)
    words = ["batch", str(records), *TOWARD, "--out", str(broken), "--json", "--progress"]
    command = [sys.executable, "-m", "pathways", *words]
    with subprocess.Popen(
        command, cwd=REPO, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=plain_environment()
    ) as running:
        assert running.stderr is not None
        assert json.loads(running.stderr.readline())["done"] == 50
        running.send_signal(signal.SIGKILL)
    assert not broken.exists()
    assert "earlier run" in refused_here(2, "batch", records, *TOWARD, "--out", broken)
    going_on = here("batch", records, "--goal", DIPLOMA, "--out", broken, "--resume", "--json", "--progress")
    assert json.loads(going_on.stderr.splitlines()[-1])["taken"] >= 50
    assert broken.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["learners.csv", "whole.csv", "whole.summary.json", "broken.csv", "broken.summary.json"]
    )


def test_a_decision_of_the_desk_holds_for_every_record(tmp_path: Path) -> None:
    open_before = document_here("batch", "batch", AUTUMN, *TOWARD, "--out", tmp_path / "a.csv", code=1)
    pair = (
        "course northgate-FREN100 -> lakeside",
        "--verdict",
        "accept",
        "--elective",
        "any",
        "--instead-of",
        "ng-lk-fren100",
    )
    ask_here("decide", tmp_path / "desk.db", *pair, "--by", "Ana Reyes", "--source", "Syllabus 2026")
    kept = ("--decisions", tmp_path / "desk.db", "--out", tmp_path / "b.csv")
    after = document_here("batch", "batch", AUTUMN, *TOWARD, *kept, code=1)
    assert (open_before["decisions"], after["decisions"]) == (0, 1)
    changed = sum("FREN100" in line for line in AUTUMN.read_text("utf-8").splitlines())
    assert 0 < open_before["lines"]["undecided"] - after["lines"]["undecided"] <= changed
    assert after["lines"]["all"] == open_before["lines"]["all"]


def test_a_record_that_takes_too_long_is_a_row_that_says_so(tmp_path: Path) -> None:
    for name, limit in (
        ("plain.csv", ()),
        ("limited.csv", ("--seconds", "60")),
        ("hurried.csv", ("--seconds", "0.001")),
    ):
        ask_here("batch", AUTUMN, *TOWARD, "--out", tmp_path / name, *limit, code=1)
    assert (tmp_path / "limited.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()
    first = next(csv.DictReader((tmp_path / "hurried.csv").read_text("utf-8").splitlines()))
    assert (first["kind"], first["reason"]) == ("bad", "not answered in time: it takes more than 0.001 seconds")
    assert "--seconds" in first["what_to_do"]
    assert "--seconds" in refused_here(2, "batch", AUTUMN, *TOWARD, "--out", tmp_path / "x.csv", "--seconds", "0")


def test_parquet_holds_the_same_as_csv(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for name in ("rows.csv", "rows.parquet"):
        ask_here("batch", AUTUMN, *TOWARD, "--out", tmp_path / name, code=1)
    table = parquet.read_table(tmp_path / "rows.parquet").to_pylist()
    plain = list(csv.DictReader((tmp_path / "rows.csv").read_text("utf-8").splitlines()))
    assert [{key: _said(cell) for key, cell in row.items()} for row in table] == plain


def _said(cell: object) -> str:
    return "" if cell is None else format(cell, "g") if isinstance(cell, float) else str(cell)


def test_what_it_cannot_do_it_says(tmp_path: Path) -> None:
    out = ("--out", tmp_path / "rows.csv")
    assert "either a goal or an organization" in refused_here(2, "batch", AUTUMN, *out)
    assert "either a goal or an organization" in refused_here(2, "batch", AUTUMN, *TOWARD, "--at", "lakeside", *out)
    assert "no credential 'nothing'" in refused_here(2, "batch", AUTUMN, "--goal", "nothing", *out)
    assert "F008" in refused_here(3, "batch", AUTUMN, *TOWARD, "--out", tmp_path / "rows.pdf")
    assert "F001" in refused_here(3, "batch", tmp_path / "nothing.csv", *TOWARD, *out)
    assert "F010" in refused_here(3, "batch", AUTUMN, *TOWARD, "--out", tmp_path / "no" / "rows.csv")
    assert list(tmp_path.iterdir()) == []


def test_it_does_not_write_over_what_it_reads(tmp_path: Path) -> None:
    own, folder = tmp_path / "small.csv", tmp_path / "records"
    own.write_bytes(AUTUMN.read_bytes())
    folder.mkdir()
    (folder / "one.csv").write_bytes(AUTUMN.read_bytes())
    said = refused_here(2, "batch", own, *TOWARD, "--out", own)
    assert "U003" in said
    assert "would be written over what is read" in said
    assert "U003" in refused_here(2, "batch", folder, *TOWARD, "--out", folder / "rows.csv")
    out = ("--out", tmp_path / "rows.csv")
    assert "U003" in refused_here(2, "batch", own, *TOWARD, *out, "--document-dir", tmp_path / "rows.csv")
    assert "F010" in refused_here(3, "batch", own, *TOWARD, *out, "--document-dir", own / "below")
    (tmp_path / "notes.txt").write_text("mine")
    assert "F010" in refused_here(3, "batch", own, *TOWARD, *out, "--document-dir", tmp_path / "notes.txt")
    assert own.read_bytes() == AUTUMN.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "records", "small.csv"]


def test_without_the_libraries_it_says_which_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("distributed", "pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    cluster = refused_here(4, "batch", AUTUMN, *TOWARD, "--out", tmp_path / "rows.csv", "--scheduler", "local")
    assert "X002" in cluster
    assert "pathways-planner[cluster]" in cluster
    for words in ((AUTUMN, tmp_path / "rows.parquet"), (tmp_path / "in.parquet", tmp_path / "rows.csv")):
        (tmp_path / "in.parquet").touch()
        said = refused_here(4, "batch", words[0], *TOWARD, "--out", words[1])
        assert "pathways-planner[tables]" in said
