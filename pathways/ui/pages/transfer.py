"""What does this institution make of a transcript?  Every line with its decision, the totals, the flow, the letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import streamlit as st

from pathways.model.documents import AuditDocument, LineEntry, RecognitionDocument, Totals
from pathways.model.record import AttainmentStatus, LearnerRecord
from pathways.ui.asking import LONGEST, answers
from pathways.ui.choices import aims, choose_day, choose_learner, choose_organization
from pathways.ui.decisions import line_details, line_label, line_rows, requirement_titles, totals_figures
from pathways.ui.handed import hand_in
from pathways.ui.names import learner_name, plain
from pathways.ui.papers.letter import Decided, letter, summary
from pathways.ui.papers.paper import Paper, to_html, to_pdf
from pathways.ui.pictures.flow import flow_picture, streams
from pathways.ui.pieces import SIGNS, STANDINGS, asked, download, empty, lede, meaning, onward, picture, table
from pathways.ui.shelf import Opened
from pathways.ui.visit import Visit

ANY: Final = ""
FEW: Final = 25
"""Lines that are unfolded on one page; the others are led to."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided, toward a program or not."""

    lines: tuple[LineEntry, ...]
    totals: Totals
    system: str
    program: str
    titles: Mapping[str, str]


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What does this transcript count for?"))
    hand_in(visit)
    record = visit.record
    if record is None:
        st.info(say("There is no transcript yet. Send or type one above."), icon=":material/info:")
        return
    with st.container(horizontal=True):
        choose_learner(visit)
        at = _institution(visit)
        goal = _program(visit, at) if at else None
        choose_day(visit)
    if at is None:
        empty(visit, say("This catalogue has no institution that recognises anything."), "start")
        return
    outcome = _ask(visit, record, at, goal)
    if outcome is not None:
        _told(visit, record, at, outcome)
    onward(
        visit,
        ("letters", say("Write the letter to the learner")),
        ("suggestions", say("What looks equivalent?")),
        ("what-if", say("What if?")),
        ("batch", say("Check many transcripts at once")),
    )


@lru_cache(maxsize=8)
def receivers(opened: Opened) -> tuple[str, ...]:
    """Return the organizations that decide on what others taught: by rules, policies, or awards of their own."""
    catalog = opened.catalog
    found: set[str | None] = {rule.receiving for rule in catalog.equivalences.values()}
    found |= {agreement.receiving for agreement in catalog.agreements.values()}
    found |= {policy.organization for policy in catalog.policies.values()}
    found |= {credential.organization for credential in catalog.credentials.values() if credential.requirement}
    return tuple(name for name in catalog.organizations if name in found)


def _institution(visit: Visit) -> str | None:
    names = receivers(visit.opened)
    if visit.at not in names:
        found = visit.opened.names.credential(visit.goal or "")
        visit.at = found.organization if found and found.organization in names else None
    return choose_organization(visit, names, label=visit.say("Receiving institution"))


def _program(visit: Visit, at: str) -> str | None:
    """Let the visitor choose a program of the institution, or none."""
    say = visit.say
    words = visit.words_of("program")
    titles = {aim.id: aim.title for aim in aims(visit) if home_of(visit, aim.id) == at}
    wanted = visit.goal if (visit.goal or "").partition("@")[0] in titles else None
    names = [ANY, *([wanted] if wanted else []), *(name for name in titles if name != (wanted or "").partition("@")[0])]
    first = 1 if wanted and words.get("program") != "any" else 0

    def told(name: str) -> str:
        base, _, edition = name.partition("@")
        if not name:
            return say("No program: only what is accepted")
        title = titles[base]
        return say("{title} (edition {edition})", title=title, edition=edition) if edition else title

    picked = st.selectbox(say("Program (optional)"), names, index=first, format_func=told, key=f"program-{at}")
    if picked:
        visit.goal, visit.more = picked, {}
        return picked
    visit.more = {"program": "any"}
    return None


def home_of(visit: Visit, name: str) -> str:
    """Return the organization that awards a credential."""
    found = visit.opened.names.credential(name)
    return found.organization if found else ""


