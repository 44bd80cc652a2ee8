"""Is a signed badge signed by its issuer?  A compact JWS by a key that the profile of the issuer lists.

Source: Open Badges 2.0, section 4.6.2 (SignedBadge: creator), 4.7 (CryptographicKey: owner, publicKeyPem); RFC 7515.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pathways.model.verification_documents import CheckCode, Step
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
    token = read_token(text, limits=terms.limits)
    refused = token if isinstance(token, Refusal) else check_header(token.header, terms.profile)
    if isinstance(token, Refusal) or refused is not None:
        return (refused or token).at(Step.PROOF_JWT), check(Step.KEY, CheckCode.NOT_CHECKED)  # type: ignore[union-attr]
    if "vc" in token.claims or "vp" in token.claims:
        return check(Step.PROOF_JWT, CheckCode.CLAIMS_AMBIGUOUS), check(Step.KEY, CheckCode.NOT_CHECKED)
    found = _signer(token, parts, terms)
    if isinstance(found, Refusal):
        return found.at(Step.PROOF_JWT), check(Step.KEY, CheckCode.NOT_CHECKED)
    holds = check(Step.PROOF_JWT, CheckCode.PROOF_HOLDS, alg=token.header["alg"], key=found.name)
    return holds, _owner(found, parts, terms)


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
            yield _named(value, parts, terms)


def _named(value: Any, parts: Parts, terms: Terms) -> NamedKey | Refusal:
    """Return the key of a name: written into the profile, or at an address of its own."""
    name = _id(value)
    if isinstance(parts.issuer, Document):
        for one in _keys(parts.issuer.value):
            if isinstance(one, dict) and "publicKeyPem" in one and _id(one) == name:
                return _read(one, None, terms)
    if not is_address(name):
        return refusal(CheckCode.KEY_NAME_NOT_A_URI, key=name)
    document = document_at(str(name), terms)
    return document if isinstance(document, Refusal) else _read(document.value, document, terms)


def _read(value: Json, where: Document | None, terms: Terms) -> NamedKey | Refusal:
    pem = value.get("publicKeyPem")
    if not isinstance(pem, str):
        return refusal(CheckCode.KEY_MALFORMED, key=value.get("id", ""))
    key = from_pem(pem, limits=terms.limits)
    return key if isinstance(key, Refusal) else NamedKey(key, str(value.get("id", "")), value.get("owner"), where)


def _owner(found: NamedKey, parts: Parts, terms: Terms) -> Check:
    """Return whether the profile lists the key, and the key names that profile as its owner."""
    if isinstance(parts.issuer, Refusal):
        return parts.issuer.at(Step.KEY)
    issuer = parts.issuer.url
    listed = {_id(one) for one in _keys(parts.issuer.value)}
    if found.name not in listed or (found.owner is not None and _id(found.owner) != issuer):
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
