"""Why?  A reason is a tree of "because ...", readable aloud to a learner and usable as data.

Source: semantics 13, "No verdict without a reason".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """One statement with the facts it rests on and the reasons below it.

    ``code`` is a stable word for programs, ``path`` the requirement it speaks of, ``source`` where the rule is from.

    >>> print(Reason("Two of three courses are there", because=(Reason("MATH 1 counts"),)).text())
    Two of three courses are there
      - MATH 1 counts
    """

    statement: str
    code: str | None = None
    path: str | None = None
    evidence: tuple[str, ...] = ()
    source: str | None = None
    because: tuple[Reason, ...] = field(default=())

    def text(self, indent: int = 0) -> str:
        """Return the tree as indented lines."""
        return "\n".join(self._lines(indent))

    def _lines(self, depth: int) -> Iterable[str]:
        mark = "  " * depth + ("- " if depth else "")
        source = f" [{self.source}]" if self.source else ""
        yield f"{mark}{self.statement}{source}"
        for reason in self.because:
            yield from reason._lines(depth + 1)

    def markdown(self) -> str:
        """Return the tree as a nested markdown list."""
        return "\n".join(("  " * depth) + "- " + line for depth, line in self._flat(0))

    def _flat(self, depth: int) -> Iterable[tuple[int, str]]:
        yield depth, self.statement + (f" *({self.source})*" if self.source else "")
        for reason in self.because:
            yield from reason._flat(depth + 1)

    def data(self) -> dict[str, Any]:
        """Return the tree as plain JSON-ready values; empty parts are left out."""
        parts: dict[str, Any] = {"statement": self.statement}
        if self.code:
            parts["code"] = self.code
        if self.path:
            parts["path"] = self.path
        if self.evidence:
            parts["evidence"] = list(self.evidence)
        if self.source:
            parts["source"] = self.source
        if self.because:
            parts["because"] = [reason.data() for reason in self.because]
        return parts
