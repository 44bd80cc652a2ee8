"""How are the rows of a batch written?  As a table, CSV or Parquet, one record a row, whole or not at all.

Both have the same columns and hold the same; amounts of credit are exact text, as in every document.  No cell of a CSV
is ever run as a formula by a spreadsheet.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pathways.errors import Where
from pathways.formats.problems import refusal, shown
from pathways.formats.record_columns import arrow
from pathways.formats.record_rows import FORMULA
from pathways.formats.targets import whole
from pathways.model.batch_documents import BatchRow
from pathways.model.exact import format_exact

COUNTS: Final = ("all", "accepted", "applied", "excess", "refused", "undecided", "aside")
CREDITS: Final = ("attempted", "evaluable", "accepted", "applied", "excess", "refused", "undecided")
TEXTS: Final = ("learner", "name", "kind", "reason", "status")
COLUMNS: Final = (
    *TEXTS,
    "progress",
    "credit_system",
    "credit_missing",
    "items_missing",
    *(f"credit_{name}" for name in CREDITS),
    "lines",
    *(f"lines_{name}" for name in COUNTS[1:]),
    "missing",
    "undecided_lines",
    "codes",
    "where",
    "why",
    "what_to_do",
    "document",
)
"""The columns of a table, in their order."""

_WHOLE: Final = frozenset({"items_missing", "lines", *(f"lines_{name}" for name in COUNTS[1:])})
_AT_ONCE: Final = 5_000
_CORRECT: Final = "Correct it where it came from, and ask again."

Cell = str | int | float | None


def cells(row: BatchRow) -> dict[str, Cell]:
    """Return the cells of a row by column; None where there is nothing to say."""
    found: dict[str, Cell] = {
        "learner": row.learner,
        "name": row.name,
        "kind": row.kind,
        "reason": row.reason,
        "status": row.status,
        "progress": None if row.progress is None else round(float(row.progress), 6),
        "credit_system": row.system,
        "credit_missing": None if row.shortfall is None else format_exact(row.shortfall),
        "items_missing": row.items_missing,
        "missing": _listed(row.missing),
        "undecided_lines": _listed(row.open_lines),
        "codes": _listed(f"{code} {count}" for code, count in row.codes),
        "document": row.document,
    }
    for name in CREDITS if row.totals else ():
        found[f"credit_{name}"] = format_exact(getattr(row.totals, name))
    for name in COUNTS if row.lines else ():
        found["lines" if name == "all" else f"lines_{name}"] = getattr(row.lines, name)
    if row.status is None:  # nothing is applied where no goal was asked
        for name in ("credit_applied", "credit_excess", "lines_applied", "lines_excess"):
            found[name] = None
    return {name: found.get(name) for name in COLUMNS} | _told(row)


def _told(row: BatchRow) -> dict[str, Cell]:
    """Return what, where, why and what to do, of everything that is wrong with a record."""
    if not row.findings:
        return {}
    places = (f"{item.file or ''}{f':{item.line}' if item.line else ''}" for item in row.findings)
    return {
        "reason": _listed(item.message for item in row.findings),
        "where": _listed(place for place in places if place),
        "why": _listed(dict.fromkeys(item.why for item in row.findings if item.why)),
        "what_to_do": _listed(dict.fromkeys(item.hint for item in row.findings if item.hint)) or _CORRECT,
    }


def _listed(words: Iterable[str]) -> str | None:
    return "; ".join(words) or None


def harmless(cell: Cell) -> str:
    """Return a cell so that no spreadsheet runs it; :mod:`pathways.formats.record_rows` takes the quote off again.

    >>> harmless("=1+1"), harmless(4), harmless(None)
    ("'=1+1", '4', '')
    """
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return format(cell, "g") if isinstance(cell, float) else str(cell)
    return f"'{cell}" if FORMULA.match(cell) else cell


def csv_bytes(rows: Iterable[BatchRow]) -> Iterator[bytes]:
    """Yield a CSV, line by line."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in rows:
        writer.writerow([harmless(cell) for cell in cells(each).values()])
        yield line.getvalue().encode("utf-8", "replace")
        line.seek(0)
        line.truncate()
    yield line.getvalue().encode()


def write_parquet(rows: Iterable[BatchRow], target: Any) -> None:
    """Write Parquet to a path or an open file.  Raises NotAvailableError X002 without the extra ``tables``."""
    library = arrow("writing Parquet")
    import pyarrow  # type: ignore[import-untyped]

    def kind(name: str) -> Any:
        if name == "progress":
            return pyarrow.float64()
        return pyarrow.int64() if name in _WHOLE else pyarrow.string()

    schema = pyarrow.schema([(name, kind(name)) for name in COLUMNS])
    each = iter(rows)
    with library.ParquetWriter(target, schema) as writer:
        while some := [cells(row) for row in islice(each, _AT_ONCE)]:
            writer.write_table(pyarrow.Table.from_pylist(some, schema=schema))


def check_table(out: Path) -> None:
    """Look whether a table can be written as it is called.

    Raises FormatError F008 (another type), F010 (no such folder), NotAvailableError X002 (Parquet, not installed).
    """
    match out.suffix.lower():
        case ".csv":
            pass
        case ".parquet":
            arrow("writing Parquet")
        case suffix:
            message = f"{suffix or 'a file without suffix'} is not written as a table"
            raise refusal("F008", message, where=Where(shown(out)), hint="Use .csv or .parquet.")
    if not out.parent.is_dir():
        raise refusal("F010", f"{shown(out.parent)} is no folder", where=Where(shown(out)), hint="Make it first.")


def write_table(rows: Iterable[BatchRow], out: Path) -> str:
    """Write the rows as a table, whole or not at all, and return the SHA-256 of its bytes.

    Raises FormatError F010 where it cannot be written.
    """
    with whole(out) as fresh:
        if out.suffix.lower() == ".parquet":
            write_parquet(rows, fresh)
        else:
            with fresh.open("wb") as stream:
                stream.writelines(csv_bytes(rows))
        with fresh.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
