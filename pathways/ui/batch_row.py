"""What does one record of a batch come to?  Runs in a worker; only the row comes back, never the whole answer.

The row is made by the same code as those of ``pathways batch``.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pathways.batch.unanswered import bad_row, our_bug
from pathways.errors import Finding, PathwaysError
from pathways.model.batch_documents import Asked, BatchRow
from pathways.model.record import LearnerRecord
from pathways.ui.worker import catalogue

if TYPE_CHECKING:
    from pathways.ui.deciding import Mark


@dataclass(frozen=True, slots=True)
class Aim:
    """What all records of a batch are asked, and the file of decisions that hold meanwhile (None: none).

    ``head`` is the digest of the last decision: two aims are one where the same was decided.
    """

    asked: Asked
    decisions: Mark | None = field(default=None, compare=False)
    head: str = ""


def summed(path: Path, stamp: str, record: LearnerRecord, aim: Aim) -> BatchRow:
    """Return what a record comes to.  Never raises."""
    try:
        from pathways.batch.answering import answer_record

        return answer_record(_desk(path, stamp, aim.decisions), aim.asked, record).row
    except PathwaysError as error:
        return bad_row(record.learner.id, error.findings)
    except Exception as error:  # our own bug must reach the visitor as a clear word, never as a lost process
        return bad_row(record.learner.id, (our_bug(error),))


@lru_cache(maxsize=2)
def _desk(path: Path, stamp: str, mark: Mark | None) -> Any:
    """Return the desk of a catalogue under the decisions of a file in one state; kept for the next record."""
    from pathways.advising import Desk
    from pathways.batch.job import decided
    from pathways.ui.deciding import standing_at

    return Desk(decided(catalogue(path, stamp), standing_at(mark)))


def table_of(rows: Iterable[BatchRow], kind: str) -> bytes:
    """Return rows as the file that ``pathways batch`` would write, ``csv`` or ``parquet``.

    Raises NotAvailableError X002 for Parquet without pyarrow.
    """
    from pathways.formats.batch_table import csv_bytes, write_parquet

    if kind == "csv":
        return b"".join(csv_bytes(rows))
    out = io.BytesIO()
    write_parquet(rows, out)
    return out.getvalue()


def told(learner: str, code: str, words: str) -> BatchRow:
    """Return the row of a record for which no answer came."""
    return bad_row(learner, (Finding(code, words),))
