"""How are many records read without holding them all?  One after the other, each as it came, to be read elsewhere.

A table (``.csv``, ``.parquet``) has one attainment a row and a column ``learner``; its columns are those of
:mod:`pathways.formats.record_rows`.  A ``.zip`` or a folder holds one record a file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pathways.errors import Finding, PathwaysError, QuestionError, Where
from pathways.formats.problems import brief, problem, refusal, refusals, shown
from pathways.formats.record_columns import parquet_table
from pathways.formats.record_rows import TWICE, Rows, add_row, divided, divider, named_rows
from pathways.formats.records import load_record, record_of_rows
from pathways.formats.text import check_file, is_folder, text_lines
from pathways.formats.tree import Limits
from pathways.model.record import LearnerRecord

SUFFIXES: Final = (".yaml", ".yml", ".json", ".csv")
_UNPACKED: Final = 64_000_000
WHOLE: Final = Limits(table_bytes=4_000_000_000)
"""What a table may cost that is read piece by piece."""

_HEAD: Final = 100_000
_STEM: Final = 80
_DIVIDE: Final = "Divide it into several files."


@dataclass(frozen=True)
class Piece:
    """One record as it came: whose it is (in a folder which file), and its rows or the content of its file.

    ``number`` is its place by first mention, from 1: rows that lie apart come late, and yet belong there.  ``called``
    is its learner where only its file names one, and a file of another folder has the same name.
    """

    number: int
    name: str
    source: str
    rows: tuple[tuple[int, dict[str, str]], ...] | None = None
    told: tuple[tuple[int, str, str], ...] = ()
    content: bytes = b""
    called: str = ""

    def document(self) -> dict[str, Any]:
        """Return it as plain data, to be read in another process."""
        return {
            "number": self.number,
            "name": self.name,
            "source": self.source,
            "rows": self.rows,
            "told": self.told,
            "content": base64.b64encode(self.content).decode(),
            **({"called": self.called} if self.called else {}),
        }

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of what came, wherever it stands."""
        told = json.dumps({**self.document(), "number": 0}, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    @classmethod
    def of(cls, document: dict[str, Any]) -> Piece:
        """Return the piece of which :meth:`document` tells."""
        rows, content = document["rows"], base64.b64decode(document["content"])
        read = None if rows is None else tuple((line, row) for line, row in rows)
        told = tuple((line, message, hint) for line, message, hint in document["told"])
        called = document.get("called", "")
        return cls(document["number"], document["name"], document["source"], read, told, content, called)


@dataclass(frozen=True)
class Pieces:
    """An opened source: how many records it holds, what was found about it as a whole, and the way to go through it."""

    count: int
    each: Callable[[], Iterator[Piece]]
    notes: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[Piece]:
        """Yield every record as it came, in order."""
        return self.each()


def open_pieces(path: Path, *, limits: Limits = WHOLE, unpacked: int = 0) -> Pieces:
    """Return what is in a table, a packed or plain folder of records, or a single record, without reading the records.

    ``unpacked`` is how many bytes a packed folder may hold.  Raises FormatError F001, F004, F005, F006, F008 where the
    source itself cannot be read or divided, NotAvailableError X002 where Parquet cannot be read here.
    """
    file = Path(path)
    if is_folder(file):
        return _folder(file, limits)
    check_file(file)
    match file.suffix.lower():
        case ".csv":
            return _table(file, lambda: _lines_of(file, limits))
        case ".parquet":
            return _table(file, lambda: parquet_table(file))
        case ".zip":
            members = _packed(file)
            return Pieces(len(members), lambda: _members(file, members, unpacked or _UNPACKED))
        case suffix if suffix in SUFFIXES:
            return Pieces(1, lambda: iter([_file_piece(1, file, file.name, limits)]))
        case suffix:
            message = f"{suffix or 'a file without suffix'} is not read as records"
            hint = "Records come as .csv, .parquet, .zip, as a folder, or as a single .yaml or .json."
            raise refusal("F008", message, where=Where(shown(file)), hint=hint)


# -- tables ----------------------------------------------------------------------------------------------------------

_Table = Iterator[tuple[int, list[str]]]


def _lines_of(file: Path, limits: Limits) -> _Table:
    """Yield the rows of a text table as they are read."""
    lines = text_lines(file, limit=limits.table_bytes, line_limit=limits.line_bytes)
    head: list[str] = []
    for line in lines:
        head.append(line)
        if line.strip():
            break
    mark = divider("".join(head)[:_HEAD])
    return divided(file, chain(head, lines), mark)


@dataclass(slots=True)
class _Gathering:
    """The rows of one learner, until all that the table holds are there."""

    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    told: list[tuple[int, str, str]] = field(default_factory=list)


def _table(file: Path, opened: Callable[[], _Table]) -> Pieces:
    """Look through a table once: how many rows each learner has, and what is wrong with it as a whole."""
    before = _state(file)
    counts: dict[str, int] = {}
    told: list[Finding] = []
    notes: list[Finding] = []
    for line, row in named_rows(file, opened(), told):
        if not counts and any(TWICE in item.message for item in told):
            raise refusals(told)
        learner = row.get("learner", file.stem)
        counts[learner] = counts.get(learner, 0) + 1
        notes.extend(item for item in told if item.where.line != line)
        told.clear()
    notes.extend(told)
    if not counts and any(TWICE in item.message for item in notes):
        raise refusals(notes)
    warned = tuple(replace(item, severity="warning") for item in notes)
    return Pieces(len(counts), lambda: _gathered(file, opened, counts, before), warned)


def _gathered(
    file: Path, opened: Callable[[], _Table], counts: dict[str, int], before: tuple[int, int]
) -> Iterator[Piece]:
    """Yield each learner once all rows are there; only learners whose rows lie apart are held meanwhile."""
    numbers = {learner: number for number, learner in enumerate(counts, 1)}
    held: dict[str, _Gathering] = {}
    told: list[Finding] = []
    for line, row in named_rows(file, opened(), told):
        learner = row.pop("learner", file.stem)
        mine = held.setdefault(learner, _Gathering())
        mine.rows.append((line, row))
        mine.told.extend((line, item.message, item.hint) for item in told if item.where.line == line)
        told.clear()
        if len(mine.rows) == counts.get(learner):
            del held[learner]
            yield Piece(numbers[learner], learner, shown(file), tuple(mine.rows), tuple(mine.told))
    if held or _state(file) != before:
        hint = "Begin again once nobody writes to it."
        raise refusal("F001", f"{shown(file)} was changed while it was read", where=Where(shown(file)), hint=hint)


def _state(file: Path) -> tuple[int, int]:
    state = file.stat()
    return state.st_size, state.st_mtime_ns


# -- folders ---------------------------------------------------------------------------------------------------------


def _folder(root: Path, limits: Limits) -> Pieces:
    """Return the records below a folder; hidden files and links are passed over."""
    found = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    names = sorted(name for path in found if is_record(name := path.relative_to(root).as_posix()))
    called = _called(names)

    def each() -> Iterator[Piece]:
        for number, name in enumerate(names, 1):
            yield replace(_file_piece(number, root / name, name, limits), called=called.get(name, ""))

    return Pieces(len(names), each)


def _called(names: Sequence[str]) -> dict[str, str]:
    """Return what the learner of a table is called where its file's name alone would be that of two.

    >>> _called(["a/cis.csv", "b/cis.csv", "b/art.csv"])
    {'a/cis.csv': 'a/cis', 'b/cis.csv': 'b/cis'}
    """
    tables = [PurePosixPath(name) for name in names if name.lower().endswith(".csv")]
    often = Counter(place.stem[:_STEM] for place in tables)
    return {str(place): str(place.with_suffix("")) for place in tables if often[place.stem[:_STEM]] > 1}


def _file_piece(number: int, path: Path, name: str, limits: Limits) -> Piece:
    """Return a file as it is; of one that is too large, so much that it is seen to be."""
    with path.open("rb") as stream:
        return Piece(number, name, name, content=stream.read(limits.json_bytes + 1))


def _packed(file: Path) -> list[zipfile.ZipInfo]:
    """Return the records in a packed folder by name.  Raises FormatError F008 where two are called alike."""
    try:
        with zipfile.ZipFile(file) as packed:
            found = sorted(
                (item for item in packed.infolist() if is_record(item.filename)), key=lambda item: item.filename
            )
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise _unpackable(file, error) from None
    often = Counter(item.filename for item in found)
    twice = next((name for name, times in often.items() if times > 1), None)
    if twice is not None:
        hint = "Pack the files again, each under a name of its own."
        raise refusal("F008", f"it holds two files called {brief(twice)}", where=Where(shown(file)), hint=hint)
    return found


def _members(file: Path, members: list[zipfile.ZipInfo], unpacked: int) -> Iterator[Piece]:
    """Yield every record in a packed folder; never more than is allowed is unpacked."""
    left = unpacked
    called = _called([item.filename for item in members])
    try:
        with zipfile.ZipFile(file) as packed:
            for number, item in enumerate(members, 1):
                with packed.open(item) as member:
                    content = member.read(left + 1)
                left -= len(content)
                if left < 0:
                    message = f"unpacked it has more than {unpacked:,} bytes"
                    raise refusal("F005", message, where=Where(shown(file)), hint=_DIVIDE)
                name = item.filename
                yield Piece(number, name, name, content=content, called=called.get(name, ""))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, KeyError) as error:
        raise _unpackable(file, error) from None


