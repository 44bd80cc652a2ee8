"""What do commands need to have badges examined?  Files, what is known, under which terms; then the answer to all."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NoReturn

from pathways.catalog.collection import Catalog
from pathways.errors import FormatError, QuestionError, finding
from pathways.formats.anchors import load_anchors
from pathways.formats.evidence import Bundle, open_bundle, pack, replay
from pathways.formats.issuers import load_issuers
from pathways.formats.network import GuardedNetwork
from pathways.formats.passport_bundle import is_passport, read_passport
from pathways.formats.problems import refusal, shown
from pathways.formats.snapshots import load_snapshots
from pathways.model.anchors import NO_ANCHORS
from pathways.model.badge_documents import BadgesDocument, LineProof, Standing, TrustPolicy
from pathways.model.check_codes import Step
from pathways.model.issuers import IssuerRegistry
from pathways.model.record import LearnerRecord
from pathways.model.verification_documents import ProfileName, VerificationDocument
from pathways.store.log_files import replace_file
from pathways.verification.attainment import attained, standing_of
from pathways.verification.examine import examine
from pathways.verification.keys import Resolver, Snapshot, Snapshots
from pathways.verification.limits import LIMITS
from pathways.verification.memory import Memory
from pathways.verification.passport import lines_of
from pathways.verification.terms import Holder, Terms

_ZIP = b"PK\x03\x04"


_REPEATED: Final = (
    "This is evidence of an earlier verification, repeated as it was made, with the keys and lists that its maker put "
    "in: it is worth what the word of its maker is worth. Ask by your own: --issuers, --known, --holder."
)


@dataclass(frozen=True, slots=True)
class Handed:
    """One file that was handed in; ``bundle`` where it is evidence of an earlier verification.

    Of a passport it is the ``record``, and no badge; the badges enclosed are files of their own.
    """

    name: str
    data: bytes
    bundle: Bundle | None = None
    record: LearnerRecord | None = None

    @property
    def note(self) -> str:
        """Return what has to be said of what is in it, beside its badge."""
        return _REPEATED if self.bundle is not None else ""

    @property
    def sha256(self) -> str:
        """Return the hash of the badge."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Sources:
    """Where more may be learned (issuers, dated documents of others, transactions, network), and how strict to be."""

    issuers: Path | None = None
    known: Path | None = None
    anchors: Path | None = None
    network: bool = False
    profile: ProfileName = "strict"


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms of the examination, and the policy of what was asked.

    ``by_us`` tells whether whoever asks says anything of their own: issuers, a holder, or where more may be learned.
    """

    terms: Terms
    policy: TrustPolicy
    by_us: bool = False

    @classmethod
    def of(cls, sources: Sources, holder: Sequence[str], catalog: Catalog, *, now: dt.datetime) -> Asked:
        """Return what the words of a command ask.  Raises FormatError, CatalogError for files that cannot be read."""
        registry = None if sources.issuers is None else load_issuers(sources.issuers, catalog=catalog)
        mails = tuple(name for name in holder if "@" in name and ":" not in name)
        person = Holder(ids=tuple(name for name in holder if name not in mails), emails=mails)
        resolver = _resolver(sources, now)
        anchors = NO_ANCHORS if sources.anchors is None else load_anchors(sources.anchors)
        terms = Terms(
            now=now,
            profile=sources.profile,
            resolver=resolver,
            holder=person,
            registry=registry,
            anchors=anchors,
            memory=Memory(),
        )
        unasked = {Step.RECIPIENT} if not person.known else set()
        unasked |= {Step.RECOGNIZED_ISSUER} if registry is None else set()
        by_us = person.known or sources.network or (sources.issuers, sources.known, sources.anchors) != (None,) * 3
        return cls(terms, _without(TrustPolicy(), unasked), by_us)

    def told(self, handed: Sequence[Handed]) -> tuple[Handed, ...]:
        """Return what was handed in as it was examined: evidence by one's own sources is the badge in it alone."""
        return tuple(replace(item, bundle=None) if self.by_us else item for item in handed)

    @property
    def registry(self) -> IssuerRegistry | None:
        """Return the issuers that are accepted, None where nobody was asked."""
        return self.terms.registry


class _InTurn:
    """A resolver that asks several, in turn."""

    def __init__(self, resolvers: Sequence[Resolver]) -> None:
        self._resolvers = resolvers

    def snapshot(self, url: str) -> Snapshot | None:
        """Return the first answer."""
        answers = (resolver.snapshot(url) for resolver in self._resolvers)
        return next((found for found in answers if found is not None), None)


