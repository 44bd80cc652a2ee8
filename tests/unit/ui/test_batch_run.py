"""A batch asks a few records at once, keeps what is done, and tells of a record that was lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pathways.errors import Finding
from pathways.model.batch_documents import Asked, BatchRow
from pathways.model.record import Learner, LearnerRecord
from pathways.ui.batch import AT_ONCE, Batch
from pathways.ui.batch_row import Aim
from pathways.ui.shelf import Shelved

DAY = dt.date(2026, 9, 1)


class Held:
    """A pool whose answers come when the test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Future[Any]]] = []

    def schedule(
        self,
        function: Callable[..., Any],
        args: Iterable[Any] = (),
        kwargs: Mapping[str, Any] = MappingProxyType({}),
        timeout: float | None = None,
    ) -> Any:
        assert timeout
        future: Future[Any] = Future()
        self.asked.append((list(args)[2].learner.id, future))
        return future

    def open(self) -> list[tuple[str, Future[Any]]]:
        return [(name, future) for name, future in self.asked if not future.done()]


def fine(learner: str) -> BatchRow:
    return BatchRow(learner=learner, kind="fine")


def made(pool: Held, count: int, wrong: dict[str, tuple[Finding, ...]] | None = None) -> Batch:
    records = tuple(LearnerRecord(learner=Learner(id=f"S{number}")) for number in range(count))
    place = Shelved("sample", Path("nowhere"), "stamp")
    return Batch(pool, place, Aim(Asked(goal="goal", as_of=DAY)), records, wrong or {})


def test_never_more_than_a_few_are_asked_at_once_and_all_in_order() -> None:
    pool = Held()
    batch = made(pool, 7)
    batch.start()
    while pool.open():
        assert len(pool.open()) <= AT_ONCE
        name, future = pool.open()[-1]
        future.set_result(fine(name))
    assert [name for name, _ in pool.asked] == [f"S{number}" for number in range(7)]
    assert [row.learner for row in batch.rows()] == [f"S{number}" for number in range(7)]
    assert not batch.running


def test_what_is_done_stays_after_a_stop_and_it_can_go_on() -> None:
    pool = Held()
    batch = made(pool, 6)
    batch.start()
    pool.open()[0][1].set_result(fine("S0"))
    batch.stop()
    for name, future in pool.open():
        future.set_result(fine(name))
    assert len(batch.done) == 1 + AT_ONCE
    assert not batch.running
    assert len(pool.asked) == 1 + AT_ONCE
    batch.start()
    while pool.open():
        name, future = pool.open()[0]
        future.set_result(fine(name))
    assert [row.learner for row in batch.rows()] == [f"S{number}" for number in range(6)]


def test_a_lost_process_and_an_endless_record_are_told_and_sink_nothing() -> None:
    pool = Held()
    batch = made(pool, 3, {"X": (Finding("F003", "no date"),)})
    batch.start()
    pool.open()[0][1].set_exception(RuntimeError("killed"))
    pool.open()[0][1].set_exception(TimeoutError())
    pool.open()[0][1].set_result(fine("S2"))
    told = [(row.learner, [item.code for item in row.findings]) for row in batch.rows()]
    assert told == [("X", ["F003"]), ("S0", ["X001"]), ("S1", ["P001"]), ("S2", [])]
    assert [row.kind for row in batch.rows()] == ["bad", "bad", "bad", "fine"]


def test_who_comes_twice_is_told_and_not_asked() -> None:
    pool = Held()
    records = tuple(LearnerRecord(learner=Learner(id=name)) for name in ("ana", "ben", "ana"))
    batch = Batch(pool, Shelved("sample", Path("nowhere"), "stamp"), Aim(Asked(goal="goal", as_of=DAY)), records)
    batch.start()
    ((asked, future),) = pool.open()
    future.set_result(fine(asked))
    assert [(row.learner, row.kind) for row in batch.rows()] == [("ana", "bad"), ("ben", "fine"), ("ana", "bad")]
    assert not batch.running
