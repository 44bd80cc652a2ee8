"""What does VC Data Model 2.0 demand of a credential and of a presentation?

Source: VC Data Model 2.0, sections 4.3 to 4.14 and 5.3 to 5.6.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from pathways.verification.structure.rules import Shape, Shapes, members, part

BASE: Final = "https://www.w3.org/ns/credentials/v2"

CREDENTIAL: Final = MappingProxyType(
    {
        "@context": "context*!",
        "id": "url",
        "name": "words",
        "description": "words",
        "issuer": "Issuer|url!",
        "credentialSubject": "CredentialSubject*!",
        "validFrom": "stamp",
        "validUntil": "stamp",
        "credentialStatus": "CredentialStatus*",
        "credentialSchema": "CredentialSchema*",
        "refreshService": "RefreshService*",
        "termsOfUse": "TermsOfUse*",
        "evidence": "Evidence*",
        "relatedResource": "RelatedResource*",
        "proof": "Proof*",
    }
)
PRESENTATION: Final = MappingProxyType(
    {
        "@context": "context*!",
        "id": "url",
        "holder": "Holder|url",
        "verifiableCredential": "VerifiableCredential*",
        "termsOfUse": "TermsOfUse*",
        "proof": "Proof*",
    }
)
_VERIFIABLE = frozenset({"VerifiableCredential"})

PARTS: Final[Shapes] = MappingProxyType(
    {
        "Issuer": Shape(members({"id": "url!", "name": "words", "description": "words"})),
        "Holder": Shape(members({"id": "url!"})),
        "CredentialSubject": Shape(members({"id": "url"}), claims=True),
        "CredentialStatus": part({"id": "url"}),
        "CredentialSchema": part({"id": "url!"}),
        "RefreshService": part({"id": "url"}),
        "TermsOfUse": part({"id": "url"}),
        "Evidence": part({"id": "url"}),
        "RelatedResource": Shape(members({"id": "url!"}), any_of=("digestSRI", "digestMultibase")),
        "Proof": part({}),
        "VerifiableCredential": Shape(
            members({"@context": "context*!", "id": "url"}),
            (frozenset({"VerifiableCredential", "EnvelopedVerifiableCredential"}),),
            typed=True,
        ),
    }
)
SHAPES: Final[Shapes] = MappingProxyType(
    {
        **PARTS,
        "credential": Shape(members(CREDENTIAL), (_VERIFIABLE,), typed=True),
        "presentation": Shape(members(PRESENTATION), (frozenset({"VerifiablePresentation"}),), typed=True),
    }
)
