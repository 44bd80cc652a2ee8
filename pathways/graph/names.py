"""How are millions of names kept without millions of objects?  One run of bytes, and where each name ends.

A name is decoded only when it is asked for, so the table may lie in a file that is opened by memory map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from pathways.graph.csr import Offsets

T = TypeVar("T")
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Names(Sequence[str]):
    """Texts in UTF-8, one after the other: text ``i`` is ``text[ends[i] : ends[i + 1]]``.

    Bytes of UTF-8 sort as the characters do, so a sorted table may be searched by bisection.

    Attributes
    ----------
    text : uint8 of shape (bytes,)
    ends : int64 of shape (names + 1,), the first is 0

    >>> Names.of(["a", "né"])[1]
    'né'
    """

    text: Bytes
    ends: Offsets

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """Return the table of the names, in their order."""
        coded = [name.encode() for name in names]
        ends = np.zeros(len(coded) + 1, dtype=np.int64)
        np.cumsum([len(name) for name in coded], out=ends[1:])
        return cls(np.frombuffer(b"".join(coded), dtype=np.uint8), ends)

    def __len__(self) -> int:
        return int(self.ends.size) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(self[i] for i in range(*place.indices(len(self))))
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        return self.text[self.ends[at] : self.ends[at + 1]].tobytes().decode(errors="replace")

    def __iter__(self) -> Iterator[str]:
        return (self[place] for place in range(len(self)))


@dataclass(frozen=True, eq=False)
class Parsed(Sequence[T]):
    """Values that are kept as texts; each is read when it is first asked for, then kept."""

    names: Names
    read: Callable[[str], T]
    _known: dict[int, T] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        if isinstance(place, slice):
            return tuple(self[i] for i in range(*place.indices(len(self))))
        at = place + len(self) if place < 0 else place
        if at not in self._known:
            self._known[at] = self.read(self.names[at])
        return self._known[at]


def places_of(names: Sequence[str], order: NDArray[np.int32], wanted: str) -> int | None:
    """Return the place of a name in an unsorted table; ``order`` lists its places by ascending name.

    >>> places_of(["b", "a"], np.array([1, 0], dtype=np.int32), "b")
    0
    """
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        if names[int(order[middle])] < wanted:
            low = middle + 1
        else:
            high = middle
    found = int(order[low]) if low < len(order) else None
    return found if found is not None and names[found] == wanted else None
