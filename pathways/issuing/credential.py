"""What does the credential say?  An award that an audit proved, or what an organization decided to recognise.

Nothing is awarded that an audit did not find complete, unless somebody who may decide so is named with the reason.
Moments, ids and salts are arguments: the same question gives the same bytes.

Source: Open Badges 3.0, AchievementCredential, AchievementSubject, Evidence; VC Data Model 2.0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, NoReturn

from pathways.catalog.collection import Catalog
from pathways.errors import QuestionError, finding
from pathways.issuing.achievement import achievement_of, escaped, number, shortened
from pathways.issuing.issuer import IssuerProfile, instant, profile_json
from pathways.issuing.recipient import Recipient
from pathways.model.credential import Credential
from pathways.model.documents import AuditDocument, LineEntry, ReasonData, RecognitionDocument, RequirementEntry
from pathways.model.exact import format_exact
from pathways.verification.entries import EntryKind
from pathways.verification.strict import Json

CONTEXTS: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
RECOGNITION_TYPE: Final = "ext:CreditRecognition"
"""What a recognition decision is called; the vocabulary of Open Badges has no word for it."""

_DEEP: Final = 6


@dataclass(frozen=True, slots=True)
class Approval:
    """Who decided that an award is made although the audit is not complete, on which day, and why."""

    by: str
    on: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What is settled for one credential: its id (``urn:uuid:...``), from when and until when, its place in a list."""

    id: str
    begins: dt.datetime
    ends: dt.datetime | None = None
    status: Json | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why nothing is issued, in words, and what is missing."""

    code: Literal["NOT_COMPLETE", "NOT_ACCEPTED", "NOT_OURS", "EARNED_HERE"]
    words: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A credential before it is signed, and what the log will say of it: ``about`` is an id of the catalogue."""

    kind: EntryKind
    about: str
    learner: str
    document: Json


def award(
    audit: AuditDocument,
    catalog: Catalog,
    *,
    profile: IssuerProfile,
    recipient: Recipient,
    terms: Terms,
    approval: Approval | None = None,
) -> Draft | Withheld:
    """Return the credential for a stack that an audit found complete, or why there is none.

    Raises QuestionError U003 where the audit was made with another catalogue.
    """
    if audit.catalog != catalog.digest:
        _nonsense("the audit was made with another catalogue; audit again")
    if profile.organization is not None and profile.organization != audit.organization:
        return Withheld("NOT_OURS", f"{audit.credential} is awarded by {audit.organization}, not by {profile.name}")
    if audit.status != "satisfied" and approval is None:
        missing = tuple(dict.fromkeys(entry.title or entry.need for entry in audit.missing))
        return Withheld("NOT_COMPLETE", f"{audit.title} is not complete ({audit.status})", missing)
    credential = catalog.credential(f"{audit.credential}@{audit.edition}" if audit.edition else audit.credential)
    achievement = achievement_of(credential, catalog, profile, asked=audit.requirements)
    subject: Json = {**recipient.as_json(), "achievement": achievement}
    if "creditsAvailable" in achievement:
        subject["creditsEarned"] = achievement["creditsAvailable"]
    evidence = [_audited(audit), *([] if approval is None else [_approved(approval)])]
    document = _credential(credential.title, profile, terms, subject, evidence)
    return Draft(EntryKind.AWARD, credential.id, audit.learner, document)


def recognized(
    document: RecognitionDocument,
    attainment: str,
    *,
    profile: IssuerProfile,
    recipient: Recipient,
    terms: Terms,
) -> Draft | Withheld:
    """Return the credential for one line that an organization recognised, with rule and source, or why there is none.

    Raises QuestionError U003 where the document has no such line.
    """
    line = next((line for line in document.lines if line.attainment == attainment), None)
    if line is None:
        _nonsense(f"{attainment!r} is no line of the record; there are {', '.join(_names(document))}")
    if profile.organization is not None and profile.organization != document.organization:
        return Withheld("NOT_OURS", f"{document.organization} decided, not {profile.name}")
    if line.decision != "accepted" or not line.recognized_as:
        return Withheld("NOT_ACCEPTED", f"{line.title} is {line.decision}", tuple(_statements(line.reason)))
    if line.by is None or line.by == "own":
        return Withheld("EARNED_HERE", f"{line.title} was earned here; there is nothing to recognise")
    subject: Json = {**recipient.as_json(), "achievement": _decision(line, line.by, profile)}
    if line.credit_recognized:
        subject["creditsEarned"] = number(line.credit_recognized)
    titled = f"Recognition of {line.title} as {_listed(line.recognized_as)}"
    made = _credential(titled, profile, terms, subject, [_reasoned(document, line)])
    return Draft(EntryKind.RECOGNITION, line.by, document.learner, made)


