"""Has an Open Badge 2.0 what it must have?  Types, members that are required, and how they are written.

Source: Open Badges 2.0, sections 4.1 to 4.6: Assertion, BadgeClass, Profile, IdentityObject, VerificationObject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Step
from pathways.model.verification_documents import ProfileName
from pathways.verification.badge2.documents import Document, is_address
from pathways.verification.badge2.parts import Parts
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.strict import Json
from pathways.verification.times import moment

CONTEXT: Final = "https://w3id.org/openbadges/v2"
HOSTED: Final = frozenset({"hosted", "HostedBadge"})
SIGNED: Final = frozenset({"signed", "SignedBadge"})
ANCHORED: Final = frozenset({"MerkleProofVerification2017"})
_PROFILES: Final = frozenset({"Issuer", "Profile"})

Test = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _name(value: Any) -> bool:
    return isinstance(value, str) and ":" in value and not any(sign.isspace() for sign in value)


def _dated(value: Any) -> bool:
    return moment(value) is not None


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _linked(value: Any) -> bool:
    return _name(value) or _object(value)


def _listed(value: Any) -> bool:
    return _linked(value) or (isinstance(value, list) and bool(value) and all(_linked(one) for one in value))


_ASSERTION: Final[Mapping[str, Test]] = MappingProxyType(
    {"id": _name, "recipient": _object, "badge": _linked, "verification": _object, "issuedOn": _dated}
)
_ASSERTION_MAY: Final[Mapping[str, Test]] = MappingProxyType(
    {"expires": _dated, "image": _linked, "evidence": _listed, "narrative": _text}
)
_RECIPIENT: Final[Mapping[str, Test]] = MappingProxyType({"type": _text, "identity": _text})
_RECIPIENT_MAY: Final[Mapping[str, Test]] = MappingProxyType(
    {"hashed": lambda value: isinstance(value, bool), "salt": lambda value: isinstance(value, str)}
)
_BADGE: Final[Mapping[str, Test]] = MappingProxyType({"id": _name, "name": _text, "issuer": _linked})
_BADGE_ALSO: Final[Mapping[str, Test]] = MappingProxyType({"description": _text, "image": _linked, "criteria": _linked})
_ISSUER: Final[Mapping[str, Test]] = MappingProxyType({"id": _name, "name": _text})
_ISSUER_ALSO: Final[Mapping[str, Test]] = MappingProxyType({"url": is_address, "email": _text})


def check_shape(parts: Parts, profile: ProfileName) -> Check:
    """Return whether the badge and its parts are built as they must be; what is not at hand is not known.

    ``interoperable`` lets members be missing that describe badge and issuer but bear on nothing else.
    """
    refused = next(_faults(parts, profile), None)
    if refused is not None:
        return refused.at(Step.STRUCTURE)
    missing = next((one for one in (parts.badge, parts.issuer) if isinstance(one, Refusal)), None)
    if missing is not None:
        return missing.at(Step.STRUCTURE)
    return check(Step.STRUCTURE, CheckCode.STRUCTURE_HOLDS)


def types_of(value: Json) -> frozenset[str]:
    """Return the types of an object, one or several."""
    found = value.get("type", [])
    return frozenset(one for one in (found if isinstance(found, list) else [found]) if isinstance(one, str))


def verified_as(assertion: Json) -> frozenset[str]:
    """Return how an assertion says that it is to be verified."""
    found = assertion.get("verification")
    return types_of(found) if isinstance(found, dict) else frozenset()


def _faults(parts: Parts, profile: ProfileName) -> Iterator[Refusal]:
    assertion = parts.assertion
    contexts = assertion.get("@context")
    if CONTEXT not in (contexts if isinstance(contexts, list) else [contexts]):
        yield refusal(CheckCode.CONTEXT_WRONG, context=contexts)
    yield from _typed(assertion, frozenset({"Assertion"}), "assertion")
    yield from _members(assertion, _ASSERTION, "assertion")
    yield from _allowed(assertion, _ASSERTION_MAY, "assertion")
    yield from _members(assertion["recipient"], _RECIPIENT, "recipient")
    yield from _allowed(assertion["recipient"], _RECIPIENT_MAY, "recipient")
    strict = profile == "strict"
    if isinstance(parts.badge, Document):
        yield from _typed(parts.badge.value, frozenset({"BadgeClass"}), "badge")
        yield from _members(parts.badge.value, {**_BADGE, **(_BADGE_ALSO if strict else {})}, "badge")
    if isinstance(parts.issuer, Document):
        yield from _typed(parts.issuer.value, _PROFILES, "issuer")
        yield from _members(parts.issuer.value, {**_ISSUER, **(_ISSUER_ALSO if strict else {})}, "issuer")


def _typed(value: Json, wanted: frozenset[str], where: str) -> Iterator[Refusal]:
    if not types_of(value) & wanted:
        yield refusal(CheckCode.TYPE_WRONG, where=where, type=value.get("type", ""), wanted=", ".join(sorted(wanted)))


def _members(value: Json, wanted: Mapping[str, Test], where: str) -> Iterator[Refusal]:
    for name, test in wanted.items():
        if name not in value:
            yield refusal(CheckCode.MEMBER_MISSING, where=where, member=name)
        elif not test(value[name]):
            yield refusal(CheckCode.MEMBER_WRONG, where=where, member=name, value=value[name])


def _allowed(value: Json, may: Mapping[str, Test], where: str) -> Iterator[Refusal]:
    for name, test in may.items():
        if name in value and not test(value[name]):
            yield refusal(CheckCode.MEMBER_WRONG, where=where, member=name, value=value[name])
