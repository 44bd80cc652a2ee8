"""Is a token genuine?  A compact JWS: its header first, then the key, then the signature, then what it claims.

The signature is asked of ``cryptography`` directly, without a library for JOSE between: of the two common ones both
take RSA-1024, one takes ``b64: false`` and refuses official samples for a header over 512 bytes, so every rule on
headers and keys would stand here anyway, and what is left of JOSE is the split at two dots.

Source: RFC 7515, 7518, 7797, 8725; Open Badges 3.0, "Verify a Credential in the form of a JSON Web Token".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from pathways.model.check_codes import CheckCode, Step
from pathways.model.issuers import IssuerRegistry
from pathways.model.verification_documents import ProfileName
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.claims import check_claims, issuer_of
from pathways.verification.encoding import from_base64url
from pathways.verification.keys import FoundKey, Relation, Resolver, find_key, listed_by
from pathways.verification.kinds import credential_of_token
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.proofs.windows import check_window, signed_at
from pathways.verification.publickey import PublicKey, from_jwk
from pathways.verification.signature import ALGORITHMS, fits, readable
from pathways.verification.strict import Json, read_json

_STRICT_HEADER: Final = frozenset({"alg", "kid", "jwk", "typ"})
_NEVER: Final = frozenset({"jku", "x5u", "zip", "enc", "epk", "p2c", "p2s"})
_TYPES: Final = frozenset({"jwt", "vc+jwt", "vc+ld+jwt", "vp+jwt", "vp+ld+jwt", "application/vc+jwt", "jose"})
_SOUND: Final = ("ES384", "ES512", "ES256K", "PS256", "PS384", "PS512", "RS384", "RS512", "Ed25519", "Ed448")
OWN_KEY: Final = "jwk of the header"


@dataclass(frozen=True, slots=True)
class Token:
    """A compact JWS in its parts; nothing in it is believed yet."""

    header: Json
    claims: Json
    signed: bytes
    signature: bytes


def read_token(text: str, *, limits: Limits = LIMITS) -> Token | Refusal:
    """Return the parts of a compact JWS, or why it is none."""
    parts = text.split(".")
    if len(parts) != 3 or len(text) > limits.badge:
        return refusal(CheckCode.JWT_MALFORMED, parts=len(parts), size=len(text))
    if len(parts[0]) > limits.jwt_header:
        return refusal(CheckCode.JWT_HEADER_TOO_LARGE, size=len(parts[0]), allowed=limits.jwt_header)
    data = [from_base64url(part) for part in parts]
    if data[0] is None or data[1] is None or data[2] is None:
        return refusal(CheckCode.JWT_MALFORMED, error="not base64url")
    header, claims = read_json(data[0], limits=limits), read_json(data[1], limits=limits)
    for part in (header, claims):
        if isinstance(part, Refusal):
            return part
    if isinstance(header, Refusal) or isinstance(claims, Refusal):
        return refusal(CheckCode.JWT_MALFORMED)
    return Token(header, claims, f"{parts[0]}.{parts[1]}".encode("ascii"), data[2])


def check_header(header: Json, profile: ProfileName) -> Refusal | None:
    """Return why the header is refused, or None; ``strict`` takes alg, kid, jwk and typ only."""
    if "crit" in header:
        return refusal(CheckCode.JWT_CRITICAL_EXTENSION, crit=header["crit"])
    if "b64" in header:
        return refusal(CheckCode.JWT_UNENCODED_PAYLOAD, b64=header["b64"])
    if "alg" not in header:
        return refusal(CheckCode.ALGORITHM_MISSING)
    if header["alg"] not in tuple(ALGORITHMS):
        if header["alg"] in _SOUND:
            return refusal(CheckCode.ALGORITHM_UNSUPPORTED, alg=header["alg"], supported=", ".join(ALGORITHMS))
        return refusal(CheckCode.ALGORITHM_NOT_ALLOWED, alg=header["alg"], allowed=", ".join(ALGORITHMS))
    refused = header.keys() - _STRICT_HEADER if profile == "strict" else header.keys() & _NEVER
    if refused:
        return refusal(CheckCode.JWT_HEADER_NOT_ALLOWED, members=", ".join(sorted(refused)))
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        return refusal(CheckCode.JWT_HEADER_NOT_ALLOWED, typ=kind)
    return None


def key_of_header(
    header: Json, resolver: Resolver, *, limits: Limits = LIMITS, relation: Relation = "assertionMethod"
) -> FoundKey | Refusal:
    """Return the key that the header names by ``kid``, or brings along as ``jwk``; the first where both lead to one."""
    own = header.get("jwk")
    brought = _brought(own, limits) if own is not None else None
    if isinstance(brought, Refusal):
        return brought
    kid = header.get("kid")
    if kid is None or (brought is not None and isinstance(kid, str) and ":" not in kid):
        return brought or refusal(CheckCode.KEY_MISSING)
    if not isinstance(kid, str):
        return refusal(CheckCode.KEY_NAME_NOT_A_URI, key=kid)
    found = find_key(kid, resolver, limits=limits, relation=relation)
    if isinstance(found, Refusal):
        return brought if brought is not None and found.code is CheckCode.KEY_NOT_RESOLVED else found
    if brought is not None and not brought.key.same_as(found.key):
        return refusal(CheckCode.KEY_NOT_IN_DOCUMENT, kid=kid, error="jwk is another key")
    return found


def _brought(own: object, limits: Limits) -> FoundKey | Refusal:
    key = from_jwk(own, limits=limits) if isinstance(own, dict) else refusal(CheckCode.KEY_MALFORMED, jwk=own)
    return key if isinstance(key, Refusal) else FoundKey(key, OWN_KEY, "")


def check_signature(token: Token, key: PublicKey) -> Refusal | None:
    """Return why the signature is not by the key, or None where it is.

    Raises NotAvailableError X002 without the extra ``badges``.
    """
    algorithm = token.header["alg"]
    if ALGORITHMS[algorithm] is not key.type or key.algorithm not in (None, algorithm):
        return refusal(CheckCode.ALGORITHM_NOT_FOR_KEY, alg=algorithm, key=key.type, allowed=key.algorithm or "")
    if not readable(key):
        return refusal(CheckCode.KEY_MALFORMED, key=key.type)
    return None if fits(key, token.signed, token.signature) else refusal(CheckCode.SIGNATURE_WRONG, alg=algorithm)


def check_token(
    text: str,
    *,
    profile: ProfileName,
    resolver: Resolver,
    limits: Limits = LIMITS,
    now: dt.datetime,
    registry: IssuerRegistry | None = None,
) -> tuple[Check, Check]:
    """Return the checks of proof and key of a credential in the form of a token.

    The key is asked apart: a good signature by somebody else's key is a good signature of somebody else, and one of a
    key that was not in use then (``registry``, as of ``now``) is nobody's.  Raises NotAvailableError X002 without the
    extra ``badges``.
    """
    unasked = check(Step.KEY, CheckCode.NOT_CHECKED)
    token = read_token(text, limits=limits)
    if isinstance(token, Refusal):
        return token.at(Step.PROOF_JWT), unasked
    refused = check_header(token.header, profile)
    if refused is not None:
        return refused.at(Step.PROOF_JWT), unasked
    found = key_of_header(token.header, resolver, limits=limits)
    if isinstance(found, Refusal):
        return found.at(Step.PROOF_JWT), found.at(Step.KEY)
    credential = credential_of_token(token.claims)
    proof, key = _proof(token, credential, found, profile), _owner(credential, found, resolver, limits)
    if isinstance(key, Check):
        return proof, key
    issuer, signed = issuer_of(credential) or "", signed_at(credential, claims=token.claims)
    refused = check_window(key, signed, issuer=issuer, now=now, registry=registry)
    if refused is not None:
        return proof, refused.at(Step.KEY)
    return proof, check(Step.KEY, CheckCode.KEY_OF_ISSUER, issuer=issuer, key=found.name)


def _proof(token: Token, credential: Json, found: FoundKey, profile: ProfileName) -> Check:
    refused = check_signature(token, found.key)
    if refused is not None:
        return refused.at(Step.PROOF_JWT)
    missing = check_claims(token.claims, credential, profile)
    if isinstance(missing, Refusal):
        return missing.at(Step.PROOF_JWT)
    if missing:
        code = CheckCode.PROOF_HOLDS_CLAIMS_MISSING
        return check(Step.PROOF_JWT, code, alg=token.header["alg"], key=found.name, missing=", ".join(missing))
    return check(Step.PROOF_JWT, CheckCode.PROOF_HOLDS, alg=token.header["alg"], key=found.name)


def _owner(credential: Json, found: FoundKey, resolver: Resolver, limits: Limits) -> FoundKey | Check:
    """Return the key as the issuer lists it, or the check that says why it does not."""
    issuer = issuer_of(credential)
    if issuer is None:
        return check(Step.KEY, CheckCode.ISSUER_MISSING)
    listed = listed_by(issuer, found, resolver, limits=limits)
    return listed.at(Step.KEY) if isinstance(listed, Refusal) else listed