def _resolver(sources: Sources, now: dt.datetime) -> Resolver:
    known: list[Resolver] = [Snapshots() if sources.known is None else load_snapshots(sources.known)]
    if sources.network:
        known.append(GuardedNetwork(now=lambda: now))
    return _InTurn(known)


def _without(policy: TrustPolicy, steps: set[Step]) -> TrustPolicy:
    needs = tuple(step for step in policy.needs if step not in steps)
    return policy.model_copy(update={"needs": needs, "proves": tuple(s for s in policy.proves if s not in steps)})


def read_files(files: Iterable[Path]) -> tuple[Handed, ...]:
    """Return what was handed in.  Raises FormatError F001, F005 where a file cannot be read or is far too large."""
    return tuple(one for path in files for one in _read(path))


def _read(path: Path) -> Iterator[Handed]:
    place = Path(path)
    try:
        if place.stat().st_size > LIMITS.evidence:
            raise refusal("F005", f"{shown(place)} is far larger than a badge")
        data = place.read_bytes()
    except OSError as error:
        _unreadable(place, error)
    if is_passport(data):
        found = read_passport(data)
        yield Handed(place.name, b"", record=found.record)
        yield from (Handed(f"{place.name}/{one.sha256[:12]}", one.data) for one in found.badges)
    elif data.startswith(_ZIP):
        bundle = open_bundle(data)
        yield Handed(place.name, bundle.credential, bundle)
    else:
        yield Handed(place.name, data)


def _unreadable(place: Path, error: OSError) -> NoReturn:
    told = f"cannot read {shown(place)}: {error.strerror or error}"
    raise FormatError("F001", told, findings=[finding("F001", told)]) from None


def answer(handed: Sequence[Handed], asked: Asked, catalog: Catalog, *, at: str | None = None) -> BadgesDocument:
    """Return every badge with its checks, its standing and its match.

    Evidence is examined again as it was then, by what it brings itself; anybody can make such a file, so where whoever
    asks has issuers, a holder or sources of their own, its badge is examined by these and by nothing that lies in it.

    Raises NotAvailableError X002 without the extra ``badges``.
    """
    if at is not None:
        catalog.organization(at)
    documents = [_examined(item, asked) for item in handed if item.record is None]
    day = asked.terms.now.date()
    found = attained(documents, catalog, as_of=day, registry=asked.registry, policy=asked.policy, at=at)
    lines = (line for item in handed if item.record is not None for line in lines_of(item.record, found))
    return found.model_copy(update={"lines": tuple(lines)})


def _examined(item: Handed, asked: Asked) -> VerificationDocument:
    return examine(item.data, asked.terms) if item.bundle is None or asked.by_us else replay(item.bundle)


def keep_evidence(handed: Sequence[Handed], asked: Asked, target: Path | None) -> None:
    """Write all that the answer about one badge rests on, where asked to.

    Raises QuestionError U003 for several badges, StoreError F010 where it cannot be written.
    """
    if target is None:
        return
    if len(handed) != 1 or handed[0].bundle is not None or handed[0].record is not None:
        told = "evidence is kept of one badge at a time"
        raise QuestionError("U003", told, findings=[finding("U003", told, hint="Name one badge.")])
    replace_file(target, pack(handed[0].data, asked.terms))


def is_proven(document: BadgesDocument, asked: Asked) -> bool:
    """Return whether there is a badge, and every one is proven by the steps that were asked.

    That nothing in the catalogue is what it says takes nothing from its being genuine.
    """
    shown_ = [badge for badge in document.badges if badge.standing not in (Standing.REPLACED, Standing.DUPLICATE)]
    checks = {one.sha256: one.checks for one in document.verifications}
    inside = {(one.sha256, inner.path): inner.checks for one in document.verifications for inner in one.contains}
    found = [inside.get((badge.sha256, badge.path), checks[badge.sha256]) for badge in shown_]
    odd = any(line.proof in _ODD for line in document.lines)
    return bool(found) and not odd and all(standing_of(each, asked.policy)[0] is Standing.PROVEN for each in found)


_ODD = frozenset({LineProof.CHANGED, LineProof.REFUSED, LineProof.MISSING})
"""What a line of a passport must not be that names a badge."""
