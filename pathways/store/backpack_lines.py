"""How is a badge told elsewhere?  The fields of a LinkedIn profile, lines of a CV, lines of a transcript.

Addresses are built, never fetched.  A line is called verified only where every check that a policy asks for holds.

Source: LinkedIn, "Add to profile" (fields of a certification).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from pathways.model.backpack import CvDocument, ItemEntry, ProfileEntry, TranscriptLine
from pathways.model.badge_documents import Standing
from pathways.model.record import Attainment, AttainmentStatus, LearnerRecord, Verification

_LINKEDIN: Final = "https://www.linkedin.com/profile/add"
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]()<>#+!|~&:@.]|^-")
_NO_LEVELS: Final[Mapping[str, str]] = MappingProxyType({})
_TOLD: Final = frozenset({Standing.PROVEN, Standing.CLAIM})


def linkedin_url(item: ItemEntry, *, shown_at: str = "") -> str:
    """Return the address that fills in LinkedIn's form for a certification; what is not known is left out.

    ``shown_at`` is where others can see the badge, such as a share link.
    """
    says = item.says
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": says.name,
        "organizationName": says.issuer_name,
        "issueYear": says.begins and str(_day(says.begins).year),
        "issueMonth": says.begins and str(_day(says.begins).month),
        "expirationYear": says.ends and str(_day(says.ends).year),
        "expirationMonth": says.ends and str(_day(says.ends).month),
        "certUrl": shown_at,
        "certId": says.id,
    }
    return f"{_LINKEDIN}?{urlencode({name: value for name, value in fields.items() if value})}"


def cv_lines(items: Iterable[ItemEntry]) -> tuple[str, ...]:
    """Return one line of plain text for each badge, the newest first, without hidden, refused and repeated ones."""
    return tuple(_cv_line(item) for item in _told(items))


def cv_markdown(items: Iterable[ItemEntry]) -> str:
    """Return the same as a Markdown list in which nothing that a badge says is markup."""
    return "".join(f"- {_without_markup(line)}\n" for line in cv_lines(items))


def _without_markup(line: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", line)


def _told(items: Iterable[ItemEntry]) -> list[ItemEntry]:
    told = [item for item in items if item.standing in _TOLD and not item.hidden]
    return sorted(told, key=lambda item: (-_day(item.says.begins).toordinal(), item.says.name or "", item.sha256))


def _cv_line(item: ItemEntry) -> str:
    says = item.says
    parts = [says.name or "badge without a name", says.issuer_name or says.issuer or "unknown issuer"]
    if says.begins:
        parts.append(f"{_month(says.begins)} to {_month(says.ends)}" if says.ends else _month(says.begins))
    return f"{', '.join(parts)} ({_mark(item)})"


def _mark(item: ItemEntry) -> str:
    return f"verified {_day(item.checked)}" if item.standing is Standing.PROVEN else "claimed, not verified"


def _month(at: dt.datetime) -> str:
    return f"{_day(at):%Y-%m}"


def _day(at: dt.datetime | None) -> dt.date:
    return dt.date.min if at is None else at.astimezone(dt.UTC).date()


def cv_document(items: Iterable[ItemEntry], *, shown_at: str = "") -> CvDocument:
    """Return the badges as all of these; ``shown_at`` is where others can see them."""
    told = _told(items)
    profiles = tuple(ProfileEntry(sha256=one.sha256, linkedin=linkedin_url(one, shown_at=shown_at)) for one in told)
    return CvDocument(lines=cv_lines(told), transcript=transcript_lines(told), profiles=profiles)


def transcript_lines(items: Iterable[ItemEntry]) -> tuple[TranscriptLine, ...]:
    """Return a line for each badge that a transcript may name, the newest first; all as the badge says it."""
    return tuple(_of_badge(item) for item in _told(items))


def _of_badge(item: ItemEntry) -> TranscriptLine:
    says = item.says
    return TranscriptLine(
        code=says.code,
        title=says.name or "badge without a name",
        credits=says.credits,
        grade=", ".join(says.results) or None,
        grade_basis="as the badge states it" if says.results else None,
        source_type="badge",
        source=says.issuer_name or says.issuer,
        date=str(_day(says.begins)) if says.begins else None,
        verified=item.standing is Standing.PROVEN,
    )


def transcript_of(record: LearnerRecord, levels: Mapping[str, str] = _NO_LEVELS) -> tuple[TranscriptLine, ...]:
    """Return a line for each completed line of a record, in its order, with how it was earned.

    ``levels`` says the level of a course or credential by id, as the catalogue has it.
    """
    completed = (line for line in record.attainments if line.status is AttainmentStatus.COMPLETED)
    return tuple(_of_attainment(line, levels) for line in completed)


def _of_attainment(line: Attainment, levels: Mapping[str, str]) -> TranscriptLine:
    thing = line.course or line.credential or ""
    return TranscriptLine(
        code=line.code or thing or None,
        title=line.title or thing or line.code or line.id,
        credits=str(line.credit) if line.credit else None,
        level=levels.get(thing),
        grade=line.grade,
        grade_basis=line.grade_scale,
        source_type="badge" if line.badge else line.route.value,
        source=line.organization,
        date=str(line.completed) if line.completed else None,
        verified=line.verification is Verification.VERIFIED,
    )
