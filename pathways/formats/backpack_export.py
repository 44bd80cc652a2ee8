"""How does a backpack travel?  One ZIP file that anybody can open without us, and that is taken whole or not at all.

``badges/`` holds each file as it was handed in, ``verifications/`` every answer about it, ``backpack.json`` what
belongs together, ``SHA256SUMS`` the checksum of every other file (``sha256sum -c`` reads it).  Nothing is compressed,
and equal contents make equal bytes.  What is read may be compressed, within bounds.

Source: APPNOTE.TXT (PKZIP), 4.3 and 4.4.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final, NoReturn

from pydantic import ValidationError

from pathways.errors import FormatError, finding
from pathways.model.backpack import BackpackExport, Contents, ExportedFile, ExportedItem, Held
from pathways.model.verification_documents import CarrierForm, VerificationDocument
from pathways.verification.limits import LIMITS

MANIFEST: Final = "backpack.json"
SUMS: Final = "SHA256SUMS"
README: Final = "README.txt"
MOST_FILES: Final = 100_000
MOST_BYTES: Final = 1024 * 1024 * 1024
MOST_DOCUMENT: Final = 64 * 1024 * 1024

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1
_SUM: Final = re.compile(r"([0-9a-f]{64})  (\S+)\Z")
_ENDINGS: Final[Mapping[CarrierForm, str]] = {
    CarrierForm.JSON: "json",
    CarrierForm.JWT: "jwt",
    CarrierForm.SD_JWT: "sd-jwt",
    CarrierForm.PNG: "png",
    CarrierForm.SVG: "svg",
}
_WORDS: Final = """This is a learner's backpack: badges, and what was found when they were examined.

badges/         every badge as it was handed in; the name is the SHA-256 of the file
verifications/  every answer about it, one check for each step, the oldest first (JSON)
backpack.json   notes, labels, collections, what was shared and who opened it (JSON)
SHA256SUMS      checksums of all other files: sha256sum -c SHA256SUMS

A badge is genuine by its own signature, not by this file: any program that reads badges can examine it again.
"""


def write_export(contents: Contents) -> bytes:
    """Return a backpack as one file; equal contents give equal bytes."""
    files = dict(_files(contents))
    files[SUMS] = "".join(f"{_sha(data)}  {name}\n" for name, data in sorted(files.items())).encode()
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(_info(name), data)
    return whole.getvalue()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIRST_DAY)
    info.create_system, info.external_attr = 3, 0o600 << 16
    return info


def _files(contents: Contents) -> Iterator[tuple[str, bytes]]:
    items = []
    for held in contents.items:
        answers = tuple(text.encode() for text in held.verifications)
        names = tuple(f"verifications/{held.sha256}/{number:04}.json" for number in range(1, len(answers) + 1))
        yield from zip(names, answers, strict=True)
        entry = _entry(held, tuple(map(_file, names, answers)))
        yield entry.file, held.data
        items.append(entry)
    manifest = BackpackExport(items=tuple(items), collections=contents.collections, shares=contents.shares)
    yield MANIFEST, (manifest.to_json() + "\n").encode()
    yield README, _WORDS.encode()


def _file(name: str, data: bytes) -> ExportedFile:
    return ExportedFile(file=name, sha256=_sha(data))


def _entry(held: Held, answers: tuple[ExportedFile, ...]) -> ExportedItem:
    carrier = json.loads(held.verifications[-1]).get("carrier")
    ending = _ENDINGS.get(carrier, "bin")
    return ExportedItem(
        sha256=held.sha256,
        file=f"badges/{held.sha256}.{ending}",
        added=held.added,
        labels=held.labels,
        note=held.note,
        hidden=held.hidden,
        verifications=answers,
    )


def read_export(data: bytes) -> Contents:
    """Return the backpack inside the bytes of a file.

    Raises FormatError F005 (too large, too many files, or it would grow too much), F009 (a file with a path of its
    own), F012 (two files of one name), F013 (no export, or a file is missing, damaged, changed or added).
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            files = {info.filename: _read(archive, info) for info in _checked(archive)}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        _refuse("F013", f"it is not a whole ZIP file ({error})")
    _check_sums(files)
    return _contents(files)


