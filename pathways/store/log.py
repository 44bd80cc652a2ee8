"""Is everything that was ever logged still there, as it was written?

One append-only file: a head of fixed size, then one record of fixed size for each leaf (its 32 bytes and a check over
log, index and bytes), and beside it the last signed checkpoint.  An append returns once the disk has it.  A record cut
short by a crash was never acknowledged and is cut off at the next opening; any other difference is damage, is named
and is never repaired in silence.  One process writes at a time; a lock held by the system ends with its process.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from pathways.errors import QuestionError, finding
from pathways.store.locking import lock
from pathways.store.log_files import (
    Reading,
    as_read,
    begin,
    checkpoint_path,
    read_log,
    record,
    refuse,
    replace_file,
    sweep,
    synced,
)
from pathways.verification.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from pathways.verification.merkle import HASH
from pathways.verification.notes import SignatureVerdict, SigningKey, VerifierKey, check_signatures
from pathways.verification.receipt import Receipt

__all__ = ["Log", "open_log", "read_log"]


class Log:
    """An open log that this process alone may write; use it as a context manager, or close it."""

    def __init__(self, path: Path, handle: int, reading: Reading) -> None:
        self._path = path
        self._handle: int | None = handle
        self._reading = reading

    @property
    def origin(self) -> str:
        """Return whose log it is."""
        return self._reading.origin

    @property
    def size(self) -> int:
        """Return how many leaves are in it."""
        return self._reading.tree.size

    @property
    def torn(self) -> int:
        """Return how many bytes of a record that was never acknowledged were cut off at opening."""
        return self._reading.torn

    @property
    def checkpoint(self) -> SignedCheckpoint | None:
        """Return the last checkpoint, None before the first."""
        return self._reading.checkpoint

    def append(self, leaves: Iterable[bytes]) -> range:
        """Add commitments of 32 bytes each and return their indices, once the disk has them all.

        Raises QuestionError U003 for leaves of another length or after closing, StoreError F010 where they cannot be
        written (the log is then closed; opening it again shows what it holds), S004 where somebody else has written.
        """
        new, handle = tuple(leaves), self._open()
        if not all(len(leaf) == HASH for leaf in new):
            _nonsense(f"a leaf has {HASH} bytes")
        first, end = self.size, self._reading.end
        if os.fstat(handle).st_size != end:
            refuse("S004", self._path, "the file has another length than this process left it with", "Open it again.")
        data = b"".join(record(self._reading.head, first + place, leaf) for place, leaf in enumerate(new))
        with self._closed_on_failure(end):
            _write_all(handle, data)
            synced(handle)
        for leaf in new:
            self._reading.tree.append(leaf)
        return range(first, first + len(new))

    def seal(self, key: SigningKey) -> SignedCheckpoint:
        """Sign the log as it stands, keep the checkpoint beside it and return it.

        Raises QuestionError U003 where the key is another's, StoreError F010 where it cannot be written (the older one
        then stays), NotAvailableError X002 without the extra ``badges``.
        """
        self._open()
        if key.verifier.name != self.origin:
            _nonsense(f"the key of {key.verifier.name!r} cannot sign the log of {self.origin!r}")
        tree = self._reading.tree
        return self._keep(sign_checkpoint(Checkpoint(self.origin, tree.size, tree.root()), key))

    def cosign(self, cosigned: SignedCheckpoint, keys: Sequence[VerifierKey]) -> SignedCheckpoint:
        """Keep a checkpoint that came back from witnesses, in the place of the same one with fewer signatures.

        Raises QuestionError U003 where it is another than the last one, lacks one of its signatures, or holds a
        signature that is not genuine under one of the keys (the log's own among them).
        """
        self._open()
        last = self.checkpoint
        if last is None or last.checkpoint != cosigned.checkpoint:
            _nonsense("only the last checkpoint of this log can be cosigned")
        if not set(last.note.signatures) <= set(cosigned.note.signatures):
            _nonsense("a signature of the last checkpoint is missing")
        for each in check_signatures(cosigned.note, keys):
            if each.verdict is not SignatureVerdict.GENUINE:
                _nonsense(f"the signature of {each.name!r}: {each.verdict}")
        return self._keep(cosigned)

    def receipt(self, index: int) -> Receipt:
        """Return the proof that a leaf is under the last checkpoint.

        Raises QuestionError U003 where it is not, or where there is no checkpoint yet.
        """
        if self.checkpoint is None:
            _nonsense("the log has no checkpoint yet; seal it first")
        path = self._reading.tree.inclusion(index, self.checkpoint.checkpoint.size)
        return Receipt(index, path, self.checkpoint)

    def consistency(self, old: int) -> tuple[bytes, ...]:
        """Return the proof that the last checkpoint continues the log of ``old`` leaves.  Raises QuestionError U003."""
        if self.checkpoint is None:
            _nonsense("the log has no checkpoint yet; seal it first")
        return self._reading.tree.consistency(old, self.checkpoint.checkpoint.size)

    def close(self) -> None:
        """Let others write; a second time does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Log:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _open(self) -> int:
        if self._handle is None:
            _nonsense("the log is closed")
        return self._handle

    def _keep(self, signed: SignedCheckpoint) -> SignedCheckpoint:
        replace_file(checkpoint_path(self._path), str(signed).encode())
        self._reading = replace(self._reading, checkpoint=signed)
        return signed

    @contextlib.contextmanager
    def _closed_on_failure(self, end: int) -> Iterator[None]:
        """Take back what was not written whole, and trust nothing of this process's view any more."""
        try:
            yield
        except BaseException as error:
            handle = self._open()
            with contextlib.suppress(OSError):
                os.ftruncate(handle, end)
            self.close()
            if isinstance(error, OSError):
                told = f"{self._path} ({error.strerror or error})"
                refuse("F010", self._path, told, "Make room, then open it again.")
            raise


def open_log(path: Path, origin: str, *, keys: Sequence[VerifierKey] = ()) -> Log:
    """Open a log for writing; where there is none, begin one.

    Every byte is read and checked, and the checkpoint beside it must fit.  With ``keys`` (the log's and its
    witnesses') every signature of the checkpoint must be genuine under one of them, the log's own among them; without,
    signatures are not looked at.  A torn tail is cut off.  Raises StoreError S003 (another version of the format), S004
    (damaged, the record is named), S005 (somebody else writes), S006 (it is not what its checkpoint, or ``origin``,
    says), F010 (cannot be written), QuestionError U003 (no name for an origin), NotAvailableError X002 (keys, but no
    extra ``badges``).
    """
    handle = _opened(path)
    try:
        lock(handle, path)
        sweep(checkpoint_path(path))
        begin(handle, path, origin)
        reading = as_read(path, origin, keys)
        if reading.torn:
            os.ftruncate(handle, reading.end)
            synced(handle)
        os.lseek(handle, reading.end, os.SEEK_SET)
    except OSError as error:
        os.close(handle)
        refuse("F010", path, f"{path} ({error.strerror or error})", "Let this program write there.")
    except BaseException:
        os.close(handle)
        raise
    return Log(path, handle, reading)


def _opened(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o600)
    except OSError as error:
        refuse("F010", path, f"{path} ({error.strerror or error})", "Let this program write there.")


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
