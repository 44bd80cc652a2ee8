"""Real files become a catalogue that can be asked at once, with a report, and never over somebody else's work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import Result

from tests.e2e.asking import document, here, joined, refused, refused_here
from tests.support import REPO, SHARED, needs_shared

AGREEMENTS = SHARED / "data" / "transfer" / "assist_smc_ucsd_agreements.jsonl.gz"
TRANSFER = REPO / "tests" / "golden" / "assist" / "records" / "computer-science.yaml"

MAP = """\
id: small
columns: {sender: from, receiver: to, source_code: code, target_code: becomes, kind: kind, credits: credits}
kinds: {direct: course, nothing: denied}
credit_system: {id: points, title: Points, source: {title: Table of 2026}}
source: {title: Table of 2026}
"""
TABLE = """\
from,to,code,becomes,kind,credits
Vale College,Hill College,M 10,MATH 1,direct,3
Vale College,Hill College,A 1,NONE,nothing,0
"""


@pytest.fixture(scope="module")
def assist(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("import") / "assist"
    return out, here("import", "assist", AGREEMENTS, "--out", out)


@needs_shared
def test_agreements_become_a_catalog_with_a_report(assist: tuple[Path, Result]) -> None:
    out, done = assist
    assert (done.exit_code, done.stderr) == (0, "")
    assert joined(done.stdout).startswith(f"Wrote {out} from ASSIST agreements: 2 organizations,")
    assert "176 credentials" in joined(done.stdout)
    for fate in ("\nTaken over\n", "\nKept only as words\n", "\nNot taken over\n"):
        assert fate in done.stdout
    assert f"Next: pathways check {out}" in joined(done.stdout)


@needs_shared
def test_the_catalog_answers(assist: tuple[Path, Result]) -> None:
    out, _ = assist
    question = (TRANSFER, "--goal", "ucsd:cse-computer-science-b-s", "--catalog", out, "--as-of", "2025-06-30")
    audit = json.loads(here("audit", *question, "--json").stdout)
    assert audit["credit"]["shortfall"] == "14"
    lines = {line["attainment"]: line["decision"] for line in audit["lines"]}
    assert (lines["cs-55"], lines["cs-20a"]) == ("accepted", "refused")


def small(folder: Path) -> tuple[str | Path, ...]:
    (folder / "map.yaml").write_text(MAP, "utf-8")
    (folder / "rules.csv").write_text(TABLE, "utf-8")
    return ("import", "table", folder / "rules.csv", "--map", folder / "map.yaml", "--out")


def test_a_table_becomes_a_catalog_and_again_the_same(tmp_path: Path) -> None:
    question = small(tmp_path)
    found = document("import", *question, tmp_path / "one")
    assert (found["counts"]["courses"], found["counts"]["equivalences"]) == (3, 2)
    assert {"kind": "rule: denied", "count": 1}.items() <= next(
        line for line in found["lines"] if line["kind"] == "rule: denied"
    ).items()
    assert here(*question, tmp_path / "two").stdout.startswith(f"Wrote {tmp_path}")
    for name in ("courses.yaml", "equivalences.yaml", ".pathways-written.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert found["catalog"] == json.loads(here("check", tmp_path / "two", "--json").stdout)["catalog"]


def test_nobody_elses_work_is_replaced(tmp_path: Path) -> None:
    question = small(tmp_path)
    assert "map.yaml was not written here" in refused(3, *question, tmp_path)
    (tmp_path / "theirs" / "inside").mkdir(parents=True)
    assert "inside was not written here" in refused_here(3, *question, tmp_path / "theirs")
    assert (tmp_path / "theirs" / "inside").is_dir()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    question = small(tmp_path)
    words = refused_here(3, *question, tmp_path / "rules.csv" / "out")
    assert words.startswith("F010 cannot write: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.yaml", "rules.csv"]


def test_input_that_is_none_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "agreement.json").write_text('{"name": "not an agreement"}', "utf-8")
    assert refused_here(3, "import", "assist", tmp_path / "agreement.json", "--out", tmp_path / "out").startswith(
        "F007 "
    )
    assert refused_here(3, "import", "assist", tmp_path / "none", "--out", tmp_path / "out").startswith("F001 ")
    (tmp_path / "map.yaml").write_text("id: x\n", "utf-8")
    (tmp_path / "rules.csv").write_text(TABLE, "utf-8")
    question = ("import", "table", tmp_path / "rules.csv", "--map", tmp_path / "map.yaml", "--out", tmp_path / "out")
    assert refused_here(3, *question).count("F003 ") == 4
    assert not (tmp_path / "out").exists()
