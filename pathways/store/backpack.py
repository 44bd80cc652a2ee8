"""What does one learner hold?  Every badge as it was handed in, every answer about it, in one file.

What is added is on the disk when the call returns; what is removed is overwritten.  A badge is never changed and never
thrown out by a check: an answer of today stands beside those of before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NoReturn

from pydantic import ValidationError

from pathways.errors import QuestionError, UnknownIdError, finding
from pathways.model.backpack import BackpackDocument, CollectionEntry, Contents, Held, ItemEntry
from pathways.model.badge_documents import TrustPolicy
from pathways.model.verification_documents import VerificationDocument
from pathways.store.backpack_carried import all_of, bring_in
from pathways.store.backpack_tables import BACKPACK, Rows, list_in, listed, moment
from pathways.store.database import WAIT, Database, open_database
from pathways.store.log_files import refuse
from pathways.verification.attainment import standing_of
from pathways.verification.issues import Issue, behind
from pathways.verification.limits import LIMITS

MOST_ITEMS: Final = 10_000
LONGEST_LINE: Final = 200
LONGEST_NOTE: Final = 10_000
SHORTEST_NAME: Final = 4
"""Digits of a digest that name a badge, where no other begins with them."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a badge that was handed in: ``new`` is false where the same bytes were there already."""

    sha256: str
    new: bool


