"""Which of all courses and credentials does a filter admit?  The same question as ``admits``, asked of arrays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pathways.catalog.collection import normal_code
from pathways.graph.admits import Features
from pathways.model.filter import Filter, Range

Mask = NDArray[np.bool_]
"""One truth value for each thing, shape (things,)."""

_EMPTY: Final = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Ordered:
    """An exact number for each thing as its rank among ``values``; -1 where it is unknown.  No rounding anywhere."""

    values: Sequence[Fraction]
    ranks: NDArray[np.int32]

    @classmethod
    def of(cls, numbers: Sequence[Fraction | None]) -> Ordered:
        """Return the column of the numbers."""
        values = sorted({number for number in numbers if number is not None})
        rank = {value: place for place, value in enumerate(values)}
        return cls(values, np.array([-1 if item is None else rank[item] for item in numbers], dtype=np.int32))

    def of_thing(self, place: int) -> Fraction | None:
        """Return the number of one thing, None where it is unknown."""
        rank = int(self.ranks[place])
        return None if rank < 0 else self.values[rank]

    def within(self, bounds: Range) -> Mask:
        """Return which things have a known number inside inclusive bounds."""
        low = 0 if bounds.min is None else bisect_left(self.values, bounds.min)
        high = len(self.values) if bounds.max is None else bisect_right(self.values, bounds.max)
        found: Mask = (self.ranks >= low) & (self.ranks < high)
        return found


@dataclass(frozen=True, eq=False)
class Columns:
    """The features of many things by column: for each value of a text feature, the places of what has it."""

    size: int
    places: Mapping[str, Mapping[str, NDArray[np.int32]]]
    number: Ordered
    level: Ordered

    @classmethod
    def of(cls, things: Sequence[Features]) -> Columns:
        """Return the columns of the things, in their order."""
        return cls(
            size=len(things),
            places={name: _places(values) for name, values in _texts(things).items()},
            number=Ordered.of([thing.number for thing in things]),
            level=Ordered.of([thing.level for thing in things]),
        )

    def admitted(self, wanted: Filter) -> Mask:
        """Return which things the filter admits, shape (size,); the same answer as ``admits`` gives one by one."""
        mask = np.ones(self.size, dtype=np.bool_)
        for name, values in _text_parts(wanted):
            if values:
                mask &= self._having(name, values)
        if wanted.number is not None:
            mask &= self.number.within(wanted.number)
        if wanted.level is not None:
            mask &= self.level.within(wanted.level)
        for part in wanted.all:
            mask &= self.admitted(part)
        if wanted.any:
            mask &= np.logical_or.reduce([self.admitted(part) for part in wanted.any])
        if wanted.exclude is not None:
            mask &= ~self.admitted(wanted.exclude)
        return mask

    def _having(self, name: str, values: Iterable[str]) -> Mask:
        mask = np.zeros(self.size, dtype=np.bool_)
        column = self.places[name]
        for value in values:
            mask[column.get(value, _EMPTY)] = True
        return mask


def _text_parts(wanted: Filter) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("subject", tuple(map(normal_code, wanted.subject))),
        ("code", tuple(map(normal_code, wanted.code))),
        ("organization", wanted.organization),
        ("kind", wanted.kind),
        ("tag", wanted.tag),
        ("attribute", wanted.attribute),
        ("competency", wanted.competency),
        ("course", wanted.course),
        ("credential", wanted.credential),
        ("component_of", wanted.component_of),
        ("source", wanted.source),
    )


def _texts(things: Sequence[Features]) -> dict[str, list[Iterable[str]]]:
    return {
        "subject": [_one(thing.subject) for thing in things],
        "code": [thing.codes for thing in things],
        "organization": [_one(thing.organization) for thing in things],
        "kind": [thing.kinds for thing in things],
        "tag": [thing.tags for thing in things],
        "attribute": [thing.attributes for thing in things],
        "competency": [thing.competencies for thing in things],
        "course": [thing.courses for thing in things],
        "credential": [_with_bare(thing.credentials) for thing in things],
        "component_of": [_with_bare(thing.component_of) for thing in things],
        "source": [_one(thing.source) for thing in things],
    }


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _with_bare(keys: frozenset[str]) -> set[str]:
    return {*keys, *(key.partition("@")[0] for key in keys)}


def _places(values: Sequence[Iterable[str]]) -> dict[str, NDArray[np.int32]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, held in enumerate(values):
        for value in held:
            found[value].append(place)
    return {value: np.array(places, dtype=np.int32) for value, places in found.items()}
