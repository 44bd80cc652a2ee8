"""What stands at the address that a badge refers to?  Read through the port, by rules that hold for every document.

A document may call itself by another address than the one it was asked at (it was moved): then the one at that address
counts, followed once.  What comes over plain http may have been changed on its way.

Source: Open Badges 2.0, section 3.1 (ids are addresses at which the document stands) and Implementation Guide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pathways.model.check_codes import CheckCode
from pathways.verification.addresses import askable, host_of
from pathways.verification.checks import Refusal, refusal
from pathways.verification.keys import because
from pathways.verification.memory import read_once
from pathways.verification.strict import Json
from pathways.verification.terms import Terms

_HTTP = "http://"


@dataclass(frozen=True, slots=True)
class Document:
    """What stands at an address, and when it was taken from there; neither where it is written into another.

    ``asked`` is the address at which it was asked for, where it had been moved from there.
    """

    url: str
    value: Json
    retrieved: dt.datetime | None = None
    asked: str = ""

    @property
    def protected(self) -> bool:
        """Return whether it came over a protected connection."""
        return not self.url.startswith(_HTTP) and not self.asked.startswith(_HTTP)


def document_at(url: str, terms: Terms) -> Document | Refusal:
    """Return the document at an address, or at the address by which that one calls itself, or why there is none."""
    first = exactly_at(url, terms)
    if isinstance(first, Refusal):
        return first
    name = first.value.get("id", url)
    if name == url:
        return first
    if not isinstance(name, str) or not is_address(name):
        return refusal(CheckCode.DOCUMENT_WITHOUT_ADDRESS, address=url, id=name)
    second = exactly_at(name, terms)
    if isinstance(second, Refusal):
        return second
    if second.value.get("id") != name:
        return refusal(CheckCode.DOCUMENT_ELSEWHERE, address=name, id=second.value.get("id", ""))
    return replace(second, asked=url)


def exactly_at(url: str, terms: Terms) -> Document | Refusal:
    """Return the document at an address, whatever it calls itself, or why there is none."""
    refused = askable(secured(url))
    if refused is not None:
        return refusal(CheckCode.DOCUMENT_ADDRESS_REFUSED, address=url)
    snapshot = terms.resolver.snapshot(url)
    if snapshot is None or snapshot.url != url:
        return refusal(CheckCode.DOCUMENT_NOT_AT_HAND, address=url, **because(terms.resolver, url))
    value = read_once(snapshot.body, terms.memory, terms.limits)
    if isinstance(value, Refusal):
        return refusal(CheckCode.DOCUMENT_MALFORMED, address=url, because=value.code)
    return Document(url, value, snapshot.retrieved)


def unprotected(documents: Iterable[Document], terms: Terms) -> Refusal | None:
    """Return the first that came over plain http, where the profile does not let that pass."""
    found = next((one for one in documents if not one.protected), None)
    if found is None or terms.profile == "interoperable":
        return None
    return refusal(CheckCode.DOCUMENT_UNPROTECTED, address=found.url)


def is_address(text: Any) -> bool:
    """Return whether a text names something on the web."""
    return isinstance(text, str) and text.startswith((_HTTP, "https://"))


def secured(url: str) -> str:
    """Return the address as it would be over a protected connection.

    >>> secured("http://example.edu/badges/1")
    'https://example.edu/badges/1'
    """
    return "https://" + url.removeprefix(_HTTP) if url.startswith(_HTTP) else url


def host(url: Any) -> str | None:
    """Return the host of an address in lower case, or None for whatever is none that may be asked."""
    return host_of(secured(url)) if is_address(url) else None


def same_json(one: Any, other: Any) -> bool:
    """Return whether two values are one in JSON; unlike in Python, true is not 1.

    >>> same_json({"a": [1, "b"]}, {"a": [1.0, "b"]}), same_json(True, 1)
    (True, False)
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same_json(*pair) for pair in zip(one, other, strict=True))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
