"""What do the two files of a log hold, and do they fit together?

The log: a head (magic, version, origin, checksum), then records.  The checkpoint beside it: a signed note.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NoReturn

from pathways.errors import BadgeError, QuestionError, StoreError, Where, finding
from pathways.verification.checkpoint import SignedCheckpoint, read_checkpoint
from pathways.verification.merkle import HASH, Tree
from pathways.verification.notes import LONGEST, SignatureVerdict, VerifierKey, check_signatures

MAGIC: Final = b"PWMKLOG\n"
VERSION: Final = 1
HEAD: Final = 512
"""Bytes before the first record; the last 32 are the checksum of the others, in every version."""
CHECK: Final = 16
RECORD: Final = HASH + CHECK

_RESTORE: Final = "Put a whole copy in its place; do not mend it by hand."
_OTHER: Final = "Records that mean something else would be read as if nothing had changed."


@dataclass(frozen=True, slots=True)
class Reading:
    """A log as it was read: its tree, its last checkpoint, and how many bytes of an unfinished record follow."""

    origin: str
    head: bytes
    tree: Tree
    checkpoint: SignedCheckpoint | None = None
    torn: int = 0

    @property
    def end(self) -> int:
        """Return where the next record begins, in bytes."""
        return HEAD + self.tree.size * RECORD


def read_log(path: Path, origin: str, *, keys: Sequence[VerifierKey] = ()) -> Reading:
    """Read a log through without locking or changing it, also while another process writes.

    Raises StoreError F001 where it is not there, else as :func:`pathways.store.log.open_log` does.
    """
    return as_read(path, origin, keys)


def checkpoint_path(path: Path) -> Path:
    """Return where the checkpoint of a log lies."""
    return path.with_name(path.name + ".checkpoint")


def head_of(origin: str) -> bytes:
    """Return the first bytes of a log.  Raises QuestionError U003 where the origin is none."""
    name = origin.encode(errors="replace")
    if not origin.isprintable() or not name or len(name) > HEAD - HASH - 16 or "+" in origin or " " in origin:
        message = f"{origin[:80]!r} cannot name a log: a short name without spaces and plus signs can"
        raise QuestionError("U003", message, findings=[finding("U003", message)])
    found = MAGIC + VERSION.to_bytes(4, "big") + len(name).to_bytes(4, "big") + name
    found = found.ljust(HEAD - HASH, b"\0")
    return found + hashlib.sha256(found).digest()


def record(head: bytes, index: int, leaf: bytes) -> bytes:
    """Return one record: the leaf, and a check that fits only there, in that log."""
    check = hashlib.sha256(head[-HASH:] + index.to_bytes(8, "big") + leaf).digest()
    return leaf + check[:CHECK]


def begin(handle: int, path: Path, origin: str) -> None:
    """Write the head where the file is new, or where a crash cut the writing of its head short."""
    head = head_of(origin)
    there = os.pread(handle, HEAD, 0) if hasattr(os, "pread") else os.read(handle, HEAD)
    size = os.fstat(handle).st_size
    if size >= HEAD or not head.startswith(there) or checkpoint_path(path).exists():
        return
    os.lseek(handle, 0, os.SEEK_SET)
    if os.write(handle, head) != HEAD:
        raise OSError("the head was not written whole")
    synced(handle)
    sync_folder(path.parent)


def as_read(path: Path, origin: str, keys: Sequence[VerifierKey]) -> Reading:
    """Return what both files hold; raises StoreError where they are damaged or do not fit."""
    # The checkpoint first: a log that grows meanwhile still holds it.
    checkpoint = _checkpoint(path, keys)
    head = head_of(origin)
    data = _bytes(path)
    _check_head(path, data[:HEAD], head)
    tree = Tree()
    whole = _whole(data, least=checkpoint.checkpoint.size if checkpoint else 0)
    for index in range(whole):
        place = HEAD + index * RECORD
        leaf = data[place : place + HASH]
        if record(head, index, leaf) != data[place : place + RECORD]:
            refuse("S004", path, f"record {index} of {whole} (at byte {place}) is not as it was written", _RESTORE)
        tree.append(leaf)
    reading = Reading(origin, head, tree, checkpoint, len(data) - HEAD - whole * RECORD)
    _check_fit(path, reading)
    return reading


def _whole(data: bytes, least: int) -> int:
    """Return how many records are whole.

    Behind them there may be part of one, or bytes of zero where a file was made longer before a crash; what a
    checkpoint speaks of is never taken for such a rest.
    """
    count = (len(data) - HEAD) // RECORD
    used = len(data.rstrip(b"\0")) - HEAD
    return max(min(count, -(-used // RECORD)), min(count, least))


def _check_head(path: Path, found: bytes, expected: bytes) -> None:
    if found == expected:
        return
    body, checksum = found[:-HASH], found[-HASH:]
    if len(found) < HEAD or found[:8] != MAGIC or hashlib.sha256(body).digest() != checksum:
        refuse("S004", path, f"the head of {path.name} is not as it was written", _RESTORE)
    version = int.from_bytes(found[8:12], "big")
    if version != VERSION:
        told = f"{path.name} has version {version}, this program writes {VERSION}"
        refuse("S003", path, told, "Open it with the program that wrote it.", why=_OTHER)
    refuse("S006", path, f"{path.name} is the log of another origin", "Name the file of this log, or its own origin.")


def _checkpoint(path: Path, keys: Sequence[VerifierKey]) -> SignedCheckpoint | None:
    beside = checkpoint_path(path)
    try:
        found = read_checkpoint(_bytes(beside, most=LONGEST + 1))
    except StoreError as error:
        if error.code == "F001":
            return None
        raise
    except BadgeError as error:
        refuse("S004", beside, f"the checkpoint is not as it was written ({error.findings[0].message})", _RESTORE)
    if keys:
        _check_signatures(beside, found, keys)
    return found


def _check_signatures(path: Path, found: SignedCheckpoint, keys: Sequence[VerifierKey]) -> None:
    """Refuse a checkpoint with any signature that is not genuine, or without the log's own."""
    checked = check_signatures(found.note, keys)
    for each in checked:
        if each.verdict is not SignatureVerdict.GENUINE:
            refuse("S004", path, f"the signature of {each.name!r} on the checkpoint: {each.verdict}", _RESTORE)
    if found.checkpoint.origin not in {each.name for each in checked}:
        refuse("S004", path, "the log's own signature on the checkpoint is missing", _RESTORE)


