"""What does a learner show of the backpack, to whom, and who has looked?  Runs in a worker.

A link opens what it was made for and nothing else; who has none that holds gets one and the same answer.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from pathlib import Path

from pathways.formats.passport_bundle import Enclosed, passport_bundle
from pathways.model.backpack import CvDocument, Held, ItemEntry, MadeShare, SharedDocument, ShareEntry
from pathways.model.badge_documents import PassportLine
from pathways.model.record import LearnerRecord
from pathways.store import sharing
from pathways.store.backpack import last_answer, open_backpack
from pathways.store.backpack_lines import cv_document
from pathways.store.shared_view import Offer
from pathways.ui.examining import Place, registry_of
from pathways.ui.worker import catalogue, told
from pathways.verification.attainment import attained
from pathways.verification.passport import lines_of


@dataclass(frozen=True, slots=True)
class Shown:
    """What can be shown, what was shared already, and the badges as lines elsewhere."""

    items: tuple[ItemEntry, ...]
    shares: tuple[ShareEntry, ...]
    lines: CvDocument


@told
def standing(path: Path) -> Shown:
    """Return what a backpack has to show."""
    held = open_backpack(path)
    items = held.listed().items
    return Shown(items, sharing.shares(held).shares, cv_document(items))


@told
def previewed(path: Path, offer: Offer) -> SharedDocument:
    """Return exactly what the other will see."""
    return sharing.preview(open_backpack(path), offer)


@told
def made(path: Path, offer: Offer, at: dt.datetime, passphrase: str) -> MadeShare:
    """Make a share and return it with the secret of its link."""
    return sharing.share(open_backpack(path), offer, at=at, random=secrets.token_bytes, passphrase=passphrase)


@told
def withdrawn(path: Path, name: str, at: dt.datetime) -> bool:
    """Withdraw a share for good."""
    sharing.withdraw(open_backpack(path), name, at=at)
    return True


@told
def looked_at(path: Path, token: str, at: dt.datetime, viewer: str, passphrase: str) -> SharedDocument | None:
    """Return what a link shows and keep a receipt, or None for every link that shows nothing."""
    if not path.exists():
        return None
    return sharing.open_share(open_backpack(path), token, now=at, viewer=viewer, passphrase=passphrase)


@told
def still_shown(path: Path, token: str, at: dt.datetime, passphrase: str) -> bool:
    """Return whether a link that was opened still shows something; no receipt is written."""
    return path.exists() and sharing.still_open(open_backpack(path), token, now=at, passphrase=passphrase)


@dataclass(frozen=True, slots=True)
class Enclosing:
    """A passport with proofs as one file, and how many badges are in it."""

    data: bytes
    badges: int


@told
def proofs(
    path: Path, place: Place, registry: Path | None, as_of: dt.date, record: LearnerRecord
) -> tuple[PassportLine, ...]:
    """Return what each line of a record rests on, by the last answer about each badge that may be shown."""
    documents = [last_answer(path, item) for item in _shown(path)]
    found = attained(documents, catalogue(*place), as_of=as_of, registry=registry_of(registry))
    return lines_of(record, found)


@told
def enclosed(path: Path, record: LearnerRecord) -> Enclosing:
    """Return a record with the badges that may be shown and on which a line of it rests."""
    named = {line.badge for line in record.attainments}
    badges = [Enclosed(item.data, last_answer(path, item)) for item in _shown(path) if item.sha256 in named]
    return Enclosing(passport_bundle(record, badges), len(badges))


def _shown(path: Path) -> list[Held]:
    """Return the badges that are not hidden: what is hidden is shown to nobody."""
    return [item for item in open_backpack(path).contents().items if not item.hidden]
