"""What is one run?  What all records are asked, of which catalogue with which decisions; the same everywhere."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pathways import __version__
from pathways.advising import Desk
from pathways.catalog.collection import Catalog
from pathways.errors import StoreError, Where, finding
from pathways.formats.native import open_catalog
from pathways.matching.decided import with_decisions
from pathways.model.batch_documents import Asked
from pathways.model.decision import Decision

FORMAT: Final = 1
"""Raised when rows are made otherwise, so that none of an older run is taken over."""

MEANS: Final = frozenset({"place", "seconds"})
"""What a record that is answered does not depend on."""


@dataclass(frozen=True)
class Job:
    """All that a worker must know: where the catalogue lies and its digest, the decisions, the question.

    ``documents`` asks for the full document of every record beside its row; no record may take more than ``seconds``.
    """

    place: str
    digest: str
    asked: Asked
    decisions: tuple[Decision, ...] = ()
    documents: bool = False
    seconds: float | None = None
    version: str = __version__

    @cached_property
    def key(self) -> str:
        """Return the SHA-256 of what answers depend on beside the record; place and limit are no part of it."""
        about = {key: value for key, value in self.document().items() if key not in MEANS}
        return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "format": FORMAT,
            "version": self.version,
            "place": self.place,
            "digest": self.digest,
            "asked": self.asked.model_dump(mode="json"),
            "decisions": [
                each.model_dump(mode="json", by_alias=True, exclude_defaults=True) for each in self.decisions
            ],
            "documents": self.documents,
            "seconds": self.seconds,
        }

    def to_bytes(self) -> bytes:
        """Return it as JSON, for a worker."""
        return json.dumps(self.document(), sort_keys=True).encode()

    @classmethod
    def of(cls, data: bytes) -> Job:
        """Return the job of which :meth:`to_bytes` wrote.  Raises StoreError S003 where another version wrote it."""
        document = json.loads(data)
        if (document["format"], document["version"]) != (FORMAT, __version__):
            told = f"the worker has version {__version__}, who asks has {document['version']}"
            why = "Rows of two versions in one table could not be compared."
            hint = "Install the same version everywhere."
            raise StoreError("S003", told, findings=[finding("S003", told, hint=hint, why=why)])
        return cls(
            document["place"],
            document["digest"],
            Asked.model_validate(document["asked"]),
            tuple(Decision.model_validate(each) for each in document["decisions"]),
            document["documents"],
            document["seconds"],
            document["version"],
        )


def desk_for(job: Job, place: Path) -> Desk:
    """Return the desk of the catalogue at a place, with the decisions of the job as rules.

    Raises StoreError S002 where another catalogue lies there, and whatever opening it raises.
    """
    catalog = open_catalog(place)
    if catalog.digest != job.digest:
        told = f"the catalogue at {place} is not the one that is asked about"
        hint = "It was changed meanwhile, or is another one there: begin again."
        raise StoreError("S002", told, where=Where(str(place)), findings=[finding("S002", told, hint=hint)])
    return Desk(decided(catalog, job.decisions))


def decided(catalog: Catalog, decisions: tuple[Decision, ...]) -> Catalog:
    """Return the catalogue in which the decisions are rules."""
    return with_decisions(catalog, decisions) if decisions else catalog
