"""Does a list of names hold this one?  Lists that are not signed: of 1EdTech and of Open Badges 2.0.

Nothing but where it lies says whose such a list is; so it is believed only from the issuer's own host.

Source: 1EdTech Revocation List Status Method 1.0; Open Badges 2.0, RevocationList.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pathways.model.check_codes import CheckCode
from pathways.verification.addresses import host_of, of_did_web
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.strict import Json

_MEMBERS = ("revokedCredentials", "revokedCredential", "revokedAssertions")


@dataclass(frozen=True, slots=True)
class Revoked:
    """That a list takes something back: under which name, and why, where it says so."""

    name: str
    reason: str = ""


def revoked_in_list(listed: Json, *names: str | None, limits: Limits = LIMITS) -> Revoked | Refusal | None:
    """Return that the list takes back one of the names (id, uid) of a badge, or None; refused where it is no list.

    >>> revoked_in_list({"revokedAssertions": [{"uid": "a1", "revocationReason": "error"}]}, None, "a1")
    Revoked(name='a1', reason='error')
    """
    member = next((name for name in _MEMBERS if name in listed), None)
    items = [] if member is None else listed[member]
    items = items if isinstance(items, list) else [items]
    if member is None:
        return refusal(CheckCode.STATUS_LIST_MALFORMED, error="it is no list of what was taken back")
    if len(items) > limits.revoked:
        return refusal(CheckCode.STATUS_LIST_TOO_LARGE, entries=len(items), allowed=limits.revoked)
    wanted = {name for name in names if name}
    return next((found for one in items if (found := _taken_back(one, wanted)) is not None), None)


def _taken_back(one: Any, wanted: set[str]) -> Revoked | None:
    if isinstance(one, str):
        return Revoked(one) if one in wanted else None
    if not isinstance(one, dict) or one.get("revoked") is False:
        return None
    found = [one[key] for key in ("id", "uid") if isinstance(one.get(key), str) and one[key] in wanted]
    reason = one.get("revocationReason")
    return Revoked(found[0], reason if isinstance(reason, str) else "") if found else None


def own_host(url: str, issuer: str | None) -> bool:
    """Return whether an address lies on the host that an issuer's id names: an https address or a did:web.

    >>> own_host("https://example.edu/revoked", "https://example.edu/issuers/7")
    True
    >>> own_host("https://example.edu.attacker.example/revoked", "https://example.edu/issuers/7")
    False
    """
    if issuer is None:
        return False
    address = of_did_web(issuer) if issuer.startswith("did:web:") else issuer
    host = None if isinstance(address, Refusal) else host_of(address)
    return host is not None and host_of(url) == host
