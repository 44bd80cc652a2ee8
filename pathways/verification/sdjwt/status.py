"""Was a token taken back?  The status list token that it names, signed by the same issuer; or a W3C status list.

Source: Token Status List (draft-ietf-oauth-status-list), sections 4 to 8.
"""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Step
from pathways.model.verification_documents import Kind
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.encoding import from_base64url
from pathways.verification.jwt import Token, check_header, check_signature, read_token
from pathways.verification.kinds import Classified
from pathways.verification.limits import Limits
from pathways.verification.proofs.windows import check_window, signed_at
from pathways.verification.sdjwt.keys import keys_of_issuer
from pathways.verification.status.bitstring import inflated
from pathways.verification.status.check import check_status, worst
from pathways.verification.status.lists import snapshot_of, stale_copy
from pathways.verification.strict import Json
from pathways.verification.terms import Examiner, Terms
from pathways.verification.times import numeric

LIST_TYPE: Final = "statuslist+jwt"
_WIDTHS: Final = (1, 2, 4, 8)
_SAYS: Final = {0: CheckCode.STATUS_GOOD, 1: CheckCode.STATUS_REVOKED, 2: CheckCode.STATUS_SUSPENDED}
_NEVER: Final = 10**10
"""Seconds that no copy lives."""


def check_token_status(claims: Json, terms: Terms, examiner: Examiner) -> Check:
    """Return what the status lists of a token say of it, the worst of them; ``examiner`` examines lists of the W3C."""
    found = [] if claims.get("status") is None else [check_listed_token(claims, terms)]
    if not found or claims.get("credentialStatus") is not None:
        credential = {**claims, "issuer": claims.get("iss", claims.get("issuer")), "id": claims.get("jti")}
        found.append(check_status(credential, Classified(Kind.SD_JWT_VC), terms, examiner))
    return worst(found)


def check_listed_token(claims: Json, terms: Terms) -> Check:
    """Return what the status list token says that the claim ``status`` of a token names."""
    status = claims["status"]
    if not isinstance(status, dict):
        return check(Step.STATUS, CheckCode.STATUS_ENTRY_MALFORMED, status=status)
    if "status_list" not in status:
        return check(Step.STATUS, CheckCode.STATUS_UNSUPPORTED, method=", ".join(sorted(status)))
    entry = status["status_list"]
    index, uri = (entry.get("idx"), entry.get("uri")) if isinstance(entry, dict) else (None, None)
    if isinstance(index, bool) or not isinstance(index, int) or index < 0 or not isinstance(uri, str):
        return check(Step.STATUS, CheckCode.STATUS_ENTRY_MALFORMED, status_list=entry)
    found = _asked(index, uri, str(claims.get("iss")), terms)
    return found.at(Step.STATUS) if isinstance(found, Refusal) else found


def _asked(index: int, uri: str, issuer: str, terms: Terms) -> Check | Refusal:
    snapshot = snapshot_of(uri, terms)
    if isinstance(snapshot, Refusal):
        return snapshot
    token = read_token(snapshot.body.decode("ascii", errors="replace").strip(), limits=terms.limits)
    if isinstance(token, Refusal):
        return _unproven(uri, token.code)
    unproven = _proof(token, uri, issuer, terms)
    if unproven is not None:
        return unproven
    value = _value(token.claims.get("status_list"), index, terms.limits)
    if isinstance(value, Refusal):
        return value
    return _said(value, index, uri, _stale(token.claims, snapshot.retrieved, terms), snapshot.retrieved)


def _proof(token: Token, uri: str, issuer: str, terms: Terms) -> Refusal | None:
    """Return why the list is not proven to be the issuer's list at this address, or None."""
    if token.header.get("typ") != LIST_TYPE:
        return _unproven(uri, f"typ {token.header.get('typ')}")
    refused = check_header({**token.header, "typ": "JWT"}, "interoperable")
    if refused is not None:
        return _unproven(uri, refused.code)
    if token.claims.get("sub") != uri or token.claims.get("iss", issuer) != issuer:
        return refusal(CheckCode.STATUS_LIST_OF_ANOTHER, list=token.claims.get("sub", ""), credential=uri)
    keys = keys_of_issuer(token.header, issuer, terms.resolver, limits=terms.limits)
    if isinstance(keys, Refusal):
        return _unproven(uri, keys.code)
    wrong = [check_signature(token, one.key) for one in keys]
    refused = None if None in wrong else wrong[0]
    if refused is None:
        by, signed = keys[wrong.index(None)], signed_at({}, claims=token.claims)
        refused = check_window(by, signed, issuer=issuer, now=terms.now, registry=terms.registry)
    return None if refused is None else _unproven(uri, refused.code)


def _unproven(uri: str, because: str) -> Refusal:
    return refusal(CheckCode.STATUS_LIST_NOT_PROVEN, address=uri, because=because)


def _value(listed: Any, index: int, limits: Limits) -> int | Refusal:
    """Return the status at a place; the first is in the lowest bits of the first byte."""
    width, text = (listed.get("bits"), listed.get("lst")) if isinstance(listed, dict) else (None, None)
    packed = from_base64url(text) if isinstance(text, str) else None
    if not isinstance(width, int) or isinstance(width, bool) or width not in _WIDTHS or packed is None:
        return refusal(CheckCode.STATUS_LIST_MALFORMED, bits=width)
    data = inflated(packed, limits.status_list, window=zlib.MAX_WBITS)
    if isinstance(data, Refusal):
        return data
    place = index * width
    if place >= 8 * len(data):
        return refusal(CheckCode.STATUS_OUT_OF_RANGE, index=index, places=8 * len(data) // width)
    return data[place // 8] >> place % 8 & (1 << width) - 1


def _stale(claims: Json, retrieved: dt.datetime, terms: Terms) -> tuple[str, bool] | None:
    """Return why the copy is not of the time asked about, and whether it is from after it; None where it is."""
    made, ends = numeric(claims.get("iat")), numeric(claims.get("exp"))
    if made is None or ("exp" in claims and ends is None):
        return "it does not say when it was made", False
    if made - terms.now > dt.timedelta(seconds=terms.limits.binding_skew):
        return "made after the time asked about", True
    if ends is not None and ends < terms.now:
        return "the list itself has run out", False
    ttl = claims.get("ttl")
    lives = dt.timedelta(seconds=ttl) if isinstance(ttl, int | float) and 0 < ttl < _NEVER else None
    return stale_copy(retrieved, terms, lives=lives)


def _said(value: int, index: int, uri: str, stale: tuple[str, bool] | None, taken: dt.datetime) -> Check:
    evidence = {"address": uri, "index": index, "status": hex(value), "taken": taken.isoformat()}
    code = _SAYS.get(value, CheckCode.STATUS_MESSAGE)
    if stale is not None and (code is not CheckCode.STATUS_REVOKED or stale[1]):
        return check(Step.STATUS, CheckCode.STATUS_STALE, because=stale[0], said=code, **evidence)
    return check(Step.STATUS, code, **evidence)
