"""Which courses, credentials and rules does a made-up catalogue have?  Sizes, and everything drawn by chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pathways.graph.names import Names

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Size:
    """How many of each thing a catalogue has."""

    name: str
    organizations: int
    courses: int
    credentials: int
    equivalences: int
    competencies: int
    occupations: int
    seed: int = 20_260_901


SIZES: Final[Mapping[str, Size]] = MappingProxyType(
    {
        "college": Size("college", 20, 6_000, 2_000, 11_000, 400, 60),
        "10k": Size("10k", 40, 11_000, 10_000, 54_000, 1_000, 200),
        "100k": Size("100k", 300, 110_000, 100_000, 540_000, 5_000, 800),
        "1M": Size("1M", 2_200, 1_100_000, 1_000_000, 5_400_000, 15_000, 1_000),
        "nation": Size("nation", 4_000, 2_000_000, 1_850_000, 10_000_000, 20_000, 1_000),
    }
)
SAME: Final = MappingProxyType({"state": "100k"})
"""Other words for a size."""

SUBJECTS: Final = 120
LAYERS: Final = 30
CREDITS: Final = np.array([6, 6, 6, 6, 8, 2, 4, 10, 3], dtype=np.int64)
SCALE: Final = 2
FREE: Final = 3 * SUBJECTS
"""The filter that admits every course; below it stand three for each subject: all, level 2 and above, level 3."""


@dataclass(frozen=True)
class Parts:
    """Courses, credentials and rules by column.

    ``organization``, ``subject``, ``number`` and ``credit`` (in halves) of each course; ``awarding`` of each
    credential; of each rule its first source, how many (they follow each other), its target (-1: elective), how many,
    the receiving organization, and the days from and until which it holds.
    """

    organization: Numbers
    subject: Numbers
    number: Numbers
    credit: Numbers
    awarding: Numbers
    source: Numbers
    sources: Numbers
    target: Numbers
    targets: Numbers
    receiving: Numbers
    begin: Numbers
    until: Numbers


def draw(size: Size, rng: np.random.Generator) -> Parts:
    """Return what is drawn by chance."""
    weights = rng.lognormal(0, 1, size.organizations)
    weights /= weights.sum()
    organization = _shared_out(size.courses, weights, rng)
    subject = rng.choice(SUBJECTS, size.courses, p=zipf(SUBJECTS))
    number = 100 + rng.integers(0, 400, size.courses)
    order = np.lexsort((number, subject, organization))
    organization, subject, number = organization[order], subject[order], number[order]
    source = _popular(size.courses, size.equivalences, rng)
    joint = rng.random(size.equivalences) < 0.05
    last = organization[source] == organization[np.minimum(source + 2, size.courses - 1)]
    sources = np.where(joint & last & (source + 2 < size.courses), 3, 1)
    target = _same_subject(subject, source, rng)
    elective = rng.random(size.equivalences) < 0.5
    begin = 18_000 + rng.integers(0, 2_500, size.equivalences)
    return Parts(
        organization=organization,
        subject=subject,
        number=number,
        credit=CREDITS[rng.integers(0, CREDITS.size, size.courses)],
        awarding=_shared_out(size.credentials, weights, rng),
        source=source,
        sources=sources,
        target=np.where(elective, -1, target),
        targets=np.where(joint & (target + 1 < size.courses), 2, 1),
        receiving=organization[target],
        begin=begin,
        until=np.where(rng.random(size.equivalences) < 0.3, begin + 1_500, 40_000),
    )


def zipf(count: int) -> NDArray[np.float64]:
    """Return how often each of ``count`` things occurs: the second half as often as the first, and so on."""
    weights = 1 / np.arange(1, count + 1)
    found: NDArray[np.float64] = weights / weights.sum()
    return found


def _shared_out(count: int, weights: NDArray[np.float64], rng: np.random.Generator) -> Numbers:
    """Return the owner of each of ``count`` things, ascending; every owner has at least one."""
    counts = 1 + rng.multinomial(count - weights.size, weights)
    return np.repeat(np.arange(weights.size), counts)


def _popular(courses: int, count: int, rng: np.random.Generator) -> Numbers:
    """Return courses, three in ten of them from the one in a hundred that everybody takes."""
    hubs = rng.permutation(courses)[: max(1, courses // 100)]
    popular = rng.random(count) < 0.3
    return np.where(popular, hubs[rng.integers(0, hubs.size, count)], rng.integers(0, courses, count))


def _same_subject(subject: Numbers, source: Numbers, rng: np.random.Generator) -> Numbers:
    """Return for each source another course of its subject, anywhere."""
    by_subject = np.argsort(subject, kind="stable")
    ends = np.searchsorted(subject[by_subject], np.arange(SUBJECTS + 1))
    mine = subject[source]
    room = np.maximum(ends[mine + 1] - ends[mine], 1)
    found: Numbers = by_subject[ends[mine] + (rng.random(source.size) * room).astype(np.int64)]
    return found


# -- names -----------------------------------------------------------------------------------------------------------


def _digits(numbers: Numbers, width: int) -> NDArray[np.uint8]:
    powers = 10 ** np.arange(width - 1, -1, -1)
    return (numbers[:, None] // powers % 10 + ord("0")).astype(np.uint8)


def _spelled(count: int, *parts: str | NDArray[np.uint8]) -> NDArray[np.uint8]:
    columns = [
        np.tile(np.frombuffer(part.encode(), dtype=np.uint8), (count, 1)) if isinstance(part, str) else part
        for part in parts
    ]
    return np.hstack(columns)


def joined(blocks: list[NDArray[np.uint8]]) -> Names:
    widths = np.concatenate([np.full(len(block), block.shape[1], dtype=np.int64) for block in blocks])
    return Names(np.concatenate([block.ravel() for block in blocks]), np.concatenate([[0], np.cumsum(widths)]))


def course_names(parts: Parts) -> NDArray[np.uint8]:
    count = parts.organization.size
    return _spelled(count, "o", _digits(parts.organization, 4), ".k", _digits(np.arange(count), 7))


def credential_names(parts: Parts) -> NDArray[np.uint8]:
    count = parts.awarding.size
    return _spelled(count, "o", _digits(parts.awarding, 4), ".c", _digits(np.arange(count), 7))


def plain_names(letter: str, count: int, width: int) -> NDArray[np.uint8]:
    return _spelled(count, letter, _digits(np.arange(count), width))
