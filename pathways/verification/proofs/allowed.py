"""Which vocabularies may stand in a document, in which order?  The one that fits its kind first, then known others.

An appended vocabulary can give a second name to what recognition reads, so only combinations that were looked through
are taken; none of them changes what a term of another one means (protected terms keep theirs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from pathways.model.verification_documents import CheckCode
from pathways.verification.proofs.contexts import Context, pinned
from pathways.verification.proofs.loss import Refused

CREDENTIALS_1: Final = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_2: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_2: Final = "https://w3id.org/openbadges/v2"
_SPEC: Final = "https://purl.imsglobal.org/spec"
_BADGES: Final = frozenset(
    f"{_SPEC}/{name}.json"
    for name in (
        "ob/v3p0/context",
        "ob/v3p0/context-3.0.1",
        "ob/v3p0/context-3.0.2",
        "ob/v3p0/context-3.0.3",
        "ob/v3p0/extensions",
        "clr/v2p0/context",
        "clr/v2p0/context-2.0.1",
    )
)
_PROOFS: Final = frozenset(
    f"https://w3id.org/security/{name}" for name in ("data-integrity/v1", "data-integrity/v2", "suites/ed25519-2020/v1")
)
_STATUS: Final = frozenset({"https://www.w3.org/ns/credentials/status/v1", "https://w3id.org/vc/status-list/2021/v1"})
_BLOCKCERTS: Final = frozenset(f"https://w3id.org/blockcerts/{version}" for version in ("v3", "v3.1", "v3.2"))

TOGETHER: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        CREDENTIALS_1: _BADGES | _PROOFS | _STATUS | _BLOCKCERTS,
        CREDENTIALS_2: _BADGES | _PROOFS | _STATUS | _BLOCKCERTS,
        OPEN_BADGES_2: frozenset({"https://w3id.org/blockcerts/v2"}),
    }
)
"""What may stand behind each vocabulary that may stand first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a document is read; ``extra`` are vocabularies beyond the pinned ones, by address, allowed behind any other.

    ``names`` tells whether only plain terms are taken, or full and shortened addresses and keywords as well.
    """

    extra: Mapping[str, Context] = field(default_factory=dict)
    names: Literal["plain", "any"] = "plain"


PLAIN: Final = Reading()


def named(said: Any, reading: Reading = PLAIN) -> tuple[Context, ...]:
    """Return the vocabularies that ``@context`` names, in order.  Raises Refused for any that may not stand there."""
    urls = said if isinstance(said, list) else [said]
    for url in urls:
        if not isinstance(url, str):
            raise Refused(CheckCode.CONTEXT_INLINE, context=url)
    every = pinned()
    for url in urls:
        if url not in every and url not in reading.extra:
            raise Refused(CheckCode.CONTEXT_NOT_PINNED, context=url)
    if not urls or urls[0] not in TOGETHER:
        raise Refused(CheckCode.CONTEXT_MISSING, first=urls[0] if urls else "none")
    for url in urls[1:]:
        if url not in TOGETHER[urls[0]] and url not in reading.extra:
            raise Refused(CheckCode.CONTEXTS_NOT_TOGETHER, first=urls[0], context=url)
    return tuple(reading.extra[url] if url in reading.extra else every[url].context for url in urls)
