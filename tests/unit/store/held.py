"""Badges that tests of the backpack hold: signed tokens, each with the answer about it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from pathways.model.verification_documents import VerificationDocument
from pathways.store.backpack import Backpack, open_backpack
from pathways.verification.examine import examine
from pathways.verification.terms import Terms
from tests.unit.verification.signing import good_token

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=30)
MAIL = "maria.secret@example.org"


def badge(number: int = 1, **changes: Any) -> bytes:
    """Return a badge that names its holder, a result and evidence."""
    achievement = {
        "id": f"urn:uuid:a{number}",
        "type": ["Achievement"],
        "name": f"Course {number}",
        "description": "Invented",
        "criteria": {"narrative": "Invented"},
    }
    subject = {
        "id": "did:example:maria",
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": MAIL, "identityType": "emailAddress"}
        ],
        "achievement": achievement,
        "result": [{"type": ["Result"], "value": "grade-ninety-one"}],
    }
    evidence = [{"id": "https://maria.example/essay", "type": ["Evidence"], "narrative": "An essay on bees"}]
    whole = {
        "id": f"urn:uuid:{number}",
        "credentialSubject": subject,
        "sub": subject["id"],
        "jti": f"urn:uuid:{number}",
        "evidence": evidence,
        **changes,
    }
    return good_token(**whole).encode()


def answer(data: bytes, at: dt.datetime = NOW) -> VerificationDocument:
    return examine(data, Terms(now=at))


def filled(path: Path, count: int = 3) -> Backpack:
    """Return a backpack with some badges."""
    backpack = open_backpack(path)
    for number in range(1, count + 1):
        put(backpack, badge(number))
    return backpack


def put(backpack: Backpack, data: bytes, at: dt.datetime = NOW) -> str:
    return backpack.add(data, answer(data, at), at=at).sha256
