"""Which lines of a passport are proven by the badges enclosed, and which are somebody's word only?

A line is compared with the line that its badge becomes by itself.  What the badge does not say is the record's word,
even where the rest of the line is proven; what it says otherwise is named, and then nothing of the line is proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from pathways.model.badge_documents import BadgeEntry, BadgesDocument, LineProof, PassportLine, Standing
from pathways.model.check_codes import Outcome, Step
from pathways.model.record import Attainment, LearnerRecord, Verification
from pathways.model.verification_documents import CheckEntry, SaidEntry, VerificationDocument
from pathways.verification.attainment import line_of

WORDS: Final[Mapping[LineProof, str]] = MappingProxyType(
    {
        LineProof.PROVEN: "Proven: the badge that is enclosed holds, and says the same.",
        LineProof.GENUINE: "The badge that is enclosed is genuine and says the same; not everything was asked of it.",
        LineProof.VOUCHED: "The record says that it was verified; nothing that is enclosed proves it.",
        LineProof.CLAIMED: "A claim: nothing that is enclosed proves it.",
        LineProof.CHANGED: "The line says something else than the badge that it rests on.",
        LineProof.REFUSED: "The badge that it rests on failed a check.",
        LineProof.MISSING: "The badge that it rests on is not enclosed.",
    }
)

_ASKABLE: Final = frozenset({Step.RECIPIENT, Step.RECOGNIZED_ISSUER})
"""Steps that ask something of whoever examines, not of the badge."""

_PROOFS: Final = frozenset({Step.PROOF_JWT, Step.PROOF_EMBEDDED})

_SAID: Final = ("title", "completed", "valid", "status")
_MATCHED: Final = ("credential", "course")
_OWN: Final = frozenset({"id", "badge", "verification", "evidence", *_SAID, *_MATCHED})
"""What a line has from its badge, or that says nothing of what was learned."""


def lines_of(record: LearnerRecord, badges: BadgesDocument) -> tuple[PassportLine, ...]:
    """Return for each line of a record what it rests on, by the badges that were examined."""
    examined = {one.sha256: one for one in badges.verifications}
    return tuple(_line(line, badges, examined) for line in record.attainments)


def _line(line: Attainment, badges: BadgesDocument, examined: Mapping[str, VerificationDocument]) -> PassportLine:
    found = [(tuple(_differing(line, entry)), entry) for entry in badges.badges if entry.sha256 == line.badge]
    if not found:
        return _told(line, _unproven(line))
    differs, entry = min(found, key=lambda one: (len(one[0]), one[1].path))
    document = examined[entry.sha256]
    proof = _proof(entry, differs, checks_at(document, entry.path))
    holds = proof in (LineProof.PROVEN, LineProof.GENUINE)
    says = entry.says
    return _told(line, proof).model_copy(
        update={
            "issuer": says.issuer,
            "issuer_name": says.issuer_name,
            "checked": document.as_of,
            "open_checks": entry.open_checks,
            "differs": differs,
            "beyond": tuple(_beyond(line, entry)) if holds else (),
        }
    )


def _told(line: Attainment, proof: LineProof) -> PassportLine:
    title = line.title or line.course or line.credential or line.occupation or line.code or line.id
    return PassportLine(
        id=line.id, title=title, proof=proof, words=WORDS[proof], said=line.verification, badge=line.badge
    )


def _unproven(line: Attainment) -> LineProof:
    if line.verification is Verification.FAILED:
        return LineProof.REFUSED
    if line.badge is not None:
        return LineProof.MISSING
    return LineProof.VOUCHED if line.verification is Verification.VERIFIED else LineProof.CLAIMED


def checks_at(document: VerificationDocument, path: str) -> tuple[CheckEntry, ...]:
    """Return the checks of what stands at a place inside a file; of the file itself where the place is empty."""
    return next((inner.checks for inner in document.contains if inner.path == path), document.checks)


def _proof(entry: BadgeEntry, differs: tuple[str, ...], checks: tuple[CheckEntry, ...]) -> LineProof:
    if entry.standing is Standing.REFUSED:
        return LineProof.REFUSED
    if differs:
        return LineProof.CHANGED
    if entry.standing is Standing.PROVEN:
        told = all(one.outcome is Outcome.PASS for one in checks if one.step in _ASKABLE)
        return LineProof.PROVEN if told else LineProof.GENUINE
    return LineProof.GENUINE if is_genuine(entry, checks) else LineProof.CLAIMED


def is_genuine(entry: BadgeEntry, checks: tuple[CheckEntry, ...]) -> bool:
    """Return whether a claim is signed and only what was not told keeps it from being proven.

    That is: whose it should be, whose issuers are accepted, what it is in the catalogue.  ``checks`` are its own.
    """
    signed = any(one.outcome is Outcome.PASS and one.step in _PROOFS for one in checks)
    rest = all(one.step in _ASKABLE and one.outcome is Outcome.UNKNOWN for one in entry.open_checks)
    return entry.standing is Standing.CLAIM and signed and rest


def _differing(line: Attainment, entry: BadgeEntry) -> Iterator[str]:
    """Yield what a line says otherwise than its badge; what the catalogue says is compared where it says anything."""
    own = line_of(entry)
    yield from (name for name in _SAID if getattr(line, name) != getattr(own, name))
    if entry.match is not None:
        yield from (name for name in _MATCHED if getattr(line, name) != getattr(own, name))
    if line.code is not None and entry.says.code is not None and line.code != entry.says.code:
        yield "code"


def _beyond(line: Attainment, entry: BadgeEntry) -> Iterator[str]:
    """Yield what a line says and its badge does not."""
    if entry.match is None:
        yield from (name for name in _MATCHED if getattr(line, name) is not None)
    given = line.model_dump(exclude_defaults=True)
    yield from (name for name in given if name not in _OWN and not _is_said(name, line, entry.says))


def _is_said(name: str, line: Attainment, says: SaidEntry) -> bool:
    return name == "code" and line.code == says.code