class Backpack:
    """An open backpack.  Each call is whole: afterwards the file holds all of it, or after an error nothing."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @property
    def path(self) -> Path:
        """Return where it lies."""
        return self.database.path

    def add(self, data: bytes, document: VerificationDocument, *, at: dt.datetime, labels: Iterable[str] = ()) -> Added:
        """Keep a badge as it was handed in, and what was found of it; the same bytes again add the new answer only.

        Raises QuestionError U003 where the document speaks of other bytes, a label is no line, or there is no room,
        StoreError S005 (somebody else writes), S007 (damaged), F010 (cannot be written).
        """
        name = _fits(data, document)
        with self.database.writing() as connection:
            rows = Rows(self.path, connection)
            new = rows.one("items", sha256=name) is None
            if new:
                self._new(rows, name, data, moment(at))
            _say_labels(rows, name, (*list_in(self._row(rows, name)["labels"]), *_lines(labels)))
            _append(rows, name, document)
        return Added(name, new)

    def recheck(self, document: VerificationDocument) -> None:
        """Keep a new answer about a badge beside the older ones.  Raises UnknownIdError U001, StoreError."""
        with self.database.writing() as connection:
            rows = Rows(self.path, connection)
            self._row(rows, document.sha256)
            _append(rows, document.sha256, document)

    def get(self, name: str) -> Held:
        """Return a badge by its digest or the beginning of it, with all answers about it.

        Raises UnknownIdError U001 where none or several begin so, StoreError S007 (damaged).
        """
        with self.database.reading() as connection:
            rows = Rows(self.path, connection)
            return held_in(rows, self._named(rows, name))

    def listed(self) -> BackpackDocument:
        """Return all that is held, in the order in which it came.  Raises StoreError S003, S007."""
        with self.database.reading() as connection:
            found = all_of(Rows(self.path, connection))
        entries = [entry_of(self.path, one) for one in found.items]
        return BackpackDocument(items=_each_once(entries), collections=found.collections)

    def label(self, name: str, labels: Iterable[str]) -> None:
        """Set the labels of a badge.  Raises UnknownIdError U001, QuestionError U003, StoreError."""
        chosen = _lines(labels)
        self._change(name, lambda rows, row: _say_labels(rows, row["sha256"], chosen))

    def note(self, name: str, words: str) -> None:
        """Set the note on a badge; nobody sees it but where a share says so.  Raises as :meth:`label` does."""
        if len(words) > LONGEST_NOTE:
            _nonsense(f"a note has at most {LONGEST_NOTE:,} characters")
        self._change(name, lambda rows, row: rows.change("items", row, note=words))

    def hide(self, name: str) -> None:
        """Hide a badge: no share shows it while it is hidden, not even an older one.  Raises as :meth:`label` does."""
        self._change(name, lambda rows, row: rows.change("items", row, hidden=1))

    def show(self, name: str) -> None:
        """Hide a badge no longer.  Raises as :meth:`label` does."""
        self._change(name, lambda rows, row: rows.change("items", row, hidden=0))

    def group(self, name: str, items: Iterable[str]) -> CollectionEntry:
        """Make a collection, or give an existing one these badges in this order; without badges it is taken apart.

        Raises UnknownIdError U001, QuestionError U003 (no name), StoreError.
        """
        (title,) = _lines([name]) or _nonsense("a collection has a name")
        with self.database.writing() as connection:
            rows = Rows(self.path, connection)
            chosen = tuple(dict.fromkeys(self._named(rows, each) for each in items))
            there = rows.one("collections", name=title)
            if not chosen:
                rows.remove("collections", name=title)
            elif there is None:
                row = {"name": title, "place": rows.last("collections", "place") + 1, "items": listed(chosen)}
                rows.put("collections", [row])
            else:
                rows.change("collections", there, items=listed(chosen))
        return CollectionEntry(name=title, items=chosen)

    def remove(self, name: str) -> str:
        """Remove a badge, every answer about it and every trace of it; return its digest.  Raises as :meth:`label`."""
        with self.database.erasing() as connection:
            rows = Rows(self.path, connection)
            digest = self._named(rows, name)
            rows.remove("verifications", item=digest)
            rows.remove("items", sha256=digest)
            _forget(rows, digest)
        return digest

    def contents(self) -> Contents:
        """Return all of it, as it travels; what opens a share does not.  Raises StoreError S007."""
        with self.database.reading() as connection:
            found = all_of(Rows(self.path, connection))
        shares = tuple(each.model_copy(update={"elsewhere": True}) for each in found.shares)
        return replace(found, shares=shares)

    def take_in(self, contents: Contents, *, examined: Iterable[VerificationDocument] = ()) -> tuple[str, ...]:
        """Add what came from another backpack; what is here already stays as it is.  Return the digests that are new.

        ``examined`` are one's own answers about what came: they are kept behind those that came along, so that they are
        the newest.  Shares arrive as a record of what was shared: their links open only where they were made.  Raises
        StoreError.
        """
        with self.database.writing() as connection:
            rows = Rows(self.path, connection)
            new = bring_in(rows, contents)
            for document in examined:
                _append(rows, document.sha256, document)
            return new

    def _new(self, rows: Rows, name: str, data: bytes, at: str) -> None:
        if rows.count("items") >= MOST_ITEMS:
            _nonsense(f"a backpack holds at most {MOST_ITEMS:,} badges")
        place = rows.last("items", "place") + 1
        own = {"labels": "[]", "note": "", "hidden": 0}
        rows.put("items", [{"sha256": name, "place": place, "data": data, "added": at, **own}])

    def _change(self, name: str, change: Callable[[Rows, dict[str, Any]], None]) -> None:
        with self.database.writing() as connection:
            rows = Rows(self.path, connection)
            change(rows, self._row(rows, self._named(rows, name)))

    def _row(self, rows: Rows, digest: str) -> dict[str, Any]:
        return rows.one("items", sha256=digest) or _unknown(digest)

    def _named(self, rows: Rows, name: str) -> str:
        found = [each for each in rows.keys("items", "sha256") if each.startswith(name.lower())]
        if len(name) < SHORTEST_NAME or len(found) != 1:
            _unknown(name, several=len(found) > 1)
        return found[0]


def open_backpack(path: Path, *, wait: float = WAIT) -> Backpack:
    """Open a learner's backpack; an absent file begins a new one.

    Raises as :func:`pathways.store.database.open_database` does.
    """
    return Backpack(open_database(path, BACKPACK, wait=wait))


def held_in(rows: Rows, digest: str) -> Held:
    """Return a badge with all answers about it.  Raises StoreError S007."""
    found = all_of(rows, digest).items
    return found[0] if found else _unknown(digest)


def last_answer(path: Path, held: Held) -> VerificationDocument:
    """Return the newest verification document.  Raises StoreError S003 where another version wrote it."""
    try:
        return VerificationDocument.model_validate_json(held.verifications[-1])
    except ValidationError:
        told = f"{path.name} holds an answer about {held.sha256} that this program cannot read"
        refuse("S003", path, told, "Open it with the program that wrote it, or with a newer one.")


def entry_of(path: Path, held: Held) -> ItemEntry:
    """Return what a list says of a badge.  Raises StoreError S003."""
    document = last_answer(path, held)
    return ItemEntry(
        sha256=held.sha256,
        added=dt.datetime.fromisoformat(held.added),
        size=len(held.data),
        carrier=document.carrier,
        kind=document.kind,
        says=document.says,
        standing=standing_of(document.checks, TrustPolicy())[0],
        checked=document.as_of,
        examined=len(held.verifications),
        labels=held.labels,
        note=held.note,
        hidden=held.hidden,
    )


def _each_once(entries: list[ItemEntry]) -> tuple[ItemEntry, ...]:
    """Return the entries, told of those that stand behind another which that is."""
    found = behind([Issue(one.says, one.standing, one.sha256) for one in entries])
    return tuple(
        entry if one is None else entry.model_copy(update={"standing": one.standing, "same_as": one.name})
        for entry, one in zip(entries, found, strict=True)
    )


def _fits(data: bytes, document: VerificationDocument) -> str:
    name = hashlib.sha256(data).hexdigest()
    if document.sha256 != name:
        _nonsense("the verification document is about another file")
    if len(data) > LIMITS.file:
        _nonsense(f"a badge has at most {LIMITS.file:,} bytes")
    return name


def _append(rows: Rows, name: str, document: VerificationDocument) -> None:
    text = document.model_dump_json(by_alias=True)
    number = rows.last("verifications", "number", item=name) + 1
    rows.put("verifications", [{"item": name, "number": number, "document": text}])


def _say_labels(rows: Rows, name: str, labels: Iterable[str]) -> None:
    row = rows.one("items", sha256=name)
    if row is not None:
        rows.change("items", row, labels=listed(dict.fromkeys(labels)))


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    found = tuple(" ".join(text.split()) for text in texts)
    for text in found:
        if not text or len(text) > LONGEST_LINE or not text.isprintable():
            _nonsense(f"{text[:40]!r} is no name of up to {LONGEST_LINE} letters in one line")
    return found


def _forget(rows: Rows, digest: str) -> None:
    """Take a badge out of collections, shares and what is known of their openings; the openings are still counted."""
    for row in rows.all("collections"):
        left = [each for each in list_in(row["items"]) if each != digest]
        rows.change("collections", row, items=listed(left)) if left else rows.remove("collections", name=row["name"])
    for row in rows.all("shares"):
        rows.change("shares", row, items=listed(each for each in list_in(row["items"]) if each != digest))
    for row in rows.all("openings"):
        items = list_in(row["items"])
        left = [each for each in items if each != digest]
        rows.change("openings", row, items=listed(left), removed=row["removed"] + len(items) - len(left))


def _unknown(name: str, *, several: bool = False) -> NoReturn:
    what = "more than one badge that begins with" if several else "no badge"
    hint = f"Name it by the first {SHORTEST_NAME} or more digits of its SHA-256; 'pathways backpack list' shows them."
    raise UnknownIdError("U001", f"this backpack has {what} {name[:80]!r}", hint=hint)


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
