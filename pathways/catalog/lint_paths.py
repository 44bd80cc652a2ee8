"""Where inside a document?  Paths such as ``credentials[3].requirement.all[1]``, as text and as parts.

Lists count from 0, as JSON paths do (requirement paths such as ``root/core/2`` count from 1 and stand in the message).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Part = str | int

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_PARTS = re.compile(r'\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.?([^.\[\]]+)')


def path_text(parts: Iterable[Part]) -> str:
    """Return the path as text.

    >>> path_text(["credentials", 3, "requirement", "all", 1])
    'credentials[3].requirement.all[1]'
    >>> path_text(["residual", "MATH 1.2"])
    'residual["MATH 1.2"]'
    """
    text = ""
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _PLAIN.match(part):
            text += f".{part}" if text else part
        else:
            escaped = part.replace("\\", "\\\\").replace('"', '\\"')
            printable = escaped.encode("utf-8", "backslashreplace").decode()
            text += f'["{printable}"]'
    return text


def path_parts(text: str) -> tuple[Part, ...]:
    """Return the parts of a path text.

    >>> path_parts('exclusions[0].residual["MATH 1.2"]')
    ('exclusions', 0, 'residual', 'MATH 1.2')
    """
    found: list[Part] = []
    for match in _PARTS.finditer(text):
        number, quoted, plain = match.groups()
        if number is not None:
            found.append(int(number))
        elif quoted is not None:
            found.append(re.sub(r"\\(.)", r"\1", quoted))
        else:
            found.append(plain)
    return tuple(found)
