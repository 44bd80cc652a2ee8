"""A record that takes too long becomes a row that says so; the others are answered as if it were not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.batch import run as running
from pathways.batch import watch
from pathways.batch import work as working
from pathways.batch.answering import Answer, answer_piece
from pathways.batch.job import Job
from pathways.batch.processes import here, in_processes
from pathways.batch.run import Progress, Target
from pathways.batch.unanswered import is_late
from pathways.batch.watch import watched
from pathways.batch.work import Chunk, Done
from pathways.formats.record_pieces import Piece, open_pieces
from tests.unit.batch.fatal import stubborn
from tests.unit.batch.running import PLACE, TOWARD, learners, outcome, run, sample
from tests.unit.batch.test_means import JOB, chunks

SECONDS = 0.2
ENDLESS = "applicant-00003"


def endless() -> str:
    while True:
        sum(range(100))


def quick() -> str:
    return "done"


def late() -> str:
    return "late"


def _in_turns() -> list[str]:
    with watched(SECONDS, mortal=False) as within:
        return [within(work, late) for work in (quick, endless, quick, endless)]


def test_work_is_broken_off_in_any_thread_and_what_comes_next_is_not() -> None:
    with ThreadPoolExecutor(1) as other:
        elsewhere = other.submit(_in_turns)
        assert _in_turns() == elsewhere.result() == ["done", "late", "done", "late"]


def test_who_swallows_the_ring_hears_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "AGAIN", 0.05)

    def deaf_once() -> str:
        try:
            return endless()
        except BaseException:
            return endless()

    with watched(0.05, mortal=False) as within:
        assert within(deaf_once, late) == "late"


def test_without_a_limit_nobody_looks_at_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "Thread", None)
    with watched(None, mortal=True) as within:
        assert within(quick, late) == "done"


def _answer(desk: Desk, asked: Any, piece: Piece, **options: Any) -> Answer:
    if piece.name == ENDLESS:
        endless()
    return answer_piece(desk, asked, piece, **options)


def test_an_endless_record_is_one_bad_row_and_the_others_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = tuple(open_pieces(learners(tmp_path, 8)))
    alone = working.answered(Desk(sample()), JOB, Chunk(pieces)).answers
    monkeypatch.setattr(working, "answer_piece", _answer)
    limited = working.answered(Desk(sample()), replace(JOB, seconds=1.5), Chunk(pieces)).answers
    late = limited[3].row
    assert (late.learner, late.kind, [item.code for item in late.findings]) == (ENDLESS, "bad", ["P002"])
    assert "more than 1.5 seconds" in late.reason
    assert [a for a in limited if not is_late(a.row)] == [a for a in alone if a.row.learner != ENDLESS]


def test_what_was_broken_off_is_not_built_upon() -> None:
    desk = Desk(sample())
    before, graph = vars(desk).copy(), desk.graph
    desk.forget()
    assert desk.catalog is before["catalog"]
    assert desk.book is not before["book"]
    assert desk.graph is not graph


def test_a_worker_that_cannot_be_broken_off_ends_itself_and_only_its_record_is_late() -> None:
    names = ["ada", "bob", "stubborn-1", "cy", "stubborn-2"]
    found = {
        piece.name: answer.row
        for done in in_processes(replace(JOB, seconds=SECONDS), 2, iter(chunks(names, 3)), stubborn)
        for piece, answer in zip(done.chunk.pieces, done.answers, strict=True)
    }
    assert {name: is_late(row) for name, row in found.items()} == {name: name.startswith("stub") for name in names}


@pytest.fixture
def interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[float | None], Target]:
    """Return what begins a run that is interrupted after an endless record, and goes on without it."""
    records, target = learners(tmp_path, 12), Target(tmp_path / "rows.csv")

    def as_here(job: Job, count: int, some: Iterator[Chunk]) -> Iterator[Done]:
        return here(job, Desk(sample()), some)

    monkeypatch.setattr(running, "in_processes", as_here)
    monkeypatch.setattr(working, "answer_piece", _answer)

    class Enough(BaseException):
        pass

    def enough(now: Progress) -> None:
        raise Enough

    with pytest.raises(Enough):
        limited(records, target, 1.5).document(enough)
    return lambda seconds: _gone_on(records, replace(target, resume=True), seconds)


def limited(records: Path, target: Target, seconds: float | None) -> running.Run:
    asked = run(records, target)
    asked.job = Job(str(PLACE), sample().digest, TOWARD, seconds=seconds)
    return asked


def _gone_on(records: Path, target: Target, seconds: float | None) -> Target:
    limited(records, target, seconds).document()
    return target


@pytest.mark.parametrize("seconds", [1.5, 1.0])
def test_who_goes_on_does_not_try_a_late_record_again(
    interrupted: Callable[[float | None], Target], seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "answer_piece", None)
    text = outcome(interrupted(seconds))[0].decode()
    assert "more than 1.5 seconds" in text.splitlines()[1]


@pytest.mark.parametrize("seconds", [20.0, None])
def test_who_gives_more_time_has_it_tried_again(
    interrupted: Callable[[float | None], Target],
    seconds: float | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(working, "answer_piece", answer_piece)
    found = outcome(interrupted(seconds))
    run(tmp_path / "learners.csv", Target(tmp_path / "other.csv")).document()
    assert found == outcome(Target(tmp_path / "other.csv"))


def test_a_limit_is_no_part_of_the_question() -> None:
    assert replace(JOB, seconds=1.0).key == JOB.key
    assert Job.of(replace(JOB, seconds=1.0).to_bytes()).seconds == 1.0
