"""Does a token say the same as the credential inside it?  The registered claims beside the members they repeat.

Source: Open Badges 3.0, "Verify a Credential in the form of a JSON Web Token"; VC Data Model 1.1 section 6.3.1.
"""

from __future__ import annotations

from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.model.verification_documents import ProfileName
from pathways.verification.checks import Refusal, printable, refusal
from pathways.verification.strict import Json
from pathways.verification.times import BEGINS, ENDS, moment, numeric

_OF_CREDENTIALS: Final = frozenset({"@context", "credentialSubject", "credentialStatus", "issuer", *BEGINS, *ENDS})
"""What a credential says that bears on a verdict: beside a claim ``vc`` it would say it a second time."""


def check_claims(claims: Json, credential: Json, profile: ProfileName) -> Refusal | tuple[str, ...]:
    """Return the claims that are missing where the profile lets them be, else what is missing or differs.

    Under either profile a claim that is there has to agree.
    """
    beside = claims.keys() & _OF_CREDENTIALS
    if "vc" in claims and (beside or not isinstance(claims["vc"], dict)):
        return refusal(CheckCode.CLAIMS_AMBIGUOUS, beside=", ".join(sorted(beside)))
    pairs = (
        ("iss", issuer_of(credential)),
        ("sub", _subject_of(credential)),
        ("jti", credential.get("id")),
    )
    for name, said in pairs:
        if name in claims and (not isinstance(claims[name], str) or claims[name] != said):
            return refusal(CheckCode.CLAIM_DIFFERS, claim=name, token=claims[name], credential=said)
    for name, members in (("nbf", ("validFrom", "issuanceDate")), ("exp", ("validUntil", "expirationDate"))):
        refused = _date_differs(name, claims, credential, members)
        if refused is not None:
            return refused
    missing = tuple(name for name in ("iss", "sub", "nbf", "jti") if name not in claims)
    if missing and (profile == "strict" or "iss" in missing):
        return refusal(CheckCode.CLAIM_MISSING, missing=", ".join(missing))
    return missing


def issuer_of(credential: Json) -> str | None:
    """Return the id of the issuer, or None where there is none."""
    issuer = credential.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) and found else None


def _subject_of(credential: Json) -> Any:
    """Return the id of the one subject; None where there are none or several."""
    subject = credential.get("credentialSubject")
    if isinstance(subject, list):
        subject = subject[0] if len(subject) == 1 else None
    return subject.get("id") if isinstance(subject, dict) else None


def _date_differs(name: str, claims: Json, credential: Json, members: tuple[str, ...]) -> Refusal | None:
    """Return how a date claim differs; one without its member in the credential stands by itself (``exp`` only)."""
    if name not in claims:
        return None
    claimed = numeric(claims[name])
    member = next((member for member in members if member in credential), None)
    said = None if member is None else moment(credential[member])
    if claimed is not None and member is None and name == "exp":
        return None
    if claimed is None or said is None or abs((claimed - said).total_seconds()) >= 1:
        shown = printable(credential.get(member or members[0]))
        return refusal(CheckCode.CLAIM_DIFFERS, claim=name, token=claims[name], credential=shown)
    return None
