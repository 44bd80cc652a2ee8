"""What does the log say, and to whom?

To everybody a commitment: 32 bytes that tell nothing.  To whom holds the *opening* (the entry and its salt, kept with
the learner's own data) that exactly this was awarded, decided or revoked, by whom and on which day.  Where the opening
is destroyed nobody can tell any more what the commitment was, not even by trying every entry; the log still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final, NoReturn

from pathways.errors import BadgeError, finding

SALT: Final = 32
"""Bytes of a salt: random, secret, never used twice."""
LONGEST: Final = 16 * 1024
"""Bytes of the longest opening that is read."""

_FORMAT: Final = "pathways-log-entry/1"


class EntryKind(StrEnum):
    """What happened."""

    AWARD = "award"
    RECOGNITION = "recognition"
    REVOCATION = "revocation"
    SUSPENSION = "suspension"
    RESTORATION = "restoration"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: who did it, to whom, about what, on which day.

    ``about`` is the id of what was awarded or decided; for a revocation (or suspension, or its end) the commitment, in
    hexadecimal digits, of the entry that it takes back.  ``digest`` is the SHA-256 of the document itself, in
    hexadecimal digits, or empty.
    """

    kind: EntryKind
    by: str
    learner: str
    about: str
    on: date
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What makes a commitment speak: the entry and its salt.  Personal data: it lives and dies with the learner's."""

    entry: Entry
    salt: bytes

    def __repr__(self) -> str:
        return "Opening(...)"


def canonical(entry: Entry) -> bytes:
    """Return the one way to write an entry (as RFC 8785 would).  Raises BadgeError B003 where it cannot be written.

    >>> canonical(Entry(EntryKind.AWARD, "uni", "ana", "mc-1", date(2026, 5, 1)))[:41]
    b'{"about":"mc-1","by":"uni","digest":"","f'
    """
    try:
        return json.dumps(_plain(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        _malformed("it holds characters that cannot be written")


def _plain(entry: Entry) -> dict[str, str]:
    found = {field.name: str(getattr(entry, field.name)) for field in fields(entry)}
    return {**found, "format": _FORMAT}


def commitment(opening: Opening) -> bytes:
    """Return the 32 bytes that the log keeps: SHA-256 over the salt and the entry.

    Raises BadgeError B003 where the salt is of another length.
    """
    if len(opening.salt) != SALT:
        _malformed(f"a salt has {SALT} bytes")
    return hashlib.sha256(opening.salt + canonical(opening.entry)).digest()


def revocation(opening: Opening, *, by: str, on: date, digest: str = "") -> Entry:
    """Return the entry that takes another back; it needs a salt of its own."""
    return Entry(EntryKind.REVOCATION, by, opening.entry.learner, commitment(opening).hex(), on, digest)


def write_opening(opening: Opening) -> str:
    """Return an opening as one line of JSON, to be kept with the learner's data."""
    return json.dumps({**_plain(opening.entry), "salt": opening.salt.hex()}, ensure_ascii=False, sort_keys=True)


def read_opening(data: bytes) -> Opening:
    """Read an opening.  Raises BadgeError B003 where it is none; a name too many or given twice makes it none."""
    try:
        if len(data) > LONGEST:
            raise ValueError(f"it has {len(data):,} bytes")
        found = json.loads(data.decode(), object_pairs_hook=_once)
        return _opened(found)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        _malformed(f"it is not an opening ({error})")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found


def _opened(found: Mapping[str, Any]) -> Opening:
    names = {field.name for field in fields(Entry)} | {"format", "salt"}
    if set(found) != names or found["format"] != _FORMAT or not all(isinstance(each, str) for each in found.values()):
        raise ValueError(f"an opening holds exactly {', '.join(sorted(names))}, all of them text")
    entry = Entry(
        kind=EntryKind(found["kind"]),
        by=found["by"],
        learner=found["learner"],
        about=found["about"],
        on=date.fromisoformat(found["on"]),
        digest=found["digest"],
    )
    opening = Opening(entry, bytes.fromhex(found["salt"]))
    if _plain(entry) != {name: found[name] for name in names - {"salt"}} or opening.salt.hex() != found["salt"]:
        raise ValueError("it is not written as openings are")
    commitment(opening)
    return opening


def _malformed(message: str) -> NoReturn:
    raise BadgeError("B003", message, findings=[finding("B003", message)])
