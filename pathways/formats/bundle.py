"""What lies in an upload, and how does it become a catalogue's folder without harm?  Files, and folders packed as zip.

Nothing is trusted: neither the names in an archive, nor the sizes it states.  Only files that a catalogue is read from
are ever written, below the folder that was named; links, names that lead outside and what swells too much are findings.
"""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pathways.errors import Finding, FormatError, Where
from pathways.formats.problems import problem, refusal
from pathways.formats.text import CATALOG_SUFFIXES, is_quiet

ZIP: Final = ".zip"
_CHUNK: Final = 1 << 16
_DEEPEST: Final = 20
_LONGEST: Final = 120
_ENTRY: Final = b"PK\x01\x02"
"""How each entry of an archive's list begins; counted before the list is read, so that no list exhausts the machine."""


@dataclass(frozen=True, slots=True)
class Room:
    """What an upload may cost: bytes as sent, bytes unpacked, files, and how many times longer than its packed form."""

    packed: int = 20_000_000
    unpacked: int = 64_000_000
    files: int = 1_000
    swelling: int = 200


def lay_out(uploads: Sequence[tuple[str, Path]], folder: Path, *, room: Room | None = None) -> tuple[Finding, ...]:
    """Write what a catalogue is read from below ``folder``, and return what was passed over, with why.

    ``uploads`` are names as given and the files as sent; a name that ends in ``.zip`` is an archive.

    Raises FormatError F001 (nothing given), F002 (a damaged archive), F005 (too large, too many, swelling).
    """
    if not uploads:
        raise refusal("F001", "nothing was uploaded", hint="Choose one file, several files, or a folder packed as zip.")
    work = _Laying(folder, room or Room())
    sent = sum(path.stat().st_size for _, path in uploads)
    if sent > work.room.packed:
        raise refusal("F005", f"the upload has more than {work.room.packed:,} bytes", hint=_LESS)
    for name, path in uploads:
        if name.lower().endswith(ZIP):
            work.archive(name, path)
        else:
            with path.open("rb") as file:
                work.take(name, file, where=name)
    return tuple(work.findings)


def safe_parts(name: str) -> tuple[str, ...] | None:
    """Return the parts of a relative name, or None for one that leads outside or cannot be a name.

    >>> safe_parts("draft/courses.yaml"), safe_parts("../x.yaml"), safe_parts("C:/x.yaml"), safe_parts("a//./b.yaml")
    (('draft', 'courses.yaml'), None, None, ('a', 'b.yaml'))
    """
    text = name.replace("\\", "/")
    parts = tuple(part for part in text.split("/") if part not in ("", "."))
    odd = any(part == ".." or ":" in part or len(part.encode()) > _LONGEST or not part.isprintable() for part in parts)
    return None if text.startswith("/") or not parts or odd or len(parts) > _DEEPEST else parts


_LESS: Final = "Leave out what no catalogue is read from, or divide it."


@dataclass
class _Laying:
    """The files that are written, and what was found on the way."""

    folder: Path
    room: Room
    findings: list[Finding] = field(default_factory=list)
    files: int = 0
    length: int = 0

    def archive(self, name: str, path: Path) -> None:
        """Write what lies in an archive, each entry where its name says, below the folder."""
        if path.read_bytes().count(_ENTRY) > 10 * self.room.files:
            raise refusal("F005", f"more than {10 * self.room.files:,} entries", where=Where(name), hint=_LESS)
        try:
            with ZipFile(path) as packed:
                for info in packed.infolist():
                    self._entry(name, packed, info)
        except FormatError:
            raise
        except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError, OSError) as error:
            message = f"this is no zip that can be read ({error})"
            raise refusal("F002", message, where=Where(name), hint=_AGAIN) from None

    def _entry(self, archive: str, packed: ZipFile, info: ZipInfo) -> None:
        where = f"{archive}/{info.filename}"
        why = _unfit(info)
        if why is not None:
            self._note(*why, where)
        elif not info.is_dir() and self._is_wanted(info.filename, where):
            with packed.open(info) as file:
                self.take(info.filename, file, where=where, packed=max(1, info.compress_size))

    def take(self, name: str, file: IO[bytes], *, where: str, packed: int = 0) -> None:
        """Write one file of a catalogue; ``packed`` is its length as packed, 0 for one that is not."""
        parts = safe_parts(name)
        if parts is None:
            self._note("F009", "the name leads outside the folder, or cannot be a name", where)
        elif self._is_wanted(name, where):
            self.files += 1
            if self.files > self.room.files:
                raise refusal("F005", f"more than {self.room.files:,} files", hint=_LESS)
            self._write(self._free(parts), self._bounded(file, packed, where), where)

    def _is_wanted(self, name: str, where: str) -> bool:
        """Return whether a catalogue is read from a file; of what else it may be, a hint says that it is not."""
        parts = safe_parts(name)
        if parts is None:
            return True  # told by take
        if any(part.startswith(".") or part == "__MACOSX" for part in parts):
            return False
        last = Path(parts[-1])
        if last.suffix.lower() in CATALOG_SUFFIXES:
            return True
        if not is_quiet(last):
            text = f"{last.suffix or 'a file without suffix'} is not read; the file was passed over"
            self.findings.append(problem("F008", text, where=Where(where), severity="hint"))
        return False

    def _note(self, code: str, message: str, where: str) -> None:
        self.findings.append(problem(code, message, where=Where(where), hint="It was not read; take it out."))

    def _free(self, parts: tuple[str, ...]) -> Path:
        """Return where a file is written: at its name, or beside it where two have the same."""
        place = wanted = self.folder.joinpath(*parts)
        number = 2
        while place.exists():
            place = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
            number += 1
        return place

    def _bounded(self, file: IO[bytes], packed: int, where: str) -> Iterator[bytes]:
        length = 0
        while chunk := file.read(_CHUNK):
            length += len(chunk)
            self.length += len(chunk)
            if self.length > self.room.unpacked:
                raise refusal("F005", f"unpacked it has more than {self.room.unpacked:,} bytes", hint=_LESS)
            if packed and length > _CHUNK and length > self.room.swelling * packed:
                message = f"unpacked it is more than {self.room.swelling} times as long"
                raise refusal("F005", message, where=Where(where), hint=_LESS)
            yield chunk

    def _write(self, place: Path, chunks: Iterator[bytes], where: str) -> None:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as out:
                for chunk in chunks:
                    out.write(chunk)
        except (FileExistsError, NotADirectoryError):
            self._note("F009", "a file and a folder have the same name", where)


_AGAIN: Final = "Pack the folder again, without a password."


def _unfit(info: ZipInfo) -> tuple[str, str] | None:
    """Return code and words of why an entry is not unpacked, whatever it is called; None where it may be."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "F009", "a link, or another thing that is not a file, is not unpacked"
    if info.flag_bits & 0x1:
        return "F008", "it is locked with a password"
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "F008", "it is packed in a way that is not read"
    return None
