"""How is it told whether a badge is genuine?  One check for each step, never one word for all of them.

Unknown is neither valid nor invalid; whom to trust is a policy's question, asked of these checks.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, PlainSerializer, WithJsonSchema

from pathways.model.base import Noun

VERIFICATION_SCHEMA = "pathways/verification/1"

ProfileName = Literal["strict", "interoperable"]
"""``strict`` asks for all that the specification asks for; ``interoperable`` takes known gaps and says so."""


class Outcome(StrEnum):
    """How one step came out."""

    PASS = "PASS"  # noqa: S105 - an outcome, not a password
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Step(StrEnum):
    """The steps of a verification, in their order."""

    CARRIER = "carrier"
    STRUCTURE = "structure"
    PROOF_JWT = "proof_jwt"
    PROOF_EMBEDDED = "proof_embedded"
    DATA_LOSS = "data_loss"
    KEY = "key"
    REFRESH = "refresh"
    STATUS = "status"
    TIME = "time"
    RECIPIENT = "recipient"
    NESTED = "nested"
    REPLACEMENT = "replacement"
    RECOGNIZED_ISSUER = "recognized_issuer"


class CheckCode(StrEnum):
    """Why a step came out as it did: the whole list."""

    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_CHECKED = "NOT_CHECKED"
    # carrier
    CARRIER_READ = "CARRIER_READ"
    CARRIER_UNSUPPORTED = "CARRIER_UNSUPPORTED"
    CARRIER_TOO_LARGE = "CARRIER_TOO_LARGE"
    CARRIER_DAMAGED = "CARRIER_DAMAGED"
    CARRIER_HAS_NO_BADGE = "CARRIER_HAS_NO_BADGE"
    CARRIER_HAS_SEVERAL_BADGES = "CARRIER_HAS_SEVERAL_BADGES"
    CARRIER_COMPRESSED = "CARRIER_COMPRESSED"
    XML_UNSAFE = "XML_UNSAFE"
    JSON_MALFORMED = "JSON_MALFORMED"
    JSON_NOT_UTF8 = "JSON_NOT_UTF8"
    JSON_DUPLICATE_KEY = "JSON_DUPLICATE_KEY"
    JSON_TOO_DEEP = "JSON_TOO_DEEP"
    JSON_TOO_LARGE = "JSON_TOO_LARGE"
    JSON_NUMBER_REFUSED = "JSON_NUMBER_REFUSED"
    # structure
    KIND_UNSUPPORTED = "KIND_UNSUPPORTED"
    # proof of a token
    PROOF_HOLDS = "PROOF_HOLDS"
    PROOF_HOLDS_CLAIMS_MISSING = "PROOF_HOLDS_CLAIMS_MISSING"
    JWT_MALFORMED = "JWT_MALFORMED"
    JWT_HEADER_TOO_LARGE = "JWT_HEADER_TOO_LARGE"
    JWT_HEADER_NOT_ALLOWED = "JWT_HEADER_NOT_ALLOWED"
    JWT_CRITICAL_EXTENSION = "JWT_CRITICAL_EXTENSION"
    JWT_UNENCODED_PAYLOAD = "JWT_UNENCODED_PAYLOAD"
    ALGORITHM_MISSING = "ALGORITHM_MISSING"
    ALGORITHM_NOT_ALLOWED = "ALGORITHM_NOT_ALLOWED"
    ALGORITHM_UNSUPPORTED = "ALGORITHM_UNSUPPORTED"
    ALGORITHM_NOT_FOR_KEY = "ALGORITHM_NOT_FOR_KEY"
    SIGNATURE_WRONG = "SIGNATURE_WRONG"
    CLAIM_MISSING = "CLAIM_MISSING"
    CLAIM_DIFFERS = "CLAIM_DIFFERS"
    CLAIMS_AMBIGUOUS = "CLAIMS_AMBIGUOUS"
    # keys
    KEY_OF_ISSUER = "KEY_OF_ISSUER"
    KEY_MISSING = "KEY_MISSING"
    KEY_MALFORMED = "KEY_MALFORMED"
    KEY_PRIVATE = "KEY_PRIVATE"
    KEY_TOO_SHORT = "KEY_TOO_SHORT"
    KEY_TYPE_UNSUPPORTED = "KEY_TYPE_UNSUPPORTED"
    KEY_NAME_NOT_A_URI = "KEY_NAME_NOT_A_URI"
    KEY_METHOD_UNSUPPORTED = "KEY_METHOD_UNSUPPORTED"
    KEY_METHOD_UNKNOWN = "KEY_METHOD_UNKNOWN"
    KEY_ADDRESS_REFUSED = "KEY_ADDRESS_REFUSED"
    KEY_NOT_RESOLVED = "KEY_NOT_RESOLVED"
    KEY_DOCUMENT_MALFORMED = "KEY_DOCUMENT_MALFORMED"
    KEY_NOT_IN_DOCUMENT = "KEY_NOT_IN_DOCUMENT"
    KEY_NOT_OF_ISSUER = "KEY_NOT_OF_ISSUER"
    ISSUER_MISSING = "ISSUER_MISSING"
    # time
    IN_TIME = "IN_TIME"
    NOT_YET_VALID = "NOT_YET_VALID"
    EXPIRED = "EXPIRED"
    DATE_MALFORMED = "DATE_MALFORMED"
    NO_DATES = "NO_DATES"


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


Instant = Annotated[
    AwareDatetime,
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
