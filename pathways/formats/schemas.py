"""What may a document contain?  The published JSON Schemas, made from the models, for editors and other programs.

Run ``python -m pathways.formats.schemas`` in a checkout after a model has changed.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from pathways.catalog.collection import SECTIONS
from pathways.errors import Where
from pathways.formats.documents import CATALOG_SCHEMA, RECORD_SCHEMA
from pathways.formats.imported import ImportDocument
from pathways.formats.problems import refusal, shown
from pathways.formats.records import write_whole
from pathways.formats.wanted import WANTED_SCHEMA, Wanted
from pathways.model import (
    anchors,
    backpack,
    badge_documents,
    batch_documents,
    design_documents,
    desk_documents,
    documents,
    equity_documents,
    evidence,
    issuers,
    joint_documents,
    letter_documents,
    log_documents,
    map_documents,
    passport_documents,
    plan_documents,
    proof_documents,
    suggestion_documents,
    verification_documents,
)
from pathways.model.record import LearnerRecord

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Published:
    """A document whose schema is published: its name (``pathways/catalog/1``), its model, and which side writes it."""

    name: str
    model: type[BaseModel]
    side: Literal["read", "written"] = "written"


def _catalog_document() -> type[BaseModel]:
    sections: dict[str, Any] = {
        name.replace("-", "_"): (list[noun], Field(default=[], alias=name))  # type: ignore[valid-type]
        for name, noun in SECTIONS.items()
    }
    return create_model("Catalog", __config__=ConfigDict(extra="forbid"), **sections)


DOCUMENTS: Final[Mapping[str, Published]] = MappingProxyType(
    {
        "catalog": Published(CATALOG_SCHEMA, _catalog_document(), "read"),
        "record": Published(RECORD_SCHEMA, LearnerRecord, "read"),
        "competencies": Published(WANTED_SCHEMA, Wanted, "read"),
        "issuers": Published(issuers.ISSUERS_SCHEMA, issuers.IssuerRegistry, "read"),
        "letterheads": Published(letter_documents.LETTERHEADS_SCHEMA, letter_documents.Letterheads, "read"),
        "anchors": Published(anchors.ANCHORS_SCHEMA, anchors.Anchors, "read"),
        **{name: Published(f"pathways/{name}/1", model) for name, model in documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in plan_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in design_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in map_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in suggestion_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in joint_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in verification_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in badge_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in backpack.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in batch_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in desk_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in log_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in letter_documents.DOCUMENTS.items()},
        **{name: Published(f"pathways/{name}/1", model) for name, model in equity_documents.DOCUMENTS.items()},
        "evidence": Published(evidence.EVIDENCE_SCHEMA, evidence.EvidenceManifest),
        "snapshots": Published(evidence.SNAPSHOTS_SCHEMA, evidence.SnapshotList, "read"),
        "proof": Published("pathways/proof/1", proof_documents.ProofDocument),
        "passport": Published(passport_documents.PASSPORT_SCHEMA, passport_documents.PassportManifest),
        "import": Published("pathways/import/1", ImportDocument),
    }
)
"""The documents that people write, then those that we write; the file stem of each schema with what it describes."""


def schema_of(published: Published) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a document as plain values.

    >>> schema_of(DOCUMENTS["record"])["properties"]["schema"]
    {'const': 'pathways/record/1', 'title': 'Schema', 'type': 'string'}
    """
    mode: Literal["validation", "serialization"] = "validation" if published.side == "read" else "serialization"
    schema = published.model.model_json_schema(by_alias=True, mode=mode)
    schema = {"$schema": _DIALECT, "$id": f"{published.name}.schema.json", **schema}
    mark = {"const": published.name, "title": "Schema", "type": "string"}
    schema["properties"] = {"schema": mark, **{k: v for k, v in schema["properties"].items() if k != "schema"}}
    if published.side == "read":
        return _as_read(schema)
    schema["required"] = ["schema", *(key for key in schema.get("required", ()) if key != "schema")]
    return schema


def _as_read(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with what our reader takes beyond the model: decimal numbers and ``last_day``."""
    wider: dict[str, Any] = copy.deepcopy(schema)
    _widen_amounts(wider)
    validity = wider.get("$defs", {}).get("Validity")
    if validity is not None:
        words = "The last valid day; stored as 'until' on the next day."
        day = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}], "default": None}
        validity["properties"]["last_day"] = {**day, "title": "Last Day", "description": words}
    return wider


def _widen_amounts(value: Any) -> None:
    if isinstance(value, dict):
        if value.get("type") == ["string", "integer"]:
            value["type"] = ["string", "number"]
        for inner in value.values():
            _widen_amounts(inner)
    elif isinstance(value, list):
        for inner in value:
            _widen_amounts(inner)


def write_schemas(out: Path, registry: Mapping[str, Published] = DOCUMENTS) -> tuple[Path, ...]:
    """Write ``<stem>.schema.json`` into the folder ``out`` for each document of the registry; return the paths.

    Raises FormatError F010 where the folder cannot be written.
    """
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise refusal("F010", f"{shown(folder)} ({reason})", where=Where(shown(folder))) from None
    written = []
    for stem, published in registry.items():
        path = folder / f"{stem}.schema.json"
        write_whole(path, schema_text(published))
        written.append(path)
    return tuple(written)


def schema_text(published: Published) -> str:
    """Return the schema as the text of its file."""
    return json.dumps(schema_of(published), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write_schemas(Path("docs/schemas"))
