"""What does this institution make of a transcript?  Every line with its decision, the totals and the flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from pathways.model.documents import AuditDocument, LineEntry, RecognitionDocument, Totals
from pathways.model.record import AttainmentStatus, LearnerRecord
from pathways.ui.choices import choose_day, choose_learner
from pathways.ui.decisions import in_short, line_details, line_label, line_rows, requirement_titles, totals_figures
from pathways.ui.handed import hand_in
from pathways.ui.names import learner_name, plain
from pathways.ui.pictures.flow import flow_picture, streams
from pathways.ui.pieces import SIGNS, STANDINGS, asked, empty, lede, meaning, onward, picture, table
from pathways.ui.receiving import choose_program, choose_receiver
from pathways.ui.visit import Visit

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
    words = visit.words_of("program")
    with st.container(horizontal=True):
        choose_learner(visit)
        at = choose_receiver(visit)
        goal = choose_program(visit, at, words.get("program", "")) if at else None
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
    institution = visit.opened.names.organization(at)
    said = in_short(say, outcome.totals, institution, outcome.program, outcome.system)
    lede(plain(say.named(learner_name(record), said)))
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
