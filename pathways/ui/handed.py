"""How does an advisor hand in a transcript?  As a file or as pasted text; what was there stays until one is sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from pathways.model.record import LearnerRecord
from pathways.ui.asking import worked
from pathways.ui.intake import ONE, pasted_name, read_one
from pathways.ui.pieces import findings, trouble
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

if TYPE_CHECKING:
    from pathways.ui.batch import Batch

EXAMPLE = """id,organization,code,title,grade,credit,credit_system,completed
1,northgate,COMM101,College Communications,78,3,ontario-college,2019-12-20
2,northgate,STAT120,Introduction to Statistics,58,3,ontario-college,2022-04-25
"""


@dataclass
class Desktop:
    """What an advisor has at hand in this session: the last file, what is wrong with it, and the batch under way."""

    file: str = ""
    wrong: Trouble | None = None
    many_file: str = ""
    many_wrong: Trouble | None = None
    batch: Batch | None = field(default=None)


def desktop() -> Desktop:
    """Return what this visitor has at hand."""
    found = st.session_state.get("desktop")
    if not isinstance(found, Desktop):
        found = st.session_state["desktop"] = Desktop()
    return found


def hand_in(visit: Visit) -> None:
    """Let the visitor hand in a transcript by file or by hand; a sound one takes the place of the record."""
    say, mine = visit.say, desktop()
    with st.expander(say("Another transcript: send a file, or type it"), icon=":material/upload_file:"):
        sent, typed = st.tabs([say("Send a file"), say("Type or paste")])
        with sent:
            file = st.file_uploader(
                say("Transcript: a CSV table with one line a course, or a record in YAML or JSON"),
                list(ONE),
                key="transcript-file",
                help=say("Up to 16 MB. It stays in this session and is not stored."),
            )
            if file is None:
                mine.file = ""
            elif file.file_id != mine.file:
                mine.file = file.file_id
                _take(visit, file.name, file.getvalue())
        with typed:
            _typed(visit)
    unread(visit, mine.wrong)


def unread(visit: Visit, wrong: Trouble | None) -> None:
    """Say why a file could not be read; what was there before is still there."""
    if wrong is not None and wrong.ours:
        trouble(visit, wrong)
    elif wrong is not None:
        findings(visit, wrong.findings, intro=visit.say("This cannot be read. What you had is unchanged."))


def _typed(visit: Visit) -> None:
    say = visit.say
    st.caption(say("The first line names the columns; the lines below are an example."))
    with st.form("transcript-typed", border=False):
        text = st.text_area(say("Transcript"), EXAMPLE, height=180, key="transcript-text")
        if st.form_submit_button(say("Check this transcript")):
            _take(visit, pasted_name(text), text.encode())


def _take(visit: Visit, name: str, content: bytes) -> None:
    mine = desktop()
    with st.spinner(visit.say("Reading ...")):
        found = worked(read_one, name, content)
    if isinstance(found, LearnerRecord):
        mine.wrong = None
        visit.take(found)
        st.query_params.from_dict(visit.address())
        st.rerun()
    mine.wrong = found if isinstance(found, Trouble) else None
