"""Who awards, sends or receives?"""

from __future__ import annotations

from enum import StrEnum

from pathways.model.base import ALWAYS, Id, Noun, Reference, Source, Validity


class OrganizationKind(StrEnum):
    """The setting in which an organization provides learning."""

    UNIVERSITY = "university"
    COLLEGE = "college"
    COMMUNITY_COLLEGE = "community_college"
    SCHOOL = "school"
    PROFESSIONAL_BODY = "professional_body"
    LICENSING_BODY = "licensing_body"
    EMPLOYER = "employer"
    COMMUNITY = "community"
    ONLINE_PLATFORM = "online_platform"
    GOVERNMENT = "government"
    OTHER = "other"


class Organization(Noun):
    """An institution or provider; its role (awarding, sending, receiving) is a field name elsewhere."""

    id: Id
    title: str
    kind: OrganizationKind
    jurisdiction: str | None = None
    credit_system: Reference | None = None
    level_framework: Reference | None = None
    grade_scale: Reference | None = None
    invented: bool = False
    url: str | None = None
    valid: Validity = ALWAYS
    source: Source | None = None
