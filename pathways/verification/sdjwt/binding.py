"""Does the holder hand it in, to this reader, now?  The proof of the holder's key over exactly what is shown.

Source: RFC 9901 sections 4.3 and 7.3 (key binding); RFC 7800 (``cnf``).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Step
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.jwt import Token, check_header, check_signature, read_token
from pathways.verification.keys import find_key
from pathways.verification.publickey import PublicKey, from_jwk
from pathways.verification.sdjwt.parts import SdJwt
from pathways.verification.strict import Json
from pathways.verification.terms import Terms
from pathways.verification.times import numeric

BINDING_TYPE: Final = "kb+jwt"


def check_binding(parts: SdJwt, claims: Json, terms: Terms) -> Check:
    """Return whether the holder's key signed what is shown, for whom and with which nonce ``terms`` ask for.

    Where nothing is asked for, a proof that holds is UNKNOWN: it may be a copy of one made for somebody else.
    """
    if not parts.binding:
        return _without(claims, terms)
    token = read_token(parts.binding, limits=terms.limits)
    if isinstance(token, Refusal):
        return _wrong(token, "the proof of the holder is no token")
    key = _key(claims, terms)
    if isinstance(key, Refusal):
        return key.at(Step.RECIPIENT)
    refused = _header(token) or _claims(token.claims, parts, terms) or check_signature(token, key)
    if refused is not None:
        return refused.at(Step.RECIPIENT)
    if terms.audience is None or terms.nonce is None:
        return check(Step.RECIPIENT, CheckCode.BINDING_NOT_ASKED, aud=token.claims["aud"], nonce=token.claims["nonce"])
    return check(Step.RECIPIENT, CheckCode.BINDING_HOLDS, aud=token.claims["aud"], key=key.type)


def _without(claims: Json, terms: Terms) -> Check:
    if terms.audience is not None or terms.nonce is not None:
        return check(Step.RECIPIENT, CheckCode.BINDING_MISSING, asked_by=terms.audience or "")
    code = CheckCode.BINDING_NOT_SHOWN if "cnf" in claims else CheckCode.BINDING_NONE
    return check(Step.RECIPIENT, code)


def _key(claims: Json, terms: Terms) -> PublicKey | Refusal:
    """Return the key of the holder that the issuer confirmed."""
    confirmed: Any = claims.get("cnf")
    if not isinstance(confirmed, dict):
        return refusal(CheckCode.BINDING_WRONG, error="the issuer names no key of a holder")
    jwk, kid = confirmed.get("jwk"), confirmed.get("kid")
    if isinstance(jwk, dict):
        return from_jwk(jwk, limits=terms.limits)
    if isinstance(kid, str):
        found = find_key(kid, terms.resolver, limits=terms.limits)
        return found if isinstance(found, Refusal) else found.key
    return refusal(CheckCode.KEY_METHOD_UNSUPPORTED, method=", ".join(sorted(confirmed)) or "cnf")


def _header(token: Token) -> Refusal | None:
    if token.header.get("typ") != BINDING_TYPE:
        return refusal(CheckCode.BINDING_WRONG, typ=token.header.get("typ", ""), expected=BINDING_TYPE)
    return check_header({**token.header, "typ": "JWT"}, "interoperable")


def _claims(claims: Json, parts: SdJwt, terms: Terms) -> Refusal | None:
    for name in ("aud", "nonce", "sd_hash"):
        if not isinstance(claims.get(name), str) or not claims[name]:
            return refusal(CheckCode.BINDING_WRONG, claim=name, error="missing or no text")
    if claims["sd_hash"] != parts.hash:
        return refusal(CheckCode.BINDING_OF_ANOTHER, sd_hash=claims["sd_hash"], shown=parts.hash)
    for name, asked in (("aud", terms.audience), ("nonce", terms.nonce)):
        if asked is not None and claims[name] != asked:
            return refusal(CheckCode.BINDING_NOT_FOR_US, claim=name, says=claims[name], asked=asked)
    return _age(claims, terms)


def _age(claims: Json, terms: Terms) -> Refusal | None:
    made = numeric(claims.get("iat"))
    if made is None:
        return refusal(CheckCode.BINDING_WRONG, claim="iat", error="missing or no moment")
    late, early = dt.timedelta(seconds=terms.limits.binding_age), dt.timedelta(seconds=terms.limits.binding_skew)
    outside = not -early <= terms.now - made <= late
    for name, ahead in (("nbf", 1), ("exp", -1)):
        bound = numeric(claims.get(name, claims["iat"]))
        outside = outside or bound is None or (name in claims and (bound - terms.now).total_seconds() * ahead > 0)
    if outside:
        return refusal(CheckCode.BINDING_TOO_OLD, iat=made.isoformat(), now=terms.now.astimezone(dt.UTC).isoformat())
    return None


def _wrong(why: Refusal, error: str) -> Check:
    return check(Step.RECIPIENT, CheckCode.BINDING_WRONG, error=error, because=why.code)
