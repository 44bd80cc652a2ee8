"""Who keeps a log, and who looks at one?  What an institution, a learner and a witness do with its files.

Beside a log lie its secret key, its public key, the openings of learners and their keys; only log, checkpoint and
public key are for others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from pathways.errors import BadgeError, QuestionError, StoreError, finding
from pathways.issuing.keys import SecretKey, log_key
from pathways.model.log_documents import CosignDocument, LogCheckDocument, LogFinding
from pathways.store.keyfiles import load_key, save_key
from pathways.store.log import Log, open_log, read_log
from pathways.store.log_files import HEAD, MAGIC, Reading, refuse, replace_file
from pathways.store.openings import Openings, open_openings
from pathways.verification.carrier import open_carrier
from pathways.verification.checkpoint import Checkpoint, check_checkpoint, read_checkpoint, witness
from pathways.verification.checks import Refusal
from pathways.verification.entries import Entry, Opening, commitment, read_opening, write_opening
from pathways.verification.merkle import HASH, leaf_hash
from pathways.verification.notes import KeyKind, SigningKey, VerifierKey, from_base64, malformed, read_key
from pathways.verification.receipt import FIRST, Receipt, check_receipt, read_receipt

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class LogFiles:
    """The files of one log, by the path of the log itself."""

    log: Path

    def beside(self, ending: str) -> Path:
        """Return the path of a file beside the log."""
        return self.log.with_name(f"{self.log.name}.{ending}")

    def openings(self) -> Openings:
        """Open the store of openings.  Raises StoreError."""
        return open_openings(self.beside("openings"), self.beside("opening-keys"))

    def signer(self) -> SigningKey:
        """Return the log's own key.  Raises StoreError F001, BadgeError B002, NotAvailableError X002."""
        return log_key(load_key(self.beside("key")), origin_of(self.log))


def begin_log(files: LogFiles, origin: str, key: SecretKey) -> Reading:
    """Begin a log, with its keys beside it.  Raises QuestionError U003 where it is there already, StoreError."""
    if files.log.exists() or files.beside("key").exists():
        _nonsense(f"{files.log} is there already")
    signer = log_key(key, origin)
    save_key(files.beside("key"), key)
    replace_file(files.beside("pub"), f"{signer.verifier}\n".encode())
    open_log(files.log, origin).close()
    return read_log(files.log, origin)


def origin_of(path: Path) -> str:
    """Return whose log a file says it is; opening it checks that.  Raises StoreError F001, S004."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        refuse("F001", path, f"{path} ({error.strerror or error})", "Name a log.")
    length = int.from_bytes(head[12:16], "big")
    whole = len(head) == HEAD and sha256(head[:-HASH]).digest() == head[-HASH:]
    if head[: len(MAGIC)] != MAGIC or not whole or length > HEAD - HASH - 16:
        refuse("S004", path, f"the head of {path.name} is not as it was written", "Name a log, or a whole copy of it.")
    return head[16 : 16 + length].decode("utf-8", "replace")


def open_own(files: LogFiles, signer: SigningKey) -> Log:
    """Open one's own log for writing; its last checkpoint must be its own.  Raises StoreError."""
    log = open_log(files.log, signer.verifier.name)
    signed = log.checkpoint
    if signed is not None and not check_checkpoint(signed, signer.verifier).holds:
        log.close()
        refuse("S004", files.log, "the checkpoint was not signed with this log's key", "Put a whole copy in its place.")
    return log


def enter(files: LogFiles, entry: Entry, *, random: Random) -> tuple[int, Opening]:
    """Write an entry: its opening is kept first, then its commitment logged.  Raises StoreError, BadgeError."""
    opening, signer = Opening(entry, random(HASH)), files.signer()
    with open_own(files, signer) as log:
        files.openings().keep(entry.learner, [opening], random=random)
        [index] = log.append([commitment(opening)])
    return index, opening


def receipts_of(files: LogFiles, openings: Iterable[Opening]) -> tuple[tuple[Opening, Receipt], ...]:
    """Return the receipt of each opening that the last checkpoint covers; it travels with its opening.

    Raises StoreError, QuestionError U003 where there is no checkpoint yet.
    """
    reading = read_log(files.log, origin_of(files.log))
    signed = reading.checkpoint
    if signed is None:
        _nonsense("the log has no checkpoint yet; seal it first")
    places = {reading.tree.leaf(index): index for index in range(signed.checkpoint.size)}
    found = []
    for opening in openings:
        index = places.get(leaf_hash(commitment(opening)))
        if index is not None:
            path = reading.tree.inclusion(index, signed.checkpoint.size)
            found.append((opening, Receipt(index, path, signed, write_opening(opening).encode())))
    return tuple(found)


def erase(files: LogFiles, learner: str, *, on: dt.date) -> bool:
    """Forget a learner; the log stays as it is.  Returns whether there was anything.  Raises StoreError."""
    origin_of(files.log)
    return files.openings().erase(learner, on=on)


def check_log(path: Path, log: VerifierKey | None, witnesses: Sequence[VerifierKey], quorum: int) -> LogCheckDocument:
    """Return what is found of a log and its checkpoint, read through without changing them; damage is named.

    Raises StoreError F001 where there is no log.
    """
    origin = ""
    try:
        origin = origin_of(path)
        reading = read_log(path, origin)
    except StoreError as error:
        if error.code == "F001":
            raise
        return LogCheckDocument(kind="log", origin=origin, findings=(_found("records", False, _words(error)),))
    words = f"all {reading.tree.size:,} are as they were written"
    if reading.torn:
        words += f"; {reading.torn} bytes of one that was never acknowledged follow"
    findings = [_found("records", True, words), *_signatures(reading, log, witnesses, quorum)]
    return LogCheckDocument(kind="log", origin=origin, size=reading.tree.size, findings=tuple(findings))


