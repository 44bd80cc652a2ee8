"""Under which terms is a badge examined?  When, how strictly, with what knowledge, for whom, with how much work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from pathways.model.anchors import NO_ANCHORS, Anchors
from pathways.model.issuers import IssuerRegistry
from pathways.model.verification_documents import ProfileName
from pathways.verification.carrier import Carried
from pathways.verification.checks import Check
from pathways.verification.keys import Resolver, Snapshots
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.memory import Memory

NOTHING_KNOWN: Final = Snapshots()
"""The resolver that looks nothing up."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who hands a badge in, as far as that is known by other means: their DIDs, other ids and mail addresses."""

    ids: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Return whether anything is known of them."""
        return bool(self.ids or self.emails)


NOBODY: Final = Holder()


@dataclass(frozen=True, slots=True)
class Terms:
    """What every step may look at; ``depth`` counts how many badges this one stands in, ``now`` has its time zone.

    ``audience`` and ``nonce`` are what a presentation has to be made for, and ``proven`` is the id whose key signed the
    presentation in which this stands, where it answers what was asked; ``others`` are credentials handed in together
    with this one, among which may be a newer issue of it.  A copy of a status list older than ``status_age`` is stale.
    ``anchors`` are transactions on blockchains that somebody looked up; ``memory`` keeps status lists that many badges
    share from one examination to the next.  ``as_status_list`` is set while what stands at the address of a status list
    is examined: of such, whatever it calls itself, no status is asked.
    """

    now: dt.datetime
    profile: ProfileName = "strict"
    resolver: Resolver = NOTHING_KNOWN
    limits: Limits = LIMITS
    holder: Holder = NOBODY
    registry: IssuerRegistry | None = None
    anchors: Anchors = NO_ANCHORS
    audience: str | None = None
    nonce: str | None = None
    proven: str | None = None
    others: tuple[Carried, ...] = ()
    depth: int = 0
    status_age: dt.timedelta = dt.timedelta(days=7)
    memory: Memory | None = None
    as_status_list: bool = False

    def inner(self) -> Terms:
        """Return the terms for what stands inside the badge."""
        return replace(self, depth=self.depth + 1)


Examiner = Callable[[Carried, Terms], tuple[Check, ...]]
"""What examines a badge inside a badge, or a status list: one check for each step."""
