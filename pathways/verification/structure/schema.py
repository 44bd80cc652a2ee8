"""Does a credential hold against the schemas that it names?

The schemas of Open Badges 3.0 and CLR 2.0 are not asked for: the tables of this package say the same and more.  Any
other comes through the resolver, dated, or stays unknown.

Source: Open Badges 3.0, "Verification", step 1; VC Data Model 2.0 section 4.11; VC JSON Schema Specification.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.keys import because
from pathways.verification.memory import read_once
from pathways.verification.strict import Json
from pathways.verification.structure.schemata import NotAsked, fault_of
from pathways.verification.terms import Terms

_KINDS: Final = frozenset({"1EdTechJsonSchemaValidator2019", "JsonSchema"})
_RESTATED: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/"
    r"(?:ob/v3p0/schema/json/ob_v3p0_(?:any)?(?:achievement|endorsement)credential_schema"
    r"|clr/v2p0/schema/json/clr_v2p0_clrcredential_schema)\.json\Z"
)


def check_schemas(credential: Json, terms: Terms) -> Refusal | dict[str, object]:
    """Return the evidence of the schemas that hold, or why one does not or cannot be asked; what refuses goes first."""
    named: Any = credential.get("credentialSchema", [])
    schemas = [one for one in (named if isinstance(named, list) else [named]) if isinstance(one, dict)]
    if len(schemas) > terms.limits.schemas:
        return refusal(CheckCode.SCHEMA_UNSUPPORTED, schemas=len(schemas), allowed=terms.limits.schemas)
    share = replace(terms, limits=replace(terms.limits, schema_work=terms.limits.schema_work // max(1, len(schemas))))
    answers = [_asked(one, credential, share) for one in schemas if not _restated(one)]
    refused = [answer for answer in answers if answer is not None]
    worst = next((answer for answer in refused if answer.code is CheckCode.SCHEMA_REFUSES), None)
    if refused:
        return worst or refused[0]
    return {"schema": ", ".join(str(one["id"]) for one in schemas)} if schemas else {}


def _restated(schema: Json) -> bool:
    return isinstance(schema.get("id"), str) and _RESTATED.match(schema["id"]) is not None


def _asked(named: Json, credential: Json, terms: Terms) -> Refusal | None:
    """Return why a credential does not hold against one schema, or why that cannot be told; None where it holds."""
    address = named["id"]
    types = named["type"] if isinstance(named["type"], list) else [named["type"]]
    if not _KINDS & set(types):
        return refusal(CheckCode.SCHEMA_UNSUPPORTED, schema=address, type=", ".join(types))
    snapshot = terms.resolver.snapshot(address)
    if snapshot is None:
        return refusal(CheckCode.SCHEMA_NOT_AT_HAND, schema=address, **because(terms.resolver, address))
    schema = read_once(snapshot.body, terms.memory, terms.limits)
    if isinstance(schema, Refusal):
        return refusal(CheckCode.SCHEMA_UNSUPPORTED, schema=address, error=schema.code)
    fault = fault_of(credential, schema, work=terms.limits.schema_work)
    if isinstance(fault, NotAsked):
        return refusal(CheckCode.SCHEMA_UNSUPPORTED, schema=address, keyword=fault.keyword, reason=fault.reason)
    if fault is None:
        return None
    return refusal(CheckCode.SCHEMA_REFUSES, schema=address, path=fault.path, keyword=fault.keyword)
