"""May this address be asked?  Only https, only by name, never a host inside somebody's own network.

A name that leads to a private address is for the port that asks to refuse: only it sees what the name stands for.
"""

from __future__ import annotations

import re
from typing import Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal

_NAME = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
_URL: Final = re.compile(rf"https://(?P<host>(?i:{_NAME}))(?::443)?(?:[/?#][!-\[\]-~]*)?\Z", re.ASCII)
_INSIDE: Final = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".onion")
_LONGEST = 2_048


def askable(url: str) -> Refusal | None:
    """Return why an address may not be asked, or None where it may.

    >>> askable("https://example.edu/keys"), askable("https://127.0.0.1/").code.value
    (None, 'KEY_ADDRESS_REFUSED')
    """
    host = host_of(url)
    if host is None or len(host) > 253 or f".{host}".endswith(_INSIDE):
        return refusal(CheckCode.KEY_ADDRESS_REFUSED, address=url)
    return None


def host_of(url: str) -> str | None:
    """Return the host of an https address in lower case; None where there is a user, another port, or no plain name."""
    match = _URL.match(url) if len(url) <= _LONGEST else None
    return match["host"].lower() if match else None


def of_did_web(did: str) -> str | Refusal:
    """Return the address of the document of a did:web.

    >>> of_did_web("did:web:example.edu:issuers:7")
    'https://example.edu/issuers/7/did.json'
    """
    host, *path = did.removeprefix("did:web:").split(":")
    if not all(path) or any("/" in part or "%" in part or part in (".", "..") for part in (host, *path)):
        return refusal(CheckCode.KEY_ADDRESS_REFUSED, address=did)
    url = f"https://{host}/{'/'.join(path) or '.well-known'}/did.json"
    return askable(url) or url


def key_set_of(issuer: str) -> str | None:
    """Return where an issuer at an https address lists its keys (Open Badges 3.0), or None for any other.

    >>> key_set_of("https://example.edu/issuers/7")
    'https://example.edu/.well-known/jwks.json'
    """
    return f"https://{host_of(issuer)}/.well-known/jwks.json" if askable(issuer) is None else None
