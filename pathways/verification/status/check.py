"""Was it taken back, or put on hold?  What its status lists say, as far as they are proven to be the issuer's.

Of several lists the worst speaks.  A revocation is for good: an old copy of a list proves it as well as a new one.
Everything else is only known for the time at which the copy was taken.  The status of a status list is not asked.

Source: W3C Bitstring Status List v1.0, section 3.2; Open Badges 3.0, "Verify a Credential", status.
"""

from __future__ import annotations

from typing import Final

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import Kind
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.claims import issuer_of
from pathways.verification.kinds import Classified
from pathways.verification.memory import read_once
from pathways.verification.status.bitstring import LEAST, Bits, decode_bits
from pathways.verification.status.entries import Entry, Method, entries_of, messages_in
from pathways.verification.status.lists import StatusList, find_list, may_speak, snapshot_of, stale_copy
from pathways.verification.status.names import own_host, revoked_in_list
from pathways.verification.strict import Json
from pathways.verification.terms import Examiner, Terms

_SET: Final = {
    "revocation": CheckCode.STATUS_REVOKED,
    "suspension": CheckCode.STATUS_SUSPENDED,
    "refresh": CheckCode.STATUS_NEWER_OFFERED,
    "message": CheckCode.STATUS_MESSAGE,
}
_WORST: Final = (CheckCode.STATUS_REVOKED, CheckCode.STATUS_SUSPENDED)
_RANK: Final = {Outcome.FAIL: 2, Outcome.UNKNOWN: 3, Outcome.PASS: 4, Outcome.NOT_APPLICABLE: 5}


def check_status(credential: Json, kind: Classified, terms: Terms, examiner: Examiner) -> Check:
    """Return what the status lists of a credential say of it; ``examiner`` examines the lists themselves."""
    entries = entries_of(credential)
    if not entries:
        return check(Step.STATUS, CheckCode.NO_STATUS)
    if terms.as_status_list or (kind.kind is Kind.STATUS_LIST and terms.depth > 0):
        return check(Step.STATUS, CheckCode.STATUS_NOT_FOLLOWED, because="it is a status list")
    asked = entries[: terms.limits.status_entries]
    desk = _Desk(credential, terms, examiner)
    found = [desk.ask(one) for one in asked]
    if len(entries) > len(asked):
        found.append(refusal(CheckCode.STATUS_NOT_FOLLOWED, lists=len(entries), asked=len(asked)).at(Step.STATUS))
    return worst(found)


def worst(found: list[Check]) -> Check:
    """Return the check that speaks for all, with what the others say beside it."""
    ordered = sorted(found, key=_badness)
    first, others = ordered[0], [one.code.value for one in ordered[1:] if one.code is not ordered[0].code]
    also = (("also", ", ".join(dict.fromkeys(others))),) if others else ()
    return Check(first.step, first.code, (*first.evidence, *also))


def _badness(one: Check) -> int:
    return _WORST.index(one.code) if one.code in _WORST else _RANK[one.outcome]


class _Desk:
    """Asks the lists of one credential, each address once."""

    def __init__(self, credential: Json, terms: Terms, examiner: Examiner) -> None:
        self._credential = credential
        self._terms = terms
        self._examiner = examiner
        self._known: dict[str, StatusList | Refusal] = {}
        self._named: dict[str, Check] = {}

    def ask(self, entry: Entry | Refusal) -> Check:
        """Return what one entry comes to."""
        if isinstance(entry, Refusal):
            return entry.at(Step.STATUS)
        if entry.method is Method.NAMES:
            if entry.url not in self._named:
                self._named[entry.url] = _of_names(entry, self._credential, self._terms)
            return self._named[entry.url]
        if entry.url not in self._known:
            self._known[entry.url] = find_list(entry.url, self._terms, self._examiner)
        found = self._known[entry.url]
        if isinstance(found, Refusal):
            return found.at(Step.STATUS)
        if not may_speak(found, self._credential, self._terms):
            issuer = issuer_of(self._credential) or ""
            return check(Step.STATUS, CheckCode.STATUS_LIST_OF_ANOTHER, list=found.issuer, credential=issuer)
        return _of_bits(entry, found, self._terms)


