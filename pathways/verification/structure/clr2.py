"""What does CLR 2.0 demand of a Comprehensive Learner Record?

Source: CLR 2.0, data model (ClrCredential, ClrSubject, Association); the other parts are those of Open Badges 3.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pathways.verification.structure import badge3
from pathways.verification.structure.rules import Rule, Shape, Shapes, members, part

CONTEXT: Final = re.compile(r"https://purl\.imsglobal\.org/spec/clr/v2p0/context(?:-2\.\d\.\d)*\.json\Z")

_RECORD: Final = MappingProxyType(
    {"name": "text!", "issuer": "Profile!", "partial": "flag", "credentialSubject": "ClrSubject!"}
)
_SUBJECT: Final = MappingProxyType(
    {
        "id": "url",
        "identifier": "IdentityObject*",
        "achievement": "Achievement*",
        "verifiableCredential": "VerifiableCredential*!",
        "association": "Association*",
    }
)
_TYPES = (frozenset({"VerifiableCredential"}), frozenset({"ClrCredential"}))


def _shapes(badge: Shapes, inner: Mapping[str, Rule]) -> Shapes:
    kinds = (frozenset({"VerifiableCredential", "EnvelopedVerifiableCredential"}),)
    return MappingProxyType(
        {
            **badge,
            "ClrSubject": Shape(
                members(_SUBJECT), (frozenset({"ClrSubject"}),), typed=True, any_of=("id", "identifier")
            ),
            "VerifiableCredential": Shape(inner, kinds, typed=True),
            "Association": part(
                {"associationType": "associationType!", "sourceId": "url!", "targetId": "url!"},
                "Association",
                one_type=True,
                closed=True,
            ),
            "record": Shape({**badge["badge"].members, **members(_RECORD)}, _TYPES, typed=True),
        }
    )


_HELD = members({"@context": "context*!", "id": "url"})
SHAPES_20: Final = _shapes(badge3.SHAPES_20, _HELD)
SHAPES_11: Final = _shapes(badge3.SHAPES_11, _HELD)
