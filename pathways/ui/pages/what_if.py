"""What if?  Another program, institution or edition, something more on the record, a waiver: before and after."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import streamlit as st

from pathways.language.words import amount
from pathways.model.documents import AuditDocument, RecognitionDocument
from pathways.model.record import LearnerRecord
from pathways.ui.choices import choose_day, choose_goal, choose_learner
from pathways.ui.decisions import requirement_titles
from pathways.ui.names import learner_name, plain
from pathways.ui.pieces import STANDINGS, asked, bullets, empty, lede, meaning, onward, table
from pathways.ui.receiving import receivers
from pathways.ui.shelf import Opened
from pathways.ui.supposed import (
    Answered,
    Supposed,
    Turned,
    requirement_paths,
    supposed_record,
    turned_figures,
    turned_lines,
    turned_missing,
    turned_requirements,
)
from pathways.ui.visit import Visit

SAME: Final = ""
BETWEEN: Final = "|"
MOST: Final = 200
"""Things that are offered at once; a larger catalogue is searched by a word first."""


def show(visit: Visit) -> None:
    """Show the page."""
    say, record = visit.say, visit.record
    st.title(say("What if?"))
    if record is None:
        empty(visit, say("There is no record yet. Enter or upload one first."), "transfer")
        return
    st.warning(
        say("Everything below is supposed. Nothing is saved, and nobody has approved it."), icon=":material/science:"
    )
    with st.container(horizontal=True):
        choose_learner(visit)
        goal = choose_goal(visit, kinds=_kinds(visit), label=say("As it is: goal"))
        choose_day(visit)
    if goal is None:
        empty(visit, say("This catalogue offers no goal."), "start")
        return
    before = asked(visit, AuditDocument, "audit", record, goal, as_of=visit.day)
    if before is None:
        return
    words = visit.words_of("with", "into", "waive", "extra", "grade")
    st.subheader(say("What is supposed"))
    other, place = _instead(visit, words, goal)
    supposed = _supposed(visit, words, record, other or goal, before, aside=place is not None)
    _remember(visit, other, place, supposed)
    if not (other or place or supposed):
        st.info(say("Change something above, and see what turns."))
        return
    changed = supposed_record(record, supposed, visit.opened.catalog, None if place else other or goal, visit.day)
    _compare(visit, record, changed, before, other or goal, place)
    onward(visit, ("transfer", say("Check the transcript")), ("gap", say("How far am I?")))


def _kinds(visit: Visit) -> tuple[str, ...]:
    return tuple(sorted({str(item.kind) for item in visit.opened.catalog.credentials.values()}))


@lru_cache(maxsize=8)
def programs_of(opened: Opened) -> dict[str, str]:
    """Return every program with its label by reference; where there are several editions, each of them."""
    catalog, found = opened.catalog, {}
    for credential in catalog.credentials.values():
        if credential.requirement is None:
            continue
        several = len(catalog.editions(credential.id)) > 1
        reference = credential.key if several else credential.id
        edition = f" · {credential.edition}" if several else ""
        found[reference] = f"{credential.title}{edition}, {opened.names.organization(credential.organization)}"
    return dict(sorted(found.items(), key=lambda item: (item[1].casefold(), item[0])))


def _instead(visit: Visit, words: dict[str, str], goal: str) -> tuple[str | None, str | None]:
    """Let the visitor choose another program or edition, or an institution without one."""
    say = visit.say
    programs = programs_of(visit.opened)
    places = sorted(receivers(visit.opened), key=lambda name: visit.opened.names.organization(name).casefold())
    names = [SAME, *(name for name in programs if name != goal)]
    with st.container(horizontal=True):
        _first("if-with", words.get("with", SAME), names)
        other = st.selectbox(
            say("Another program or edition"),
            names,
            format_func=lambda name: programs.get(name) or say("as it is"),
            key="if-with",
        )
        _first("if-into", words.get("into", SAME), [SAME, *places])
        place = st.selectbox(
            say("Only recognition, at another institution"),
            [SAME, *places],
            format_func=lambda name: visit.opened.names.organization(name) if name else say("as it is"),
            key="if-into",
            disabled=bool(other),
        )
    return other or None, None if other else place or None


def _first(key: str, said: str, known: Sequence[str]) -> None:
    """Begin a widget with what the address says; what it says and nobody knows is passed over."""
    if key not in st.session_state or st.session_state[key] not in known:
        st.session_state[key] = said if said in known else SAME


def _supposed(
    visit: Visit, words: dict[str, str], record: LearnerRecord, goal: str, before: AuditDocument, *, aside: bool
) -> Supposed:
    """Let the visitor add learning and set requirements aside."""
    say = visit.say
    things, grade = _things(visit, words)
    if aside:
        return Supposed(things, grade)
    tree = before
    if goal != visit.goal:
        found = asked(visit, AuditDocument, "audit", record, goal, as_of=visit.day)
        if found is None:
            return Supposed(things, grade)
        tree = found
    paths = dict(requirement_paths(tree.requirements))
    key = f"if-waive-{goal}"
    if key not in st.session_state:
        st.session_state[key] = [path for path in words.get("waive", "").split(BETWEEN) if path in paths]
    st.session_state[key] = [path for path in st.session_state[key] if path in paths]
    waived = st.multiselect(
        say("Requirements set aside (a waiver)"),
        list(paths),
        format_func=lambda path: paths[path],
        key=key,
        help=meaning(visit, "waiver"),
        placeholder=say("Choose"),
    )
    return Supposed(things, grade, tuple(waived))


def _things(visit: Visit, words: dict[str, str]) -> tuple[tuple[str, ...], str | None]:
    """Let the visitor add courses and credentials; of a large catalogue those that a word fits."""
    say, known = visit.say, things_of(visit.opened)
    said = [name for name in words.get("extra", "").split(BETWEEN) if name in known]
    if "if-extra" not in st.session_state:
        st.session_state["if-extra"] = said
    chosen = st.session_state["if-extra"] = [name for name in st.session_state["if-extra"] if name in known]
    with st.container(horizontal=True):
        if len(known) > MOST:
            word = st.text_input(say("Find learning by a word or code"), key="if-word", max_chars=60)
            fitting = [name for name, title in known.items() if (word or "").casefold() in title.casefold()]
        else:
            fitting = list(known)
        options = list(dict.fromkeys([*chosen, *fitting[:MOST]]))
        picked = st.multiselect(
            say("More on the record"),
            options,
            format_func=lambda name: known[name],
            key="if-extra",
            placeholder=say("Choose"),
        )
        if "if-grade" not in st.session_state:
            st.session_state["if-grade"] = words.get("grade", "")
        grade = st.text_input(say("With the grade (optional)"), key="if-grade", max_chars=12)
    return tuple(picked), grade or None


@lru_cache(maxsize=8)
def things_of(opened: Opened) -> dict[str, str]:
    """Return every course and credential by reference, with its name and home."""
    names = opened.names
    courses = {name: f"{names.thing(name)}, {names.home(name)}" for name in opened.catalog.courses}
    awards = {item.id: f"{item.title}, {names.home(item.id)}" for item in opened.catalog.credentials.values()}
    return dict(sorted({**courses, **awards}.items(), key=lambda item: item[1].casefold()))


def _remember(visit: Visit, other: str | None, place: str | None, supposed: Supposed) -> None:
    said = {
        "with": other or "",
        "into": place or "",
        "waive": BETWEEN.join(supposed.waived),
        "extra": BETWEEN.join(supposed.things),
        "grade": (supposed.grade or "") if supposed.things else "",
    }
    visit.more = {name: value for name, value in said.items() if value}


def _compare(
    visit: Visit, record: LearnerRecord, changed: LearnerRecord, before: AuditDocument, goal: str, place: str | None
) -> None:
    first: Answered | None = before
    after: Answered | None
    if place:
        home = before.organization
        first = asked(visit, RecognitionDocument, "recognize", record, home, as_of=visit.day)
        after = asked(visit, RecognitionDocument, "recognize", changed, place, as_of=visit.day)
    else:
        after = asked(visit, AuditDocument, "audit", changed, goal, as_of=visit.day)
    if first is None or after is None:
        return
    lede(plain(sentence(visit, record, first, after)))
    _side_by_side(visit, record, changed, first, after)


def sentence(visit: Visit, record: LearnerRecord, before: Answered, after: Answered) -> str:
    """Return what turns, in a sentence or two."""
    say = visit.say
    name = learner_name(record)
    if not isinstance(before, AuditDocument) or not isinstance(after, AuditDocument):
        return say(
            "If this held, {place} would accept {after} credits of {name}; {home} accepts {before}.",
            name=name,
            place=visit.opened.names.organization(after.organization),
            home=visit.opened.names.organization(before.organization),
            after=say.number(after.totals.accepted),
            before=say.number(before.totals.accepted),
        )
    said = {
        "name": name,
        "goal": after.title,
        "missing": amount(say, after.credit.shortfall, after.credit.system),
        "before": amount(say, before.credit.shortfall, before.credit.system),
    }
    if (before.credential, before.edition) != (after.credential, after.edition):
        said["goal"] = f"{after.title} ({after.edition})"
        return say("If this held, {name} would be {missing} away from {goal}; as it is, it is {before}.", **said)
    if after.status == "satisfied" and before.status != "satisfied":
        return say(
            "If this held, {name} would meet every requirement of {goal}; as it is, {before} are missing.", **said
        )
    if before.credit.shortfall == after.credit.shortfall:
        same = say("If this held, nothing less would be missing for {goal}: still {missing}.", **said)
        more = say("A waiver gives no credit, and the total still has to be earned.") if after.adjustments else ""
        return f"{same} {more}".strip()
    return say("If this held, {missing} would be missing for {goal} instead of {before}.", **said)


def _side_by_side(
    visit: Visit, record: LearnerRecord, changed: LearnerRecord, before: Answered, after: Answered
) -> None:
    say = visit.say
    st.subheader(say("Before and after"))
    _turned(visit, turned_figures(before, after, say), say("Figures before and after"), "what-if-figures")
    names = {**visit.opened.names.lines(changed), **visit.opened.names.lines(record)}
    lines = turned_lines(before.lines, after.lines, names, say)
    st.subheader(say("Lines that turn"))
    if lines:
        _turned(visit, lines, say("Lines before and after"), "what-if-lines")
    else:
        st.write(say("No line turns."))
    if isinstance(before, AuditDocument) and isinstance(after, AuditDocument):
        _requirements(visit, before, after)


def _requirements(visit: Visit, before: AuditDocument, after: AuditDocument) -> None:
    say = visit.say
    if before.credential == after.credential:
        standings = {name: say(word) for name, word in STANDINGS.items()}
        turned = turned_requirements(before.requirements, after.requirements, standings)
        st.subheader(say("Requirements that turn"))
        if turned:
            _turned(visit, turned, say("Requirements before and after"), "what-if-requirements")
        else:
            st.write(say("No requirement turns."))
    gone, come = turned_missing(before, after)
    if before.credential != after.credential:
        gone, come = [], [entry.title or entry.path for entry in after.missing]
    for heading, titles in ((say("No longer missing"), gone), (say("Missing then"), come)):
        if titles:
            st.subheader(heading)
            bullets(titles)
    if after.adjustments:
        known = requirement_titles(after.requirements)
        waived = say.listed(known.get(item.path, item.path) for item in after.adjustments)
        st.caption(say("Set aside in this supposition: {paths}", paths=plain(waived)))


def _turned(visit: Visit, turned: Sequence[Turned], alt: str, name: str) -> None:
    say = visit.say
    heads = (say("What"), say("As it is"), say("If it held"))
    signed = [f"{'' if item.before == item.after else '→ '}{item.after}" for item in turned]
    rows = [
        dict(zip(heads, (item.what, item.before, after), strict=True))
        for item, after in zip(turned, signed, strict=True)
    ]
    table(visit, rows, alt=alt, name=name)
