"""What do I bring, and what is it worth?  The record: enter, upload, change, what each line counts for, carry away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pathways.errors import Finding
from pathways.formats.records import dump_record
from pathways.language.words import Say
from pathways.model.codes import WORDS, ReasonCode
from pathways.model.documents import AuditDocument, LineEntry, RecognitionDocument
from pathways.model.record import Attainment, LearnerRecord
from pathways.ui.asking import worked
from pathways.ui.choices import choose_day, choose_goal, choose_learner, choose_organization
from pathways.ui.intake import ONE, read_one
from pathways.ui.names import learner_name, plain
from pathways.ui.own import LARGEST, STATES, begun, file_name, state_of, table_text, unknown_to
from pathways.ui.pages.record_form import again, change_lines, change_person
from pathways.ui.pieces import (
    asked,
    download,
    findings,
    lede,
    meaning,
    onward,
    reason_text,
    standing,
    table,
    trouble,
)
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

MANY_LINES = 25
"""So many lines unfold one by one; of more, one is chosen."""


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What do I bring?"))
    _told()
    if visit.record is not None:
        lede(sentence(visit, visit.record))
    _whose(visit)
    if visit.record is not None:
        if visit.is_own:
            change_lines(visit, visit.record)
        _worth(visit, visit.record)
        if visit.is_own:
            change_person(visit, visit.record)
        _carry(visit, visit.record)
        onward(visit, ("gap", say("How far am I?")), ("passport", say("Print a passport")))
    st.session_state.pop("record-said", None)


def sentence(visit: Visit, record: LearnerRecord) -> str:
    """Return what a record holds, in one sentence."""
    say, name = visit.say, plain(learner_name(record))
    if not record.attainments:
        return say("{name} has no line yet. Add what you learned, one line at a time.", name=name)
    checked = sum(state_of(line) == "verified" for line in record.attainments)
    lines = say.many("{n} line", "{n} lines", len(record.attainments))
    claims = say.many("{n} is a claim", "{n} are claims", len(record.attainments) - checked)
    return say("{name} brings {lines}: {n} verified, {claims}.", name=name, lines=lines, n=checked, claims=claims)


def _told() -> None:
    """Say what the last step did; it is forgotten once the page was shown whole."""
    said = st.session_state.get("record-said")
    if said:
        st.success(said, icon=":material/check:")


def _whose(visit: Visit) -> None:
    """Let the visitor choose a record, begin or upload an own one; say where it is kept."""
    say = visit.say
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose_learner(visit)
        if st.button(say("Begin my own record"), type="secondary" if visit.own else "primary", key="begin"):
            _take(
                visit,
                begun(say("My own record")),
                say("A new record of your own has begun. Add what you learned below."),
            )
        if visit.record is not None and not visit.is_own:
            if st.button(say("Work on a copy of this record"), key="copy"):
                _take(visit, visit.record, say("This copy is yours. The record that it was made from is unchanged."))
        elif visit.past and st.button(say("Undo the last change"), icon=":material/undo:", key="undo"):
            visit.undo()
            again(visit, say("The last change is undone."))
    if visit.is_own:
        words = say(
            "This record is yours. It is kept in this session only: reload the page or close it, and it is gone. "
            "Download it below to keep it. It never stands in the address, so a link shows nothing of it."
        )
        st.info(words, icon=":material/lock:")
    elif visit.record is not None:
        st.caption(say("This learner is invented, and shown to everybody. Begin an own record or a copy to change it."))
    _upload(visit)


def _take(visit: Visit, record: LearnerRecord, said: str) -> None:
    """Work on a record that is the visitor's own from now on."""
    visit.take(record)
    again(visit, said)


