"""What does VC Data Model 1.1 demand of a credential and of a presentation?

Source: VC Data Model 1.1, sections 4.1 to 4.10 and 5.3 to 5.7.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from pathways.verification.structure import model20
from pathways.verification.structure.rules import Shape, Shapes, members, part

BASE: Final = "https://www.w3.org/2018/credentials/v1"

DATES: Final = MappingProxyType({"issuanceDate": "stamp!", "expirationDate": "stamp"})
CREDENTIAL: Final = MappingProxyType(
    {
        **{name: holds for name, holds in model20.CREDENTIAL.items() if name not in {"validFrom", "validUntil"}},
        **DATES,
    }
)
PRESENTATION: Final = MappingProxyType({**model20.PRESENTATION, "verifiableCredential": "VerifiableCredential|token*"})
PARTS: Final[Shapes] = MappingProxyType(
    {
        **model20.PARTS,
        "CredentialStatus": part({"id": "url!"}),
        "RefreshService": part({"id": "url!"}),
    }
)
SHAPES: Final[Shapes] = MappingProxyType(
    {
        **PARTS,
        "credential": Shape(members(CREDENTIAL), (frozenset({"VerifiableCredential"}),), typed=True),
        "presentation": Shape(members(PRESENTATION), (frozenset({"VerifiablePresentation"}),), typed=True),
    }
)
