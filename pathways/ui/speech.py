"""How is a sentence of the engine said in another language?  By the pattern that it follows, part by part.

The engine writes English: "grade 58 is below 60".  A language file holds patterns with named places, "grade {grade} is
below {least}", and how each is said there.  The places are filled with what stood in them, and said in turn, so that
sentences made of sentences are translated whole.  What no pattern fits stays English: shown, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_PLACE: Final = re.compile(r"\{(\w+)\}")
_DEEPEST: Final = 6
_LONGEST: Final = 2_000
"""Longer sentences are left as they are: a pattern never works on an unbounded text."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One sentence with places, how it is said, and how much of it is fixed."""

    shape: re.Pattern[str]
    said: str
    fixed: int


class Speech:
    """Says English sentences of the engine by the patterns of one language.

    >>> speech = Speech({"grade {grade} is below {least}": "la note {grade} est inférieure à {least}", "a; {b}": ""})
    >>> speech.say("grade 58 is below 60"), speech.say("nobody knows")
    ('la note 58 est inférieure à 60', 'nobody knows')
    """

    def __init__(self, told: Mapping[str, str]) -> None:
        self._whole = {text: said for text, said in told.items() if said and not _PLACE.search(text)}
        found = (_pattern(text, said) for text, said in told.items() if said and _PLACE.search(text))
        self._patterns = sorted(found, key=lambda pattern: (-pattern.fixed, pattern.shape.pattern))
        self.say = lru_cache(maxsize=50_000)(self._say)

    def knows(self, sentence: str) -> bool:
        """Return whether the sentence, or its pattern, is told."""
        return sentence in self._whole or any(pattern.shape.fullmatch(sentence) for pattern in self._patterns)

    def _say(self, sentence: str, depth: int = 0) -> str:
        if sentence in self._whole:
            return self._whole[sentence]
        if depth > _DEEPEST or len(sentence) > _LONGEST:
            return sentence
        for pattern in self._patterns:
            found = pattern.shape.fullmatch(sentence)
            if found:
                parts = {name: self._say(words, depth + 1) for name, words in found.groupdict().items()}
                return pattern.said.format(**parts)
        return self._otherwise(sentence, depth)

    def _otherwise(self, sentence: str, depth: int) -> str:
        """Try what stands before a full stop, and with a small letter first."""
        if sentence.endswith(".") and len(sentence) > 1:
            inner = self._say(sentence[:-1], depth + 1)
            return sentence if inner == sentence[:-1] else f"{inner}."
        if sentence[:1].isupper():
            small = sentence[0].lower() + sentence[1:]
            said = self._say(small, depth + 1) if small in self._whole or depth < _DEEPEST else small
            return sentence if said == small else said[:1].upper() + said[1:]
        return sentence


def _pattern(text: str, said: str) -> _Pattern:
    parts = _PLACE.split(text)
    shape = "".join(f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return _Pattern(re.compile(shape, re.DOTALL), said, sum(len(part) for part in parts[::2]))
