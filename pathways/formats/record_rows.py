"""How is a learner record read from a table?  One attainment a row; the first row names the columns.

====================  ==============================================================================================
column                also read as
====================  ==============================================================================================
``id``                ``line``, ``attainment``; without it lines are called ``L1``, ``L2``, ...
``learner``           ``student``, ``learner_id``, ``student_id`` (default: file name); several make several records
``course``            ``course_id``
``credential``        ``credential_id``, ``badge``, ``award``
``occupation``        ``occupation_id``
``organization``      ``institution``, ``school``, ``provider``, ``organization_id``
``code``              ``course_code``
``title``             ``name``, ``course_title``
``status``            ``state``; such as ``completed``, ``in progress``, ``planned``
``route``             such as ``course``, ``prior learning``
``grade``             ``mark``
``grade_scale``       ``scale``
``credit``            ``credits``, ``units``; needs ``credit_system``
``credit_system``     ``system``
``hours``             ``workload``
``started``           ``start``, ``start_date``
``completed``         ``end``, ``end_date``, ``date``, ``completed_on``, ``date_completed``, ``completion_date``
``lodged``            ``lodged_on``
``valid_from``        ``issued``
``valid_until``       ``expires`` (the first day on which it no longer holds)
``last_day``          ``valid_to`` (the last day on which it holds)
``assessed``          true or false
``verification``      ``verified``, ``unverified`` or ``failed``
``competencies``      several, divided by ``;``, each with a level if stated: ``sql:2; python``
``evidence``          several, divided by ``;``
``replaces``
``note``              ``notes``, ``comment``
====================  ==============================================================================================

Columns are divided by commas, semicolons or tabs; dates are written 2026-09-01; an empty cell says nothing.  A quote
before what a spreadsheet would run as a formula (``'=1+1``) is taken off.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pathways.errors import Finding, Where
from pathways.formats.invalid import near
from pathways.formats.packed import bounded_lines
from pathways.formats.problems import problem, refusal, refusals, shown
from pathways.formats.text import read_text
from pathways.formats.tree import Limits

ALIASES: Final = MappingProxyType(
    {
        "line": "id",
        "attainment": "id",
        "student": "learner",
        "learner_id": "learner",
        "student_id": "learner",
        "course_id": "course",
        "credential_id": "credential",
        "badge": "credential",
        "award": "credential",
        "occupation_id": "occupation",
        "institution": "organization",
        "school": "organization",
        "provider": "organization",
        "organization_id": "organization",
        "course_code": "code",
        "name": "title",
        "course_title": "title",
        "state": "status",
        "mark": "grade",
        "scale": "grade_scale",
        "credits": "credit",
        "units": "credit",
        "system": "credit_system",
        "workload": "hours",
        "start": "started",
        "start_date": "started",
        "end": "completed",
        "end_date": "completed",
        "date": "completed",
        "completed_on": "completed",
        "date_completed": "completed",
        "completion_date": "completed",
        "lodged_on": "lodged",
        "issued": "valid_from",
        "expires": "valid_until",
        "valid_to": "last_day",
        "notes": "note",
        "comment": "note",
    }
)
_AS_WRITTEN: Final = (
    "id",
    "course",
    "credential",
    "occupation",
    "organization",
    "code",
    "title",
    "status",
    "route",
    "grade",
    "grade_scale",
    "hours",
    "started",
    "completed",
    "lodged",
    "assessed",
    "verification",
    "replaces",
    "note",
)
_PERIOD: Final = MappingProxyType({"valid_from": "from", "valid_until": "until", "last_day": "last_day"})
_WORDS: Final = frozenset({"status", "route", "verification", "assessed"})
FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would run, or that has quotes before it to keep it from doing so."""

_MOST_COLUMNS: Final = 200
_LONGEST_HEADER: Final = 100_000
TWICE: Final = "two columns mean"
COLUMNS: Final = (*_AS_WRITTEN, *_PERIOD, "learner", "credit", "credit_system", "competencies", "evidence")


@dataclass(slots=True)
class Rows:
    """A table as a record document, with the line of each attainment."""

    document: dict[str, Any]
    lines: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_rows(file: Path, limits: Limits) -> Rows:
    """Return the rows of a table as a record document.

    Raises FormatError F004 (not UTF-8), F005 (too large) and F006 (no header, or rows that cannot be divided).
    """
    rows = Rows({"learner": {"id": file.stem}, "attainments": []})
    learners: dict[str, int] = {}
    for line, row in _rows(file, limits, rows.findings):
        learners.setdefault(row.pop("learner", file.stem), line)
        add_row(file, rows, row, line)
    _name_learner(file, rows, learners)
    return rows


