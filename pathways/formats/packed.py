"""How is a packed file read without being flooded by it?  Block by block, as long as it stays in proportion."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TextIO

from pathways.errors import Where
from pathways.formats.problems import refusal, shown

UNPACKED = 500_000_000
"""Bytes beyond which no table and no list of agreements is read, packed or not."""
SWELLING = 100
"""How many times longer than its packed form a text may be; tables and agreements swell 5 to 20 times."""


class Bounded(io.RawIOBase):
    """The bytes of an open file, unpacked if its name ends in ``.gz``; ends with F005 rather than without end."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        super().__init__()
        self._file = file
        self._path = path
        self._packed = path.name.endswith(".gz")
        self._inner = gzip.GzipFile(fileobj=file) if self._packed else file
        self._read = 0

    def readable(self) -> bool:
        """Return True: this is what it is for."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer and return the number of bytes.  Raises FormatError F005."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        chunk = self._inner.read(len(view))
        self._read += len(chunk)
        if self._read > UNPACKED:
            raise refusal("F005", f"it has more than {UNPACKED:,} bytes", where=Where(shown(self._path)))
        if self._packed and self._read > SWELLING * self._file.tell():
            message = f"unpacked it is more than {SWELLING} times as long"
            raise refusal("F005", message, where=Where(shown(self._path)))
        view[: len(chunk)] = chunk
        return len(chunk)


def bounded_lines(stream: TextIO, path: Path, limit: int) -> Iterator[str]:
    """Yield the lines of a text with their ends.  Raises FormatError F005 for one of more than ``limit`` letters."""
    number = 0
    while text := stream.readline(limit + 1):
        number += 1
        if len(text) > limit:
            raise refusal("F005", f"the line has more than {limit:,} letters", where=Where(shown(path), number))
        yield text
