"""Which checks does an Open Badge 2.0 go through?  Its parts and their form, its proof, its issuer, its revocation."""

from __future__ import annotations

from pathways.model.check_codes import CheckCode, Step
from pathways.model.verification_documents import CarrierForm, Kind
from pathways.verification.badge2.documents import Document, exactly_at, same_json
from pathways.verification.badge2.hosted import check_hosted
from pathways.verification.badge2.parts import Parts, as_hosted, parts_of
from pathways.verification.badge2.revoked import check_listed, dated
from pathways.verification.badge2.shape import HOSTED, SIGNED, check_shape, verified_as
from pathways.verification.badge2.signed import check_signed
from pathways.verification.carrier import Carried
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.kinds import classify_json
from pathways.verification.terms import Terms


def check_badge2(carried: Carried, terms: Terms) -> list[Check]:
    """Return the checks of structure, proof, key, status and endorsements of an Open Badge 2.0.

    Raises NotAvailableError X002 for a signed one without the extra ``badges``.
    """
    if carried.form is CarrierForm.URL:
        found = exactly_at(carried.text, terms)
        if isinstance(found, Refusal):
            return [found.at(Step.STRUCTURE), found.at(Step.PROOF_EMBEDDED)]
        kind = classify_json(found.value)
        if kind.kind is not Kind.OPEN_BADGE_2:
            return [check(Step.STRUCTURE, CheckCode.KIND_UNSUPPORTED, kind=kind.title)]
    parts = parts_of(as_hosted(carried, terms).value, terms)
    checks = [check_shape(parts, terms.profile), _endorsements(parts)]
    checks.extend(check(step, CheckCode.NOT_APPLICABLE) for step in (Step.DATA_LOSS, Step.REFRESH))
    checks.extend(_proof(carried, parts, terms))
    return checks


def _proof(carried: Carried, parts: Parts, terms: Terms) -> list[Check]:
    """Return the checks of proof, key and status, by the way in which the badge says that it is to be verified."""
    ways, is_token = verified_as(parts.assertion), carried.form is CarrierForm.JWT
    own, other = (Step.PROOF_JWT, Step.PROOF_EMBEDDED) if is_token else (Step.PROOF_EMBEDDED, Step.PROOF_JWT)
    checks = [check(other, CheckCode.NOT_APPLICABLE)]
    if is_token and ways & SIGNED:
        checks.extend(check_signed(carried.text, parts, terms))
        checks.append(check_listed(parts.assertion, parts.issuer, terms))
    elif not is_token and ways & HOSTED:
        checks.extend(check_hosted(carried, parts, terms))
        checks.append(_still_hosted(parts, terms))
    elif ways & (SIGNED | HOSTED):
        checks.append(refusal(CheckCode.BADGE2_VERIFIED_OTHERWISE, says=", ".join(sorted(ways))).at(own))
    else:
        checks.append(check(own, CheckCode.SUITE_UNSUPPORTED, says=", ".join(sorted(ways))))
    return checks


def _still_hosted(parts: Parts, terms: Terms) -> Check:
    """Return whether what stands at the address of a hosted badge still is the badge, and not taken back."""
    name = parts.assertion.get("id")
    found = exactly_at(name, terms) if isinstance(name, str) else refusal(CheckCode.HOSTED_WITHOUT_ADDRESS)
    if isinstance(found, Refusal):
        return check(Step.STATUS, CheckCode.STATUS_NOT_AT_HAND, address=name)
    if found.value.get("revoked") is True:
        evidence = {"address": found.url, "reason": found.value.get("revocationReason", "")}
        return dated(CheckCode.STATUS_REVOKED, found, terms, evidence)
    if not same_json(found.value, parts.assertion):
        return check(Step.STATUS, CheckCode.NOT_CHECKED)
    listed = check_listed(parts.assertion, parts.issuer, terms)
    if listed.code is CheckCode.STATUS_REVOKED:
        return listed
    return dated(CheckCode.STATUS_GOOD, found, terms, {"address": found.url})


def _endorsements(parts: Parts) -> Check:
    named = [parts.assertion] + [one.value for one in (parts.badge, parts.issuer) if isinstance(one, Document)]
    values = [one["endorsement"] for one in named if "endorsement" in one]
    count = sum(len(value) if isinstance(value, list) else 1 for value in values)
    if not count:
        return check(Step.NESTED, CheckCode.NOT_APPLICABLE)
    return check(Step.NESTED, CheckCode.NESTED_UNKNOWN, endorsements=count)
