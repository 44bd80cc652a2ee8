"""Does this address lie in the open internet?  Everything that may lead inside somebody's own network does not.

The lists stand here in full, so that the answer does not depend on the version of the language.

Source: the IANA registries of special-purpose addresses for IPv4 and IPv6; RFC 6052 (addresses that hold others).
"""

from __future__ import annotations

import ipaddress
from typing import Final

_CLOSED_4: Final = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
_OPEN_6: Final = ipaddress.IPv6Network("2000::/3")
_CLOSED_6: Final = tuple(
    ipaddress.IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_TRANSLATED: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::ffff:0:0/96"))
"""Blocks of IPv6 addresses that stand for the IPv4 address in their last 32 bits."""


def is_public(address: str) -> bool:
    """Return whether an IP address, as text, lies in the open internet; False for what is none.

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("fe80::1%eth0")
    (True, False, False, False)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in block for block in _CLOSED_4)
    if found.scope_id is not None:
        return False
    if any(found in block for block in _TRANSLATED):
        return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)))
    return found in _OPEN_6 and not any(found in block for block in _CLOSED_6)
