"""How does somebody far away see that an entry is in the log?

A receipt carries the index of an entry, the path to the root and the signed checkpoint; it is checked without a
network, by whoever knows the keys.  It travels inside an exported badge or report.

Source: C2SP tlog-proof v1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pathways.verification.checkpoint import (
    CheckpointCheck,
    SignedCheckpoint,
    check_checkpoint,
    read_checkpoint,
    read_number,
)
from pathways.verification.merkle import HASH, ProofVerdict, check_inclusion, leaf_hash
from pathways.verification.notes import LONGEST, VerifierKey, from_base64, malformed, to_base64

FIRST: Final = "c2sp.org/tlog-proof@v1"
HIGHEST: Final = 64
"""Hashes of the longest path that is read: no tree is higher."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a leaf stands in a log: its index, the path up, the checkpoint above; ``extra`` is signed by nobody."""

    index: int
    path: tuple[bytes, ...]
    signed: SignedCheckpoint
    extra: bytes = b""

    def __str__(self) -> str:
        extra = [f"extra {to_base64(self.extra)}"] if self.extra else []
        lines = [FIRST, *extra, f"index {self.index}", *map(to_base64, self.path), ""]
        return "".join(f"{line}\n" for line in lines) + str(self.signed)


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """What was found of a receipt: is the leaf under the root, and who vouches for the root."""

    inclusion: ProofVerdict
    checkpoint: CheckpointCheck

    @property
    def holds(self) -> bool:
        """Return whether both hold."""
        return self.inclusion.holds and self.checkpoint.holds


def read_receipt(data: bytes) -> Receipt:
    """Read a receipt.  Raises BadgeError B001 where it is none."""
    if len(data) > 2 * LONGEST:
        malformed(f"it has {len(data):,} bytes; at most {2 * LONGEST:,} are read")
    head, empty, rest = data.partition(b"\n\n")
    if not empty or not head.isascii():
        malformed("a receipt has lines for index and path, an empty line, and a checkpoint")
    first, *lines = head.decode("ascii").split("\n")
    if first != FIRST:
        malformed(f"a receipt begins with {FIRST}")
    extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else b""
    if not lines or not lines[0].startswith("index ") or len(lines) > HIGHEST + 1:
        malformed(f"after its first lines a receipt names the index, then at most {HIGHEST} hashes")
    index = read_number(lines[0].removeprefix("index "))
    return Receipt(index, tuple(map(_hash, lines[1:])), read_checkpoint(rest), extra)


def _extra(line: str) -> bytes:
    found = from_base64(line.removeprefix("extra "))
    if not found:
        malformed("the extra data are not base64")
    return found


def _hash(line: str) -> bytes:
    found = from_base64(line)
    if found is None or len(found) != HASH:
        malformed(f"{line[:80]!r} is not a hash")
    return found


def check_receipt(
    receipt: Receipt, data: bytes, log: VerifierKey, *, witnesses: Sequence[VerifierKey] = (), quorum: int = 0
) -> ReceiptCheck:
    """Return whether a leaf (a commitment's 32 bytes) is in the log that the key signs for.

    Raises NotAvailableError X002 without the extra ``badges``.
    """
    state = receipt.signed.checkpoint
    inclusion = check_inclusion(leaf_hash(data), receipt.index, state.size, receipt.path, state.root)
    return ReceiptCheck(inclusion, check_checkpoint(receipt.signed, log, witnesses=witnesses, quorum=quorum))
