"""Where does each thing on a map stand?  Layers side by side, few crossings, arrows led around what they pass.

A layered drawing after Sugiyama, Tagawa and Toda (1981): long arrows get places in the layers they pass, and those
that end at one thing share them, so that twenty arrows into a diploma become one line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Point = tuple[float, float]
Place = tuple[str, int]
"""A thing and -1, or the thing that arrows end at and the line they pass."""

SWEEPS: Final = 8


@dataclass(frozen=True, slots=True)
class Shape:
    """How a map is laid out: ``across`` from left to right, else downward; sizes in pixels; ``most`` things a line.

    ``gap`` lies between two lines of layers, ``apart`` between two things of one line, ``lane`` is what a passing
    arrow takes.
    """

    across: bool
    width: float
    height: float
    gap: float
    apart: float
    lane: float
    most: int

    @property
    def along(self) -> float:
        """Return the size of a thing in the direction of the layers."""
        return self.width if self.across else self.height

    @property
    def beside(self) -> float:
        """Return the size of a thing in the direction of its line."""
        return self.height if self.across else self.width


WIDE: Final = Shape(across=True, width=126, height=73, gap=30, apart=8, lane=10, most=14)
NARROW: Final = Shape(across=False, width=142, height=74, gap=32, apart=12, lane=6, most=2)


@dataclass(frozen=True, slots=True)
class Layout:
    """The middle of each thing, the bends of each arrow that has any, and the size of the whole."""

    places: Mapping[str, Point]
    bends: Mapping[tuple[str, str], tuple[Point, ...]]
    size: Point


def lay_out(layers: Mapping[str, int], arrows: Sequence[tuple[str, str]], shape: Shape) -> Layout:
    """Return where everything stands; ``layers`` in reading order, every arrow from a smaller layer to a larger.

    The same map, drawn again, is laid out once: nobody may change what is returned.
    """
    return _laid_out(tuple(layers.items()), tuple(arrows), shape)


@lru_cache(maxsize=64)
def _laid_out(named: tuple[tuple[str, int], ...], arrows: tuple[tuple[str, str], ...], shape: Shape) -> Layout:
    layers = dict(named)
    lines = _lines(layers, arrows, shape.most)
    line_of = {name: number for number, line in enumerate(lines) for name in line}
    rows, links = _with_lanes(lines, line_of, arrows)
    order = _ordered(rows, links)
    middle = _spread(order, links, shape)
    step = shape.along + shape.gap
    at = {place: (number * step + shape.along / 2, middle[place]) for number, row in enumerate(order) for place in row}
    turned = {place: (x, y) if shape.across else (y, x) for place, (x, y) in at.items()}
    bends = {arrow: _bends(arrow, line_of, turned, shape) for arrow in arrows}
    long = max((y for _, y in at.values()), default=0.0) + shape.beside / 2
    deep = len(order) * step - shape.gap
    return Layout(
        {name: turned[name, -1] for name in layers},
        {arrow: points for arrow, points in bends.items() if points},
        (deep, long) if shape.across else (long, deep),
    )


def _lines(layers: Mapping[str, int], arrows: Sequence[tuple[str, str]], most: int) -> list[list[str]]:
    """Return the lines of things: one for each layer, or several where a layer holds more than fits in one.

    The first layer keeps its order; a later one that is divided has first what is reached first.
    """
    grouped: defaultdict[int, list[str]] = defaultdict(list)
    for name, layer in layers.items():
        grouped[layer].append(name)
    place = {name: number for number, name in enumerate(layers)}
    tails: defaultdict[str, list[int]] = defaultdict(list)
    for tail, head in arrows:
        tails[head].append(place[tail])
    lines: list[list[str]] = []
    for layer in sorted(grouped):
        group = grouped[layer]
        if len(group) > most and lines:
            middle = {name: (not tails[name], _mean([*map(float, tails[name])], 0.0), place[name]) for name in group}
            group = sorted(group, key=middle.__getitem__)
        count = -(-len(group) // most)
        size = -(-len(group) // count)
        lines += [group[start : start + size] for start in range(0, len(group), size)]
    return lines


Links = list[dict[Place, list[Place]]]


def _with_lanes(
    lines: list[list[str]], line_of: Mapping[str, int], arrows: Sequence[tuple[str, str]]
) -> tuple[list[list[Place]], Links]:
    """Return the lines with a lane for the arrows that pass them, and what each place leads to in the next line."""
    rows: list[list[Place]] = [[(name, -1) for name in line] for line in lines]
    links: Links = [defaultdict(list) for _ in lines]
    for tail, head in arrows:
        here: Place = (tail, -1)
        for number in range(line_of[tail] + 1, line_of[head] + 1):
            there: Place = (head, -1) if number == line_of[head] else (head, number)
            if there not in rows[number]:
                rows[number].append(there)
            if there not in links[number - 1][here]:
                links[number - 1][here].append(there)
            here = there
    return rows, links


def _ordered(rows: list[list[Place]], links: Links) -> list[list[Place]]:
    """Return the lines in the best order found: sweeps to and fro, each thing to the middle of its neighbours."""
    back: Links = [defaultdict(list) for _ in rows]
    for number, row in enumerate(links[:-1]):
        for here, theres in row.items():
            for there in theres:
                back[number + 1][there].append(here)
    joined = {there for row in links for theres in row.values() for there in theres}
    joined |= {here for row in links for here, theres in row.items() if theres}
    now = [sorted(row, key=lambda name: name not in joined) for row in rows]
    best, least = [list(row) for row in now], _crossings(now, links)
    for sweep in range(SWEEPS):
        numbers = range(1, len(now)) if sweep % 2 == 0 else range(len(now) - 2, -1, -1)
        for number in numbers:
            near = now[number - 1] if sweep % 2 == 0 else now[number + 1]
            moved = _by_middle(now[number], near, (back if sweep % 2 == 0 else links)[number])
            now[number] = sorted(moved, key=lambda name: name not in joined)
        count = _crossings(now, links)
        if count < least:
            best, least = [list(row) for row in now], count
    return best


def _by_middle(row: list[Place], near: list[Place], links: Mapping[Place, list[Place]]) -> list[Place]:
    place = {name: number / max(len(near), 1) for number, name in enumerate(near)}
    own = {name: number / max(len(row), 1) for number, name in enumerate(row)}

    def middle(name: Place) -> float:
        found = [place[other] for other in links.get(name, ()) if other in place]
        return sum(found) / len(found) if found else own[name]

    return sorted(row, key=lambda name: (middle(name), own[name]))


def _crossings(rows: list[list[Place]], links: Links) -> int:
    """Return how many pairs of arrows between neighbouring lines cross."""
    total = 0
    for number in range(len(rows) - 1):
        after = {name: place for place, name in enumerate(rows[number + 1])}
        ends = [sorted(after[there] for there in links[number].get(here, ())) for here in rows[number]]
        flat = [end for group in ends for end in group]
        total += sum(flat[a] > flat[b] for a in range(len(flat)) for b in range(a + 1, len(flat)))
    return total


def _spread(order: list[list[Place]], links: Links, shape: Shape) -> dict[Place, float]:
    """Return the middle of each place along its line: near its neighbours, never over another."""
    beside: defaultdict[Place, list[Place]] = defaultdict(list)
    for row in links:
        for here, theres in row.items():
            for there in theres:
                beside[here].append(there)
                beside[there].append(here)
    middle: dict[Place, float] = {}
    for line in order:
        offsets = _offsets(line, shape)
        half = (offsets[-1] if offsets else 0.0) / 2
        middle.update({place: offset - half for place, offset in zip(line, offsets, strict=True)})
    if shape.across:
        for sweep in range(SWEEPS):
            for line in order if sweep % 2 == 0 else order[::-1]:
                wanted = [_mean([middle[other] for other in beside[place]], middle[place]) for place in line]
                middle.update(zip(line, _packed(wanted, _offsets(line, shape)), strict=True))
    first = min((m - _size(place, shape) / 2 for place, m in middle.items()), default=0.0)
    return {place: m - first for place, m in middle.items()}


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _size(place: Place, shape: Shape) -> float:
    return shape.beside if place[1] < 0 else 0.0


def _offsets(line: list[Place], shape: Shape) -> list[float]:
    """Return the least distance of each place of a line from the first one."""
    found: list[float] = []
    for number, place in enumerate(line):
        if not number:
            found.append(0.0)
            continue
        before = line[number - 1]
        room = shape.lane if place[1] >= 0 or before[1] >= 0 else shape.apart
        found.append(found[-1] + (_size(before, shape) + _size(place, shape)) / 2 + room)
    return found


def _packed(wanted: list[float], offsets: list[float]) -> list[float]:
    """Return the places nearest to those wanted that keep the distances (pool adjacent violators).

    >>> _packed([0.0, 0.0], [0.0, 10.0])
    [-5.0, 5.0]
    """
    blocks: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, count = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, number = blocks.pop()
            mean, count = (mean * count + other * number) / (count + number), count + number
        blocks.append((mean, count))
    shifts = [mean for mean, count in blocks for _ in range(count)]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=True)]


def _bends(
    arrow: tuple[str, str], line_of: Mapping[str, int], at: Mapping[Place, Point], shape: Shape
) -> tuple[Point, ...]:
    """Return where an arrow bends: before and behind each line that it passes."""
    tail, head = arrow
    reach = shape.along / 2 + shape.gap / 8
    found: list[Point] = []
    for number in range(line_of[tail] + 1, line_of[head]):
        x, y = at[head, number]
        found += [(x - reach, y), (x + reach, y)] if shape.across else [(x, y - reach), (x, y + reach)]
    return tuple(found)
