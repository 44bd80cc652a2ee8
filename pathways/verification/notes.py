"""Who signed this text, and with which key?

A signed note: a text, an empty line, one line for each signature.  Ed25519 signatures of the text itself, and dated
cosignatures of witnesses.  Reading needs no other package; signing and checking need the extra ``badges``.

Source: C2SP signed-note v1.0.0 and tlog-cosignature (signature types 1 and 4).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Any, Final, NoReturn

from pathways.errors import BadgeError, NotAvailableError, QuestionError, finding

LONGEST: Final = 256 * 1024
"""Bytes of the longest note that is read."""
MOST_SIGNATURES: Final = 64
PUBLIC: Final = 32
SEED: Final = 32
SIGNED: Final = 64
LATEST: Final = 2**63 - 1
"""The latest time of a cosignature, in seconds since 1970."""

_DASH: Final = "\N{EM DASH} "


class KeyKind(IntEnum):
    """What a key signs: a note as it stands, or a checkpoint together with the time at which it was seen."""

    ED25519 = 1
    COSIGNATURE = 4


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key: its holder's name, what it signs, 32 bytes."""

    name: str
    kind: KeyKind
    public: bytes

    @property
    def id(self) -> bytes:
        """Return the four bytes by which a signature names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret half of a key; it never shows its seed."""

    verifier: VerifierKey
    seed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who signed, with which key, and the bytes."""

    name: str
    key_id: bytes
    data: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.data)}"


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text that ends in a newline, and its signatures."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{line}\n" for line in self.signatures)


class SignatureVerdict(StrEnum):
    """What a signature turns out to be."""

    GENUINE = "genuine"
    FORGED = "forged"
    UNKNOWN_KEY = "unknown key"


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What was found of one signature; ``at`` is the time of a cosignature in seconds since 1970."""

    name: str
    verdict: SignatureVerdict
    key: VerifierKey | None = None
    at: int | None = None


def read_note(data: bytes) -> SignedNote:
    """Read a signed note.  Raises BadgeError B001 where it is none, is too long, or repeats a signature."""
    if len(data) > LONGEST:
        malformed(f"it has {len(data):,} bytes; at most {LONGEST:,} are read")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        malformed(f"byte {error.start} is not UTF-8")
    if any(char < " " and char != "\n" for char in whole):
        malformed("it contains control characters")
    text, empty, lines = whole.rpartition("\n\n")
    if not empty or not text or not lines.endswith("\n"):
        malformed("a text, an empty line and signature lines are expected")
    return SignedNote(text + "\n", _signatures(lines[:-1].split("\n")))


def _signatures(lines: list[str]) -> tuple[Signature, ...]:
    if len(lines) > MOST_SIGNATURES:
        malformed(f"it has {len(lines)} signatures; at most {MOST_SIGNATURES} are read")
    found = tuple(map(_signature, lines))
    if len({(each.name, each.key_id) for each in found}) < len(found):
        malformed("a key has signed twice")
    return found


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = from_base64(encoded)
    if not line.startswith(_DASH) or not _is_name(name) or data is None or len(data) < 5:
        malformed(f"{line[:80]!r} is not a signature line")
    return Signature(name, data[:4], data[4:])


def read_key(text: str) -> VerifierKey:
    """Read a public key as verifiers write it: name, id, kind and bytes.  Raises BadgeError B002.

    >>> read_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").name
    'PeterNeumann'
    """
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    data = from_base64(encoded) if len(text) < 1024 else None
    if not _is_name(name) or data is None or len(data) != 1 + PUBLIC or data[0] not in set(KeyKind):
        _bad_key(f"{text[:80]!r} is not name+id+key with a kind that is known (1 or 4)")
    found = VerifierKey(name, KeyKind(data[0]), data[1:])
    if found.id.hex() != key_id:
        _bad_key(f"the id of {name!r} does not fit its bytes")
    return found


