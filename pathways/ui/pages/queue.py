"""What waits for a decision?  Undecided lines of many learners, equal ones together, the most credit first."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import streamlit as st

from pathways.errors import PathwaysError
from pathways.language.words import Say
from pathways.matching.pairs import pair_of
from pathways.model.codes import WORDS, ReasonCode
from pathways.model.desk_documents import DecisionsDocument, QueueDocument, QueueGroup
from pathways.ui.asking import worked
from pathways.ui.at_desk import AtDesk, at_desk, available, decisions
from pathways.ui.choices import aims, choose_day
from pathways.ui.deciding import Sent, Taken, take
from pathways.ui.handed import unread
from pathways.ui.intake import MANY
from pathways.ui.likely import answer_words, chance, pair_words
from pathways.ui.names import plain, unlinked
from pathways.ui.pages.queue_form import decide_form
from pathways.ui.pages.queue_made import made
from pathways.ui.pictures.at_stake import at_stake_picture, sureness
from pathways.ui.pieces import asked, empty, figures, findings, lede, meaning, onward, picture, table
from pathways.ui.receiving import choose_receiver, home_of
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

MOST: Final = 200
"""So many groups stand in a list; the others come up as these are decided, or are found by their title."""


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What waits for a decision?"), help=meaning(visit, "decision"))
    missing = available()
    if missing is not None:
        findings(visit, missing.findings, intro=say("Decisions cannot be kept here."))
        return
    try:
        _whole(visit)
    except PathwaysError as error:
        findings(visit, error.findings, intro=say("The decisions cannot be read. Nothing was changed."))


def _whole(visit: Visit) -> None:
    say, place = visit.say, at_desk(visit)
    st.write(say("One decision holds for everybody who brings the same, and clears all their lines at once."))
    words = visit.words_of("pair", "for")
    at, goal = _where(visit, words.get("for", ""))
    if at is None:
        empty(visit, say("This catalogue has no institution that recognises anything."), "start")
        return
    _receive(visit, place)
    document = decisions(visit)
    if document is None:
        return
    _news(place)
    if place.sent.path is None and not visit.opened.is_sample:
        st.info(say("Hand in records to see what waits. Nothing has been sent yet."), icon=":material/inbox:")
        _linked(visit, place, document, words.get("pair", ""))
    else:
        mark = place.mark
        queue = asked(visit, QueueDocument, "queue", place.sent, (at,), as_of=visit.day, mark=mark, goal=goal)
        if queue is not None:
            _told(visit, place, queue, document, words.get("pair", ""))
    made(visit, place, document)
    onward(visit, ("suggestions", say("Look at suggestions")), ("transfer", say("Check one transcript")))


def _where(visit: Visit, wanted: str) -> tuple[str | None, str | None]:
    """Let the visitor choose who receives, for which program if for one, and as of which day."""
    say = visit.say
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = choose_receiver(visit)
        programs = {aim.id: aim.title for aim in aims(visit) if at and home_of(visit, aim.id) == at}
        names = ["", *programs]
        goal = st.selectbox(
            say("Program (optional)"),
            names,
            index=names.index(wanted) if wanted in names else 0,
            format_func=lambda name: programs.get(name) or say("Every program"),
            key=f"queue-program-{at}",
            help=say("With a program, only what could fill one of its requirements is shown."),
        )
        choose_day(visit)
    visit.more.pop("for", None)
    visit.more.update({"for": goal} if goal else {})
    return at, goal or None


def _receive(visit: Visit, place: AtDesk) -> None:
    """Take records: a file of many; without one, those of the sample."""
    say = visit.say
    with st.expander(say("Hand in other records"), icon=":material/upload_file:"):
        file = st.file_uploader(
            say("A CSV table with a column learner and one line a course, or a zip of records"),
            list(MANY),
            key="queue-file",
            help=say("Up to 16 MB. It stays in this session and is not stored."),
        )
        if file is not None and file.file_id != place.file:
            place.file = file.file_id
            _take(visit, place, file.name, file.getvalue())
        if place.sent.path is not None and visit.opened.is_sample and st.button(say("Back to the sample's learners")):
            place.sent, place.count, place.wrong = Sent(), 0, None
            st.rerun()
    if place.sent.path is not None:
        n = say.many("{n} record", "{n} records", place.count)
        st.caption(say("{records} from {file}.", records=n, file=unlinked(place.sent.name)))
    elif visit.opened.is_sample:
        st.caption(say("These are the invented learners of the sample."))
    unread(visit, place.wrong)


def _take(visit: Visit, place: AtDesk, name: str, content: bytes) -> None:
    with st.spinner(visit.say("Reading ...")):
        found = worked(take, place.folder, name, content)
    if isinstance(found, Taken):
        place.sent, place.count = found.sent, found.records
        place.wrong = found.wrong if found.wrong.findings else None
    else:
        place.wrong = found if isinstance(found, Trouble) else None


def _news(place: AtDesk) -> None:
    if place.news:
        st.success(place.news, icon=":material/check:")
        place.news = ""


def _told(visit: Visit, place: AtDesk, queue: QueueDocument, made_so_far: DecisionsDocument, wanted: str) -> None:
    """Say how much waits, show what to decide first, and let one group be decided."""
    say = visit.say
    lede(sentence(say, queue))
    _figures(visit, queue)
    groups = (*queue.groups, *queue.waiting)
    if queue.groups:
        st.subheader(say("The most credit first"))
        picture(visit, at_stake_picture(queue.groups, visit.opened.names, say))
        with st.expander(say("All groups as a table")):
            rows = group_rows(visit, queue.groups)
            table(visit, rows, alt=say("Everything that waits for a decision"), name="queue")
    group = _chosen(visit, groups, wanted)
    if group is not None:
        _group(visit, place, group, made_so_far)
    elif wanted:
        _linked(visit, place, made_so_far, wanted)
    if queue.not_for_goal:
        st.caption(
            say.many(
                "{n} more decision could fill nothing of this program.",
                "{n} more decisions could fill nothing of this program.",
                len(queue.not_for_goal),
            )
        )
    _aside(visit, queue)


def sentence(say: Say, queue: QueueDocument) -> str:
    """Return how much waits and how few decisions it takes."""
    if not queue.groups:
        return say("Nothing waits for a decision here.")
    lines = say.many("{n} line", "{n} lines", sum(len(one.lines) for one in queue.groups))
    learners = say.many(
        "{n} learner", "{n} learners", len({line.learner for one in queue.groups for line in one.lines})
    )
    count = say.many("{n} decision", "{n} decisions", len(queue.groups))
    return say("{lines} of {learners} wait for {decisions}.", lines=lines, learners=learners, decisions=count)


def _figures(visit: Visit, queue: QueueDocument) -> None:
    say = visit.say
    credit = sum((one.credit_at_stake for one in queue.groups), Fraction(0))
    unknown = sum(one.credit_unknown for one in queue.groups)
    figures(
        visit,
        [
            (say("Decisions"), say.number(len(queue.groups)), "decision"),
            (say("Credit at stake"), say.number(credit), "credit at stake"),
            (say("Asked, waiting"), say.number(len(queue.waiting)), None),
            (say("Alone"), say.number(len(queue.alone)), None),
        ],
    )
    if unknown:
        st.caption(
            say.many(
                "Of {n} line nobody knows how much credit it carries.",
                "Of {n} lines nobody knows how much credit they carry.",
                unknown,
            )
        )


def group_rows(visit: Visit, groups: Sequence[QueueGroup]) -> list[dict[str, str]]:
    """Return groups as rows of a table."""
    say, names = visit.say, visit.opened.names
    return [
        {
            say("What"): one.title,
            say("Institution"): names.organization(one.pair.receiving),
            say("Learners"): say.number(one.learners),
            say("Lines"): say.number(len(one.lines)),
            say("Credit at stake"): say.number(one.credit_at_stake),
            say("Best suggestion"): _best(say, visit, one),
            say("How sure it is"): sureness(say, one),
            say("Why it waits"): _why(say, one),
        }
        for one in groups
    ]


def _best(say: Say, visit: Visit, group: QueueGroup) -> str:
    return "" if group.suggestion is None else answer_words(say, visit.opened.names, group.suggestion)


def _why(say: Say, group: QueueGroup) -> str:
    return say.listed(say.engine(WORDS[ReasonCode(code)].meaning) for code in group.codes)


def _chosen(visit: Visit, groups: Sequence[QueueGroup], wanted: str) -> QueueGroup | None:
    """Let the visitor choose a group; a link, or the first of the queue, chooses it beforehand."""
    say = visit.say
    known = {one.key: one for one in groups}
    if not known:
        return None
    st.subheader(say("Decide one"))
    shown = list(known)[:MOST]
    if wanted in known and wanted not in shown:
        shown.append(wanted)
    if len(known) > len(shown):
        told = say("The first {n} of {all}; the others come up as these are decided.", n=MOST, all=len(known))
        st.caption(told)
    key = f"queue-group-{visit.at}"
    if wanted and wanted not in known:
        shown = ["", *shown]
    held = wanted if wanted in known else ("" if wanted else shown[0])
    if st.session_state.get(key) not in shown or st.session_state[key] != held:
        st.session_state[key] = held

    def label(name: str) -> str:
        if not name:
            return say("another pair, from a link")
        one = known[name]
        credit = say.number(one.credit_at_stake)
        waits = f" · {say('asked')}" if one.standing else ""
        return say("{title}: {n} credits, {sure}", title=one.title, n=credit, sure=sureness(say, one)) + waits

    picked = st.selectbox(
        say("What is to be decided"), shown, format_func=label, key=key, on_change=_take_pair, args=(visit, key)
    )
    _named(visit, wanted if wanted and picked == held else picked)
    return known.get(picked or "")


def _take_pair(visit: Visit, key: str) -> None:
    picked = st.session_state.get(key)
    _named(visit, picked)
    st.query_params.from_dict(visit.address())


def _named(visit: Visit, pair: str | None) -> None:
    """Let the address name the pair that is shown."""
    visit.more.pop("pair", None)
    visit.more.update({"pair": pair} if pair else {})


def _group(visit: Visit, place: AtDesk, group: QueueGroup, document: DecisionsDocument) -> None:
    """Show whom a group concerns and what is likely, then the form."""
    say, names = visit.say, visit.opened.names
    st.markdown(f"**{plain(pair_words(say, names, group.pair))}**")
    told = [
        say.many("{n} learner brings it", "{n} learners bring it", group.learners)
        + ": "
        + say.listed((line.learner for line in group.lines), most=8),
        say.named(say("Why it waits"), _why(say, group)),
    ]
    if group.suggestion is not None:
        best = answer_words(say, names, group.suggestion)
        told.append(say.named(say("Best suggestion"), f"{best} ({chance(say, group.suggestion.probability)})"))
        if group.suggestion.cold:
            told.append(say("Few rules are known here: judged mostly by title, code, level and hours."))
    if group.beside:
        told.append(
            say.many(
                "{n} line stays undecided for a reason of its own as well.",
                "{n} lines stay undecided for a reason of their own as well.",
                group.beside,
            )
        )
    st.markdown("\n".join(f"- {plain(words)}" for words in told))
    with st.expander(say("The lines that wait for it")):
        rows = [
            {
                say("Learner"): line.learner,
                say("Line"): line.attainment,
                say("Credit"): "" if line.credit is None else say.number(line.credit),
            }
            for line in group.lines
        ]
        table(visit, rows, alt=say("Lines that this decision would clear"), name="lines")
    learning = group.pair.learning
    if learning.course and not group.pair.together and "suggestions" in visit.pages:
        params = visit.address(pair=None, way="course", course=learning.course, at=group.pair.receiving)
        label = say("See every likely answer, with what speaks for and against")
        st.page_link(visit.pages["suggestions"], label=label, icon=":material/lightbulb:", query_params=params)
    decide_form(visit, place, document, group.pair, group)


def _linked(visit: Visit, place: AtDesk, document: DecisionsDocument, wanted: str) -> None:
    """Let a pair be decided that a link names, though no line of these records waits for it."""
    if not wanted:
        return
    say = visit.say
    try:
        pair = pair_of(wanted, visit.opened.catalog)
    except PathwaysError as error:
        findings(visit, error.findings, intro=say("The link names nothing that can be decided here."))
        return
    _named(visit, wanted)
    st.markdown(f"**{plain(pair_words(say, visit.opened.names, pair))}**")
    st.info(say("No line of these records waits for it. What you decide holds for whoever brings it."))
    decide_form(visit, place, document, pair, None)


def _aside(visit: Visit, queue: QueueDocument) -> None:
    """Say what no decision about a pair can clear."""
    say = visit.say
    if not queue.alone and not queue.of_the_record:
        return
    with st.expander(say("What no such decision can clear")):
        if queue.alone:
            st.markdown(say("These lines name no course, so that nobody else brings the same. Look at each alone."))
            rows = [
                {say("Learner"): line.learner, say("Line"): line.attainment, say("Learning"): line.title}
                for line in queue.alone
            ]
            table(visit, rows, alt=say("Lines to be looked at alone"), name="alone")
        for code, count in queue.of_the_record.items():
            what = say.engine(WORDS[ReasonCode(code)].meaning)
            lines = say.many("{n} line lacks something", "{n} lines lack something", count)
            st.markdown(f"- {plain(say.named(lines, what))}")