def _check_fit(path: Path, reading: Reading) -> None:
    """Refuse a log that does not begin with what its checkpoint vouches for."""
    if reading.checkpoint is None:
        return
    said, tree = reading.checkpoint.checkpoint, reading.tree
    if said.origin != reading.origin:
        refuse("S006", path, f"the checkpoint speaks of {said.origin!r}, not of {reading.origin!r}", _RESTORE)
    if said.size > tree.size:
        missing = f"record {tree.size} and those behind it are missing; the checkpoint speaks of {said.size} records"
        refuse("S006", path, missing, _RESTORE)
    if tree.root(said.size) != said.root:
        refuse("S006", path, f"the first {said.size} records are not those that the checkpoint vouches for", _RESTORE)


def _bytes(path: Path, most: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        refuse("F001", path, f"there is no {path}", "Name another file, or open the log for writing to begin one.")
    except OSError as error:
        refuse("S004", path, f"{path} cannot be read ({error.strerror or error})", _RESTORE)


def replace_file(path: Path, data: bytes) -> None:
    """Put a whole file in the place of another, or leave the other.  Raises StoreError F010."""
    beside: str | None = None
    try:
        handle, beside = tempfile.mkstemp(prefix=_unfinished(path), dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            synced(file.fileno())
        os.replace(beside, path)
        sync_folder(path.parent)
    except OSError as error:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        refuse("F010", path, f"{path} ({error.strerror or error})", "Make room, or let this program write there.")


def sweep(path: Path) -> None:
    """Remove what a killed process left of a file that it meant to put in the place of this one."""
    for name in os.listdir(path.parent):
        if name.startswith(_unfinished(path)):
            os.unlink(path.parent / name)


def _unfinished(path: Path) -> str:
    return f".unfinished-{path.name}-"


def synced(handle: int) -> None:
    """Wait until the disk has what was written."""
    os.fsync(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def refuse(code: str, path: Path, message: str, hint: str, *, why: str | None = None) -> NoReturn:
    """Raise a StoreError about a file."""
    told = finding(code, message, hint=hint, why=why)
    raise StoreError(code, message, findings=[replace(told, where=Where(file=str(path)))])
