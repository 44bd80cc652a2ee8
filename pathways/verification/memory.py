"""What was examined a moment ago, and rests on the same documents still?  Many badges, one status list.

Handed over with the terms by whoever examines many; nothing is remembered otherwise.  An answer is used again only
where every document that it was worked out from is asked for again and is the same, so what a verification rests on
stays complete in its evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pathways.model.issuers import IssuerRegistry
from pathways.verification.checks import Refusal
from pathways.verification.keys import Resolver, Snapshot
from pathways.verification.limits import Limits
from pathways.verification.strict import Json, read_json

T = TypeVar("T")
_MOST_READ: Final = 6
"""Documents that are kept as read: each may be some megabytes."""


def read_once(body: bytes, memory: Memory | None, limits: Limits) -> Json | Refusal:
    """Return the JSON of a document of somebody else, from memory where there is one; it is not to be changed."""
    return read_json(body, limits=limits) if memory is None else memory.read(body, limits)


class _Listening:
    """Passes questions on and keeps what was answered."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.heard: dict[str, Snapshot | None] = {}

    def snapshot(self, url: str) -> Snapshot | None:
        found = self._resolver.snapshot(url)
        self.heard[url] = found
        return found


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: Any
    registry: IssuerRegistry | None
    heard: dict[str, Snapshot | None]


class Memory:
    """Keeps the last answers, ``most`` of them at most, and the last documents; not for several threads at once."""

    def __init__(self, most: int = 200) -> None:
        self._most = most
        self._kept: dict[Hashable, _Kept] = {}
        self._read: dict[tuple[bytes, Limits], Json | Refusal] = {}

    def read(self, body: bytes, limits: Limits) -> Json | Refusal:
        """Return a document as it was read before, else read it; it is not to be changed."""
        found = self._read.pop((body, limits), None)
        if found is None:
            found = read_json(body, limits=limits)
        if len(self._read) >= _MOST_READ:
            self._read.pop(next(iter(self._read)))
        self._read[body, limits] = found
        return found

    def recall(
        self, key: Hashable, registry: IssuerRegistry | None, resolver: Resolver, work: Callable[[Resolver], T]
    ) -> T:
        """Return what ``work`` made of the key before, where registry and documents are the same; else let it work."""
        kept = self._kept.get(key)
        if kept is not None and kept.registry is registry and _as_heard(kept.heard, resolver):
            answer: T = kept.answer
            return answer
        listening = _Listening(resolver)
        made = work(listening)
        self._kept.pop(key, None)
        if len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = _Kept(made, registry, listening.heard)
        return made


def _as_heard(heard: dict[str, Snapshot | None], resolver: Resolver) -> bool:
    """Return whether everything that was asked is answered as before; all is asked, for the evidence."""
    answered = {url: resolver.snapshot(url) for url in heard}
    return answered == heard
