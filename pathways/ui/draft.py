"""Where does a catalogue lie that a visitor uploads?  In a folder of its own, as long as the visit lasts.

What was sent is written down as it came; a worker unpacks and reads it, never the server's own process.  The folder is
removed when nobody holds the draft any more: another one took its place, the visit ended, the server stopped; and by
age, should a server have been killed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from pathways.catalog.collection import collect
from pathways.errors import FormatError
from pathways.formats.bundle import Room
from pathways.formats.problems import refusal
from pathways.model.base import Noun
from pathways.ui.names import Names
from pathways.ui.shelf import Opened, Shelved

DRAFT: Final = "draft"
"""The name in the address of a catalogue that is the visitor's own, and stays with the visitor."""

CATALOG: Final = "catalog"
SENT: Final = "sent"
PREFIX: Final = "pathways-draft-"
OLDEST: Final = 24 * 60 * 60.0
"""Seconds after which a folder that nobody uses is removed, whoever left it behind."""

MOST_SENT: Final = 1_000


class Sent(Protocol):
    """One file as a browser sends it."""

    @property
    def name(self) -> str:
        """Return its name, as the browser says."""
        ...

    def getvalue(self) -> bytes:
        """Return what is in it."""
        ...


@dataclass(frozen=True, eq=False)
class Draft:
    """An upload: its folder, a mark of what was sent, and the names of the files as given."""

    folder: Path
    stamp: str
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        """Let the folder be removed with the last who holds the draft."""
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def shelved(self) -> Shelved:
        """Return it as a catalogue that can be asked, once it is unpacked."""
        return Shelved(DRAFT, self.folder / CATALOG, self.stamp)

    @property
    def place(self) -> Shelved:
        """Return it as what was sent, which a worker unpacks and checks."""
        return Shelved(DRAFT, self.folder, self.stamp)

    @property
    def title(self) -> str:
        """Return what it is called: the first file, and how many more there are."""
        return self.names[0] if len(self.names) == 1 else f"{self.names[0]} + {len(self.names) - 1}"

    def opened(self, things: Sequence[Noun]) -> Drafted:
        """Return the catalogue of what a worker has read from it."""
        catalog = collect(things)
        return Drafted(self, Opened(self.shelved, catalog, Names(catalog)))

    def used(self) -> None:
        """Note that it is still in use, so that it is not removed by age."""
        with contextlib.suppress(OSError):
            os.utime(self.folder)


@dataclass(frozen=True, slots=True, eq=False)
class Drafted:
    """A draft and the catalogue that was read from it, which by itself does not hold the folder."""

    draft: Draft
    opened: Opened


def receive(files: Sequence[Sent], *, room: Room | None = None) -> Draft:
    """Write down what was sent, and return the draft; nothing is unpacked or read yet.

    Raises FormatError F005 for more than there is room for, F010 where nothing can be written.
    """
    held = room or Room()
    sweep()
    contents = [file.getvalue() for file in files[: MOST_SENT + 1]]
    if len(contents) > MOST_SENT or sum(map(len, contents)) > held.packed:
        raise refusal("F005", f"the upload has more than {MOST_SENT:,} files or {held.packed:,} bytes", hint=_LESS)
    names = tuple(file.name for file in files)
    return Draft(_written(contents), mark(names, contents), names)


_LESS: Final = "Pack the folder as zip, and leave out what no catalogue is read from."


def mark(names: Sequence[str], contents: Sequence[bytes]) -> str:
    """Return a mark that is equal where the same was sent."""
    hasher = hashlib.sha256()
    for name, content in zip(names, contents, strict=True):
        hasher.update(f"{name}\x1f{len(content)}\x1f".encode())
        hasher.update(content)
    return hasher.hexdigest()[:16]


def sent_files(names: Sequence[str], folder: Path) -> tuple[tuple[str, Path], ...]:
    """Return each name with the file in which it was written down."""
    return tuple((name, folder / SENT / f"{number:04}") for number, name in enumerate(names))


def _written(contents: Sequence[bytes]) -> Path:
    folder: Path | None = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        (folder / SENT).mkdir()
        for number, content in enumerate(contents):
            (folder / SENT / f"{number:04}").write_bytes(content)
    except OSError as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        raise _full(error) from None
    return folder


def _full(error: OSError) -> FormatError:
    return refusal("F010", f"the upload cannot be kept ({error.strerror})", hint="Ask whoever runs this page.")


def sweep(*, now: float | None = None, root: Path | None = None, prefix: str = PREFIX) -> int:
    """Remove folders of ours whose names begin so and that nobody has used for a day, and return how many."""
    moment = time.time() if now is None else now
    gone = 0
    for folder in (root or Path(tempfile.gettempdir())).glob(f"{prefix}*"):
        if _is_stale(folder, moment):
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _is_stale(folder: Path, moment: float) -> bool:
    try:
        state = folder.lstat()
    except OSError:
        return False
    ours = not hasattr(os, "getuid") or state.st_uid == os.getuid()
    return ours and stat.S_ISDIR(state.st_mode) and moment - state.st_mtime > OLDEST
