"""What was achieved, in the words of Open Badges?  A credential of the catalogue: kind, abilities, criteria.

Source: Open Badges 3.0, Achievement, AchievementType, Alignment and AlignmentTargetType.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from pathways.catalog.collection import Catalog
from pathways.issuing.issuer import IssuerProfile
from pathways.model.competency import Competency, CompetencyLevel
from pathways.model.credential import Credential, CredentialKind
from pathways.model.documents import RequirementEntry

_UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
LONGEST: Final = 20_000
"""Characters of the longest narrative; what is longer ends with a word that says so."""

TYPE_OF: Final[Mapping[CredentialKind, str]] = MappingProxyType(
    {
        CredentialKind.BADGE: "Badge",
        CredentialKind.ONLINE_CERTIFICATE: "CertificateOfCompletion",
        CredentialKind.ATTENDANCE: "ext:Attendance",
        CredentialKind.MICRO_CREDENTIAL: "MicroCredential",
        CredentialKind.NANODEGREE: "MicroCredential",
        CredentialKind.MICROMASTERS: "MicroCredential",
        CredentialKind.BOOTCAMP: "CertificateOfCompletion",
        CredentialKind.APPRENTICESHIP: "ApprenticeshipCertificate",
        CredentialKind.SKILL_BLOCK: "ext:SkillBlock",
        CredentialKind.EXAM: "Assessment",
        CredentialKind.CERTIFICATE: "Certificate",
        CredentialKind.DIPLOMA: "Diploma",
        CredentialKind.ASSOCIATE: "AssociateDegree",
        CredentialKind.BACHELOR: "BachelorDegree",
        CredentialKind.MASTER: "MasterDegree",
        CredentialKind.DOCTORATE: "DoctoralDegree",
        CredentialKind.LICENCE: "License",
        CredentialKind.CERTIFICATION: "Certification",
        CredentialKind.TITLE: "ext:Title",
        CredentialKind.SECONDARY: "SecondarySchoolDiploma",
        CredentialKind.MAJOR_PREPARATION: "LearningProgram",
        CredentialKind.OTHER: "Achievement",
    }
)
"""What Open Badges calls each kind; ``ext:`` where its vocabulary has no word."""


def achievement_of(
    credential: Credential, catalog: Catalog, profile: IssuerProfile, *, asked: RequirementEntry
) -> dict[str, Any]:
    """Return what a credential of the catalogue is in the words of Open Badges; ``asked`` is its requirement, told.

    The id stands under the issuer's address, one for each edition.
    """
    edition = f"/{escaped(credential.edition)}" if credential.edition else ""
    found: dict[str, Any] = {
        "id": f"{profile.url}/achievements/{escaped(credential.id)}{edition}",
        "type": ["Achievement"],
        "achievementType": TYPE_OF[credential.kind],
        "name": credential.title,
        "description": credential.description or f"{credential.title}, awarded by {profile.name}.",
        "humanCode": credential.id,
        "criteria": {"narrative": criteria(asked)},
        "creator": {"id": profile.id, "type": ["Profile"]},
    }
    if credential.edition:
        found["version"] = credential.edition
    if credential.credit is not None and credential.measure == "credit":
        found["creditsAvailable"] = number(credential.credit)
    if credential.tags:
        found["tag"] = list(credential.tags)
    alignments = list(_alignments(credential, catalog, profile))
    if alignments:
        found["alignment"] = alignments
    return found


def escaped(name: str) -> str:
    """Return a name as one part of an address (RFC 3986, percent-encoded).

    >>> escaped("MC/Net 2")
    'MC%2FNet%202'
    """
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in name.encode("utf-8"))


def number(amount: Fraction) -> int | float:
    """Return an amount as JSON writes it: whole where it is whole.

    >>> number(Fraction(15)), number(Fraction(15, 2))
    (15, 7.5)
    """
    return amount.numerator if amount.denominator == 1 else float(amount)


def criteria(asked: RequirementEntry) -> str:
    """Return a requirement as an indented list, one line for each of its parts."""
    return shortened("\n".join(_criteria(asked, 0)))


def shortened(text: str) -> str:
    """Return a narrative, cut at its longest with a word that it was cut."""
    return text if len(text) <= LONGEST else text[: LONGEST - 14] + "\n(and further)"


def _criteria(asked: RequirementEntry, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {asked.title}"
    for part in asked.children:
        yield from _criteria(part, depth + 1)


def _alignments(credential: Credential, catalog: Catalog, profile: IssuerProfile) -> Iterator[dict[str, Any]]:
    for level in credential.competencies:
        competency = catalog.competencies.get(level.competency)
        if competency is not None:
            yield from _targets(competency, level, catalog, profile)


def _targets(
    competency: Competency, level: CompetencyLevel, catalog: Catalog, profile: IssuerProfile
) -> Iterator[dict[str, Any]]:
    """Yield the ability itself, and what it is exactly in frameworks that have addresses of their own."""
    framework = catalog.frameworks[catalog.framework_of[competency.id]]
    grade = f"Level {level.level} of {framework.levels}." if level.level and framework.levels else None
    said = {"targetName": competency.title, "targetType": "ceasn:Competency"}
    statement = " ".join(text for text in (competency.statement, grade) if text)
    own = f"{profile.url}/competencies/{escaped(competency.id)}"
    described = {"targetDescription": statement} if statement else {}
    code = {"targetCode": competency.id, "targetFramework": framework.title}
    yield {"type": ["Alignment"], **said, "targetUrl": own, **described, **code}
    for other in competency.alignments:
        if other.kind == "exact" and other.target.startswith(("http://", "https://")):
            yield {"type": ["Alignment"], **said, "targetUrl": other.target, **described}
