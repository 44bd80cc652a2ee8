"""What does a learner show of the backpack, to whom, and who has looked?  Runs in a worker.

A link opens what it was made for and nothing else; who has none that holds gets one and the same answer.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from pathlib import Path

from pathways.model.backpack import CvDocument, ItemEntry, MadeShare, SharedDocument, ShareEntry
from pathways.store import sharing
from pathways.store.backpack import open_backpack
from pathways.store.backpack_lines import cv_document
from pathways.store.shared_view import Offer
from pathways.ui.examining import told


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
