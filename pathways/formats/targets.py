"""Where may something be written, and how?  Never over what is read; whole or not at all, with the mode that it had."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Final

from pathways.errors import FormatError, QuestionError, Where, finding
from pathways.formats.problems import refusal, shown

_USUAL: Final = 0o666
"""The mode of a new file, of which the system takes off what the umask says."""

_WHY: Final = "What is read would be written over, or be read as something else the next time."
_TWICE: Final = "One of the two would be lost."


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Give another name beside a file; what was written there takes its place at the end, on the disk and at once.

    A file that is there keeps its mode, a link still leads where it led.  Raises FormatError F010.
    """
    try:
        place = Path(os.path.realpath(target))
        mode = _mode(place)
        fresh = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _USUAL if mode is None else mode | stat.S_IWUSR))
        try:
            yield fresh
            with fresh.open("rb+") as stream:
                os.fsync(stream.fileno())
            if mode is not None:
                fresh.chmod(mode)
            fresh.replace(place)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot(target, error.strerror or type(error).__name__) from None


def _mode(place: Path) -> int | None:
    """Return the mode of a file; None where there is none.  Raises FormatError F010 for what is no plain file."""
    try:
        found = place.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found):
        raise _cannot(place, "it is not a file")
    return stat.S_IMODE(found) & 0o777


def make_folder(folder: Path) -> None:
    """Make a folder in which files can be written, unless it is there.  Raises FormatError F010."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise _cannot(folder, "it is not a folder", "Name a folder, or none that is there.") from None
    except OSError as error:
        raise _cannot(folder, error.strerror or type(error).__name__, "Name another folder.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _cannot(folder, "nothing can be written in it", "Name another folder.")


def _cannot(target: Path, reason: str, hint: str = "") -> FormatError:
    return refusal("F010", f"{shown(target)} ({reason})", where=Where(shown(target)), hint=hint)


def check_apart(written: Iterable[Path], read: Iterable[Path]) -> None:
    """Look, before anything is written, whether what is written is not what is read, nor twice the same.

    A folder that is read holds nothing that is written.  Raises QuestionError U003.
    """
    targets, sources = tuple(written), tuple(read)
    for target in targets:
        for source in sources:
            if _same(target, source):
                raise _refused(target, f"{shown(target)} would be written over {_named(target, source)}", _WHY)
            if source.is_dir() and _real(target).is_relative_to(_real(source)):
                raise _refused(target, f"{shown(target)} lies inside {shown(source)}, which is read", _WHY)
    for one, other in combinations(targets, 2):
        if _same(one, other):
            raise _refused(other, f"{shown(other)} would be written twice, once as {shown(one)}", _TWICE)


def _named(target: Path, source: Path) -> str:
    return "what is read" if shown(target) == shown(source) else f"{shown(source)}, which is read"


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there yet
        return _real(one) == _real(other)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _refused(target: Path, told: str, why: str) -> QuestionError:
    item = finding("U003", told, why=why, hint="Name another place for what is written.")
    return QuestionError("U003", item.message, findings=[replace(item, where=Where(shown(target)))])
