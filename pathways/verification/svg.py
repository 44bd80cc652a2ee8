"""Where in an SVG picture is the badge?  One element of Open Badges: its ``verify`` attribute, or its text.

No entity is ever defined, expanded or fetched.  A document type is taken only in the two public forms of SVG 1.x that
drawing programs write, and never opened.

Source: Open Badges 3.0 and 2.0, "SVG" baking.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits

BADGE_3: Final = "https://purl.imsglobal.org/ob/v3p0 credential"
ELEMENTS: Final = frozenset(
    {
        BADGE_3,
        "http://openbadges.org assertion",
        "https://openbadges.org assertion",
    }
)
PUBLIC_TYPES: Final = frozenset({"-//W3C//DTD SVG 1.0//EN", "-//W3C//DTD SVG 1.1//EN"})


class _StopSignal(Exception):  # noqa: N818 - a signal to ourselves, never seen outside
    """Carries a refusal out of the parser."""

    def __init__(self, why: Refusal) -> None:
        super().__init__()
        self.why = why


class _Reader:
    """Collects the badges of one picture."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.found: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.size = 0
        self.depth = 0
        self.elements = 0
        self.inside: int | None = None

    def document_type(self, _name: str, _system: str | None, public: str | None, internal: int) -> None:
        if internal or public not in PUBLIC_TYPES:
            raise _StopSignal(refusal(CheckCode.XML_UNSAFE, document_type=public or "of its own"))

    def entity(self, name: str, *_rest: object) -> None:
        raise _StopSignal(refusal(CheckCode.XML_UNSAFE, entity=name))

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > self.limits.xml_depth or self.elements > self.limits.xml_elements:
            raise _StopSignal(refusal(CheckCode.CARRIER_TOO_LARGE, elements=self.elements, depth=self.depth))
        if name in ELEMENTS:
            if self.inside is not None:
                raise _StopSignal(refusal(CheckCode.CARRIER_HAS_SEVERAL_BADGES, found="one inside another"))
            self.inside, self.text = self.depth, []
            self.found.append((name, attributes.get("verify", "").strip()))

    def end(self, _name: str) -> None:
        if self.inside == self.depth:
            name, verify = self.found[-1]
            text = "".join(self.text).strip()
            if text and verify and name == BADGE_3:
                raise _StopSignal(refusal(CheckCode.CARRIER_HAS_SEVERAL_BADGES, found="attribute and text"))
            self.found[-1] = (name, text or verify)
            self.inside = None
        self.depth -= 1

    def characters(self, text: str) -> None:
        if self.inside is not None:
            self.size += len(text)
            if self.size > self.limits.badge:
                raise _StopSignal(refusal(CheckCode.CARRIER_TOO_LARGE, size=self.size, allowed=self.limits.badge))
            self.text.append(text)


def badge_of_svg(data: bytes, *, limits: Limits = LIMITS) -> tuple[str, bytes] | Refusal:
    """Return the name of the element and the bytes of the one badge in the picture, or why there is none."""
    if len(data) > limits.svg:
        return refusal(CheckCode.CARRIER_TOO_LARGE, size=len(data), allowed=limits.svg)
    reader = _Reader(limits)
    try:
        _parser(reader).Parse(data, True)
    except _StopSignal as signal:
        return signal.why
    except (expat.ExpatError, LookupError, ValueError) as error:
        return refusal(CheckCode.CARRIER_DAMAGED, error=error)
    if len(reader.found) > 1:
        return refusal(CheckCode.CARRIER_HAS_SEVERAL_BADGES, found=len(reader.found))
    if not reader.found or not reader.found[0][1]:
        return refusal(CheckCode.CARRIER_HAS_NO_BADGE)
    name, text = reader.found[0]
    return name.rpartition(" ")[2], text.encode("utf-8")


def _parser(reader: _Reader) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = reader.document_type
    parser.EntityDeclHandler = reader.entity
    parser.SkippedEntityHandler = reader.entity
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    return parser
