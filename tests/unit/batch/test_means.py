"""What costs a worker costs one row; what no worker can do is said; what is sent is what was meant."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from pathways.batch import journal
from pathways.batch import work as working
from pathways.batch.job import Job
from pathways.batch.processes import in_processes
from pathways.batch.work import SENT, Chunk, packed, understood, unpack, work
from pathways.errors import FormatError, InternalError, PathwaysError, StoreError
from pathways.formats.record_pieces import Piece, open_pieces
from tests.unit.batch.fatal import always, fatal
from tests.unit.batch.running import PLACE, TOWARD, learners, sample

JOB = Job(str(PLACE), sample().digest, TOWARD)


def chunks(names: list[str], together: int) -> list[Chunk]:
    pieces = [Piece(number, name, "x.csv", ((2, {"title": "A"}),)) for number, name in enumerate(names, 1)]
    return [Chunk(tuple(pieces[at : at + together])) for at in range(0, len(pieces), together)]


def test_a_record_that_costs_worker_after_worker_becomes_one_bad_row() -> None:
    names = ["ada", "bob", "poison-1", "cy", "dan", "eve"]
    found = {
        piece.name: answer.row
        for done in in_processes(JOB, 2, iter(chunks(names, 3)), fatal)
        for piece, answer in zip(done.chunk.pieces, done.answers, strict=True)
    }
    assert sorted(found) == sorted(names)
    told = {name: [item.code for item in row.findings] for name, row in found.items()}
    assert told == {name: ["P001"] if name == "poison-1" else [] for name in names}
    assert "lost each time" in found["poison-1"].reason


def test_where_every_worker_dies_the_run_ends_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pathways.batch.processes.MOST_STARTS", 1)
    with pytest.raises(InternalError, match="worker after worker"):
        list(in_processes(JOB, 2, iter(chunks(["a", "b", "c"], 1)), always))


def test_an_answer_about_other_records_is_none() -> None:
    (chunk,) = chunks(["ada", "bob"], 2)
    with pytest.raises(InternalError, match="other records"):
        understood(chunk, json.dumps({"rows": []}).encode())


def test_a_job_of_another_version_is_refused() -> None:
    other = json.loads(JOB.to_bytes()) | {"version": "0.0.0"}
    (chunk,) = chunks(["ada"], 1)
    with pytest.raises(FormatError, match=r"who asks has 0\.0\.0"):
        understood(chunk, work(json.dumps(other).encode(), chunk.to_bytes()))
    with pytest.raises(StoreError):
        Job.of(json.dumps(other).encode())


def test_a_worker_that_does_not_see_the_folder_uses_what_it_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "SENT", {})
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    far = Job("/nowhere/to/be/seen", JOB.digest, TOWARD)
    chunk = Chunk(tuple(open_pieces(learners(tmp_path, 2))))
    with pytest.raises(PathwaysError, match="cannot be opened"):
        understood(chunk, work(far.to_bytes(), chunk.to_bytes()))
    unpack(JOB.digest, packed(PLACE))
    sent = understood(chunk, work(far.to_bytes(), chunk.to_bytes()))
    assert sent == understood(chunk, work(JOB.to_bytes(), chunk.to_bytes()))


@pytest.mark.parametrize("name", ["../out.yaml", "/etc/out.yaml", "a/../../out.yaml"])
def test_nothing_that_is_sent_lies_outside_its_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(FormatError) as caught:
        unpack("0" * 64, {"a.yaml": base64.b64encode(b"x").decode(), name: ""})
    assert caught.value.code == "F009"
    assert "0" * 64 not in SENT
    assert list(tmp_path.iterdir()) == []


def test_two_runs_do_not_write_one_journal(tmp_path: Path) -> None:

    kept = journal.begin(tmp_path / "rows.csv.journal", JOB)
    with pytest.raises(StoreError) as caught:
        journal.resume(tmp_path / "rows.csv.journal", JOB)
    assert caught.value.code == "S005"
    kept.remove()
    assert list(tmp_path.iterdir()) == []
