"""How is a sentence of the engine said in another language?  By the pattern that it follows, part by part.

The engine writes English: "grade 58 is below 60".  A language file holds patterns with named places, "grade {grade} is
below {least}", and how each is said there.  What stands in a place is said in turn, so that sentences made of sentences
are translated whole.  The name of a place, without a number behind it, says what may stand in it:

- ``n`` a number and ``day`` a date: both are written as the language writes them; ``word`` one word, which stays;
- ``id``, ``title``, ``text`` and ``note``: what a catalogue or record says, which stays as it is; only a ``note`` may
  hold a semicolon;
- ``expr`` and ``list``: names joined by *and* and *or*, where only these are said;
- ``words``: a sentence that has to be known in turn;
- any other: something that is said where it is known, and else stays.

What no pattern fits stays English: shown, never dropped.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

_PLACE: Final = re.compile(r"\{(\w+)\}")
_JOINED: Final = re.compile(r" (and|or) ")
_NEXT_SENTENCE: Final = re.compile(r"(?<=\.) (?=[A-Z0-9])")
_DEEPEST: Final = 5
_LONGEST: Final = 2_000
"""Longer sentences are left as they are: a pattern never works on an unbounded text."""

_TRIED: Final = 3
"""Of the patterns that fit a sentence so many are tried, the one with the most fixed words first."""

_SLIGHT: Final = 4
"""A pattern with no more fixed letters than this says nothing by itself: it holds only where all in it is known."""

_NARROW: Final = MappingProxyType({"n": r"-?\d+(?:[.,/]\d+)*", "day": r"\d{4}-\d\d-\d\d", "word": r"\S+"})
_RAW: Final = ("id", "title", "text", "note")
_NOT_IN: Final = MappingProxyType(
    {"id": ("; ", ": ", ", ", ". "), "title": ("; ", ". "), "text": ("; ",), "expr": ("; ", ". ")}
)
_LONG_NAME: Final = 240
_INSIDE: Final = "…"
"""A pattern that begins so is a part of sentences, and never a sentence."""

Told = tuple[str, bool]
"""How a sentence is said, and whether the whole of it is known."""

Writer = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One sentence with places: its fixed parts between the free places, in order, and how it is said."""

    parts: tuple[re.Pattern[str], ...]
    free: tuple[str, ...]
    said: str
    longest: str
    fixed: int
    inside: bool

    def fit(self, sentence: str) -> dict[str, str] | None:
        """Return what stands in each place; every fixed part where it first stands, so that time grows gently."""
        places: dict[str, str] = {}
        found = self.parts[0].match(sentence)
        for name, part in zip(self.free, self.parts[1:], strict=True):
            if found is None:
                return None
            places.update(found.groupdict())
            begin = found.end()
            found = part.search(sentence, begin + 1)
            if found is not None:
                places[name] = sentence[begin : found.start()]
        if found is None:
            return None
        return places | found.groupdict()


