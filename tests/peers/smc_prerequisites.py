"""What must come before a course of Santa Monica College?  The words of its catalogue, read into requirement trees.

Source: shared data ``transfer/smc_catalog.csv.gz`` (PROVENANCE.md).  Only the first sentence speaks.
Readings that the trees rest on:

- commas and semicolons join like ``and``; before a semicolon everything is one part; within a part, left to right:
  ``A or (B and C) and D`` is ``(A or (B and C)) and D``;
- ``(formerly X)`` and ``(preferred)`` say nothing more; a course that may be taken *concurrently* is a corequisite;
- an alternative in words (eligibility, placement), with what ``and`` adds to it, is left out: whoever meets the rest
  meets the whole;
- a condition in words (admission, an audition) stays words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Tree = dict[str, Any]

CODE: Final = re.compile(r"([A-Za-z]+(?: (?:ART|SC|ST|DES))?) (C?\d+[A-Z]*)\b")
NUMBER: Final = re.compile(r"\d+[A-Z]*$")
NOTE: Final = re.compile(r"\((?:formerly [^)]*|preferred)\)|\*")
BESIDE: Final = re.compile(r"\([^)]*concurrent[^)]*\)", re.IGNORECASE)
MARK: Final = "~"
SENTENCE: Final = re.compile(r"\.(?:\s|$)|\s(?=The California )")
TOKEN: Final = re.compile(r"\s*(\(|\)|;|,|\band\b|\bor\b|\bone of the following:)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What a text asks for before and beside a course; ``left_out`` are alternatives in words, ``words`` conditions."""

    before: Tree | None
    beside: Tree | None
    left_out: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return how much of the text became courses."""
        if self.words:
            return "in words, in part" if names(self.before) or names(self.beside) else "in words"
        return "without an alternative in words" if self.left_out else "whole"


def read_prerequisite(text: str) -> Reading:
    """Return what a prerequisite of the catalogue says.

    >>> read_prerequisite("MATH 2 or 5 and CHEM 11. *Maximum credit.").before
    {'all': [{'any': [{'course': 'MATH 2'}, {'course': 'MATH 5'}]}, {'course': 'CHEM 11'}]}
    >>> read_prerequisite("PHYSCS 22, MATH 15 (MATH 15 can be taken concurrently with ENGR 21).").beside
    {'course': 'MATH 15'}
    >>> read_prerequisite("Audition required.").kind
    'in words'
    """
    marked = BESIDE.sub(MARK, NOTE.sub(" ", text))
    parser = _Parser(SENTENCE.split(marked, maxsplit=1)[0])
    parts = list(parser.parts())
    before = [part for part in parts if MARK not in str(part)]
    beside = [_unmarked(part) for part in parts if MARK in str(part)]
    return Reading(_joined("all", before), _joined("all", beside), tuple(parser.left_out), tuple(parser.words))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.subject = ""
        self.left_out: list[str] = []
        self.words: list[str] = []

    def parts(self) -> Iterator[Tree]:
        """Yield what must all hold."""
        for part in self.text.split(";"):
            tree = self._part([token for token in TOKEN.split(part) if token.strip()])
            if tree is not None:
                yield from tree.get("all", [tree])

    def _part(self, tokens: list[str]) -> Tree | None:
        """Return a part read from left to right; the tokens are used up to its closing bracket."""
        found: list[Tree] = []
        joint = "all"
        while tokens:
            piece = tokens.pop(0).strip()
            word = piece.lower()
            if word == ")":
                break
            if word in ("and", ",", "or"):
                joint = "any" if word == "or" else "all"
                continue
            if word == "one of the following:":
                found.append({"any": [self._leaf(one) for one in tokens if one.strip() != ","]})
                break
            found = self._with(found, joint, self._part(tokens) if word == "(" else self._leaf(piece))
        return _joined("all", self._settled(found))

    def _with(self, found: list[Tree], joint: str, tree: Tree | None) -> list[Tree]:
        """Return what was read so far with one more; ``or`` joins it to the last that was read."""
        if tree is None:
            return found
        if joint == "all" and found and "statement" in found[-1].get("any", [{}])[-1] and "course" in tree:
            *others, said = found[-1]["any"]
            return [*found[:-1], {"any": [*others, {"statement": f"{said['statement']} and {tree['course']}"}]}]
        if joint == "all" or not found:
            return [*found, tree]
        last = found[-1]
        options = last.get("any", [last])
        return [*found[:-1], {"any": [*options, tree]}]

    def _settled(self, found: list[Tree]) -> Iterator[Tree]:
        """Yield the parts; alternatives in words are left out beside courses, and words stay words elsewhere."""
        for tree in found:
            options = tree.get("any", [tree])
            named = [option for option in options if "statement" not in option]
            said = [option["statement"] for option in options if "statement" in option]
            if named:
                self.left_out += said
                yield named[0] if len(named) == 1 else {"any": named}
            else:
                self.words += said
                yield {"statement": " or ".join(said)}

    def _leaf(self, token: str) -> Tree:
        mark = MARK if MARK in token else ""
        plain = " ".join(token.replace(MARK, " ").split())
        named = CODE.fullmatch(plain)
        if named:
            self.subject = named[1].upper()
            return {"course": f"{self.subject} {named[2]}{mark}"}
        if self.subject and NUMBER.fullmatch(plain):
            return {"course": f"{self.subject} {plain}{mark}"}
        return {"statement": plain}


def _joined(kind: str, trees: Any) -> Tree | None:
    parts = list(trees)
    if len(parts) < 2:
        return parts[0] if parts else None
    return {kind: parts}


def _unmarked(tree: Tree) -> Tree:
    if "course" in tree:
        return {"course": tree["course"].removesuffix(MARK)}
    return {kind: [_unmarked(part) for part in parts] for kind, parts in tree.items()}


def names(tree: Tree | None) -> list[str]:
    """Return the courses that a tree names."""
    if tree is None or "statement" in tree:
        return []
    if "course" in tree:
        return [tree["course"]]
    return [name for parts in tree.values() for part in parts for name in names(part)]
