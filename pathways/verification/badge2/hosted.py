"""Is a hosted badge the one that stands at its own address, and does its issuer award from there?

Such a badge has no signature: what makes it genuine is that its issuer serves it.  So what was handed in has to be what
stands at the address that it calls itself by, and the profile of the issuer has to allow that address.

Source: Open Badges 2.0, section 4.6.1 (HostedBadge: allowedOrigins, startsWith; else the host of the issuer's own id).
"""

from __future__ import annotations

import re
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Step
from pathways.model.verification_documents import CarrierForm
from pathways.verification.badge2.documents import Document, exactly_at, host, is_address, same_json, unprotected
from pathways.verification.badge2.parts import Parts
from pathways.verification.carrier import Carried
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.strict import Json
from pathways.verification.terms import Terms

_UPWARD: Final = re.compile(r"/(?:\.|%2e){1,2}(?:[/?#\\]|%2f|%5c|\Z)|\\", re.IGNORECASE)
"""A step up on the way, which a server may take although the text still begins as it should."""
_MOST: Final = 100


def check_hosted(carried: Carried, parts: Parts, terms: Terms) -> tuple[Check, Check]:
    """Return the checks of the badge at its address, and of that address with its issuer."""
    proof = _standing(carried, parts.assertion, terms)
    at_address = proof.at(Step.PROOF_EMBEDDED) if isinstance(proof, Refusal) else _there(proof)
    return at_address, _origin(parts, terms)


def _there(document: Document) -> Check:
    return check(Step.PROOF_EMBEDDED, CheckCode.HOSTED_THERE, address=document.url)


def _standing(carried: Carried, assertion: Json, terms: Terms) -> Document | Refusal:
    """Return the badge at its own address, where it is what was handed in."""
    name = assertion.get("id")
    if carried.form is CarrierForm.URL and name != carried.text:
        found = exactly_at(carried.text, terms)
        return (
            found if isinstance(found, Refusal) else refusal(CheckCode.HOSTED_ELSEWHERE, address=carried.text, id=name)
        )
    if not isinstance(name, str) or not is_address(name):
        return refusal(CheckCode.HOSTED_WITHOUT_ADDRESS, id=name)
    document = exactly_at(name, terms)
    if isinstance(document, Refusal):
        return document
    if document.value.get("revoked") is True or not same_json(document.value, assertion):
        return refusal(CheckCode.HOSTED_DIFFERS, address=name)
    return unprotected((document,), terms) or document


def _origin(parts: Parts, terms: Terms) -> Check:
    if isinstance(parts.issuer, Refusal):
        return parts.issuer.at(Step.KEY)
    profile, name = parts.issuer.value, str(parts.assertion.get("id"))
    scope = profile.get("verification")
    allowed = _allows(scope if isinstance(scope, dict) else {}, parts.issuer.url, name)
    if not allowed:
        return check(Step.KEY, CheckCode.HOST_NOT_OF_ISSUER, address=name, issuer=parts.issuer.url)
    refused = unprotected(parts.documents, terms)
    return refused.at(Step.KEY) if refused else check(Step.KEY, CheckCode.HOST_OF_ISSUER, issuer=parts.issuer.url)


def _allows(scope: Json, issuer: str, name: str) -> bool:
    """Return whether the scope that a profile states, or else its own host, holds the address."""
    if host(name) is None or _UPWARD.search(name):
        return False
    if "allowedOrigins" not in scope and "startsWith" not in scope:
        return host(name) == host(issuer)
    origins, begins = _texts(scope.get("allowedOrigins")), _texts(scope.get("startsWith"))
    by_host = "allowedOrigins" not in scope or any(host(name) == _origin_of(one) for one in origins)
    by_start = "startsWith" not in scope or any(name.startswith(one) and host(one) == host(name) for one in begins)
    return by_host and by_start


def _origin_of(text: str) -> str | None:
    """Return the host of an origin, which is written bare or, against the specification, as an address."""
    return host(text) if is_address(text) else host(f"https://{text}/")


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values[:_MOST] if isinstance(one, str))
