"""Of what does a selectively disclosed token consist?  The signed part, the disclosures, the proof of the holder.

Source: RFC 9901 sections 4 (compact serialization) and 4.2 (disclosures).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.encoding import from_base64url, to_base64url
from pathways.verification.jwt import Token, read_token
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.strict import Json, read_json

HASHES: Final = MappingProxyType(
    {
        # name of the registry "Named Information Hash Algorithm": name in hashlib
        "sha-256": "sha256",
        "sha-384": "sha384",
        "sha-512": "sha512",
        "sha3-256": "sha3_256",
        "sha3-384": "sha3_384",
        "sha3-512": "sha3_512",
    }
)
"""How disclosures are hashed; shorter hashes are not accepted."""
RESERVED: Final = frozenset({"_sd", "..."})


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One thing that may be shown: its text, its digest, its name (None for an element of an array), its value."""

    text: str
    digest: str
    name: str | None
    value: Any


@dataclass(frozen=True, slots=True)
class SdJwt:
    """A token in its parts; ``bound`` is the text before the proof of the holder, which ``binding`` is where there."""

    token: Token
    disclosures: tuple[Disclosure, ...]
    hash_name: str
    bound: str
    binding: str

    @property
    def hash(self) -> str:
        """Return the digest of what is shown, as the holder signs it."""
        return digest_of(self.bound, self.hash_name)


def read_sd_jwt(text: str, *, limits: Limits = LIMITS) -> SdJwt | Refusal:
    """Return the parts of a token in the compact form, or why it is none."""
    first, *shown = text.split("~")
    if not shown or len(text) > limits.badge:
        return refusal(CheckCode.SD_JWT_MALFORMED, parts=1 + len(shown), size=len(text))
    *shown, binding = shown
    if len(shown) > limits.disclosures:
        return refusal(CheckCode.SD_JWT_TOO_LARGE, disclosures=len(shown), allowed=limits.disclosures)
    token = read_token(first, limits=limits)
    if isinstance(token, Refusal):
        return token
    hash_name = token.claims.get("_sd_alg", "sha-256")
    if hash_name not in tuple(HASHES):
        return refusal(CheckCode.SD_JWT_HASH_UNKNOWN, _sd_alg=hash_name, known=", ".join(HASHES))
    disclosures: list[Disclosure] = []
    for one in shown:
        read = read_disclosure(one, hash_name, limits=limits)
        if isinstance(read, Refusal):
            return read
        disclosures.append(read)
    return SdJwt(token, tuple(disclosures), hash_name, text[: len(text) - len(binding)], binding)


def read_disclosure(text: str, hash_name: str = "sha-256", *, limits: Limits = LIMITS) -> Disclosure | Refusal:
    """Return a disclosure: salt, name and value of a member, or salt and value of an element.

    >>> read_disclosure("WyJzYWx0IiwgImEiLCAxXQ").value
    1
    """
    data = from_base64url(text)
    if not data:
        return refusal(CheckCode.DISCLOSURE_MALFORMED, disclosure=text)
    parts = _array(data, limits)
    if isinstance(parts, Refusal):
        return parts
    if len(parts) not in (2, 3) or not all(isinstance(part, str) for part in parts[:-1]):
        return refusal(CheckCode.DISCLOSURE_MALFORMED, disclosure=text, parts=len(parts))
    name = parts[1] if len(parts) == 3 else None
    return Disclosure(text, digest_of(text, hash_name), name, parts[-1])


def _array(data: bytes, limits: Limits) -> list[Any] | Refusal:
    """Return the one JSON array that the bytes are; read as the only member of an object, by the strict reader."""
    whole: Json | Refusal = read_json(b'{"":' + data + b"}", limits=limits)
    if isinstance(whole, Refusal):
        return whole
    found = whole.get("")
    if len(whole) != 1 or not isinstance(found, list):
        return refusal(CheckCode.DISCLOSURE_MALFORMED, error="not one array")
    return found


def digest_of(text: str, hash_name: str) -> str:
    """Return the digest of a disclosure or of all that is shown.

    >>> digest_of("WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0", "sha-256")
    'uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY'
    """
    return to_base64url(hashlib.new(HASHES[hash_name], text.encode("ascii")).digest())
