"""Can this verification be repeated, years later and without a network?  One file with all that it rests on.

The bundle holds the bytes that were handed in, every document that was looked up with its date, every address that gave
no answer, the terms, the list of issuers, the hashes of the vocabularies that are kept with the program, and the
answer.  Examined again, it has to give the same answer, byte for byte.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from pathways.errors import InternalError, finding
from pathways.formats.stored import damaged, read_stored, write_stored
from pathways.model.anchors import NO_ANCHORS, Anchors
from pathways.model.evidence import (
    EvidenceManifest,
    GivenSnapshot,
    PackedFile,
    PinnedContext,
    TermsGiven,
    Unanswered,
)
from pathways.model.issuers import IssuerRegistry
from pathways.model.verification_documents import VerificationDocument
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Refusal
from pathways.verification.examine import Examined, examine, examine_with_evidence
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.proofs.contexts import FOLDER, pinned
from pathways.verification.terms import Holder, Terms

MANIFEST: Final = "manifest.json"
_CREDENTIAL: Final = "credential"
_DOCUMENT: Final = "verification.json"
_REGISTRY: Final = "issuers.json"
_ANCHORS: Final = "anchors.json"

_Read = TypeVar("_Read", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds, its hashes checked: the bytes handed in, the terms, what was looked up, the answer.

    ``changed`` names what is not as it was when the bundle was made: vocabularies kept with the program, bounds.
    """

    credential: bytes
    terms: Terms
    snapshots: tuple[Snapshot, ...]
    document: VerificationDocument
    manifest: EvidenceManifest
    sha256: str
    changed: tuple[str, ...] = ()


def pack(data: bytes, terms: Terms, examined: Examined | None = None) -> bytes:
    """Return the bundle of a verification, the same bytes for the same verification.

    ``examined`` is what :func:`examine_with_evidence` returned for the same bytes and terms; else it is asked now.
    Raises InternalError X001 where the bundle does not give the same answer again, NotAvailableError X002 without the
    extra ``badges``.
    """
    done = examined or examine_with_evidence(data, terms)
    files: dict[str, bytes] = {_CREDENTIAL: data, _DOCUMENT: done.document.to_json().encode()}
    if terms.registry is not None:
        files[_REGISTRY] = _written(terms.registry)
    if terms.anchors != NO_ANCHORS:
        files[_ANCHORS] = _written(terms.anchors)
    others = {f"others/{place:04}": _text_of(one) for place, one in enumerate(terms.others)}
    taken = {f"snapshots/{place:04}": one for place, one in enumerate(done.snapshots)}
    files |= others | {name: one.body for name, one in taken.items()}
    manifest = EvidenceManifest(
        terms=_given(terms),
        credential=_CREDENTIAL,
        document=_DOCUMENT,
        registry=_REGISTRY if _REGISTRY in files else None,
        anchors=_ANCHORS if _ANCHORS in files else None,
        others=tuple(others),
        snapshots=tuple(GivenSnapshot(url=one.url, file=f, retrieved=one.retrieved) for f, one in taken.items()),
        unanswered=tuple(Unanswered(url=url, why=why) for url, why in done.unanswered),
        contexts=tuple(PinnedContext(url=url, sha256=digest) for url, digest in _contexts()),
        files=tuple(PackedFile(file=name, sha256=_hash(files[name])) for name in sorted(files)),
    )
    packed = write_stored({**files, MANIFEST: _written(manifest)})
    _check_repeats(packed, done.document, terms.limits)
    return packed


def open_bundle(data: bytes, *, limits: Limits = LIMITS) -> Bundle:
    """Return what a bundle holds; it may be examined again within ``limits``, whatever bounds it names itself.

    Raises FormatError F005 (too large), F009 (a name that leads outside), F014 (damaged, or no bundle: what is wrong
    is named).
    """
    files = read_stored(data, most=limits.evidence)
    manifest = _read(EvidenceManifest, files, MANIFEST)
    _check_files(files, manifest)
    snapshots = tuple(Snapshot(one.url, files[one.file], one.retrieved) for one in manifest.snapshots)
    told = {one.url: one.why for one in manifest.unanswered}
    bounds = _bounds(manifest.terms.limits, limits)
    terms = _terms(files, manifest, Snapshots(snapshots, told), bounds)
    document = _read(VerificationDocument, files, manifest.document)
    if document.to_json().encode() != files[manifest.document] or document.as_of != terms.now:
        raise damaged(f"{manifest.document} is not the answer as it was written")
    if document.sha256 != _hash(files[manifest.credential]):
        raise damaged(f"{manifest.document} is about other bytes than {manifest.credential}")
    changed = tuple(_changed(manifest, bounds))
    return Bundle(files[manifest.credential], terms, snapshots, document, manifest, _hash(data), changed)


