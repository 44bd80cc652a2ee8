"""Whom does a change of edition concern?  The sample learners, the visitor's own record, or records that are sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from pathways.formats.native import load_record
from pathways.formats.record_many import ManyRecords
from pathways.language.words import msg
from pathways.model.record import LearnerRecord
from pathways.ui.asking import worked
from pathways.ui.intake import MANY, read_all
from pathways.ui.pieces import findings, trouble
from pathways.ui.visit import Visit, sample_records
from pathways.ui.worker import Trouble

WHOM: Final = {
    "sample": msg("The sample learners"),
    "own": msg("My record"),
    "sent": msg("Records that I send"),
    "nobody": msg("Nobody"),
}
MOST: Final = 60
"""So many records are asked at once; more belong into a batch."""


@dataclass
class Sent:
    """The records that were sent in this session, and the file they came in."""

    file: str = ""
    records: dict[str, LearnerRecord] = field(default_factory=dict)
    many: ManyRecords | None = None
    wrong: Trouble | None = None


def choose_records(visit: Visit, said: dict[str, str]) -> dict[str, LearnerRecord]:
    """Let the visitor choose whose records are asked; return them by the learner's id."""
    say = visit.say
    mine = {"sample": visit.opened.is_sample, "own": visit.is_own, "sent": True, "nobody": True}
    ways = [way for way in WHOM if mine[way]]
    usual = ways[0]
    told = said.get("whom", "")
    picked = st.segmented_control(
        say("Whose records are asked?"),
        ways,
        default=told if told in ways else usual,
        format_func=lambda way: say(WHOM[way]),
        key=f"whom-{visit.opened.shelved.key}",
    )
    way = picked or usual
    visit.more = {**visit.more, "whom": way if way != usual else ""}
    match way:
        case "sample":
            return _sample()
        case "own":
            return {visit.record.learner.id: visit.record} if visit.record else {}
        case "sent":
            return _sent(visit)
        case _:
            return {}


@st.cache_data(show_spinner=False)
def _sample() -> dict[str, LearnerRecord]:
    records = [load_record(path) for path in sample_records().values()]
    return {record.learner.id: record for record in records}


def _sent(visit: Visit) -> dict[str, LearnerRecord]:
    """Take a file with records; one that cannot be read leaves the records before as they were."""
    say, mine = visit.say, _kept()
    file = st.file_uploader(
        say("A CSV table with a column learner and one line a course, or a zip of records"), list(MANY), key="whom-file"
    )
    if file is not None and file.file_id != mine.file:
        mine.file = file.file_id
        with st.spinner(say("Reading ...")):
            found = worked(read_all, file.name, file.getvalue())
        if isinstance(found, ManyRecords):
            mine.many, mine.wrong = found, None
            mine.records = {record.learner.id: record for record in found.records}
        else:
            mine.wrong = found if isinstance(found, Trouble) else None
    if mine.wrong is not None:
        trouble(visit, mine.wrong)
    if mine.many is not None and mine.many.wrong:
        wrong = [item for items in mine.many.wrong.values() for item in items]
        findings(visit, wrong, intro=say("These learners are left out, because their lines cannot be read."))
    if not mine.records:
        st.info(say("No record is sent yet. What you send stays in this session and is not stored."))
    if len(mine.records) > MOST:
        st.warning(say("Only the first {n} learners are asked here.", n=say.number(MOST)))
    return dict(list(mine.records.items())[:MOST])


def _kept() -> Sent:
    found = st.session_state.get("whom-sent")
    if not isinstance(found, Sent):
        found = st.session_state["whom-sent"] = Sent()
    return found
