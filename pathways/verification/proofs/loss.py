"""What would a signature not cover?  Everything that JSON-LD drops or reads in another way than plain readers do.

JSON-LD drops silently what it does not understand, and the same statements can be written so that readers of plain
names do not see them.  Either is found while the document is read and refused with its place.

Source: Verifiable Credential Data Integrity 1.0 (W3C Recommendation 2025), "securing data losslessly"; Verifiable
Credentials 2.0, section 4 (documents are in compacted form); Open Badges 3.0, safe mode (pull request 611).
"""

from __future__ import annotations

import math
import re
from typing import Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal

_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\x7f-\x9f]+\Z')
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z", re.ASCII)
_EXACT: Final = 2**53


class _Refused(Exception):  # noqa: N818 - a signal inside this room, never seen outside
    """Carries a refusal out of the walk through a document; where it happened is added by who catches it."""

    def __init__(self, code: CheckCode, **evidence: object) -> None:
        super().__init__(code)
        self.why: Refusal = refusal(code, **evidence)


def iri(text: str) -> str:
    """Return the token of an absolute, well-formed IRI.  Raises _Refused ID_NOT_ABSOLUTE for any other text.

    >>> iri("urn:uuid:1")
    '<urn:uuid:1>'
    """
    if not _IRI.match(text):
        raise _Refused(CheckCode.ID_NOT_ABSOLUTE, id=text)
    return f"<{text}>"


def language(tag: object) -> str:
    """Return a language tag in small letters.  Raises _Refused VALUE_DROPPED for what is not one.

    >>> language("de-AT")
    'de-at'
    """
    if not isinstance(tag, str) or not _LANGUAGE.match(tag):
        raise _Refused(CheckCode.VALUE_DROPPED, language=tag)
    return tag.lower()


def number(value: float, *, double: str, datatype: str | None) -> tuple[str, bool]:
    """Return how a number is written, and whether as a double; ``double`` is the IRI of that type.

    A whole number is written as one however it was spelled; beyond 2 to the 53 readers differ on its value.

    >>> number(3.0, double="d", datatype=None), number(0.1, double="d", datatype=None)
    (('3', False), ('1.0E-1', True))
    """
    if not math.isfinite(value) or (isinstance(value, int) and abs(value) > _EXACT):
        raise _Refused(CheckCode.JSON_NUMBER_REFUSED, number=value)
    if float(value).is_integer() and abs(value) < 1e21 and datatype != double:
        return str(int(value)), False
    mantissa, _, exponent = f"{value:.15E}".partition("E")
    whole, _, rest = mantissa.partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}E{int(exponent)}", True