def signing_key(name: str, seed: bytes, kind: KeyKind = KeyKind.ED25519) -> SigningKey:
    """Return the key that 32 secret random bytes make.

    Raises BadgeError B002 where the name holds spaces or ``+`` or the seed is of another length, NotAvailableError X002
    without the extra ``badges``.
    """
    if not _is_name(name) or len(seed) != SEED:
        _bad_key(f"a key needs a name without spaces and plus signs, and {SEED} secret bytes")
    public = _ed25519().Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return SigningKey(VerifierKey(name, kind, public), seed)


def signed(note: SignedNote, key: SigningKey, *, at: int | None = None) -> SignedNote:
    """Return the note with a signature of the key, in the place of an older one of the same key.

    ``at`` is the time of a cosignature in seconds since 1970.  Raises QuestionError U003 where a cosignature has no
    time or a plain signature has one, NotAvailableError X002 without the extra ``badges``.
    """
    own = key.verifier
    if (at is not None) != (own.kind is KeyKind.COSIGNATURE) or not 0 <= (at or 0) <= LATEST:
        message = "a cosignature names its time in seconds since 1970, a plain signature has none"
        raise QuestionError("U003", message, findings=[finding("U003", message)])
    made = _ed25519().Ed25519PrivateKey.from_private_bytes(key.seed).sign(_message(note, own.kind, at))
    data = made if at is None else at.to_bytes(8, "big") + made
    others = (each for each in note.signatures if (each.name, each.key_id) != (own.name, own.id))
    return replace(note, signatures=(*others, Signature(own.name, own.id, data)))


def check_signatures(note: SignedNote, keys: Iterable[VerifierKey]) -> tuple[SignatureCheck, ...]:
    """Return what each signature of a note is, in its order; those of other keys are unknown.

    Raises NotAvailableError X002 without the extra ``badges``.
    """
    known = {(key.name, key.id): key for key in keys}
    return tuple(_checked(note, each, known.get((each.name, each.key_id))) for each in note.signatures)


def _checked(note: SignedNote, found: Signature, key: VerifierKey | None) -> SignatureCheck:
    if key is None:
        return SignatureCheck(found.name, SignatureVerdict.UNKNOWN_KEY)
    at, data = None, found.data
    if key.kind is KeyKind.COSIGNATURE:
        at, data = int.from_bytes(data[:8], "big"), data[8:]
    fits = len(data) == SIGNED and (at or 0) <= LATEST and _verifies(key, data, _message(note, key.kind, at))
    if not fits:
        return SignatureCheck(found.name, SignatureVerdict.FORGED, key)
    return SignatureCheck(found.name, SignatureVerdict.GENUINE, key, at)


def _message(note: SignedNote, kind: KeyKind, at: int | None) -> bytes:
    """Return the bytes that are signed."""
    head = f"cosignature/v1\ntime {at}\n" if kind is KeyKind.COSIGNATURE else ""
    return (head + note.text).encode()


def _verifies(key: VerifierKey, data: bytes, message: bytes) -> bool:
    ed25519 = _ed25519()
    from cryptography.exceptions import InvalidSignature

    try:
        ed25519.Ed25519PublicKey.from_public_bytes(key.public).verify(data, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _ed25519() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        message = "signatures need cryptography"
        raise NotAvailableError(
            "X002", message, hint="Install it with: pip install 'pathways-planner[badges]'"
        ) from error
    return ed25519


def to_base64(data: bytes) -> str:
    """Return bytes in the standard base64 of RFC 4648, section 4."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """Return the bytes that a text stands for; None where it is not the one way to write them."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        return None
    return data if to_base64(data) == text else None


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and name.isprintable() and not any(map(str.isspace, name))


def malformed(message: str) -> NoReturn:
    """Raise BadgeError B001."""
    raise BadgeError("B001", message, findings=[finding("B001", message)])


def _bad_key(message: str) -> NoReturn:
    raise BadgeError("B002", message, findings=[finding("B002", message)])
