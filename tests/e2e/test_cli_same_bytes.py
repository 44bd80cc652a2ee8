"""The same question gets the same bytes, whatever the machine does and in whatever order a record is written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from tests.e2e.asking import ANA, DIPLOMA, ask
from tests.support import REPO, plain_environment


def bytes_of(record: Path, seed: int, *more: str) -> bytes:
    """Return what an audit prints, under another order of sets and another place to stand."""
    command = [sys.executable, "-m", "pathways", "audit", str(record), "--goal", DIPLOMA, *more]
    environment = {**plain_environment(), "PYTHONHASHSEED": str(seed), "LC_ALL": "C", "PYTHONPATH": str(REPO)}
    done = subprocess.run(command, cwd=record.parent, env=environment, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    return done.stdout


def turned(folder: Path) -> Path:
    """Write the record with its lines in another order."""
    record = yaml.safe_load(ANA.read_text("utf-8"))
    lines = record["attainments"]
    record["attainments"] = [*lines[5:], *reversed(lines[:5])]
    path = folder / "turned.yaml"
    path.write_text(yaml.safe_dump(record, sort_keys=True), "utf-8")
    return path


def test_the_same_record_in_any_order_gets_the_same_bytes(tmp_path: Path) -> None:
    other = turned(tmp_path)
    question = ("audit", ANA, "--goal", DIPLOMA)
    assert bytes_of(other, 1, "--json") == ask(*question, "--json").stdout.encode("utf-8")
    assert bytes_of(other, 2) == ask(*question).stdout.encode("utf-8")


def test_the_same_question_twice_gets_the_same_bytes() -> None:
    assert bytes_of(ANA, 3, "--json") == ask("audit", ANA, "--goal", DIPLOMA, "--json").stdout.encode("utf-8")
