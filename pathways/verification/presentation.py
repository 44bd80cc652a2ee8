"""Who presents which credentials, and did they sign for this occasion?  Each credential inside is asked for itself.

Whoever presents a credential need not be the one to whom it was awarded.  A signature by the holder's own key, over the
very question that was asked, shows that the one who answers holds the key; without a question it may be an old one.

Source: VC Data Model 2.0 sections 4.13 and 1.1 section 6.3.1 (tokens as plain text, in 1.1 only); VC-JOSE-COSE 1.0;
OpenID for Verifiable Presentations 1.0 (``aud``, ``nonce``); VC Data Integrity 1.0 (``challenge``, ``domain``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import CarrierForm
from pathways.verification.carrier import Carried, in_envelope, open_carrier
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.jwt import Token, check_header, check_signature, key_of_header, read_token
from pathways.verification.keys import FoundKey, find_key, listed_by
from pathways.verification.kinds import classify_json
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.proofs.embedded import check_embedded
from pathways.verification.proofs.options import Wanted
from pathways.verification.proofs.windows import check_window, signed_at
from pathways.verification.strict import Json
from pathways.verification.terms import Terms
from pathways.verification.times import check_time

_ANSWERS: Final = frozenset({CheckCode.PRESENTATION_ANSWERS, CheckCode.PROOF_INSIDE_HOLDS})


def presented(presentation: Json, *, limits: Limits = LIMITS) -> tuple[Carried | Refusal, ...]:
    """Return what a presentation holds, in its order; of each that cannot be read, why.

    >>> presented({"verifiableCredential": {"type": ["VerifiableCredential"]}})[0].form.value
    'json'
    """
    found = presentation.get("verifiableCredential", [])
    items = found if isinstance(found, list) else [found]
    if len(items) > limits.presented:
        return (refusal(CheckCode.CARRIER_TOO_LARGE, credentials=len(items), allowed=limits.presented),)
    old = classify_json(presentation).version == "1.1"
    return tuple(opened(item, limits, plain_tokens=old) for item in items)


def opened(item: Any, limits: Limits, *, plain_tokens: bool) -> Carried | Refusal:
    """Return a credential that stands inside something else: written out, in an envelope, or as a plain token."""
    if isinstance(item, str) and plain_tokens:
        return open_carrier(item.encode("utf-8"), limits=limits)
    if not isinstance(item, dict):
        return refusal(CheckCode.JSON_MALFORMED, error="a credential is neither an object nor in an envelope")
    return in_envelope(item, limits) or Carried(CarrierForm.JSON, CarrierForm.JSON, "", item)


def presentation_of(carried: Carried) -> Json:
    """Return the presentation that was carried: of a token its ``vp``, else the claims themselves.

    >>> presentation_of(open_carrier(b'{"type": "VerifiablePresentation"}'))
    {'type': 'VerifiablePresentation'}
    """
    inner = carried.value.get("vp") if carried.form is CarrierForm.JWT else None
    return inner if isinstance(inner, dict) else carried.value


def check_presentation(carried: Carried, terms: Terms) -> list[Check]:
    """Return the checks of proof, key and time of a presentation.

    ``terms.nonce`` and ``terms.audience`` are what was asked; where they are None nothing was.  Raises
    NotAvailableError X002 without the extra ``badges``.
    """
    if carried.form is CarrierForm.JWT:
        proof, key = _of_token(carried, terms)
        other = [check(step, CheckCode.NOT_APPLICABLE) for step in (Step.PROOF_EMBEDDED, Step.DATA_LOSS)]
        return [proof, *other, key, _time(carried, terms)]
    plain = [check(Step.PROOF_JWT, CheckCode.NOT_APPLICABLE), check(Step.TIME, CheckCode.NOT_APPLICABLE)]
    if "proof" not in carried.value:
        unsigned = CheckCode.PRESENTATION_UNSIGNED
        return [*plain, check(Step.PROOF_EMBEDDED, unsigned), check(Step.KEY, unsigned)]
    wanted = Wanted(purpose="authentication", signer="holder", challenge=terms.nonce, domain=terms.audience)
    return [*plain, *check_embedded(carried.value, terms, wanted=wanted)]


def holder_of(carried: Carried, checks: Sequence[Check], terms: Terms) -> str | None:
    """Return the id of the holder where it is proven that they present: None unless all of this holds.

    A question was asked (``terms.nonce``), the proof answers it, is by a key of the holder's own that is in use now,
    and lost nothing.  An answer for another reader is no answer where ``terms.audience`` is given.
    """
    if not terms.nonce or any(one.outcome is Outcome.FAIL for one in checks):
        return None
    passed = {one.code for one in checks if one.outcome is Outcome.PASS}
    if CheckCode.KEY_OF_HOLDER not in passed or passed.isdisjoint(_ANSWERS):
        return None
    if carried.form is CarrierForm.JWT:
        return named_holder(presentation_of(carried), carried.value)
    holder = named_holder(carried.value, {})
    lost = any(one.step is Step.DATA_LOSS and one.outcome is not Outcome.PASS for one in checks)
    return None if lost or holder is None or not _keys_in_use(carried.value, holder, terms) else holder


def _keys_in_use(presentation: Json, holder: str, terms: Terms) -> bool:
    """Return whether every key by which a holder presents is in use now, whatever day the proof says it was made."""
    proofs = presentation.get("proof")
    for one in proofs if isinstance(proofs, list) else [proofs]:
        method = one.get("verificationMethod") if isinstance(one, dict) else None
        if not isinstance(method, str) or isinstance(_key_in_use(method, holder, terms), Refusal):
            return False
    return True


def _key_in_use(method: str, holder: str, terms: Terms) -> Refusal | None:
    found = find_key(method, terms.resolver, limits=terms.limits, relation="authentication")
    return found if isinstance(found, Refusal) else _listed(holder, found, terms, {})


def named_holder(presentation: Json, claims: Json) -> str | None:
    """Return the id of the holder as a presentation, or the token around it, names it.

    >>> named_holder({"holder": {"id": "did:key:z6Mk"}}, {}), named_holder({}, {"iss": "did:key:z6Mk"})
    ('did:key:z6Mk', 'did:key:z6Mk')
    """
    holder = presentation.get("holder", claims.get("iss"))
    found = holder.get("id") if isinstance(holder, dict) else holder
    return found if isinstance(found, str) and found else None


def _of_token(carried: Carried, terms: Terms) -> tuple[Check, Check]:
    unasked = check(Step.KEY, CheckCode.NOT_CHECKED)
    token = read_token(carried.text, limits=terms.limits)
    if isinstance(token, Refusal):
        return token.at(Step.PROOF_JWT), unasked
    refused = check_header(token.header, terms.profile) or _read_twice(token.claims)
    if refused is not None:
        return refused.at(Step.PROOF_JWT), unasked
    found = key_of_header(token.header, terms.resolver, limits=terms.limits, relation="authentication")
    if isinstance(found, Refusal):
        return found.at(Step.PROOF_JWT), found.at(Step.KEY)
    holder = named_holder(presentation_of(carried), token.claims)
    return _proof(token, holder, found, terms), _owner(holder, found, token.claims, terms)


def _read_twice(claims: Json) -> Refusal | None:
    """Return why it is open which presentation a token means, or who presents it."""
    inner = claims.get("vp")
    if inner is None:
        inner = claims
    elif not isinstance(inner, dict) or claims.keys() & {"@context", "verifiableCredential", "holder"}:
        return refusal(CheckCode.PRESENTATION_MALFORMED)
    for name, said in (("iss", named_holder(inner, {})), ("jti", inner.get("id"))):
        if name in claims and (not isinstance(claims[name], str) or said not in (None, claims[name])):
            return refusal(CheckCode.HOLDER_DIFFERS, claim=name, token=claims[name], presentation=said)
    return None


def _proof(token: Token, holder: str | None, found: FoundKey, terms: Terms) -> Check:
    refused = check_signature(token, found.key) or _another_question(token.claims, terms)
    if refused is not None:
        return refused.at(Step.PROOF_JWT)
    code = CheckCode.PRESENTATION_ANSWERS if terms.nonce else CheckCode.PRESENTATION_SIGNED
    return check(Step.PROOF_JWT, code, alg=token.header["alg"], key=found.name, holder=holder)


def _another_question(claims: Json, terms: Terms) -> Refusal | None:
    if terms.nonce is not None and claims.get("nonce") != terms.nonce:
        return refusal(CheckCode.PROOF_CHALLENGE_WRONG, challenge=claims.get("nonce"), wanted=terms.nonce)
    stated = claims.get("aud")
    if terms.audience is not None and terms.audience not in (stated if isinstance(stated, list) else [stated]):
        return refusal(CheckCode.PROOF_DOMAIN_WRONG, domain=stated, wanted=terms.audience)
    return None


def _owner(holder: str | None, found: FoundKey, claims: Json, terms: Terms) -> Check:
    if holder is None:
        return check(Step.KEY, CheckCode.HOLDER_MISSING)
    refused = _listed(holder, found, terms, claims)
    if refused is None:
        return check(Step.KEY, CheckCode.KEY_OF_HOLDER, holder=holder, key=found.name)
    another = refused.code is CheckCode.KEY_NOT_OF_ISSUER
    return (Refusal(CheckCode.KEY_NOT_OF_HOLDER, refused.evidence) if another else refused).at(Step.KEY)


def _listed(holder: str, found: FoundKey, terms: Terms, claims: Json) -> Refusal | None:
    """Return why the holder does not list the key as in use when it signed; what answers a question signed now."""
    listed = listed_by(holder, found, terms.resolver, limits=terms.limits, relation="authentication")
    if isinstance(listed, Refusal):
        return listed
    signed = terms.now if terms.nonce else signed_at({}, claims=claims)
    return check_window(listed, signed, issuer=holder, now=terms.now, registry=terms.registry)


def _time(carried: Carried, terms: Terms) -> Check:
    if carried.value.keys().isdisjoint({"nbf", "exp"}):
        return check(Step.TIME, CheckCode.NOT_APPLICABLE)
    return check_time({}, now=terms.now, claims=carried.value)
