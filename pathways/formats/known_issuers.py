"""What does somebody else's list of known issuers say?  Names and DIDs; what each may award is left to the reader.

The shape is the one in which the Digital Credentials Consortium publishes its registries: ``meta`` with the day of the
last change, and ``registry``, which maps a DID to a name, a place and a web page.  Such a list says who somebody is.
Every issuer of it becomes one that is listed for no award at all, so that its badges are for somebody to decide.

Source: digitalcredentials/issuer-registry-client, registries of type ``dcc-legacy`` (2025).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pathways.catalog.lint_paths import Part
from pathways.formats.problems import brief

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISSUER = re.compile(r"(?:did:[a-z0-9]+:|https://)[^\s#@]{1,190}\Z")


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in the list that cannot be taken: in words, and where it stands."""

    words: str
    parts: tuple[Part, ...]


def is_known_issuers(document: dict[Any, Any]) -> bool:
    """Return whether a document is such a list, and not one of ours."""
    return isinstance(document.get("registry"), dict) and "issuers" not in document


def of_known_issuers(document: dict[Any, Any], title: str) -> tuple[dict[str, Any], tuple[Oddity, ...]]:
    """Return the list as a document of ours, with ``title`` as its name, and what could not be taken.

    >>> made, odd = of_known_issuers({"registry": {"did:web:a.example": {"name": "A"}}}, "Others")
    >>> made["issuers"][0]["id"], made["issuers"][0]["source"], odd
    ('did:web:a.example', {'title': 'Others'}, ())
    """
    meta = document.get("meta")
    day = _day(meta.get("updated", meta.get("created"))) if isinstance(meta, dict) else None
    entries = list(_entries(document["registry"], title, day))
    made: dict[str, Any] = {"title": title, "issuers": [one for one in entries if isinstance(one, dict)]}
    odd = tuple(one for one in entries if isinstance(one, Oddity))
    return (made if day is None else {**made, "as_of": day}), odd


def _entries(registry: dict[Any, Any], title: str, day: str | None) -> Iterator[dict[str, Any] | Oddity]:
    for name, said in registry.items():
        if not isinstance(name, str) or not _ISSUER.match(name):
            yield Oddity(f"{brief(name)} names no issuer; expected a DID or an https address", ("registry", str(name)))
        elif not isinstance(said, dict) or not isinstance(said.get("name"), str) or not said["name"]:
            yield Oddity(f"{brief(name)} has no name", ("registry", name))
        else:
            yield {"id": name, "title": said["name"], "identifiers": [name], "source": _source(said, title, day)}


def _source(said: dict[Any, Any], title: str, day: str | None) -> dict[str, str]:
    """Return where the entry comes from, with the page and the place that the list gives."""
    found = {"title": title, "url": said.get("url"), "note": said.get("location"), "retrieved": day}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _day(value: Any) -> str | None:
    match = _DAY.match(value) if isinstance(value, str) else None
    return match[0] if match else None
