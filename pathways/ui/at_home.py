"""Does the visitor sit at this machine?  Only then is a backpack shown that was named when the page was started.

A share link opens for others what was chosen for them; the page behind it must not open the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

_HERE: Final = frozenset({"", "localhost", "127.0.0.1", "::1"})
_PASSED_ON: Final = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
"""What somebody in between writes who passes a question on."""


def at_home() -> bool:
    """Return whether this visitor sits at this machine, as far as connection and address tell."""
    return is_home(st.context.ip_address, {name.lower(): value for name, value in st.context.headers.items()})


def is_home(address: str | None, headers: Mapping[str, str]) -> bool:
    """Return whether neither the connection (None: of this machine) nor what was asked says that it came from afar.

    >>> is_home(None, {"host": "127.0.0.1:8501"}), is_home(None, {"host": "badges.example"}), is_home("10.0.0.7", {})
    (True, False, False)
    """
    if address is not None and address not in _HERE:
        return False
    try:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return host in _HERE and not any(name in headers for name in _PASSED_ON)
