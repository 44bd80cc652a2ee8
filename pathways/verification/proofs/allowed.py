"""Which vocabularies may stand in a document, in which order?  The one that fits its kind first, then known others.

An appended vocabulary can give a second name to what recognition reads, so only combinations that were looked through
are taken; none of them changes what a term of another one means (protected terms keep theirs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from pathways.model.check_codes import CheckCode
from pathways.verification.proofs.contexts import Context, pinned
from pathways.verification.proofs.loss import _Refused

CREDENTIALS_1: Final = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_2: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_2: Final = "https://w3id.org/openbadges/v2"
_SPEC: Final = "https://purl.imsglobal.org/spec"
_SECURITY: Final = "https://w3id.org/security"
_BLOCKCERTS: Final = "https://w3id.org/blockcerts"

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "badges": (
            *(f"{_SPEC}/ob/v3p0/context{edition}.json" for edition in ("", "-3.0.1", "-3.0.2", "-3.0.3")),
            *(f"{_BLOCKCERTS}/{edition}" for edition in ("v3", "v3.1", "v3.2")),
        ),
        "badge extensions": (f"{_SPEC}/ob/v3p0/extensions.json",),
        "learner records": tuple(f"{_SPEC}/clr/v2p0/context{edition}.json" for edition in ("", "-2.0.1")),
        "proofs": tuple(f"{_SECURITY}/data-integrity/{edition}" for edition in ("v1", "v2")),
        "signatures of 2020": (f"{_SECURITY}/suites/ed25519-2020/v1",),
        "status": ("https://www.w3.org/ns/credentials/status/v1",),
        "status of 2021": ("https://w3id.org/vc/status-list/2021/v1",),
    }
)
"""What may stand behind a vocabulary of credentials: of each family at most one, in any order."""

FIRST: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        CREDENTIALS_1: FAMILIES,
        CREDENTIALS_2: FAMILIES,
        OPEN_BADGES_2: MappingProxyType({"badges": (f"{_BLOCKCERTS}/v2",)}),
    }
)
"""What may stand first, and which families behind it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a document is read; ``extra`` are vocabularies beyond the pinned ones, by address, allowed behind any other.

    ``names`` tells whether only plain terms are taken, or full and shortened addresses and keywords as well.
    """

    extra: Mapping[str, Context] = field(default_factory=dict)
    names: Literal["plain", "any"] = "plain"


PLAIN: Final = Reading()


def named(said: Any, reading: Reading = PLAIN) -> tuple[Context, ...]:
    """Return the vocabularies that ``@context`` names, in order.  Raises _Refused for any that may not stand there."""
    urls = said if isinstance(said, list) else [said]
    for url in urls:
        if not isinstance(url, str):
            raise _Refused(CheckCode.CONTEXT_INLINE, context=url)
    every = pinned()
    for url in urls:
        if url not in every and url not in reading.extra:
            raise _Refused(CheckCode.CONTEXT_NOT_PINNED, context=url)
    if not urls or urls[0] not in FIRST:
        raise _Refused(CheckCode.CONTEXT_MISSING, first=urls[0] if urls else "none")
    _fit_together(urls[0], [url for url in urls[1:] if url not in reading.extra])
    return tuple(reading.extra[url] if url in reading.extra else every[url].context for url in urls)


def _fit_together(first: str, behind: list[str]) -> None:
    left = set(FIRST[first])
    for url in behind:
        family = next((name for name in left if url in FIRST[first][name]), None)
        if family is None:
            raise _Refused(CheckCode.CONTEXTS_NOT_TOGETHER, first=first, context=url)
        left.discard(family)
