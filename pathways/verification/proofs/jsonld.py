"""What does a document state?  JSON-LD read straight into statements, by pinned vocabularies, and nothing dropped.

Read is what credentials are written in: terms (scoped by type or property), ids, types, literals, sets, lists and
graphs as terms define them.  What is not read is refused by name, never skipped: no signed document is half understood.

Source: JSON-LD 1.1 Processing Algorithms (W3C Recommendation 2020), sections 5.1, 5.3 and 8.
"""

from __future__ import annotations

from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, printable
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.proofs.active import NOTHING, Active, Entry, entered
from pathways.verification.proofs.allowed import PLAIN, Reading, named
from pathways.verification.proofs.contexts import Context, Term
from pathways.verification.proofs.literals import RDF, json_literal, literal, tagged
from pathways.verification.proofs.loss import _Refused, iri
from pathways.verification.proofs.rdfc import Quad
from pathways.verification.strict import Json

_TYPE, _FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))
_NO_DATATYPE: Final = ("@id", "@vocab", "@none")
_KEYWORDS: Final = {"@id": Term("@id"), "@type": Term("@type")}


def statements(document: Json, *, limits: Limits = LIMITS, reading: Reading = PLAIN) -> list[Quad] | Refusal:
    """Return what a document states, a statement perhaps more than once, or why it cannot be taken whole."""
    reader = _Reader(limits, reading)
    try:
        if "@context" not in document:
            raise _Refused(CheckCode.CONTEXT_MISSING)
        reader.node(document, NOTHING, None, "")
    except _Refused as refused:
        path = "/" + "/".join(str(part) for part in reader.path)
        return Refusal(refused.why.code, (*refused.why.evidence, ("path", printable(path))))
    return reader.quads


