"""How does a page ask the engine?  In another process, shared with all who ask the same, with progress and a way out.

The page's own thread only waits: it shows how long it has been, and stops waiting when the visitor says so.  An answer
is kept for whoever asks the same of the same catalogue.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import CancelledError, Future
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from multiprocessing import get_context
from threading import RLock
from types import MappingProxyType
from typing import Any, Final, Protocol

import streamlit as st
from pebble import ProcessPool

from pathways.errors import Finding
from pathways.model.base import Noun
from pathways.ui.shelf import SAMPLE, Shelved, shelves
from pathways.ui.turns import others_first
from pathways.ui.worker import Question, Trouble, answer, warm

Answer = Noun | Trouble

MOST_KEPT: Final = 400
LONGEST: Final = 180.0
"""Seconds after which a question is given up; a plan that takes longer belongs on the command line."""

PATIENCE: Final = 0.4
"""Seconds before the page says that something is going on."""


class Pool(Protocol):
    """What runs questions elsewhere."""

    def schedule(
        self,
        function: Callable[..., Any],
        args: Iterable[Any] = (),
        kwargs: Mapping[str, Any] = ...,
        timeout: float | None = None,
    ) -> Any:
        """Return the answer to come, a future."""


class Here:
    """Runs questions in this process, at once: for tests and tiny machines."""

    def schedule(
        self,
        function: Callable[..., Any],
        args: Iterable[Any] = (),
        kwargs: Mapping[str, Any] = MappingProxyType({}),
        timeout: float | None = None,
    ) -> Any:
        """Return the answer, which is there already."""
        done: Future[Any] = Future()
        done.set_result(function(*args, **kwargs))
        return done


@dataclass
class _Waiting:
    """A question that is being answered, and how many wait for it."""

    future: Future[Any]
    visitors: int = 0


@dataclass
class Answers:
    """All questions of all visitors: kept answers, the ones under way, and the catalogues that are open."""

    pool: Pool
    workers: int = 0
    kept: OrderedDict[Question, Answer] = field(default_factory=OrderedDict)
    waiting: dict[Question, _Waiting] = field(default_factory=dict)
    prepared: set[Shelved] = field(default_factory=set)
    lock: Any = field(default_factory=RLock)

    def known(self, question: Question) -> Answer | None:
        """Return an answer that is kept."""
        with self.lock:
            found = self.kept.get(question)
            if found is not None:
                self.kept.move_to_end(question)
            return found

    def begin(self, question: Question) -> Future[Any]:
        """Return the answer to come; who asks the same waits for the same.  Each call is followed by :meth:`leave`."""
        with self.lock:
            entry = self.waiting.get(question)
            if entry is None:
                entry = self.waiting[question] = _Waiting(self.pool.schedule(answer, [question], timeout=LONGEST))
                entry.future.add_done_callback(lambda done: self._arrived(question, done))
            entry.visitors += 1
            return entry.future

    def leave(self, question: Question) -> None:
        """One visitor waits no longer; the question goes on, for whoever asks it next."""
        with self.lock:
            if question in self.waiting:
                self.waiting[question].visitors -= 1

    def stop(self, question: Question) -> None:
        """Stop a question for which nobody waits."""
        with self.lock:
            entry = self.waiting.get(question)
            if entry is not None and entry.visitors <= 0:
                entry.future.cancel()

    def prepare(self, shelved: Shelved) -> None:
        """Let every worker open a catalogue, unless they were told already."""
        with self.lock:
            if shelved in self.prepared:
                return
            self.prepared.add(shelved)
        for _ in range(self.workers):
            self.pool.schedule(warm, [shelved.path, shelved.stamp])

    def _arrived(self, question: Question, done: Future[Any]) -> None:
        """Keep an answer; of our own bugs nothing is kept, so that asking again may go well."""
        with self.lock:
            self.waiting.pop(question, None)
            if done.cancelled() or done.exception() is not None:
                self.prepared.clear()  # a worker was ended, and the next one begins with nothing
                return
            found: Answer = done.result()
            if not (isinstance(found, Trouble) and found.ours):
                self.kept[question] = found
                while len(self.kept) > MOST_KEPT:
                    self.kept.popitem(last=False)


@st.cache_resource(show_spinner=False)
def answers() -> Answers:
    """Return what all visitors of this server share."""
    count = int(os.environ.get("PATHWAYS_WORKERS") or max(1, min(4, (os.cpu_count() or 2) - 1)))
    if count < 1:
        return Answers(Here())
    return Answers(ProcessPool(max_workers=count, context=get_context("spawn")), count)


def question(shelved: Shelved, ask: str, *what: Any, **words: Any) -> Question:
    """Return a question to the desk of a catalogue; arguments by place, then by name."""
    return Question(shelved.path, shelved.stamp, ask, what, tuple(sorted(words.items())))


def begin() -> None:
    """Let the engine open the catalogue that the address names: the very first thing that the page does."""
    offered = {item.key: item for item in shelves()}
    prepare(offered.get(st.query_params.get("catalog", SAMPLE)) or offered[SAMPLE])


def prepare(shelved: Shelved) -> None:
    """Let the engine open a catalogue before the first question."""
    answers().prepare(shelved)


def worked(function: Callable[..., Any], *what: Any, waiting: Callable[[float], None] | None = None) -> Any:
    """Return what a function returns that runs in a worker; :class:`Trouble` where it took too long or was lost."""
    return _outcome(answers().pool.schedule(function, list(what), timeout=LONGEST), waiting or (lambda seconds: None))


def ahead(asked: Question) -> None:
    """Ask what the visitor will probably want next, without waiting."""
    desk = answers()
    if desk.known(asked) is None and not isinstance(desk.pool, Here):
        desk.begin(asked)
        desk.leave(asked)


def wait(asked: Question, waiting: Callable[[float], None]) -> Answer | None:
    """Return the answer, or None where the question was stopped.

    ``waiting`` is told the seconds so far, four times a second; what it raises ends the waiting, not the question.
    """
    desk = answers()
    found = desk.known(asked)
    if found is not None:
        return found
    future = desk.begin(asked)
    try:
        answered: Answer | None = _outcome(future, waiting)
        return answered
    finally:
        desk.leave(asked)


def stop(asked: Question) -> None:
    """Stop a question, unless somebody else waits for its answer."""
    answers().stop(asked)


def _outcome(future: Future[Any], waiting: Callable[[float], None]) -> Any:
    began = time.monotonic()
    while not future.done():
        seconds = time.monotonic() - began
        with others_first():
            wait_for([future], timeout=0.25 if seconds > PATIENCE else 0.02)
        waiting(seconds)
    try:
        return future.result()
    except CancelledError:
        return None
    except TimeoutError:
        return _too_long()
    except Exception as error:  # the process was lost: say so, and let the visitor ask again
        return Trouble((Finding("X001", f"the engine was lost while it worked: {type(error).__name__}"),), ours=True)


def _too_long() -> Trouble:
    words = f"no answer within {LONGEST:.0f} seconds"
    hint = "Ask for less, or ask on the command line, which has no such limit."
    return Trouble((Finding("P001", words, hint=hint),))
