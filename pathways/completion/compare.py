"""Where do my credits go furthest?  Every goal audited, ranked by how far the record goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.completion.audit import Examination
from pathways.completion.report import applied_in
from pathways.completion.totals import line_results
from pathways.model.credential import Credential
from pathways.model.documents import CompareDocument, CompareEntry
from pathways.model.record import AttainmentStatus, LearnerRecord

Examine = Callable[[Credential], Examination]

LARGER_AWARDS = {
    "degree": ("associate", "bachelor", "master", "doctorate"),
    "award": ("certificate", "diploma", "associate", "bachelor", "master", "doctorate"),
}
"""Words for several kinds at once."""


def goals(catalog: Catalog, kind: str | None, as_of: dt.date) -> tuple[Credential, ...]:
    """Return the credentials in force that state requirements, of one kind (or word for several), by key."""
    kinds = None if kind is None else LARGER_AWARDS.get(kind, (kind,))
    return tuple(
        credential
        for credential in catalog.credentials.values()
        if credential.requirement is not None
        and credential.valid.holds_on(as_of)
        and (kinds is None or credential.kind.value in kinds)
    )


def compare_document(
    catalog: Catalog, record: LearnerRecord, wanted: Iterable[Credential], examine: Examine, as_of: dt.date, top: int
) -> CompareDocument:
    """Return ``pathways/compare/1``: satisfied first, then by progress, credit applied, least shortfall, id.

    Goals that ask for nothing of the empty record (all of it comes after transfer) are left out.
    """
    held = {
        (attainment.credential or "").partition("@")[0]
        for attainment in record.attainments
        if attainment.status is AttainmentStatus.COMPLETED
    }
    asked = (examination for examination in map(examine, wanted) if not examination.empty.met)
    entries = sorted((_entry(examination, held) for examination in asked), key=_order)
    unclaimed = tuple(entry.credential for entry in entries if entry.status == "satisfied" and not entry.held)
    nearest = next((entry.credential for entry in entries if entry.status != "satisfied" and entry.progress > 0), None)
    return CompareDocument(
        schema_name="pathways/compare/1",
        as_of=as_of,
        catalog=catalog.digest,
        learner=record.learner.id,
        goals=tuple(entries[:top]),
        considered=len(entries),
        unclaimed=unclaimed,
        nearest=nearest,
    )


def _entry(examination: Examination, held: set[str]) -> CompareEntry:
    now = examination.reading()
    lines = line_results(examination.recognition, now)
    credential = examination.credential
    measure = examination.inputs.shelf.measure
    return CompareEntry(
        credential=credential.key,
        title=credential.title,
        kind=credential.kind.value,
        organization=credential.organization,
        status=examination.status,
        progress=examination.progress,
        applied=applied_in(examination, now),
        accepted=sum((line.recognized for line in lines if line.recognition.decision == "accepted"), Fraction(0)),
        shortfall=now.shortfall,
        system=(examination.recognition.system if measure == "credit" else None) or measure,
        items_missing=now.allocation.items,
        held=credential.id in held,
    )


def _order(entry: CompareEntry) -> tuple[bool, Fraction, Fraction, Fraction, str]:
    return (entry.status != "satisfied", -entry.progress, -entry.applied, entry.shortfall, entry.credential)
