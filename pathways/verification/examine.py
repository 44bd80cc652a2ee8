"""Is it genuine, step by step?  All steps over one handed-in file; what is not carried out says so.

Carrier, kind, signature and key of tokens, and time are checked here; proofs inside JSON, structure, status, recipient,
nested credentials, replacement and the registry of issuers are not, and stand as UNKNOWN.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from pathways.model.verification_documents import (
    CarrierForm,
    CheckCode,
    Kind,
    ProfileName,
    ResolvedEntry,
    Step,
    VerificationDocument,
)
from pathways.verification.carrier import Carried, form_of, open_carrier
from pathways.verification.checks import Check, Refusal, check
from pathways.verification.jwt import check_token
from pathways.verification.keys import Resolver, Snapshot, Snapshots
from pathways.verification.kinds import VERIFIED_KINDS, Classified, classify, credential_of_token
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.times import check_time

NOTHING_KNOWN: Final = Snapshots()
_DATED: Final = frozenset(
    {
        Kind.OPEN_BADGE_2,
        Kind.OPEN_BADGE_3,
        Kind.ENDORSEMENT,
        Kind.CLR_2,
        Kind.CREDENTIAL,
        Kind.BLOCKCERTS_2,
        Kind.BLOCKCERTS_3,
    }
)
_TOKENS: Final = _DATED - {Kind.OPEN_BADGE_2, Kind.BLOCKCERTS_2}
"""What a token may hold whose claims and key follow Open Badges 3.0."""


class _Recorder:
    """Passes questions on and keeps what was answered, for the evidence."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.answered: dict[str, Snapshot] = {}

    def snapshot(self, url: str) -> Snapshot | None:
        found = self._resolver.snapshot(url)
        if found is not None:
            self.answered[url] = found
        return found


def examine(
    data: bytes,
    *,
    now: dt.datetime,
    profile: ProfileName = "strict",
    resolver: Resolver = NOTHING_KNOWN,
    limits: Limits = LIMITS,
) -> VerificationDocument:
    """Return one check for each step over the bytes of a file, as of ``now`` (a moment with its time zone).

    Nothing is looked up but through ``resolver``, which knows nothing unless told.  Raises NotAvailableError X002 where
    a signature has to be checked and the extra ``badges`` is not installed.

    >>> document = examine(b"%PDF-1.7", now=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    >>> document.checks[0].outcome.value, document.checks[0].words
    ('UNKNOWN', 'Files of this type are not read; nothing is said about them.')
    """
    recorder = _Recorder(resolver)
    carried = open_carrier(data, limits=limits)
    if isinstance(carried, Refusal):
        form, kind, found = form_of(data), Classified(Kind.OTHER), [carried.at(Step.CARRIER)]
    else:
        form, kind = carried.carrier, classify(carried)
        found = _checks(carried, kind, now, profile, recorder, limits)
    return VerificationDocument(
        as_of=now,
        profile=profile,
        sha256=hashlib.sha256(data).hexdigest(),
        carrier=form,
        kind=kind.kind,
        version=kind.version,
        claims_to_be=kind.title,
        checks=tuple(one.entry() for one in _complete(found)),
        resolved=tuple(_resolved(one) for _, one in sorted(recorder.answered.items())),
    )


def _checks(
    carried: Carried, kind: Classified, now: dt.datetime, profile: ProfileName, resolver: Resolver, limits: Limits
) -> list[Check]:
    read = check(Step.CARRIER, CheckCode.CARRIER_READ, carrier=carried.carrier, form=carried.form, kind=kind.title)
    if kind.kind not in VERIFIED_KINDS:
        return [read, check(Step.STRUCTURE, CheckCode.KIND_UNSUPPORTED, kind=kind.title)]
    found = [read]
    is_token = carried.form is CarrierForm.JWT
    if is_token and kind.kind in _TOKENS:
        found += check_token(carried.text, profile=profile, resolver=resolver, limits=limits)
        found.append(check(Step.PROOF_EMBEDDED, CheckCode.NOT_APPLICABLE))
    elif carried.form is CarrierForm.JSON:
        found.append(check(Step.PROOF_JWT, CheckCode.NOT_APPLICABLE))
    if kind.kind in _DATED and carried.form is not CarrierForm.URL:
        value = credential_of_token(carried.value) if is_token else carried.value
        found.append(check_time(value, now=now, claims=carried.value if is_token else None))
    return found


def _complete(found: list[Check]) -> tuple[Check, ...]:
    """Return one check for each step, in order."""
    by_step = {one.step: one for one in found}
    return tuple(by_step.get(step) or check(step, CheckCode.NOT_CHECKED) for step in Step)


def _resolved(snapshot: Snapshot) -> ResolvedEntry:
    return ResolvedEntry(url=snapshot.url, retrieved=snapshot.retrieved, sha256=snapshot.sha256)
