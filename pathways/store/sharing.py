"""Who may see which badges, until when, and who has looked?  Share links that show what was chosen and nothing else.

A link holds a secret of 256 bits that is kept nowhere; who has no link, or one that is withdrawn, expired or wrong,
gets one and the same answer.  Nothing is shown without a receipt for the learner.

Source: RFC 7914 (scrypt) for pass phrases.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final, NoReturn

from pathways.errors import QuestionError, UnknownIdError, finding
from pathways.model.backpack import MadeShare, ReceiptEntry, SharedDocument, ShareEntry, SharesDocument
from pathways.store.backpack import LONGEST_LINE, Backpack, held_in, last_answer
from pathways.store.backpack_carried import opening_row, share_row, shares_in
from pathways.store.backpack_tables import Rows, moment
from pathways.store.shared_view import Offer, Shown, shared_view

SECRET: Final = 32
"""Bytes of the secret in a link."""
MOST_RECEIPTS: Final = 10_000
"""Openings of one share; nothing is shown without a receipt, so that the link ends there."""

_SALT: Final = 16
_MARK: Final = "s"
"""A link's secret begins with a letter: one that began with "-" would be read as an option of a command."""
_LONGEST_PASSPHRASE: Final = 1_000

Random = Callable[[int], bytes]
"""Gives so many secret random bytes."""


def preview(backpack: Backpack, offer: Offer) -> SharedDocument:
    """Return exactly what the other will see; nothing is kept.

    Raises QuestionError U003 where the offer makes no sense, UnknownIdError U001, StoreError S003, S007.
    """
    with backpack.database.reading() as connection:
        rows = Rows(backpack.path, connection)
        found = shared_view(_sensible(offer), _shown(rows, offer.items, strict=True))
    return found or _nonsense("every one of these badges is hidden, so that nothing would be shown")


def share(backpack: Backpack, offer: Offer, *, at: dt.datetime, random: Random, passphrase: str = "") -> MadeShare:
    """Make a share and return it with the secret of its link, which is said this once, and what it shows.

    Raises QuestionError U003 where the offer makes no sense or has expired already, UnknownIdError U001, StoreError.
    """
    shown = preview(backpack, offer)
    if offer.expires <= at:
        _nonsense("the share would have expired before it begins")
    secret, name = random(SECRET), random(6).hex()
    entry = ShareEntry(
        id=name,
        title=shown.title,
        audience=offer.audience,
        items=tuple(dict.fromkeys(offer.items)),
        parts=shown.parts,
        created=at,
        expires=offer.expires,
    )
    row = share_row(entry, secret=_digest(secret), passphrase=_locked(passphrase, random(_SALT)) if passphrase else "")
    with backpack.database.writing() as connection:
        Rows(backpack.path, connection).put("shares", [row])
    return MadeShare(id=name, token=_written(secret), expires=offer.expires, preview=shown)


def withdraw(backpack: Backpack, name: str, *, at: dt.datetime) -> None:
    """Withdraw a share for good; what is withdrawn already stays so.  Raises UnknownIdError U001, StoreError."""
    with backpack.database.writing() as connection:
        rows = Rows(backpack.path, connection)
        row = rows.one("shares", id=name)
        if row is None:
            raise UnknownIdError("U001", f"this backpack has no share {name[:80]!r}", hint="'receipts' lists them.")
        if not row["withdrawn"]:
            rows.change("shares", row, withdrawn=moment(at))


def shares(backpack: Backpack) -> SharesDocument:
    """Return everything that was shared, and every opening of it.  Raises StoreError S007."""
    with backpack.database.reading() as connection:
        return SharesDocument(shares=tuple(shares_in(Rows(backpack.path, connection))))


def open_share(
    backpack: Backpack, token: str, *, now: dt.datetime, viewer: str = "", passphrase: str = ""
) -> SharedDocument | None:
    """Return what a link shows and keep a receipt, or None: the one answer to all that may not be seen.

    None says the same of a link that never was, has expired or was withdrawn, of a wrong pass phrase, and of badges
    that are hidden or gone.  ``viewer`` is what viewers say of themselves.  Raises StoreError.
    """
    secret = _read(token)
    with backpack.database.reading() as connection:
        rows = Rows(backpack.path, connection)
        found = _open(rows, secret, now, passphrase)
    if found is None:
        return None
    name, document = found
    with backpack.database.writing() as connection:
        rows = Rows(backpack.path, connection)
        again = _open(rows, secret, now, passphrase)  # withdrawn meanwhile is withdrawn
        if again is None or _keep(rows, name, document, now, viewer) is None:
            return None
        return again[1]


