"""What does a file claim to be?  Told by its first bytes and by the names in an archive; nothing of it is believed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from pydantic import ValidationError

from pathways.formats import backpack_export, evidence, passport_bundle
from pathways.language.words import msg
from pathways.model.backpack import Contents, SharedDocument
from pathways.model.proof_documents import Handed
from pathways.ui.sent_badges import Part, Unkept, opened, short
from pathways.verification.checks import Refusal
from pathways.verification.limits import LIMITS
from pathways.verification.receipt import FIRST
from pathways.verification.strict import Json, read_json

RECORD: Final = "pathways/record/1"
SHARED: Final = "pathways/shared/1"

_ZIP: Final = b"PK\x03\x04"
_ARCHIVES: Final = {
    evidence.MANIFEST: Handed.EVIDENCE,
    backpack_export.MANIFEST: Handed.BACKPACK,
    passport_bundle.MANIFEST: Handed.PASSPORT,
}

WORDS: Final = {
    "empty": msg("It is empty."),
    "large": msg("It is larger than what is read here."),
    "many": msg("It holds more files than are read at once."),
    "archive": msg("It is an archive that is damaged."),
    "locked": msg("It is packed in a way that is not read: encrypted, or by another method."),
    "nested": msg("It is an archive inside an archive, which is not opened."),
}
"""Why a file was not examined."""


@dataclass(frozen=True, slots=True)
class Given:
    """One file to be examined: what it claims to be, or why it is not examined."""

    name: str
    data: bytes
    kind: Handed
    why: str = ""


def given(name: str, data: bytes) -> Iterator[Given]:
    """Yield a file, or each file of an archive that is nothing but an archive."""
    shown, kind = short(name), kind_of(data)
    if kind is not Handed.OTHER:
        large = len(data) > LIMITS.file and kind not in _ARCHIVES.values()
        yield Given(shown, b"" if large else data, Handed.OTHER if large else kind, WORDS["large"] if large else "")
        return
    for one in opened(shown, data):
        match one:
            case Part():
                yield Given(one.name, one.data, kind_of(one.data))
            case Unkept():
                yield Given(one.name, b"", Handed.OTHER, one.words or WORDS.get(one.why, WORDS["archive"]))
            case Contents():
                continue  # told by its manifest already


def kind_of(data: bytes) -> Handed:
    """Return what bytes claim to be; ``OTHER`` for an empty file and an archive that says nothing.

    >>> kind_of(b"c2sp.org/tlog-proof@v1").value, kind_of(b"").value, kind_of(b"{}").value
    ('receipt', 'other', 'badge')
    """
    if not data:
        return Handed.OTHER
    if data.startswith(FIRST.encode()):
        return Handed.RECEIPT
    if data.startswith(_ZIP):
        return next((kind for name, kind in _ARCHIVES.items() if name in _names(data)), Handed.OTHER)
    match _mark(data):
        case "pathways/shared/1":
            return Handed.SHARED
        case "pathways/record/1":
            return Handed.RECORD
    return Handed.BADGE


def _names(data: bytes) -> frozenset[str]:
    """Return the names in an archive, as it lists them."""
    try:
        if data.count(b"PK\x01\x02") > 3 * backpack_export.MOST_FILES:
            return frozenset()
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return frozenset()


def _mark(data: bytes) -> str:
    """Return the schema that a document of ours names; nothing where it is none."""
    if b"pathways/" not in data[: LIMITS.file]:
        return ""
    found = json_in(data)
    return str(found.get("schema", "")) if found is not None else ""


def json_in(data: bytes) -> Json | None:
    """Return the object that bytes hold as JSON, if they do."""
    found = read_json(data)
    return None if isinstance(found, Refusal) else found


def shared_in(data: bytes) -> SharedDocument | str:
    """Return the shared document in bytes, or why it cannot be read."""
    try:
        return SharedDocument.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"It cannot be read as a shared document ({place}: {first['msg']})."
