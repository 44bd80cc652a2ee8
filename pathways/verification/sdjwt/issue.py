"""How is a token made of which a holder may show a part?  What may be hidden is named; what may not be is refused.

Nothing is random here: salts come from whoever calls.

Source: RFC 9901 sections 4 and 5; draft-ietf-oauth-sd-jwt-vc section 3.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, Protocol

from pathways.errors import BadgeError, finding
from pathways.verification.checks import Refusal
from pathways.verification.claims import issuer_of
from pathways.verification.encoding import to_base64url
from pathways.verification.limits import LIMITS
from pathways.verification.publickey import KeyType, PublicKey
from pathways.verification.sdjwt.parts import RESERVED, digest_of
from pathways.verification.sdjwt.pointers import Place, must_be_open, to_pointer
from pathways.verification.strict import Json, read_json

TYPE: Final = "dc+sd-jwt"
MODEL_TYPE: Final = "vc+sd-jwt"
"""What the header calls a credential of the VC Data Model."""
SALT: Final = 16
"""Bytes of the shortest salt that is taken; RFC 9901 recommends these 128 bits."""
_NAMES: Final = {KeyType.ED25519: "EdDSA", KeyType.P256: "ES256", KeyType.RSA: "RS256"}

Salts = Callable[[], bytes]
"""Where random bytes come from: each call returns others."""


class Signer(Protocol):
    """The secret half of a key, which signs and shows its public half."""

    @property
    def public(self) -> PublicKey:
        """Return the public half."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message, written as tokens write it."""
        ...


@dataclass(frozen=True, slots=True)
class Hiding:
    """What of the claims may be hidden: JSON Pointers; ``decoys`` digests of nothing stand beside each hidden one."""

    places: tuple[str, ...]
    salts: Salts
    decoys: int = 0
    hash_name: str = "sha-256"


def issue_sd_jwt(claims: Json, *, key: Signer, kid: str | None, hiding: Hiding, holder: Json | None = None) -> str:
    """Return a token that says ``claims``, of which the holder may hide what ``hiding`` names.

    ``holder`` is the public JSON Web Key that the holder proves to have; ``kid`` names the issuer's key.  Raises
    BadgeError B004 where something is hidden that must be seen, a place is not there, ``vct`` or ``iss`` is missing, a
    name is used that disclosures use, or a salt is short or stands twice.
    """
    if issuer_of({"issuer": claims.get("iss", claims.get("issuer"))}) is None:
        _refuse("the claims name no issuer")
    if not (isinstance(claims.get("vct"), str) if "vct" in claims else "@context" in claims):
        _refuse("the claims lack vct")
    if holder is not None and "cnf" in claims:
        _refuse("the key of the holder is given twice")
    whole = claims if holder is None else {**claims, "cnf": {"jwk": holder}}
    text = json.dumps(whole, ensure_ascii=False)
    copy = read_json(text)
    if isinstance(copy, Refusal):
        _refuse(f"the claims cannot be read as a token is ({copy.code.value})")
    work = _Work(copy, hiding, set(hiding.places))
    payload = work.object(copy, ())
    if work.places:
        _refuse(f"there is nothing at {', '.join(sorted(work.places))}")
    if len(work.disclosures) > LIMITS.disclosures:
        _refuse(f"{len(work.disclosures):,} things to hide are more than {LIMITS.disclosures:,}")
    if work.disclosures:
        payload["_sd_alg"] = hiding.hash_name
    kind = TYPE if "vct" in whole else MODEL_TYPE
    header = {"alg": _NAMES[key.public.type], "typ": kind, **({} if kid is None else {"kid": kid})}
    return "~".join((signed(header, payload, key), *work.disclosures, ""))


def signed(header: Json, claims: Json, key: Signer) -> str:
    """Return a compact JWS."""
    head = f"{_part(header)}.{_part(claims)}"
    return f"{head}.{to_base64url(key.sign(head.encode('ascii')))}"


@dataclass
class _Work:
    """The claims on their way into a payload; a place is taken off the list when it is hidden."""

    claims: Json
    hiding: Hiding
    places: set[str]
    disclosures: list[str] = field(default_factory=list)
    salts: set[bytes] = field(default_factory=set)

    def value(self, value: Any, place: Place) -> Any:
        if isinstance(value, dict):
            return self.object(value, place)
        return self.array(value, place) if isinstance(value, list) else value

    def object(self, value: Json, place: Place) -> Json:
        reserved = (RESERVED | {"_sd_alg"}) & value.keys()
        if reserved:
            _refuse(f"{to_pointer((*place, *sorted(reserved)[:1]))} is a name that disclosures use")
        found: Json = {}
        digests: list[str] = []
        for name, inner in value.items():
            here = (*place, name)
            made = self.value(inner, here)
            if self._is_hidden(here):
                digests.append(self._disclose(name, made))
            else:
                found[name] = made
        if digests:
            digests += [digest_of(self._salt(), self.hiding.hash_name) for _ in range(self.hiding.decoys)]
            found["_sd"] = sorted(digests)
        return found

    def array(self, value: list[Any], place: Place) -> list[Any]:
        found: list[Any] = []
        for number, inner in enumerate(value):
            made = self.value(inner, (*place, number))
            found.append({"...": self._disclose(None, made)} if self._is_hidden((*place, number)) else made)
        return found

    def _is_hidden(self, place: Place) -> bool:
        pointer = to_pointer(place)
        if pointer not in self.places:
            return False
        if place == ("iat",) or must_be_open(place, self.claims):
            _refuse(f"{pointer} must always be seen")
        self.places.discard(pointer)
        return True

    def _disclose(self, name: str | None, value: Any) -> str:
        parts = [self._salt(), *([] if name is None else [name]), value]
        text = to_base64url(json.dumps(parts, ensure_ascii=False).encode("utf-8"))
        self.disclosures.append(text)
        return digest_of(text, self.hiding.hash_name)

    def _salt(self) -> str:
        salt = self.hiding.salts()
        if len(salt) < SALT or salt in self.salts:
            _refuse(f"a salt is shorter than {SALT} bytes, or stands twice")
        self.salts.add(salt)
        return to_base64url(salt)


def _part(value: Json) -> str:
    return to_base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def _refuse(message: str) -> NoReturn:
    raise BadgeError("B004", message, findings=[finding("B004", message)])
