"""How does a credential become one that nobody else could have made?  A proof inside it, or a token around it.

Source: VC Data Integrity 1.0 and its EdDSA and ECDSA suites; Open Badges 3.0, "Create the JOSE Header" and "Create the
JWT Payload": ``iss``, ``sub``, ``nbf``, ``jti``, and ``exp`` where it ends.
"""

from __future__ import annotations

import datetime as dt
import json
from types import MappingProxyType
from typing import Any, Final, Literal

from pathways.issuing.issuer import instant
from pathways.issuing.keys import ALGORITHM_OF, SecretKey, to_jwk
from pathways.model.check_codes import CheckCode
from pathways.verification.award import award_of
from pathways.verification.checks import Refusal, refusal
from pathways.verification.claims import issuer_of
from pathways.verification.encoding import to_base58, to_base64url
from pathways.verification.keys import Snapshots, find_key
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.proofs.suites import signing_input
from pathways.verification.publickey import KeyType
from pathways.verification.sdjwt.awarded import claims_of_award, hidden_by_default
from pathways.verification.sdjwt.issue import Hiding, Salts, issue_sd_jwt
from pathways.verification.strict import Json
from pathways.verification.times import moment

SUITE_OF: Final = MappingProxyType({KeyType.ED25519: "eddsa-rdfc-2022", KeyType.P256: "ecdsa-rdfc-2019"})
"""The suite by which each type of key signs unless another is asked for; RSA signs tokens only."""


def with_proof(
    document: Json,
    key: SecretKey,
    *,
    name: str,
    created: dt.datetime,
    suite: str | None = None,
    limits: Limits = LIMITS,
) -> Json | Refusal:
    """Return the credential with its proof, or why it cannot be signed (a term that no context defines, say).

    ``name`` is how the proof names its key.  Raises NotAvailableError X002 without the extra ``badges``.
    """
    chosen = suite or SUITE_OF.get(key.public.type)
    if chosen is None:
        return refusal(CheckCode.ALGORITHM_NOT_FOR_KEY, key=key.public.type.value, suites="none; use a token")
    proof: Json = {
        "type": "DataIntegrityProof",
        "cryptosuite": chosen,
        "created": instant(created),
        "verificationMethod": name,
        "proofPurpose": "assertionMethod",
    }
    if chosen.partition("-")[2].startswith("jcs"):
        proof = {"@context": document["@context"], **proof}
    message = signing_input(document, proof, key=key.public.type, limits=limits)
    if isinstance(message, Refusal):
        return message
    return {**document, "proof": {**proof, "proofValue": "z" + to_base58(key.sign(message))}}


def as_token(document: Json, key: SecretKey, *, name: str, member: Literal["vc"] | None = None) -> str | Refusal:
    """Return the credential as a compact token, or why it cannot be one: a token has to name its subject.

    Its claims are the credential's own members (VC Data Model 2.0); with ``member`` it stands whole in that claim, as
    readers of before want it.
    """
    claims = _claims(document)
    missing = [claim for claim, value in claims.items() if value is None]
    if missing:
        return refusal(CheckCode.CLAIM_MISSING, missing=", ".join(missing))
    header = {"alg": ALGORITHM_OF[key.public.type], "kid": name, "typ": "JWT"}
    body: Json = document if member is None else {member: document}
    signed = f"{_part(header)}.{_part({**body, **claims})}"
    return f"{signed}.{to_base64url(key.sign(signed.encode('ascii')))}"


def as_selective(document: Json, key: SecretKey, *, name: str, kind: str, salts: Salts) -> str:
    """Return the award as an SD-JWT VC of the type ``kind``, of which its holder may hide what is personal.

    ``salts`` gives random bytes, others at each call.  Raises BadgeError B004 where something cannot be hidden.
    """
    claims = claims_of_award(award_of(document), vct=kind)
    status = document.get("credentialStatus")
    whole = claims if status is None else {**claims, "credentialStatus": status}
    hiding = Hiding(hidden_by_default(whole), salts)
    return issue_sd_jwt(whole, key=key, kid=name, hiding=hiding, holder=_key_of_holder(whole.get("sub")))


def _key_of_holder(subject: Any) -> Json | None:
    """Return the key that the learner will have to prove, where their name is a key."""
    if not isinstance(subject, str) or not subject.startswith(("did:key:", "did:jwk:")):
        return None
    found = find_key(subject, Snapshots())
    return None if isinstance(found, Refusal) else to_jwk(found.key)


def _claims(document: Json) -> dict[str, Any]:
    subject = document.get("credentialSubject")
    until = moment(document.get("validUntil"))
    begins = moment(document.get("validFrom"))
    claims: dict[str, Any] = {
        "iss": issuer_of(document),
        "sub": subject.get("id") if isinstance(subject, dict) else None,
        "nbf": None if begins is None else int(begins.timestamp()),
        "jti": document.get("id"),
    }
    return claims if until is None else {**claims, "exp": int(until.timestamp())}


def _part(value: Json) -> str:
    return to_base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
