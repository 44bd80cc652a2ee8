"""Has a credential or a presentation the form that its kind demands?  Contexts in order, then types and members.

What is of no kind that has rules here is not checked.  Whether a nested credential holds is asked of it apart.

Source: Open Badges 3.0, "Verification", step 1; VC Data Model 2.0 section 4.3 and 1.1 section 4.1 (contexts).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Step
from pathways.model.verification_documents import Kind, ProfileName
from pathways.verification.checks import Check, Refusal, check
from pathways.verification.kinds import Classified
from pathways.verification.strict import Json
from pathways.verification.structure import badge3, clr2, model11, model20
from pathways.verification.structure.contexts import context_faults
from pathways.verification.structure.rules import Fault, Shapes, faults
from pathways.verification.structure.schema import check_schemas
from pathways.verification.structure.values import is_address
from pathways.verification.terms import Terms

_MOST: Final = 20
_CREDENTIALS: Final = frozenset({Kind.CREDENTIAL, Kind.STATUS_LIST, Kind.BLOCKCERTS_3})


def check_structure(credential: Json, kind: Classified, terms: Terms) -> Check:
    """Return whether a credential, or a presentation, has the form that its kind demands.

    The code and the evidence are of the first fault: its place, what is expected there, what is found; ``more`` names
    the places of others.  The profile ``interoperable`` lets two gaps be, and says where.

    >>> import datetime as dt
    >>> from pathways.verification.kinds import classify_json
    >>> badge = {"@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiableCredential"}
    >>> terms = Terms(now=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    >>> check_structure(badge, classify_json(badge), terms).evidence[0]
    ('path', 'issuer')
    """
    chosen = _chosen(credential, kind)
    if chosen is None:
        return check(Step.STRUCTURE, CheckCode.NOT_CHECKED)
    shape, shapes = chosen
    found, gaps = _sorted(chain(context_faults(credential, shape), faults(credential, shape, shapes)), terms.profile)
    if found:
        return _refused(found)
    answer = check_schemas(credential, terms)
    if isinstance(answer, Refusal):
        return answer.at(Step.STRUCTURE)
    if gaps:
        answer["gaps"] = _places(gaps)
    code = CheckCode.STRUCTURE_HAS_GAPS if gaps else CheckCode.STRUCTURE_HOLDS
    return check(Step.STRUCTURE, code, kind=kind.title, model=model_of(credential), **answer)


def model_of(credential: Json) -> str:
    """Return the version of the data model whose context comes first; 2.0 where none does.

    >>> model_of({"@context": ["https://www.w3.org/2018/credentials/v1"]})
    '1.1'
    """
    contexts: Any = credential.get("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    return "1.1" if first == model11.BASE else "2.0"


def _chosen(credential: Json, kind: Classified) -> tuple[str, Shapes] | None:
    """Return the shape for a kind, and the shapes of its parts."""
    old = model_of(credential) == "1.1"
    match kind.kind:
        case Kind.OPEN_BADGE_3:
            return "badge", badge3.SHAPES_11 if old else badge3.SHAPES_20
        case Kind.ENDORSEMENT if kind.version == "3.0":
            return "EndorsementCredential", badge3.SHAPES_11 if old else badge3.SHAPES_20
        case Kind.CLR_2:
            return "record", clr2.SHAPES_11 if old else clr2.SHAPES_20
        case Kind.PRESENTATION:
            return "presentation", model11.SHAPES if old else model20.SHAPES
        case one if one in _CREDENTIALS and ("credentialSubject" in credential or one is not Kind.STATUS_LIST):
            return "credential", model11.SHAPES if old else model20.SHAPES
        case _:
            return None


def _sorted(every: Iterable[Fault], profile: ProfileName) -> tuple[list[Fault], list[Fault]]:
    """Return the first faults, and the first gaps that the profile lets be."""
    found: list[Fault] = []
    gaps: list[Fault] = []
    for fault in every:
        into = gaps if profile == "interoperable" and _common(fault) else found
        if len(into) < _MOST:
            into.append(fault)
        elif into is found:
            break
    return found, gaps


def _common(fault: Fault) -> bool:
    """Return whether issuers are known to leave this gap: nobody named as recipient, a picture by its address alone."""
    if fault.code is CheckCode.MEMBER_WRONG:
        return fault.path.endswith("image") and fault.expected == "Image" and is_address(fault.found)
    return fault.code is CheckCode.MEMBER_MISSING and fault.expected == "id or identifier"


def _places(found: list[Fault]) -> str:
    return ", ".join(dict.fromkeys(fault.path for fault in found))


def _refused(found: list[Fault]) -> Check:
    first = found[0]
    evidence = {"path": first.path, "expected": first.expected}
    if first.found:
        evidence["found"] = first.found
    if len(found) > 1:
        evidence["more"] = _places(found[1:])
    return check(Step.STRUCTURE, first.code, **evidence)
