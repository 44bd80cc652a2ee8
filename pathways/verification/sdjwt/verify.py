"""Is a selectively disclosed token genuine?  What is shown, by whom it was signed, until when, and who hands it in.

Whatever the holder shows has to fit what the issuer signed; that is asked first, as it is wrong under any key.

Source: RFC 9901 section 7; draft-ietf-oauth-sd-jwt-vc section 3; VC-JOSE-COSE section 3.2 (``vc+sd-jwt`` that holds a
credential of the VC Data Model).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.verification.award import Award, award_of, award_of_claims
from pathways.verification.carrier import Carried
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.claims import check_claims, issuer_of
from pathways.verification.jwt import Token, check_header, check_signature
from pathways.verification.keys import FoundKey
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.meanings import MEANING
from pathways.verification.proofs.windows import check_window, signed_at
from pathways.verification.sdjwt.binding import check_binding
from pathways.verification.sdjwt.disclosed import Disclosed, disclosed
from pathways.verification.sdjwt.keys import keys_of_issuer
from pathways.verification.sdjwt.parts import SdJwt, read_sd_jwt
from pathways.verification.sdjwt.pointers import at, hidden, is_data_model, to_pointer
from pathways.verification.strict import Json
from pathways.verification.terms import Terms
from pathways.verification.times import check_time, numeric

OLD_TYPE: Final = "vc+sd-jwt"
TYPES: Final = ("dc+sd-jwt", OLD_TYPE)
"""What the header calls such a token: now, and until November 2024; the latter also one of the VC Data Model."""
_BADGES: Final = ("OpenBadgeCredential", "AchievementCredential")


@dataclass(frozen=True, slots=True)
class _Read:
    """A token whose disclosures fit."""

    parts: SdJwt
    said: Disclosed

    @property
    def claims(self) -> Json:
        return self.said.claims


def check_sd_jwt(carried: Carried, terms: Terms) -> tuple[tuple[Check, ...], Json]:
    """Return the checks of an SD-JWT VC (structure, proof, data loss, key, time, recipient), and what it says.

    It says nothing where what is shown does not fit what is signed.  Raises NotAvailableError X002 without the extra
    ``badges``.
    """
    read = _read(carried.text, terms)
    if isinstance(read, Refusal):
        return (read.at(Step.PROOF_JWT), check(Step.PROOF_EMBEDDED, CheckCode.NOT_APPLICABLE)), {}
    proof, key = _proof_and_key(read, terms)
    whole = read.claims if is_data_model(read.claims) else {}
    loss = check(
        Step.DATA_LOSS,
        CheckCode.DISCLOSED_ONLY,
        shown=", ".join(to_pointer(place) for place in read.said.shown),
        withheld_or_decoy=len(read.said.sealed),
    )
    checks = (
        _structure(read),
        proof,
        check(Step.PROOF_EMBEDDED, CheckCode.NOT_APPLICABLE),
        loss,
        key,
        _time(whole, read.claims, terms),
        check_binding(read.parts, read.claims, terms),
    )
    return checks, read.claims


def claims_shown(carried: Carried, limits: Limits = LIMITS) -> Json:
    """Return what a token says with what its holder shows; nothing where that does not fit what is signed."""
    parts = read_sd_jwt(carried.text, limits=limits)
    said = parts if isinstance(parts, Refusal) else disclosed(parts, limits=limits)
    return {} if isinstance(said, Refusal) else said.claims


def award_shown(claims: Json) -> Award:
    """Return what was awarded by the claims of a token."""
    return award_of(claims) if is_data_model(claims) else award_of_claims(claims)


def _read(text: str, terms: Terms) -> _Read | Refusal:
    parts = read_sd_jwt(text, limits=terms.limits)
    if isinstance(parts, Refusal):
        return parts
    said = disclosed(parts, limits=terms.limits)
    return said if isinstance(said, Refusal) else _Read(parts, said)


def _time(credential: Json, claims: Json, terms: Terms) -> Check:
    """Return whether it is valid at the moment asked about; one that was issued later is not."""
    made = numeric(claims.get("iat"))
    if "iat" in claims and (made is None or made - terms.now > dt.timedelta(seconds=terms.limits.binding_skew)):
        code = CheckCode.DATE_MALFORMED if made is None else CheckCode.NOT_YET_VALID
        return check(Step.TIME, code, iat=claims["iat"] if made is None else made.isoformat())
    return check_time(credential, now=terms.now, claims=claims)


def _structure(read: _Read) -> Check:
    """Return whether it is what it claims to be, with all in the open that must be."""
    claims = read.claims
    place = hidden(claims, read.said.shown, read.said.sealed)
    if place is not None:
        return check(Step.STRUCTURE, CheckCode.MUST_NOT_BE_HIDDEN, place=to_pointer(place))
    if is_data_model(claims) and read.parts.token.header.get("typ") == OLD_TYPE:
        kinds = claims.get("type")
        is_badge = any(one in _BADGES for one in (kinds if isinstance(kinds, list) else [kinds]))
        if is_badge and at(claims, ("credentialSubject", "achievement", "id")) is None:
            return check(Step.STRUCTURE, CheckCode.MUST_NOT_BE_HIDDEN, place="/credentialSubject/achievement/id")
        return check(Step.STRUCTURE, CheckCode.NOT_CHECKED, because="a credential of the VC Data Model inside SD-JWT")
    vct: Any = claims.get("vct")
    if not isinstance(vct, str) or not vct:
        return check(Step.STRUCTURE, CheckCode.CREDENTIAL_TYPE_MISSING, vct="" if vct is None else vct)
    return check(Step.STRUCTURE, CheckCode.CREDENTIAL_TYPE_NAMED, vct=vct)


def _proof_and_key(read: _Read, terms: Terms) -> tuple[Check, Check]:
    token, claims = read.parts.token, read.claims
    refused = _header(token)
    if refused is not None:
        return refused.at(Step.PROOF_JWT), check(Step.KEY, CheckCode.NOT_CHECKED)
    issuer = _issuer(token.header, claims)
    if isinstance(issuer, Refusal):
        differs = issuer.code is CheckCode.CLAIM_DIFFERS
        proof = issuer.at(Step.PROOF_JWT) if differs else check(Step.PROOF_JWT, CheckCode.NOT_CHECKED)
        return proof, check(Step.KEY, CheckCode.NOT_CHECKED) if differs else issuer.at(Step.KEY)
    found = keys_of_issuer(token.header, issuer, terms.resolver, limits=terms.limits)
    if isinstance(found, Refusal):
        is_known = MEANING[found.code][0] is Outcome.FAIL
        proof = found.at(Step.PROOF_JWT) if not is_known else check(Step.PROOF_JWT, CheckCode.NOT_CHECKED)
        return proof, found.at(Step.KEY)
    refusals = [check_signature(token, one.key) for one in found]
    wrong = None if None in refusals else refusals[0]
    by = found[0] if wrong is not None else found[refusals.index(None)]
    key = _in_use(by, issuer, claims, terms)
    if wrong is not None:
        return wrong.at(Step.PROOF_JWT), key
    return check(Step.PROOF_JWT, CheckCode.PROOF_HOLDS, alg=token.header["alg"], key=by.name), key


def _in_use(key: FoundKey, issuer: str, claims: Json, terms: Terms) -> Check:
    """Return whether the key that the issuer lists was in use when it signed."""
    signed = signed_at(claims if is_data_model(claims) else {}, claims=claims)
    refused = check_window(key, signed, issuer=issuer, now=terms.now, registry=terms.registry)
    return refused.at(Step.KEY) if refused else check(Step.KEY, CheckCode.KEY_OF_ISSUER, issuer=issuer, key=key.name)


def _header(token: Token) -> Refusal | None:
    """Return why the header is refused; its type must be one of ours, the rest is asked as of every token."""
    if token.header.get("typ") not in TYPES:
        return refusal(CheckCode.JWT_HEADER_NOT_ALLOWED, typ=token.header.get("typ", ""), expected=", ".join(TYPES))
    return check_header({**token.header, "typ": "JWT"}, "interoperable")


def _issuer(header: Json, claims: Json) -> str | Refusal:
    """Return the issuer; one that a certificate alone would name is not known here."""
    named = claims.get("iss")
    if is_data_model(claims):
        inner = issuer_of(claims)
        differs = check_claims({"iss": inner, **claims}, claims, "interoperable") if inner else None
        if isinstance(differs, Refusal):
            return differs
        named = inner
    if isinstance(named, str) and named:
        return named
    if named is None and "x5c" in header:
        return refusal(CheckCode.KEY_METHOD_UNSUPPORTED, method="x5c")
    return refusal(CheckCode.ISSUER_MISSING)
