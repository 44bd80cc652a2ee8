"""What lies in a passport that carries its proofs?  The record, the badges that its lines rest on, and the hashes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pathways.model.base import Noun
from pathways.model.evidence import FileName, Hash, PackedFile

PASSPORT_SCHEMA = "pathways/passport/1"


class EnclosedBadge(Noun):
    """A badge as it was handed in, and the file with what was found when it was last examined."""

    sha256: Hash
    file: FileName
    verification: FileName


class PassportManifest(Noun):
    """``pathways/passport/1``: what lies in a passport; every file is listed, and no other lies there."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    schema_name: Annotated[Literal["pathways/passport/1"], Field(alias="schema")] = "pathways/passport/1"
    record: FileName
    badges: tuple[EnclosedBadge, ...] = ()
    files: tuple[PackedFile, ...]


DOCUMENTS: dict[str, type[BaseModel]] = {"passport": PassportManifest}
