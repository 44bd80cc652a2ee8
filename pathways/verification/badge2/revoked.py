"""Has the issuer taken a badge back?  The list of revoked badges that its profile names.

Source: Open Badges 2.0, section 4.8 (RevocationList: revokedAssertions by id or uid, revocationReason); Blockcerts 2.
"""

from __future__ import annotations

from collections.abc import Mapping

from pathways.model.check_codes import CheckCode, Step
from pathways.verification.badge2.documents import Document, document_at, is_address
from pathways.verification.checks import Check, Refusal, check
from pathways.verification.status.lists import stale_copy
from pathways.verification.status.names import revoked_in_list
from pathways.verification.strict import Json
from pathways.verification.terms import Terms


def check_listed(assertion: Json, issuer: Document | Refusal, terms: Terms) -> Check:
    """Return whether the list that the issuer's own profile names holds the badge."""
    if isinstance(issuer, Refusal):
        return check(Step.STATUS, CheckCode.STATUS_NOT_AT_HAND, because=issuer.code)
    if "revocationList" not in issuer.value:
        return check(Step.STATUS, CheckCode.NO_STATUS)
    listed = _list_of(issuer, terms)
    if isinstance(listed, Refusal):
        return check(Step.STATUS, CheckCode.STATUS_NOT_AT_HAND, **{**dict(listed.evidence), "because": listed.code})
    names = (name for name in (assertion.get("id"), assertion.get("uid")) if isinstance(name, str))
    found = revoked_in_list(listed.value, *names, limits=terms.limits)
    if isinstance(found, Refusal):
        return found.at(Step.STATUS)
    if found is None:
        return dated(CheckCode.STATUS_GOOD, listed, terms, {"address": listed.url})
    return dated(CheckCode.STATUS_REVOKED, listed, terms, {"address": listed.url, "reason": found.reason})


def dated(code: CheckCode, document: Document, terms: Terms, evidence: Mapping[str, object]) -> Check:
    """Return the check of what a document says, or that its copy is not of the time asked about.

    An old copy that says "revoked" still says so: badges are not given back.
    """
    stale = None if document.retrieved is None else stale_copy(document.retrieved, terms)
    whole = {**evidence, "taken": "" if document.retrieved is None else document.retrieved.isoformat()}
    if stale is not None and (code is not CheckCode.STATUS_REVOKED or stale[1]):
        return check(Step.STATUS, CheckCode.STATUS_STALE, said=code, stale=stale[0], **whole)
    return check(Step.STATUS, code, **whole)


def _list_of(issuer: Document, terms: Terms) -> Document | Refusal:
    named = issuer.value["revocationList"]
    name = named.get("id") if isinstance(named, dict) else named
    if not is_address(name):
        return Refusal(CheckCode.DOCUMENT_WITHOUT_ADDRESS)
    return document_at(str(name), terms)
