"""On what does a verification rest?  All that was looked at, listed, so that it can be repeated years later."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pathways.model.base import Noun
from pathways.model.verification_documents import Instant, ProfileName

EVIDENCE_SCHEMA = "pathways/evidence/1"
SNAPSHOTS_SCHEMA = "pathways/snapshots/1"

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in hexadecimal."""
Url = Annotated[str, Field(min_length=1, max_length=4_096)]
FileName = Annotated[str, Field(min_length=1, max_length=500)]


class PackedFile(Noun):
    """A file of the bundle and the hash of its bytes."""

    file: FileName
    sha256: Hash


class GivenSnapshot(Noun):
    """What stood at an address, when it was taken, and the file that holds it."""

    url: Url
    file: FileName
    retrieved: Instant


class Unanswered(Noun):
    """An address that was asked without an answer, and why, as far as the port said."""

    url: Url
    why: str = ""


class PinnedContext(Noun):
    """A vocabulary that is kept with the program, and the hash of what was kept."""

    url: Url
    sha256: Hash


class TermsGiven(Noun):
    """Under which terms it was examined; ``status_age`` is in seconds, ``limits`` are the bounds on work by name."""

    now: Instant
    profile: ProfileName
    holder_ids: tuple[str, ...] = ()
    holder_emails: tuple[str, ...] = ()
    audience: str | None = None
    nonce: str | None = None
    proven: str | None = None
    status_age: Annotated[float, Field(ge=0, le=1e10)]
    limits: dict[str, int]


class _Named(Noun):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class EvidenceManifest(_Named):
    """``pathways/evidence/1``: what lies in a bundle of evidence; every file is listed, and no other lies there."""

    schema_name: Literal["pathways/evidence/1"] = Field(default="pathways/evidence/1", alias="schema")
    terms: TermsGiven
    credential: FileName
    document: FileName
    registry: FileName | None = None
    anchors: FileName | None = None
    others: tuple[FileName, ...] = ()
    snapshots: tuple[GivenSnapshot, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    contexts: tuple[PinnedContext, ...] = ()
    files: tuple[PackedFile, ...]


class SnapshotList(_Named):
    """``pathways/snapshots/1``: documents of others that somebody took on a day, for asking without a network."""

    schema_name: Literal["pathways/snapshots/1"] = Field(default="pathways/snapshots/1", alias="schema")
    snapshots: tuple[GivenSnapshot, ...] = ()


DOCUMENTS: dict[str, type[BaseModel]] = {"evidence": EvidenceManifest, "snapshots": SnapshotList}
