"""What do commands have in common?  Their arguments and options, with the words of ``--help``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer


def day(text: str) -> dt.date:
    """Return a calendar day; raises a usage error for anything else.

    >>> day("2026-09-01")
    datetime.date(2026, 9, 1)
    """
    try:
        return dt.date.fromisoformat(text if len(text) == 10 else "")
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it as 2026-09-01") from None


RecordFile = Annotated[
    Path, typer.Argument(metavar="RECORD", help="The learner's record: .yaml, .json or .csv.", show_default=False)
]
CatalogFolder = Annotated[
    Path | None,
    typer.Option(
        "--catalog", "-c", metavar="FOLDER", help="The catalogue, a folder or a file.  [default: the shipped sample]"
    ),
]
AsOf = Annotated[
    dt.date | None,
    typer.Option(
        "--as-of",
        metavar="DAY",
        parser=day,
        help="The day to answer for.  [default: the day in the record, else today]",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the document (JSON) and nothing else.")]
Why = Annotated[bool, typer.Option("--why", help="Show every reason with its source.")]
OutFolder = Annotated[
    Path,
    typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write: new, empty, or written by an import."),
]
