"""How are hundreds of records asked without anybody else waiting?  A few at once, kept as they come, whoever looks.

A batch goes on while its visitor looks at other pages; it ends when it is stopped, and what is done stays.  Nothing of
it is kept among the answers that all visitors share.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from functools import partial
from threading import RLock
from typing import Any, Final

from pathways.batch.unanswered import bad_row, twice_row
from pathways.errors import Finding
from pathways.model.batch_documents import BatchRow
from pathways.model.record import LearnerRecord
from pathways.ui.asking import Pool
from pathways.ui.batch_row import Aim, summed, told
from pathways.ui.shelf import Shelved

AT_ONCE: Final = 2
"""Records of one batch that are asked at once; another visitor's question waits for no more than these."""

LONGEST: Final = 60.0
"""Seconds after which one record is given up, and told as such."""


@dataclass
class Batch:
    """One run over many records: the rows so far, in the order of the file."""

    pool: Pool
    shelved: Shelved
    aim: Aim
    records: tuple[LearnerRecord, ...]
    wrong: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()
    file: str = ""
    done: dict[int, BatchRow] = field(default_factory=dict)
    stopped: bool = False
    _todo: deque[int] = field(default_factory=deque)
    _under_way: set[int] = field(default_factory=set)
    _lock: Any = field(default_factory=RLock)
    _filling: bool = False

    def __post_init__(self) -> None:
        """Every record is to be asked, but for those whose learner comes twice."""
        often = Counter(record.learner.id for record in self.records)
        for number, record in enumerate(self.records):
            times = often[record.learner.id]
            if times == 1:
                self._todo.append(number)
            else:
                self.done[number] = twice_row(record.learner.id, times)

    @property
    def running(self) -> bool:
        """Return whether records are still to come."""
        with self._lock:
            return bool(self._under_way) or (not self.stopped and bool(self._todo))

    @property
    def share(self) -> float:
        """Return how much is done, from 0 to 1."""
        return len(self.done) / len(self.records) if self.records else 1.0

    def start(self) -> None:
        """Ask the first records; each that is answered makes room for the next.  Goes on after a stop, too."""
        with self._lock:
            self.stopped = False
        self._fill()

    def stop(self) -> None:
        """Ask no more; what is under way still comes, and what is done stays."""
        with self._lock:
            self.stopped = True

    def rows(self) -> tuple[BatchRow, ...]:
        """Return what is known: records that could not be read, then those that were asked, in order."""
        unread = tuple(bad_row(name, findings) for name, findings in self.wrong.items())
        with self._lock:
            return (*unread, *(self.done[number] for number in sorted(self.done)))

    def _fill(self) -> None:
        """Ask as many as may be asked at once; a loop, since an answer may be there at once."""
        with self._lock:
            if self._filling:
                return
            self._filling = True
            try:
                while self._todo and not self.stopped and len(self._under_way) < AT_ONCE:
                    self._ask(self._todo.popleft())
            finally:
                self._filling = False

    def _ask(self, number: int) -> None:
        self._under_way.add(number)
        what = [self.shelved.path, self.shelved.stamp, self.records[number], self.aim]
        future = self.pool.schedule(summed, what, timeout=LONGEST)
        future.add_done_callback(partial(self._arrived, number))

    def _arrived(self, number: int, future: Future[Any]) -> None:
        with self._lock:
            self._under_way.discard(number)
            self.done[number] = _row(self.records[number].learner.id, future)
        self._fill()


def _row(learner: str, future: Future[Any]) -> BatchRow:
    """Return what a record came to, or why there is no answer."""
    try:
        found: BatchRow = future.result()
    except TimeoutError:
        return told(learner, "P001", f"no answer within {LONGEST:.0f} seconds")
    except (Exception, CancelledError) as error:  # the process was lost: this record is told, the others go on
        return told(learner, "X001", f"the engine was lost while it worked: {type(error).__name__}")
    return found
