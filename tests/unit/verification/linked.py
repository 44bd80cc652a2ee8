"""JSON-LD by another library, for comparison: what it makes of a document, as quads of canonical tokens."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pyld import jsonld  # type: ignore[import-untyped]

from pathways.verification.checks import Refusal
from pathways.verification.proofs.contexts import Context, Term, pinned
from pathways.verification.proofs.rdfc import Quad, canonicalize, escaped
from tests.support import SHARED

BADGES = SHARED / "data" / "badges"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
Json = dict[str, Any]


@cache
def official() -> Mapping[str, Json]:
    """Return the published contexts that are shared, by address."""
    if not BADGES.is_dir():
        return {}
    rows = json.loads((BADGES / "contexts" / "manifest.json").read_text(encoding="utf-8"))
    return {row["url"]: json.loads((BADGES / row["file"]).read_text(encoding="utf-8")) for row in rows}


@cache
def restated() -> Mapping[str, Json]:
    """Return the contexts that we keep, written as JSON-LD."""
    return {url: {"@context": written(one.context)} for url, one in pinned().items()}


def written(context: Context) -> Json | None:
    """Return a table of terms as JSON-LD."""
    if context.reset:
        return None
    found: Json = {"@protected": True} if context.protected else {}
    if context.vocab:
        found["@vocab"] = context.vocab
    return found | {name: _definition(term) for name, term in context.terms.items()}


def _definition(term: Term) -> Json | str | None:
    iri = None if term.iri is None else term.iri.removeprefix("?")
    if term.prefix and not (term.type or term.container or term.scoped):
        return iri
    found: Json = {"@id": iri}
    if term.type:
        found["@type"] = term.type.removeprefix("?")
    if term.container:
        found["@container"] = term.container
    if term.scoped is not None:
        found["@context"] = written(term.scoped)
    return found


def options(contexts: Mapping[str, Json]) -> Json:
    """Return what makes the other library read these contexts and no others."""

    def load(url: str, _: Any) -> Json:
        if url not in contexts:
            raise ValueError(url)
        return {"contextUrl": None, "documentUrl": url, "document": copy.deepcopy(contexts[url])}

    resolver = jsonld.ContextResolver({}, load)
    return {"documentLoader": load, "contextResolver": resolver, "base": ""}


def stated(document: Json, contexts: Mapping[str, Json]) -> list[Quad]:
    """Return what the other library takes a document to state."""
    graphs = jsonld.to_rdf(document, options(contexts))
    return [
        (_token(one["subject"]), _token(one["predicate"]), _token(one["object"]), _name(graph))
        for graph, triples in graphs.items()
        for one in triples
    ]


def form(document: Json, contexts: Mapping[str, Json]) -> str:
    """Return the canonical lines of what the other library takes a document to state."""
    found = canonicalize(stated(document, contexts))
    assert not isinstance(found, Refusal)
    return found.text


def _name(graph: str) -> str:
    return "" if graph == "@default" else graph if graph.startswith("_:") else f"<{graph}>"


def _token(term: Json) -> str:
    match term["type"]:
        case "IRI":
            return f"<{term['value']}>"
        case "blank node":
            return str(term["value"])
    kind = f"@{term['language']}" if term.get("language") else f"^^<{term['datatype']}>"
    return f'"{escaped(term["value"])}"' + ("" if kind == f"^^<{_STRING}>" else kind)
