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
    STRUCTURE_HOLDS = "STRUCTURE_HOLDS"
    STRUCTURE_HAS_GAPS = "STRUCTURE_HAS_GAPS"
    CONTEXT_WRONG = "CONTEXT_WRONG"
    TYPE_WRONG = "TYPE_WRONG"
    MEMBER_MISSING = "MEMBER_MISSING"
    MEMBER_WRONG = "MEMBER_WRONG"
    MEMBER_NOT_ALLOWED = "MEMBER_NOT_ALLOWED"
    SCHEMA_NOT_AT_HAND = "SCHEMA_NOT_AT_HAND"
    SCHEMA_UNSUPPORTED = "SCHEMA_UNSUPPORTED"
    SCHEMA_REFUSES = "SCHEMA_REFUSES"
    # refresh
    REFRESH_NOT_ASKED = "REFRESH_NOT_ASKED"
    REFRESH_SAME = "REFRESH_SAME"
    REFRESH_DIFFERS = "REFRESH_DIFFERS"
    # nested credentials
    NESTED_HOLD = "NESTED_HOLD"
    NESTED_FAILED = "NESTED_FAILED"
    NESTED_UNKNOWN = "NESTED_UNKNOWN"
    NESTED_TOO_MANY = "NESTED_TOO_MANY"
    NESTED_TOO_DEEP = "NESTED_TOO_DEEP"
    # presentations
    PRESENTATION_SIGNED = "PRESENTATION_SIGNED"
    PRESENTATION_ANSWERS = "PRESENTATION_ANSWERS"
    PRESENTATION_UNSIGNED = "PRESENTATION_UNSIGNED"
    PRESENTATION_MALFORMED = "PRESENTATION_MALFORMED"
    HOLDER_DIFFERS = "HOLDER_DIFFERS"
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
    # proof inside
    PROOF_INSIDE_HOLDS = "PROOF_INSIDE_HOLDS"
    PROOF_MISSING = "PROOF_MISSING"
    PROOF_MALFORMED = "PROOF_MALFORMED"
    PROOFS_TOO_MANY = "PROOFS_TOO_MANY"
    PROOF_PURPOSE_WRONG = "PROOF_PURPOSE_WRONG"
    PROOF_VALUE_MALFORMED = "PROOF_VALUE_MALFORMED"
    PROOF_EXPIRED = "PROOF_EXPIRED"
    PROOF_NOT_MADE_YET = "PROOF_NOT_MADE_YET"
    PROOF_CHAIN_BROKEN = "PROOF_CHAIN_BROKEN"
    PROOF_CHALLENGE_WRONG = "PROOF_CHALLENGE_WRONG"
    PROOF_DOMAIN_WRONG = "PROOF_DOMAIN_WRONG"
    SUITE_UNSUPPORTED = "SUITE_UNSUPPORTED"
    # data loss
    NOTHING_DROPPED = "NOTHING_DROPPED"
    SIGNED_AS_WRITTEN = "SIGNED_AS_WRITTEN"
    CONTEXT_NOT_SIGNED = "CONTEXT_NOT_SIGNED"
    SHOWN_IS_SIGNED = "SHOWN_IS_SIGNED"
    MAY_BE_HIDDEN = "MAY_BE_HIDDEN"
    # what the document says as statements
    CONTEXT_MISSING = "CONTEXT_MISSING"
    CONTEXT_NOT_PINNED = "CONTEXT_NOT_PINNED"
    CONTEXT_INLINE = "CONTEXT_INLINE"
    CONTEXTS_NOT_TOGETHER = "CONTEXTS_NOT_TOGETHER"
    TERM_REDEFINED = "TERM_REDEFINED"
    TERM_DROPPED = "TERM_DROPPED"
    TERM_NOT_PLAIN = "TERM_NOT_PLAIN"
    VALUE_DROPPED = "VALUE_DROPPED"
    ID_NOT_ABSOLUTE = "ID_NOT_ABSOLUTE"
    NODE_IN_TWO_PLACES = "NODE_IN_TWO_PLACES"
    STATEMENTS_UNSUPPORTED = "STATEMENTS_UNSUPPORTED"
    WORK_TOO_MUCH = "WORK_TOO_MUCH"
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
    KEY_OF_HOLDER = "KEY_OF_HOLDER"
    KEY_NOT_OF_HOLDER = "KEY_NOT_OF_HOLDER"
    HOLDER_MISSING = "HOLDER_MISSING"
    KEY_NOT_YET_VALID = "KEY_NOT_YET_VALID"
    KEY_NO_LONGER_VALID = "KEY_NO_LONGER_VALID"
    KEY_REVOKED_SINCE = "KEY_REVOKED_SINCE"
    KEY_DATE_UNKNOWN = "KEY_DATE_UNKNOWN"
    # time
    IN_TIME = "IN_TIME"
    NOT_YET_VALID = "NOT_YET_VALID"
    EXPIRED = "EXPIRED"
    DATE_MALFORMED = "DATE_MALFORMED"
    NO_DATES = "NO_DATES"
    # status
    STATUS_GOOD = "STATUS_GOOD"
    STATUS_GOOD_SHORT_LIST = "STATUS_GOOD_SHORT_LIST"
    NO_STATUS = "NO_STATUS"
    STATUS_REVOKED = "STATUS_REVOKED"
    STATUS_SUSPENDED = "STATUS_SUSPENDED"
    STATUS_NEWER_OFFERED = "STATUS_NEWER_OFFERED"
    STATUS_MESSAGE = "STATUS_MESSAGE"
    STATUS_ENTRY_MALFORMED = "STATUS_ENTRY_MALFORMED"
    STATUS_UNSUPPORTED = "STATUS_UNSUPPORTED"
    STATUS_NOT_FOLLOWED = "STATUS_NOT_FOLLOWED"
    STATUS_NOT_AT_HAND = "STATUS_NOT_AT_HAND"
    STATUS_LIST_NOT_PROVEN = "STATUS_LIST_NOT_PROVEN"
    STATUS_LIST_OF_ANOTHER = "STATUS_LIST_OF_ANOTHER"
    STATUS_LIST_DOES_NOT_FIT = "STATUS_LIST_DOES_NOT_FIT"
    STATUS_LIST_MALFORMED = "STATUS_LIST_MALFORMED"
    STATUS_LIST_TOO_SHORT = "STATUS_LIST_TOO_SHORT"
    STATUS_LIST_TOO_LARGE = "STATUS_LIST_TOO_LARGE"
    STATUS_OUT_OF_RANGE = "STATUS_OUT_OF_RANGE"
    STATUS_STALE = "STATUS_STALE"
    # recipient
    RECIPIENT_PROVEN = "RECIPIENT_PROVEN"
    RECIPIENT_IS_HOLDER = "RECIPIENT_IS_HOLDER"
    RECIPIENT_IS_ANOTHER = "RECIPIENT_IS_ANOTHER"
    RECIPIENT_NOT_COMPARABLE = "RECIPIENT_NOT_COMPARABLE"
    RECIPIENT_NOT_ASKED = "RECIPIENT_NOT_ASKED"
    RECIPIENT_NOT_NAMED = "RECIPIENT_NOT_NAMED"
    # replacement
    NOT_REPLACED = "NOT_REPLACED"
    REPLACED = "REPLACED"
    REPLACED_UNPROVEN = "REPLACED_UNPROVEN"
    DUPLICATE = "DUPLICATE"
    DUPLICATE_DIFFERS = "DUPLICATE_DIFFERS"
    # recognized issuer
    ISSUER_RECOGNIZED = "ISSUER_RECOGNIZED"
    ISSUER_LIST_MISSING = "ISSUER_LIST_MISSING"
    ISSUER_NOT_LISTED = "ISSUER_NOT_LISTED"
    ISSUER_NOT_LISTED_THEN = "ISSUER_NOT_LISTED_THEN"
    ISSUER_NOT_LISTED_FOR_YOU = "ISSUER_NOT_LISTED_FOR_YOU"
    ISSUER_OUTSIDE_SCOPE = "ISSUER_OUTSIDE_SCOPE"
    AWARD_NOT_LISTED = "AWARD_NOT_LISTED"
    AWARD_NOT_LISTED_THEN = "AWARD_NOT_LISTED_THEN"
    # selective disclosure
    SD_JWT_MALFORMED = "SD_JWT_MALFORMED"
    SD_JWT_TOO_LARGE = "SD_JWT_TOO_LARGE"
    SD_JWT_HASH_UNKNOWN = "SD_JWT_HASH_UNKNOWN"
    DISCLOSURE_MALFORMED = "DISCLOSURE_MALFORMED"
    DISCLOSURE_UNREFERENCED = "DISCLOSURE_UNREFERENCED"
    DISCLOSURE_TWICE = "DISCLOSURE_TWICE"
    DISCLOSURE_MISPLACED = "DISCLOSURE_MISPLACED"
    DISCLOSURE_NAME_NOT_ALLOWED = "DISCLOSURE_NAME_NOT_ALLOWED"
    DISCLOSURE_OVERRIDES = "DISCLOSURE_OVERRIDES"
    DIGEST_TWICE = "DIGEST_TWICE"
    DISCLOSED_ONLY = "DISCLOSED_ONLY"
    MUST_NOT_BE_HIDDEN = "MUST_NOT_BE_HIDDEN"
    CREDENTIAL_TYPE_MISSING = "CREDENTIAL_TYPE_MISSING"
    CREDENTIAL_TYPE_NAMED = "CREDENTIAL_TYPE_NAMED"
    BINDING_HOLDS = "BINDING_HOLDS"
    BINDING_NOT_ASKED = "BINDING_NOT_ASKED"
    BINDING_NOT_SHOWN = "BINDING_NOT_SHOWN"
    BINDING_NONE = "BINDING_NONE"
    BINDING_MISSING = "BINDING_MISSING"
    BINDING_WRONG = "BINDING_WRONG"
    BINDING_OF_ANOTHER = "BINDING_OF_ANOTHER"
    BINDING_NOT_FOR_US = "BINDING_NOT_FOR_US"
    BINDING_TOO_OLD = "BINDING_TOO_OLD"
    # open badges 2.0
    BADGE2_VERIFIED_OTHERWISE = "BADGE2_VERIFIED_OTHERWISE"
    DOCUMENT_NOT_AT_HAND = "DOCUMENT_NOT_AT_HAND"
    DOCUMENT_MALFORMED = "DOCUMENT_MALFORMED"
    DOCUMENT_ADDRESS_REFUSED = "DOCUMENT_ADDRESS_REFUSED"
    DOCUMENT_WITHOUT_ADDRESS = "DOCUMENT_WITHOUT_ADDRESS"
    DOCUMENT_ELSEWHERE = "DOCUMENT_ELSEWHERE"
    DOCUMENT_UNPROTECTED = "DOCUMENT_UNPROTECTED"
    HOSTED_THERE = "HOSTED_THERE"
    HOSTED_DIFFERS = "HOSTED_DIFFERS"
    HOSTED_ELSEWHERE = "HOSTED_ELSEWHERE"
    HOSTED_WITHOUT_ADDRESS = "HOSTED_WITHOUT_ADDRESS"
    HOST_OF_ISSUER = "HOST_OF_ISSUER"
    HOST_NOT_OF_ISSUER = "HOST_NOT_OF_ISSUER"
    # blockcerts
    MERKLE_PROOF_MALFORMED = "MERKLE_PROOF_MALFORMED"
    MERKLE_HASH_DIFFERS = "MERKLE_HASH_DIFFERS"
    MERKLE_PATH_WRONG = "MERKLE_PATH_WRONG"
    ANCHOR_HOLDS = "ANCHOR_HOLDS"
    ANCHOR_HOLDS_ON_TEST_NETWORK = "ANCHOR_HOLDS_ON_TEST_NETWORK"
    ANCHOR_ON_TEST_CHAIN = "ANCHOR_ON_TEST_CHAIN"
    ANCHOR_NOT_CHECKED = "ANCHOR_NOT_CHECKED"
    ANCHOR_DIFFERS = "ANCHOR_DIFFERS"
    SENDER_OF_ISSUER = "SENDER_OF_ISSUER"
    SENDER_NOT_OF_ISSUER = "SENDER_NOT_OF_ISSUER"
    SENDER_UNKNOWN = "SENDER_UNKNOWN"


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
