"""What does a learner hold, what do others see of it, and who has looked?  The documents of the backpack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from pathways.model.badge_documents import Standing
from pathways.model.base import Noun
from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.part import Part
from pathways.model.verification_documents import AlignedEntry, CarrierForm, Instant, Kind, SaidEntry

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in hexadecimal digits."""
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A short text in one line."""
Words = Annotated[str, Field(max_length=10_000)]
"""A longer text; may be empty."""

_DOCUMENT = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class _Document(Noun):
    """What is printed for programs."""

    model_config = _DOCUMENT

    def to_json(self) -> str:
        """Return the document as indented JSON, the same bytes for the same answer."""
        return self.model_dump_json(by_alias=True, indent=2)


class ItemEntry(Noun):
    """One badge of the backpack: what it says by its last verification, and what the learner made of it.

    ``same_as`` is the badge that is a newer issue of it (``replaced``) or says the same (``duplicate``).
    """

    sha256: Digest
    added: Instant
    size: int = Field(description="in bytes")
    carrier: CarrierForm
    kind: Kind
    says: SaidEntry
    standing: Standing
    same_as: Digest | None = None
    checked: Instant = Field(description="when it was last examined")
    examined: int = Field(description="how often it was examined; every answer is kept")
    labels: tuple[Line, ...] = ()
    note: Words = ""
    hidden: bool = False


class CollectionEntry(Noun):
    """Badges that the learner put together, in the learner's order."""

    name: Line
    items: tuple[Digest, ...] = ()


class BackpackDocument(_Document):
    """``pathways/backpack/1``: all that one learner holds, in the order in which it came."""

    schema_name: Annotated[Literal["pathways/backpack/1"], Field(alias="schema")] = "pathways/backpack/1"
    items: tuple[ItemEntry, ...] = ()
    collections: tuple[CollectionEntry, ...] = ()


class ShownCheck(Noun):
    """One check as others see it: what it rests on is left out, for it may name the recipient."""

    step: Step
    outcome: Outcome
    code: CheckCode
    words: str


class ShownRecipient(Noun):
    """Whom a badge was awarded to, in one of the ways it says so."""

    kind: str
    value: str
    hashed: bool = False


class ShownEvidence(Noun):
    """What a badge rests on, as it says."""

    id: str | None = None
    name: str | None = None
    text: str | None = None


class SharedItem(Noun):
    """One badge as others see it; what the learner did not choose is absent, as if the badge did not say it."""

    name: str | None = None
    achievement: str | None = None
    code: str | None = None
    achievement_kind: str | None = None
    kind: Kind
    issuer: str | None = None
    issuer_name: str | None = None
    credits: str | None = None
    alignments: tuple[AlignedEntry, ...] = ()
    begins: Instant | None = None
    ends: Instant | None = None
    standing: Standing
    checked: Instant
    checks: tuple[ShownCheck, ...]
    contains: tuple[SharedItem, ...] = ()
    results: tuple[str, ...] = ()
    recipients: tuple[ShownRecipient, ...] = ()
    evidence: tuple[ShownEvidence, ...] = ()
    note: str | None = None
    sha256: Digest | None = None
    original: str | None = Field(default=None, description="the badge as it was handed in, in base64")


class SharedDocument(_Document):
    """``pathways/shared/1``: exactly what somebody sees who opens a share; the preview is the same document."""

    schema_name: Annotated[Literal["pathways/shared/1"], Field(alias="schema")] = "pathways/shared/1"
    title: Line
    audience: Words = ""
    expires: Instant
    parts: tuple[Part, ...] = ()
    items: tuple[SharedItem, ...]


class ReceiptEntry(Noun):
    """One opening of a share: when, by whom as far as the viewer said, and which badges were shown.

    ``removed`` counts those that the learner has removed since.
    """

    at: Instant
    viewer: Words = ""
    items: tuple[Digest, ...] = ()
    removed: int = 0


class ShareEntry(Noun):
    """One share as its learner sees it; the secret of its link is kept nowhere."""

    id: Line
    title: Line
    audience: Words = ""
    items: tuple[Digest, ...] = ()
    parts: tuple[Part, ...] = ()
    passphrase: bool = False
    created: Instant
    expires: Instant
    withdrawn: Instant | None = None
    elsewhere: bool = Field(default=False, description="it came with an export; its link opens only where it was made")
    receipts: tuple[ReceiptEntry, ...] = ()


class SharesDocument(_Document):
    """``pathways/shares/1``: what a learner has shared, and every opening of it."""

    schema_name: Annotated[Literal["pathways/shares/1"], Field(alias="schema")] = "pathways/shares/1"
    shares: tuple[ShareEntry, ...] = ()


class MadeShare(_Document):
    """``pathways/share/1``: a share that was just made; ``token`` is said once and kept nowhere."""

    schema_name: Annotated[Literal["pathways/share/1"], Field(alias="schema")] = "pathways/share/1"
    id: Line
    token: str
    expires: Instant
    preview: SharedDocument


class TranscriptLine(Noun):
    """One credit as a transcript says it: ``source_type`` is how it was earned, ``grade_basis`` what a grade means."""

    code: str | None = None
    title: str
    credits: str | None = None
    level: str | None = None
    grade: str | None = None
    grade_basis: str | None = None
    source_type: str
    source: str | None = None
    date: str | None = None
    verified: bool


class ProfileEntry(Noun):
    """The address that fills in a LinkedIn profile with one badge."""

    sha256: Digest
    linkedin: str


class CvDocument(_Document):
    """``pathways/cv/1``: the badges of a backpack as lines of a CV and of a transcript; verified ones are marked so."""

    schema_name: Annotated[Literal["pathways/cv/1"], Field(alias="schema")] = "pathways/cv/1"
    lines: tuple[str, ...] = ()
    transcript: tuple[TranscriptLine, ...] = ()
    profiles: tuple[ProfileEntry, ...] = ()


class ExportedFile(Noun):
    """A file of an export: where it lies, and the SHA-256 of its bytes."""

    file: str
    sha256: Digest


class ExportedItem(Noun):
    """A badge of an export: the file as it was handed in, what the learner made of it, every answer about it."""

    sha256: Digest
    file: str
    added: Instant
    labels: tuple[Line, ...] = ()
    note: Words = ""
    hidden: bool = False
    verifications: tuple[ExportedFile, ...] = ()


class BackpackExport(_Document):
    """``pathways/backpack-export/1``: what lies in an exported backpack, and in which file."""

    schema_name: Annotated[Literal["pathways/backpack-export/1"], Field(alias="schema")] = "pathways/backpack-export/1"
    items: tuple[ExportedItem, ...] = ()
    collections: tuple[CollectionEntry, ...] = ()
    shares: tuple[ShareEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A badge with its bytes and the text of every verification document about it, the oldest first."""

    sha256: str
    data: bytes
    added: str
    verifications: tuple[str, ...]
    labels: tuple[str, ...] = ()
    note: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """All of a backpack, as it travels; secrets of shares do not travel."""

    items: tuple[Held, ...] = ()
    collections: tuple[CollectionEntry, ...] = ()
    shares: tuple[ShareEntry, ...] = ()


DOCUMENTS: dict[str, type[_Document]] = {
    "backpack": BackpackDocument,
    "shared": SharedDocument,
    "shares": SharesDocument,
    "share": MadeShare,
    "cv": CvDocument,
    "backpack-export": BackpackExport,
}
