"""Which steps does this kind of badge go through, in which hands?  The one place where the steps are put together."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import CarrierForm, Kind
from pathways.verification.badge2.check import check_badge2
from pathways.verification.badge2.parts import as_hosted, award_in
from pathways.verification.blockcerts.check import check_anchored, check_certificate_2, check_list_of_profile
from pathways.verification.carrier import Carried
from pathways.verification.checks import Check, check
from pathways.verification.found import Found
from pathways.verification.issuers import check_issuer
from pathways.verification.jwt import check_token
from pathways.verification.kinds import VERIFIED_KINDS, Classified, classify, classify_json, credential_of_token
from pathways.verification.nested import check_nested, items_presented, nested_in
from pathways.verification.presentation import check_presentation, holder_of, presentation_of
from pathways.verification.proofs.chains import is_anchored
from pathways.verification.proofs.embedded import check_embedded
from pathways.verification.recipient import check_recipient
from pathways.verification.refresh import check_refresh
from pathways.verification.replacement import check_replacement
from pathways.verification.sdjwt.status import check_listed_token, check_token_status
from pathways.verification.sdjwt.verify import award_shown, check_sd_jwt
from pathways.verification.status.check import check_status, worst
from pathways.verification.structure.check import check_structure
from pathways.verification.terms import Terms
from pathways.verification.times import check_time

_DATED: Final = frozenset(
    {
        Kind.OPEN_BADGE_2,
        Kind.OPEN_BADGE_3,
        Kind.ENDORSEMENT,
        Kind.CLR_2,
        Kind.CREDENTIAL,
        Kind.STATUS_LIST,
        Kind.BLOCKCERTS_2,
        Kind.BLOCKCERTS_3,
    }
)
_TOKENS: Final = _DATED - {Kind.OPEN_BADGE_2, Kind.BLOCKCERTS_2}
"""What a token may hold whose claims and key follow Open Badges 3.0."""
_AWARDED: Final = _DATED - {Kind.ENDORSEMENT, Kind.STATUS_LIST}
"""What was awarded to somebody."""
_OF_AWARDS: Final = (Step.RECIPIENT, Step.REPLACEMENT, Step.RECOGNIZED_ISSUER)
_OF_CREDENTIALS: Final = (Step.REFRESH, Step.STATUS, *_OF_AWARDS)
"""What is asked of the credentials inside a presentation, not of it."""


def checks_of(carried: Carried, terms: Terms) -> Found:
    """Return the checks of what was carried in, whatever its kind."""
    kind = classify(carried)
    carried = as_hosted(carried, terms)
    read = check(Step.CARRIER, CheckCode.CARRIER_READ, carrier=carried.carrier, form=carried.form, kind=kind.title)
    if kind.kind not in VERIFIED_KINDS:
        return Found([read, check(Step.STRUCTURE, CheckCode.KIND_UNSUPPORTED, kind=kind.title)])
    found = Found([read])
    if kind.kind is Kind.SD_JWT_VC:
        _selective(carried, terms, found)
        return found
    if kind.kind is Kind.PRESENTATION:
        _presentation(carried, kind, terms, found)
        return found
    _proof(carried, kind, terms, found)
    _rest(carried, kind, terms, found)
    return found


def _proof(carried: Carried, kind: Classified, terms: Terms, found: Found) -> None:
    if kind.kind is Kind.OPEN_BADGE_2:
        found.checks.extend(check_badge2(carried, terms))
    elif kind.kind is Kind.BLOCKCERTS_2 and carried.form is CarrierForm.JSON:
        found.checks.extend(check_certificate_2(carried.value, terms))
    elif carried.form is CarrierForm.JWT and kind.kind in _TOKENS:
        found.checks.extend(
            check_token(
                carried.text,
                profile=terms.profile,
                resolver=terms.resolver,
                limits=terms.limits,
                now=terms.now,
                registry=terms.registry,
            )
        )
        found.checks.extend(check(step, CheckCode.NOT_APPLICABLE) for step in (Step.PROOF_EMBEDDED, Step.DATA_LOSS))
    elif carried.form is CarrierForm.JSON:
        found.checks.append(check(Step.PROOF_JWT, CheckCode.NOT_APPLICABLE))
        asked = check_anchored if is_anchored(carried.value) else check_embedded
        found.checks.extend(asked(carried.value, terms))


def _rest(carried: Carried, kind: Classified, terms: Terms, found: Found) -> None:
    if kind.kind not in _DATED or not carried.value:
        return
    is_token = carried.form is CarrierForm.JWT
    credential = credential_of_token(carried.value) if is_token else carried.value
    claims = carried.value if is_token else None
    found.checks.append(check_time(credential, now=terms.now, claims=claims))
    if kind.kind in _TOKENS:
        found.checks.append(check_structure(credential, kind, terms))
        found.checks.append(check_refresh(credential, terms.resolver, limits=terms.limits))
        status = [check_status(credential, kind, terms, _complete)]
        if claims is not None and isinstance(claims.get("status"), dict):
            status.append(check_listed_token(claims, terms))
        found.checks.append(worst(status))
        if kind.kind is Kind.BLOCKCERTS_3 and "credentialStatus" not in credential:
            found.checks.append(check_list_of_profile(credential, terms))
        nested, found.contained[:] = check_nested(nested_in(credential, terms), terms, checks_of)
        found.checks.append(nested)
    if kind.kind in _AWARDED:
        award = award_in(carried, terms)
        on = (award.begins or terms.now).astimezone(dt.UTC).date()
        found.checks.append(check_recipient(award, terms, proven_holder=terms.proven))
        others = tuple(one for one in terms.others if one is not carried)
        found.checks.append(check_replacement(award, replace(terms, others=others), examiner=_complete))
        found.checks.append(check_issuer(award, terms, on=on))
    else:
        found.checks.extend(check(step, CheckCode.NOT_APPLICABLE) for step in _OF_AWARDS)


def _selective(carried: Carried, terms: Terms, found: Found) -> None:
    """Ask a token of which a part is shown; what it says is asked only where what is shown fits what is signed."""
    checks, claims = check_sd_jwt(carried, terms)
    found.checks.extend(checks)
    if not claims:
        return
    if any(one.step is Step.STRUCTURE and one.code is CheckCode.NOT_CHECKED for one in found.checks):
        found.checks.append(check_structure(claims, classify_json(claims), terms))
    award = award_shown(claims)
    on = (award.begins or terms.now).astimezone(dt.UTC).date()
    found.checks.extend(check(step, CheckCode.NOT_APPLICABLE) for step in (Step.REFRESH, Step.NESTED))
    found.checks.append(check_token_status(claims, terms, _complete))
    found.checks.append(check_replacement(award, terms, examiner=_complete))
    found.checks.append(check_issuer(award, terms, on=on))
    named = check_recipient(award, terms, proven_holder=terms.proven)
    if named.outcome is not Outcome.UNKNOWN and all(
        one.outcome is Outcome.UNKNOWN for one in found.checks if one.step is Step.RECIPIENT
    ):
        found.checks.append(named)


def _presentation(carried: Carried, kind: Classified, terms: Terms, found: Found) -> None:
    """Ask a presentation, then each credential inside it as handed in by the holder, if that is proven."""
    presentation = presentation_of(carried)
    found.checks.append(check_structure(presentation, kind, terms))
    found.checks.extend(check_presentation(carried, terms))
    if carried.form is CarrierForm.JSON and is_anchored(presentation):
        found.checks.extend(check_anchored(presentation, terms))
    found.checks.extend(check(step, CheckCode.NOT_APPLICABLE) for step in _OF_CREDENTIALS)
    items = items_presented(presentation, terms)
    handed_in = tuple(one for _, one in items if isinstance(one, Carried))
    inner = replace(terms, proven=holder_of(carried, found.checks, terms), others=(*terms.others, *handed_in))
    nested, found.contained[:] = check_nested(items, inner, checks_of)
    found.checks.append(nested)


def _complete(carried: Carried, terms: Terms) -> tuple[Check, ...]:
    return checks_of(carried, terms).complete()
