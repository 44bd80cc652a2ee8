"""Of which parts does an Open Badge 2.0 consist?  The assertion, the badge it awards, and the profile of its issuer.

The definition of the badge may be written into the assertion or stand at an address of its own.  The profile is taken
from its own address only: what a badge writes of its issuer, anybody can write.

Source: Open Badges 2.0, sections 4.1 (Assertion), 4.2 (BadgeClass) and 4.3 (Profile).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.model.verification_documents import CarrierForm, Kind
from pathways.verification.award import Award, award_of
from pathways.verification.badge2.documents import Document, document_at, exactly_at, is_address
from pathways.verification.carrier import Carried
from pathways.verification.checks import Refusal, refusal
from pathways.verification.kinds import classify, credential_of_token
from pathways.verification.sdjwt.verify import award_shown, claims_shown
from pathways.verification.strict import Json
from pathways.verification.terms import Terms

_OF_OTHERS: Final = frozenset({"credentialSubject", "issuer", "vct"})
"""Members by which other kinds are read: in an assertion they say nothing."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a badge, or why one is missing; ``badge`` has no address where it is written into the assertion."""

    assertion: Json
    badge: Document | Refusal
    issuer: Document | Refusal

    @property
    def documents(self) -> tuple[Document, ...]:
        """Return what was taken from an address."""
        return tuple(one for one in (self.badge, self.issuer) if isinstance(one, Document) and one.url)


def parts_of(assertion: Json, terms: Terms) -> Parts:
    """Return the parts of an assertion, each as it stands in it or at its own address."""
    badge = _badge(assertion.get("badge"), terms)
    if isinstance(badge, Refusal):
        return Parts(assertion, badge, badge)
    return Parts(assertion, badge, profile_of(badge.value.get("issuer"), terms))


def profile_of(issuer: Any, terms: Terms) -> Document | Refusal:
    """Return the profile of an issuer from its own address; ``issuer`` is the address or an object with it as id."""
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    if name is None:
        return refusal(CheckCode.ISSUER_MISSING)
    if not is_address(name):
        return refusal(CheckCode.DOCUMENT_WITHOUT_ADDRESS, id=name)
    return document_at(name, terms)


def _badge(value: Any, terms: Terms) -> Document | Refusal:
    if isinstance(value, dict) and "issuer" in value:
        return Document("", value)
    name = value.get("id") if isinstance(value, dict) else value
    if not is_address(name):
        return refusal(CheckCode.DOCUMENT_WITHOUT_ADDRESS, badge=name)
    return document_at(str(name), terms)


def as_hosted(carried: Carried, terms: Terms) -> Carried:
    """Return what was carried; where that is the address of a hosted badge, with what stands there as its value."""
    if carried.form is not CarrierForm.URL:
        return carried
    found = exactly_at(carried.text, terms)
    return carried if isinstance(found, Refusal) else replace(carried, value=found.value)


def award_in(carried: Carried, terms: Terms) -> Award:
    """Return what was awarded, of Open Badges 2.0 with what stands in its other documents, as far as they are known."""
    if carried.form is CarrierForm.SD_JWT:
        return award_shown(claims_shown(carried, terms.limits))
    found = as_hosted(carried, terms)
    credential = found.value if found.header is None else credential_of_token(found.value)
    if classify(carried).kind not in (Kind.OPEN_BADGE_2, Kind.BLOCKCERTS_2):
        return award_of(credential)
    parts = parts_of(credential, terms)
    assertion = {name: value for name, value in credential.items() if name not in _OF_OTHERS}
    badge, issuer = (one.value if isinstance(one, Document) else None for one in (parts.badge, parts.issuer))
    return award_of(assertion, badge=badge, issuer=issuer)
