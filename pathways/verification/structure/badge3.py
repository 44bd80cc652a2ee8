"""What does Open Badges 3.0 demand of an achievement credential, of an endorsement and of their parts?

Source: Open Badges 3.0, data model (AchievementCredential, EndorsementCredential and the classes that they use).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pathways.verification.structure import model11, model20
from pathways.verification.structure.rules import Shape, Shapes, members, part

CONTEXT: Final = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(?:-3\.\d\.\d)*\.json\Z")

_AROUND: Final = MappingProxyType(
    {
        "id": "url!",
        "name": "text",
        "description": "text",
        "image": "Image",
        "awardedDate": "stamp",
        "issuer": "Profile|url!",
        "credentialStatus": "CredentialStatus",
        "refreshService": "RefreshService",
        "evidence": "Evidence*",
    }
)
_ENDORSED: Final = MappingProxyType({"endorsement": "EndorsementCredential*", "endorsementJwt": "token*"})
_ACHIEVED: Final = MappingProxyType({"credentialSubject": "AchievementSubject!"})
_ENDORSES: Final = MappingProxyType({"credentialSubject": "EndorsementSubject!"})
_VERIFIABLE = frozenset({"VerifiableCredential"})
_BADGE = (_VERIFIABLE, frozenset({"AchievementCredential", "OpenBadgeCredential"}))
_ENDORSEMENT = (_VERIFIABLE, frozenset({"EndorsementCredential"}))
_DATED = MappingProxyType({"validFrom": "stamp!"})

_PERSON: Final = MappingProxyType(
    dict.fromkeys(
        (
            "familyName",
            "givenName",
            "additionalName",
            "patronymicName",
            "honorificPrefix",
            "honorificSuffix",
            "familyNamePrefix",
        ),
        "text",
    )
)
PARTS: Final[Shapes] = MappingProxyType(
    {
        "AchievementSubject": Shape(
            members(
                {
                    "id": "url",
                    "identifier": "IdentityObject*",
                    "achievement": "Achievement!",
                    "activityStartDate": "stamp",
                    "activityEndDate": "stamp",
                    "creditsEarned": "number",
                    "image": "Image",
                    "licenseNumber": "text",
                    "narrative": "text",
                    "result": "Result*",
                    "role": "text",
                    "source": "Profile",
                    "term": "text",
                }
            ),
            (frozenset({"AchievementSubject"}),),
            typed=True,
            any_of=("id", "identifier"),
        ),
        "EndorsementSubject": part({"id": "url!", "endorsementComment": "text"}, "EndorsementSubject"),
        "IdentityObject": part(
            {"hashed": "flag!", "identityHash": "text!", "identityType": "identifierType!", "salt": "text"},
            "IdentityObject",
            one_type=True,
            closed=True,
        ),
        "Achievement": part(
            {
                "id": "url!",
                "name": "text!",
                "description": "text!",
                "criteria": "Criteria!",
                "achievementType": "achievementType",
                "alignment": "Alignment*",
                "creator": "Profile",
                "creditsAvailable": "number",
                "fieldOfStudy": "text",
                "humanCode": "text",
                "image": "Image",
                "inLanguage": "language",
                "otherIdentifier": "IdentifierEntry*",
                "related": "Related*",
                "resultDescription": "ResultDescription*",
                "specialization": "text",
                "tag": "text*",
                "version": "text",
                **_ENDORSED,
            },
            "Achievement",
        ),
        "Alignment": part(
            {
                "targetName": "text!",
                "targetUrl": "url!",
                "targetCode": "text",
                "targetDescription": "text",
                "targetFramework": "text",
                "targetType": "targetType",
            },
            "Alignment",
        ),
        "Criteria": Shape(members({"id": "url", "narrative": "text"})),
        "IdentifierEntry": part(
            {"identifier": "text!", "identifierType": "identifierType!"}, "IdentifierEntry", one_type=True, closed=True
        ),
        "Image": part({"id": "url!", "caption": "text"}, "Image", one_type=True, closed=True),
        "Evidence": part(
            {
                "id": "url",
                "narrative": "text",
                "name": "text",
                "description": "text",
                "genre": "text",
                "audience": "text",
            },
            "Evidence",
        ),
        "Result": part(
            {
                "achievedLevel": "url",
                "alignment": "Alignment*",
                "resultDescription": "url",
                "status": "resultStatus",
                "value": "text",
            },
            "Result",
        ),
        "ResultDescription": part(
            {
                "id": "url!",
                "name": "text!",
                "resultType": "resultType!",
                "alignment": "Alignment*",
                "allowedValue": "text*",
                "requiredLevel": "url",
                "requiredValue": "text",
                "rubricCriterionLevel": "RubricCriterionLevel*",
                "valueMax": "text",
                "valueMin": "text",
            },
            "ResultDescription",
        ),
        "RubricCriterionLevel": part(
            {
                "id": "url!",
                "name": "text!",
                "alignment": "Alignment*",
                "description": "text",
                "level": "text",
                "points": "text",
            },
            "RubricCriterionLevel",
        ),
        "Related": part({"id": "url!", "inLanguage": "language", "version": "text"}, "Related"),
        "Profile": part(
            {
                "id": "url!",
                "name": "text",
                "url": "url",
                "phone": "text",
                "description": "text",
                "image": "Image",
                "email": "text",
                "address": "Address",
                "otherIdentifier": "IdentifierEntry*",
                "official": "text",
                "parentOrg": "Profile",
                "dateOfBirth": "day",
                **_PERSON,
                **_ENDORSED,
            },
            "Profile",
        ),
        "Address": part(
            {
                **dict.fromkeys(("addressCountry", "addressCountryCode", "addressRegion", "addressLocality"), "text"),
                **dict.fromkeys(("streetAddress", "postOfficeBoxNumber", "postalCode"), "text"),
                "geo": "GeoCoordinates",
            },
            "Address",
        ),
        "GeoCoordinates": part({"latitude": "number!", "longitude": "number!"}, "GeoCoordinates", one_type=True),
        "CredentialSchema": part({"id": "url!"}, one_type=True),
        "RefreshService": part({"id": "url!"}, one_type=True),
        "TermsOfUse": part({"id": "url"}, one_type=True),
        "Proof": part(
            {
                "created": "stamp",
                **dict.fromkeys(("cryptosuite", "challenge", "domain", "nonce"), "text"),
                **dict.fromkeys(("proofPurpose", "proofValue", "verificationMethod"), "text"),
            },
            one_type=True,
        ),
    }
)


def _shapes(base: Mapping[str, str], parts: Shapes, dated: Mapping[str, str]) -> Shapes:
    badge = members(base, _AROUND, _ENDORSED, dated, _ACHIEVED)
    named = {"name": "text!"} if dated else {}
    endorsement = members(base, _AROUND, named, dated, _ENDORSES)
    return MappingProxyType(
        {
            **parts,
            **PARTS,
            "CredentialStatus": part({"id": "url" if dated else "url!"}, one_type=True),
            "badge": Shape(badge, _BADGE, typed=True),
            "EndorsementCredential": Shape(endorsement, _ENDORSEMENT, typed=True),
        }
    )


SHAPES_20: Final = _shapes(model20.CREDENTIAL, model20.PARTS, _DATED)
SHAPES_11: Final = _shapes(model11.CREDENTIAL, model11.PARTS, {})
