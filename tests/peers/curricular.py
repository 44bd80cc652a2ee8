"""What do the curricula of Curricular Analytics say?  Their CSV as names and arrows; an adapter for tests, no door.

A head of rows ``key, value``, then ``Courses`` (and ``Additional Courses``) with a header and one course a row; columns
of requisites hold ids divided by semicolons.  All three kinds of requisite are arrows there.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from pathways.graph.csr import Csr
from tests.support import SHARED

FOLDER = SHARED / "data" / "audit" / "curricular-analytics"
REQUISITES = ("Prerequisites", "Corequisites", "Strict-Corequisites")
MALFORMED = {
    "UBW_curric.csv": "line 8: 11 cells under 10 columns",
    "min-degree-plan.csv": "states no degree type",
}
"""The files that are broken on purpose, and how."""


@dataclass(frozen=True)
class Sheet:
    """The courses of one file in their order, and the arrows between them."""

    names: tuple[str, ...]
    arrows: Csr


def read_sheet(path: Path) -> Sheet:
    """Return the courses and arrows of a file; raises ValueError where it is not in order."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    head = {row[0]: row[1] for row in rows if len(row) > 1 and row[1]}
    if "Degree Type" not in head:
        raise ValueError("states no degree type")
    courses = dict(_courses(rows))
    place = {name: number for number, name in enumerate(courses)}
    pairs = [(place[before], place[name]) for name, earlier in courses.items() for before in earlier]
    return Sheet(tuple(courses), Csr.from_pairs([pair[0] for pair in pairs], [pair[1] for pair in pairs], len(place)))


def _courses(rows: list[list[str]]) -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    columns: list[str] = []
    for number, row in enumerate(rows, 1):
        if not row or row[0] in ("Courses", "Additional Courses"):
            columns = []
        elif row[0] == "Course ID":
            columns = row
        elif columns:
            if len(row) != len(columns):
                raise ValueError(f"line {number}: {len(row)} cells under {len(columns)} columns")
            cells = dict(zip(columns, row, strict=True))
            found.append((cells["Course ID"], tuple(_requisites(cells))))
    return found


def _requisites(cells: dict[str, str]) -> list[str]:
    return [name for column in REQUISITES for name in cells[column].split(";") if name]
