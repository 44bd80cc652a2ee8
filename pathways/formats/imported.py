"""What does an import answer?  The document of ``pathways import``: what was written, and what became of the rest."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from pathways.catalog.collection import SECTIONS, Catalog
from pathways.formats.loss import LossReport
from pathways.model.base import Noun


class ImportLine(Noun):
    """``count`` things of one ``kind`` met the same fate; ``how`` says in what form, ``examples`` names a few."""

    kind: str
    count: int
    fate: Literal["represented", "kept as a note", "not represented"]
    how: str
    examples: tuple[str, ...] = ()


class ImportDocument(Noun):
    """``pathways/import/1``: the catalogue that was written, by digest and counts, and the fate of what was read."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    schema_name: str = Field(alias="schema")
    catalog: str = Field(description="SHA-256 of the content of the catalogue that was written")
    format: str
    counts: dict[str, int]
    lines: tuple[ImportLine, ...]
    unknown_keys: dict[str, int]

    def to_json(self) -> str:
        """Return the document as indented JSON, the same bytes for the same files."""
        return self.model_dump_json(by_alias=True, indent=2)


def import_document(catalog: Catalog, report: LossReport) -> ImportDocument:
    """Return the document for what an importer read."""
    return ImportDocument(
        schema_name="pathways/import/1",
        catalog=catalog.digest,
        format=report.format,
        counts={name: len(catalog.section(name)) for name in SECTIONS},
        lines=tuple(
            ImportLine(kind=x.kind, count=x.count, fate=x.fate, how=x.how, examples=x.examples) for x in report.lines
        ),
        unknown_keys=dict(report.unknown_keys),
    )
