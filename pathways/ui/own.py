"""How does a record of one's own begin, change and travel?  Each change gives a new record; nothing is kept here."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from pathways.catalog.collection import Catalog
from pathways.catalog.lint_record import lint_record
from pathways.errors import Finding, RecordError, finding
from pathways.formats.invalid import problems_of
from pathways.formats.record_rows import FORMULA
from pathways.language.words import msg
from pathways.model.exact import format_exact
from pathways.model.record import Attainment, Goal, Learner, LearnerRecord, Verification

M = TypeVar("M", bound=BaseModel)

LARGEST: Final = 5_000_000
"""Bytes of a record that is handed in; a person's whole learning is far smaller."""

FIRST_ID: Final = "my-record"

STATES: Final = {
    "verified": msg("✓ verified, says the record"),
    "failed": msg("✗ the check failed, says the record"),
    "claim": msg("? claim, not checked"),
}
"""How it is said whether a line was checked."""

FREE: Final = frozenset({"note", "lodged"})
"""What may change on a line that was checked, without making it a claim again."""

COLUMNS: Final = (
    *("id", "learner", "course", "credential", "occupation", "organization", "code", "title", "status", "route"),
    *("grade", "grade_scale", "credit", "credit_system", "hours", "started", "completed", "lodged", "valid_from"),
    *("last_day", "assessed", "verification", "competencies", "evidence", "replaces", "note"),
)
"""The columns of a record as a table, as :mod:`pathways.formats.record_rows` reads them."""


def begun(name: str | None = None) -> LearnerRecord:
    """Return a record with nothing on it.

    >>> begun().attainments
    ()
    """
    return LearnerRecord(learner=Learner(id=FIRST_ID, name=name or None))


def next_id(record: LearnerRecord) -> str:
    """Return an id that no line of the record has.

    >>> next_id(begun())
    'L1'
    """
    taken = {line.id for line in record.attainments}
    return next(name for name in (f"L{number}" for number in range(1, len(taken) + 2)) if name not in taken)


def line_of(values: Mapping[str, Any]) -> Attainment:
    """Return the line that a form describes.  Raises RecordError R003, R004 with everything that is wrong with it."""
    made = _made(Attainment, values)
    if made.valid is not None and made.valid.is_empty:
        raise _error([finding("R003", f"it holds until {made.valid.until} but only from {made.valid.begin}")])
    return made


def goal_of(values: Mapping[str, Any]) -> Goal:
    """Return the goal that a form describes.  Raises RecordError R004."""
    return _made(Goal, values)


def _made(kind: type[M], values: Mapping[str, Any]) -> M:
    document = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise _error(_told(error, kind, document)) from None


def _told(error: ValidationError, kind: type[BaseModel], document: dict[str, Any]) -> list[Finding]:
    return [
        finding("R003" if "lies before" in item.message else "R004", item.message, hint=item.hint)
        for item in problems_of(error, kind, document)
    ]


def _error(found: list[Finding]) -> RecordError:
    return RecordError(found[0].code, found[0].message, findings=tuple(found))


def claimed(new: Attainment, old: Attainment | None) -> Attainment:
    """Return the line as what it is: who changes what was checked makes a claim of it.

    A line that is new is a claim; only a check, or the record that was handed in, says otherwise.
    """
    if new.verification is None:
        return new
    unchanged = old is not None and not any(
        getattr(new, name) != getattr(old, name) for name in Attainment.model_fields if name not in FREE
    )
    return new if unchanged else new.model_copy(update={"verification": Verification.UNVERIFIED})


def with_line(record: LearnerRecord, line: Attainment) -> LearnerRecord:
    """Return the record with a line changed in its place, or added at the end."""
    old = next((item for item in record.attainments if item.id == line.id), None)
    told = claimed(line, old)
    lines = tuple(told if item.id == line.id else item for item in record.attainments)
    return _with(record, attainments=lines if old else (*lines, told))


def without_line(record: LearnerRecord, name: str) -> LearnerRecord:
    """Return the record without a line, and without what spoke of it."""
    lines = tuple(
        item.model_copy(update={"replaces": None}) if item.replaces == name else item
        for item in record.attainments
        if item.id != name
    )
    adjustments = tuple(item for item in record.adjustments if item.attainment != name)
    return _with(record, attainments=lines, adjustments=adjustments)


def with_goal(record: LearnerRecord, goal: Goal) -> LearnerRecord:
    """Return the record with one more goal, as the last: the one that is looked at first."""
    return _with(record, goals=(*(item for item in record.goals if item != goal), goal))


def without_goal(record: LearnerRecord, place: int) -> LearnerRecord:
    """Return the record without the goal at a place."""
    return _with(record, goals=(*record.goals[:place], *record.goals[place + 1 :]))


def with_person(record: LearnerRecord, *, name: str, as_of: Any) -> LearnerRecord:
    """Return the record with another name, and asked as of another day."""
    learner = record.learner.model_copy(update={"name": " ".join(name.split()) or None})
    return _with(record, learner=learner, as_of=as_of)


def _with(record: LearnerRecord, **changes: Any) -> LearnerRecord:
    return record.model_copy(update=changes)


def unknown_to(record: LearnerRecord, catalog: Catalog) -> tuple[Finding, ...]:
    """Return what a record names that a catalogue does not contain."""
    return lint_record(record, catalog)


def state_of(line: Attainment) -> Literal["verified", "failed", "claim"]:
    """Return whether a line was checked, as the record says: what nobody checked is a claim."""
    match line.verification:
        case Verification.VERIFIED:
            return "verified"
        case Verification.FAILED:
            return "failed"
        case _:
            return "claim"


def table_text(record: LearnerRecord) -> str:
    """Return the lines as CSV with the columns that an upload reads; no cell is run by a spreadsheet.

    Reading it gives the same lines; what else a record says (name, goals, wishes, earlier uses) no table can say.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in record.attainments:
        cells = dict(_cells(line), learner=record.learner.id)
        writer.writerow([guarded(cells.get(name, "")) for name in COLUMNS])
    return out.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; the quote before it is taken off when it is read.

    >>> guarded("=1+1"), guarded("'=x"), guarded("'t Hooft"), guarded("-")
    ("'=1+1", "''=x", "'t Hooft", "'-")
    """
    return f"'{cell}" if FORMULA.match(cell) else cell


def _cells(line: Attainment) -> Iterator[tuple[str, str]]:
    document = line.model_dump(mode="json", by_alias=True, exclude_none=True)
    for name in COLUMNS:
        if isinstance(document.get(name), (str, bool)):
            yield name, str(document[name])
    if line.credit is not None:
        yield "credit", format_exact(line.credit.amount)
        yield "credit_system", line.credit.system
    if line.valid is not None:
        yield "valid_from", line.valid.begin.isoformat() if line.valid.begin else ""
        yield "last_day", line.valid.last_day.isoformat() if line.valid.last_day else ""
    levels = ((item.competency, item.level) for item in line.competencies)
    yield "competencies", "; ".join(name if level is None else f"{name}:{level}" for name, level in levels)
    yield "evidence", "; ".join(line.evidence)


def file_name(record: LearnerRecord) -> str:
    """Return a name for the files of a record, safe on every machine.

    >>> file_name(begun())
    'my-record'
    """
    return re.sub(r"[^A-Za-z0-9._-]+", "-", record.learner.id).strip("-.")[:60] or FIRST_ID
