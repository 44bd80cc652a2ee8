"""Was the key in use when it signed?  The windows of a registry, and what the issuer's own document says of its key.

That something was signed at a time is said by the signer.  It is believed of a key that went out of use as planned, and
not of one that was revoked or fell into wrong hands: whoever has it can write any date.

Source: W3C Controlled Identifiers 1.0, section 2.2 (``expires``, ``revoked``).
"""

from __future__ import annotations

import datetime as dt

from pathways.model.check_codes import CheckCode
from pathways.model.issuers import IssuerRegistry, KeyWindow
from pathways.verification.checks import Refusal, refusal
from pathways.verification.keys import FoundKey
from pathways.verification.publickey import from_multikey
from pathways.verification.strict import Json
from pathways.verification.times import BEGINS, moment, numeric


def signed_at(credential: Json, *, proof: Json | None = None, claims: Json | None = None) -> dt.datetime | None:
    """Return when the signer says that it signed: ``created`` of a proof, ``iat`` or ``nbf`` of a token, else when
    it begins to be valid.

    >>> signed_at({"validFrom": "2025-01-01T00:00:00Z"}, proof={"created": "2025-02-01T00:00:00Z"}).month
    2
    """
    said = [] if claims is None else [numeric(claims.get(name)) for name in ("iat", "nbf")]
    if proof is not None:
        said.append(moment(proof.get("created")))
    said.extend(moment(credential.get(name)) for name in BEGINS)
    return next((value for value in said if value is not None), None)


def check_window(
    found: FoundKey, signed: dt.datetime | None, *, issuer: str, now: dt.datetime, registry: IssuerRegistry | None
) -> Refusal | None:
    """Return why the key was not in use at the moment ``signed``, or why that is not known; None where it was.

    ``found`` is the key as the issuer lists it, with what is said there of its end.
    """
    revoked = found.revoked if found.revoked is not None and found.revoked <= now else None
    if revoked is not None and (signed is None or signed < revoked):
        return refusal(CheckCode.KEY_REVOKED_SINCE, revoked=revoked.isoformat(), signed=signed or "")
    own = KeyWindow(key="its own document", ends=_earlier(revoked, found.ends))
    windows = () if registry is None else _windows(found, issuer, registry)
    return (
        _outside((own,), signed, now) or (_outside(windows, signed, now) if windows else None) or _unsafe(windows, now)
    )


def _earlier(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    return min((value for value in (one, other) if value is not None), default=None)


def _windows(found: FoundKey, issuer: str, registry: IssuerRegistry) -> tuple[KeyWindow, ...]:
    """Return the windows that the registry gives this key of the issuer, by any of its names."""
    known = registry.of(issuer)
    return () if known is None else tuple(window for window in known.keys if _is(window.key, found))


def _is(name: str, found: FoundKey) -> bool:
    if name == found.name:
        return True
    key = from_multikey(name.removeprefix("did:key:").partition("#")[0])
    return not isinstance(key, Refusal) and key.same_as(found.key)


def _unsafe(windows: tuple[KeyWindow, ...], now: dt.datetime) -> Refusal | None:
    """Return that the key fell into wrong hands, where the registry says so: then no date of the signer's helps."""
    ended = next((one.ends for one in windows if one.compromised and one.ends is not None and one.ends <= now), None)
    return None if ended is None else refusal(CheckCode.KEY_REVOKED_SINCE, revoked=ended.isoformat())


def _outside(windows: tuple[KeyWindow, ...], signed: dt.datetime | None, now: dt.datetime) -> Refusal | None:
    """Return None where the moment lies in one of the windows; without a date, where one holds all along."""
    if signed is None:
        always = any(one.begins is None and (one.ends is None or now < one.ends) for one in windows)
        return None if always else refusal(CheckCode.KEY_DATE_UNKNOWN)
    if any(one.holds(signed) for one in windows):
        return None
    begins = min((one.begins for one in windows if one.begins is not None), default=None)
    ends = max((one.ends for one in windows if one.ends is not None), default=None)
    if begins is not None and signed < begins and all(one.begins is not None for one in windows):
        return refusal(CheckCode.KEY_NOT_YET_VALID, signed=signed.isoformat(), begins=begins.isoformat())
    return refusal(
        CheckCode.KEY_NO_LONGER_VALID, signed=signed.isoformat(), ends="" if ends is None else ends.isoformat()
    )
