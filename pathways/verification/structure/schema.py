"""Does a credential hold against the schemas that it names?

The schemas of Open Badges 3.0 and CLR 2.0 are not asked for: the tables of this package say the same and more.  Any
other comes through the resolver, dated, or stays unknown.

Source: Open Badges 3.0, "Verification", step 1; VC Data Model 2.0 section 4.11; VC JSON Schema Specification.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pathways.model.verification_documents import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.strict import Json
from pathways.verification.terms import Terms

_KINDS: Final = frozenset({"1EdTechJsonSchemaValidator2019", "JsonSchema"})
_RESTATED: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/"
    r"(?:ob/v3p0/schema/json/ob_v3p0_(?:any)?(?:achievement|endorsement)credential_schema"
    r"|clr/v2p0/schema/json/clr_v2p0_clrcredential_schema)\.json\Z"
)


def check_schemas(credential: Json, terms: Terms) -> Refusal | dict[str, object]:
    """Return the evidence of the schemas that hold, or why one does not or cannot be asked."""
    named: Any = credential.get("credentialSchema", [])
    schemas = [one for one in (named if isinstance(named, list) else [named]) if isinstance(one, dict)]
    others = [one for one in schemas if not _restated(one)]
    for one in others:
        if not _KINDS & set(one["type"] if isinstance(one["type"], list) else [one["type"]]):
            return refusal(CheckCode.SCHEMA_UNSUPPORTED, schema=one.get("id"), type=one["type"])
        if terms.resolver.snapshot(one["id"]) is None:
            return refusal(CheckCode.SCHEMA_NOT_AT_HAND, schema=one.get("id"))
        return refusal(CheckCode.SCHEMA_UNSUPPORTED, schema=one.get("id"))
    return {"schema": ", ".join(str(one["id"]) for one in schemas)} if schemas else {}


def _restated(schema: Json) -> bool:
    return isinstance(schema.get("id"), str) and _RESTATED.match(schema["id"]) is not None
