"""What may a badge count for?  Its checks under a policy, its match in the catalogue, and the line that it becomes.

Only what is proven becomes learning; everything else stays on the record as a claim, visible and worth nothing.
Read from verification documents alone, so that the same answer can be given years later, and a badge that is examined
again and found revoked takes its credit away everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.model.badge_documents import (
    BadgeEntry,
    BadgesDocument,
    MatchEntry,
    Standing,
    TrustPolicy,
)
from pathways.model.base import ALWAYS, Validity
from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.issuers import IssuerRegistry
from pathways.model.record import Attainment, AttainmentStatus, LearnerRecord, Verification
from pathways.model.verification_documents import CheckEntry, Kind, SaidEntry, VerificationDocument
from pathways.verification.catalogued import Matcher
from pathways.verification.issues import RANK, Behind, Issue, behind

_WORDS: Final[Mapping[Standing, str]] = MappingProxyType(
    {
        Standing.PROVEN: "It is proven, and counts as what it is in the catalogue.",
        Standing.CLAIM: "It is a claim: some checks are open, and it is worth nothing until they are answered.",
        Standing.REFUSED: "It failed a check, and counts for nothing.",
        Standing.REPLACED: "A newer issue of it was handed in, and counts in its place.",
        Standing.DUPLICATE: "It says what another badge says already.",
    }
)
_UNMATCHED: Final = "Its checks hold, but nothing in this catalogue is what it says: it is a claim, worth nothing yet."
_ELSEWHERE: Final = (
    "Its checks hold, but this organization does not accept its issuer: it is a claim, worth nothing here."
)
_UNLISTED: Final = (
    "What was asked of it holds, but no list says that its issuer is accepted: it is a claim, worth nothing yet."
)
_AWARDS: Final = frozenset(
    {Kind.OPEN_BADGE_2, Kind.OPEN_BADGE_3, Kind.CREDENTIAL, Kind.BLOCKCERTS_2, Kind.BLOCKCERTS_3, Kind.SD_JWT_VC}
)
"""The kinds that say that somebody achieved something; records and presentations carry, endorsements comment."""


@dataclass(frozen=True, slots=True)
class _Badge:
    """One credential of one file, as its document tells it."""

    sha256: str
    path: str
    kind: Kind
    says: SaidEntry
    checks: tuple[CheckEntry, ...]


def attained(
    documents: Iterable[VerificationDocument],
    catalog: Catalog,
    *,
    as_of: dt.date,
    registry: IssuerRegistry | None = None,
    policy: TrustPolicy | None = None,
    at: str | None = None,
) -> BadgesDocument:
    """Return every badge of the documents with its standing, its match and the line that it becomes.

    ``at`` is the receiving organization, for issuers that only some accept.  The order does not matter.
    """
    registry = registry or IssuerRegistry(title="nobody")
    matcher, rules = Matcher(catalog, registry), policy or TrustPolicy()
    files = {one.sha256: one for one in documents}
    found = _each_once([_entry(one, matcher, rules, at) for one in _badges(files.values())])
    found.sort(key=lambda one: (RANK[one.standing], one.says.name or "", one.sha256, one.path))
    kept = tuple(files[name] for name in sorted(files))
    return BadgesDocument(as_of=as_of, at=at, badges=tuple(found), verifications=kept)


def with_badges(record: LearnerRecord, badges: BadgesDocument) -> LearnerRecord:
    """Return the record with the lines of these badges in the place of all lines that came from badges before."""
    own = tuple(line for line in record.attainments if line.badge is None)
    lines = tuple(entry.attainment for entry in badges.badges if entry.attainment is not None)
    return record.model_copy(update={"attainments": own + lines})


def _badges(documents: Iterable[VerificationDocument]) -> Iterable[_Badge]:
    for document in documents:
        if document.kind in _AWARDS:
            yield _Badge(document.sha256, "", document.kind, document.says, document.checks)
        for inner in document.contains:
            if inner.kind in _AWARDS:
                yield _Badge(document.sha256, inner.path, inner.kind, inner.says, inner.checks)


def _each_once(entries: list[BadgeEntry]) -> list[BadgeEntry]:
    """Return the entries, those that stand behind another without their line."""
    found = behind([Issue(one.says, one.standing, f"{one.sha256}/{one.path}") for one in entries])
    return [entry if one is None else _instead(entry, one) for entry, one in zip(entries, found, strict=True)]


def _instead(entry: BadgeEntry, one: Behind) -> BadgeEntry:
    changes = {"standing": one.standing, "words": _WORDS[one.standing], "attainment": None}
    return entry.model_copy(update={**changes, "same_as": one.name.partition("/")[0]})


def _entry(badge: _Badge, matcher: Matcher, policy: TrustPolicy, at: str | None) -> BadgeEntry:
    standing, because = standing_of(badge.checks, policy)
    match = matcher.match(badge.says)
    words = _WORDS[standing]
    verified = _VERIFIED[standing]
    if _only_late(badge, because, policy) and _doubt(badge.says.issuer, match, matcher, at) is None:
        verified = Verification.VERIFIED
    if standing is Standing.PROVEN:
        doubt = _doubt(badge.says.issuer, match, matcher, at)
        if doubt is not None:
            standing, words, verified = Standing.CLAIM, doubt, Verification.UNVERIFIED
    return BadgeEntry(
        sha256=badge.sha256,
        path=badge.path,
        kind=badge.kind,
        standing=standing,
        words=words,
        says=badge.says,
        match=match,
        open_checks=because,
        attainment=_line(badge, verified, match, because),
    )


def _only_late(badge: _Badge, because: tuple[CheckEntry, ...], policy: TrustPolicy) -> bool:
    """Return whether nothing but its end keeps a badge from being proven: neither a failed check nor an open one."""
    rest = tuple(one for one in badge.checks if one.code is not CheckCode.EXPIRED)
    return {one.code for one in because} == {CheckCode.EXPIRED} and standing_of(rest, policy)[0] is Standing.PROVEN


def _doubt(issuer: str | None, match: MatchEntry | None, matcher: Matcher, at: str | None) -> str | None:
    """Return why what is proven counts for nothing yet, or None."""
    if not matcher.knows(issuer):
        return _UNLISTED
    if not matcher.accepted(issuer, at):
        return _ELSEWHERE
    return _UNMATCHED if match is None else None


def standing_of(checks: tuple[CheckEntry, ...], policy: TrustPolicy) -> tuple[Standing, tuple[CheckEntry, ...]]:
    """Return how a badge stands by its checks alone, and the checks that keep it from being proven."""
    asked = [one for one in checks if one.step in policy.needs]
    failed = tuple(one for one in asked if one.outcome is Outcome.FAIL)
    if failed:
        return Standing.REFUSED, failed
    held = {one.step for one in checks if one.outcome is Outcome.PASS or one.code in policy.tolerates}
    open_ = tuple(one for one in asked if _is_open(one, policy))
    if open_ or not held & {Step.PROOF_JWT, Step.PROOF_EMBEDDED}:
        return Standing.CLAIM, open_
    return Standing.PROVEN, ()


def _is_open(one: CheckEntry, policy: TrustPolicy) -> bool:
    if one.code in policy.tolerates:
        return False
    if one.outcome is Outcome.NOT_APPLICABLE:
        return one.step in policy.proves
    return one.outcome is not Outcome.PASS


def line_of(entry: BadgeEntry) -> Attainment:
    """Return the line that a badge becomes by itself, whatever else was handed in."""
    badge = _Badge(entry.sha256, entry.path, entry.kind, entry.says, ())
    return entry.attainment or _line(badge, Verification.UNVERIFIED, entry.match, entry.open_checks)


def _line(
    badge: _Badge, verified: Verification, match: MatchEntry | None, because: tuple[CheckEntry, ...]
) -> Attainment:
    says = badge.says
    revoked = CheckCode.STATUS_REVOKED in {one.code for one in because}
    return Attainment(
        id=f"badge-{badge.sha256[:12]}{_place(badge.path)}",
        badge=badge.sha256,
        title=says.name or "badge without a name",
        credential=match.credential if match else None,
        course=match.course if match else None,
        status=AttainmentStatus.REVOKED if revoked else AttainmentStatus.COMPLETED,
        completed=says.begins.astimezone(dt.UTC).date() if says.begins else None,
        valid=_valid(says),
        verification=verified,
        evidence=(f"sha256:{badge.sha256}",),
    )


_VERIFIED: Final[Mapping[Standing, Verification]] = MappingProxyType(
    {
        Standing.PROVEN: Verification.VERIFIED,
        Standing.CLAIM: Verification.UNVERIFIED,
        Standing.REFUSED: Verification.FAILED,
    }
)


_FIRST_END: Final = dt.datetime(1, 1, 3, tzinfo=dt.UTC)


def _place(path: str) -> str:
    return "".join(f"-{part}" for part in path.split("/") if part.isdigit())


def _valid(says: SaidEntry) -> Validity | None:
    """Return until when the line holds: the day after the last on which the badge is valid for any moment."""
    if says.ends is None or says.ends.year == dt.MAXYEAR:
        return None
    last = (max(says.ends, _FIRST_END).astimezone(dt.UTC) - dt.timedelta(microseconds=1)).date()
    return ALWAYS.model_copy(update={"until": last + dt.timedelta(days=1)})
