"""May a regular expression of somebody else be asked, and at what cost?  Only plain ones, whose work is known before.

Python's engine goes back and tries again, so a pattern may cost more than any time there is.  A pattern is taken where
nothing that repeats or branches stands inside what repeats; then the work is at most the product of its choices.

Source: JSON Schema 2020-12 Validation, section 6.3.3 and Core, section 6.4 (which expressions schemas should use).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_TOKENS: Final = re.compile(
    r"(?P<escape>\\[dDwWsS.^$*+?()\[\]{}|/\\-])"
    r"|(?P<class>\[\^?(?:\\[dDwWsS.^$*+?()\[\]{}|/\\-]|[^\\\[\]])+\])"
    r"|(?P<open>\((?:\?:)?)"
    r"|(?P<close>\))"
    r"|(?P<repeat>[*+?]|\{(?P<least>\d{1,3})(?:(?P<comma>,)(?P<most>\d{1,3})?)?\})"
    r"|(?P<or>\|)"
    r"|(?P<begin>\^)"
    r"|(?P<end>\$)"
    r"|(?P<plain>[^\\\[\](){}*+?|^$])"
)
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Pattern:
    """An expression that may be asked: how many ways it can go, and how many of its parts have no end."""

    compiled: re.Pattern[str]
    choices: int
    unbounded: int

    def cost(self, text: str) -> int:
        """Return a bound on the steps of searching a text."""
        return self.choices * int((len(text) + 1) ** (self.unbounded + 1))


@dataclass(slots=True)
class _Group:
    """What was seen since a bracket opened."""

    branches: int = 1
    repeats: bool = False


def plain_pattern(text: str) -> Pattern | None:
    r"""Return the pattern that a schema gives, or None where its work is not known beforehand.

    >>> plain_pattern("^(-3\\.\\d)*$").cost("-3.1")
    25
    >>> plain_pattern("^(a+)+$") is None
    True
    """
    reader = _Reader()
    place = 0
    while place < len(text) and len(text) <= _LONGEST:
        match = _TOKENS.match(text, place)
        if match is None or not reader.take(match):
            return None
        place = match.end()
    if len(text) > _LONGEST or len(reader.groups) != 1:
        return None
    compiled = _compiled("".join(reader.written))
    choices = reader.choices * reader.groups[0].branches
    return None if compiled is None else Pattern(compiled, choices, reader.unbounded)


def _compiled(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text, re.ASCII)
    except (re.error, OverflowError):
        return None


class _Reader:
    """Reads a pattern sign by sign; what came last says what may be repeated."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.groups = [_Group()]
        self.choices, self.unbounded = 1, 0
        self._last: _Group | None = None
        self._repeatable = False

    def take(self, match: re.Match[str]) -> bool:
        """Take one sign; return whether the pattern is still plain."""
        kind, text = match.lastgroup or "plain", match[0]
        if match["repeat"] is not None:
            return self._repeat(match)
        last, self._last, self._repeatable = None, None, kind in ("escape", "class", "plain")
        if match["open"] is not None:
            self.groups.append(_Group())
        elif match["close"] is not None:
            if len(self.groups) == 1:
                return False
            last = self.groups.pop()
            self.choices *= last.branches
            self.groups[-1].repeats |= last.repeats or last.branches > 1
            self._last, self._repeatable = last, True
        elif match["or"] is not None:
            self.groups[-1].branches += 1
        self.written.append(r"\Z" if match["end"] is not None else text)
        return True

    def _repeat(self, match: re.Match[str]) -> bool:
        least, most = _bounds(match)
        varied = self._last is not None and (self._last.repeats or self._last.branches > 1)
        if not self._repeatable or (varied and match[0] != "?") or (most is not None and most < least):
            return False
        if most is None:
            self.unbounded += 1
        else:
            self.choices *= most - least + 1
        self.groups[-1].repeats |= most != least
        self._last, self._repeatable = None, False
        self.written.append(match[0])
        return True


def _bounds(match: re.Match[str]) -> tuple[int, int | None]:
    match match["repeat"]:
        case "*":
            return 0, None
        case "+":
            return 1, None
        case "?":
            return 0, 1
        case _:
            least = int(match["least"])
            most = match["most"]
            return least, int(most) if most else (None if match["comma"] else least)
