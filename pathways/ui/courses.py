"""Which course is meant?  Found by title or code among all of a catalogue; a browser is never sent all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import streamlit as st

from pathways.matching.text import tokens
from pathways.ui.shelf import Opened
from pathways.ui.visit import Visit

MOST: Final = 400
"""So many courses stand in a list; of more, one types a part of the title."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The courses that fit, the first of them, and how many there are in all."""

    names: tuple[str, ...]
    all: int


@lru_cache(maxsize=8)
def _folded(opened: Opened) -> tuple[tuple[str, str, str], ...]:
    """Return every course: its id, its organization, and the words by which it is found."""
    found = []
    for course in opened.catalog.courses.values():
        words = " ".join((*tokens(course.code), *tokens(course.title), course.id.casefold()))
        found.append((course.id, course.organization, f" {course.code.casefold()} {words}"))
    by_code = {name: opened.catalog.courses[name].code for name, _, _ in found}
    return tuple(sorted(found, key=lambda one: (one[1], by_code[one[0]], one[0])))


@lru_cache(maxsize=256)
def find(opened: Opened, text: str, among: tuple[str, ...] = (), beside: str = "", most: int = 0) -> Shown:
    """Return the courses in which every word of a text begins a word, of ``among`` (or all) but not of ``beside``.

    Of ``most`` at most the names; without it, of all.
    """
    wanted = [f" {word}" for word in tokens(text)]
    fit = [
        name
        for name, home, words in _folded(opened)
        if home != beside and (not among or home in among) and all(word in words for word in wanted)
    ]
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
