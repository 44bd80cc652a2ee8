"""Of what kind is one value?  Texts, addresses, moments, numbers, and the vocabularies of Open Badges 3.0 and CLR 2.0.

Source: Open Badges 3.0 and CLR 2.0, data models (primitive, derived and enumerated types); VC Data Model 2.0 sections
4.3 to 4.9; RFC 3986 (an absolute address begins with its scheme).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pathways.verification.times import moment

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20\x7f<>\"{}|\\^`]+\Z")
_WEB: Final = re.compile(r"https?:", re.IGNORECASE)
_HOSTED: Final = re.compile(r"https?://[^/?#]+", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\Z")
_DAY: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\Z", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-z]{2,4}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?\Z")
_LANGUAGE_KEY: Final = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?\Z")
_EXTENSION: Final = re.compile(r"ext:[A-Za-z0-9|._-]+\Z")
_TYPE: Final = re.compile(r"[^\s\x00-\x20\x7f]+\Z")
_WORDED: Final = frozenset({"@value", "@language", "@direction"})

_IDENTIFIERS = (
    "name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn issn lisSourcedId "
    "oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId ltiPlatformId ltiUserId identifier"
)
_ACHIEVEMENTS = (
    "Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge BachelorDegree "
    "Certificate CertificateOfCompletion Certification CommunityService Competency Course CoCurricular Degree Diploma "
    "DoctoralDegree Fieldwork GeneralEducationDevelopment JourneymanCertificate LearningProgram License Membership "
    "ProfessionalDoctorate QualityAssuranceCredential MasterCertificate MasterDegree MicroCredential "
    "ResearchDoctorate SecondarySchoolDiploma"
)
_RESULTS = (
    "GradePointAverage LetterGrade Percent PerformanceLevel PredictedScore RawScore Result RubricCriterion "
    "RubricCriterionLevel RubricScore ScaledScore Status"
)
_TARGETS = "ceasn:Competency ceterms:Credential CFItem CFRubric CFRubricCriterion CFRubricCriterionLevel CTDL"
_STATES = "Completed Enrolled Failed InProgress OnHold Provisional Withdrew"
_ASSOCIATIONS = "exactMatchOf isChildOf isParentOf isPartOf isPeerOf isRelatedTo precedes replacedBy"

OPEN_VOCABULARIES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "identifierType": frozenset(_IDENTIFIERS.split()),
        "achievementType": frozenset(_ACHIEVEMENTS.split()),
        "resultType": frozenset(_RESULTS.split()),
        "targetType": frozenset(_TARGETS.split()),
    }
)
"""Vocabularies that anybody may extend by words that begin with ``ext:``."""
CLOSED_VOCABULARIES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"resultStatus": frozenset(_STATES.split()), "associationType": frozenset(_ASSOCIATIONS.split())}
)

EXPECTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text": "a text",
        "words": "a text, or texts with their language",
        "url": "an absolute address",
        "stamp": "a moment with its time zone",
        "day": "a day",
        "number": "a number",
        "flag": "true or false",
        "token": "a token",
        "context": "an address or a context",
        "language": "a language code",
        "type": "the name of a type",
        **{name: f"a word of {name}" for name in (*OPEN_VOCABULARIES, *CLOSED_VOCABULARIES)},
    }
)


def is_address(value: Any) -> bool:
    """Return whether it is an absolute address (URL, URN, DID or another URI), as text.

    >>> is_address("urn:uuid:1"), is_address("https ://a"), is_address("/relative"), is_address("https:a")
    (True, False, False, False)
    """
    if not isinstance(value, str) or not _ADDRESS.match(value):
        return False
    return _HOSTED.match(value) is not None or _WEB.match(value) is None


def fits(kind: str, value: Any) -> bool:
    """Return whether a value is of a kind in ``EXPECTED``."""
    if kind in OPEN_VOCABULARIES:
        return isinstance(value, str) and (value in OPEN_VOCABULARIES[kind] or _EXTENSION.match(value) is not None)
    if kind in CLOSED_VOCABULARIES:
        return isinstance(value, str) and value in CLOSED_VOCABULARIES[kind]
    return _TESTS[kind](value)


def _written(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.match(value) is not None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> bool:
    """Return whether it is a text, or one in several languages by their codes."""
    if not isinstance(value, dict):
        return isinstance(value, str)
    return all(_LANGUAGE_KEY.match(key) and isinstance(inner, str) for key, inner in value.items())


def _words(value: Any) -> bool:
    """Return whether it is a text, or one or several with their language as JSON-LD writes them."""
    values = value if isinstance(value, list) else [value]
    return all(isinstance(one, str) or _worded(one) for one in values)


def _worded(value: Any) -> bool:
    if not isinstance(value, dict) or not value.keys() <= _WORDED or "@value" not in value:
        return False
    return all(isinstance(inner, str) for inner in value.values())


_TESTS: Final[Mapping[str, Callable[[Any], bool]]] = MappingProxyType(
    {
        "text": _text,
        "words": _words,
        "url": is_address,
        "stamp": lambda value: moment(value) is not None,
        "day": _written(_DAY),
        "number": _number,
        "flag": lambda value: isinstance(value, bool),
        "token": _written(_TOKEN),
        "context": lambda value: isinstance(value, dict) or is_address(value),
        "language": _written(_LANGUAGE),
        "type": _written(_TYPE),
    }
)