def replay(bundle: Bundle) -> VerificationDocument:
    """Return what the bytes and the evidence of a bundle give when they are examined again.

    Raises NotAvailableError X002 without the extra ``badges``.
    """
    return examine(bundle.credential, bundle.terms)


def _check_repeats(packed: bytes, document: VerificationDocument, limits: Limits) -> None:
    again = replay(open_bundle(packed, limits=replace(limits, evidence=len(packed))))
    if again != document:
        steps = [one.step.value for one, other in zip(again.checks, document.checks, strict=True) if one != other]
        message = f"the evidence gives another answer ({', '.join(steps) or 'resolved'})"
        raise InternalError("X001", message, findings=[finding("X001", message)])


def _check_files(files: Mapping[str, bytes], manifest: EvidenceManifest) -> None:
    """Raise F014 unless exactly the files that are listed lie there, each with its hash."""
    listed = {one.file: one.sha256 for one in manifest.files}
    if len(listed) != len(manifest.files) or {*listed, MANIFEST} != set(files):
        odd = sorted({*listed, MANIFEST} ^ set(files)) or ["one file listed twice"]
        raise damaged(f"the list of files does not fit what is there ({odd[0]})")
    for name, digest in listed.items():
        if _hash(files[name]) != digest:
            raise damaged(f"the file {name!r} in it was changed")
    used = {manifest.credential, manifest.document, *manifest.others, *(one.file for one in manifest.snapshots)}
    used |= {name for name in (manifest.registry, manifest.anchors) if name is not None}
    if used != set(listed):
        raise damaged(f"the file {min(used ^ set(listed))!r} has no part in it, or is missing")


def _given(terms: Terms) -> TermsGiven:
    return TermsGiven(
        now=terms.now,
        profile=terms.profile,
        holder_ids=terms.holder.ids,
        holder_emails=terms.holder.emails,
        audience=terms.audience,
        nonce=terms.nonce,
        proven=terms.proven,
        status_age=terms.status_age.total_seconds(),
        limits=asdict(terms.limits),
    )


def _bounds(given: Mapping[str, int], most: Limits) -> Limits:
    """Return the bounds that a bundle names, none of them wider than ``most``."""
    own = asdict(most)
    tighter = {name: min(given.get(name, value), value) for name, value in own.items()}
    tighter["rsa_least"] = max(given.get("rsa_least", most.rsa_least), most.rsa_least)
    return Limits(**tighter)


def _terms(files: Mapping[str, bytes], manifest: EvidenceManifest, resolver: Snapshots, limits: Limits) -> Terms:
    given = manifest.terms
    return Terms(
        now=given.now,
        profile=given.profile,
        resolver=resolver,
        limits=limits,
        holder=Holder(given.holder_ids, given.holder_emails),
        registry=None if manifest.registry is None else _read(IssuerRegistry, files, manifest.registry),
        anchors=NO_ANCHORS if manifest.anchors is None else _read(Anchors, files, manifest.anchors),
        audience=given.audience,
        nonce=given.nonce,
        proven=given.proven,
        others=tuple(_other(files, name, limits) for name in manifest.others),
        status_age=dt.timedelta(seconds=given.status_age),
    )


def _other(files: Mapping[str, bytes], name: str, limits: Limits) -> Carried:
    found = open_carrier(files[name], limits=limits)
    if isinstance(found, Refusal):
        raise damaged(f"the file {name!r} in it holds no badge")
    return found


def _text_of(carried: Carried) -> bytes:
    """Return a badge as the text that it is read from; one that stood in a presentation has only its value."""
    return (carried.text or json.dumps(carried.value, ensure_ascii=False)).encode("utf-8")


def _changed(manifest: EvidenceManifest, bounds: Limits) -> Iterator[str]:
    now = dict(_contexts())
    yield from (one.url for one in manifest.contexts if now.get(one.url) != one.sha256)
    own, given = asdict(bounds), manifest.terms.limits
    yield from sorted(name for name in own.keys() | given.keys() if own.get(name) != given.get(name))


def _contexts() -> tuple[tuple[str, str], ...]:
    """Return the address of every vocabulary that is kept, with the hash of what is kept of it."""
    found = {}
    for path in sorted(FOLDER.glob("*.json")):
        data = path.read_bytes()
        found[json.loads(data)["url"]] = _hash(data)
    return tuple(sorted((url, digest) for url, digest in found.items() if url in pinned()))


def _read(model: type[_Read], files: Mapping[str, bytes], name: str) -> _Read:
    if name not in files:
        raise damaged(f"there is no {name!r} in it: it is no bundle of evidence")
    try:
        return model.model_validate_json(files[name])
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise damaged(f"{name} cannot be read ({path}: {first['msg']})") from None


def _written(document: BaseModel) -> bytes:
    return document.model_dump_json(by_alias=True, indent=2).encode("utf-8")


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
