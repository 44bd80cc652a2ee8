"""How long was the log, with which root, and who vouches for it?

A checkpoint says origin, size and root of a log; the log signs it, and partner institutions that have checked that
the log only grew cosign it.

Source: C2SP tlog-checkpoint v1.0.0, tlog-cosignature and tlog-witness (what a witness checks before it signs).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pathways.verification.merkle import HASH, ProofVerdict, check_consistency
from pathways.verification.notes import (
    KeyKind,
    SignatureCheck,
    SignatureVerdict,
    SignedNote,
    SigningKey,
    VerifierKey,
    check_signatures,
    from_base64,
    malformed,
    read_note,
    signed,
    to_base64,
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One state of a log: whose, how many leaves, their root; ``extensions`` are lines not ours to read."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint and the note that carries its signatures."""

    checkpoint: Checkpoint
    note: SignedNote

    def __str__(self) -> str:
        return str(self.note)


class CheckpointVerdict(StrEnum):
    """What a signed checkpoint turns out to be."""

    GENUINE = "genuine"
    OTHER_ORIGIN = "of another log"
    NOT_SIGNED = "not signed by the log"
    FORGED = "forged"
    TOO_FEW_WITNESSES = "too few witnesses"


@dataclass(frozen=True, slots=True)
class CheckpointCheck:
    """What was found: the verdict, and each signature in its order."""

    verdict: CheckpointVerdict
    signatures: tuple[SignatureCheck, ...] = ()

    @property
    def holds(self) -> bool:
        """Return whether the log and enough witnesses vouch for it."""
        return self.verdict is CheckpointVerdict.GENUINE


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What a witness answers: what it found, and the cosigned checkpoint where both findings hold."""

    checkpoint: CheckpointVerdict
    consistency: ProofVerdict
    cosigned: SignedCheckpoint | None = None


def read_checkpoint(data: bytes) -> SignedCheckpoint:
    """Read a signed checkpoint.  Raises BadgeError B001 where it is none; says nothing of who signed it."""
    note = read_note(data)
    lines = note.text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        malformed("a checkpoint has lines for origin, size and root, none of them empty")
    origin, size, encoded, *extensions = lines
    root = from_base64(encoded)
    if root is None or len(root) != HASH:
        malformed(f"{encoded[:80]!r} is not a root hash")
    return SignedCheckpoint(Checkpoint(origin, read_number(size), root, tuple(extensions)), note)


def read_number(text: str) -> int:
    """Return a whole number without sign, leading zeros or other digits.  Raises BadgeError B001.

    >>> read_number("20852163")
    20852163
    """
    if not (text.isascii() and text.isdigit()) or len(text) > 18 or str(int(text)) != text:
        malformed(f"{text[:80]!r} is not a whole number as it is written here")
    return int(text)


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> SignedCheckpoint:
    """Return a checkpoint with the log's own signature.  Raises NotAvailableError X002 without the extra ``badges``."""
    return SignedCheckpoint(checkpoint, signed(SignedNote(checkpoint.text), key))


def check_checkpoint(
    found: SignedCheckpoint, log: VerifierKey, *, witnesses: Sequence[VerifierKey] = (), quorum: int = 0
) -> CheckpointCheck:
    """Return whether the log, and at least ``quorum`` of the witnesses, signed a checkpoint.

    A false signature under a known key makes the whole forged; those of unknown keys prove nothing and are told.
    Raises NotAvailableError X002 without the extra ``badges``.
    """
    signatures = check_signatures(found.note, [log, *witnesses])
    return CheckpointCheck(_verdict(found, log, signatures, quorum), signatures)


def _verdict(
    found: SignedCheckpoint, log: VerifierKey, signatures: Sequence[SignatureCheck], quorum: int
) -> CheckpointVerdict:
    if found.checkpoint.origin != log.name:
        return CheckpointVerdict.OTHER_ORIGIN
    if any(each.verdict is SignatureVerdict.FORGED for each in signatures):
        return CheckpointVerdict.FORGED
    genuine = {each.key for each in signatures if each.verdict is SignatureVerdict.GENUINE}
    if log not in genuine:
        return CheckpointVerdict.NOT_SIGNED
    # One institution under two names is one witness; the log is never its own.
    others = {key.public for key in genuine if key and key.kind is KeyKind.COSIGNATURE} - {log.public}
    return CheckpointVerdict.GENUINE if len(others) >= quorum else CheckpointVerdict.TOO_FEW_WITNESSES


def witness(
    offered: SignedCheckpoint,
    log: VerifierKey,
    key: SigningKey,
    *,
    seen: Checkpoint | None,
    path: Sequence[bytes],
    at: int,
) -> Witnessed:
    """Cosign a checkpoint where the log signed it and it continues the last one that this witness has seen.

    ``path`` is the consistency proof from ``seen`` (None for the first time), ``at`` the time in seconds since 1970.
    What is cosigned is the caller's to keep as seen, before it is handed out.  Raises NotAvailableError X002 without
    the extra ``badges``, QuestionError U003 where the key is none of a witness.
    """
    verdict = check_checkpoint(offered, log).verdict
    new = offered.checkpoint
    grown = ProofVerdict.HOLDS
    if seen is not None:
        grown = check_consistency(seen.size, new.size, path, seen.root, new.root)
    if verdict is not CheckpointVerdict.GENUINE or not grown.holds or (seen and seen.origin != new.origin):
        return Witnessed(verdict, grown)
    return Witnessed(verdict, grown, SignedCheckpoint(new, signed(offered.note, key, at=at)))
