"""Is it genuine, step by step?  All steps over one handed-in file; what is not carried out says so."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final

from pathways.model.check_codes import Step
from pathways.model.verification_documents import (
    AlignedEntry,
    ContainedEntry,
    Kind,
    ResolvedEntry,
    SaidEntry,
    VerificationDocument,
)
from pathways.verification.award import Award, Target
from pathways.verification.badge2.parts import award_in
from pathways.verification.carrier import Carried, form_of, open_carrier
from pathways.verification.checks import Refusal, printable
from pathways.verification.found import Contained, Found
from pathways.verification.keys import Resolver, Snapshot, because
from pathways.verification.kinds import Classified, classify
from pathways.verification.memory import Memory
from pathways.verification.steps import checks_of
from pathways.verification.terms import Terms

_LONGEST_NAME: Final = 2_000


class _Recorder:
    """Passes questions on and keeps what was answered, for the evidence."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.answered: dict[str, Snapshot] = {}
        self.unanswered: dict[str, str] = {}

    def snapshot(self, url: str) -> Snapshot | None:
        """Return what stands at the address, and nothing of another; asked twice, it is the same."""
        found = self.answered.get(url) or self._resolver.snapshot(url)
        if found is not None and found.url != url:
            found = None
        if found is not None:
            self.answered[url] = found
        else:
            self.unanswered[url] = self.told(url)
        return found

    def told(self, url: str) -> str:
        """Return why nothing is known of an address, where the port says so."""
        return because(self._resolver, url).get("because", "")


@dataclass(frozen=True, slots=True)
class Examined:
    """An answer and what it rests on: documents of others by address, and addresses without an answer, with why."""

    document: VerificationDocument
    snapshots: tuple[Snapshot, ...] = ()
    unanswered: tuple[tuple[str, str], ...] = ()


def examine(data: bytes, terms: Terms) -> VerificationDocument:
    """Return one check for each step over the bytes of a file, as of ``terms.now``.

    Nothing is looked up but through ``terms.resolver``, which knows nothing unless told.  Raises NotAvailableError X002
    where a signature has to be checked and the extra ``badges`` is not installed.

    >>> import datetime as dt
    >>> document = examine(b"%PDF-1.7", Terms(now=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)))
    >>> document.checks[0].outcome.value, document.checks[0].words
    ('UNKNOWN', 'Files of this type are not read; nothing is said about them.')
    """
    return examine_with_evidence(data, terms).document


def examine_with_evidence(data: bytes, terms: Terms) -> Examined:
    """Return what :func:`examine` returns, with the bodies of all that was looked up for it."""
    recorder = _Recorder(terms.resolver)
    asked = replace(terms, resolver=recorder, memory=terms.memory or Memory())
    carried = open_carrier(data, limits=terms.limits)
    if isinstance(carried, Refusal):
        form, kind, found, says = form_of(data), Classified(Kind.OTHER), Found([carried.at(Step.CARRIER)]), SaidEntry()
    else:
        form, kind = carried.carrier, classify(carried)
        found, says = checks_of(carried, asked), said(carried, asked)
    document = VerificationDocument(
        as_of=terms.now,
        profile=terms.profile,
        sha256=hashlib.sha256(data).hexdigest(),
        carrier=form,
        kind=kind.kind,
        version=kind.version,
        claims_to_be=kind.title,
        says=says,
        checks=tuple(one.entry() for one in found.complete()),
        contains=tuple(_contained(one, asked) for one in found.contained),
        resolved=tuple(_resolved(one) for _, one in sorted(recorder.answered.items())),
    )
    answered = tuple(one for _, one in sorted(recorder.answered.items()))
    return Examined(document, answered, tuple(sorted(recorder.unanswered.items())))


def said(carried: Carried, terms: Terms) -> SaidEntry:
    """Return what a badge says, made safe to print."""
    return _said(award_in(carried, terms))


def _said(award: Award) -> SaidEntry:
    return SaidEntry(
        id=_named(award.id),
        name=_shown(award.name),
        achievement=_named(award.achievement),
        code=_named(award.code),
        achievement_kind=_shown(award.kind),
        creator=_named(award.creator),
        issuer=_named(award.issuer),
        issuer_name=_shown(award.issuer_name),
        credits=_shown(award.credits),
        results=tuple(printable(result) for result in award.results),
        alignments=tuple(_aligned(target) for target in award.alignments),
        begins=award.begins,
        ends=award.ends,
    )


def _aligned(target: Target) -> AlignedEntry:
    return AlignedEntry(
        url=_named(target.url), code=_named(target.code), name=_shown(target.name), framework=_shown(target.framework)
    )


def _shown(text: str | None) -> str | None:
    return None if text is None else printable(text)


def _named(text: str | None) -> str | None:
    """Return an identifier as it stands, or None where it is too long or cannot be printed: then it names nothing."""
    return text if text is not None and len(text) <= _LONGEST_NAME and text.isprintable() else None


def _contained(one: Contained, terms: Terms) -> ContainedEntry:
    says = SaidEntry() if one.carried is None else said(one.carried, terms)
    checks = tuple(each.entry() for each in one.found.complete())
    return ContainedEntry(path=one.path, kind=one.kind.kind, claims_to_be=one.kind.title, says=says, checks=checks)


def _resolved(snapshot: Snapshot) -> ResolvedEntry:
    return ResolvedEntry(url=snapshot.url, retrieved=snapshot.retrieved, sha256=snapshot.sha256)
