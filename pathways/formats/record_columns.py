"""How are the rows of a Parquet table read?  Batch by batch, every cell as the text that a CSV would hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pathways.errors import NotAvailableError, Where
from pathways.formats.problems import refusal, shown

_AT_ONCE: Final = 10_000
_LONGEST: Final = 4_000_000


def arrow(what: str) -> Any:
    """Return the library that reads and writes Parquet.  Raises NotAvailableError X002 without the extra ``tables``."""
    try:
        import pyarrow.parquet as found  # type: ignore[import-untyped]
    except ImportError:
        message = f"{what} needs the package pyarrow"
        hint = "Install it with: pip install 'pathways-planner[tables]'; or use .csv."
        raise NotAvailableError("X002", message, hint=hint) from None
    return found


def parquet_table(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the header and then every row as text, with the line that it would have in a CSV.

    Raises FormatError F006 where the file is not Parquet, NotAvailableError X002 without the extra ``tables``.
    """
    library = arrow("reading Parquet")
    try:
        with library.ParquetFile(file) as table:
            names = list(table.schema_arrow.names)
            yield 1, names
            line = 2
            for batch in table.iter_batches(batch_size=_AT_ONCE):
                columns = [column.to_pylist() for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    yield line, [cell_text(cell) for cell in cells]
                    line += 1
    except (ValueError, OSError, TypeError) as error:
        words = " ".join(str(error).split())[:200]
        hint = "Write the table again, with columns of text, numbers and days."
        raise refusal("F006", f"it is not read as Parquet ({words})", where=Where(shown(file)), hint=hint) from None


def cell_text(cell: object) -> str:
    """Return a cell as the text that says the same.

    >>> [cell_text(cell) for cell in (78.0, 4.5, None, True, dt.date(2026, 9, 1), ["a", "b"])]
    ['78', '4.5', '', 'true', '2026-09-01', 'a;b']
    """
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case dt.datetime():
            return cell.date().isoformat()
        case dt.date():
            return cell.isoformat()
        case Decimal():
            return format(cell.normalize(), "f")
        case list() | tuple():
            return ";".join(cell_text(each) for each in cell)
        case _:
            return str(cell)[:_LONGEST]
