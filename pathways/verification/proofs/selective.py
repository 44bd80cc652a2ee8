"""Is what a holder chose to show signed?  Derived proofs of ecdsa-sd-2023: each statement by itself, some always shown.

The issuer signs the hash of the statements that may not be hidden, and a key made for this one credential; that key
signs every other statement apart.  Nothing says how many were left out, so an end or a status may be hidden.

Source: Data Integrity ECDSA Cryptosuites 1.0, sections 3.4 to 3.6 (ecdsa-sd-2023); RFC 8949 (CBOR).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.encoding import from_base64url, to_base64url
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.publickey import KeyType, PublicKey
from pathways.verification.signature import fits, readable
from pathways.verification.strict import Json
from pathways.verification.times import ENDS

_BASE: Final = b"\xd9\x5d\x00"
_DERIVED: Final = b"\xd9\x5d\x01"
_P256: Final = b"\x80\x24"
_BLANK: Final = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>|_:(?P<label>c14n\d+)')
_STATUS: Final = "<https://www.w3.org/2018/credentials#credentialStatus>"


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived proof in its parts: ``labels`` are the names of blank nodes by their canonical ones."""

    base: bytes
    key: bytes
    signatures: tuple[bytes, ...]
    labels: Mapping[str, str]
    mandatory: frozenset[int]


@dataclass(frozen=True, slots=True)
class Shown:
    """The statements of a document as they were signed: together, or each by itself."""

    mandatory: tuple[str, ...]
    apart: tuple[str, ...]

    @property
    def mandatory_hash(self) -> bytes:
        """Return the hash of the statements that may not be hidden."""
        return hashlib.sha256("".join(self.mandatory).encode("utf-8")).digest()


def read_derived(value: Any, *, limits: Limits = LIMITS) -> Derived | Refusal:
    """Return the parts of the value of a derived proof; its length is asked before it is decoded."""
    data = None
    if isinstance(value, str) and value.startswith("u") and len(value) <= limits.derived:
        data = from_base64url(value[1:])
    if data is None:
        return refusal(CheckCode.PROOF_VALUE_MALFORMED, proofValue=value)
    if data.startswith(_BASE):
        return refusal(CheckCode.SUITE_UNSUPPORTED, because="a base proof, from which its holder derives others")
    try:
        if not data.startswith(_DERIVED):
            raise ValueError("header")
        return _parts(_read(data[len(_DERIVED) :]), limits)
    except (ValueError, IndexError, RecursionError) as error:
        return refusal(CheckCode.PROOF_VALUE_MALFORMED, proofValue=value, error=error)


def _parts(value: Any, limits: Limits) -> Derived:
    match value:
        case [bytes() as base, bytes() as key, list() as signatures, dict() as labels, list() as mandatory]:
            pass
        case _:
            raise ValueError("parts")
    if len(base) != 64 or len(key) != 35 or not key.startswith(_P256) or len(signatures) > limits.disclosures:
        raise ValueError("sizes")
    if not all(isinstance(one, bytes) and len(one) == 64 for one in signatures):
        raise ValueError("signatures")
    if not all(isinstance(one, bytes) and len(one) == 32 for one in labels.values()):
        raise ValueError("labels")
    if len(set(labels.values())) != len(labels) or len(set(mandatory)) != len(mandatory):
        raise ValueError("one thing twice")
    if not all(isinstance(one, int) for one in (*labels, *mandatory)):
        raise ValueError("numbers")
    named = {f"c14n{place}": "u" + to_base64url(label) for place, label in labels.items()}
    return Derived(base, key, tuple(signatures), named, frozenset(mandatory))


def _read(data: bytes) -> Any:
    value, end = _item(data, 0, 3)
    if end != len(data):
        raise ValueError("more behind it")
    return value


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """Return a value of CBOR and where it ends: whole numbers, bytes, arrays and maps, of known length."""
    kind, size, at = data[at] >> 5, data[at] & 31, at + 1
    if size > 27 or depth == 0:
        raise ValueError("length")
    if size > 23:
        width = 1 << (size - 24)
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
    if at > len(data) or (kind in (2, 4, 5) and size > len(data) - at):
        raise ValueError("cut off")
    match kind:
        case 0:
            return size, at
        case 2:
            return data[at : at + size], at + size
        case 4:
            return _array(data, at, size, depth - 1)
        case 5:
            flat, end = _array(data, at, 2 * size, depth - 1)
            found = {name: value for name, value in zip(flat[::2], flat[1::2], strict=True) if isinstance(name, int)}
            if len(found) != size:
                raise ValueError("names")
            return found, end
        case _:
            raise ValueError("type")


def _array(data: bytes, at: int, size: int, depth: int) -> tuple[list[Any], int]:
    found = []
    for _ in range(size):
        value, at = _item(data, at, depth)
        found.append(value)
    return found, at


def shown_of(form: bytes, derived: Derived) -> Shown | Refusal:
    """Return the statements of a canonical form under the names by which they were signed."""
    unknown: list[str] = []

    def renamed(match: re.Match[str]) -> str:
        label = match["label"]
        if label is None:
            return match[0]
        if label not in derived.labels:
            unknown.append(label)
        return f"_:{derived.labels.get(label, label)}"

    lines = sorted(_BLANK.sub(renamed, line) + "\n" for line in form.decode("utf-8").split("\n")[:-1])
    if unknown or any(place >= len(lines) for place in derived.mandatory):
        return refusal(CheckCode.SIGNATURE_WRONG, because="the proof is over other statements")
    apart = tuple(line for place, line in enumerate(lines) if place not in derived.mandatory)
    return Shown(tuple(line for place, line in enumerate(lines) if place in derived.mandatory), apart)


def check_shown(derived: Derived, shown: Shown, *, options_hash: bytes, key: PublicKey) -> Refusal | None:
    """Return why what is shown is not signed by the key, or None where all of it is.

    Raises NotAvailableError X002 without the extra ``badges``.
    """
    own = PublicKey(KeyType.P256, derived.key[len(_P256) :])
    if own.point[0] not in (2, 3) or not readable(own):
        return refusal(CheckCode.PROOF_VALUE_MALFORMED, error="the key of the credential")
    if len(shown.apart) != len(derived.signatures):
        return refusal(CheckCode.SIGNATURE_WRONG, statements=len(shown.apart), signatures=len(derived.signatures))
    if not fits(key, options_hash + derived.key + shown.mandatory_hash, derived.base):
        return refusal(CheckCode.SIGNATURE_WRONG, statements="those that may not be hidden")
    pairs = zip(shown.apart, derived.signatures, strict=True)
    wrong = next((line for line, signature in pairs if not fits(own, line.encode("utf-8"), signature)), None)
    return None if wrong is None else refusal(CheckCode.SIGNATURE_WRONG, statement=wrong)


def may_hide(document: Json, shown: Shown) -> str | None:
    """Return what may count against a document and may have been hidden by whoever shows a part of it; None if nothing.

    One end is all that there can be, so it is enough that it is shown.  Of several places of its status some may be
    shown and others not, so the issuer must have said that it may not be hidden.
    """
    name = document.get("id")
    subject = f"<{name}>" if isinstance(name, str) else "_:"
    status = any(line.startswith(subject) and f" {_STATUS} " in line for line in shown.mandatory)
    found = {"validUntil": any(end in document for end in ENDS), "credentialStatus": status}
    return ", ".join(name for name, there in found.items() if not there) or None
