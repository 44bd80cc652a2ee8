"""Who belongs to which group?  A table with a column ``learner`` and one with the group; it is read and never kept."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pathways.errors import Where
from pathways.formats.packed import bounded_lines
from pathways.formats.problems import brief, refusal, shown
from pathways.formats.text import read_text
from pathways.formats.tree import Limits

Groups = tuple[tuple[str, str], ...]
"""Pairs of learner and group."""

MOST: Final = 200
"""Letters of the name of a group."""


FEW: Final = 5
"""From so many groups of one learner each on, where they are more than half, they are taken for names."""

WHO: Final = "learner"
"""The column with the learner."""


def columns_of(path: Path, *, limits: Limits | None = None) -> tuple[str, ...]:
    """Return the columns of a table (.csv) that may hold the group: each but that of the learner, as it is written.

    Raises FormatError F001, F004, F005, F006 as :func:`load_groups` does.
    """
    file, bounds = Path(path), limits or Limits()
    head = next(_rows(file, read_text(file, limit=bounds.table_bytes), bounds), None)
    if head is None:
        raise refusal("F006", "the table is empty", where=Where(shown(file), 1), hint=_HEADER)
    names = dict.fromkeys(name.strip() for name in head[1])
    return tuple(name for name in names if name and name.casefold() != WHO)


def load_groups(path: Path, *, column: str = "group", limits: Limits | None = None) -> Groups:
    """Return the groups in a table (.csv); a learner without a group is left out.

    Raises FormatError F001, F004, F005, F006 (no such column, the column of the learner, a learner who is in two
    groups, or groups of one learner each).
    """
    file, bounds = Path(path), limits or Limits()
    text = read_text(file, limit=bounds.table_bytes)
    rows = list(_rows(file, text, bounds))
    if not rows:
        raise refusal("F006", "the table is empty", where=Where(shown(file), 1), hint=_HEADER)
    head = [name.strip().casefold() for name in rows[0][1]]
    wanted = column.strip().casefold()
    if wanted == WHO:
        message = f"the column {brief(column)} names the learners, not their groups"
        raise refusal("F006", message, where=Where(shown(file), 1), hint=_OTHER)
    for name in (WHO, wanted):
        if name not in head:
            raise refusal("F006", f"the table has no column {name!r}", where=Where(shown(file), 1), hint=_HEADER)
    who, what = head.index(WHO), head.index(wanted)
    found: dict[str, str] = {}
    for line, cells in rows[1:]:
        learner, group = (cells[place].strip() if place < len(cells) else "" for place in (who, what))
        if learner and group and found.setdefault(learner, group[:MOST]) != group[:MOST]:
            message = f"learner {brief(learner)} is in two groups"
            raise refusal("F006", message, where=Where(shown(file), line), hint="Give each learner one group.")
    _refuse_names(file, column, found)
    return tuple(found.items())


def _refuse_names(file: Path, column: str, found: dict[str, str]) -> None:
    """Raise FormatError F006 where most groups have a single learner: they would name people."""
    sizes = Counter(found.values())
    alone = sum(size == 1 for size in sizes.values())
    if alone >= FEW and 2 * alone > len(sizes):
        message = (
            f"of {len(sizes)} groups in the column {brief(column)}, {alone} have a single learner: "
            "they look like names or ids, not groups"
        )
        raise refusal("F006", message, where=Where(shown(file), 1), hint=_OTHER)


def _rows(file: Path, text: str, bounds: Limits) -> Iterator[tuple[int, list[str]]]:
    first = text.lstrip().replace("\r", "\n").partition("\n")[0]
    mark = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(
        bounded_lines(io.StringIO(text, newline=""), file, bounds.line_bytes), delimiter=mark, strict=True
    )
    begin = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begin, cells
            begin = reader.line_num + 1
    except csv.Error as error:
        raise refusal("F006", str(error), where=Where(shown(file), begin), hint=_HEADER) from None


_OTHER = "Choose a column that puts many learners into one group, such as a region or a school."
_HEADER = "The first row names the columns: learner, and the one with the group."