def _checked(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return what the archive lists, once nothing of it can harm."""
    found = archive.infolist()
    if len(found) > MOST_FILES or sum(info.file_size for info in found) > MOST_BYTES:
        _refuse("F005", f"it holds {len(found):,} files; {MOST_FILES:,} and {MOST_BYTES:,} bytes are read")
    seen: set[str] = set()
    for info in found:
        name = info.filename
        if info.orig_filename != name or not _is_ours(name):
            _refuse("F009", f"the file {name[:120]!r} has no place in an export")
        if name in seen:
            _refuse("F012", f"two files are called {name!r}")
        if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
            _refuse("F013", f"the file {name!r} is encrypted, or compressed in a way that is not read")
        if info.file_size > _most(name):
            _refuse("F005", f"the file {name!r} has {info.file_size:,} bytes; at most {_most(name):,} are read")
        seen.add(name)
    return found


def _is_ours(name: str) -> bool:
    return name in {MANIFEST, SUMS, README} or bool(
        re.fullmatch(r"badges/[0-9a-f]{64}\.[a-z-]{2,6}|verifications/[0-9a-f]{64}/[0-9]{4,6}\.json", name)
    )


def _most(name: str) -> int:
    return LIMITS.file if name.startswith("badges/") else MOST_DOCUMENT


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a file of the archive; what grows beyond its stated size is cut there, and its checksum fails."""
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        _refuse("F013", f"the file {info.filename!r} is damaged ({error})")
    if len(data) != info.file_size:
        _refuse("F013", f"the file {info.filename!r} has not the size that it states")
    return data


def _check_sums(files: Mapping[str, bytes]) -> None:
    """Refuse where a file is not what the list of checksums says, or is not on it."""
    listed: dict[str, str] = {}
    for line in _text(files, SUMS).splitlines():
        found = _SUM.match(line)
        if found is None or found[2] in listed:
            _refuse("F013", f"{SUMS} is not a list of checksums, each file once")
        listed[found[2]] = found[1]
    for name in sorted(set(listed) | set(files) - {SUMS}):
        if name not in files:
            _refuse("F013", f"the file {name!r} is missing")
        if listed.get(name) != _sha(files[name]):
            _refuse("F013", f"the file {name!r} was changed or added")


def _contents(files: Mapping[str, bytes]) -> Contents:
    manifest = _manifest(files)
    used = {MANIFEST, SUMS, README}
    items = []
    for item in manifest.items:
        used |= {item.file, *(one.file for one in item.verifications)}
        items.append(_held(files, item))
    _refer(manifest)
    if set(files) - used:
        _refuse("F013", f"nothing speaks of the file {min(set(files) - used)!r}")
    return Contents(tuple(items), manifest.collections, manifest.shares)


def _manifest(files: Mapping[str, bytes]) -> BackpackExport:
    text = _text(files, MANIFEST)
    try:
        mark = json.loads(text, object_pairs_hook=_once).get("schema")
        if mark != "pathways/backpack-export/1":
            _refuse("F013", f"{MANIFEST} is written as {str(mark)[:80]!r}; this program reads version 1")
        return BackpackExport.model_validate_json(text)
    except (ValidationError, ValueError, AttributeError, RecursionError) as error:
        _refuse("F013", f"{MANIFEST} is not what an export holds ({str(error).splitlines()[0][:200]})")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found


def _held(files: Mapping[str, bytes], item: ExportedItem) -> Held:
    data = files.get(item.file, b"")
    if _sha(data) != item.sha256:
        _refuse("F013", f"the badge {item.file!r} is missing or is not the one that is meant")
    if not item.verifications:
        _refuse("F013", f"there is no answer about the badge {item.file!r}")
    return Held(
        sha256=item.sha256,
        data=data,
        added=item.added.isoformat(),
        verifications=tuple(_answer(files, item, one) for one in item.verifications),
        labels=item.labels,
        note=item.note,
        hidden=item.hidden,
    )


def _answer(files: Mapping[str, bytes], item: ExportedItem, one: ExportedFile) -> str:
    if _sha(files.get(one.file, b"")) != one.sha256:
        _refuse("F013", f"the answer {one.file!r} is missing or is not the one that is meant")
    text = _text(files, one.file)
    try:
        document = VerificationDocument.model_validate_json(text)
    except ValidationError:
        _refuse("F013", f"{one.file!r} is no answer that this program reads")
    if document.sha256 != item.sha256:
        _refuse("F013", f"{one.file!r} is about another badge")
    return text


def _refer(manifest: BackpackExport) -> None:
    """Refuse what names a badge that is not there, or one thing twice."""
    names = [item.sha256 for item in manifest.items]
    groups = [one.name for one in manifest.collections]
    shares = [one.id for one in manifest.shares]
    for given in (names, groups, shares):
        if len(set(given)) < len(given):
            _refuse("F013", f"{MANIFEST} names a badge, a collection or a share twice")
    spoken = {each for one in manifest.collections for each in one.items}
    spoken |= {each for share in manifest.shares for each in share.items}
    spoken |= {each for share in manifest.shares for receipt in share.receipts for each in receipt.items}
    if spoken - set(names):
        _refuse("F013", f"{MANIFEST} speaks of the badge {min(spoken - set(names))}, which is not there")


def _text(files: Mapping[str, bytes], name: str) -> str:
    if name not in files:
        _refuse("F013", f"the file {name!r} is missing")
    try:
        return files[name].decode()
    except UnicodeDecodeError:
        _refuse("F013", f"the file {name!r} is not text in UTF-8")


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse(code: str, message: str) -> NoReturn:
    hint = "Nothing was imported.  Take the export once more, or a copy of it."
    raise FormatError(code, message, findings=[finding(code, message, hint=hint)])
