"""Is a proof made for what is asked, in time, and in a form that can be read?  Its members, before any key.

Source: VC Data Integrity 1.0, sections 2.1 (members of a proof) and 4.4 (verify proof).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, Literal

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.encoding import from_base58
from pathways.verification.keys import Relation
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.proofs.selective import Derived, read_derived
from pathways.verification.proofs.suites import Suite, suite_of
from pathways.verification.strict import Json
from pathways.verification.times import moment

_SIZES: Final = (64, 96)
"""Bytes of a signature: Ed25519 and P-256, P-384."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a proof has to be made for: by whom, for which purpose, and for whose question where one was asked."""

    purpose: Relation = "assertionMethod"
    signer: Literal["issuer", "holder"] = "issuer"
    challenge: str | None = None
    domain: str | None = None


STATEMENT: Final = Wanted()
"""What the proof of a credential is for."""


@dataclass(frozen=True, slots=True)
class ReadProof:
    """A proof whose members are what they should be; nothing in it is believed yet."""

    proof: Json
    suite: Suite
    method: str
    signature: bytes | Derived


def read_proof(
    proof: Json, *, wanted: Wanted = STATEMENT, now: dt.datetime, limits: Limits = LIMITS
) -> ReadProof | Refusal:
    """Return what is needed of a proof to check it, or why it cannot be the one that is wanted."""
    suite = suite_of(proof)
    if isinstance(suite, Refusal):
        return suite
    refused = _purpose(proof, wanted) or _dates(proof, now)
    if refused is not None:
        return refused
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or not method:
        return refusal(CheckCode.KEY_MISSING, verificationMethod=method)
    value = proof.get("proofValue")
    derived = suite.form == "selective"
    signature = read_derived(value, limits=limits) if derived else _signature(value, limits)
    return signature if isinstance(signature, Refusal) else ReadProof(proof, suite, method, signature)


def _purpose(proof: Json, wanted: Wanted) -> Refusal | None:
    purpose = proof.get("proofPurpose")
    if not isinstance(purpose, str):
        return refusal(CheckCode.PROOF_MALFORMED, proofPurpose=purpose)
    if purpose != wanted.purpose:
        return refusal(CheckCode.PROOF_PURPOSE_WRONG, proofPurpose=purpose, wanted=wanted.purpose)
    if wanted.challenge is not None and proof.get("challenge") != wanted.challenge:
        return refusal(CheckCode.PROOF_CHALLENGE_WRONG, challenge=proof.get("challenge"), wanted=wanted.challenge)
    if wanted.domain is not None and wanted.domain not in _texts(proof.get("domain")):
        return refusal(CheckCode.PROOF_DOMAIN_WRONG, domain=proof.get("domain"), wanted=wanted.domain)
    return None


def _texts(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _dates(proof: Json, now: dt.datetime) -> Refusal | None:
    dates: dict[str, dt.datetime] = {}
    for name in ("created", "expires"):
        date = moment(proof.get(name))
        if date is None and name in proof:
            return refusal(CheckCode.DATE_MALFORMED, **{name: proof[name]})
        if date is not None:
            dates[name] = date
    if dates.get("created", now) > now:
        return refusal(CheckCode.PROOF_NOT_MADE_YET, created=proof["created"], now=now.isoformat())
    if dates.get("expires", now) < now:
        return refusal(CheckCode.PROOF_EXPIRED, expires=proof["expires"], now=now.isoformat())
    return None


def _signature(value: Any, limits: Limits) -> bytes | Refusal:
    """Return the bytes of a signature in base58btc; its length is asked before it is decoded."""
    if not isinstance(value, str) or not value.startswith("z"):
        return refusal(CheckCode.PROOF_VALUE_MALFORMED, proofValue=value)
    data = from_base58(value[1:], longest=limits.base58)
    if data is None or len(data) not in _SIZES:
        return refusal(CheckCode.PROOF_VALUE_MALFORMED, proofValue=value, signs=len(value))
    return data