def _of_bits(entry: Entry, found: StatusList, terms: Terms) -> Check:
    purposes = found.subject.get("statusPurpose")
    unsaid = purposes is None and terms.profile == "interoperable"
    if not unsaid and entry.purpose not in (purposes if isinstance(purposes, list) else [purposes]):
        fit = CheckCode.STATUS_LIST_DOES_NOT_FIT
        return check(Step.STATUS, fit, address=entry.url, asked=entry.purpose, list=purposes)
    bits = _bits(entry, found, terms)
    if isinstance(bits, Refusal):
        return bits.at(Step.STATUS)
    if entry.index >= len(bits):
        return check(Step.STATUS, CheckCode.STATUS_OUT_OF_RANGE, index=entry.index, places=len(bits))
    return _shortened(_said(bits.get(entry.index), entry, found), len(bits), terms)


def _bits(entry: Entry, found: StatusList, terms: Terms) -> Bits | Refusal:
    strictly = entry.method is Method.BITSTRING and terms.profile == "strict"
    text = found.subject.get("encodedList")
    return decode_bits(text, width=entry.width, multibase=strictly, least=1, limits=terms.limits)


def _shortened(said: Check, places: int, terms: Terms) -> Check:
    """Return what a list says; of a list that is too short, only what it says against a badge is taken as it stands."""
    if places >= LEAST or said.code is not CheckCode.STATUS_GOOD:
        return said
    strictly = terms.profile == "strict"
    code = CheckCode.STATUS_LIST_TOO_SHORT if strictly else CheckCode.STATUS_GOOD_SHORT_LIST
    return Check(said.step, code, (*said.evidence, ("places", str(places)), ("least", str(LEAST))))


def _said(value: int, entry: Entry, found: StatusList) -> Check:
    evidence = {
        "address": entry.url,
        "index": entry.index,
        "purpose": entry.purpose,
        "status": hex(value),
        "taken": found.retrieved.isoformat(),
    }
    words = dict(entry.messages or messages_in(found.subject)).get(value)
    if words is not None:
        evidence["message"] = words
    code = _SET[entry.purpose] if value or entry.purpose == "message" else CheckCode.STATUS_GOOD
    if found.stale and (code is not CheckCode.STATUS_REVOKED or found.later):
        return check(Step.STATUS, CheckCode.STATUS_STALE, because=found.stale, said=code, **evidence)
    return check(Step.STATUS, code, **evidence)


def _of_names(entry: Entry, credential: Json, terms: Terms) -> Check:
    """Return what a list of names says; it is not signed, so only where it lies speaks for it."""
    issuer, name = issuer_of(credential), credential.get("id")
    if not own_host(entry.url.partition("#")[0], issuer):
        because = "it is not signed, and does not lie with the issuer"
        return check(Step.STATUS, CheckCode.STATUS_LIST_NOT_PROVEN, address=entry.url, because=because)
    if not isinstance(name, str) or not name:
        return check(Step.STATUS, CheckCode.STATUS_ENTRY_MALFORMED, error="the credential has no id to look for")
    snapshot = snapshot_of(entry.url, terms)
    if isinstance(snapshot, Refusal):
        return snapshot.at(Step.STATUS)
    listed = read_once(snapshot.body, terms.memory, terms.limits)
    if isinstance(listed, Refusal):
        return check(Step.STATUS, CheckCode.STATUS_LIST_NOT_PROVEN, address=entry.url, because=listed.code)
    if listed.get("issuer") is not None and issuer_of(listed) != issuer:
        return check(Step.STATUS, CheckCode.STATUS_LIST_OF_ANOTHER, list=issuer_of(listed) or "", credential=issuer)
    found = revoked_in_list(listed, name, limits=terms.limits)
    if isinstance(found, Refusal):
        return check(Step.STATUS, CheckCode.STATUS_LIST_NOT_PROVEN, address=entry.url, because=found.code)
    stale = stale_copy(snapshot.retrieved, terms)
    evidence = {"address": entry.url, "proof": "none, by where it lies", "taken": snapshot.retrieved.isoformat()}
    code = CheckCode.STATUS_GOOD if found is None else CheckCode.STATUS_REVOKED
    if found is not None and found.reason:
        evidence["reason"] = found.reason
    if stale is not None and (found is None or stale[1]):
        return check(Step.STATUS, CheckCode.STATUS_STALE, because=stale[0], said=code, **evidence)
    return check(Step.STATUS, code, **evidence)
