"""What does an advisor have on the desk?  The file of decisions, records handed in, and what was typed so far.

Decisions are kept in the file named when the page was started, where the visitor sits at that machine; else in one of
this visit, to be carried away.  What was typed for a pair stays until it is decided, whatever happens meanwhile.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pathways.errors import PathwaysError
from pathways.model.decision import Decision
from pathways.model.desk_documents import DecisionsDocument
from pathways.ui.deciding import Mark, Sent, standing_in
from pathways.ui.lying import named_at_start, place
from pathways.ui.pieces import asked

if TYPE_CHECKING:
    from pathways.ui.visit import Visit
    from pathways.ui.worker import Trouble

OPTION: Final = "--decisions="
"""How the file is named behind ``streamlit run app.py --``; a word that begins so is no catalogue."""

PREFIX: Final = "pathways-decisions-"
FILE: Final = "visit.decisions"


@dataclass(eq=False)
class AtDesk:
    """What is at hand in one visit.

    ``seen`` says of each pair which decision the visitor saw standing when the form was opened; ``drafts`` what was
    typed for it, ``shown`` which fields were shown last.  ``by`` is who decides; ``news`` what was done last.
    """

    path: Path
    named: bool
    folder: Path
    sent: Sent = field(default_factory=Sent)
    count: int = 0
    wrong: Trouble | None = None
    seen: dict[str, str | None] = field(default_factory=dict)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    shown: dict[str, frozenset[str]] = field(default_factory=dict)
    by: str = ""
    news: str = ""
    file: str = ""

    def __post_init__(self) -> None:
        """Let the folder be removed with the last who holds it."""
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def mark(self) -> Mark | None:
        """Return where decisions lie, and the state of the file: None where there is none yet."""
        found = []
        for file in (self.path, self.path.with_name(f"{self.path.name}-wal")):
            with contextlib.suppress(OSError):
                state = file.stat()
                found.append((state.st_mtime_ns, state.st_size))
        return (self.path, tuple(found)) if found else None


def file_at_start(arguments: Sequence[str] | None = None) -> Path | None:
    """Return the file of decisions named when the page was started, if one is."""
    return named_at_start(OPTION, arguments)


def at_desk(visit: Visit) -> AtDesk:
    """Return what is at hand; nothing is written before the first decision.

    Raises FormatError F010 where this machine has no room for a folder of the visit.
    """
    if visit.at_desk is None:
        visit.at_desk = AtDesk(*place(file_at_start(), prefix=PREFIX, file=FILE, told="decisions cannot be kept"))
    with contextlib.suppress(OSError):
        os.utime(visit.at_desk.folder)
    return visit.at_desk


def decisions(visit: Visit) -> DecisionsDocument | None:
    """Return everything that was decided, or None after saying why it cannot be read."""
    return asked(visit, DecisionsDocument, "decisions", mark=at_desk(visit).mark)


def standing_on(document: DecisionsDocument, pair: str) -> Decision | None:
    """Return the decision that stands on a pair."""
    return next((one for one in standing_in(document) if one.pair.key == pair), None)


def moment() -> dt.datetime:
    """Return this moment, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def available() -> PathwaysError | None:
    """Return why no decision can be kept here, if so: SQLAlchemy is not installed."""
    from pathways.store.database import library

    try:
        library()
    except PathwaysError as error:
        return error
    return None
