"""What does one record of a batch come to?  Runs in a worker; only the figures come back, never the whole answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from pathways.errors import Finding
from pathways.model.codes import ReasonCode
from pathways.model.documents import AuditDocument, LineEntry, RecognitionDocument, Totals
from pathways.model.record import LearnerRecord
from pathways.ui.worker import Question, Trouble, answer


@dataclass(frozen=True, slots=True)
class Row:
    """What one record came to: its figures, or what is wrong with it.

    ``status`` and ``progress`` are there where a goal was asked, ``missing`` are titles, ``open_lines`` the lines that
    nobody has decided, ``codes`` how often each code stands in it.
    """

    learner: str
    name: str
    totals: Totals | None = None
    status: str = ""
    progress: Fraction | None = None
    shortfall: Fraction | None = None
    system: str = ""
    missing: tuple[str, ...] = ()
    open_lines: tuple[str, ...] = ()
    ambiguous: bool = False
    codes: tuple[tuple[str, int], ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def trouble(self) -> str:
        """Return why somebody has to look: bad, undecided, ambiguous; empty where nobody has to."""
        if self.totals is None:
            return "bad"
        if self.ambiguous:
            return "ambiguous"
        return "undecided" if self.open_lines or self.status == "undecided" else ""


def bad_row(learner: str, findings: tuple[Finding, ...]) -> Row:
    """Return the row of a record that has no answer."""
    return Row(learner, learner, findings=findings)


def summed(path: Path, stamp: str, record: LearnerRecord, goal: str | None, at: str, as_of: dt.date) -> Row:
    """Return what a record comes to: toward a goal, else at an institution.  Never raises."""
    words: tuple[tuple[str, object], ...] = (("as_of", as_of),)
    asked = Question(path, stamp, "audit", (record, goal), words) if goal else None
    found = answer(asked or Question(path, stamp, "recognize", (record, at), words))
    name = record.learner.name or record.learner.id
    if isinstance(found, Trouble):
        return Row(record.learner.id, name, findings=found.findings)
    if isinstance(found, AuditDocument):
        figures: dict[str, Any] = {
            "status": found.status,
            "progress": found.progress,
            "shortfall": found.credit.shortfall,
            "system": found.credit.system,
            "missing": tuple(entry.title or entry.path for entry in found.missing),
        }
        return _row(found.learner, name, found.totals, found.lines, figures)
    if isinstance(found, RecognitionDocument):
        return _row(found.learner, name, found.totals, found.lines, {"system": found.system or ""})
    return Row(record.learner.id, name, findings=(Finding("X001", "the desk gave no answer"),))


def _row(learner: str, name: str, totals: Totals, lines: tuple[LineEntry, ...], figures: dict[str, Any]) -> Row:
    counted: dict[str, int] = {}
    for line in lines:
        for code in line.codes:
            counted[code] = counted.get(code, 0) + 1
    return Row(
        learner,
        name,
        totals,
        open_lines=tuple(line.attainment for line in lines if line.decision == "undecided"),
        ambiguous=ReasonCode.AMBIGUOUS_RULES in counted,
        codes=tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0]))),
        **figures,
    )
