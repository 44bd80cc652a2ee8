"""Is a signed badge signed by its issuer?  A compact JWS by a key that the profile of the issuer lists.

Source: Open Badges 2.0, section 4.6.2 (SignedBadge: creator), 4.7 (CryptographicKey: owner, publicKeyPem); RFC 7515.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Step
from pathways.verification.badge2.documents import Document, document_at, is_address, unprotected
from pathways.verification.badge2.parts import Parts
from pathways.verification.badge2.pem import from_pem
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.jwt import Token, check_header, check_signature, read_token
from pathways.verification.keys import FoundKey
from pathways.verification.proofs.windows import check_window, signed_at
from pathways.verification.publickey import PublicKey
from pathways.verification.strict import Json
from pathways.verification.terms import Terms

_MOST: Final = 10
"""Keys of one profile that are looked at."""


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A key with the name it goes by and who it says is its owner; ``where`` it stood, or None inside a profile."""

    key: PublicKey
    name: str
    owner: Any
    where: Document | None = None


def check_signed(text: str, parts: Parts, terms: Terms) -> tuple[Check, Check]:
    """Return the checks of signature and key of a badge in the form of a token.

    Raises NotAvailableError X002 without the extra ``badges``.
    """
    unasked = check(Step.KEY, CheckCode.NOT_CHECKED)
    token = read_token(text, limits=terms.limits)
    if isinstance(token, Refusal):
        return token.at(Step.PROOF_JWT), unasked
    found = _signer_of(token, parts, terms)
    if isinstance(found, Refusal):
        return found.at(Step.PROOF_JWT), unasked
    holds = check(Step.PROOF_JWT, CheckCode.PROOF_HOLDS, alg=token.header["alg"], key=found.name)
    return holds, _owner(found, parts, terms)


def _signer_of(token: Token, parts: Parts, terms: Terms) -> NamedKey | Refusal:
    refused = check_header(token.header, terms.profile)
    if refused is None and ("vc" in token.claims or "vp" in token.claims):
        refused = refusal(CheckCode.CLAIMS_AMBIGUOUS)
    return refused or _signer(token, parts, terms)


def _signer(token: Token, parts: Parts, terms: Terms) -> NamedKey | Refusal:
    """Return the key that signed: the one that the badge names, else the first of the issuer's that fits."""
    why: Refusal | None = None
    for found in _candidates(parts, terms):
        refused = found if isinstance(found, Refusal) else check_signature(token, found.key)
        if refused is None and isinstance(found, NamedKey):
            return found
        if why is None or (refused is not None and refused.code is CheckCode.DOCUMENT_NOT_AT_HAND):
            why = refused
    return why or refusal(CheckCode.KEY_MISSING)


def _candidates(parts: Parts, terms: Terms) -> Iterator[NamedKey | Refusal]:
    verification = parts.assertion.get("verification")
    creator = verification.get("creator") if isinstance(verification, dict) else None
    if creator is not None:
        yield _named(creator, parts, terms)
    elif isinstance(parts.issuer, Refusal):
        yield parts.issuer
    else:
        for value in _keys(parts.issuer.value):
            inside = isinstance(value, dict) and "publicKeyPem" in value
            yield _read(value, _id(value), terms) if inside else _named(value, parts, terms)


def _named(value: Any, parts: Parts, terms: Terms) -> NamedKey | Refusal:
    """Return the key of a name: written into the profile, or at an address of its own."""
    name = _id(value)
    if isinstance(parts.issuer, Document):
        for one in _keys(parts.issuer.value):
            if isinstance(one, dict) and "publicKeyPem" in one and _id(one) == name:
                return _read(one, name, terms)
    if not is_address(name):
        return refusal(CheckCode.KEY_NAME_NOT_A_URI, key=name)
    document = document_at(str(name), terms)
    return document if isinstance(document, Refusal) else _read(document.value, name, terms, where=document)


def _read(value: Json, name: str | None, terms: Terms, *, where: Document | None = None) -> NamedKey | Refusal:
    """Return the key of a key document, under the name by which it was asked for."""
    pem = value.get("publicKeyPem")
    if not isinstance(pem, str):
        return refusal(CheckCode.KEY_MALFORMED, key=value.get("id", ""))
    key = from_pem(pem, limits=terms.limits)
    return key if isinstance(key, Refusal) else NamedKey(key, name or "", value.get("owner"), where)


def _owner(found: NamedKey, parts: Parts, terms: Terms) -> Check:
    """Return whether the profile lists the key, and the key names that profile as its owner."""
    if isinstance(parts.issuer, Refusal):
        return parts.issuer.at(Step.KEY)
    issuer = parts.issuer.url
    listed = found.where is None or found.name in {_id(one) for one in _keys(parts.issuer.value)}
    if not listed or (found.owner is not None and _id(found.owner) not in (issuer, parts.issuer.asked)):
        return check(Step.KEY, CheckCode.KEY_NOT_OF_ISSUER, key=found.name, owner=found.owner, issuer=issuer)
    used = parts.documents if found.where is None else (*parts.documents, found.where)
    when = signed_at(parts.assertion)
    named = FoundKey(found.key, found.name, issuer)
    refused = check_window(named, when, issuer=issuer, now=terms.now, registry=terms.registry)
    refused = refused or unprotected(used, terms)
    return refused.at(Step.KEY) if refused else check(Step.KEY, CheckCode.KEY_OF_ISSUER, issuer=issuer, key=found.name)


def _keys(profile: Json) -> tuple[Any, ...]:
    found = profile.get("publicKey", [])
    return tuple(found[:_MOST]) if isinstance(found, list) else (found,)


def _id(value: Any) -> str | None:
    name = value.get("id") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None
