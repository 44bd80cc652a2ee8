"""What is told of a record that has no answer?  A row that says what, where, why it matters and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pathways.catalog.findings import finding_entry
from pathways.errors import Finding, finding
from pathways.formats.problems import brief
from pathways.model.batch_documents import BatchRow

LATE: Final = "P002"
NAMED: Final = 3
"""So many of the files are named in which one learner comes."""


def bad_row(learner: str, findings: Iterable[Finding]) -> BatchRow:
    """Return the row of a record that could not be read or answered."""
    told = tuple(finding_entry(item) for item in findings)
    return BatchRow(learner=learner, kind="bad", reason=told[0].message if told else "", findings=told)


def lost_row(learner: str) -> BatchRow:
    """Return the row of a record on which worker after worker was lost."""
    hint = "Ask about this record alone; it may need more memory than a worker has."
    return bad_row(learner, (finding("P001", "the process that worked on it was lost each time", hint=hint),))


def late_row(learner: str, seconds: float) -> BatchRow:
    """Return the row of a record that was given up after so many seconds."""
    told = f"it takes more than {seconds:g} seconds"
    hint = "Ask about this record alone, or go on with a higher --seconds."
    return bad_row(learner, (finding(LATE, told, hint=hint),))


def twice_row(learner: str, times: int, files: Sequence[str] = ()) -> BatchRow:
    """Return the row of a record whose learner has others too: how many, and in which files where those are known."""
    told = f"{brief(learner)} has {times:,}"
    if files:
        more = " ..." if len(files) > NAMED else ""
        told = f"{told}: {', '.join(files[:NAMED])}{more}"
    hint = "Put their lines into one record; where two people share an id, give them two."
    return bad_row(learner, (finding("R005", told, hint=hint),))


def is_late(row: BatchRow) -> bool:
    """Return whether a record was given up because it took too long."""
    return any(item.code == LATE for item in row.findings)


def our_bug(error: Exception) -> Finding:
    """Return the finding for what should never have happened."""
    words = " ".join(str(error).split())[:200]
    return Finding(
        "X001",
        f"{type(error).__name__}: {words}" if words else type(error).__name__,
        why="This is a bug in Pathways, not in your data; please report it.",
        hint="Ask about this record alone with 'pathways --debug audit'.",
    )
