"""Which course is meant?  Found by title or code among all of a catalogue; a browser is never sent all of them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

import streamlit as st

from pathways.ui.shelf import Opened
from pathways.ui.visit import Visit

MOST: Final = 400
"""So many courses stand in a list; of more, one types a part of the title."""

_WORD: Final = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Shown:
    """The courses that fit, the first of them, and how many there are in all."""

    names: tuple[str, ...]
    all: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """Courses in the order of their codes; ``text`` has a line for each, ``starts`` where it begins."""

    names: tuple[str, ...]
    text: str
    starts: tuple[int, ...]

    def having(self, words: Sequence[str]) -> list[str]:
        """Return the courses in which every word begins a word."""
        first, *others = sorted(words, key=len, reverse=True)
        found, at = [], self.text.find(first)
        while at >= 0:
            row = bisect_right(self.starts, at) - 1
            end = self.starts[row + 1] if row + 1 < len(self.starts) else len(self.text)
            line = self.text[self.starts[row] : end]
            if all(_begins(line, word) for word in (first, *others)):
                found.append(self.names[row])
            at = self.text.find(first, end)
        return found


def _begins(line: str, word: str) -> bool:
    """Return whether a word of a line begins so; letters and digits are words apart, as in ``MATH20A``."""
    at = line.find(word)
    while at > 0:
        before = line[at - 1]
        if not before.isalnum() or before.isdigit() != word[0].isdigit():
            return True
        at = line.find(word, at + 1)
    return at == 0


@lru_cache(maxsize=8)
def _listed(opened: Opened, among: tuple[str, ...], beside: str) -> _Listed:
    """Return the courses of some organizations, or of all but one."""
    fit = [
        course
        for course in opened.catalog.courses.values()
        if course.organization != beside and (not among or course.organization in among)
    ]
    fit.sort(key=lambda course: (course.organization, course.code, course.id))
    lines = [f"{folded(course.full_title)} {course.id.casefold()}\n" for course in fit]
    starts = (0, *accumulate(len(line) for line in lines))[: len(lines)]
    return _Listed(tuple(course.id for course in fit), "".join(lines), starts)


def folded(text: str) -> str:
    """Return a text without accents and case, to be searched.

    >>> folded("Économie II")
    'economie ii'
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=256)
def find(opened: Opened, text: str, among: tuple[str, ...] = (), beside: str = "", most: int = 0) -> Shown:
    """Return the courses in which every word of a text begins a word, of ``among`` (or all) but not of ``beside``.

    Of ``most`` at most the names; without it, of all.
    """
    held = _listed(opened, among, beside)
    words = _WORD.findall(folded(text))
    fit = held.having(words) if words else held.names
    return Shown(tuple(fit[:most] if most else fit), len(fit))


def course_label(visit: Visit, name: str) -> str:
    """Return a course as it stands in a list: code, title, institution."""
    names = visit.opened.names
    return ", ".join(word for word in (names.thing(name), names.home(name)) if word)


def choose_course(
    visit: Visit, label: str, *, key: str, wanted: str | None, among: Iterable[str] = (), beside: str = ""
) -> str | None:
    """Let the visitor choose one course, after typing a part of its title where there are many."""
    say, places = visit.say, tuple(among)
    text = ""
    if find(visit.opened, "", places, beside, MOST).all > MOST:
        text = st.text_input(say("Part of the title or the code, then Enter"), key=f"{key}-words", max_chars=100)
    shown = find(visit.opened, text, places, beside, MOST)
    options = list(shown.names)
    if wanted and not text and wanted not in options:
        options.insert(0, wanted)
    _said(visit, shown)
    if not options:
        return None
    place = options.index(wanted) if wanted in options else None
    return st.selectbox(
        label,
        options,
        place,
        lambda name: course_label(visit, name),
        key=f"{key}-{text}-{'-'.join(places)}-{beside}",
        placeholder=say("Choose a course"),
    )


def choose_courses(visit: Visit, label: str, *, key: str, at: str, first: Sequence[str] = ()) -> tuple[str, ...]:
    """Let the visitor choose courses of one institution; those that come ``first`` stand on top of the list."""
    say = visit.say
    chosen = list(st.session_state.get(key) or ())
    text = ""
    if find(visit.opened, "", (at,), most=MOST).all > MOST:
        text = st.text_input(
            say("Find by a part of the title or the code, then Enter"), key=f"{key}-words", max_chars=100
        )
    shown = find(visit.opened, text, (at,), most=MOST)
    _said(visit, shown)
    options = list(dict.fromkeys((*chosen, *first, *shown.names)))
    found = st.multiselect(
        label, options, format_func=visit.opened.names.thing, key=key, placeholder=say("Choose one or more courses")
    )
    return tuple(found)


def _said(visit: Visit, shown: Shown) -> None:
    say = visit.say
    if not shown.all:
        st.caption(say("No course has these words in its title or code."))
    elif shown.all > len(shown.names):
        first, every = say.number(len(shown.names)), say.number(shown.all)
        st.caption(say("The first {n} of {all} courses. Type more of the title to see others.", n=first, all=every))