def lapse_of(credential: Credential, begins: dt.datetime) -> dt.datetime | None:
    """Return until when an award holds that has to be renewed, None where it holds for good."""
    if credential.renewal is None:
        return None
    months = begins.month - 1 + int(credential.renewal.years * 12)
    year, month = begins.year + months // 12, months % 12 + 1
    for day in (begins.day, 30, 29, 28):
        try:
            return begins.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    return None


def _credential(
    title: str, profile: IssuerProfile, terms: Terms, subject: Json, evidence: list[dict[str, Any]]
) -> Json:
    """Return the document around a subject, its members in the order of the data model."""
    document: Json = {
        "@context": list(CONTEXTS),
        "id": terms.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": profile_json(profile),
        "validFrom": instant(terms.begins),
    }
    if terms.ends is not None:
        document["validUntil"] = instant(terms.ends)
    document |= {"name": title, "credentialSubject": subject, "evidence": evidence}
    if terms.status is not None:
        document["credentialStatus"] = terms.status
    return document


def _audited(audit: AuditDocument) -> dict[str, Any]:
    """Return what the audit found, as evidence: which requirement is met by what, under which edition and catalogue."""
    credit = audit.credit
    far = f"{format_exact(credit.applied)} of {format_exact(credit.required)} {credit.system}"
    edition = f", edition {audit.edition}" if audit.edition else ""
    opening = f"Audited as of {audit.as_of.isoformat()}{edition}: {audit.status}; {far} applied."
    lines = [opening, *_met(audit.requirements, 0), f"Catalogue: SHA-256 {audit.catalog}."]
    return _evidence("Audit of the requirements", lines, genre="Audit")


def _met(entry: RequirementEntry, depth: int) -> Iterator[str]:
    by = f" by {_listed(entry.applied)}" if entry.applied else ""
    if entry.needed and depth < _DEEP:
        yield f"{'  ' * depth}- {entry.title}: {entry.status}{by}"
        for part in entry.children:
            yield from _met(part, depth + 1)


def _approved(approval: Approval) -> dict[str, Any]:
    told = f"Awarded by decision of {approval.by} on {approval.on.isoformat()}: {approval.reason}"
    return _evidence("Approved exception", [told], genre="Approval")


def _decision(line: LineEntry, rule: str, profile: IssuerProfile) -> dict[str, Any]:
    """Return a recognition as an achievement: one for each rule and what it gives."""
    given = _listed(line.recognized_as)
    narrative = "\n".join(_statements(line.reason))
    aligned = [_counted(item, profile) for item in line.recognized_as]
    return {
        "id": f"{profile.url}/recognitions/{escaped(rule)}",
        "type": ["Achievement"],
        "achievementType": RECOGNITION_TYPE,
        "name": f"Recognized as {given}",
        "description": f"{profile.name} recognizes learning from elsewhere as {given}.",
        "humanCode": rule,
        "criteria": {"narrative": shortened(narrative)},
        "creator": {"id": profile.id, "type": ["Profile"]},
        "alignment": aligned,
    }


def _counted(item: str, profile: IssuerProfile) -> dict[str, Any]:
    url = f"{profile.url}/courses/{escaped(item)}"
    return {"type": ["Alignment"], "targetName": item, "targetUrl": url, "targetType": "ext:Course", "targetCode": item}


def _reasoned(document: RecognitionDocument, line: LineEntry) -> dict[str, Any]:
    opening = (
        f"Decided as of {document.as_of.isoformat()}: {line.title} counts as {_listed(line.recognized_as)}, "
        f"{format_exact(line.credit_recognized)} {document.system or 'credit'}, by rule {line.by}."
    )
    lines = [opening, *(f"- {text}" for text in _statements(line.reason)), f"Catalogue: SHA-256 {document.catalog}."]
    return _evidence("Decision on recognition", lines, genre="Recognition")


def _statements(reason: ReasonData, depth: int = 0) -> Iterator[str]:
    """Yield the statements of a reason, each with its source."""
    source = f" [{reason['source']}]" if reason.get("source") else ""
    yield f"{reason.get('statement', '')}{source}"
    if depth < _DEEP:
        for inner in reason.get("because", ()):
            yield from _statements(inner, depth + 1)


def _evidence(name: str, lines: list[str], *, genre: str) -> dict[str, Any]:
    return {"type": ["Evidence"], "name": name, "narrative": shortened("\n".join(lines)), "genre": genre}


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _names(document: RecognitionDocument) -> Iterator[str]:
    return (line.attainment for line in document.lines[:20])


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
