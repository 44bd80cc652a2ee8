"""What does one record come to?  Its row, or what is wrong with it; nothing that a record holds ends the run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pathways.advising import Desk
from pathways.batch.unanswered import bad_row, our_bug
from pathways.completion.report import audit_document, recognition_document
from pathways.completion.summary import audit_row, recognition_row
from pathways.errors import PathwaysError
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