def _unpackable(file: Path, error: Exception) -> PathwaysError:
    hint = "Pack the files again, without a password."
    return refusal("F008", f"it cannot be unpacked ({error})", where=Where(shown(file)), hint=hint)


def is_record(name: str) -> bool:
    """Return whether a file of a folder is read as a record.

    >>> is_record("class/ada.yaml"), is_record("__MACOSX/ada.yaml"), is_record("notes.txt")
    (True, False, False)
    """
    place = PurePosixPath(name)
    hidden = any(part.startswith((".", "__")) for part in place.parts)
    return place.suffix.lower() in SUFFIXES and not hidden


# -- reading one -----------------------------------------------------------------------------------------------------


def read_piece(piece: Piece, *, limits: Limits | None = None) -> tuple[LearnerRecord | None, tuple[Finding, ...]]:
    """Return the record of a piece and everything that is wrong with it; where something is wrong it does not count."""
    if piece.rows is None:
        return _read_file(piece, limits or Limits())
    file = Path(piece.source)
    rows = Rows({"learner": {"id": piece.name}, "attainments": []})
    for line, row in piece.rows:
        add_row(file, rows, row, line)
    about = [_again(file, *each) for each in piece.told]
    record, findings = record_of_rows(file, rows)
    return record, (*about, *findings)


