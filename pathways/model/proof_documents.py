"""What was found when files of any kind were examined at once?  For each file what it is, and what of it holds."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pathways.model.backpack import SharedDocument
from pathways.model.badge_documents import BadgesDocument
from pathways.model.base import Noun
from pathways.model.verification_documents import Instant


class Handed(StrEnum):
    """What a file turned out to be."""

    BADGE = "badge"
    EVIDENCE = "evidence"
    BACKPACK = "backpack"
    SHARED = "shared"
    RECEIPT = "receipt"
    PASSPORT = "passport"
    RECORD = "record"
    OTHER = "other"


class ProofFinding(Noun):
    """One thing that was found of a file as a whole; ``holds`` is None where nobody could tell.

    ``about`` names what it speaks of: badges, steps, files.
    """

    what: str
    holds: bool | None
    words: str
    about: tuple[str, ...] = ()


class ProofEntry(Noun):
    """One file: what it is, what was found of it as a whole, and the badges in it, examined now."""

    name: str
    what: Handed
    sha256: str
    findings: tuple[ProofFinding, ...] = ()
    badges: BadgesDocument | None = None
    shared: SharedDocument | None = None


class ProofDocument(Noun):
    """``pathways/proof/1``: what was found of every file that was handed in; nothing in it says "valid".

    ``issuers`` is the title of the list that says whom to trust, None where there was none; ``holder`` tells whether
    it was said whose the badges should be.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    schema_name: Annotated[Literal["pathways/proof/1"], Field(alias="schema")] = "pathways/proof/1"
    as_of: Instant
    issuers: str | None = None
    holder: bool = False
    entries: tuple[ProofEntry, ...] = ()

    def to_json(self) -> str:
        """Return the document as indented JSON, the same bytes for the same answer."""
        return self.model_dump_json(by_alias=True, indent=2)


DOCUMENTS: dict[str, type[BaseModel]] = {"proof": ProofDocument}
