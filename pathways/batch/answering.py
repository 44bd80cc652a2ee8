"""What does one record come to?  Its row, or what is wrong with it; nothing that a record holds ends the run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pathways.advising import Desk
from pathways.catalog.findings import finding_entry
from pathways.completion.report import audit_document, recognition_document
from pathways.completion.summary import audit_row, recognition_row
from pathways.errors import Finding, PathwaysError, finding
from pathways.formats.record_pieces import Piece, read_piece
from pathways.model.batch_documents import Asked, BatchRow
from pathways.model.record import LearnerRecord
from pathways.recognition.recognize import recognize


@dataclass(frozen=True, slots=True)
class Answer:
    """The row of a record, and its full document where that was asked for."""

    row: BatchRow
    document: str | None = None


def answer_piece(desk: Desk, asked: Asked, piece: Piece, *, documents: bool = False) -> Answer:
    """Return what a record comes to.  Never raises: what goes wrong is the row."""
    try:
        record, findings = read_piece(piece)
        if record is None or findings:
            return Answer(bad_row(record.learner.id if record else piece.name, findings))
        return answer_record(desk, asked, record, documents=documents)
    except PathwaysError as error:
        return Answer(bad_row(piece.name, error.findings))
    except Exception as error:  # our own bug in one record must not take the others along
        return Answer(bad_row(piece.name, (our_bug(error),)))


def answer_record(desk: Desk, asked: Asked, record: LearnerRecord, *, documents: bool = False) -> Answer:
    """Return what a record comes to.  Never raises: what goes wrong is the row."""
    try:
        return _answered(desk, asked, record, documents)
    except PathwaysError as error:
        return Answer(bad_row(record.learner.id, error.findings))
    except Exception as error:
        return Answer(bad_row(record.learner.id, (our_bug(error),)))


def _answered(desk: Desk, asked: Asked, record: LearnerRecord, documents: bool) -> Answer:
    if asked.goal is None:
        result = recognize(desk.catalog, desk.book, record, receiving=asked.at, as_of=asked.as_of)
        row = recognition_row(result, record.learner)
        if not documents:
            return Answer(row)
        text = recognition_document(desk.catalog, result, record.learner.id, None).to_json()
    else:
        found = desk.examine(record, desk.goal(record, asked.goal, asked.as_of), as_of=asked.as_of)
        row = audit_row(found)
        if not documents:
            return Answer(row)
        text = audit_document(found).to_json()
    text += "\n"
    return Answer(row.model_copy(update={"document": hashlib.sha256(text.encode()).hexdigest()}), text)


def bad_row(learner: str, findings: Iterable[Finding]) -> BatchRow:
    """Return the row of a record that could not be read or answered."""
    told = tuple(finding_entry(item) for item in findings)
    return BatchRow(learner=learner, kind="bad", reason=told[0].message if told else "", findings=told)


def our_bug(error: Exception) -> Finding:
    """Return the finding for what should never have happened."""
    words = " ".join(str(error).split())[:200]
    return Finding(
        "X001",
        f"{type(error).__name__}: {words}" if words else type(error).__name__,
        why="This is a bug in Pathways, not in your data; please report it.",
        hint="Ask about this record alone with 'pathways --debug audit'.",
    )


def lost_row(piece: Piece) -> BatchRow:
    """Return the row of a record on which worker after worker was lost."""
    hint = "Ask about this record alone; it may need more memory than a worker has."
    return bad_row(piece.name, (finding("P001", "the process that worked on it was lost each time", hint=hint),))
