"""What does a token say with what its holder shows?  Each digest replaced by what was shown for it, or taken away.

Whatever is left over, stands twice, or would change what the issuer wrote is refused: nothing reaches a reader that the
issuer has not signed at exactly that place.

Source: RFC 9901 section 7.1, steps 3 to 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.sdjwt.parts import RESERVED, Disclosure, SdJwt
from pathways.verification.sdjwt.pointers import Place, to_pointer
from pathways.verification.strict import Json


class _RefusedSignal(Exception):  # noqa: N818 - a signal to ourselves, never seen outside
    """Carries a refusal out of the tree."""

    def __init__(self, code: CheckCode, **evidence: object) -> None:
        super().__init__()
        self.why = refusal(code, **evidence)


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What a token says: the claims, where each disclosure stands, and where something stayed hidden."""

    claims: Json
    shown: Mapping[Place, Disclosure]
    sealed: tuple[Place, ...] = ()


def disclosed(parts: SdJwt, *, limits: Limits = LIMITS) -> Disclosed | Refusal:
    """Return what the token says with what is shown, or why it is refused."""
    work = _Work(limits)
    try:
        for one in parts.disclosures:
            work.take(one)
        claims = work.object({k: v for k, v in parts.token.claims.items() if k != "_sd_alg"}, (), 0)
        work.finish(claims)
    except _RefusedSignal as signal:
        return signal.why
    return Disclosed(claims, work.shown, tuple(work.sealed))


@dataclass
class _Work:
    """What is still to be placed, and what was placed where."""

    limits: Limits
    waiting: dict[str, Disclosure] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    shown: dict[Place, Disclosure] = field(default_factory=dict)
    sealed: list[Place] = field(default_factory=list)

    def take(self, one: Disclosure) -> None:
        if one.digest in self.waiting:
            raise _RefusedSignal(CheckCode.DISCLOSURE_TWICE, disclosure=one.text)
        self.waiting[one.digest] = one

    def finish(self, claims: Json) -> None:
        if self.waiting:
            left = next(iter(self.waiting.values()))
            raise _RefusedSignal(CheckCode.DISCLOSURE_UNREFERENCED, count=len(self.waiting), name=left.name or "")
        if "_sd_alg" in claims:
            raise _RefusedSignal(CheckCode.DISCLOSURE_NAME_NOT_ALLOWED, name="_sd_alg")

    def value(self, value: Any, place: Place, depth: int) -> Any:
        if depth > self.limits.json_depth:
            raise _RefusedSignal(CheckCode.JSON_TOO_DEEP, allowed=self.limits.json_depth)
        if isinstance(value, dict):
            return self.object(value, place, depth)
        return self._array(value, place, depth) if isinstance(value, list) else value

    def object(self, value: Json, place: Place, depth: int) -> Json:
        if "..." in value:
            raise _RefusedSignal(CheckCode.DISCLOSURE_NAME_NOT_ALLOWED, name="...", place=to_pointer(place))
        found = {k: self.value(v, (*place, k), depth + 1) for k, v in value.items() if k != "_sd"}
        for digest in self._digests(value.get("_sd", []), place):
            one = self._placed(digest, place)
            if one is not None:
                self._member(one, found, place, depth)
        return found

    def _member(self, one: Disclosure, found: Json, place: Place, depth: int) -> None:
        if one.name is None:
            raise _RefusedSignal(CheckCode.DISCLOSURE_MISPLACED, place=to_pointer(place), expected="member")
        if one.name in RESERVED:
            raise _RefusedSignal(CheckCode.DISCLOSURE_NAME_NOT_ALLOWED, name=one.name, place=to_pointer(place))
        if one.name in found:
            raise _RefusedSignal(CheckCode.DISCLOSURE_OVERRIDES, name=one.name, place=to_pointer(place))
        here = (*place, one.name)
        self.shown[here] = one
        found[one.name] = self.value(one.value, here, depth + 1)

    def _array(self, value: list[Any], place: Place, depth: int) -> list[Any]:
        found: list[Any] = []
        for item in value:
            here = (*place, len(found))
            if not isinstance(item, dict) or set(item) != {"..."}:
                found.append(self.value(item, here, depth + 1))
                continue
            (digest,) = self._digests([item["..."]], place)
            one = self._placed(digest, place)
            if one is not None and one.name is not None:
                raise _RefusedSignal(CheckCode.DISCLOSURE_MISPLACED, place=to_pointer(here), expected="element")
            if one is not None:
                self.shown[here] = one
                found.append(self.value(one.value, here, depth + 1))
        return found

    def _digests(self, value: Any, place: Place) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _RefusedSignal(CheckCode.SD_JWT_MALFORMED, place=to_pointer(place), error="digests are texts")
        for digest in value:
            if digest in self.seen:
                raise _RefusedSignal(CheckCode.DIGEST_TWICE, digest=digest, place=to_pointer(place))
            self.seen.add(digest)
        return value

    def _placed(self, digest: str, place: Place) -> Disclosure | None:
        """Return what is shown for a digest; where nothing is, the place has something hidden."""
        one = self.waiting.pop(digest, None)
        if one is None:
            self.sealed.append(place)
        return one
