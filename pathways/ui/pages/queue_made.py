"""What has been decided?  What stands, what was taken back, withdrawing, and carrying decisions away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from pathways.model.decision import Decision, Withdrawal
from pathways.model.desk_documents import DecisionEntry, DecisionsDocument
from pathways.ui.asking import worked
from pathways.ui.at_desk import AtDesk, moment
from pathways.ui.deciding import Carried, carried, standing_in, withdraw
from pathways.ui.likely import decided_words, pair_words
from pathways.ui.names import plain
from pathways.ui.pieces import download, filled, table, trouble
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

MOST: Final = 400
"""So many decisions stand in a table or a list."""


def made(visit: Visit, place: AtDesk, document: DecisionsDocument) -> None:
    """Show what was decided, with the ways to take one back and to carry all away."""
    say = visit.say
    st.subheader(say("What has been decided"))
    stands = standing_in(document)
    if not document.entries:
        st.info(say("Nothing has been decided yet."), icon=":material/gavel:")
        return
    if place.named:
        st.caption(say("Kept in {file}.", file=plain(place.path.name)))
    else:
        st.warning(say("These decisions are kept for this visit only. Carry them away before you close the page."))
    newest = sorted(stands, key=lambda one: one.at, reverse=True)
    rows = [_row(visit, one) for one in newest[:MOST]]
    if len(newest) > MOST:
        told = say(
            "The {n} newest of {all}; all of them can be carried away.", n=say.number(MOST), all=say.number(len(newest))
        )
        st.caption(told)
    if rows:
        table(visit, filled(rows), alt=say("Decisions that stand"), name="decisions")
    if len(document.entries) <= MOST:
        _gone(visit, document)
    _take_back(visit, place, newest[:MOST])
    _carry(visit, place, document)


def _row(visit: Visit, one: Decision) -> dict[str, str]:
    say, names = visit.say, visit.opened.names
    return {
        say("What"): pair_words(say, names, one.pair),
        say("Decision"): decided_words(say, names, one),
        say("Source"): str(one.source),
        say("Decided by"): one.by,
        say("On"): say.day(one.at.date()),
        say("Words"): one.words,
    }


def _gone(visit: Visit, document: DecisionsDocument) -> None:
    """Show every row as it was kept: also what was superseded or withdrawn."""
    say, names = visit.say, visit.opened.names
    known = {entry.id: entry.decision for entry in document.entries if entry.decision is not None}
    if len(document.entries) == len(document.standing):
        return
    with st.expander(say("Everything that happened, in order")):
        rows = []
        for entry in document.entries:
            about, who = known[entry.id], entry.withdrawal or entry.decision
            what = entry.decision
            rows.append(
                {
                    say("Number"): say.number(entry.number),
                    say("What"): pair_words(say, names, about.pair),
                    say("Decision"): decided_words(say, names, what) if what else _withdrawn(visit, entry),
                    say("Decided by"): who.by if who else "",
                    say("On"): say.day(who.at.date()) if who else "",
                    say("Stands"): say("yes") if what is not None and entry.id in document.standing else say("no"),
                }
            )
        table(visit, rows, alt=say("Every row of the decisions"), name="events")


def _withdrawn(visit: Visit, entry: DecisionEntry) -> str:
    because = entry.withdrawal.because if entry.withdrawal else ""
    return visit.say.named(visit.say("taken back"), because)


def _take_back(visit: Visit, place: AtDesk, stands: Sequence[Decision]) -> None:
    """Let one decision be withdrawn, with a reason and a name; its pair is open again."""
    say, names = visit.say, visit.opened.names
    if not stands:
        return
    known = {one.id: one for one in stands}
    with st.expander(say("Withdraw a decision")):
        with st.form("withdraw", border=False):
            picked = st.selectbox(
                say("Which decision"), list(known), format_func=lambda name: pair_words(say, names, known[name].pair)
            )
            because = st.text_input(say("Why it no longer stands"), max_chars=500)
            by = st.text_input(say("Who withdraws it"), place.by, max_chars=200)
            sent = st.form_submit_button(say("Withdraw it"), icon=":material/undo:")
        st.caption(say("Nothing is erased. The pair is open again, and what stood before does not come back."))
        if sent and picked:
            _withdraw(visit, place, known[picked], because.strip(), " ".join(by.split()))


def _withdraw(visit: Visit, place: AtDesk, one: Decision, because: str, by: str) -> None:
    say = visit.say
    if not because or not by:
        st.warning(say("Say why it no longer stands, and who withdraws it."))
        return
    found = worked(withdraw, place.path, Withdrawal(decision=one.id, because=because, by=by, at=moment()))
    if isinstance(found, DecisionEntry):
        place.seen.pop(one.pair.key, None)
        place.news = say("Withdrawn: {what}", what=plain(pair_words(say, visit.opened.names, one.pair)))
        st.rerun()
    elif isinstance(found, Trouble):
        trouble(visit, found)


def _carry(visit: Visit, place: AtDesk, document: DecisionsDocument) -> None:
    """Offer what stands as rules of a catalogue and as CTDL, and every row as it was kept."""
    say, shelved = visit.say, visit.opened.shelved
    with st.expander(say("Carry the decisions away")):
        st.markdown(say("As rules they can be laid beside the files of a catalogue; as CTDL others can read them."))
        key = f"carried-{document.head}"
        found = st.session_state.get(key)
        if found is None and st.button(say("Prepare the files"), key="carry-decisions"):
            found = worked(carried, place.path, (shelved.path, shelved.stamp))
        if isinstance(found, Trouble):
            trouble(visit, found)
        if not isinstance(found, Carried):
            return
        st.session_state[key] = found
        with st.container(horizontal=True):
            download(say("As rules (ZIP)"), found.native, "decided.zip", "application/zip")
            download(say("As CTDL (JSON-LD)"), found.ctdl, "decided.jsonld", "application/ld+json")
            download(say("Every row (JSON)"), found.rows, "decisions.json", "application/json")
