"""Where does a credential say that its status is kept?  Its ``credentialStatus``, one or several, read strictly.

Source: VC Data Model 2.0 section 4.10; W3C Bitstring Status List v1.0 section 2.1; Open Badges 3.0, CredentialStatus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.status.bitstring import WIDEST
from pathways.verification.strict import Json

_INDEX: Final = re.compile(r"[0-9]{1,18}\Z", re.ASCII)
PURPOSES: Final = frozenset({"revocation", "suspension", "refresh", "message"})


class Method(StrEnum):
    """How a status is kept; the values are the types that credentials write."""

    BITSTRING = "BitstringStatusListEntry"
    LIST_2021 = "StatusList2021Entry"
    NAMES = "1EdTechRevocationList"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in one list: of bits by ``index``, of names by the credential's own id."""

    method: Method
    url: str
    purpose: str = "revocation"
    index: int = 0
    width: int = 1
    messages: tuple[tuple[int, str], ...] = ()


def entries_of(credential: Json) -> tuple[Entry | Refusal, ...]:
    """Return what a credential says of its status, each read or refused; none where it says nothing.

    >>> entries_of({"credentialStatus": {"type": "1EdTechRevocationList", "id": "https://example.edu/revoked"}})[0].url
    'https://example.edu/revoked'
    """
    found = credential.get("credentialStatus")
    if found is None:
        return ()
    return tuple(_entry(one) for one in (found if isinstance(found, list) else [found]))


def _entry(value: Any) -> Entry | Refusal:
    if not isinstance(value, dict):
        return refusal(CheckCode.STATUS_ENTRY_MALFORMED, error="it is no object")
    names = value.get("type")
    types = [one for one in (names if isinstance(names, list) else [names]) if isinstance(one, str)]
    method = next((method for method in Method if method in types), None)
    if not types:
        return refusal(CheckCode.STATUS_ENTRY_MALFORMED, error="it has no type")
    if method is None:
        return refusal(CheckCode.STATUS_UNSUPPORTED, type=", ".join(types))
    if method is Method.NAMES:
        return _named(value)
    return _placed(value, method)


def _named(value: Json) -> Entry | Refusal:
    url = value.get("id")
    if not isinstance(url, str) or not url:
        return refusal(CheckCode.STATUS_ENTRY_MALFORMED, error="it names no list")
    return Entry(Method.NAMES, url)


def _placed(value: Json, method: Method) -> Entry | Refusal:
    url, purpose = value.get("statusListCredential"), value.get("statusPurpose")
    index, width = read_index(value.get("statusListIndex")), value.get("statusSize", 1)
    if not isinstance(url, str) or not url:
        return refusal(CheckCode.STATUS_ENTRY_MALFORMED, error="it names no list")
    if not isinstance(purpose, str) or not purpose:
        return refusal(CheckCode.STATUS_ENTRY_MALFORMED, error="it names no purpose")
    if index is None:
        return refusal(CheckCode.STATUS_ENTRY_MALFORMED, index=value.get("statusListIndex", ""))
    if isinstance(width, bool) or not isinstance(width, int) or width < 1:
        return refusal(CheckCode.STATUS_ENTRY_MALFORMED, size=width)
    if width > WIDEST or purpose not in PURPOSES:
        return refusal(CheckCode.STATUS_UNSUPPORTED, purpose=purpose, size=width)
    return Entry(method, url, purpose, index, width, messages_in(value))


def read_index(value: Any) -> int | None:
    """Return a place in a list: digits and nothing else, or (as official samples write it) a whole number.

    >>> read_index("23"), read_index(23), read_index("23abc"), read_index("-1"), read_index(True), read_index("٢")
    (23, 23, None, None, None, None)
    """
    if isinstance(value, str):
        return int(value) if _INDEX.match(value) else None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**18:
        return None
    return value


def messages_in(value: Json) -> tuple[tuple[int, str], ...]:
    """Return what the statuses of an entry or a list mean, where it says so: number and words."""
    found = value.get("statusMessage", value.get("statusMessages", []))
    pairs = []
    for one in (found if isinstance(found, list) else [])[: 1 << WIDEST]:
        status, words = (one.get("status"), one.get("message")) if isinstance(one, dict) else (None, None)
        number = _hexadecimal(status)
        if number is not None and isinstance(words, str):
            pairs.append((number, words))
    return tuple(pairs)


def _hexadecimal(value: Any) -> int | None:
    if not isinstance(value, str) or not re.fullmatch(r"(?:0x)?[0-9A-Fa-f]{1,4}", value):
        return None
    return int(value, 16)
