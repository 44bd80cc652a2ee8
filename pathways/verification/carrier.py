"""In what did it come, and what is inside?  JSON, a token, a picture: told by the bytes, never by a file's name.

Source: Open Badges 3.0, "File format"; RFC 7515 (compact serialization); RFC 9901 (SD-JWT);
VC Data Model 2.0 section 4.13.2 (envelopes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.model.verification_documents import CarrierForm
from pathways.verification.checks import Refusal, refusal
from pathways.verification.encoding import from_base64url
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.png import SIGNATURE, badge_of_png
from pathways.verification.strict import Json, read_json
from pathways.verification.svg import badge_of_svg

_PART = r"[A-Za-z0-9_-]+"
_JWT: Final = re.compile(rf"{_PART}\.{_PART}\.[A-Za-z0-9_-]*\Z")
_SD_JWT: Final = re.compile(rf"{_PART}\.{_PART}\.{_PART}~[A-Za-z0-9_.~-]*\Z")
_ENVELOPE: Final = re.compile(
    r"data:application/(?:v[cp]|v[cp]-ld|v[cp]\+ld|dc)\+(?:jwt|sd-jwt)(?:;[A-Za-z0-9=-]{1,40})*,(?P<token>.+)\Z"
)
_ENVELOPED: Final = frozenset({"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"})
_URL: Final = re.compile(r"https?://[^\s<>\"]{1,2000}\Z")
_MARKUP: Final = re.compile(rb"<(?:[?!]|[A-Za-z][\w:.-]*[\s>])")
_NAMED: Final = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP archive"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"GIF8", "GIF picture"),
    (b"RIFF", "WebP picture"),
    (b"\x1f\x8b", "gzip archive"),
)


@dataclass(frozen=True, slots=True)
class Carried:
    """What was found: the carrier, the form of the badge inside, its text, and as JSON where it is JSON.

    A token keeps its three parts as ``text``; ``header`` and ``value`` are what stands in the first two, not verified.
    ``label`` is the keyword or element that held it in a picture.
    """

    carrier: CarrierForm
    form: CarrierForm
    text: str
    value: Json
    header: Json | None = None
    label: str = ""


def open_carrier(data: bytes, *, limits: Limits = LIMITS) -> Carried | Refusal:
    """Return the badge inside the bytes, or why there is none.  Nothing is looked up and nothing is believed yet.

    >>> open_carrier(b'{"type": "Assertion"}').form.value
    'json'
    >>> open_carrier(b"%PDF-1.7").evidence
    (('type', 'PDF'),)
    """
    if len(data) > limits.file:
        return refusal(CheckCode.CARRIER_TOO_LARGE, size=len(data), allowed=limits.file)
    if data.startswith(SIGNATURE):
        return _pictured(CarrierForm.PNG, badge_of_png(data, limits=limits), limits)
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<") and b"<svg" in data:
        return _pictured(CarrierForm.SVG, badge_of_svg(data, limits=limits), limits)
    return _plain(data, None, limits)


def form_of(data: bytes) -> CarrierForm:
    """Return what the bytes look like, for saying so where they are refused.

    >>> form_of(b"  {not json").value
    'json'
    """
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(SIGNATURE):
        return CarrierForm.PNG
    if head.startswith(b"<") and b"<svg" in data:
        return CarrierForm.SVG
    if head.startswith(b"{"):
        return CarrierForm.JSON
    if head.startswith(b"eyJ"):
        return CarrierForm.SD_JWT if b"~" in data[: LIMITS.badge] else CarrierForm.JWT
    return CarrierForm.OTHER


def _pictured(carrier: CarrierForm, found: tuple[str, bytes] | Refusal, limits: Limits) -> Carried | Refusal:
    if isinstance(found, Refusal):
        return found
    label, data = found
    inner = _plain(data, carrier, limits)
    if isinstance(inner, Refusal):
        return inner
    return Carried(carrier, inner.form, inner.text, inner.value, inner.header, label)


def _plain(data: bytes, inside: CarrierForm | None, limits: Limits) -> Carried | Refusal:
    """Return what is not a picture; an address is taken only from inside one (a hosted badge of Open Badges 2.0)."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        value = read_json(data, limits=limits)
        if isinstance(value, Refusal):
            return value
        return in_envelope(value, limits) or Carried(
            CarrierForm.JSON, CarrierForm.JSON, data.decode("utf-8-sig"), value
        )
    if len(data) > limits.badge:
        return refusal(CheckCode.CARRIER_TOO_LARGE, size=len(data), allowed=limits.badge)
    text = data.decode("ascii", errors="replace").strip()
    if _JWT.match(text):
        return _token(CarrierForm.JWT, text, limits)
    if _SD_JWT.match(text):
        return _token(CarrierForm.SD_JWT, text, limits)
    if inside is not None and _URL.match(text):
        return Carried(CarrierForm.URL, CarrierForm.URL, text, {})
    return refusal(CheckCode.CARRIER_UNSUPPORTED, type=_named(head, text))


def in_envelope(value: Json, limits: Limits = LIMITS) -> Carried | Refusal | None:
    """Return the token in an envelope of VC Data Model 2.0, or why there is none; None where it is no envelope.

    >>> in_envelope({"type": "EnvelopedVerifiableCredential", "id": "data:text/plain,x"}).code.value
    'CARRIER_UNSUPPORTED'
    """
    types = value.get("type")
    if not any(isinstance(one, str) and one in _ENVELOPED for one in (types if isinstance(types, list) else [types])):
        return None
    match = _ENVELOPE.match(value["id"]) if isinstance(value.get("id"), str) else None
    text = "" if match is None else match["token"]
    for form, pattern in ((CarrierForm.JWT, _JWT), (CarrierForm.SD_JWT, _SD_JWT)):
        if pattern.match(text):
            token = _token(form, text, limits)
            return token if isinstance(token, Refusal) else replace(token, carrier=CarrierForm.JSON)
    return refusal(CheckCode.CARRIER_UNSUPPORTED, envelope=value.get("id", ""))


def _token(form: CarrierForm, text: str, limits: Limits) -> Carried | Refusal:
    parts: list[Any] = []
    for part in text.partition("~")[0].split(".")[:2]:
        data = from_base64url(part)
        value = refusal(CheckCode.JWT_MALFORMED) if data is None else read_json(data, limits=limits)
        if isinstance(value, Refusal):
            return value
        parts.append(value)
    return Carried(form, form, text, value=parts[1], header=parts[0])


def _named(head: bytes, text: str) -> str:
    for mark, name in _NAMED:
        if head.startswith(mark):
            return name
    if _MARKUP.match(head):
        return "HTML" if b"<html" in head.lower() else "XML"
    if text.startswith("eyJ") and text.count(".") == 4:
        return "encrypted token (JWE)"
    return "JSON that is not an object" if head.startswith(b"[") else "unknown"
