"""Where in a document are we, and does it fit?  A value with its path; every misfit is a finding with that path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from pathways.errors import Finding, FormatError, Where
from pathways.formats.problems import brief, refusal
from pathways.model.exact import parse_exact

Part = TypeVar("Part")

_HINT = "Report it: this reader has to learn the structure."


@dataclass(frozen=True, slots=True)
class At:
    """A value and its path inside the document."""

    value: Any
    path: str

    def fail(self, message: str) -> NoReturn:
        """Raise FormatError F007 for this place."""
        raise refusal("F007", message, where=Where(path=self.path.lstrip("/")), hint=_HINT)

    def mapping(self) -> dict[str, Any]:
        """Return the value as a mapping."""
        if not isinstance(self.value, dict):
            self.fail(f"expected a mapping, found {brief(self.value)}")
        return self.value

    def get(self, key: str) -> At:
        """Return what stands under a key that has to be there."""
        inner = self.mapping()
        if key not in inner:
            self.fail(f"{key!r} is missing")
        return At(inner[key], f"{self.path}/{key}")

    def maybe(self, key: str) -> At:
        """Return what stands under a key; the value is None where it is absent."""
        return At(self.mapping().get(key), f"{self.path}/{key}")

    def text(self) -> str:
        """Return the value as text, spaces set to one."""
        if not isinstance(self.value, str):
            self.fail(f"expected text, found {brief(self.value)}")
        return " ".join(self.value.split())

    def filled(self) -> str:
        """Return the value as text that says something and can be shown."""
        text = self.text()
        if not text or not text.isprintable() or len(text) > 200:
            self.fail(f"{brief(text)} is empty, too long, or not text for a name")
        return text

    def one_of(self, *known: str) -> str:
        """Return the value if it is one of the known words."""
        text = self.text()
        if text not in known:
            self.fail(f"{brief(text)} is not one of {', '.join(known)}")
        return text

    def number(self) -> Fraction:
        """Return the value as an exact number."""
        try:
            return parse_exact(self.value)
        except ValueError as error:
            self.fail(str(error))

    def count(self) -> int:
        """Return the value as a whole number."""
        number = self.number()
        return int(number) if number.denominator == 1 else self.fail(f"{brief(self.value)} is not a whole number")

    def day(self) -> dt.date:
        """Return the value as a date."""
        try:
            return dt.date.fromisoformat(self.text()[:10])
        except ValueError:
            self.fail(f"{brief(self.value)} is not a date")

    def entries(self) -> Iterator[At]:
        """Yield the entries of a list; nothing stands for an empty one."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            self.fail(f"expected a list, found {brief(self.value)}")
        for number, value in enumerate(self.value):
            yield At(value, f"{self.path}/{number}")

    def in_order(self) -> list[At]:
        """Return the entries by their stated position; entries of one position keep their order."""
        return sorted(self.entries(), key=lambda entry: entry.get("position").count())


@dataclass(slots=True)
class Findings:
    """What did not fit, in the order in which it was met, all in one place."""

    where: Where
    found: list[Finding] = field(default_factory=list)

    def collect(self, entries: list[At], read: Callable[[At], Part]) -> tuple[Part, ...]:
        """Return what could be read; what could not becomes a finding."""
        done: list[Part] = []
        for entry in entries:
            try:
                done.append(read(entry))
            except FormatError as error:
                self.add(error)
        return tuple(done)

    def add(self, error: FormatError) -> None:
        """Keep the findings of a misfit, with the file and line of the document."""
        for finding in error.findings:
            place = Where(self.where.file, self.where.line, finding.where.path)
            self.found.append(replace(finding, where=place))
