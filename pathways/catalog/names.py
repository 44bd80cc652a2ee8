"""Which name was meant?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LONGEST_LIST = 20_000


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that offers the nearest known name, or a general hint.

    >>> did_you_mean("MC-NET-2", ["MC-NET-02", "COM1000"])
    "Did you mean 'MC-NET-02'?"
    """
    names = list(known)
    lowered = {item.lower(): item for item in names}
    if name.lower() in lowered:
        return f"Did you mean {lowered[name.lower()]!r}?"
    close = difflib.get_close_matches(name, names[:_LONGEST_LIST], n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]!r}?"
    ending = [item for item in names if item.lower().endswith(name.lower())]
    return f"Did you mean {ending[0]!r}?" if ending else "Check the spelling, or name another catalog."
