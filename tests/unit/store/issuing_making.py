"""A cupboard for tests, with randomness that counts, and how one credential is issued and taken back in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from pathlib import Path

from pathways.issuing.credential import Draft, Terms, Withheld, award
from pathways.issuing.status import Form, Purpose
from pathways.store.issue import Change, Issued, Order, change, issue
from pathways.store.issuing import Cupboard, begin_cupboard
from pathways.verification.receipt import Receipt
from tests.unit.issuing.making import NOW, audited, desk, keys_of, profile, recipient, secret


class Chance:
    """Bytes that look random and are the same in every run."""

    def __init__(self, seed: str = "") -> None:
        self.seed = seed
        self.asked = 0

    def __call__(self, size: int) -> bytes:
        self.asked += 1
        data = hashlib.sha256(f"{self.seed}/{self.asked}".encode()).digest()
        return (data * (size // 32 + 1))[:size]


def cupboard(folder: Path) -> Cupboard:
    owner = profile()
    return begin_cupboard(folder, owner, (keys_of(owner)[0], secret()), secret(number=9))


def make(terms: Terms) -> Draft | Withheld:
    return award(audited(), desk().catalog, profile=profile(), recipient=recipient(), terms=terms)


def issued(
    kept: Cupboard, number: int, *, form: Form = "json", purpose: Purpose = "revocation", now: dt.datetime = NOW
) -> Issued:
    chance = Chance(f"issue {number}")
    order = Order(name(number), now, chance(32), form, purpose, salts=lambda: chance(16))
    found = issue(kept, make, order, random=chance, openings=kept.openings())
    assert isinstance(found, Issued)
    return found


def changed(kept: Cupboard, number: int, state: str = "revoked") -> Receipt:
    why = Change("R. Osei", "awarded in error", NOW, Chance(f"{state} {number}"))
    return change(kept, name(number), state, why=why, openings=kept.openings())


def name(number: int) -> str:
    return uuid.UUID(int=number).urn
