"""Where does the visitor's backpack lie?  In the file named when the page was started, or in one of this visit only.

A file of the visit lies in a folder of its own, which is removed when nobody holds it any more: the visit ended, the
server stopped; and by age, should a server have been killed.  Everything that takes time (examining, reading all of
it, exporting) is done in a worker, by :mod:`pathways.ui.examining`; the network is never asked.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import weakref
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pathways.errors import PathwaysError
from pathways.ui.asking import worked
from pathways.ui.examining import (
    Close,
    Conditions,
    Looked,
    Taken,
    check_issuers_file,
    closely,
    evidence,
    exported,
    look,
    recheck,
    take,
)
from pathways.ui.lying import named_at_start, place
from pathways.ui.worker import Trouble

if TYPE_CHECKING:
    from pathways.store.backpack import Backpack
    from pathways.ui.visit import Visit

T = TypeVar("T")

OPTION: Final = "--backpack="
"""How the file is named behind ``streamlit run app.py --``; a word that begins so is no catalogue."""

PREFIX: Final = "pathways-backpack-"
FILE: Final = "visit.backpack"
ISSUERS: Final = ("issuers.yaml", "issuers.yml", "issuers.json")
"""How a list of issuers beside a catalogue is called."""

KNOWN: Final = ("known", "badges/known")
"""Where documents of others that somebody took lie beside a catalogue."""

SAMPLE_MAIL: Final = "amara.osei@example.org"
"""To whom the sample badges were awarded; nobody has this address."""

MOST_NAMES: Final = 20
LONGEST_NAME: Final = 300


@dataclass(frozen=True, slots=True)
class Whose:
    """Who the visitor says to be; it stays with the visit and stands in no address."""

    mails: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Return whether anything is said."""
        return bool(self.mails or self.ids)


@dataclass(frozen=True, slots=True)
class IssuerList:
    """Whose badges are accepted: the list, what it is called, and whether it is the visitor's own."""

    path: Path
    title: str
    own: bool = False


@dataclass(eq=False)
class Kept:
    """Where a backpack lies: its file, whether that was named at the start, and a folder that ends with the visit."""

    path: Path
    named: bool
    folder: Path
    whose: Whose = Whose()
    issuers: IssuerList | None = None
    asked: set[str] = field(default_factory=set)
    _opened: Backpack | None = None
    _seen: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let the folder be removed with the last who holds it."""
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def begun(self) -> bool:
        """Return whether there is a file yet."""
        return self.path.exists()

    @property
    def stamp(self) -> tuple[tuple[int, int], ...]:
        """Return a mark that changes when the file does."""
        found = []
        for file in (self.path, self.path.with_name(f"{self.path.name}-wal")):
            with contextlib.suppress(OSError):
                state = file.stat()
                found.append((state.st_mtime_ns, state.st_size))
        return tuple(found)

    def open(self) -> Backpack:
        """Return the open backpack; an absent file begins.  Raises StoreError, NotAvailableError X002."""
        from pathways.store.backpack import open_backpack

        if self._opened is None or not self.begun:
            self._opened = open_backpack(self.path)
        return self._opened

    def once(self, name: str, key: Any, work: Callable[[], T]) -> T:
        """Return what a work gave for the same key before, else what it gives now; trouble is not kept."""
        held = self._seen.get(name)
        if held is not None and held[0] == key:
            known: T = held[1]
            return known
        found = work()
        if not isinstance(found, Trouble):
            self._seen[name] = (key, found)
        return found


def file_at_start(arguments: Sequence[str] | None = None) -> Path | None:
    """Return the file of the backpack named when the page was started, if one is."""
    return named_at_start(OPTION, arguments)


def kept(visit: Visit) -> Kept:
    """Return where the visitor's backpack lies; nothing is written before the first badge comes.

    Raises FormatError F010 where this machine has no room for a folder of the visit.
    """
    if visit.held is None:
        visit.held = Kept(*place(file_at_start(), prefix=PREFIX, file=FILE, told="the backpack cannot be kept"))
    with contextlib.suppress(OSError):
        os.utime(visit.held.folder)
    return visit.held


def whose(text: str) -> Whose:
    """Return whom a text names: mail addresses and other ids, parted by spaces, commas or lines.

    >>> whose("ana@example.org, did:key:z6Mk")
    Whose(mails=('ana@example.org',), ids=('did:key:z6Mk',))
    """
    words = text.replace(",", " ").replace(";", " ").split()
    names = tuple(dict.fromkeys(word[:LONGEST_NAME] for word in words if word.isprintable()))[:MOST_NAMES]
    mails = tuple(name for name in names if "@" in name and ":" not in name)
    return Whose(mails, tuple(name for name in names if name not in mails))


def issuers_of(visit: Visit) -> IssuerList | None:
    """Return whose badges are accepted: the visitor's own list, else the one beside the catalogue, else nobody's."""
    own = visit.held.issuers if visit.held is not None else None
    if own is not None:
        return own
    shelved = visit.opened.shelved
    beside = (shelved.path.parent / name for name in ISSUERS)
    found = next((path for path in beside if path.is_file()), None)
    return None if found is None else IssuerList(found, found.name)


def conditions(visit: Visit, now: dt.datetime) -> Conditions:
    """Return under which terms badges of this visitor are examined at a moment."""
    place, accepted = kept(visit), issuers_of(visit)
    beside = (visit.opened.shelved.path.parent / name for name in KNOWN)
    known = next((path for path in beside if (path / "snapshots.json").is_file()), None)
    return Conditions(now, place.whose.mails, place.whose.ids, accepted.path if accepted else None, known)


def moment() -> dt.datetime:
    """Return this moment on this machine's clock; no two answers are of the same one."""
    return dt.datetime.now(dt.UTC)


