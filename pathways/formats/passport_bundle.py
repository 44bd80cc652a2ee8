"""How does a passport travel with its proofs?  One file with the record and the badges that its lines rest on.

``record.json`` is the passport as data, ``badges/`` holds each badge as it was handed in, ``verifications/`` what was
found when it was last examined, ``passport.json`` the hash of each file.  The answers that lie there are somebody's
word: whoever reads examines the badges anew.  Equal passports are equal bytes, and every other byte is noticed.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final, NoReturn

from pydantic import ValidationError

from pathways.errors import PathwaysError, QuestionError, finding
from pathways.formats.records import dump_record, load_record
from pathways.formats.stored import damaged, read_stored, write_stored
from pathways.model.evidence import PackedFile
from pathways.model.passport_documents import EnclosedBadge, PassportManifest
from pathways.model.record import LearnerRecord
from pathways.model.verification_documents import VerificationDocument

MANIFEST: Final = "passport.json"
RECORD: Final = "record.json"
README: Final = "README.txt"
MOST_BYTES: Final = 64 * 1024 * 1024
MOST_BADGES: Final = 900
"""Badges in one passport: each has two files, and an archive of this form holds up to 2,000."""

_WORDS: Final = """This is a learning passport with the badges that its lines rest on.

record.json     the lines, as data; a line that rests on a badge names the SHA-256 of it
badges/         each of these badges as it was handed in; the name is the SHA-256 of the file
verifications/  what was found when it was last examined (JSON): the word of whoever made this file
passport.json   checksums of all other files

A badge is genuine by its own signature, not by this file: any program that reads badges can examine it again.
"""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A badge as it was handed in, and the answer that lies beside it."""

    data: bytes
    document: VerificationDocument

    @property
    def sha256(self) -> str:
        """Return the hash by which a line names the badge."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Passport:
    """A passport, its hashes checked: the record, and the badges enclosed in the order of their hashes."""

    record: LearnerRecord
    badges: tuple[Enclosed, ...] = ()


def passport_bundle(record: LearnerRecord, badges: Iterable[Enclosed]) -> bytes:
    """Return a record with those of the badges on which a line of it rests, as one file.

    Raises QuestionError U003 where there are too many, or an answer is about another badge.
    """
    named = {line.badge for line in record.attainments}
    chosen = {one.sha256: one for one in badges if one.sha256 in named}
    for name, one in chosen.items():
        if one.document.sha256 != name:
            _nonsense("the answer that is to lie beside a badge is about another one")
    if len(chosen) > MOST_BADGES:
        _nonsense(f"a passport encloses at most {MOST_BADGES:,} badges")
    files = {RECORD: dump_record(record, fmt="json").encode(), README: _WORDS.encode()}
    entries = tuple(EnclosedBadge(sha256=name, file=_file(name), verification=_answer(name)) for name in sorted(chosen))
    for name, one in chosen.items():
        files |= {_file(name): one.data, _answer(name): one.document.to_json().encode()}
    packed = tuple(PackedFile(file=name, sha256=_sha(files[name])) for name in sorted(files))
    manifest = PassportManifest(record=RECORD, badges=entries, files=packed)
    return write_stored({**files, MANIFEST: manifest.model_dump_json(by_alias=True, indent=2).encode()})


def is_passport(data: bytes) -> bool:
    """Return whether bytes look like a passport that carries its proofs; reading it tells whether it is whole."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return MANIFEST in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False


def read_passport(data: bytes) -> Passport:
    """Return the passport inside the bytes of a file.

    Raises FormatError F005 (too large), F009 (a name that leads outside), F014 (damaged: what is wrong is named), and
    as :func:`pathways.formats.records.load_record` does for the record in it.
    """
    files = read_stored(data, most=MOST_BYTES)
    manifest = _manifest(files)
    _check_files(files, manifest)
    found = tuple(_enclosed(files, one) for one in manifest.badges)
    record = _record(files[manifest.record])
    named = {line.badge for line in record.attainments}
    for one in found:
        if one.sha256 not in named:
            raise damaged(f"no line rests on the badge {one.sha256[:12]} in it")
    return Passport(record, found)


def _manifest(files: Mapping[str, bytes]) -> PassportManifest:
    if MANIFEST not in files:
        raise damaged(f"there is no {MANIFEST!r} in it: it is no passport")
    try:
        return PassportManifest.model_validate_json(files[MANIFEST])
    except ValidationError as error:
        raise damaged(f"{MANIFEST} cannot be read ({error.errors()[0]['msg']})") from None


def _check_files(files: Mapping[str, bytes], manifest: PassportManifest) -> None:
    """Raise F014 unless exactly the files that are listed lie there, each with its hash and its part."""
    listed = {one.file: one.sha256 for one in manifest.files}
    if len(listed) != len(manifest.files) or {*listed, MANIFEST} != set(files):
        odd = sorted({*listed, MANIFEST} ^ set(files)) or ["one file listed twice"]
        raise damaged(f"the list of files does not fit what is there ({odd[0]})")
    for name, digest in listed.items():
        if _sha(files[name]) != digest:
            raise damaged(f"the file {name!r} in it was changed")
    used = [manifest.record, README, *_names(manifest)]
    if sorted(used) != sorted(listed):
        odd = sorted(set(used) ^ set(listed)) or ["one file named twice"]
        raise damaged(f"a file in it has no part, or is missing ({odd[0]})")


def _names(manifest: PassportManifest) -> Iterator[str]:
    for one in manifest.badges:
        yield from (one.file, one.verification)


def _enclosed(files: Mapping[str, bytes], one: EnclosedBadge) -> Enclosed:
    if _sha(files[one.file]) != one.sha256:
        raise damaged(f"the badge {one.file!r} is not the one that is meant")
    try:
        document = VerificationDocument.model_validate_json(files[one.verification])
    except ValidationError:
        raise damaged(f"{one.verification!r} is no answer that this program reads") from None
    if document.sha256 != one.sha256:
        raise damaged(f"{one.verification!r} is about another badge")
    return Enclosed(files[one.file], document)


def _record(data: bytes) -> LearnerRecord:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / RECORD
        file.write_bytes(data)
        try:
            return load_record(file)
        except PathwaysError as error:
            raise damaged(f"{RECORD} in it is no record ({error.findings[0].message})") from None


def _file(name: str) -> str:
    return f"badges/{name}"


def _answer(name: str) -> str:
    return f"verifications/{name}.json"


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