class _Reader:
    """Walks through a document once and writes down its statements; ``path`` is where it is.

    Plain is what every reader of names sees alike: no class as a property, no list inside a list, no id that a
    signature does not cover (a blank node gets another label whatever it is called).
    """

    def __init__(self, limits: Limits, reading: Reading) -> None:
        self.limits = limits
        self.reading = reading
        self.plain = reading.names == "plain"
        self.own = frozenset(name for context in reading.extra.values() for name in context.terms)
        self.quads: list[Quad] = []
        self.path: list[str | int] = []
        self.blanks: dict[str, str] = {}
        self.nodes = 0
        self.entries = 0
        self.root: str | None = None

    def node(self, element: Json, active: Active, term: Term | None, graph: str) -> str:
        """Write what is said of one thing, and return its token."""
        self._bounded()
        outer = self._entered(element, active, term)
        inner = self._typed(element, outer)
        token = self._token(element, inner)
        self.root = self.root or token
        before = len(self.quads)
        for name, value in element.items():
            if name != "@context":
                self.path.append(name)
                self._entry(self._term(name, inner), value, (inner, outer), (token, graph))
                self.path.pop()
        if self.path and token == self.root and self._says_more(token, before):
            raise _Refused(CheckCode.NODE_IN_TWO_PLACES, id=token)
        return token

    def _says_more(self, token: str, before: int) -> bool:
        """Return whether more than a type was said of a thing since: an id may well stand again, with its type."""
        return any(quad[0] == token and quad[1] != _TYPE for quad in self.quads[before:])

    def _entered(self, element: Json, active: Active, term: Term | None) -> Active:
        """Return the terms that hold before the types of a thing are looked at."""
        if active.previous is not None and not self._only_id(element, active):
            active = active.previous
        if term is not None and term.scoped is not None:
            active = _enter(active, term.scoped, "property")
        if "@context" in element:
            for context in named(element["@context"], self.reading):
                active = _enter(active, context, "here")
        return active

    def _only_id(self, element: Json, active: Active) -> bool:
        return len(element) == 1 and self._term(next(iter(element)), active).iri == "@id"

    def _typed(self, element: Json, outer: Active) -> Active:
        """Return the terms that hold inside, by the types of the thing in alphabetical order."""
        active = outer
        for name in sorted(element):
            known = outer.terms.get(name) or _KEYWORDS.get(name)
            if known is not None and known.iri == "@type":
                value = element[name]
                kinds = value if isinstance(value, list) else [value]
                for kind in sorted({kind for kind in kinds if isinstance(kind, str)}):
                    meant = outer.terms.get(kind)
                    if meant is not None and meant.scoped is not None:
                        active = _enter(active, meant.scoped, "type")
                        self.entries += 1
        return active

    def _token(self, element: Json, active: Active) -> str:
        found = [name for name in element if name != "@context" and self._term(name, active).iri == "@id"]
        if not found:
            return self._blank()
        if len(found) > 1 or not isinstance(element[found[0]], str):
            self.path.append(found[-1])
            raise _Refused(CheckCode.ID_NOT_ABSOLUTE, id=element[found[-1]])
        return self._reference(element[found[0]], active)

    def _blank(self) -> str:
        self.nodes += 1
        return f"_:n{self.nodes}"

    def _term(self, name: str, active: Active) -> Term:
        """Return what a key means.  Raises _Refused where it means nothing, or is not written as a plain term."""
        term = active.terms.get(name)
        if term is not None:
            if term.iri is None:
                raise _Refused(CheckCode.TERM_DROPPED, term=name)
            if self.plain and name[:1].isupper() and name not in self.own:
                raise _Refused(CheckCode.TERM_NOT_PLAIN, term=name)
            return term
        if name[:1] != "@" and ":" not in name:
            if active.vocab is None or not name:
                raise _Refused(CheckCode.TERM_DROPPED, term=name)
            return Term(active.vocab + name)
        if self.plain:
            raise _Refused(CheckCode.TERM_NOT_PLAIN, term=name)
        if name[:1] == "@" and name not in _KEYWORDS:
            raise _Refused(CheckCode.STATEMENTS_UNSUPPORTED, term=name)
        return _KEYWORDS.get(name) or Term(_long(name, active))

    def _entry(self, term: Term, value: Any, active: tuple[Active, Active], place: tuple[str, str]) -> None:
        inner, outer = active
        token, graph = place
        if term.iri == "@type":
            for kind in value if isinstance(value, list) else [value]:
                self._say(token, _TYPE, self._kind(kind, outer), graph)
        elif term.iri != "@id":
            predicate = iri(term.iri or "")
            if term.type == "@json":
                self._say(token, predicate, json_literal(value), graph)
            elif term.container == "@list" and value is not None:
                self._say(token, predicate, self._list(value, term, inner, graph), graph)
            else:
                self._values(value, term, inner, (token, predicate, graph))

    def _values(self, value: Any, term: Term, active: Active, place: tuple[str, str, str]) -> None:
        """Write a statement for each value; null and empty lists state nothing, in JSON-LD as for any reader."""
        token, predicate, graph = place
        if isinstance(value, list):
            for number, item in enumerate(value):
                self.path.append(number)
                self._bounded()
                if self.plain and isinstance(item, list):
                    raise _Refused(CheckCode.TERM_NOT_PLAIN, value="a list inside a list")
                self._values(item, term, active, place)
                self.path.pop()
        elif value is not None:
            if term.container == "@graph":
                self._say(token, predicate, self._graph(value, term, active), graph)
            else:
                self._say(token, predicate, self._value(value, term, active, graph), graph)

    def _value(self, value: Any, term: Term, active: Active, graph: str) -> str:
        if isinstance(value, dict) and "@value" not in value:
            return self.node(value, active, term, graph)
        if term.scoped is not None:
            active = _enter(active, term.scoped, "property")
        if isinstance(value, dict):
            return self._value_object(value, active)
        if isinstance(value, str) and term.type == "@id":
            return self._reference(value, active)
        if isinstance(value, str) and term.type == "@vocab":
            return self._named(value, active)
        return literal(value, None if term.type in _NO_DATATYPE else term.type)

    def _value_object(self, value: Json, active: Active) -> str:
        """Return the token of a value that names its own type or language.  Raises _Refused for all that adds to it."""
        rest = {self._part(name, active): said for name, said in value.items() if name != "@value"}
        held = value["@value"]
        if len(rest) != len(value) - 1 or len(rest) > 1 or not isinstance(held, str | float | int):
            raise _Refused(CheckCode.VALUE_DROPPED, value=value)
        if "@language" in rest:
            return tagged(held, rest["@language"])
        if rest and not isinstance(rest["@type"], str):
            raise _Refused(CheckCode.VALUE_DROPPED, value=value)
        return literal(held, self._named(rest["@type"], active)[1:-1] if rest else None)

    def _part(self, name: str, active: Active) -> str:
        known = active.terms.get(name)
        part = known.iri if known else name
        if part not in ("@type", "@language"):
            raise _Refused(CheckCode.VALUE_DROPPED, term=name)
        return part

    def _graph(self, value: Any, term: Term, active: Active) -> str:
        """Write what stands in a graph of its own.  Raises _Refused VALUE_DROPPED where nothing is stated in it."""
        if not isinstance(value, dict) or "@value" in value:
            raise _Refused(CheckCode.VALUE_DROPPED, value=value)
        name, before = self._blank(), len(self.quads)
        self.node(value, active, term, name)
        if len(self.quads) == before:
            raise _Refused(CheckCode.VALUE_DROPPED, value=value)
        return name

    def _list(self, value: Any, term: Term, active: Active, graph: str) -> str:
        items = value if isinstance(value, list) else [value]
        if any(isinstance(item, list) for item in items):
            raise _Refused(CheckCode.STATEMENTS_UNSUPPORTED, value="a list inside a list")
        kept = [(number, item) for number, item in enumerate(items) if item is not None]
        cells = [self._blank() for _ in kept]
        for (number, item), cell, after in zip(kept, cells, [*cells[1:], _NIL], strict=False):
            self.path.append(number)
            self._say(cell, _FIRST, self._value(item, term, active, graph), graph)
            self._say(cell, _REST, after, graph)
            self.path.pop()
        return cells[0] if cells else _NIL

    def _kind(self, kind: Any, outer: Active) -> str:
        if not isinstance(kind, str):
            raise _Refused(CheckCode.VALUE_DROPPED, type=kind)
        return self._named(kind, outer)

    def _named(self, name: str, active: Active) -> str:
        """Return the token of what a type names: a term, else an address that no term stands for."""
        term = active.terms.get(name)
        if term is None and ":" not in name and active.vocab is not None:
            term = Term(active.vocab + name)
        if term is not None:
            if term.iri is None or term.iri[:1] == "@":
                raise _Refused(CheckCode.TERM_DROPPED, type=name)
            return iri(term.iri)
        if ":" not in name:
            raise _Refused(CheckCode.TERM_DROPPED, type=name)
        if self.plain and any(term.iri == name for term in active.terms.values()):
            raise _Refused(CheckCode.TERM_NOT_PLAIN, type=name)
        return self._reference(name, active)

    def _reference(self, text: str, active: Active) -> str:
        if text.startswith("_:"):
            if self.plain:
                raise _Refused(CheckCode.ID_NOT_ABSOLUTE, id=text)
            return self.blanks.get(text) or self.blanks.setdefault(text, self._blank())
        full = _long(text, active)
        if full != text and self.plain:
            raise _Refused(CheckCode.TERM_NOT_PLAIN, id=text)
        return iri(full)

    def _say(self, subject: str, predicate: str, value: str, graph: str) -> None:
        self.quads.append((subject, predicate, value, graph))

    def _bounded(self) -> None:
        if len(self.path) > self.limits.json_depth:
            raise _Refused(CheckCode.JSON_TOO_DEEP, allowed=self.limits.json_depth)
        if len(self.quads) + self.entries > self.limits.statements:
            raise _Refused(CheckCode.WORK_TOO_MUCH, statements=len(self.quads), allowed=self.limits.statements)


def _enter(active: Active, context: Context, entry: Entry) -> Active:
    found = entered(active, context, entry)
    if isinstance(found, Refusal):
        raise _Refused(found.code, **dict(found.evidence))
    return found


def _long(text: str, active: Active) -> str:
    """Return a shortened address in full where a term stands for its beginning."""
    before, colon, after = text.partition(":")
    term = active.terms.get(before) if colon and not after.startswith("//") else None
    return term.iri + after if term is not None and term.prefix and term.iri else text
