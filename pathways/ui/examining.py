"""What do a visitor's badges come to?  Files of any wallet examined, kept, looked at; runs in a worker.

Nothing here looks anything up: what is known of others lies in files beside the catalogue.  Answers that come with an
export are only somebody's word, so each badge of it is examined anew before it is taken in.  One bad file never keeps
the others out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Final

from pathways.errors import Finding, NotAvailableError, PathwaysError, QuestionError
from pathways.model.backpack import BackpackDocument, Contents, Held
from pathways.model.badge_documents import BadgesDocument, Standing, TrustPolicy
from pathways.model.check_codes import Outcome
from pathways.model.issuers import IssuerRegistry
from pathways.model.verification_documents import Kind, VerificationDocument
from pathways.store.backpack import MOST_ITEMS, Backpack, last_answer, open_backpack
from pathways.ui.sent_badges import MOST_SENT, Part, Unkept, opened
from pathways.ui.worker import catalogue, told
from pathways.verification.attainment import attained, standing_of
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshots
from pathways.verification.memory import Memory
from pathways.verification.terms import Holder, Terms

Place = tuple[Path, str]
"""Where a catalogue lies, and the mark of its state."""

HELD: Final = frozenset(
    {
        *(Kind.OPEN_BADGE_1, Kind.OPEN_BADGE_2, Kind.OPEN_BADGE_3, Kind.CLR_1, Kind.CLR_2, Kind.CREDENTIAL),
        *(Kind.PRESENTATION, Kind.BLOCKCERTS_2, Kind.BLOCKCERTS_3, Kind.SD_JWT_VC, Kind.EUROPEAN_DIGITAL_CREDENTIAL),
        *(Kind.JADES, Kind.LER_RS, Kind.ENDORSEMENT),
    }
)
"""What a person keeps; a status list, a key or a vocabulary is nobody's badge."""

SIDE: Final = 160
"""Pixels of a picture's longer side."""

MOST_PIXELS: Final = 16_000_000


