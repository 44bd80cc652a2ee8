"""Which steps does this kind of badge go through, in which hands?  The one place where the steps are put together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from pathways.model.verification_documents import CarrierForm, CheckCode, Kind, Step
from pathways.verification.badge2.check import check_badge2
from pathways.verification.badge2.parts import as_hosted, award_in
from pathways.verification.carrier import Carried
from pathways.verification.checks import Check, check
from pathways.verification.issuers import check_issuer
from pathways.verification.jwt import check_token
from pathways.verification.kinds import VERIFIED_KINDS, Classified, classify, credential_of_token
from pathways.verification.proofs.chains import is_anchored
from pathways.verification.proofs.embedded import check_embedded
from pathways.verification.recipient import check_recipient
from pathways.verification.replacement import check_replacement
from pathways.verification.sdjwt.verify import check_sd_jwt
from pathways.verification.status.check import check_status
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


@dataclass(frozen=True, slots=True)
class Contained:
    """A credential inside another: where it stands, what it is, what was found; ``carried`` is None if unreadable."""

    path: str
    kind: Classified
    carried: Carried | None
    found: Found


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one badge: checks in any order, at most one a step, and the credentials inside it."""

    checks: list[Check] = field(default_factory=list)
    contained: list[Contained] = field(default_factory=list)

    def complete(self) -> tuple[Check, ...]:
        """Return one check for each step, in order; what was not carried out says so."""
        by_step = {one.step: one for one in self.checks}
        return tuple(by_step.get(step) or check(step, CheckCode.NOT_CHECKED) for step in Step)


def checks_of(carried: Carried, terms: Terms) -> Found:
    """Return the checks of what was carried in, whatever its kind."""
    kind = classify(carried)
    carried = as_hosted(carried, terms)
    read = check(Step.CARRIER, CheckCode.CARRIER_READ, carrier=carried.carrier, form=carried.form, kind=kind.title)
    if kind.kind not in VERIFIED_KINDS:
        return Found([read, check(Step.STRUCTURE, CheckCode.KIND_UNSUPPORTED, kind=kind.title)])
    found = Found([read])
    if kind.kind is Kind.SD_JWT_VC:
        found.checks.extend(check_sd_jwt(carried, terms))
        return found
    _proof(carried, kind, terms, found)
    _rest(carried, kind, terms, found)
    return found


def _proof(carried: Carried, kind: Classified, terms: Terms, found: Found) -> None:
    if kind.kind is Kind.OPEN_BADGE_2:
        found.checks.extend(check_badge2(carried, terms))
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
        if kind.kind in _TOKENS and not is_anchored(carried.value):
            found.checks.extend(check_embedded(carried.value, terms))


def _rest(carried: Carried, kind: Classified, terms: Terms, found: Found) -> None:
    if kind.kind not in _DATED or not carried.value:
        return
    is_token = carried.form is CarrierForm.JWT
    credential = credential_of_token(carried.value) if is_token else carried.value
    claims = carried.value if is_token else None
    found.checks.append(check_time(credential, now=terms.now, claims=claims))
    if kind.kind in _TOKENS:
        found.checks.append(check_structure(credential, kind, terms))
        found.checks.append(check_status(credential, kind, terms, _complete))
    if kind.kind in _AWARDED:
        award = award_in(carried, terms)
        on = (award.begins or terms.now).astimezone(dt.UTC).date()
        found.checks.append(check_recipient(award, terms))
        found.checks.append(check_replacement(award, terms, examiner=_complete))
        found.checks.append(check_issuer(award, terms, on=on))


def _complete(carried: Carried, terms: Terms) -> tuple[Check, ...]:
    return checks_of(carried, terms).complete()
