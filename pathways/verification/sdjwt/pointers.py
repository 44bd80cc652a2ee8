"""Which part of the claims is meant?  Places as JSON Pointers; and which places may never be hidden.

Who could hide until when something is valid, whether it was revoked, who says so or what it is about, could show
something that is not so any more.

Source: RFC 6901; draft-ietf-oauth-sd-jwt-vc section 3.2.2 (claims that are never selectively disclosed).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pathways.verification.strict import Json

Place = tuple[str | int, ...]

_OPEN_CLAIMS: Final = ("iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status", "credentialStatus")
_OPEN_MEMBERS: Final = (
    *("@context", "id", "type", "issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate"),
    "credentialSchema",
)
_ACHIEVEMENTS: Final[tuple[Place, ...]] = (("achievement", "id"), ("credentialSubject", "achievement", "id"))


def to_pointer(place: Iterable[str | int]) -> str:
    """Return a place as a JSON Pointer.

    >>> to_pointer(("a/b", 0))
    '/a~1b/0'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


def must_be_open(place: Place, claims: Json) -> bool:
    """Return whether what stands at a place must never be hidden, by itself or as part of what is hidden.

    >>> must_be_open(("exp",), {}), must_be_open(("achievement",), {}), must_be_open(("achievement", "name"), {})
    (True, True, False)
    """
    bare = _names(place)
    return _inside_open(place, claims) or any(fixed[: len(bare)] == bare for fixed in _ACHIEVEMENTS)


def is_data_model(claims: Json) -> bool:
    """Return whether the claims are a credential of the VC Data Model rather than an SD-JWT VC."""
    return "@context" in claims and "vct" not in claims


def hidden(claims: Json, shown: Iterable[Place], sealed: Iterable[Place]) -> Place | None:
    """Return a place that is, or may be, hidden though it must not be; None where there is none.

    ``shown`` are the places of disclosures, ``sealed`` those where something stayed hidden.  That ``exp`` or ``status``
    stayed hidden altogether cannot be seen from outside: who issues must not hide them, and who shows them is caught.
    """
    for place in shown:
        if must_be_open(place, claims):
            return place
    for place in dict.fromkeys(sealed):
        if _inside_open(place, claims) or _nameless_achievement(place, claims):
            return place
    return None


def at(value: Any, place: Place) -> Any:
    """Return what stands at a place, or None."""
    for part in place:
        if isinstance(value, dict) and part in value:
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def _inside_open(place: Place, claims: Json) -> bool:
    named = (*_OPEN_CLAIMS, *(_OPEN_MEMBERS if is_data_model(claims) else ()))
    return bool(place) and place[0] in named


def _nameless_achievement(place: Place, claims: Json) -> bool:
    is_achievement = any(fixed[:-1] == _names(place) for fixed in _ACHIEVEMENTS)
    return is_achievement and at(claims, (*place, "id")) is None


def _names(place: Place) -> Place:
    return tuple(part for part in place if not isinstance(part, int))
