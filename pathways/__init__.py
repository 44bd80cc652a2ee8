"""Which learning counts, how far does it take a learner, what is missing, and why?

The front door: the names below are all that most programs need.  Each is loaded when it is first asked for, so that
``import pathways`` costs nothing.

>>> from pathways import Desk, load_record, open_catalog, sample_catalog, sample_record
>>> record = load_record(sample_record())
>>> audit = Desk(open_catalog(sample_catalog())).audit(record, "lakeside-diploma-data-analytics", as_of=record.as_of)
>>> audit.status, str(audit.credit.applied), str(audit.credit.required)
('unsatisfied', '21', '60')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathways.advising import Desk
    from pathways.catalog.collection import Catalog, collect
    from pathways.errors import Finding, PathwaysError
    from pathways.formats.issuers import load_issuers
    from pathways.formats.native import load_catalog, load_record, open_catalog, write_catalog
    from pathways.graph.interop import neighborhood
    from pathways.model.codes import ReasonCode
    from pathways.model.course import Course
    from pathways.model.credential import Credential
    from pathways.model.credit import Credit
    from pathways.model.documents import (
        AuditDocument,
        CheckDocument,
        CompareDocument,
        GapDocument,
        RecognitionDocument,
        ShowDocument,
    )
    from pathways.model.equivalence import Equivalence
    from pathways.model.plan_documents import NextDocument, PlanDocument, TeamDocument
    from pathways.model.record import LearnerRecord, Preferences
    from pathways.planning.answer import Request
    from pathways.reasons import Reason
    from pathways.resources import sample_catalog, sample_record
    from pathways.ui.picture import Picture
    from pathways.ui.picturing import picture
    from pathways.verification.attainment import attained
    from pathways.verification.examine import examine
    from pathways.verification.terms import Terms

__version__ = "0.1.0"

__all__ = [
    "AuditDocument",
    "Catalog",
    "CheckDocument",
    "CompareDocument",
    "Course",
    "Credential",
    "Credit",
    "Desk",
    "Equivalence",
    "Finding",
    "GapDocument",
    "LearnerRecord",
    "NextDocument",
    "PathwaysError",
    "Picture",
    "PlanDocument",
    "Preferences",
    "Reason",
    "ReasonCode",
    "RecognitionDocument",
    "Request",
    "ShowDocument",
    "TeamDocument",
    "Terms",
    "attained",
    "collect",
    "examine",
    "load_catalog",
    "load_issuers",
    "load_record",
    "neighborhood",
    "open_catalog",
    "picture",
    "sample_catalog",
    "sample_record",
    "write_catalog",
]

_HOMES = {
    "pathways.advising": ("Desk",),
    "pathways.catalog.collection": ("Catalog", "collect"),
    "pathways.errors": ("Finding", "PathwaysError"),
    "pathways.formats.issuers": ("load_issuers",),
    "pathways.formats.native": ("load_catalog", "load_record", "open_catalog", "write_catalog"),
    "pathways.graph.interop": ("neighborhood",),
    "pathways.model.codes": ("ReasonCode",),
    "pathways.model.course": ("Course",),
    "pathways.model.credential": ("Credential",),
    "pathways.model.credit": ("Credit",),
    "pathways.model.documents": (
        "AuditDocument",
        "CheckDocument",
        "CompareDocument",
        "GapDocument",
        "RecognitionDocument",
        "ShowDocument",
    ),
    "pathways.model.equivalence": ("Equivalence",),
    "pathways.model.plan_documents": ("NextDocument", "PlanDocument", "TeamDocument"),
    "pathways.model.record": ("LearnerRecord", "Preferences"),
    "pathways.planning.answer": ("Request",),
    "pathways.reasons": ("Reason",),
    "pathways.resources": ("sample_catalog", "sample_record"),
    "pathways.ui.picture": ("Picture",),
    "pathways.ui.picturing": ("picture",),
    "pathways.verification.attainment": ("attained",),
    "pathways.verification.examine": ("examine",),
    "pathways.verification.terms": ("Terms",),
}


def __getattr__(name: str) -> Any:
    """Load a public name from the room where it lives."""
    for home, names in _HOMES.items():
        if name in names:
            found = getattr(import_module(home), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module 'pathways' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted([*__all__, "__version__"])