def _ask(visit: Visit, record: LearnerRecord, at: str, goal: str | None) -> Outcome | None:
    if goal:
        audit = asked(visit, AuditDocument, "audit", record, goal, as_of=visit.day)
        if audit is None:
            return None
        system = audit.credit.system
        return Outcome(audit.lines, audit.totals, system, audit.title, requirement_titles(audit.requirements))
    found = asked(visit, RecognitionDocument, "recognize", record, at, as_of=visit.day)
    return None if found is None else Outcome(found.lines, found.totals, found.system or "", "", {})


def _told(visit: Visit, record: LearnerRecord, at: str, outcome: Outcome) -> None:
    say, names = visit.say, visit.opened.names.lines(record)
    decided = Decided(
        learner=learner_name(record),
        institution=visit.opened.names.organization(at),
        program=outcome.program,
        day=visit.day,
        lines=outcome.lines,
        totals=outcome.totals,
        system=outcome.system,
        names=names,
        titles=outcome.titles,
        invented=visit.opened.is_sample,
    )
    lede(plain(say.named(decided.learner, summary(decided, say))))
    applied = bool(outcome.program)
    totals_figures(visit, outcome.totals, applied=applied)
    system = plain(visit.opened.names.system(outcome.system))
    st.caption(say("Counted in: {system}. As of {day}.", system=system, day=say.day(visit.day)))
    pending = [item.id for item in record.attainments if item.status == AttainmentStatus.IN_PROGRESS]
    flow = streams(outcome.lines, outcome.titles, say, pending, applied=applied)
    shown = flow_picture(flow, names, outcome.system, say, applied=applied)
    if shown is not None:
        st.subheader(say("Where the credit goes"))
        picture(visit, shown)
    _lines(visit, outcome, names)
    _letter(visit, decided)


def _lines(visit: Visit, outcome: Outcome, names: Mapping[str, str]) -> None:
    say = visit.say
    st.subheader(say("Line by line"))
    counted = Counter(line.decision for line in outcome.lines)
    kinds = [kind for kind in ("accepted", "refused", "undecided") if counted[kind]]
    if not kinds:
        st.info(say("There is no line on this transcript."))
        return
    picked = st.pills(
        say("Show only"),
        kinds,
        selection_mode="multi",
        format_func=lambda kind: f"{SIGNS[kind]} {say(STANDINGS[kind])} ({say.number(counted[kind])})",
        key="only-decisions",
        help=meaning(visit, "undecided") if counted["undecided"] else None,
    )
    lines = [line for line in outcome.lines if not picked or line.decision in picked]
    for line in _part(visit, lines):
        with st.expander(line_label(visit, line, names)):
            line_details(visit, line, names, outcome.titles)
    with st.expander(say("All lines as a table")):
        rows = line_rows(visit, lines, names, outcome.titles)
        table(visit, rows, alt=say("Every line and its decision"), name="lines")


def _part(visit: Visit, lines: list[LineEntry]) -> list[LineEntry]:
    """Return the lines that are shown; of many the visitor chooses a part."""
    if len(lines) <= FEW:
        return lines
    say = visit.say
    most = len(lines)
    starts = list(range(0, most, FEW))
    begin = st.selectbox(
        say("Lines"),
        starts,
        format_func=lambda n: say("{first} to {last} of {all}", first=n + 1, last=min(n + FEW, most), all=most),
        key="lines-part",
    )
    return lines[begin or 0 : (begin or 0) + FEW]


def _letter(visit: Visit, decided: Decided) -> None:
    say = visit.say
    st.subheader(say("The letter"), help=meaning(visit, "letter"))
    signed = st.text_input(say("Prepared by (name and office, optional)"), key="letter-signed", max_chars=120)
    paper = letter(replace(decided, signed=signed or ""), say)
    html = to_html(paper, visit.language)
    with st.container(horizontal=True):
        download_pdf(say("Download the letter (PDF)"), paper, visit.language, "letter.pdf")
        download(say("Download the letter (HTML)"), html, "letter.html", "text/html")
    with st.expander(say("Read the letter first")):
        st.iframe(html, height=640, alt=paper.title)


def download_pdf(label: str, paper: Paper, language: str, file: str) -> None:
    """Offer a paper as PDF; it is written by a worker when it is asked for."""
    pool = answers().pool

    def made() -> bytes:
        found: bytes = pool.schedule(to_pdf, [paper, language], timeout=LONGEST).result()
        return found

    icon = ":material/picture_as_pdf:"
    st.download_button(label, made, file, "application/pdf", key=f"get-{file}", on_click="ignore", icon=icon)
