"""What does this look equivalent to?  The few likely answers for a course or a line, and why; nothing is granted."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import streamlit as st

from pathways.errors import PathwaysError
from pathways.language.words import msg
from pathways.model.decision import Learning, Pair
from pathways.model.desk_documents import DecisionsDocument
from pathways.model.documents import RecognitionDocument
from pathways.model.record import Attainment
from pathways.model.suggestion_documents import SuggestionsDocument
from pathways.ui import at_desk
from pathways.ui.choices import choose_day, choose_learner
from pathways.ui.courses import choose_course
from pathways.ui.handed import hand_in
from pathways.ui.names import plain
from pathways.ui.pages.suggestions_joint import together
from pathways.ui.pages.suggestions_told import tell, told_published
from pathways.ui.pieces import SIGNS, STANDINGS, asked, empty, findings, meaning, onward
from pathways.ui.receiving import choose_receiver
from pathways.ui.shelf import Opened
from pathways.ui.visit import Visit

WAYS: Final = {"line": msg("A line of the record"), "course": msg("Any course"), "together": msg("Several together")}
FIRST: Final = ("undecided", "refused", "accepted")
"""In which order the lines of a record are offered."""


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What does this look equivalent to?"), help=meaning(visit, "suggestion"))
    st.write(
        say("Where no rule speaks, the likely answers are shown, with what speaks for and against each.")
        + " "
        + say("A suggestion grants nothing. Only a decision does, and a person makes it.")
    )
    words = visit.words_of("way", "line", "course", "target")
    at, way = _where(visit, words.get("way") or ("course" if words.get("course") else "line"))
    if at is None:
        empty(visit, say("This catalogue has no institution that recognises anything."), "start")
        return
    try:
        document = at_desk.decisions(visit)
    except PathwaysError as error:
        findings(visit, error.findings, intro=say("The decisions cannot be read."))
        return
    if document is None:
        return
    if way == "together":
        together(visit, at, words)
    else:
        what = _course(visit, at, words) if way == "course" else _line(visit, at, words)
        if what is not None:
            _answer(visit, what, at, document)
    onward(visit, ("queue", say("See what waits for a decision")), ("transfer", say("Check the whole transcript")))


def _where(visit: Visit, way: str) -> tuple[str | None, str]:
    """Let the visitor choose the receiving institution, and whether a line or any course is meant."""
    say = visit.say
    ways = list(WAYS) if visit.record is not None else ["course"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose_receiver(visit)
        choose_day(visit)
    key = "suggest-way"
    if st.session_state.get(key) not in ways or visit.told.get("way", way) != way:
        st.session_state[key] = way if way in ways else ways[0]
    picked = st.segmented_control(say("What is it about"), ways, format_func=lambda name: say(WAYS[name]), key=key)
    return visit.at, picked or ways[0]


@lru_cache(maxsize=8)
def senders(opened: Opened) -> tuple[str, ...]:
    """Return the organizations that have courses."""
    found = {course.organization for course in opened.catalog.courses.values()}
    return tuple(name for name in opened.catalog.organizations if name in found)


def _course(visit: Visit, at: str, words: dict[str, str]) -> str | None:
    """Let the visitor choose a course of any other institution."""
    say, names = visit.say, visit.opened.names
    places = [name for name in senders(visit.opened) if name != at]
    wanted = words.get("course", "")
    known = visit.opened.catalog.courses.get(wanted)
    home = st.selectbox(
        say("Sending institution"),
        ["", *sorted(places, key=lambda name: names.organization(name).casefold())],
        format_func=lambda name: names.organization(name) if name else say("Every institution"),
        key="suggest-home",
    )
    first = wanted if known is not None and known.organization != at else None
    among = [home] if home else []
    picked = choose_course(visit, say("Course"), key="suggest-course", wanted=first, among=among, beside=at)
    visit.more = {"way": "course", **({"course": picked} if picked else {})}
    if picked is None:
        st.info(say("Choose a course to see what it may count as."), icon=":material/search:")
    return picked


def _line(visit: Visit, at: str, words: dict[str, str]) -> Attainment | None:
    """Let the visitor choose a line of the record; those that nobody has decided come first."""
    say, record = visit.say, visit.record
    hand_in(visit)
    if record is None:
        return None
    found = asked(visit, RecognitionDocument, "recognize", record, at, as_of=visit.day)
    if found is None:
        return None
    decided = {line.attainment: line.decision for line in found.lines}
    lines = {item.id: item for item in record.attainments if item.id in decided}
    order = sorted(lines, key=lambda name: FIRST.index(decided[name]))
    names = visit.opened.names.lines(record)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose_learner(visit)
        picked = _chosen(
            visit,
            order,
            words.get("line", ""),
            lambda name: f"{SIGNS[decided[name]]} {names[name]} ({say(STANDINGS[decided[name]])})",
        )
    visit.more = {"line": picked} if picked else {}
    if picked is None:
        st.info(say("There is no line on this transcript."))
        return None
    if "undecided" not in decided.values():
        st.caption(
            say("No line of this transcript waits for a decision there. The queue shows what does, for everybody.")
        )
    return lines[picked]


def _chosen(visit: Visit, order: list[str], wanted: str, label: Callable[[str], str]) -> str | None:
    place = order.index(wanted) if wanted in order else (0 if order else None)
    key = f"suggest-line-{visit.who}-{visit.at}"
    return st.selectbox(visit.say("Line"), order, place, label, key)


def _answer(visit: Visit, what: Attainment | str, at: str, decided: DecisionsDocument) -> None:
    """Ask, and tell: what was published already, or what is likely."""
    say = visit.say
    if _home(visit, what) == at:
        place = plain(visit.opened.names.organization(at))
        st.info(say("This was learned at {place} itself, so there is nothing to compare it with.", place=place))
        return
    mark = at_desk.at_desk(visit).mark
    found = asked(visit, SuggestionsDocument, "suggest", what, at=at, as_of=visit.day, k=5, mark=mark)
    if found is None:
        return
    pair = _pair(visit, what, at)
    if found.status == "published":
        told_published(visit, found, decided)
    else:
        tell(visit, what, found, decided)
    if pair is not None:
        _onward(visit, pair, published=found.status == "published")
    else:
        st.info(say("No rule can name this line, as it names no course: a person looks at it alone."))


def _home(visit: Visit, what: Attainment | str) -> str | None:
    """Return the organization at which it was learned."""
    catalog = visit.opened.catalog
    course = catalog.courses.get(what if isinstance(what, str) else what.course or "")
    if course is not None:
        return course.organization
    if isinstance(what, str):
        return None
    award = visit.opened.names.credential(what.credential) if what.credential else None
    return award.organization if award is not None else what.organization


def _pair(visit: Visit, what: Attainment | str, at: str) -> Pair | None:
    """Return about what a decision would be made; None where no rule can name it."""
    catalog = visit.opened.catalog
    if isinstance(what, str):
        return Pair(learning=Learning(course=what), receiving=at)
    if what.course or what.credential or what.occupation:
        key = what.credential
        known = visit.opened.names.credential(key) if key else None
        learning = Learning(course=what.course, credential=known.key if known else key, occupation=what.occupation)
        return Pair(learning=learning, receiving=at)
    if not what.organization or not what.code:
        return None
    found = catalog.courses_by_code(what.organization, what.code, what.completed)
    named = Learning(course=found[0]) if found else Learning(organization=what.organization, code=what.code)
    return Pair(learning=named, receiving=at)


def _onward(visit: Visit, pair: Pair, *, published: bool) -> None:
    """Lead to the form in which this pair is decided."""
    say = visit.say
    if "queue" not in visit.pages:
        return
    st.subheader(say("Decide it"))
    st.write(say("One decision holds for everybody who brings the same."))
    label = say("Decide it anew") if published else say("Decide this for everybody")
    params = visit.address(way=None, line=None, course=None, pair=pair.key, at=pair.receiving)
    st.page_link(visit.pages["queue"], label=label, icon=":material/gavel:", query_params=params)