def _again(file: Path, line: int, message: str, hint: str) -> Finding:
    """Return what was found about a row when the table was divided."""
    return replace(problem("F006", "", where=Where(shown(file), line), hint=hint), message=message)


def _read_file(piece: Piece, limits: Limits) -> tuple[LearnerRecord | None, tuple[Finding, ...]]:
    suffix = PurePosixPath(piece.name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        stem = piece.digest if piece.called else PurePosixPath(piece.name).stem[:_STEM]
        copy = Path(folder) / f"{stem or 'record'}{suffix}"
        if suffix != ".csv":  # only a table calls its learner by the name of its file
            copy = Path(folder) / f"record{suffix}"
        copy.write_bytes(piece.content)
        try:
            return _by_path(load_record(copy, limits=limits), piece), ()
        except PathwaysError as error:
            return None, tuple(_renamed(item, copy, piece.name) for item in error.findings)


def _by_path(record: LearnerRecord, piece: Piece) -> LearnerRecord:
    """Return the record of a table that names no learner under the path of its file, where that is needed."""
    if not piece.called or record.learner.id != piece.digest:
        return record
    plain = "".join("-" if letter in "#@" or letter < " " else letter for letter in piece.called).strip()[-200:]
    return record.model_copy(update={"learner": record.learner.model_copy(update={"id": plain})})


def refuse_twice(named: Iterable[tuple[str, str]]) -> None:
    """Raise QuestionError U003 where a learner comes twice; each is given with the file."""
    first: dict[str, str] = {}
    twice: dict[str, str] = {}
    for learner, file in named:
        if learner in first:
            twice.setdefault(learner, file)
        first.setdefault(learner, file)
    if twice:
        learner, file = next(iter(twice.items()))
        more = f" (and {len(twice) - 1:,} more learners)" if len(twice) > 1 else ""
        message = f"learner {brief(learner)} comes twice: in {first[learner]} and again in {file}{more}"
        why = "Every line of theirs would count twice, and every figure be wrong."
        hint = "Name each file once and give each learner one record; where two people share an id, give them two."
        raise QuestionError("U003", message, why=why, hint=hint)


def _renamed(item: Finding, copy: Path, name: str) -> Finding:
    """Return a finding that names the file as it is called where it came from."""
    where = replace(item.where, file=name) if item.where.file else item.where
    return replace(item, where=where, message=item.message.replace(shown(copy), name))
