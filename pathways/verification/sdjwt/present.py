"""What does a holder show, and to whom?  The disclosures that are kept, those they stand in, and the holder's proof.

Source: RFC 9901 sections 4.3 and 7.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NoReturn

from pathways.errors import BadgeError, finding
from pathways.verification.checks import Refusal
from pathways.verification.publickey import KeyType, PublicKey, from_jwk
from pathways.verification.sdjwt.binding import BINDING_TYPE
from pathways.verification.sdjwt.disclosed import Disclosed, disclosed
from pathways.verification.sdjwt.issue import Signer, signed
from pathways.verification.sdjwt.parts import SdJwt, digest_of, read_sd_jwt
from pathways.verification.sdjwt.pointers import Place, to_pointer
from pathways.verification.strict import Json

_NAMES: Final = {KeyType.ED25519: "EdDSA", KeyType.P256: "ES256", KeyType.RSA: "RS256"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """For whom the holder shows something, answering which nonce, when, and with which key."""

    key: Signer
    audience: str
    nonce: str
    now: dt.datetime


def present(token: str, *, keep: Iterable[str], occasion: Occasion | None = None) -> str:
    """Return the token with the disclosures at ``keep`` (JSON Pointers) and those around them, and the holder's proof.

    Without an occasion there is no proof of the holder.  Raises BadgeError B004 where the token cannot be read, nothing
    is hidden at a place, or the key is not the one that it was issued to.
    """
    parts, said = _read(token)
    by_pointer = {to_pointer(place): place for place in said.shown}
    wanted = set(keep)
    if wanted - by_pointer.keys():
        _refuse(f"nothing that could be shown or hidden stands at {', '.join(sorted(wanted - by_pointer.keys()))}")
    kept = {place for pointer in wanted for place in _around(by_pointer[pointer], said)}
    texts = {said.shown[place].text for place in kept}
    issued = parts.bound.partition("~")[0]
    shown = "~".join((issued, *(one.text for one in parts.disclosures if one.text in texts), ""))
    return shown if occasion is None else shown + _proof(shown, parts, said.claims, occasion)


def choices(token: str) -> tuple[str, ...]:
    """Return the places that may be shown or hidden, as JSON Pointers in the order of the token.

    Raises BadgeError B004 where the token cannot be read.
    """
    _, said = _read(token)
    return tuple(to_pointer(place) for place in said.shown)


def preview(token: str, *, keep: Iterable[str]) -> Json:
    """Return exactly what a reader will see of a token.  Raises BadgeError B004 as :func:`present` does."""
    return _read(present(token, keep=keep))[1].claims


def _read(token: str) -> tuple[SdJwt, Disclosed]:
    parts = read_sd_jwt(token)
    said = parts if isinstance(parts, Refusal) else disclosed(parts)
    if isinstance(parts, Refusal) or isinstance(said, Refusal):
        why = parts if isinstance(parts, Refusal) else said
        _refuse(f"the token cannot be read ({why.code.value if isinstance(why, Refusal) else ''})")
    return parts, said


def _around(place: Place, said: Disclosed) -> Iterable[Place]:
    """Return the place and those disclosures in which it stands."""
    return [place[:length] for length in range(1, len(place) + 1) if place[:length] in said.shown]


def _proof(shown: str, parts: SdJwt, claims: Json, occasion: Occasion) -> str:
    confirmed = claims.get("cnf")
    jwk = confirmed.get("jwk") if isinstance(confirmed, dict) else None
    held = from_jwk(jwk) if isinstance(jwk, dict) else None
    if not isinstance(held, PublicKey) or not held.same_as(occasion.key.public):
        _refuse("the token was not issued to this key")
    body = {
        "iat": int(occasion.now.timestamp()),
        "aud": occasion.audience,
        "nonce": occasion.nonce,
        "sd_hash": digest_of(shown, parts.hash_name),
    }
    return signed({"alg": _NAMES[held.type], "typ": BINDING_TYPE}, body, occasion.key)


def _refuse(message: str) -> NoReturn:
    raise BadgeError("B004", message, findings=[finding("B004", message)])
