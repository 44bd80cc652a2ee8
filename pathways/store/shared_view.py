"""What exactly does somebody see to whom a learner shows badges?  One pure function, for the preview and for viewers.

What was awarded, by whom, for how long, and every check cannot be left out; whom it was awarded to, results, evidence,
the learner's note and the badge itself are shown only where the learner chose them.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pathways.model.backpack import (
    Held,
    SharedDocument,
    SharedItem,
    ShownCheck,
    ShownEvidence,
    ShownRecipient,
)
from pathways.model.badge_documents import TrustPolicy
from pathways.model.part import Part
from pathways.model.verification_documents import (
    CarrierForm,
    CheckEntry,
    ContainedEntry,
    SaidEntry,
    VerificationDocument,
)
from pathways.verification.attainment import standing_of
from pathways.verification.award import award_of
from pathways.verification.carrier import open_carrier
from pathways.verification.checks import Refusal, printable
from pathways.verification.kinds import credential_of_token
from pathways.verification.strict import Json

_TOKENS = frozenset({CarrierForm.JWT, CarrierForm.SD_JWT})
_MOST_EVIDENCE = 50
_WHOLE = frozenset({Part.RECIPIENT, Part.RESULTS, Part.EVIDENCE})


@dataclass(frozen=True, slots=True)
class Offer:
    """What a learner is about to show: which badges (by digest), which parts of them, to whom, until when."""

    title: str
    items: tuple[str, ...]
    expires: dt.datetime
    parts: tuple[Part, ...] = ()
    audience: str = ""

    @property
    def whole(self) -> bool:
        """Return whether the badge itself is not more than the parts that were chosen."""
        return Part.ORIGINAL not in self.parts or set(self.parts) >= _WHOLE


Shown = tuple[Held, VerificationDocument]
"""A badge and the last answer about it."""


def shared_view(offer: Offer, held: Iterable[Shown]) -> SharedDocument | None:
    """Return what is seen, or None where nothing is: each badge is there, hidden or gone.

    Nothing but the offer and its own badges is looked at; how many others there are cannot be told from it.
    """
    found = {one.sha256: (one, document) for one, document in held}
    shown = [found[name] for name in dict.fromkeys(offer.items) if name in found and not found[name][0].hidden]
    if not shown:
        return None
    return SharedDocument(
        title=offer.title,
        audience=offer.audience,
        expires=offer.expires,
        parts=tuple(part for part in Part if part in offer.parts),
        items=tuple(_item(one, document, frozenset(offer.parts)) for one, document in shown),
    )


def _item(held: Held, document: VerificationDocument, parts: frozenset[Part]) -> SharedItem:
    credential = _credential(held.data) if parts & {Part.RECIPIENT, Part.EVIDENCE} else {}
    chosen: dict[str, Any] = {"contains": tuple(_inner(one, document, parts) for one in document.contains)}
    if Part.RECIPIENT in parts:
        chosen["recipients"] = tuple(_recipients(credential))
    if Part.EVIDENCE in parts:
        chosen["evidence"] = tuple(_evidence(credential.get("evidence")))
    if Part.NOTE in parts:
        chosen["note"] = held.note or None
    if Part.ORIGINAL in parts:
        chosen |= {"sha256": held.sha256, "original": base64.b64encode(held.data).decode("ascii")}
    return _told(document, document.says, document.checks, parts).model_copy(update=chosen)


def _inner(one: ContainedEntry, document: VerificationDocument, parts: frozenset[Part]) -> SharedItem:
    return _told(document, one.says, one.checks, parts).model_copy(update={"kind": one.kind})


def _told(
    document: VerificationDocument, says: SaidEntry, checks: tuple[CheckEntry, ...], parts: frozenset[Part]
) -> SharedItem:
    """Return what cannot be left out, and the results where they were chosen."""
    return SharedItem(
        name=says.name,
        achievement=says.achievement,
        code=says.code,
        achievement_kind=says.achievement_kind,
        kind=document.kind,
        issuer=says.issuer,
        issuer_name=says.issuer_name,
        credits=says.credits,
        alignments=says.alignments,
        begins=says.begins,
        ends=says.ends,
        standing=standing_of(checks, TrustPolicy())[0],
        checked=document.as_of,
        checks=tuple(ShownCheck(step=one.step, outcome=one.outcome, code=one.code, words=one.words) for one in checks),
        results=says.results if Part.RESULTS in parts else (),
    )


def _credential(data: bytes) -> Json:
    """Return the credential inside the bytes; nothing where it cannot be read."""
    carried = open_carrier(data)
    if isinstance(carried, Refusal):
        return {}
    return credential_of_token(carried.value) if carried.form in _TOKENS else carried.value


def _recipients(credential: Json) -> Iterable[ShownRecipient]:
    for one in award_of(credential).recipients:
        yield ShownRecipient(kind=printable(one.kind), value=printable(one.value), hashed=one.hashed)


def _evidence(value: Any) -> Iterable[ShownEvidence]:
    found = value if isinstance(value, list) else [value]
    for one in found[:_MOST_EVIDENCE]:
        if isinstance(one, str):
            yield ShownEvidence(id=printable(one))
        elif isinstance(one, dict):
            words = _text(one, "narrative") or _text(one, "description")
            yield ShownEvidence(id=_text(one, "id"), name=_text(one, "name"), text=words)


def _text(value: Mapping[str, Any], name: str) -> str | None:
    found = value.get(name)
    return printable(found) if isinstance(found, str) else None