def still_open(backpack: Backpack, token: str, *, now: dt.datetime, passphrase: str = "") -> bool:
    """Return whether a link still shows something, for whoever has it open already; nothing is shown or kept by this.

    Raises StoreError.
    """
    with backpack.database.reading() as connection:
        return _open(Rows(backpack.path, connection), _read(token), now, passphrase) is not None


def _open(rows: Rows, secret: bytes, now: dt.datetime, passphrase: str) -> tuple[str, SharedDocument] | None:
    row = rows.one("shares", secret=_digest(secret))
    # The same work for every link, so that the time tells nothing either.
    fits = _unlocks(row["passphrase"] if row else "", passphrase)
    if row is None or not fits or row["withdrawn"] or row["elsewhere"]:
        return None
    entry = next(each for each in shares_in(rows, row["id"]))
    if now >= entry.expires:
        return None
    offer = Offer(entry.title, entry.items, entry.expires, entry.parts, entry.audience)
    document = shared_view(offer, _shown(rows, entry.items))
    return None if document is None else (entry.id, document)


def _keep(rows: Rows, name: str, document: SharedDocument, now: dt.datetime, viewer: str) -> ReceiptEntry | None:
    number = rows.last("openings", "number", share=name) + 1
    if number >= MOST_RECEIPTS:
        return None
    entry = next(each for each in shares_in(rows, name))
    items = tuple(each for each in entry.items if not _is_hidden(rows, each))
    said = "".join(each for each in viewer if each.isprintable())[:LONGEST_LINE]
    receipt = ReceiptEntry(at=now, viewer=said, items=items)
    rows.put("openings", [opening_row(name, number, receipt)])
    return receipt


def _is_hidden(rows: Rows, name: str) -> bool:
    row = rows.one("items", sha256=name)
    return row is None or bool(row["hidden"])


def _shown(rows: Rows, names: Iterable[str], *, strict: bool = False) -> list[Shown]:
    """Return badges with the last answer about each; with ``strict`` each must be there."""
    found = []
    for name in dict.fromkeys(names):
        if strict or rows.count("items", sha256=name):
            held = held_in(rows, name)
            found.append((held, last_answer(rows.path, held)))
    return found


def _sensible(offer: Offer) -> Offer:
    title = " ".join(offer.title.split())
    if not title or len(title) > LONGEST_LINE or not title.isprintable() or len(offer.audience) > LONGEST_LINE:
        _nonsense(f"a share has a title and an audience of up to {LONGEST_LINE} letters, the title not empty")
    if not offer.items:
        _nonsense("a share shows at least one badge")
    if offer.expires.tzinfo is None:
        _nonsense("the end of a share names its time zone")
    if not offer.whole:
        _nonsense("the badge itself names its recipient and holds results and evidence: choose these parts as well")
    return replace(offer, title=title)


def _written(secret: bytes) -> str:
    return _MARK + base64.urlsafe_b64encode(secret).rstrip(b"=").decode("ascii")


def _read(token: str) -> bytes:
    """Return the secret that a link holds; what is no secret becomes one that no share has."""
    try:
        found = base64.b64decode(f"{token.removeprefix(_MARK)}=".encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""
    return found if len(found) == SECRET and _written(found) == token else b""


def _digest(secret: bytes) -> str:
    return hashlib.sha256(b"pathways-share/1\n" + secret).hexdigest()


def _locked(passphrase: str, salt: bytes) -> str:
    if len(passphrase) > _LONGEST_PASSPHRASE:
        _nonsense(f"a pass phrase has at most {_LONGEST_PASSPHRASE:,} characters")
    return f"{salt.hex()}${_stretched(passphrase, salt).hex()}"


def _unlocks(locked: str, passphrase: str) -> bool:
    """Return whether a pass phrase fits; where none is asked for, any fits."""
    salt, _, digest = locked.partition("$")
    stretched = _stretched(passphrase[:_LONGEST_PASSPHRASE], bytes.fromhex(salt) if digest else bytes(_SALT))
    return not digest or hmac.compare_digest(stretched.hex(), digest)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    data = passphrase.encode("utf-8", "replace")
    return hashlib.scrypt(data, salt=salt, n=2**14, r=8, p=1, dklen=32)


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
