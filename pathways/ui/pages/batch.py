"""What do many transcripts come to?  A table of many learners, one goal or institution, the exceptions on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Final

import streamlit as st

from pathways.formats.record_many import MOST_RECORDS, ManyRecords
from pathways.language.words import Say, msg
from pathways.model.batch_documents import Asked, BatchRow
from pathways.ui.asking import LONGEST, answers, worked
from pathways.ui.at_desk import at_desk, available, decisions
from pathways.ui.batch import Batch
from pathways.ui.batch_row import Aim, table_of
from pathways.ui.batch_table import exceptions, ordered, shown_rows, whole_rows, workbook
from pathways.ui.choices import choose_day, choose_goal, choose_organization
from pathways.ui.handed import desktop, unread
from pathways.ui.intake import MANY, read_all
from pathways.ui.names import plain
from pathways.ui.pieces import attempt, download, figures, findings, lede, meaning, onward, table
from pathways.ui.receiving import receivers
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

WAYS: Final = {"goal": msg("Toward a goal"), "at": msg("What an institution accepts")}

_EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EXAMPLE: Final = """learner,organization,code,title,grade,completed
S-001,northgate,COMM101,College Communications,78,2024-12-20
S-001,northgate,MATH110,Technical Mathematics,71,2024-12-20
S-002,northgate,STAT120,Introduction to Statistics,58,2025-04-25
S-003,northgate,BUSI200,Organizations and Management,80,soon
"""
"""A small table with one mistake in it, so that everybody can see what happens then."""


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What do these transcripts count for?"))
    st.write(say("Send one table with many learners. Every learner is checked; what needs a person comes first."))
    aim = _aim(visit)
    if aim is None:
        st.info(say("This catalogue offers no goal."))
        return
    _receive(visit, aim)
    batch = desktop().batch
    if batch is None:
        _help(visit, aim)
    else:
        _run(visit, batch, aim)
        if not batch.running:
            _told(visit, batch)
    onward(visit, ("transfer", say("Check one transcript")))


def _aim(visit: Visit) -> Aim | None:
    """Let the visitor choose what all are asked."""
    say = visit.say
    words = visit.words_of("way")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        ways = list(WAYS)
        st.session_state.setdefault("batch-way", words.get("way") if words.get("way") in ways else "goal")
        way = st.segmented_control(
            say("What is asked"), ways, format_func=lambda name: say(WAYS[name]), key="batch-way"
        )
        visit.more = {"way": "at"} if way == "at" else {}
        if way == "at":
            at = choose_organization(visit, receivers(visit.opened), label=say("Receiving institution"))
            choose_day(visit)
            return _under(visit, Asked(at=at, as_of=visit.day)) if at else None
        kinds = sorted({str(item.kind) for item in visit.opened.catalog.credentials.values()})
        goal = choose_goal(visit, kinds=kinds)
        choose_day(visit)
        return _under(visit, Asked(goal=goal, as_of=visit.day)) if goal else None


def _under(visit: Visit, asked: Asked) -> Aim:
    """Let what the desk decided hold, where anything was decided and the visitor does not leave it out."""
    say = visit.say
    desk = attempt(visit, lambda: at_desk(visit)) if available() is None else None
    made = decisions(visit) if desk is not None and desk.mark is not None else None
    if desk is None or made is None or not made.standing:
        return Aim(asked)
    label = say.many("Let {n} decision of the desk hold", "Let {n} decisions of the desk hold", len(made.standing))
    holds = st.checkbox(label, value=True, key="batch-decisions")
    return Aim(asked, desk.mark, made.head) if holds else Aim(asked)


def _receive(visit: Visit, aim: Aim) -> None:
    """Take a file; a new one makes a new batch."""
    say, mine = visit.say, desktop()
    file = st.file_uploader(
        say("A table (CSV, Parquet) with a column learner and one line a course, or a zip of records"),
        list(MANY),
        key="batch-file",
    )
    limit = say("Up to 16 MB and {n} learners; divide what is larger.", n=say.number(MOST_RECORDS))
    st.caption(f"{limit} {say('It stays in this session and is not stored.')}")
    if file is not None and file.file_id != mine.many_file:
        mine.many_file = file.file_id
        _take(visit, aim, file.name, file.getvalue())
    unread(visit, mine.many_wrong)


def _take(visit: Visit, aim: Aim, name: str, content: bytes) -> None:
    """Read a file in a worker and begin; a file that cannot be read leaves the batch before as it was."""
    mine = desktop()
    with st.spinner(visit.say("Reading ...")):
        found = worked(read_all, name, content)
    if isinstance(found, ManyRecords):
        mine.many_wrong = None
        if mine.batch is not None:
            mine.batch.stop()
        mine.batch = _begun(visit, aim, found, name)
    else:
        mine.many_wrong = found if isinstance(found, Trouble) else None


def _begun(visit: Visit, aim: Aim, found: ManyRecords, name: str) -> Batch:
    pool, place = answers().pool, visit.opened.shelved
    batch = Batch(pool, place, aim, found.records, found.wrong, found.notes, name)
    batch.start()
    return batch


def _help(visit: Visit, aim: Aim) -> None:
    say = visit.say
    st.info(
        say("Nothing has been sent yet. You can begin with the example: three learners, one of them with a mistake.")
    )
    with st.container(horizontal=True):
        download(say("Download the example"), EXAMPLE, "learners.csv", "text/csv")
        if st.button(say("Try the example"), key="batch-example"):
            _take(visit, aim, "learners.csv", EXAMPLE.encode())
            st.rerun()


def _run(visit: Visit, batch: Batch, aim: Aim) -> None:
    """Show how far it is, with a way to stop and to go on; the rest of the page is drawn when it is done."""
    say = visit.say
    if (aim, visit.opened.shelved) != (batch.aim, batch.shelved):
        st.info(say("The figures below are for what was asked before."), icon=":material/info:")
        if st.button(say("Ask again with what is chosen now"), key="batch-anew", type="primary"):
            batch.stop()
            desktop().batch = fresh = Batch(
                batch.pool, visit.opened.shelved, aim, batch.records, batch.wrong, batch.notes, batch.file
            )
            fresh.start()
            st.rerun()
    every = 0.7 if batch.running else None

    @st.fragment(run_every=every)
    def watched() -> None:
        _progress(visit, batch)
        if every is not None and not batch.running:
            st.rerun()

    watched()


def _progress(visit: Visit, batch: Batch) -> None:
    say = visit.say
    done, every = say.number(len(batch.done)), say.number(len(batch.records))
    st.progress(batch.share, say("{done} of {all} records checked", done=done, all=every))
    if batch.running:
        st.write(so_far(visit.say, batch.rows()))
    if batch.running and not batch.stopped:
        st.button(say("Stop; keep what is done"), key="batch-stop", icon=":material/cancel:", on_click=batch.stop)
    elif len(batch.done) < len(batch.records):
        st.caption(say("Stopped. What is done is kept below."))
        st.button(say("Go on"), key="batch-go-on", icon=":material/play_arrow:", on_click=batch.start)


def _told(visit: Visit, batch: Batch) -> None:
    """Show what is known so far: the sentence, the exceptions, then every record, and the downloads."""
    say = visit.say
    rows = batch.rows()
    if not rows:
        if not batch.records:
            st.warning(say("There is no line in {file}.", file=plain(batch.file)))
        return
    counted = Counter(row.kind for row in rows)
    lede(so_far(say, rows))
    figures(
        visit,
        [
            (say("In order"), say.number(counted["fine"]), None),
            (say("Without an answer"), say.number(counted["bad"]), None),
            (say("Two rules disagree"), say.number(counted["ambiguous"]), None),
            (say("Undecided"), say.number(counted["undecided"]), "undecided"),
        ],
    )
    if batch.notes:
        findings(visit, batch.notes, intro=say("About the file"))
    _tables(visit, batch, ordered(rows))
    _one(visit, batch)


def so_far(say: Say, rows: Sequence[BatchRow]) -> str:
    """Return how many records are in order, and how many need a person."""
    needy = sum(row.kind != "fine" for row in rows)
    fine = say.many("{n} record is in order", "{n} records are in order", len(rows) - needy)
    if not needy:
        return say("{fine}; nobody needs to look at any.", fine=fine)
    look = say.many("{n} needs a person", "{n} need a person", needy)
    return say("{fine}; {look}.", fine=fine, look=look)


def _tables(visit: Visit, batch: Batch, rows: list[BatchRow]) -> None:
    say, goal = visit.say, batch.aim.asked.goal is not None
    needy = [row for row in rows if row.kind != "fine"]
    if needy:
        st.subheader(say("Somebody has to look at these"), help=meaning(visit, "undecided"))
        table(visit, exceptions(say, needy), alt=say("Records that somebody has to look at"), name="exceptions")
    st.subheader(say("Every record"))
    table(visit, shown_rows(say, rows, goal=goal), alt=say("Every record and what it comes to"), name="records-shown")
    _downloads(visit, batch, rows)


def _downloads(visit: Visit, batch: Batch, rows: list[BatchRow]) -> None:
    say, goal = visit.say, batch.aim.asked.goal is not None
    whole = whole_rows(say, rows, goal=goal)
    about = _facts(visit, batch)
    pool, title = answers().pool, say("Records")

    def made(function: Callable[..., bytes], *what: Any) -> Callable[[], bytes]:
        def later() -> bytes:
            found: bytes = pool.schedule(function, list(what), timeout=LONGEST).result()
            return found

        return later

    files = [
        (say("Download everything as CSV"), made(table_of, rows, "csv"), "records.csv", "text/csv"),
        (say("Download everything as Excel"), made(workbook, title, whole, about), "records.xlsx", _EXCEL),
    ]
    if find_spec("pyarrow") is not None:
        label = say("Download everything as Parquet")
        files.append((label, made(table_of, rows, "parquet"), "records.parquet", "application/vnd.apache.parquet"))
    with st.container(horizontal=True):
        for label, content, name, kind in files:
            icon = ":material/table_view:"
            st.download_button(label, content, name, kind, key=f"get-{name}", on_click="ignore", icon=icon)


def _facts(visit: Visit, batch: Batch) -> tuple[tuple[str, str], ...]:
    say, names = visit.say, visit.opened.names
    asked = names.thing(batch.aim.asked.goal) if batch.aim.asked.goal else names.organization(batch.aim.asked.at)
    return (
        (say("What is asked"), asked),
        (say("As of"), say.day(batch.aim.asked.as_of)),
        (say("File"), batch.file),
        (say("Catalogue"), visit.opened.catalog.digest),
    )


def _one(visit: Visit, batch: Batch) -> None:
    """Lead to the whole answer about one record."""
    say = visit.say
    if not batch.records or "transfer" not in visit.pages:
        return
    known = {record.learner.id: record for record in batch.records}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(say("Open one record"), list(known), key="batch-one")
        if st.button(say("Open in the transfer check"), key="batch-open") and picked:
            visit.take(known[picked])
            visit.goal, visit.at = batch.aim.asked.goal or visit.goal, batch.aim.asked.at or None
            st.switch_page(visit.pages["transfer"], query_params=visit.address())
