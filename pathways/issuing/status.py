"""Where does it stand whether a credential still holds?  A place in a list that its issuer signs anew at each change.

A badge names one list: Open Badges 3.0 has room for one entry.  Its purpose is ``revocation`` (for good) or
``suspension`` (may be lifted).  Places are drawn at random and never used again, so that a place tells nothing.

Source: W3C Bitstring Status List v1.0 sections 2.1 and 2.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, Literal

from pathways.issuing.issuer import IssuerProfile, instant
from pathways.verification.status.bitstring import LEAST, Bits, encode_bits
from pathways.verification.strict import Json

Purpose = Literal["revocation", "suspension"]
Form = Literal["json", "jwt", "jwt-vc", "sd-jwt"]
"""In which form something is signed: JSON with a proof inside; a token; a token as before VC Data Model 2.0, with the
credential in its claim ``vc``; a token of which a part may be hidden."""
PLACES: Final = LEAST
"""How many places each of our lists has."""


def list_address(profile: IssuerProfile, purpose: Purpose, number: int, *, form: Form = "json") -> str:
    """Return where a list stands; a token names the list that is a token."""
    ending = {"json": "json", "jwt-vc": "vc.jwt"}.get(form, "jwt")
    return f"{profile.url}/status/{purpose}-{number}.{ending}"


def status_entry(address: str, purpose: Purpose, place: int) -> Json:
    """Return what a badge says of its place in a list."""
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def list_credential(
    profile: IssuerProfile,
    purpose: Purpose,
    address: str,
    *,
    places: Iterable[int],
    times: tuple[dt.datetime, dt.datetime],
) -> Json:
    """Return a list before it is signed: ``places`` are those that no longer hold, ``times`` from when until when.

    Raises QuestionError U003 for a place outside the list.
    """
    bits = Bits(PLACES)
    for place in places:
        bits.set(place)
    subject: dict[str, Any] = {
        "id": f"{address}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": encode_bits(bits),
    }
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": profile.id,
        "validFrom": instant(times[0]),
        "validUntil": instant(times[1]),
        "credentialSubject": subject,
    }
