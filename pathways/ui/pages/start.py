"""Where do I begin?  One door for each who comes, with their first task, and where the learner shown stands."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pathways.catalog.collection import SECTIONS
from pathways.language.words import msg
from pathways.model.documents import AuditDocument
from pathways.ui.asking import ahead, question
from pathways.ui.names import learner_name, plain
from pathways.ui.pages.gap import audit_sentence
from pathways.ui.pieces import arrow, asked, onward
from pathways.ui.visit import Visit

Door = tuple[str, str, tuple[tuple[str, str], ...]]

DOORS: Final[tuple[Door, ...]] = (
    (
        msg("I am learning"),
        msg("See what you have, what it counts for, what is missing and what to take next."),
        (
            ("gap", msg("How far am I?")),
            ("next", msg("What should I take next?")),
            ("furthest", msg("Where do my credits go furthest?")),
            ("record", msg("Enter my own record")),
        ),
    ),
    (
        msg("I advise learners"),
        msg("Check a transcript line by line, with the reason and its source, and write the letter."),
        (
            ("transfer", msg("Check a transcript")),
            ("queue", msg("See what waits for a decision")),
            ("batch", msg("Check many records")),
            ("what-if", msg("What if?")),
        ),
    ),
    (
        msg("I design programs"),
        msg("See who stacks in, where credit dies, and what is wrong in a draft catalogue."),
        (
            ("program", msg("Look at a program")),
            ("check", msg("Check a catalogue")),
            ("editions", msg("Compare two editions")),
        ),
    ),
)


SECTION_NAMES: Final = {
    "organizations": msg("organizations"),
    "credit-systems": msg("credit systems"),
    "grade-scales": msg("grade scales"),
    "level-frameworks": msg("level frameworks"),
    "frameworks": msg("frameworks"),
    "occupations": msg("occupations"),
    "courses": msg("courses"),
    "credentials": msg("credentials"),
    "agreements": msg("agreements"),
    "equivalences": msg("equivalences"),
    "policies": msg("policies"),
    "terms": msg("terms"),
    "offerings": msg("offerings"),
}


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What does my learning count for?"))
    st.write(
        say(
            "Badges, courses, micro-credentials and experience: see which institution counts what, how far it takes "
            "you, what is missing, and why. Every answer gives its reason and its source."
        )
    )
    for column, door in zip(st.columns(len(DOORS)), DOORS, strict=True):
        with column, st.container(border=True, height="stretch"):
            _door(visit, door)
    _example(visit)
    _catalogue(visit)


def _door(visit: Visit, door: Door) -> None:
    title, promise, tasks = door
    st.subheader(visit.say(title))
    st.write(visit.say(promise))
    for path, label in tasks:
        if path in visit.pages:
            icon = ":material/arrow_forward:"
            st.page_link(visit.pages[path], label=visit.say(label), icon=icon, query_params=visit.address())


def _example(visit: Visit) -> None:
    """Show where the learner at hand stands, so that the first answer is there without a click."""
    say, record = visit.say, visit.record
    if record is None or visit.goal is None or visit.goal in visit.opened.catalog.occupations:
        return
    st.subheader(say("For example") if not visit.is_own else say("Where you stand"))
    if record.learner.story and not visit.is_own:
        st.write(plain(record.learner.story))
    audit = asked(visit, AuditDocument, "audit", record, visit.goal, as_of=visit.day)
    if audit:
        st.markdown(f"**{audit_sentence(visit, audit, learner_name(record))}**")
        st.progress(float(audit.progress), say("{share} of the way", share=say.percent(audit.progress)))
        onward(visit, ("gap", say("See every requirement")))
        ahead(question(visit.opened.shelved, "gap", record, visit.goal, as_of=visit.day))


def _catalogue(visit: Visit) -> None:
    say, catalog = visit.say, visit.opened.catalog
    with st.expander(say("What this page knows")):
        if visit.opened.is_sample:
            said = say(
                "This is the shipped sample: a small invented world that follows real rules. Institutions, people and "
                "prices are made up. Open your own catalogue with `pathways app --catalog FOLDER`."
            )
            st.write(said)
        rows = [
            {say("What"): say(SECTION_NAMES[name]), say("How many"): say.number(len(catalog.section(name)))}
            for name in SECTIONS
            if len(catalog.section(name))
        ]
        st.table(arrow(rows), hide_index=True, alt=say("How many things the catalogue holds"), border="horizontal")
