"""What does a stream of keys and values build, and on which line does each part stand?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from pathways.catalog.lint_paths import Part, path_text
from pathways.errors import Finding, Where
from pathways.formats.problems import problem, refusal, refusals

Lines = dict[int, dict[Part, int]]
"""For each container, by its identity: the line of each key or entry."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost: sizes in bytes, nesting in levels, values by number, repeats by aliases.

    A text counts as one value for each 100 letters.  What is larger belongs into several files, or into JSON Lines,
    where only the single line is limited.
    """

    yaml_bytes: int = 4_000_000
    json_bytes: int = 32_000_000
    table_bytes: int = 16_000_000
    line_bytes: int = 4_000_000
    depth: int = 200
    values: int = 1_000_000
    repeats: int = 100_000

    def check_crowd(self, text: str) -> None:
        """Raise FormatError F005 where a text has more brackets and commas than values are allowed.

        That is known before anything is built of them.
        """
        if len(text) > self.values and sum(map(text.count, "[{,")) > self.values:
            raise refusal("F005", f"more than {self.values:,} values", hint=_SPLIT)


_SPLIT = "Divide it into several files, or write JSON Lines."


def weight(value: object) -> int:
    """Return as how many values a text counts, so that a long one cannot be repeated without end.

    >>> weight("MATH 1"), weight("x" * 1_000)
    (1, 11)
    """
    return 1 + len(value) // 100 if isinstance(value, str) else 1


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document as plain values: mappings, lists, text, None; with what was wrong, and lines where asked for."""

    value: Any
    findings: tuple[Finding, ...] = ()
    lines: Lines = field(default_factory=dict)
    first_line: int = 1

    def line(self, parts: Sequence[Part]) -> int:
        """Return the line of the deepest part of the path that the document has."""
        here, line = self.value, self.first_line
        for part in parts:
            known = self.lines.get(id(here), {})
            if part not in known:
                break
            line = known[part]
            here = here[part]
        return line


@dataclass(slots=True)
class _Frame:
    container: dict[str, Any] | list[Any]
    start: int
    anchor: str | None = None
    key: str | None = None
    waits: bool = True
    drop: bool = False


@dataclass(slots=True)
class TreeBuilder:
    """Builds plain values from parts in document order, without recursion; every misuse becomes a finding.

    Raises FormatError F005 (too deep, too many) and F011 (aliases) at once, since going on could exhaust the machine.
    """

    limits: Limits
    with_lines: bool = False
    findings: list[Finding] = field(default_factory=list)
    lines: Lines = field(default_factory=dict)
    value: Any = None
    first_line: int = 1
    _stack: list[_Frame] = field(default_factory=list)
    _anchors: dict[str, tuple[Any, int] | None] = field(default_factory=dict)
    _count: int = 0
    _repeats: int = 0

    def parsed(self) -> Parsed:
        """Return what was built."""
        return Parsed(self.value, tuple(self.findings), self.lines, self.first_line)

    def awaits_key(self) -> bool:
        """Return whether the next scalar is the key of a mapping."""
        return bool(self._stack) and isinstance(self._stack[-1].container, dict) and self._stack[-1].waits

    def key(self, text: str, line: int, anchor: str | None = None) -> None:
        """Take the key of the next value; a second use of one key is a finding F012, and the first value is kept."""
        frame = self._stack[-1]
        if anchor is not None:
            self._anchors[anchor] = (text, weight(text))
        self._count += weight(text)
        frame.key, frame.waits = text, False
        frame.drop = text in frame.container
        if frame.drop:
            self.report("F012", f"{text!r} is given twice in one mapping", line, hint="Keep one of the two.")

    def scalar(self, value: Any, line: int, anchor: str | None = None) -> None:
        """Add a value that contains no others."""
        self._count += weight(value)
        if self._count > self.limits.values:
            self.stop("F005", f"more than {self.limits.values:,} values", line, hint=_SPLIT)
        if anchor is not None:
            self._anchors[anchor] = (value, weight(value))
        self._add(value, line)

    def begin(self, container: dict[str, Any] | list[Any], line: int, anchor: str | None = None) -> None:
        """Open a mapping or list."""
        if len(self._stack) >= self.limits.depth:
            message = f"nested deeper than {self.limits.depth} levels"
            self.stop("F005", message, line, hint="Name inner parts and refer to them instead.")
        if self.awaits_key():
            self.stop("F002", "a key must be text, not a list or mapping", line)
        self._add(container, line)
        if anchor is not None:
            self._anchors[anchor] = None
        if self.with_lines:
            self.lines[id(container)] = {}
        self._count += 1
        self._stack.append(_Frame(container, self._count, anchor))

    def end(self) -> None:
        """Close the innermost mapping or list."""
        frame = self._stack.pop()
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (frame.container, self._count - frame.start + 1)

    def alias(self, name: str, line: int) -> None:
        """Add what the anchor of this name holds."""
        if name not in self._anchors:
            self.stop("F002", f"the alias *{name} names no anchor above it", line)
        known = self._anchors[name]
        if known is None:
            self.stop("F011", f"the alias *{name} stands inside what it repeats, without end", line)
        value, size = known
        self._count += size
        self._repeats += size
        if self._repeats > self.limits.repeats:
            self.stop("F011", f"aliases repeat more than {self.limits.repeats} values", line)
        if self.awaits_key():
            self.key(str(value), line)
        else:
            self._add(value, line)

    def report(self, code: str, message: str, line: int, hint: str = "") -> None:
        """Note a finding at the place that is being built."""
        where = Where(line=line, path=self._path() or None)
        self.findings.append(problem(code, message, where=where, hint=hint))

    def stop(self, code: str, message: str, line: int, hint: str = "") -> NoReturn:
        """Raise FormatError with all findings so far and this one."""
        self.report(code, message, line, hint)
        raise refusals(self.findings)

    def _add(self, value: Any, line: int) -> None:
        if not self._stack:
            self.value, self.first_line = value, line
            return
        frame = self._stack[-1]
        container = frame.container
        place: Part
        if isinstance(container, list):
            place = len(container)
            container.append(value)
        else:
            place, frame.waits = frame.key or "", True
            if frame.drop:
                return
            container[place] = value
        if self.with_lines:
            self.lines[id(container)][place] = line

    def _path(self) -> str:
        parts: list[Part] = []
        for frame in self._stack:
            if isinstance(frame.container, list):
                # Inner containers are already counted; at the end of the path something is about to be added.
                parts.append(len(frame.container) - (frame is not self._stack[-1]))
            elif frame.key is not None and not (frame is self._stack[-1] and frame.waits):
                parts.append(frame.key)
        return path_text(parts)
