"""The real agreements of two institutions with every course of both: what a page has to cope with.

Read from ``../shared``; nothing of it is kept in the project.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from pathways.formats.assist import read_assist
from pathways.formats.native import write_catalog
from pathways.model.course import Course
from tests.support import SHARED

TRANSFER = SHARED / "data" / "transfer"
AGREEMENTS = TRANSFER / "assist_smc_ucsd_agreements.jsonl.gz"


def write_whole(folder: Path) -> Path:
    """Write the agreements with all courses of both institutions as a catalogue; return its folder."""
    things = tuple(read_assist(AGREEMENTS).things)
    known = {thing.id for thing in things if isinstance(thing, Course)}
    more = {course.id: course for course in _listed() if course.id not in known}
    write_catalog([*things, *more.values()], folder)
    return folder


def _listed() -> Iterator[Course]:
    """Yield every course that the two printed catalogues list."""
    with gzip.open(TRANSFER / "smc_catalog.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield _course("smcc", row["code"], row["title"], row["units"])
    with gzip.open(TRANSFER / "ucsd_catalog.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            yield _course("ucsd", item["code"], item["title"], item["units"])


def _course(home: str, code: str, title: str, units: str | None) -> Course:
    amount = re.match(r"\d+(\.\d+)?", units or "")
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", code.strip()).strip("-")
    credit = {"credit": amount[0]} if amount else {}
    values = {
        "id": f"{home}:{name}",
        "organization": home,
        "code": code.strip(),
        "title": title.strip() or code,
        **credit,
    }
    return Course.model_validate(values)


if __name__ == "__main__":
    import sys

    print(write_whole(Path(sys.argv[1])))
