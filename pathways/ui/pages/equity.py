"""Is learning recognised alike, whoever brings it?  Rates by group with intervals; no person can be told from them."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pathways.language.words import msg
from pathways.model.equity_documents import EquityDocument, Rate
from pathways.ui.asking import worked
from pathways.ui.at_desk import at_desk
from pathways.ui.choices import aims, choose_day, choose_organization
from pathways.ui.intake import MANY
from pathways.ui.names import plain
from pathways.ui.pictures.equity import HIDDEN, RATES, count_rows, equity_picture, equity_words
from pathways.ui.pieces import download, empty, findings, lede, onward, picture, table, trouble
from pathways.ui.rates import Handed, Wanted, group_columns, rates
from pathways.ui.receiving import receivers
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

COLUMNS: Final = {
    "asked": msg("Asked"),
    "decided": msg("Decided"),
    "undecided": msg("Undecided"),
    "accepted": msg("Accepted"),
    "refused": msg("Refused"),
    "applied": msg("Applied"),
    "excess": msg("Excess"),
}
_KEPT: Final = "equity-told"


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("Is learning recognised alike?"))
    st.write(say("See how often learning is decided, accepted and used, by group: by region, school or any other."))
    with st.container(horizontal=True):
        at = choose_organization(visit, receivers(visit.opened), label=say("Institution that decides"))
        goal = _program(visit, at)
        choose_day(visit)
    if at is None:
        empty(visit, say("This catalogue has no institution that recognises anything."), "start")
        return
    wanted = Wanted(at, goal, visit.day, at_desk(visit).mark)
    _receive(visit, wanted)
    found = st.session_state.get(_KEPT)
    if isinstance(found, Trouble):
        _wrong(visit, found)
    elif isinstance(found, EquityDocument):
        _told(visit, found)
    elif visit.opened.is_sample:
        st.info(say("Nothing has been sent yet. You can look at the example: 120 invented learners of four regions."))
    onward(visit, ("batch", say("Check many transcripts at once")), ("check", say("Check the catalogue")))


def _program(visit: Visit, at: str | None) -> str | None:
    say = visit.say
    titles = {}
    for aim in aims(visit):
        found = visit.opened.names.credential(aim.id)
        if found is not None and found.organization == at:
            titles[aim.id] = aim.title
    picked = st.selectbox(
        say("Program (optional)"),
        ["", *titles],
        format_func=lambda name: titles.get(name) or say("No program: only what is accepted"),
        key=f"equity-program-{at}",
    )
    return picked or None


def _receive(visit: Visit, wanted: Wanted) -> None:
    """Take both files; they are forgotten as soon as they are counted."""
    say = visit.say
    turn = st.session_state.setdefault("equity-turn", 0)
    with st.container(horizontal=True):
        records = st.file_uploader(
            say("Transcripts: a CSV table with a column learner, or a zip of records"),
            list(MANY),
            key=f"equity-r-{turn}",
        )
        groups = st.file_uploader(
            say("Groups: a CSV table with a column learner and one with the group"), ["csv"], key=f"equity-g-{turn}"
        )
    st.caption(
        say(
            "Which group somebody belongs to is read once to count, and then forgotten. It stands in no record, in no "
            "address and in no answer."
        )
    )
    column = _column(visit, groups.name, groups.getvalue()) if groups is not None else None
    with st.container(horizontal=True):
        if records is not None and groups is not None and column:
            handed = Handed(records.getvalue(), records.name, groups.getvalue(), groups.name, column)
            if st.button(say("Count by group"), key="equity-count", type="primary"):
                _count(visit, handed, wanted)
        if visit.opened.is_sample and st.button(say("Try the example"), key="equity-example"):
            _count(visit, Handed(column="region"), wanted)


def _column(visit: Visit, name: str, content: bytes) -> str | None:
    """Return the column with the group: the only one beside the learner, or the one that the visitor chooses."""
    others = group_columns(name, content)
    if isinstance(others, Trouble):
        _wrong(visit, others)
        return None
    if len(others) < 2:
        return next(iter(others), None)
    return st.selectbox(visit.say("Column with the group"), others, key="equity-column")


def _count(visit: Visit, handed: Handed, wanted: Wanted) -> None:
    """Count in a worker, keep the answer alone, and let the files go."""
    place = visit.opened.shelved
    with st.spinner(visit.say("Counting ...")):
        st.session_state[_KEPT] = worked(rates, (place.path, place.stamp), handed, wanted)
    st.session_state["equity-turn"] += 1
    st.rerun()


def _wrong(visit: Visit, found: Trouble) -> None:
    if found.ours:
        trouble(visit, found)
    else:
        findings(visit, found.findings, intro=visit.say("This cannot be counted. Nothing was kept."))


def _told(visit: Visit, document: EquityDocument) -> None:
    say = visit.say
    known = [rate for rate in RATES if any(found.rate == rate for found in document.everybody.rates)]
    known = known or [rate for rate in RATES if any(f.rate == rate for row in document.groups for f in row.rates)]
    st.session_state.setdefault("equity-rate", "grant")
    if known:
        _rate(visit, document)
    else:
        lede(say("The groups are too small: no rate can be told without telling about single people."))
    st.subheader(say("What the rates rest on"))
    place = visit.opened.names.organization(document.organization)
    st.caption(
        say(
            "Lines at {institution} as of {day}, and in brackets their credit. {sign} is left out: it is smaller than "
            "{least}, or would tell what such a cell holds.",
            institution=plain(place),
            day=say.day(document.as_of),
            sign=HIDDEN,
            least=say.number(document.least),
        )
    )
    rows = count_rows(document, say, COLUMNS)
    table(visit, rows, alt=say("Lines by group and by what became of them"), name="equity-lines")
    _reading(visit, document)
    download(say("Download the document (JSON)"), document.to_json(), "equity.json", "application/json")


def _rate(visit: Visit, document: EquityDocument) -> None:
    say = visit.say
    rates_shown: list[Rate] = [rate for rate in RATES if rate != "use" or document.credential]
    picked = st.segmented_control(
        say("Which share"), rates_shown, format_func=lambda rate: say(RATES[rate]), key="equity-rate"
    )
    rate: Rate = picked or "grant"
    lede(plain(equity_words(document, rate, say)))
    shown = equity_picture(document, rate, say)
    if shown is not None:
        picture(visit, shown)


def _reading(visit: Visit, document: EquityDocument) -> None:
    """Say what such figures can show, and what they cannot."""
    say = visit.say
    st.subheader(say("How to read this"))
    said = [
        say(
            "A rate says how often, not why. Groups bring different learning, and rules treat different learning "
            "differently: compare like with like before you conclude anything."
        ),
        say(
            "The interval says where the rate could lie by chance alone. Where that of a difference contains 0, it may "
            "be chance; and of twenty groups that do not differ, one looks apart by chance."
        ),
        say(
            "A clear difference is a question to look into, not a proof of unfairness. No clear difference is no proof "
            "of fairness: small groups rarely show one."
        ),
        say(
            "Lines of one learner hang together, so the true intervals are somewhat wider. What was never asked does "
            "not stand here at all."
        ),
        say(
            "Cells of fewer than {least} lines or learners are left out, and others with them: whoever knows all that "
            "is shown still finds each of them uncertain by at least {width}. Two answers about nearly the same people "
            "may tell more together: publish one, not a series.",
            least=say.number(document.least),
            width=say.number(document.width),
        ),
    ]
    st.markdown("\n".join(f"- {words}" for words in said))
