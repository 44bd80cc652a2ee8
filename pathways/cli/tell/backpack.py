"""How is a backpack told?  Badges, collections, what others see, who has looked, lines to paste elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pathways.cli.tell.paper import BAD, GOOD, NOTHING, OPEN, QUIET, Column, Paper
from pathways.cli.tell.words import count
from pathways.model.backpack import (
    BackpackDocument,
    CvDocument,
    ItemEntry,
    MadeShare,
    SharedDocument,
    SharedItem,
    ShareEntry,
    SharesDocument,
    ShownCheck,
)
from pathways.model.badge_documents import Standing
from pathways.model.check_codes import Outcome
from pathways.model.verification_documents import CheckEntry, VerificationDocument

SHORT = 8
"""Digits of a digest that are shown: enough to name a badge."""

_STYLES = {Standing.PROVEN: GOOD, Standing.CLAIM: OPEN, Standing.REFUSED: BAD}
_MARKS = {
    Outcome.PASS: ("+", GOOD),
    Outcome.FAIL: ("x", BAD),
    Outcome.UNKNOWN: ("?", OPEN),
    Outcome.NOT_APPLICABLE: ("-", QUIET),
}


def tell_backpack(paper: Paper, document: BackpackDocument) -> None:
    """Write every badge, then the collections."""
    if not document.items:
        paper.line("The backpack is empty.")
        return
    columns = [Column("badge"), Column("what", weight=3), Column("by", weight=2), Column("stands"), Column("checked")]
    paper.table([*columns, Column("more", weight=2)], map(_row, document.items))
    for group in document.collections:
        paper.line()
        paper.line(f"{group.name}: {', '.join(name[:SHORT] for name in group.items)}")
    proven = sum(item.standing is Standing.PROVEN for item in document.items)
    paper.line()
    paper.line(f"{count(len(document.items), 'badge')}, {proven} proven.", "bold")


def _row(item: ItemEntry) -> list[str]:
    more = [*item.labels, *(["hidden"] if item.hidden else []), *([item.note] if item.note else [])]
    if item.same_as:
        more.append(f"see {item.same_as[:SHORT]}")
    says = item.says
    name, by = says.name or item.kind.value, says.issuer_name or says.issuer or NOTHING
    return [item.sha256[:SHORT], name, by, item.standing.value, _day(item.checked), "; ".join(more) or NOTHING]


def tell_item(paper: Paper, item: ItemEntry, document: VerificationDocument) -> None:
    """Write one badge and every step of its last examination."""
    says = item.says
    paper.line(says.name or item.kind.value, "bold")
    for words in (f"by {says.issuer_name or says.issuer or 'nobody named'}", f"SHA-256 {item.sha256}", item.note):
        if words:
            paper.line(words)
    paper.line(f"added {_day(item.added)}, examined {count(item.examined, 'time')}, last {_day(item.checked)}")
    paper.line(f"stands as: {item.standing.value}", _STYLES.get(item.standing, QUIET))
    _checks(paper, document.checks)


def tell_shared(paper: Paper, document: SharedDocument) -> None:
    """Write what others see."""
    paper.line(document.title, "bold")
    if document.audience:
        paper.line(f"for {document.audience}")
    paper.line(f"until {_day(document.expires)}")
    for item in document.items:
        paper.line()
        _shared(paper, item)


def _shared(paper: Paper, item: SharedItem) -> None:
    paper.line(f"{item.name or item.kind.value}, {item.issuer_name or item.issuer or 'issuer not named'}", "bold")
    dates = [f"from {_day(item.begins)}" if item.begins else "", f"to {_day(item.ends)}" if item.ends else ""]
    told = [" ".join(filter(None, dates)), f"stands as: {item.standing.value}, checked {_day(item.checked)}"]
    told += [f"result: {result}" for result in item.results]
    told += [f"awarded to: {one.value}{' (hashed)' if one.hashed else ''}" for one in item.recipients]
    told += [f"evidence: {one.name or one.text or one.id or 'not named'}" for one in item.evidence]
    told += [f"note: {item.note}"] if item.note else []
    told += ["the badge itself"] if item.original else []
    for words in filter(None, told):
        paper.line(words)
    _checks(paper, item.checks)
    for inner in item.contains:
        paper.line(f"inside: {inner.name or inner.kind.value}, {inner.standing.value}")


def tell_made(paper: Paper, made: MadeShare) -> None:
    """Write a share that was just made: what it shows, then its secret."""
    tell_shared(paper, made.preview)
    paper.line()
    paper.line(f"Shared as {made.id} until {_day(made.expires)}. The secret of its link, said only now:", "bold")
    paper.unwrapped(made.token)


def tell_shares(paper: Paper, document: SharesDocument, now: dt.datetime) -> None:
    """Write everything that was shared, and every opening of it."""
    if not document.shares:
        paper.line("Nothing was shared.")
    for share in document.shares:
        told = f"{share.id}  {share.title}: {count(len(share.items), 'badge')}, {_state(share, now)}"
        paper.line(told, "bold")
        if not share.receipts:
            paper.line("  never opened")
        for one in share.receipts:
            shown = ", ".join(name[:SHORT] for name in one.items) or "badges that were removed since"
            paper.line(f"  opened {one.at:%Y-%m-%d %H:%M} UTC by {one.viewer or 'somebody'}: {shown}")


def _state(share: ShareEntry, now: dt.datetime) -> str:
    if share.withdrawn:
        return f"withdrawn {_day(share.withdrawn)}"
    if share.elsewhere:
        return "made elsewhere, where its link opens"
    return f"expired {_day(share.expires)}" if now >= share.expires else f"open until {_day(share.expires)}"


def tell_cv(paper: Paper, document: CvDocument, markdown: str) -> None:
    """Write the lines of a CV, or nothing but Markdown where that was asked for."""
    if markdown:
        for line in markdown.splitlines():
            paper.unwrapped(line)
        return
    for line in document.lines or ("There is nothing to tell.",):
        paper.unwrapped(line)
    for profile in document.profiles:
        paper.unwrapped(f"LinkedIn {profile.sha256[:SHORT]}: {profile.linkedin}")


def _checks(paper: Paper, checks: Iterable[CheckEntry | ShownCheck]) -> None:
    for one in checks:
        mark, _ = _MARKS[one.outcome]
        if one.outcome is not Outcome.NOT_APPLICABLE:
            paper.hanging(mark, f"{one.step.value.replace('_', ' ')}: {one.words}", 2)


def _day(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).date().isoformat()
