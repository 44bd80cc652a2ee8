"""What stands in a log, and what was found of it?  The documents of ``pathways log``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from pathways.model.base import Noun


class _Document(Noun):
    """What is printed for programs."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    def to_json(self) -> str:
        """Return the document as indented JSON, the same bytes for the same answer."""
        return self.model_dump_json(by_alias=True, indent=2)


class LeafEntry(Noun):
    """One entry of a log as everybody sees it: its place, and 32 bytes that tell nothing."""

    index: int
    commitment: str = Field(description="in hexadecimal digits")


class LogDocument(_Document):
    """``pathways/log/1``: a log after something was done with it.

    ``sealed`` is how many entries the last checkpoint speaks of; ``proof`` are hashes in base64, ``files`` what was
    written.
    """

    schema_name: Annotated[Literal["pathways/log/1"], Field(alias="schema")] = "pathways/log/1"
    origin: str
    size: int
    root: str = Field(description="of all entries, in base64")
    sealed: int
    verifier: str = Field(description="the public key of the log, as verifiers write it")
    checkpoint: str | None = None
    added: tuple[LeafEntry, ...] = ()
    proof: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    erased: bool | None = None


class LogFinding(Noun):
    """One thing that was looked at, and whether it holds; None where nobody could tell."""

    what: str
    holds: bool | None
    words: str


class LogCheckDocument(_Document):
    """``pathways/log-check/1``: what was found of a log or of a receipt."""

    schema_name: Annotated[Literal["pathways/log-check/1"], Field(alias="schema")] = "pathways/log-check/1"
    kind: Literal["log", "receipt"]
    origin: str
    size: int | None = None
    findings: tuple[LogFinding, ...]

    @property
    def holds(self) -> bool:
        """Return whether everything that was looked at holds."""
        return all(one.holds is True for one in self.findings)


class CosignDocument(_Document):
    """``pathways/cosign/1``: what a witness found of a checkpoint, and what it signed, if it did."""

    schema_name: Annotated[Literal["pathways/cosign/1"], Field(alias="schema")] = "pathways/cosign/1"
    origin: str
    size: int
    checkpoint: str = Field(description="who vouches for it")
    consistency: str = Field(description="whether it continues what this witness has seen")
    cosigned: bool
    verifier: str = Field(description="the public key of the witness, as verifiers write it")


DOCUMENTS: dict[str, type[_Document]] = {
    "log": LogDocument,
    "log-check": LogCheckDocument,
    "cosign": CosignDocument,
}
