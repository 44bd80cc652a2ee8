"""What is wrong with a catalogue, as a document?  All findings at once, errors first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from pathways.catalog.collection import SECTIONS, Catalog
from pathways.errors import Finding
from pathways.model.documents import CheckDocument, FindingEntry


def check_document(catalog: Catalog, findings: Sequence[Finding], as_of: dt.date) -> CheckDocument:
    """Return ``pathways/check/1`` for the findings about a catalogue."""
    order = {"error": 0, "warning": 1, "hint": 2}
    ranked = sorted(
        findings, key=lambda f: (order[f.severity], f.where.file or "", f.where.line or 0, f.code, f.message)
    )
    counts = Counter(finding.severity for finding in findings)
    return CheckDocument(
        schema_name="pathways/check/1",
        as_of=as_of,
        catalog=catalog.digest,
        counts={name: len(catalog.section(name)) for name in SECTIONS},
        errors=counts["error"],
        warnings=counts["warning"],
        hints=counts["hint"],
        findings=tuple(finding_entry(finding) for finding in ranked),
    )


def finding_entry(finding: Finding) -> FindingEntry:
    """Return a finding as a part of a document."""
    return FindingEntry(
        code=finding.code,
        severity=finding.severity,
        message=finding.message,
        file=finding.where.file,
        line=finding.where.line,
        path=finding.where.path,
        subject=finding.subject,
        why=finding.why,
        hint=finding.hint,
    )
