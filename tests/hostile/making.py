"""What is a hostile case?  A name, files made in an empty folder, the question asked of them, what must come out.

Everything below ``here`` is the case's own: ``catalog/`` is a sound catalogue of one college unless the case spoils it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMON = """\
organizations:
  - {id: o, title: O, kind: college, credit_system: us, level_framework: levels, grade_scale: letters, invented: true}
credit-systems:
  - {id: us, title: US, source: {title: S}}
level-frameworks:
  - {id: levels, title: Levels, min: 1, max: 8, source: {title: S}}
grade-scales:
  - {id: letters, title: Letters, source: {title: S}, steps: [{grade: A, rank: 2}, {grade: F, rank: 0}]}
"""
LEARNER = "learner: {id: ana}\n"
AS_OF = dt.date(2026, 9, 1).isoformat()

Make = Callable[[Path], object]
"""Makes the files of a case in its folder."""

SHOW = ("show", "o", "--as-of", AS_OF, "--catalog", "catalog")
IMPORT_ASSIST = ("import", "assist", "given.json", "--out", "out")
IMPORT_TABLE = ("import", "table", "given.csv", "--map", "map.yaml", "--out", "out")


def recognize(record: str) -> tuple[str, ...]:
    """Return the question about a record."""
    return ("recognize", record, "--at", "o", "--as-of", AS_OF, "--catalog", "catalog")


@dataclass(frozen=True)
class Case:
    """One hostile or broken input.

    ``codes`` are the codes on standard error, one for each line that begins with one; none with exit 0, where the input
    is odd but rightly accepted.  ``says`` stands in the answer.  ``denied`` takes away what lets the superuser read and
    write everything, ``room`` is the size in bytes beyond which no file may grow.
    """

    name: str
    make: Make
    ask: tuple[str, ...]
    codes: tuple[str, ...] = ()
    exit: int = 3
    says: str = ""
    denied: bool = False
    room: int | None = None

    def prepare(self, here: Path) -> None:
        """Make the files."""
        (here / "catalog").mkdir(parents=True)
        (here / "catalog" / "common.yaml").write_text(COMMON, "utf-8")
        self.make(here)


Content = str | bytes | Callable[[], bytes]
"""What a file holds; what takes long to make is made when it is wanted."""


def file(name: str, content: Content) -> Make:
    """Return what makes one file."""

    def make(here: Path) -> None:
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        said = content() if callable(content) else content
        path.write_bytes(said.encode("utf-8", "surrogatepass") if isinstance(said, str) else said)

    return make


def files(**named: str) -> Make:
    """Return what makes several YAML files of the catalogue."""

    def make(here: Path) -> None:
        for name, text in named.items():
            (here / "catalog" / f"{name}.yaml").write_text(text, "utf-8")

    return make


def long_file(name: str, begin: bytes, middle: bytes, end: bytes, megabytes: int = 100) -> Make:
    """Return what makes a file of many megabytes in one line."""

    def make(here: Path) -> None:
        block = middle * (1_000_000 // len(middle))
        with (here / name).open("wb") as stream:
            stream.write(begin)
            for _ in range(megabytes):
                stream.write(block)
            stream.write(end)

    return make


def both(*makes: Make) -> Make:
    """Return what makes everything."""

    def make(here: Path) -> None:
        for one in makes:
            one(here)

    return make


def catalog(name: str, content: str | bytes, *codes: str, file_name: str = "bad.yaml", **more: Any) -> Case:
    """Return a case of one more file in the catalogue's folder."""
    return Case(f"catalog: {name}", file(f"catalog/{file_name}", content), SHOW, codes, **more)


def courses(name: str, fields: str, *codes: str, **more: Any) -> Case:
    """Return a case of one course with further fields in flow style."""
    text = f"courses:\n  - {{id: c, organization: o, code: C 1, title: C, {fields}}}\n"
    return catalog(name, text, *codes, **more)


def record(name: str, content: str | bytes, *codes: str, file_name: str = "ana.yaml", **more: Any) -> Case:
    """Return a case of one record."""
    return Case(f"record: {name}", file(file_name, content), recognize(file_name), codes, **more)


def line(name: str, fields: str, *codes: str, **more: Any) -> Case:
    """Return a case of a record with one line."""
    return record(name, f"{LEARNER}attainments:\n  - {{id: A1, title: T, {fields}}}\n", *codes, **more)


def as_json(value: object) -> str:
    """Return a value as JSON."""
    return json.dumps(value)
