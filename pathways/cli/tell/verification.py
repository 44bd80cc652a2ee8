"""How is a verification told?  For each badge what it says, every step that was asked, and what it counts for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, Protocol

from rich.text import Text

from pathways.cli.tell.paper import BAD, GOOD, NOTHING, OPEN, QUIET, Paper
from pathways.cli.tell.words import count
from pathways.model.badge_documents import BadgeEntry, BadgesDocument, FoundBy, LineProof, PassportLine, Standing
from pathways.model.check_codes import Outcome, Step
from pathways.model.verification_documents import CheckEntry, ContainedEntry, SaidEntry, VerificationDocument

STEPS: Final = {
    Step.CARRIER: "file",
    Step.STRUCTURE: "structure",
    Step.PROOF_JWT: "signature of the token",
    Step.PROOF_EMBEDDED: "signature inside",
    Step.DATA_LOSS: "all of it signed",
    Step.KEY: "issuer's key",
    Step.REFRESH: "refresh",
    Step.STATUS: "status",
    Step.TIME: "time",
    Step.RECIPIENT: "recipient",
    Step.NESTED: "what is inside",
    Step.REPLACEMENT: "newer issue",
    Step.RECOGNIZED_ISSUER: "accepted issuer",
}
_MARKS: Final = {
    Outcome.PASS: ("+ holds", GOOD),
    Outcome.FAIL: ("x fails", BAD),
    Outcome.UNKNOWN: ("? open", OPEN),
    Outcome.NOT_APPLICABLE: ("- n/a", QUIET),
}
_STANDINGS: Final = {
    Standing.PROVEN: ("proven", GOOD),
    Standing.CLAIM: ("claim", OPEN),
    Standing.REFUSED: ("refused", BAD),
    Standing.REPLACED: ("replaced", QUIET),
    Standing.DUPLICATE: ("duplicate", QUIET),
}

_BY: Final = {
    FoundBy.REGISTRY: "the list of issuers",
    FoundBy.IDENTIFIER: "its identifier",
    FoundBy.ALIGNMENT: "its alignment",
    FoundBy.CODE: "the issuer's code",
}


_LINES: Final = {
    LineProof.PROVEN: ("+ proven", GOOD),
    LineProof.GENUINE: ("? genuine", OPEN),
    LineProof.VOUCHED: ("? record's word", OPEN),
    LineProof.CLAIMED: ("? claim", OPEN),
    LineProof.CHANGED: ("x changed", BAD),
    LineProof.REFUSED: ("x refused", BAD),
    LineProof.MISSING: ("? not enclosed", OPEN),
}


class Named(Protocol):
    """A file that was handed in: its name and its SHA-256."""

    @property
    def name(self) -> str:
        """Return what it is called."""

    @property
    def sha256(self) -> str:
        """Return the hash of the badge in it."""

    @property
    def note(self) -> str:
        """Return what has to be said of it beside that, or nothing."""


def tell_badges(paper: Paper, document: BadgesDocument, files: Sequence[Named], *, why: bool) -> None:
    """Write what was found of every file."""
    names = {item.sha256: item.name for item in files}
    notes = {item.sha256: item.note for item in files}
    for one in document.verifications:
        _tell_file(paper, one, names.get(one.sha256, one.sha256[:12]), why=why)
        if notes.get(one.sha256):
            paper.line(notes[one.sha256])
        for badge in document.badges:
            if badge.sha256 == one.sha256:
                _tell_standing(paper, badge)
    _tell_lines(paper, document.lines)
    standings = Counter(badge.standing for badge in document.badges)
    told = ", ".join(f"{standings[standing]} {_STANDINGS[standing][0]}" for standing in Standing if standings[standing])
    paper.line(f"{count(len(document.badges), 'badge')}: {told}." if told else "No badge was found.", "bold")
    more = "" if why else " Every step with what it rests on: --why. For programs: --json."
    paper.line(f"As of {document.as_of}. No step alone makes a badge genuine.{more}")


def _tell_lines(paper: Paper, lines: tuple[PassportLine, ...]) -> None:
    """Write what each line of a passport rests on."""
    if not lines:
        return
    paper.line("Lines of the passport", "bold")
    for line in lines:
        word, style = _LINES[line.proof]
        by = f", by {line.issuer_name or line.issuer}" if line.issuer else ""
        paper.hanging(Text(f"  {word:<16}", style=style), f"{line.title}{by}: {line.words}")
        for what, names in (("not the same", line.differs), ("the record's word", line.beyond)):
            if names:
                paper.hanging(" " * 18, f"{what}: {', '.join(names)}")
    proven = sum(line.proof is LineProof.PROVEN for line in lines)
    paper.line(f"{count(len(lines), 'line')}, {proven} proven.")
    paper.line()


def _tell_file(paper: Paper, document: VerificationDocument, name: str, *, why: bool) -> None:
    paper.line(f"{name}: {document.claims_to_be}", "bold")
    _tell_said(paper, document.says)
    _tell_steps(paper, document.checks, why=why)
    for inner in document.contains:
        paper.line(f"Inside, {inner.path}: {_titled(inner)}", "bold")
        _tell_steps(paper, inner.checks, why=why)


def _titled(inner: ContainedEntry) -> str:
    return f"{inner.claims_to_be}, “{inner.says.name}”" if inner.says.name else inner.claims_to_be


def _tell_said(paper: Paper, says: SaidEntry) -> None:
    if says.name or says.issuer:
        issuer = " ".join(part for part in (says.issuer_name, f"({says.issuer})" if says.issuer else None) if part)
        paper.line(f"It says “{says.name or NOTHING}”, by {issuer or 'nobody who is named'}.")


def _tell_steps(paper: Paper, checks: tuple[CheckEntry, ...], *, why: bool) -> None:
    for one in checks:
        if one.outcome is Outcome.NOT_APPLICABLE and not why:
            continue
        mark, style = _MARKS[one.outcome]
        words = f"{STEPS[one.step]}: {one.words}"
        paper.hanging(Text(f"  {mark:<7}", style=style), f"{words} [{one.code.value}]" if why else words)
        for item in one.evidence if why else ():
            paper.hanging(" " * 11, f"{item.name}: {item.value}")


def _tell_standing(paper: Paper, badge: BadgeEntry) -> None:
    word, style = _STANDINGS[badge.standing]
    paper.hanging(Text(word, style=style), badge.words)
    if badge.match is not None:
        what = badge.match.credential or badge.match.course or ""
        paper.hanging(
            " " * len(word), f"In the catalogue: {badge.match.title} ({what}), by its {badge.match.by.value}."
        )
    for one in badge.open_checks:
        paper.hanging(" " * len(word), f"{STEPS[one.step]}: {one.words}")
    paper.line()
