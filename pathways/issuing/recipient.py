"""To whom is it awarded?  Somebody who can prove a DID, or whoever reads mail at an address that the badge only hashes.

Source: Open Badges 3.0, AchievementSubject and IdentityObject (``sha256$`` over the value followed by the salt).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from pathways.errors import QuestionError, finding

_DID: Final = re.compile(r"did:[a-z0-9]+:[^\s#?]{1,1900}\Z")
_MAIL: Final = re.compile(r"[^\s@<>\"]{1,200}@[^\s@<>\"]{1,250}\Z")
_URN: Final = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
LEAST_SALT: Final = 16
"""Characters of the shortest salt: whoever has a list of addresses must not be able to try them all at once."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a badge names: an id, a hashed mail address, or both; never the address itself."""

    id: str | None = None
    hashed_mail: str | None = None
    salt: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the members by which a badge names its recipient."""
        found: dict[str, Any] = {} if self.id is None else {"id": self.id}
        if self.hashed_mail is not None:
            identity = {"type": "IdentityObject", "hashed": True, "identityHash": self.hashed_mail}
            found["identifier"] = [{**identity, "identityType": "emailAddress", "salt": self.salt}]
        return {**found, "type": ["AchievementSubject"]}


def by_did(did: str) -> Recipient:
    """Return the recipient who proves a DID.  Raises QuestionError U003 where it is none."""
    if not _DID.match(did):
        _nonsense(f"{did[:80]!r} is not a DID, such as did:key:z6Mk...")
    return Recipient(id=did)


def by_mail(mail: str, *, salt: str, pseudonym: str | None = None) -> Recipient:
    """Return the recipient who reads mail at an address; the badge holds only its salted hash.

    The address is hashed in lower case.  ``pseudonym`` is a random ``urn:uuid:...`` that tokens need: they name their
    subject.  Raises QuestionError U003 for what is no address, a salt below 16 characters or another pseudonym.

    >>> by_mail("A@example.com", salt="x" * 16).hashed_mail[:15]
    'sha256$fe4c96ec'
    """
    if not _MAIL.match(mail):
        _nonsense(f"{mail[:80]!r} is not a mail address")
    if len(salt) < LEAST_SALT or not salt.isascii() or not salt.isalnum():
        _nonsense(f"a salt has at least {LEAST_SALT} letters and digits")
    if pseudonym is not None and not _URN.match(pseudonym):
        _nonsense("a pseudonym is a random urn:uuid:...")
    digest = hashlib.sha256((mail.lower() + salt).encode()).hexdigest()
    return Recipient(pseudonym, f"sha256${digest}", salt)


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
