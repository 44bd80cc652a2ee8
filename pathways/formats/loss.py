"""What became of everything a foreign file said?  Nothing is dropped in silence: counted, with fate and examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Fate = Literal["represented", "kept as a note", "not represented"]

_EXAMPLES = 3
_FATES: tuple[Fate, ...] = ("represented", "kept as a note", "not represented")


@dataclass(frozen=True, slots=True)
class LossLine:
    """``count`` things of one ``kind`` met the same fate; ``how`` says in what form, ``examples`` names a few."""

    kind: str
    count: int
    fate: Fate
    how: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LossReport:
    """Everything that a door met, line by line; ``unknown_keys`` counts keys that no reader of ours knows."""

    format: str
    lines: tuple[LossLine, ...]
    unknown_keys: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def count(self, kind: str, fate: Fate | None = None) -> int:
        """Return how many things of the kind were met (with that fate)."""
        return sum(line.count for line in self.lines if line.kind == kind and fate in (None, line.fate))

    def text(self) -> str:
        """Return the report for people."""
        parts = [f"What became of what the {self.format} said"]
        for fate in _FATES:
            lines = [line for line in self.lines if line.fate == fate]
            parts.extend([f"{fate[0].upper()}{fate[1:]}:"] if lines else [])
            parts.extend(f"  {_in_words(line)}" for line in lines)
        if self.unknown_keys:
            parts.append("Unknown keys, passed over:")
            parts.extend(f"  {key}: {count:,}" for key, count in self.unknown_keys.items())
        return "\n".join(parts)

    def data(self) -> dict[str, Any]:
        """Return the report as plain values, ready for JSON."""
        return {
            "format": self.format,
            "lines": [
                {"kind": x.kind, "count": x.count, "fate": x.fate, "how": x.how, "examples": list(x.examples)}
                for x in self.lines
            ],
            "unknown_keys": dict(self.unknown_keys),
        }


def _in_words(line: LossLine) -> str:
    examples = f" (such as {'; '.join(line.examples)})" if line.examples else ""
    return f"{line.kind}: {line.count:,} - {line.how}{examples}"


@dataclass(slots=True)
class Tally:
    """Collects what a door meets while it reads; :meth:`report` closes it."""

    format: str
    _counts: Counter[tuple[str, Fate, str]] = field(default_factory=Counter)
    _examples: dict[tuple[str, Fate, str], list[str]] = field(default_factory=dict)
    _unknown: Counter[str] = field(default_factory=Counter)

    def represented(self, kind: str, how: str, example: str = "", count: int = 1) -> None:
        """Count things that are in what was read."""
        self._add((kind, "represented", how), example, count)

    def noted(self, kind: str, how: str, example: str = "", count: int = 1) -> None:
        """Count things that survive only as words."""
        self._add((kind, "kept as a note", how), example, count)

    def lost(self, kind: str, how: str, example: str = "", count: int = 1) -> None:
        """Count things that are not in what was read."""
        self._add((kind, "not represented", how), example, count)

    def unknown(self, key: str) -> None:
        """Count a key that is not part of the known structure."""
        self._unknown[key] += 1

    def _add(self, line: tuple[str, Fate, str], example: str, count: int) -> None:
        self._counts[line] += count
        shown = self._examples.setdefault(line, [])
        if example and len(shown) < _EXAMPLES and example not in shown:
            shown.append(example)

    def report(self) -> LossReport:
        """Return what was collected, sorted by kind, fate and form."""
        lines = tuple(
            LossLine(kind, count, fate, how, tuple(self._examples[kind, fate, how]))
            for (kind, fate, how), count in sorted(self._counts.items())
            if count
        )
        return LossReport(self.format, lines, MappingProxyType(dict(sorted(self._unknown.items()))))
