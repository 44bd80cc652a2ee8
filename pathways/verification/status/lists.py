"""Is this the list, and is it the issuer's?  From its address to a credential whose proof, key and time were examined.

What is not proven to be the issuer's list is not believed, whichever way it speaks: an attacker could hide a
revocation by it as well as invent one.

Source: W3C Bitstring Status List v1.0, sections 2.2 and 3.2.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import CarrierForm
from pathways.verification.addresses import askable
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Check, Refusal, refusal
from pathways.verification.claims import issuer_of
from pathways.verification.keys import Resolver, Snapshot, because
from pathways.verification.kinds import credential_of_token
from pathways.verification.strict import Json
from pathways.verification.terms import Examiner, Terms

_PROOFS: Final = (Step.PROOF_JWT, Step.PROOF_EMBEDDED)
_WRONG: Final = (*_PROOFS, Step.DATA_LOSS, Step.KEY)
_TYPES: Final = frozenset({"BitstringStatusListCredential", "StatusList2021Credential"})
_CLOCKS: Final = dt.timedelta(days=1)
"""A copy taken so much after the moment asked about counts as taken then."""


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list that is proven to be whose it says: the credential, its subject, and when the copy was taken.

    ``stale`` says why the copy is not of the time asked about; ``later`` whether it is from after it.
    """

    credential: Json
    subject: Json
    issuer: str
    retrieved: dt.datetime
    stale: str = ""
    later: bool = False


def snapshot_of(url: str, terms: Terms) -> Snapshot | Refusal:
    """Return the copy of a list through the port, or why there is none."""
    address = url.partition("#")[0]
    if askable(address) is not None:
        return refusal(CheckCode.STATUS_NOT_AT_HAND, address=url, because="that address is not asked")
    found = terms.resolver.snapshot(address)
    if found is None or found.url != address:
        return refusal(CheckCode.STATUS_NOT_AT_HAND, address=url, **because(terms.resolver, address))
    return found


def find_list(url: str, terms: Terms, examiner: Examiner) -> StatusList | Refusal:
    """Return the status list that lies at an address, examined as a credential, or why it is not believed."""
    snapshot = snapshot_of(url, terms)
    if isinstance(snapshot, Refusal):
        return snapshot
    if terms.memory is None:
        return _examined(snapshot, terms, examiner)
    of_terms = (terms.now, terms.profile, terms.status_age, terms.limits)
    key = (snapshot.url, snapshot.body, snapshot.retrieved, *of_terms)

    def work(resolver: Resolver) -> StatusList | Refusal:
        return _examined(snapshot, replace(terms, resolver=resolver), examiner)

    return terms.memory.recall(key, terms.registry, terms.resolver, work)


def _examined(snapshot: Snapshot, terms: Terms, examiner: Examiner) -> StatusList | Refusal:
    url = snapshot.url
    carried = open_carrier(snapshot.body, limits=terms.limits)
    if isinstance(carried, Refusal):
        large = carried.code in (CheckCode.CARRIER_TOO_LARGE, CheckCode.JSON_TOO_LARGE)
        code = CheckCode.STATUS_LIST_TOO_LARGE if large else CheckCode.STATUS_LIST_NOT_PROVEN
        return refusal(code, address=url, because=carried.code)
    alone = replace(terms.inner(), others=(), as_status_list=True, limits=replace(terms.limits, nested=0))
    checks = examiner(carried, alone)
    unproven = _unproven(checks)
    if unproven:
        return refusal(CheckCode.STATUS_LIST_NOT_PROVEN, address=url, because=unproven)
    return _read(carried, checks, snapshot, terms)


def _unproven(checks: tuple[Check, ...]) -> str:
    """Return why a list is not proven to be the work of the issuer that it names; empty where it is."""
    wrong = [one for one in checks if one.step in _WRONG and one.outcome is Outcome.FAIL]
    if wrong:
        return ", ".join(one.code for one in wrong)
    by_step = {one.step: one for one in checks}
    if not any(by_step[step].outcome is Outcome.PASS for step in _PROOFS if step in by_step):
        found = [by_step[step].code for step in _PROOFS if step in by_step]
        return ", ".join(code for code in found if code is not CheckCode.NOT_APPLICABLE) or "no proof"
    key = by_step.get(Step.KEY)
    return "" if key is not None and key.outcome is Outcome.PASS else (key.code if key else "no key")


def _read(carried: Carried, checks: tuple[Check, ...], snapshot: Snapshot, terms: Terms) -> StatusList | Refusal:
    credential = credential_of_token(carried.value) if carried.form is CarrierForm.JWT else carried.value
    types, subject = credential.get("type"), credential.get("credentialSubject")
    if isinstance(subject, list):
        subject = subject[0] if len(subject) == 1 else None
    if not isinstance(subject, dict) or not _TYPES & {one for one in _texts(types) if isinstance(one, str)}:
        return refusal(CheckCode.STATUS_LIST_DOES_NOT_FIT, address=snapshot.url, type=types)
    found = StatusList(credential, subject, issuer_of(credential) or "", snapshot.retrieved)
    stale = _stale(found, checks, terms)
    return found if stale is None else replace(found, stale=stale[0], later=stale[1])


def _texts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _stale(found: StatusList, checks: tuple[Check, ...], terms: Terms) -> tuple[str, bool] | None:
    """Return why a copy is not of the time asked about, and whether it is from after it; None where it is."""
    time = next((one for one in checks if one.step is Step.TIME), None)
    if time is not None and time.outcome is Outcome.FAIL:
        return f"the list itself: {time.code}", time.code is CheckCode.NOT_YET_VALID
    return stale_copy(found.retrieved, terms, lives=_lives(found.subject.get("ttl", found.credential.get("ttl"))))


def stale_copy(retrieved: dt.datetime, terms: Terms, *, lives: dt.timedelta | None = None) -> tuple[str, bool] | None:
    """Return why a copy taken then is not of ``terms.now``, and whether it is from after it; None where it is.

    ``lives`` is how long the list itself says that a copy may be used.
    """
    age = terms.now - retrieved
    if age < -_CLOCKS:
        return "taken after the time asked about", True
    allowed = terms.status_age if lives is None else min(lives, terms.status_age)
    return (f"older than {allowed}", False) if age > allowed else None


def _lives(value: Any) -> dt.timedelta | None:
    """Return the time to live that a list states in milliseconds, or None where it states none that can be read."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**12:
        return None
    return dt.timedelta(milliseconds=value)


def may_speak(found: StatusList, credential: Json, terms: Terms) -> bool:
    """Return whether the list is by the credential's issuer, or by somebody whom the registry names in its place."""
    issuer = issuer_of(credential)
    if issuer is not None and issuer == found.issuer:
        return True
    listed = terms.registry.of(issuer) if terms.registry is not None and issuer is not None else None
    return listed is not None and found.issuer in (*listed.identifiers, *listed.status_by)
