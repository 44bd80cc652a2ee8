"""What can I show to others?  A passport to print or send: verified lines and claims, each with all that is known."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pathways.formats.records import dump_record
from pathways.language.words import msg
from pathways.model.documents import AuditDocument
from pathways.model.record import LearnerRecord
from pathways.papers.paper import to_html
from pathways.ui.choices import choose_day, choose_goal, choose_learner
from pathways.ui.names import learner_name, plain
from pathways.ui.offer import download_pdf
from pathways.ui.own import file_name, state_of
from pathways.ui.pages.passport_proofs import offer_proofs, proven_lines
from pathways.ui.passport_paper import Shown, decided_by, passport, picked
from pathways.ui.pieces import asked, download, empty, lede, onward
from pathways.ui.visit import Visit

WHICH: Final = {"all": msg("All lines"), "verified": msg("Verified lines only"), "some": msg("Lines that I choose")}


def show(visit: Visit) -> None:
    """Show the page."""
    say, record = visit.say, visit.record
    st.title(say("What can I show to others?"))
    if record is None:
        empty(visit, say("There is no record yet. Enter or upload one first."), "record")
        return
    with st.container(horizontal=True):
        choose_learner(visit)
        choose_day(visit)
    lines = _lines(visit, record)
    audit = _toward(visit, record)
    shown = Shown(
        record,
        visit.opened.catalog,
        visit.opened.names,
        visit.day,
        lines,
        audit,
        decided_by(audit),
        invented=visit.opened.is_sample,
        proven=proven_lines(visit, record),
    )
    lede(sentence(visit, shown))
    _offer(visit, shown)
    onward(visit, ("record", say("Change the record")), ("gap", say("How far am I?")))


def sentence(visit: Visit, shown: Shown) -> str:
    """Return what the passport shows, in one sentence."""
    say, name = visit.say, plain(learner_name(shown.record))
    if not shown.chosen:
        return say("The passport of {name} is empty: no line is chosen.", name=name)
    checked = sum(state_of(line) == "verified" for line in shown.chosen)
    lines = say.many("{n} line", "{n} lines", len(shown.chosen))
    told = say("The passport of {name} shows {lines}, {n} of them verified.", name=name, lines=lines, n=checked)
    proven = sum(line.id in shown.proven for line in shown.chosen)
    more = say.many("{n} is proven by a badge.", "{n} are proven by badges.", proven) if proven else ""
    return " ".join(word for word in (told, more) if word)


def _lines(visit: Visit, record: LearnerRecord) -> tuple[str, ...]:
    """Let the visitor choose what is shown; which lines is never in the address."""
    say = visit.say
    said = visit.words_of("show", "toward").get("show", "")
    which = st.segmented_control(
        say("Which lines?"),
        list(WHICH),
        default=said if said in WHICH else "all",
        format_func=lambda name: say(WHICH[name]),
        key=f"passport-which-{visit.who}",
    )
    visit.more = {**visit.more, "show": "" if which in (None, "all") else which}
    every = [line.id for line in record.attainments]
    if which == "verified":
        return tuple(line.id for line in record.attainments if state_of(line) == "verified")
    if which != "some":
        return tuple(every)
    titles = visit.opened.names.lines(record)
    chosen = st.multiselect(
        say("Lines"),
        every,
        every,
        format_func=lambda name: titles.get(name, name),
        placeholder=say("choose"),
        key=f"passport-lines-{visit.who}",
    )
    return tuple(chosen)


def _toward(visit: Visit, record: LearnerRecord) -> AuditDocument | None:
    """Let the visitor add what the lines may count for toward a goal."""
    say = visit.say
    if not visit.opened.catalog.credentials:
        return None
    wanted = st.toggle(
        say("Add what it may count for"), value=visit.more.get("toward") == "yes", key=f"passport-toward-{visit.who}"
    )
    visit.more = {**visit.more, "toward": "yes" if wanted else ""}
    if not wanted:
        return None
    goal = choose_goal(visit)
    if goal is None or visit.opened.names.credential(goal) is None:
        st.info(say("What lines count for can be told of a credential, not of an occupation."))
        return None
    return asked(visit, AuditDocument, "audit", record, goal, as_of=visit.day)


def _offer(visit: Visit, shown: Shown) -> None:
    """Offer the passport as files, and show it."""
    say, paper = visit.say, passport(shown, visit.say)
    html = to_html(paper, visit.language)
    name = f"passport-{file_name(shown.record)}"
    data = dump_record(picked(shown.record, shown.lines), fmt="json")
    with st.container(horizontal=True):
        download_pdf(say("Download as PDF"), paper, visit.language, f"{name}.pdf", primary=True)
        download(say("Download as a web page (HTML)"), html, f"{name}.html", "text/html")
        download(say("Download as data (JSON)"), data, f"{name}.json", "application/json")
    offer_proofs(visit, picked(shown.record, shown.lines), name)
    st.caption(
        say(
            "The web page prints well, works without a network and can be read aloud. The data can be uploaded again "
            "as a record. The files hold your name and the lines you chose: send them only to whom you want to know."
        )
    )
    st.subheader(say("So it looks"))
    st.iframe(html, height=900, tab_index=0, alt=paper.title)
