"""Is the compiled graph of this catalogue in the cupboard, and is it whole?

One file for each catalogue, named by its digest.  It is written beside its place and then renamed, so that there is
always a whole one or none; it is opened by memory map, so that several processes share it; nothing in it is executed.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import re
import stat
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

import numpy as np

from pathways.errors import StoreError, Where, finding
from pathways.graph.packing import Compiled, inner_faults, loose_ends, packed, unpacked
from pathways.store.layout import (
    HEAD,
    VERSION,
    Array,
    Plan,
    arrays_in,
    blocks,
    checksums,
    damaged_blocks,
    head,
    plan,
    read_head,
    version_of,
)

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_REBUILD: Final = "Delete it; it is compiled again from the catalog."


@dataclass(frozen=True, eq=False)
class Snapshot:
    """An opened snapshot: the graph (and what is asked at least) over memory that the file shares."""

    path: Path
    digest: str
    compiled: Compiled
    size: int


def snapshot_path(folder: Path, digest: str) -> Path:
    """Return where the snapshot of a catalogue lies.  Raises StoreError S002 where the digest is not one."""
    if not _DIGEST.fullmatch(digest):
        _refuse("S002", folder, f"{digest[:80]!r} is not the digest of a catalog", "A digest is 64 hexadecimal digits.")
    return folder / f"{digest}.graph"


def write_snapshot(compiled: Compiled, folder: Path, digest: str) -> Path:
    """Write the snapshot of a catalogue and return its path; the folder is made where it is absent.

    Raises StoreError F010 where it cannot be written, as on a full disk; then nothing new is left behind.
    """
    target = snapshot_path(folder, digest)
    arrays = {name: np.ascontiguousarray(array) for name, array in packed(compiled).items()}
    beside: str | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=".unfinished-", suffix=".graph", dir=folder)
        with os.fdopen(handle, "wb") as file:
            _write(file, arrays, plan(arrays, digest))
        os.replace(beside, target)
    except OSError as error:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        _refuse("F010", target, f"{target} ({error.strerror or error})", "Make room, or name another folder.")
    return target


def _write(file: BinaryIO, arrays: dict[str, Array], layout: Plan) -> None:
    """Write the arrays, their checksums, and last of all the head."""
    sums: list[int] = []
    for place in layout.places[:-1]:
        data = memoryview(arrays[place.name].astype(place.dtype, copy=False).tobytes())
        file.seek(place.begin)
        file.write(data)
        sums.extend(checksums(blocks(data)))
    listed = np.array(sums, dtype=layout.sums.dtype).tobytes()
    file.seek(layout.sums.begin)
    file.write(listed)
    file.truncate(layout.size)
    start = head(replace(layout, checksum=zlib.crc32(listed)))
    if len(start) != HEAD:
        raise OSError("the description of the arrays is too long")
    file.seek(0)
    file.write(start)
    file.flush()
    os.fsync(file.fileno())


def open_snapshot(folder: Path, digest: str) -> Snapshot:
    """Open the snapshot of a catalogue without reading it through.

    What is looked at: sizes, the head, the ends of all pointers, every block of short arrays and some of long ones.
    Damage elsewhere is found by :func:`verify_snapshot`.  Raises StoreError F001 (absent), F009 (a link out of the
    folder), S001 (damaged), S002 (of another catalogue), S003 (another version of the format).
    """
    path = snapshot_path(folder, digest)
    data, layout = _mapped(path, folder, digest)
    arrays = arrays_in(data, layout)
    _first_fault(path, damaged_blocks(data, layout, every=False))
    try:
        _first_fault(path, loose_ends(arrays))
        return Snapshot(path, digest, unpacked(arrays), layout.size)
    except KeyError as error:
        _refuse("S001", path, f"{path.name} lacks the array {error.args[0]!r}", _REBUILD)


def verify_snapshot(folder: Path, digest: str) -> None:
    """Read a snapshot through: every byte, every pointer.  Raises as :func:`open_snapshot` does."""
    path = snapshot_path(folder, digest)
    data, layout = _mapped(path, folder, digest)
    _first_fault(path, damaged_blocks(data, layout, every=True))
    arrays = arrays_in(data, layout)
    try:
        _first_fault(path, loose_ends(arrays))
        _first_fault(path, inner_faults(arrays))
    except KeyError as error:
        _refuse("S001", path, f"{path.name} lacks the array {error.args[0]!r}", _REBUILD)


def _mapped(path: Path, folder: Path, digest: str) -> tuple[memoryview, Plan]:
    """Return the bytes of a snapshot and what its head says of them."""
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        if not inside:
            _refuse("F009", path, f"{path} is a link out of {folder}", "Put the snapshot itself into the folder.")
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError("it is not an ordinary file")
        with path.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError:
        _refuse("F001", path, f"there is no snapshot {path}", "Write it first.")
    except (OSError, ValueError) as error:
        _refuse("S001", path, f"{path} cannot be read ({error})", _REBUILD)
    try:
        return data, _checked_head(path, data, digest)
    except (ValueError, KeyError, TypeError) as error:
        _refuse("S001", path, f"{path.name}: {error}", _REBUILD)


def _checked_head(path: Path, data: memoryview, digest: str) -> Plan:
    start = bytes(data[:HEAD])
    version = version_of(start)
    if version != VERSION:
        _refuse("S003", path, f"{path.name} has version {version}, this program writes {VERSION}", _REBUILD)
    layout = read_head(start)
    if layout.size != len(data):
        raise ValueError(f"it has {len(data):,} bytes instead of {layout.size:,}")
    if layout.digest != digest:
        _refuse("S002", path, f"{path.name} holds the catalog {layout.digest}", "Rename it, or compile again.")
    return layout


def _first_fault(path: Path, faults: Iterator[str]) -> None:
    fault = next(faults, None)
    if fault is not None:
        _refuse("S001", path, f"{path.name}: {fault}", _REBUILD)


def _refuse(code: str, path: Path, message: str, hint: str) -> NoReturn:
    told = finding(code, message, hint=hint)
    raise StoreError(code, message, findings=[replace(told, where=Where(file=str(path)))])
