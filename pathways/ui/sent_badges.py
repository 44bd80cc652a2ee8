"""What lies in a file that a wallet gave?  A badge, an archive of badges, an exported backpack, a bundle of evidence.

Nothing is trusted: neither the names in an archive nor the sizes it states.  Of a bundle of evidence only the badge is
taken: what anybody can put beside a badge proves nothing here.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from pathways.errors import PathwaysError
from pathways.formats.backpack_export import MANIFEST, read_export
from pathways.formats.evidence import MANIFEST as EVIDENCE
from pathways.formats.evidence import open_bundle
from pathways.model.backpack import Contents
from pathways.verification.limits import LIMITS

MOST_SENT: Final = 200
"""Files that are taken at once."""

MOST_INSIDE: Final = 2_000
"""Badges of one archive or export."""

MOST_BYTES: Final = 256 * 1024 * 1024
"""Bytes of what one archive unpacks to."""

KINDS: Final = ("json", "jsonld", "jwt", "sd-jwt", "txt", "png", "svg", "zip")
"""How the name of a file with badges may end."""

_ZIP: Final = b"PK\x03\x04"
_ENTRY: Final = b"PK\x01\x02"
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True, slots=True)
class Part:
    """One file that may be a badge."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Unkept:
    """A file that was not kept: why, as a key, and in words of the engine or of its own where there are any."""

    name: str
    why: str
    words: str = ""


Found = Part | Contents | Unkept


def opened(name: str, data: bytes) -> Iterator[Found]:
    """Yield what lies in a file.  Never raises for what is wrong with it."""
    shown = short(name)
    if not data:
        yield Unkept(shown, "empty")
    elif data.startswith(_ZIP):
        yield from _archive(shown, data)
    elif len(data) > LIMITS.file:
        yield Unkept(shown, "large")
    else:
        yield Part(shown, data)


def short(name: str) -> str:
    """Return the last part of a name, in letters that can be shown.

    >>> short("C:\\\\a\\\\badge.png")
    'badge.png'
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[-120:] or "?"


def _archive(name: str, data: bytes) -> Iterator[Found]:
    try:
        if data.count(_ENTRY) > MOST_INSIDE * 8:
            yield Unkept(name, "many")
            return
        with zipfile.ZipFile(BytesIO(data)) as archive:
            inside = [info for info in archive.infolist() if not info.is_dir()]
            names = {info.filename for info in inside}
            if sum(info.file_size for info in inside) > MOST_BYTES:
                yield Unkept(name, "large")
            elif MANIFEST in names:
                yield _export(name, data)
            elif EVIDENCE in names:
                yield _evidence(name, data)
            else:
                yield from _each(name, archive, inside)
    except _BROKEN:
        yield Unkept(name, "archive")


def _export(name: str, data: bytes) -> Found:
    try:
        found = read_export(data)
    except PathwaysError as error:
        return Unkept(name, "export", error.findings[0].message if error.findings else "")
    return Unkept(name, "many") if len(found.items) > MOST_INSIDE else found


def _evidence(name: str, data: bytes) -> Found:
    try:
        return Part(name, open_bundle(data).credential)
    except PathwaysError as error:
        return Unkept(name, "evidence", error.findings[0].message if error.findings else "")


def _each(name: str, archive: zipfile.ZipFile, inside: Iterable[zipfile.ZipInfo]) -> Iterator[Found]:
    """Yield the files of an archive that may be badges, and name those that are none by their names."""
    count = 0
    for info in inside:
        path = PurePosixPath(info.filename)
        if path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        count += 1
        if count > MOST_INSIDE:
            yield Unkept(name, "many")
            return
        yield _one(f"{name}/{short(info.filename)}", archive, info)
    if not count:
        yield Unkept(name, "empty")


def _one(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Found:
    if info.flag_bits & 0x1 or info.compress_type not in _METHODS:
        return Unkept(name, "locked")
    if info.file_size > LIMITS.file:
        return Unkept(name, "large")
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except _BROKEN:
        return Unkept(name, "archive")
    if data.startswith(_ZIP):
        return Unkept(name, "nested")
    if len(data) != info.file_size:
        return Unkept(name, "archive")
    return Part(name, data) if data else Unkept(name, "empty")
