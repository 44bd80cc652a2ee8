"""Which credentials does a presentation hold?  Those written into it and those in envelopes; each is asked for itself.

Source: VC Data Model 2.0 section 4.13; VC Data Model 1.1 section 6.3.1 (tokens as plain text, in 1.1 only).
"""

from __future__ import annotations

import re
from typing import Any, Final

from pathways.model.verification_documents import CarrierForm, CheckCode
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Refusal, refusal
from pathways.verification.kinds import classify_json
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.strict import Json

_ENVELOPE: Final = re.compile(
    r"data:application/(?:vc|vc-ld|vc\+ld|dc)\+(?:jwt|sd-jwt)(?:;[A-Za-z0-9=-]{1,40})*,(?P<token>.+)\Z"
)


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
    return tuple(_one(item, limits, plain_tokens=old) for item in items)


def _one(item: Any, limits: Limits, *, plain_tokens: bool) -> Carried | Refusal:
    if isinstance(item, str) and plain_tokens:
        return open_carrier(item.encode("utf-8"), limits=limits)
    if not isinstance(item, dict):
        return refusal(CheckCode.JSON_MALFORMED, error="a credential is neither an object nor in an envelope")
    types = item.get("type")
    if "EnvelopedVerifiableCredential" not in (types if isinstance(types, list) else [types]):
        return Carried(CarrierForm.JSON, CarrierForm.JSON, "", item)
    match = _ENVELOPE.match(item["id"]) if isinstance(item.get("id"), str) else None
    if match is None:
        return refusal(CheckCode.CARRIER_UNSUPPORTED, envelope=item.get("id", ""))
    return open_carrier(match["token"].encode("utf-8"), limits=limits)
