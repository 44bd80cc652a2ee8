"""Did the issuer make the transaction?  Its own profile has to list the address, as in use at that time.

Unlike the time that a signer writes, that of a transaction is not the sender's to choose: what was anchored before a
key was revoked stays genuine.

Source: Blockcerts 2.0 and 3.0, issuer profile (publicKey: id, created, revoked, expires).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from pathways.model.anchors import Anchor
from pathways.model.check_codes import CheckCode, Step
from pathways.model.issuers import IssuerRegistry
from pathways.verification.badge2.documents import Document, unprotected
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.strict import Json
from pathways.verification.terms import Terms
from pathways.verification.times import moment

_NAMED: Final = "ecdsa-koblitz-pubkey:"
_MOST: Final = 200


def check_sender(anchor: Anchor, issuer: Document | Refusal, said: str | None, terms: Terms) -> Check:
    """Return whether the issuer lists the sender of the transaction, as in use then.

    ``said`` is the address that the certificate itself names as its issuer's, where it names one.
    """
    if isinstance(issuer, Refusal):
        return issuer.at(Step.KEY)
    evidence = {"sender": anchor.sender, "time": anchor.time.isoformat(), "issuer": issuer.url}
    if said is not None and not same_address(said, anchor.sender):
        return check(Step.KEY, CheckCode.SENDER_NOT_OF_ISSUER, named=said, **evidence)
    keys = issuer.value.get("publicKey")
    if keys is None:
        return check(Step.KEY, CheckCode.KEY_NOT_RESOLVED, **evidence)
    listed = [one for one in _entries(keys) if same_address(_address(one), anchor.sender)]
    if not listed:
        return check(Step.KEY, CheckCode.SENDER_NOT_OF_ISSUER, **evidence)
    refused = min((_outside(one, anchor.time) for one in listed), key=lambda why: why is not None)
    refused = refused or _by_list(anchor, issuer.url, terms.registry) or unprotected((issuer,), terms)
    return refused.at(Step.KEY) if refused else check(Step.KEY, CheckCode.SENDER_OF_ISSUER, **evidence)


def same_address(one: Any, other: str) -> bool:
    """Return whether two texts name one address; those of Ethereum may be written in either case.

    >>> same_address("ecdsa-koblitz-pubkey:0xAB", "0xab"), same_address("1A", "1a")
    (True, False)
    """
    if not isinstance(one, str):
        return False
    left, right = one.removeprefix(_NAMED), other.removeprefix(_NAMED)
    return left.lower() == right.lower() if left[:2] == right[:2] == "0x" else left == right


def _entries(keys: Any) -> list[Any]:
    return (keys if isinstance(keys, list) else [keys])[:_MOST]


def _address(entry: Any) -> Any:
    return entry.get("id", entry.get("publicKey")) if isinstance(entry, dict) else entry


def _outside(entry: Any, time: dt.datetime) -> Refusal | None:
    """Return why the key was not in use, by what the profile says of it."""
    window: Json = entry if isinstance(entry, dict) else {}
    for name in ("created", "revoked", "expires"):
        if name in window and moment(window[name]) is None:
            return refusal(CheckCode.DOCUMENT_MALFORMED, key=_address(entry), **{name: window[name]})
    begins = moment(window.get("created"))
    ends = min((end for name in ("revoked", "expires") if (end := moment(window.get(name))) is not None), default=None)
    if begins is not None and time < begins:
        return refusal(CheckCode.KEY_NOT_YET_VALID, time=time.isoformat(), created=begins.isoformat())
    if ends is not None and time >= ends:
        return refusal(CheckCode.KEY_NO_LONGER_VALID, time=time.isoformat(), ended=ends.isoformat())
    return None


def _by_list(anchor: Anchor, issuer: str, registry: IssuerRegistry | None) -> Refusal | None:
    """Return why the key was not in use, by the windows that the list of issuers gives it."""
    known = None if registry is None else registry.of(issuer)
    windows = [] if known is None else [one for one in known.keys if same_address(one.key, anchor.sender)]
    if not windows or any(one.holds(anchor.time) for one in windows):
        return None
    early = all(one.begins is not None and anchor.time < one.begins for one in windows)
    code = CheckCode.KEY_NOT_YET_VALID if early else CheckCode.KEY_NO_LONGER_VALID
    return refusal(code, time=anchor.time.isoformat(), by="the list of issuers")