def _upload(visit: Visit) -> None:
    """Take a record that is handed in; what the visitor has stays until it could be read."""
    say = visit.say
    with st.expander(say("Upload a record, or drop badges"), expanded=visit.record is None):
        sent = st.file_uploader(
            say("A record as CSV, YAML or JSON, up to {n} MB", n=say.number(LARGEST // 1_000_000)),
            list(ONE),
            key="record-upload",
            max_upload_size=LARGEST // 1_000_000,
        )
        st.caption(say("It replaces your own record; that can be undone. A CSV has one line of learning in each row."))
        if sent is not None and sent.file_id != st.session_state.get("record-taken"):
            _receive(visit, sent)
        st.markdown(f"**{say('Badges')}**", help=meaning(visit, "badge"))
        st.write(say("Badge files have a page of their own: there each is checked, and what is proven comes here."))
        onward(visit, ("badges", say("My badges")))


def _receive(visit: Visit, sent: Any) -> None:
    """Read what was handed in, and take it, or say what is wrong with it."""
    say, unchanged = visit.say, visit.say("This cannot be read. What you had is unchanged.")
    if sent.size > LARGEST:
        words = f"the file has more than {LARGEST:,} bytes"
        findings(visit, [Finding("F005", words, hint="Split the file.")], intro=unchanged)
        return
    with st.spinner(say("Reading {file} ...", file=plain(sent.name))):
        found = worked(read_one, sent.name, sent.getvalue())
    if isinstance(found, Trouble) and not found.ours:
        findings(visit, found.findings, intro=unchanged)
    elif isinstance(found, Trouble):
        trouble(visit, found)
    elif isinstance(found, LearnerRecord):
        _agree(visit, found, sent.file_id)


def _agree(visit: Visit, record: LearnerRecord, sent: str) -> None:
    """Take a record that was read; where it names unknown things, only if the visitor wants it all the same."""
    say, unknown = visit.say, unknown_to(record, visit.opened.catalog)
    if unknown:
        intro = say("This record names things that this catalogue does not know. What you had is unchanged.")
        findings(visit, unknown, intro=intro)
        st.write(say("Lines about unknown things stay undecided: an institution has to look at them."))
        if not st.button(say("Take it all the same"), key=f"take-{sent}"):
            return
    st.session_state["record-taken"] = sent
    lines = say.many("{n} line was read.", "{n} lines were read.", len(record.attainments))
    _take(visit, record, lines)


def _worth(visit: Visit, record: LearnerRecord) -> None:
    """Say of each line what it is worth, and why."""
    say = visit.say
    st.subheader(say("What each line is worth, and why"), help=meaning(visit, "accepted"))
    with st.container(horizontal=True):
        goal = choose_goal(visit)
        choose_day(visit)
    if not record.attainments:
        st.info(say("There is no line yet, so there is nothing to decide."))
        return
    decided = _decided(visit, record, goal)
    if decided is None:
        return
    where = visit.opened.names.organization(decided.organization)
    by = {line.attainment: line for line in decided.lines}
    known = [(line, by[line.id]) for line in record.attainments if line.id in by]
    titles = requirement_titles(decided)
    st.write(decision_sentence(say, [entry for _, entry in known], where))
    rows = [row(visit, line, entry, titles) for line, entry in known]
    table(visit, rows, alt=say("Each line of the record and the decision on it"), name="worth")
    _details(visit, known, titles)


def _decided(visit: Visit, record: LearnerRecord, goal: str | None) -> AuditDocument | RecognitionDocument | None:
    """Return the decision where the goal is awarded; where the goal has no home, at an institution of choice."""
    opened = visit.opened
    if goal is not None and opened.names.credential(goal) is not None:
        return asked(visit, AuditDocument, "audit", record, goal, as_of=visit.day)
    homes = sorted({item.organization for item in opened.catalog.credentials.values()})
    at = choose_organization(visit, homes, label=visit.say("Decided by")) if homes else None
    return asked(visit, RecognitionDocument, "recognize", record, at, as_of=visit.day) if at else None


def requirement_titles(decided: AuditDocument | RecognitionDocument) -> dict[str, str]:
    """Return by path what each requirement is called."""
    if isinstance(decided, RecognitionDocument):
        return {}
    waiting, found = [decided.requirements], {}
    while waiting:
        entry = waiting.pop()
        found[entry.path] = entry.title
        waiting += entry.children
    return found


def decision_sentence(say: Say, lines: Sequence[LineEntry], where: str) -> str:
    """Return how many lines are accepted, refused and undecided, and by whom."""
    count = {word: say.number(sum(line.decision == word for line in lines)) for word in ("accepted", "refused")}
    rest = say.number(sum(line.decision == "undecided" for line in lines))
    return say(
        "At {where}: {accepted} accepted, {refused} refused, {undecided} undecided.",
        where=plain(where),
        undecided=rest,
        **count,
    )


def row(visit: Visit, line: Attainment, entry: LineEntry, titles: dict[str, str]) -> dict[str, str]:
    """Return one line of the record and the decision on it, as words."""
    say, names = visit.say, visit.opened.names
    fills = say.listed(say.engine(titles.get(path, path)) for path in entry.applied_to)
    return {
        say("Line"): names.line(line),
        say("From"): names.where(line),
        say("Verification"): say(STATES[state_of(line)]),
        say("Decision"): standing(say, entry.decision),
        say("Credit recognized"): say.number(entry.credit_recognized),
        say("Counts as"): say.listed(say.engine(item) for item in entry.recognized_as),
        say("Fills"): fills,
        say("What helps"): say.engine(entry.cure) if entry.cure else "",
    }


def _details(visit: Visit, known: Sequence[tuple[Attainment, LineEntry]], titles: dict[str, str]) -> None:
    """Unfold the reasons of each line."""
    say, names = visit.say, visit.opened.names
    shown = list(known)
    if len(known) > MANY_LINES:
        place = st.selectbox(
            say("Look closely at"),
            range(len(known)),
            format_func=lambda number: say.named(
                standing(say, known[number][1].decision), names.line(known[number][0])
            ),
            key="record-close",
        )
        shown = [known[place or 0]]
    unfolding = st.container(gap="xxsmall")
    for line, entry in shown:
        with unfolding.expander(say.named(standing(say, entry.decision), plain(names.line(line)))):
            st.markdown("\n".join(f"- {item}" for item in detail(visit, line, entry, titles)))
            st.markdown(f"**{say('Every reason and its source')}**")
            st.markdown(reason_text(say, entry.reason))


def detail(visit: Visit, line: Attainment, entry: LineEntry, titles: dict[str, str]) -> list[str]:
    """Return what is to be known about the decision on one line, as sentences that are safe to show."""
    say, names = visit.say, visit.opened.names
    said = [say(STATES[state_of(line)])]
    if line.grade:
        said.append(say("Grade: {grade}", grade=plain(line.grade)))
    if line.completed:
        said.append(say("Completed: {day}", day=say.day(line.completed)))
    if entry.applied_to:
        where = say.listed(plain(say.engine(titles.get(path, path))) for path in entry.applied_to)
        said.append(say("It fills: {where}", where=where))
    elif entry.decision == "accepted":
        said.append(say("It fills no requirement of this goal."))
    for code in entry.codes:
        known = WORDS[ReasonCode(code)].meaning if code in ReasonCode.__members__ else ""
        said.append(say("Reason: {why} ({code})", why=plain(say.engine(known)), code=plain(code)))
    if entry.cure:
        said.append(say("What helps: {what}", what=plain(say.engine(entry.cure))))
    targets = (plain(names.said(hint.target)) for hint in entry.hints)
    return [*said, *(say("A hint, not a decision: it may lead to {what}.", what=target) for target in targets)]


def _carry(visit: Visit, record: LearnerRecord) -> None:
    """Let the visitor take the record along."""
    say, name = visit.say, file_name(record)
    st.subheader(say("Carry it away"))
    st.write(
        say(
            "YAML and JSON hold everything and can be uploaded again, here or on another machine. "
            "CSV is for spreadsheets: it holds the lines, not your name, goals and wishes."
        )
    )
    with st.container(horizontal=True):
        download(say("Download as YAML"), dump_record(record), f"{name}.yaml", "application/yaml", primary=True)
        download(say("Download as JSON"), dump_record(record, fmt="json"), f"{name}.json", "application/json")
        download(say("Download lines as CSV"), table_text(record), f"{name}.csv", "text/csv")