def _signatures(
    reading: Reading, log: VerifierKey | None, witnesses: Sequence[VerifierKey], quorum: int
) -> Iterable[LogFinding]:
    signed = reading.checkpoint
    if signed is None:
        yield _found("checkpoint", None, "there is none yet")
        return
    yield _found("root", True, f"the first {signed.checkpoint.size:,} records are those that it vouches for")
    if log is None:
        yield _found("signature", None, "no key was given, so that nobody can say who vouches for it")
        return
    found = check_checkpoint(signed, log, witnesses=witnesses, quorum=quorum)
    yield _found("signature", found.holds, found.verdict.value)


def check_paper(
    data: bytes, log: VerifierKey | None, witnesses: Sequence[VerifierKey], quorum: int, badge: bytes | None = None
) -> LogCheckDocument:
    """Return what is found of a receipt that travels with its opening.

    ``badge`` is the document that the entry should be about.  Raises BadgeError B001, B003.
    """
    receipt = read_receipt(data)
    state = receipt.signed.checkpoint
    opening = read_opening(receipt.extra) if receipt.extra else None
    if opening is None:
        _nonsense("the receipt travels without its opening, so that nobody can say what it speaks of")
    findings = [_says(opening.entry)]
    key = log or VerifierKey(state.origin, KeyKind.ED25519, bytes(32))
    found = check_receipt(receipt, commitment(opening), key, witnesses=witnesses, quorum=quorum)
    where = f"entry {receipt.index:,} of {state.size:,}"
    findings.append(_found("inclusion", found.inclusion.holds, f"{where}: {found.inclusion.value}"))
    if log is None:
        findings.append(_found("signature", None, "no key was given, so that nobody can say who vouches for it"))
    else:
        findings.append(_found("signature", found.checkpoint.holds, found.checkpoint.verdict.value))
    if badge is not None:
        findings.append(_about(opening.entry, badge))
    return LogCheckDocument(kind="receipt", origin=state.origin, size=state.size, findings=tuple(findings))


def _says(entry: Entry) -> LogFinding:
    words = f"{entry.kind.value} of {entry.about!r} to {entry.learner!r} by {entry.by!r} on {entry.on}"
    return _found("opening", True, words)


def _about(entry: Entry, badge: bytes) -> LogFinding:
    carried = open_carrier(badge)
    texts = [badge] if isinstance(carried, Refusal) else [badge, carried.text.encode(), carried.text.strip().encode()]
    fits = entry.digest in {sha256(text).hexdigest() for text in texts}
    return _found("badge", fits, "the entry is about this badge" if fits else "the entry is about another document")


def is_receipt(data: bytes) -> bool:
    """Return whether bytes begin as a receipt does."""
    return data.startswith(FIRST.encode())


def key_in(text: str) -> VerifierKey:
    """Return a public key, given itself or in a file.  Raises BadgeError B002."""
    path = Path(text)
    if "+" not in text and path.is_file():
        text = path.read_text(encoding="utf-8", errors="replace").strip()
    return read_key(text)


@dataclass(frozen=True, slots=True)
class Watch:
    """What a witness has: its secret key in a file, its name, and the last checkpoint of a log that it has signed."""

    key: Path
    name: str
    seen: Path

    def signer(self, make: Callable[[], SecretKey]) -> SigningKey:
        """Return the key that cosigns; where there is none, one is made and kept.  Raises StoreError, BadgeError."""
        if not self.key.exists():
            save_key(self.key, make())
        found = log_key(load_key(self.key), self.name)
        return replace(found, verifier=replace(found.verifier, kind=KeyKind.COSIGNATURE))

    def before(self) -> Checkpoint | None:
        """Return what it has seen, None at first.  Raises BadgeError B001."""
        return read_checkpoint(self.seen.read_bytes()).checkpoint if self.seen.exists() else None


def watch(
    data: bytes, log: VerifierKey, own: Watch, proof: bytes | None, *, at: int, make: Callable[[], SecretKey]
) -> CosignDocument:
    """Cosign a checkpoint that continues what was seen, and keep it as seen before anybody gets it.

    ``proof`` says that the log only grew since; ``at`` is in seconds since 1970.  Raises BadgeError B001, B002,
    StoreError F010.
    """
    offered, signer = read_checkpoint(data), own.signer(make)
    path = () if proof is None else _proof(proof)
    found = witness(offered, log, signer, seen=own.before(), path=path, at=at)
    if found.cosigned is not None:
        replace_file(own.seen, str(found.cosigned).encode())
    return CosignDocument(
        origin=offered.checkpoint.origin,
        size=offered.checkpoint.size,
        checkpoint=found.checkpoint.value,
        consistency=found.consistency.value,
        cosigned=found.cosigned is not None,
        verifier=str(signer.verifier),
    )


def _proof(data: bytes) -> tuple[bytes, ...]:
    """Return the hashes of a proof, one a line in base64.  Raises BadgeError B001."""
    found = [from_base64(line) for line in data.decode("ascii", "replace").splitlines()]
    hashes = tuple(each for each in found if each is not None and len(each) == HASH)
    if len(hashes) < len(found):
        malformed("a proof has one hash in base64 a line")
    return hashes


def _found(what: str, holds: bool | None, words: str) -> LogFinding:
    return LogFinding(what=what, holds=holds, words=words)


def _words(error: StoreError | BadgeError) -> str:
    return "; ".join(f"{one.code} {one.message}" for one in error.findings)


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