def looked(visit: Visit, at: str | None = None) -> Looked | Trouble | None:
    """Return all that is held and what it counts for at an institution; None where nothing was ever kept."""
    place, accepted, shelved = kept(visit), issuers_of(visit), visit.opened.shelved
    if not place.begun:
        return None
    registry = accepted.path if accepted else None
    key = (place.stamp, shelved, registry, visit.day, at)
    ask = (place.path, (shelved.path, shelved.stamp), registry, visit.day, at)
    found: Looked | Trouble = place.once("looked", key, lambda: worked(look, *ask))
    return found


def looked_closely(visit: Visit, names: Iterable[str]) -> dict[str, Close] | Trouble:
    """Return of the badges named every step, a picture that is safe to show, and the earlier answers."""
    place, wanted = kept(visit), tuple(names)
    work: Callable[[], dict[str, Close] | Trouble] = lambda: worked(closely, place.path, wanted)  # noqa: E731
    return place.once("closely", (place.stamp, wanted), work)


def add(visit: Visit, sent: Iterable[tuple[str, bytes]]) -> Taken | Trouble:
    """Examine what was sent and keep what holds badges; of an export everything.  What is no badge is named."""
    place = kept(visit)
    found: Taken | Trouble = worked(take, place.path, tuple(sent), conditions(visit, moment()))
    return found


def check_again(visit: Visit) -> int | Trouble:
    """Examine everything again as of now; return how much that was.  The older answers stay."""
    place = kept(visit)
    if not place.begun:
        return 0
    found: int | Trouble = worked(recheck, place.path, conditions(visit, moment()))
    return found


def export(visit: Visit) -> bytes | Trouble:
    """Return all that is held as one file that any other backpack takes in."""
    place = kept(visit)
    return place.once("export", place.stamp, lambda: _bytes(worked(exported, place.path)))


def bundle(visit: Visit, name: str) -> bytes | Trouble:
    """Return all that the answer about one badge rests on, examined now; once for each state of the backpack."""
    place = kept(visit)
    work = lambda: _bytes(worked(evidence, place.path, name, conditions(visit, moment())))  # noqa: E731
    return place.once(f"evidence-{name}", place.stamp, work)


def _bytes(found: Any) -> bytes | Trouble:
    result: bytes | Trouble = found
    return result


def say_whose(visit: Visit, said: Whose) -> int | Trouble:
    """Take over who the visitor says to be, and examine everything again for that person."""
    kept(visit).whose = said
    return check_again(visit)


def accept_issuers(visit: Visit, name: str, content: bytes) -> IssuerList | Trouble:
    """Take over a list of issuers that the visitor hands in, once it is sound; then everything is examined again."""
    place, shelved = kept(visit), visit.opened.shelved
    found = worked(check_issuers_file, place.folder, name, content, (shelved.path, shelved.stamp))
    if isinstance(found, Trouble):
        return found
    path, title = found
    place.issuers = IssuerList(path, title, own=True)
    again = check_again(visit)
    return again if isinstance(again, Trouble) else place.issuers


def forget_issuers(visit: Visit) -> int | Trouble:
    """Go back to the list beside the catalogue, and examine everything again."""
    kept(visit).issuers = None
    return check_again(visit)


def remove(visit: Visit, name: str) -> None:
    """Remove a badge and every trace of it.  Raises as the store does."""
    kept(visit).open().remove(name)


def hide(visit: Visit, name: str, *, hidden: bool) -> None:
    """Hide a badge, or show it again.  Raises as the store does."""
    store = kept(visit).open()
    store.hide(name) if hidden else store.show(name)


def annotate(visit: Visit, name: str, *, note: str, labels: Iterable[str]) -> None:
    """Set the note and the labels of a badge.  Raises QuestionError U003 where they are too long, StoreError."""
    store = kept(visit).open()
    store.label(name, labels)
    store.note(name, note)


def group(visit: Visit, name: str, items: Iterable[str]) -> None:
    """Put badges together under a name; without badges the group is taken apart.  Raises as the store does."""
    kept(visit).open().group(name, items)


def available() -> PathwaysError | None:
    """Return why no backpack can be kept here, if so: SQLAlchemy is not installed."""
    from pathways.store.database import library

    try:
        library()
    except PathwaysError as error:
        return error
    return None