class Speech:
    """Says English sentences of the engine by the patterns of one language.

    ``writers`` write what stands in places of a kind, such as ``n``, as the language does.

    >>> speech = Speech({"grade {grade} is below {least}": "la note {grade} est inférieure à {least}"})
    >>> speech.say("grade 58 is below 60"), speech.say("nobody knows")
    ('la note 58 est inférieure à 60', 'nobody knows')
    """

    def __init__(self, told: Mapping[str, str], writers: Mapping[str, Writer] = MappingProxyType({})) -> None:
        self._whole = {text: said for text, said in told.items() if said and not _PLACE.search(text)}
        self._writers = writers
        patterns = {text: said for text, said in told.items() if said and _PLACE.search(text)}
        words = {text: _whole_words(text) for text in patterns}
        common = Counter(word for found in words.values() for word in found)
        self._by_word: dict[str, list[_Pattern]] = defaultdict(list)
        for text, said in sorted(patterns.items()):
            rarest = min(words[text], key=lambda word: (common[word], word), default="")
            self._by_word[rarest].append(_pattern(text, said))
        self._told = lru_cache(maxsize=50_000)(self._find)

    def say(self, sentence: str, *, part: bool = False) -> str:
        """Return the sentence, or a ``part`` of one, in the language; what is not known of it stays English."""
        return self._told(sentence, int(part))[0]

    def knows(self, sentence: str) -> bool:
        """Return whether the whole sentence can be said, with every sentence in it."""
        return self._told(sentence, 0)[1]

    def _find(self, sentence: str, depth: int) -> Told:
        whole = self._whole.get(sentence)
        if whole is not None:
            return whole, True
        if depth > _DEEPEST or not 1 < len(sentence) <= _LONGEST:
            return sentence, False
        first: Told | None = None
        for number, (pattern, places) in enumerate(self._fitting(sentence, depth)):
            told = self._filled(pattern, places, depth)
            if told[1]:
                return told
            first = first or (told if pattern.fixed > _SLIGHT else None)
            if number + 1 == _TRIED:
                break
        return self._otherwise(sentence, depth, first or (sentence, False))

    def _fitting(self, sentence: str, depth: int) -> Iterator[tuple[_Pattern, dict[str, str]]]:
        """Yield the patterns that fit, and what stands in their places; those with the most fixed words first."""
        words = dict.fromkeys(("", *sentence.split()))
        found = (pattern for word in words for pattern in self._by_word.get(word, ()))
        near = [pattern for pattern in found if pattern.longest in sentence]
        for pattern in sorted(near, key=lambda pattern: -pattern.fixed):
            places = None if pattern.inside and not depth else pattern.fit(sentence)
            if places is not None and not any(_is_foreign(name, words) for name, words in places.items()):
                yield pattern, places

    def _filled(self, pattern: _Pattern, places: Mapping[str, str], depth: int) -> Told:
        said, known = {}, True
        for name, words in places.items():
            said[name], fine = self._place(_kind(name), words, depth)
            known = known and fine
        return pattern.said.format(**said), known

    def _place(self, kind: str, words: str, depth: int) -> Told:
        """Return what stands in a place as it is said."""
        if kind in self._writers:
            return self._writers[kind](words), True
        if kind in _RAW or kind in _NARROW:
            return words, True
        if kind in ("expr", "list"):
            return self._row(words, kind == "list", depth), True
        text, known = self._told(words, depth + 1)
        return text, known or kind != "words"

    def _row(self, words: str, is_list: bool, depth: int) -> str:
        """Return names in a row with *and* and *or* said; in a list only the last one, as titles hold such words."""
        if not is_list:
            words = self._told(words, depth + 1)[0]
            return _JOINED.sub(lambda found: f" {self._whole.get(found[1], found[1])} ", words)
        before, joint, last = words.rpartition(" and ")
        if not joint or (" and " in before and not re.fullmatch(r"\d+ more", last)):
            return words
        return f"{before} {self._whole.get('and', 'and')} {self._told(last, depth + 1)[0]}"

    def _otherwise(self, sentence: str, depth: int, found: Told) -> Told:
        """Try what stands between semicolons and full stops, and with a small letter first."""
        parts = sentence.split("; ")
        if len(parts) > 1:
            told = list(self._clauses(parts, depth + 1))
            if any(known for _, known in told):
                return self._whole.get("; ", "; ").join(text for text, _ in told), all(known for _, known in told)
        parts = _NEXT_SENTENCE.split(sentence)
        if len(parts) > 1:
            told = [self._told(part, depth + 1) for part in parts]
            if any(known for _, known in told):
                return " ".join(text for text, _ in told), all(known for _, known in told)
        if sentence.endswith("."):
            inner, known = self._told(sentence[:-1], depth + 1)
            if inner != sentence[:-1]:
                return f"{inner}.", known
        if sentence[:1].isupper():
            small = sentence[0].lower() + sentence[1:]
            inner, known = self._told(small, depth + 1)
            if inner != small:
                return inner[:1].upper() + inner[1:], known
        return found

    def _clauses(self, parts: list[str], depth: int) -> Iterator[Told]:
        """Yield clauses as they are said; up to three that make one known sentence together are one."""
        begin = 0
        while begin < len(parts):
            sizes = [size for size in (3, 2, 1) if begin + size <= len(parts)]
            tried = ((size, self._told("; ".join(parts[begin : begin + size]), depth)) for size in sizes)
            size, told = next(each for each in tried if each[0] == 1 or each[1][1])
            yield told
            begin += size


def _kind(place: str) -> str:
    return place.rstrip("0123456789")


def _is_foreign(place: str, words: str) -> bool:
    """Return whether words hold what never stands in a place of their kind."""
    marks = _NOT_IN.get(_kind(place), ())
    too_long = len(marks) > 1 and len(words) > _LONG_NAME
    return too_long or any(mark in words for mark in marks)


def _whole_words(text: str) -> set[str]:
    """Return the words of a pattern that stand in every sentence of it, with spaces around them."""
    return {word for word in text.removeprefix(_INSIDE).split() if "{" not in word and "}" not in word}


def _pattern(text: str, said: str) -> _Pattern:
    pieces = _PLACE.split(text.removeprefix(_INSIDE))
    parts, free, here = [], [], ""
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            here += re.escape(piece)
        elif _kind(piece) in _NARROW:
            here += f"(?P<{piece}>{_NARROW[_kind(piece)]})"
        else:
            parts.append(here)
            free.append(piece)
            here = ""
    shapes = [*(re.compile(part, re.DOTALL) for part in parts), re.compile(rf"(?:{here})\Z", re.DOTALL)]
    return _Pattern(
        tuple(shapes),
        tuple(free),
        said,
        max(pieces[::2], key=len),
        sum(map(len, pieces[::2])),
        text.startswith(_INSIDE),
    )
