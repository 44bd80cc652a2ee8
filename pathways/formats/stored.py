"""How are files put into one so that the same files are the same bytes, and every other byte is noticed?

A zip archive in one form only: names in order, nothing compressed, one fixed date, no extras.  Any archiver opens it;
read is only what this module would have written, so there is nothing in it that could swell, overlap or hide.

Source: APPNOTE.TXT of the ZIP format, version 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Final

from pathways.errors import FormatError
from pathways.formats.bundle import safe_parts
from pathways.formats.problems import refusal

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_VERSION: Final = 20
_UTF8: Final = 0x800
_DAY: Final = 0x21
"""The first day of 1980, which is as early as an archive can say."""
_PLAIN_FILE: Final = 0o100644 << 16
_MOST: Final = 2_000


def write_stored(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of the files, the same bytes for the same files."""
    body, index = bytearray(), bytearray()
    for name, data in sorted(files.items()):
        written, crc, offset = name.encode("utf-8"), zlib.crc32(data), len(body)
        common = (_UTF8, 0, 0, _DAY, crc, len(data), len(data), len(written), 0)
        body += _LOCAL.pack(b"PK\3\4", _VERSION, *common) + written + data
        made_by = 3 << 8 | _VERSION
        index += _CENTRAL.pack(b"PK\1\2", made_by, _VERSION, *common, 0, 0, 0, _PLAIN_FILE, offset) + written
    count = len(files)
    return bytes(body + index + _END.pack(b"PK\5\6", 0, 0, count, count, len(index), len(body), 0))


def read_stored(data: bytes, *, most: int) -> dict[str, bytes]:
    """Return the files of an archive of at most ``most`` bytes that :func:`write_stored` made.

    Raises FormatError F005 (too large), F009 (a name that leads outside) and F014 (not such an archive, or damaged:
    which file is named).
    """
    if len(data) > most:
        raise refusal("F005", f"it has {len(data):,} bytes; at most {most:,} are read")
    files: dict[str, bytes] = {}
    place = 0
    while data[place : place + 4] == b"PK\3\4" and len(files) < _MOST:
        place = _take(data, place, files)
    if not files or write_stored(files) != data:
        raise damaged("what stands around the files is not as it was written")
    return files


def damaged(message: str) -> FormatError:
    """Return the error for evidence that is not as it was written."""
    return refusal("F014", message, hint="Take the file anew from where it came; do not repair it.")


def _take(data: bytes, place: int, files: dict[str, bytes]) -> int:
    """Take one file and return the place after it."""
    begin = place + _LOCAL.size
    if begin > len(data):
        raise damaged("it breaks off")
    sizes: tuple[int, ...] = _LOCAL.unpack_from(data, place)[-5:]
    crc, packed, size, length, extra = sizes
    end = begin + length + size
    try:
        name = data[begin : begin + length].decode("utf-8")
    except UnicodeDecodeError:
        raise damaged("a name in it cannot be read") from None
    if packed != size or extra or end > len(data) or name in files:
        raise damaged(f"the file {name!r} in it cannot be read")
    parts = safe_parts(name)
    if parts is None or "/".join(parts) != name:
        raise refusal("F009", f"the name {name!r} in it leads outside, or cannot be a name")
    content = data[begin + length : end]
    if zlib.crc32(content) != crc:
        raise damaged(f"the file {name!r} in it was changed")
    files[name] = content
    return end
