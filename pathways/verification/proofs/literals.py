"""How is a value written as a token?  Texts, numbers, truths, JSON, and values that name their type or language."""

from __future__ import annotations

from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal
from pathways.verification.proofs.jcs import canonical_json
from pathways.verification.proofs.loss import _Refused, iri, language, number
from pathways.verification.proofs.rdfc import escaped

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_STRING, _BOOLEAN, _INTEGER, _DOUBLE = (XSD + name for name in ("string", "boolean", "integer", "double"))


def literal(value: str | float, datatype: str | None) -> str:
    """Return the token of a text, number or truth; ``datatype`` is an IRI, or None for what follows from the value.

    >>> literal("a", None), literal(True, None), literal(1.5, "x:y")
    ('"a"', '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', '"1.5E0"^^<x:y>')
    """
    if isinstance(value, str):
        return f'"{escaped(value)}"' + (f"^^{iri(datatype)}" if datatype not in (None, _STRING) else "")
    if isinstance(value, bool):
        return f'"{str(value).lower()}"' + _kind(datatype or _BOOLEAN)
    text, double = number(value, double=_DOUBLE, datatype=datatype)
    return f'"{text}"' + _kind(datatype or (_DOUBLE if double else _INTEGER))


def _kind(datatype: str) -> str:
    return "" if datatype == _STRING else f"^^{iri(datatype)}"


def json_literal(value: Any) -> str:
    """Return the token of a value that is kept as JSON.  Raises _Refused where it has no canonical form."""
    text = canonical_json(value)
    if isinstance(text, Refusal):
        raise _Refused(text.code, **dict(text.evidence))
    return f'"{escaped(text.decode("utf-8"))}"^^<{RDF}JSON>'


def tagged(text: Any, tag: Any) -> str:
    """Return the token of a text in a language.  Raises _Refused VALUE_DROPPED where one of them is none."""
    if not isinstance(text, str):
        raise _Refused(CheckCode.VALUE_DROPPED, value=text)
    return f'"{escaped(text)}"@{language(tag)}'
