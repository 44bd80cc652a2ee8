"""What does the engine answer?  Runs in a process of its own, so that no visitor waits for another's question.

A question is plain data: where the catalogue lies, what is asked, of which record, with which words.  The answer is the
desk's document, or the findings of a clear error.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, cast

from pathways.errors import Finding, PathwaysError
from pathways.model.base import Noun

if TYPE_CHECKING:
    from pathways.catalog.collection import Catalog
    from pathways.papers.paper import Paper
    from pathways.planning.answer import Request
    from pathways.planning.plan import Objective


P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the desk of a catalogue; equal questions have equal answers.

    ``stamp`` marks the state of its files, ``ask`` names a method of the desk; ``what`` and ``words`` are its
    arguments by place and by name, every value hashable.
    """

    path: Path
    stamp: str
    ask: str
    what: tuple[Any, ...] = ()
    words: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a question has no answer: what an error found, and whether it is our own fault."""

    findings: tuple[Finding, ...] = field(default=())
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan is to be best in, and what stands beside it; in plain words, since the engine's own load the engine.

    ``front`` asks for every trade, ``whole`` for the way from nothing; ``nodes`` is how far may be searched.
    """

    first: tuple[str, ...] = ("time", "cost")
    front: bool = False
    whole: bool = False
    nodes: int | None = None

    def request(self) -> Request:
        """Return it as the desk wants it."""
        from pathways.planning.answer import USUAL, Request
        from pathways.planning.search import Effort

        effort = USUAL if self.nodes is None else Effort(nodes=self.nodes)
        wanted = cast("tuple[Objective, ...]", self.first)
        return Request(wanted, pareto=self.front, whole=self.whole, effort=effort)


ASKED: Final = frozenset(
    {"audit", "gap", "competency_gap", "recognize", "compare", "plan", "next", "team", "show", "letter"}
    | {"stacking", "ladder", "editions", "map"}
)
"""What can be asked: methods of the desk, and no other."""

ASIDE: Final = frozenset({"check", "draft", "ladders"})
"""What is asked of a catalogue and not of its desk, or answered in another shape."""

DECIDING: Final = frozenset({"suggest", "jointly", "queue", "preview", "decisions"})
"""What is asked under the decisions that stand in a file."""


def told(work: Callable[P, T]) -> Callable[P, T | Trouble]:
    """Return a work that never raises: what goes wrong comes back as :class:`Trouble`."""

    @wraps(work)
    def safe(*args: P.args, **kwargs: P.kwargs) -> T | Trouble:
        try:
            return work(*args, **kwargs)
        except PathwaysError as error:
            return Trouble(error.findings)
        except Exception as error:  # our own bug must reach the visitor as a clear word, never as a lost process
            return Trouble((Finding("X001", f"{type(error).__name__}: {error}"),), ours=True)

    return safe


def answer(question: Question) -> Noun | Trouble:
    """Return the desk's document.  Never raises: what goes wrong is returned as :class:`Trouble`."""
    try:
        if question.ask in ASIDE:
            return _aside(question)
        desk = desk_of(question.path, question.stamp)
        if question.ask in DECIDING:
            return _decided(desk, question)
        if question.ask not in ASKED:
            raise ValueError(f"the desk is not asked for {question.ask!r}")
        words = {name: said.request() if isinstance(said, Wanted) else said for name, said in question.words}
        if "mark" in words:
            desk = _under(desk, words.pop("mark"))
        found: Noun = getattr(desk, question.ask)(*question.what, **words)
        return found
    except PathwaysError as error:
        return Trouble(error.findings)
    except Exception as error:  # our own bug must reach the visitor as a clear word, never as a lost process
        return Trouble((Finding("X001", f"{type(error).__name__}: {error}"),), ours=True)


def _aside(question: Question) -> Noun:
    """Return what is not the desk's to answer: a check of a catalogue or a draft, and ladders as names."""
    from pathways.ui.reading import Chains, checked, checked_draft

    match question.ask:
        case "check":
            return checked(question.path, *question.what)
        case "draft":
            return checked_draft(question.path, *question.what)
        case _:
            desk = desk_of(question.path, question.stamp)
            return Chains(chains=desk.ladders(*question.what, **dict(question.words)))


def _decided(desk: Any, question: Question) -> Noun:
    """Return what rests on the decisions in a file as well."""
    from pathways.ui.deciding import answered

    return answered(desk.matcher, question.ask, question.what, dict(question.words))


def _under(desk: Any, mark: Any) -> Any:
    """Return the desk at which the decisions in a file stand."""
    from pathways.ui.deciding import desk_under

    return desk_under(desk, mark)


@lru_cache(maxsize=4)
def desk_of(path: Path, stamp: str) -> Any:
    """Return the desk of a catalogue in the state that the stamp marks; kept for the next question."""
    from pathways.advising import Desk
    from pathways.formats.native import open_catalog

    return Desk(open_catalog(path))


def catalogue(path: Path, stamp: str) -> Catalog:
    """Return a catalogue in the state that the stamp marks; kept for the next question."""
    found: Catalog = desk_of(path, stamp).catalog
    return found


def warm(path: Path, stamp: str) -> None:
    """Open a catalogue before anything is asked of it; what is wrong with it is told to who asks."""
    try:
        desk_of(path, stamp).graph  # noqa: B018  # made on first use
    except PathwaysError:
        return
    gc.collect()
    gc.freeze()  # what a catalogue holds stays: collecting garbage need not look at it


def printed(paper: Paper, language: str) -> bytes:
    """Return a paper as PDF; what writes it is loaded here alone, and no window with it."""
    from pathways.papers.pdf import to_pdf

    return to_pdf(paper, language)