@dataclass(frozen=True, slots=True)
class Conditions:
    """When badges are examined, whose they should be, whose issuers are accepted, and what is known of others."""

    now: dt.datetime
    mails: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    registry: Path | None = None
    known: Path | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of files: digests that are new, that were there already, what was not kept and why."""

    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    unkept: tuple[Unkept, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """All that is held, what it counts for, and what counts where hidden badges are left out."""

    backpack: BackpackDocument
    badges: BadgesDocument
    counted: BadgesDocument


@dataclass(frozen=True, slots=True)
class Close:
    """One badge: every step of its last answer, a picture made anew from its own, and how it stood before."""

    document: VerificationDocument
    picture: bytes | None = None
    before: tuple[tuple[dt.datetime, Standing], ...] = ()


@told
def take(path: Path, sent: tuple[tuple[str, bytes], ...], asked: Conditions) -> Taken:
    """Examine what was sent and keep what holds badges."""
    terms, found = terms_of(asked), _Taking()
    for name, data in sent[:MOST_SENT]:
        for part in opened(name, data):
            found.part(part, terms)
    if not (found.badges or found.exports):
        return Taken(unkept=tuple(found.unkept))
    held = open_backpack(path)
    there = {item.sha256 for item in held.contents().items}
    names = tuple(dict.fromkeys(found.names()))
    new = tuple(name for name in names if name not in there)
    if len(there) + len(new) > MOST_ITEMS:
        told = f"a backpack holds at most {MOST_ITEMS:,} badges"
        raise QuestionError("U003", told, findings=[Finding("U003", told)])
    for contents in found.whole(asked.now, there):
        held.take_in(contents)
    return Taken(new, tuple(name for name in names if name in there), tuple(found.unkept))


class _Taking:
    """What was found so far in the files that were sent."""

    def __init__(self) -> None:
        self.badges: list[tuple[bytes, VerificationDocument]] = []
        self.exports: list[Contents] = []
        self.unkept: list[Unkept] = []

    def part(self, part: Part | Contents | Unkept, terms: Terms) -> None:
        """Examine one badge, or all of an export."""
        match part:
            case Unkept():
                self.unkept.append(part)
            case Contents():
                self.exports.append(replace(part, items=tuple(_anew(item, terms) for item in part.items)))
            case Part(name, data):
                self._badge(name, data, terms)

    def _badge(self, name: str, data: bytes, terms: Terms) -> None:
        try:
            document = examine(data, terms)
        except NotAvailableError:
            raise
        except Exception:  # one file must never keep the others out
            self.unkept.append(Unkept(name, "ours"))
            return
        if document.kind in HELD:
            self.badges.append((data, document))
        elif document.kind is Kind.OTHER:
            first = next((one for one in document.checks if one.outcome is not Outcome.PASS), document.checks[0])
            self.unkept.append(Unkept(name, "unread", first.words))
        else:
            self.unkept.append(Unkept(name, "kind", document.claims_to_be))

    def whole(self, now: dt.datetime, there: set[str]) -> Iterator[Contents]:
        """Yield what is to be taken in, each at once; of what is there already only our own answer."""
        known = set(there)
        for contents in self.exports:
            yield replace(
                contents, items=tuple(_own(item) if item.sha256 in known else item for item in contents.items)
            )
            known |= {item.sha256 for item in contents.items}
        kept: dict[str, Held] = {}
        for data, document in self.badges:
            text = document.model_dump_json(by_alias=True)
            kept[document.sha256] = Held(document.sha256, data, now.isoformat(), (text,))
        yield Contents(tuple(kept.values()))

    def names(self) -> Iterable[str]:
        """Yield the digest of each badge."""
        yield from (item.sha256 for contents in self.exports for item in contents.items)
        yield from (hashlib.sha256(data).hexdigest() for data, _ in self.badges)


def _anew(item: Held, terms: Terms) -> Held:
    """Return a badge of an export with our own answer behind those that came with it."""
    return replace(item, verifications=(*item.verifications, examine(item.data, terms).model_dump_json(by_alias=True)))


def _own(item: Held) -> Held:
    """Return a badge with our own answer alone."""
    return replace(item, verifications=item.verifications[-1:])


@told
def recheck(path: Path, asked: Conditions) -> int:
    """Examine everything again; return how much that was."""
    held, terms = open_backpack(path), terms_of(asked)
    items = held.contents().items
    held.take_in(Contents(tuple(_own(_anew(item, terms)) for item in items)))
    return len(items)


@told
def look(path: Path, place: Place, registry: Path | None, as_of: dt.date, at: str | None) -> Looked:
    """Return all that is held and what it counts for, without the steps."""
    held = open_backpack(path)
    documents, hidden = _answers(held)
    seen = documents if not hidden else [one for one in documents if one.sha256 not in hidden]
    catalog, known = catalogue(*place), registry_of(registry)

    def counted(some: list[VerificationDocument]) -> BadgesDocument:
        found = attained(some, catalog, as_of=as_of, registry=known, at=at)
        return found.model_copy(update={"verifications": ()})

    badges = counted(documents)
    return Looked(held.listed(), badges, counted(seen) if hidden else badges)


def _answers(held: Backpack) -> tuple[list[VerificationDocument], set[str]]:
    items = held.contents().items
    return [last_answer(held.path, item) for item in items], {item.sha256 for item in items if item.hidden}


@told
def closely(path: Path, names: tuple[str, ...]) -> dict[str, Close]:
    """Return of each badge every step of its last answer, a picture, and how it stood before."""
    held = open_backpack(path)
    return {name: _close(held, held.get(name)) for name in names}


def _close(held: Backpack, item: Held) -> Close:
    answers = [VerificationDocument.model_validate_json(text) for text in item.verifications[:-1][-10:]]
    before = tuple((one.as_of, standing_of(one.checks, TrustPolicy())[0]) for one in answers)
    return Close(last_answer(held.path, item), picture_of(item.data), before)


@told
def exported(path: Path) -> bytes:
    """Return everything as one file."""
    from pathways.formats.backpack_export import write_export

    return write_export(open_backpack(path).contents())


@told
def evidence(path: Path, name: str, asked: Conditions) -> bytes:
    """Return all that the answer about one badge rests on."""
    from pathways.formats.evidence import pack

    return pack(open_backpack(path).get(name).data, terms_of(asked))


@told
def check_issuers_file(folder: Path, name: str, content: bytes, place: Place) -> tuple[Path, str]:
    """Keep a list of issuers that is sound beside the catalogue; return where, and its title."""
    from pathways.formats.issuers import load_issuers

    suffix = PurePath(name).suffix.lower()
    file = folder / f"issuers-{hashlib.sha256(content).hexdigest()[:16]}{suffix if suffix.isascii() else ''}"
    file.write_bytes(content)
    try:
        return file, load_issuers(file, catalog=catalogue(*place)).title
    except PathwaysError as error:
        file.unlink(missing_ok=True)
        raise _renamed(error, file, PurePath(name).name) from None


def _renamed(error: PathwaysError, file: Path, name: str) -> PathwaysError:
    """Return an error whose findings name the file as the visitor knows it."""
    from pathways.formats.problems import refusals, shown

    def clean(text: str) -> str:
        return text.replace(shown(file), name).replace(file.name, name)

    found = [
        replace(one, message=clean(one.message), where=replace(one.where, file=name if one.where.file else None))
        for one in error.findings
    ]
    return refusals(found)


def terms_of(asked: Conditions) -> Terms:
    """Return the terms of an examination in which nothing is asked but what lies in files."""
    registry, person = registry_of(asked.registry), Holder(asked.ids, asked.mails)
    return Terms(now=asked.now, resolver=_known(asked.known), holder=person, registry=registry, memory=Memory())


def registry_of(path: Path | None) -> IssuerRegistry | None:
    """Return the list of issuers in a file; read once for as long as the file stays as it is."""
    return None if path is None else _read_registry(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read_registry(path: Path, stamp: int) -> IssuerRegistry:
    from pathways.formats.issuers import load_issuers

    return load_issuers(path)


def _known(path: Path | None) -> Snapshots:
    from pathways.formats.snapshots import load_snapshots

    return Snapshots() if path is None else load_snapshots(path)


def picture_of(data: bytes) -> bytes | None:
    """Return a small picture made anew from the points of a PNG, or None: nothing else of the file comes along."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    try:
        return _drawn(data)
    except Exception:  # whatever is wrong with it, it is not shown
        return None


def _drawn(data: bytes) -> bytes | None:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Image.open(io.BytesIO(data), formats=("PNG",)) as found:
            if found.width * found.height > MOST_PIXELS:
                return None
            points = found.convert("RGBA")
    points.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    Image.frombytes("RGBA", points.size, points.tobytes()).save(out, "PNG")
    return out.getvalue()
