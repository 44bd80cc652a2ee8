"""How is it told whether a badge is genuine?  One check for each step, never one word for all of them.

Unknown is neither valid nor invalid; whom to trust is a policy's question, asked of these checks.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, PlainSerializer, WithJsonSchema

from pathways.model.base import Noun
from pathways.model.check_codes import CheckCode, Outcome, Step

VERIFICATION_SCHEMA = "pathways/verification/1"

ProfileName = Literal["strict", "interoperable"]
"""``strict`` asks for all that the specification asks for; ``interoperable`` takes known gaps and says so."""


class CarrierForm(StrEnum):
    """In what a badge came."""

    JSON = "json"
    JWT = "jwt"
    SD_JWT = "sd_jwt"
    URL = "url"
    PNG = "png"
    SVG = "svg"
    OTHER = "other"


class Kind(StrEnum):
    """What was handed in."""

    OPEN_BADGE_1 = "open_badge_1"
    OPEN_BADGE_2 = "open_badge_2"
    OPEN_BADGE_3 = "open_badge_3"
    ENDORSEMENT = "endorsement"
    CLR_1 = "clr_1"
    CLR_2 = "clr_2"
    CREDENTIAL = "credential"
    PRESENTATION = "presentation"
    BLOCKCERTS_2 = "blockcerts_2"
    BLOCKCERTS_3 = "blockcerts_3"
    SD_JWT_VC = "sd_jwt_vc"
    STATUS_LIST = "status_list"
    BADGE_DEFINITION = "badge_definition"
    ISSUER_PROFILE = "issuer_profile"
    KEY = "key"
    PROOF = "proof"
    CONTEXT = "context"
    SCHEMA = "schema"
    EUROPEAN_DIGITAL_CREDENTIAL = "european_digital_credential"
    JADES = "jades"
    LER_RS = "ler_rs"
    OTHER = "other"


def _nameable(moment: dt.datetime) -> dt.datetime:
    """Return a moment that can be written in UTC."""
    try:
        moment.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("a moment lies within the years 1 to 9999 in UTC") from None
    return moment


Instant = Annotated[
    AwareDatetime,
    AfterValidator(_nameable),
    PlainSerializer(lambda value: value.astimezone(dt.UTC).isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment with its time zone; written in UTC."""


class EvidenceEntry(Noun):
    """One thing that a check rests on, shortened and made safe to print."""

    name: str
    value: str


class CheckEntry(Noun):
    """One step: how it came out, why, in words, and what that rests on."""

    step: Step
    outcome: Outcome
    code: CheckCode
    words: str
    evidence: tuple[EvidenceEntry, ...] = ()


class ResolvedEntry(Noun):
    """What was looked up elsewhere: the address, the day it was taken, and the SHA-256 of its bytes."""

    url: str
    retrieved: Instant
    sha256: str


class AlignedEntry(Noun):
    """What an achievement is aligned to, as the badge writes it."""

    url: str | None = None
    code: str | None = None
    name: str | None = None
    framework: str | None = None


class SaidEntry(Noun):
    """What a badge says; which of it is proven the checks tell.

    Names are shortened and made safe to print; an identifier that is not safe to print as it stands is left out.
    """

    id: str | None = None
    name: str | None = None
    achievement: str | None = None
    code: str | None = None
    achievement_kind: str | None = None
    creator: str | None = None
    issuer: str | None = None
    issuer_name: str | None = None
    credits: str | None = None
    results: tuple[str, ...] = ()
    alignments: tuple[AlignedEntry, ...] = ()
    begins: Instant | None = None
    ends: Instant | None = None


class ContainedEntry(Noun):
    """A credential inside another: where it stands, what it is, and its own checks."""

    path: str = Field(description="where it stands: names and places, parted by slashes")
    kind: Kind
    claims_to_be: str
    says: SaidEntry
    checks: tuple[CheckEntry, ...]


class VerificationDocument(Noun):
    """``pathways/verification/1``: one check for each step, in order; there is no field that says "valid"."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    schema_name: Literal["pathways/verification/1"] = Field(default="pathways/verification/1", alias="schema")
    as_of: Instant
    profile: ProfileName
    sha256: str = Field(description="SHA-256 of the bytes that were handed in")
    carrier: CarrierForm
    kind: Kind
    version: str | None = Field(default=None, description="of the kind, as the input claims it: 1.1, 2.0, 3.0")
    claims_to_be: str = Field(description="what it calls itself, in words")
    says: SaidEntry = SaidEntry()
    checks: tuple[CheckEntry, ...]
    contains: tuple[ContainedEntry, ...] = ()
    resolved: tuple[ResolvedEntry, ...] = ()

    def to_json(self) -> str:
        """Return the document as indented JSON, the same bytes for the same answer."""
        return self.model_dump_json(by_alias=True, indent=2)


DOCUMENTS: dict[str, type[VerificationDocument]] = {"verification": VerificationDocument}
