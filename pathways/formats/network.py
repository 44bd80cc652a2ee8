"""What stands at an address of somebody else?  The one port through which a question leaves, and only if it is opened.

It is off unless somebody makes one.  Only https, only by name, only to the open internet, never through a proxy of the
environment, without cookies; each address once in a run; few redirects, each looked at anew; bounds on size, time and
number.  Where there is no answer, the reason is kept.

A redirect may not leave its host: what stands at an address speaks for the host that it names, and many hosts send
visitors on to wherever a link says.
"""

from __future__ import annotations

import datetime as dt
import ssl
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin, urlsplit

from pathways.formats.network_addresses import is_public
from pathways.formats.network_exchange import (
    Answered,
    Lookup,
    Silence,
    Target,
    Unanswered,
    Ways,
    exchange,
    system_lookup,
    system_tls,
)
from pathways.verification.addresses import askable
from pathways.verification.keys import Snapshot
from pathways.verification.limits import LIMITS, Limits

_REDIRECTS: Final = (301, 302, 303, 307, 308)
_TYPES: Final = frozenset({"", "text/plain", "text/json", "application/octet-stream", "application/jwt"})
_ENDINGS: Final = ("/json", "+json", "+jwt", "+sd-jwt", "+cose", "+cwt")


class GuardedNetwork:
    """A resolver that asks the network, within bounds; make one for each run.

    ``now`` gives the moment that a snapshot is dated with.  ``ports`` are those that may be asked; ``ways`` are for
    tests.
    """

    def __init__(
        self,
        *,
        now: Callable[[], dt.datetime],
        limits: Limits = LIMITS,
        ports: frozenset[int] = frozenset({443}),
        ways: Ways | None = None,
    ) -> None:
        self._now, self._limits, self._ports = now, limits, ports
        self._ways = ways or open_ways()
        self._known: dict[str, Snapshot | Unanswered] = {}
        self._asked = 0

    def snapshot(self, url: str) -> Snapshot | None:
        """Return what stands at the address, or None where that could not be learned; see :meth:`told`."""
        if url not in self._known:
            self._known[url] = self._follow(url)
        found = self._known[url]
        return found if isinstance(found, Snapshot) else None

    def told(self, url: str) -> str:
        """Return in words why nothing is known of an address that was asked; empty where that is not so."""
        found = self._known.get(url)
        return str(found) if isinstance(found, Unanswered) else ""

    def _follow(self, url: str) -> Snapshot | Unanswered:
        """Return the answer at the end of the redirects; the snapshot is named by the address that was asked."""
        deadline = self._ways.clock() + self._limits.fetch_seconds
        place = url
        for _ in range(self._limits.redirects + 1):
            answer = self._ask(place, deadline)
            if isinstance(answer, Unanswered):
                return answer
            if answer.status == 200:
                return self._taken(url, answer)
            if answer.status not in _REDIRECTS or not answer.location:
                return Unanswered(Silence.ANSWER_REFUSED, str(answer.status))
            place = _joined(place, answer.location)
            if _host_of(place) not in ("", _host_of(url)):
                return Unanswered(Silence.LEADS_ELSEWHERE, _host_of(place))
        return Unanswered(Silence.TOO_MANY_REDIRECTS, f"more than {self._limits.redirects}")

    def _ask(self, url: str, deadline: float) -> Answered | Unanswered:
        target = target_of(url, self._ports)
        if target is None:
            return Unanswered(Silence.ADDRESS_REFUSED, url[:200])
        if self._asked >= self._limits.requests:
            return Unanswered(Silence.TOO_MANY_REQUESTS, f"{self._limits.requests}")
        self._asked += 1
        return exchange(target, self._ways, deadline=deadline, most=self._limits.fetched)

    def _taken(self, url: str, answer: Answered) -> Snapshot | Unanswered:
        if answer.content_type not in _TYPES and not answer.content_type.endswith(_ENDINGS):
            return Unanswered(Silence.CONTENT_REFUSED, answer.content_type[:100])
        return Snapshot(url, answer.body, self._now())


def open_ways(
    *, lookup: Lookup = system_lookup, is_open: Callable[[str], bool] = is_public, tls: ssl.SSLContext | None = None
) -> Ways:
    """Return how the network is asked: by the system's names and certificates, only where it is open to everybody."""
    return Ways(lookup=lookup, is_open=is_open, tls=tls or system_tls(), clock=time.monotonic)


def target_of(url: str, ports: frozenset[int] = frozenset({443})) -> Target | None:
    """Return what has to be asked for an address, or None where it may not be asked.

    >>> target_of("https://Example.edu/a?b#c")
    Target(host='example.edu', port=443, path='/a?b')
    >>> target_of("https://user@example.edu/"), target_of("https://[::1]/"), target_of("https://example.edu:8443/")
    (None, None, None)
    """
    if not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        port = 443 if parts.port is None else parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_plain = parts.scheme == "https" and host and "@" not in parts.netloc and port in ports
    if not is_plain or askable(f"https://{host}{path}") is not None:
        return None
    return Target(host, port, path)


def _host_of(url: str) -> str:
    """Return the host that an address names, empty where it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _joined(base: str, location: str) -> str:
    """Return where a redirect leads; what cannot be joined is no address."""
    try:
        return urljoin(base, location.strip())
    except ValueError:
        return ""