def _rows(file: Path, limits: Limits, told: list[Finding]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line of each row and its cells by column; what is wrong with the table goes into ``told``."""
    text = read_text(file, limit=limits.table_bytes)
    lines = bounded_lines(io.StringIO(text, newline=""), file, limits.line_bytes)
    return named_rows(file, divided(file, lines, divider(text)), told)


def named_rows(
    file: Path, table: Iterator[tuple[int, list[str]]], told: list[Finding]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line of each row of a divided table and its cells by column, the first row being the header.

    What is wrong goes into ``told``, before its row is yielded.  Raises FormatError F006 where the header says nothing.
    """
    _, header = next(table, (1, []))
    columns, findings = _columns(file, header)
    told.extend(findings)
    for line, cells in table:
        if len(cells) > len(columns):
            message = f"the row has {len(cells)} cells, the header {len(columns)}"
            told.append(_told(file, message, line, "Put quotes around cells that contain the divider."))
        row = {name: _said(cell) for name, cell in zip(columns, cells, strict=False) if name and cell.strip()}
        if row:
            yield line, row


def divided(file: Path, lines: Iterator[str], mark: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each row begins, and its cells; rows without any text are left out.

    Raises FormatError F006 where rows cannot be told apart.
    """
    reader = csv.reader(lines, delimiter=mark, strict=True)
    begin = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begin, cells
            begin = reader.line_num + 1
    except csv.Error as error:
        hint = "Check the quotes there; inside a quoted cell a quote is written twice."
        raise refusal("F006", str(error), where=Where(shown(file), begin), hint=hint) from None


def divider(text: str) -> str:
    """Return the divider under which most words of the header of a text are known columns.

    >>> divider("learner;course;grade")
    ';'
    """
    header = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")[:_LONGEST_HEADER]

    def known(mark: str) -> int:
        return sum(_column(word.strip('"')) in COLUMNS for word in header.split(mark))

    return max((",", ";", "\t"), key=known)


def _column(title: str) -> str:
    word = "_".join(title.strip().lower().replace("-", " ").replace("_", " ").split())
    return ALIASES.get(word, word)


def _columns(file: Path, header: list[str]) -> tuple[list[str], list[Finding]]:
    if not header:
        raise refusal("F006", "the table is empty", where=Where(shown(file), 1), hint=_HEADER)
    if len(header) > _MOST_COLUMNS:
        raise refusal("F006", f"the table has {len(header):,} columns", where=Where(shown(file), 1), hint=_HEADER)
    columns = [_column(title) for title in header]
    findings: list[Finding] = []
    for place, (name, title) in enumerate(zip(columns, header, strict=True)):
        if name and name not in COLUMNS:
            findings.append(_told(file, f"unknown column {title.strip()!r}", 1, near(name, COLUMNS)))
        elif name in columns[:place]:
            hint = "Keep one of them."
            findings.append(_told(file, f"{TWICE} {name!r}; the second is {title.strip()!r}", 1, hint))
    if not {"course", "credential", "occupation", "code", "title", "competencies"} & set(columns):
        raise refusals([*findings, _told(file, "no column says what was learned", 1, _HEADER)])
    return columns, findings


_HEADER = "The first row names columns such as course, code, organization, title, grade, credit, completed."


def _said(cell: str) -> str:
    """Return what a cell says, without the quote that kept a spreadsheet from running it."""
    said = cell.strip()
    return said[1:] if said.startswith("'") and FORMULA.match(said) else said


def _told(file: Path, message: str, line: int, hint: str) -> Finding:
    return problem("F006", message, where=Where(shown(file), line), hint=hint)


def add_row(file: Path, rows: Rows, row: dict[str, str], line: int) -> None:
    """Add one row of a table to the record that it belongs to; what is wrong with it is told there."""
    rows.lines.append(line)
    lines: list[Any] = rows.document["attainments"]
    document: dict[str, Any] = {"id": f"L{len(lines) + 1}"}
    for name in (name for name in _AS_WRITTEN if name in row):
        document[name] = "_".join(row[name].lower().replace("-", " ").split()) if name in _WORDS else row[name]
    if "credit" in row:
        document["credit"] = {"amount": row["credit"], "system": row.get("credit_system")}
        if "credit_system" not in row:
            where = Where(shown(file), line, f"attainments[{len(lines)}].credit")
            hint = "Add a column credit_system, or leave the credit out."
            rows.findings.append(problem("K003", "credit is given without its system", where=where, hint=hint))
            del document["credit"]
    period = {key: row[name] for name, key in _PERIOD.items() if name in row}
    if period:
        document["valid"] = period
    if "competencies" in row:
        document["competencies"] = [_competency(part) for part in _parts(row["competencies"])]
    if "evidence" in row:
        document["evidence"] = _parts(row["evidence"])
    lines.append(document)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _competency(part: str) -> dict[str, str]:
    name, mark, level = part.rpartition(":")
    if mark and level.strip().isdecimal():
        return {"competency": name.strip(), "level": level.strip()}
    return {"competency": part}


def _name_learner(file: Path, rows: Rows, learners: dict[str, int]) -> None:
    if len(learners) > 1:
        second = list(learners)[1]
        message = f"rows of {len(learners)} learners: {', '.join(map(repr, list(learners)[:3]))}"
        rows.findings.append(_told(file, message, learners[second], "A record is of one learner: divide the table."))
    if learners:
        rows.document["learner"]["id"] = next(iter(learners))
