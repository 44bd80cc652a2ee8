"""What is decided, why, and what does it change?  The form of one pair, kept as typed until it is decided."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

import streamlit as st

from pathways.errors import PathwaysError
from pathways.matching.decided import settled
from pathways.matching.soundness import check_sound
from pathways.model.codes import WORDS, ReasonCode
from pathways.model.decision import Decision, Pair
from pathways.model.desk_documents import DecisionEntry, DecisionsDocument, QueueGroup, ReplayDocument
from pathways.papers.decision_letter import DIFFERENCES
from pathways.ui.asking import worked
from pathways.ui.at_desk import AtDesk, moment, standing_on
from pathways.ui.courses import choose_courses
from pathways.ui.deciding import decide
from pathways.ui.likely import decided_words, pair_words
from pathways.ui.names import plain
from pathways.ui.pieces import STANDINGS, asked, bullets, findings, table, trouble
from pathways.ui.verdict import FIELDS, GIVEN, VERDICTS, Context, Typed, codes_for, decision_of, missing
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

FEW: Final = 60
"""Of so many lines at most it is worked out at once what a decision would change; of more when asked."""


def decide_form(visit: Visit, place: AtDesk, document: DecisionsDocument, pair: Pair, group: QueueGroup | None) -> None:
    """Show the form of a pair with what it would change, and take the decision."""
    say = visit.say
    stands = standing_on(document, pair.key)
    seen = place.seen.setdefault(pair.key, stands.id if stands else None)
    _stands(visit, place, document, pair)
    title = group.title if group is not None else ""
    rules = tuple(name for name in (group.rules if group else ()) if name in visit.opened.catalog.equivalences)
    context = Context(settled(visit.opened.catalog, pair), title, seen, rules)
    typed = _typed(visit, place, pair, group, rules)
    lacking = missing(say, typed)
    if not lacking:
        _changes(visit, place, typed, context, group)
    label = say("Decide for everybody who brings this")
    if st.button(label, type="primary", icon=":material/gavel:", key=f"decide-{pair.key}"):
        if lacking:
            st.warning(say("Not yet:") + "\n\n" + "\n".join(f"- {plain(words)}" for words in lacking))
        else:
            _decide(visit, place, typed, context)
    elif lacking:
        st.caption(say("Still to be said: {n}.", n=say.number(len(lacking))))
    where = (
        say("It is kept in {file}, with your name and the date.", file=plain(place.path.name))
        if place.named
        else say("It is kept for this visit only. Carry decisions away below, or start the page with --decisions FILE.")
    )
    st.caption(where)


def _stands(visit: Visit, place: AtDesk, document: DecisionsDocument, pair: Pair) -> None:
    """Say what stands on the pair; where somebody else decided meanwhile, what was typed stays and both are shown."""
    say, names = visit.say, visit.opened.names
    stands = standing_on(document, pair.key)
    now = stands.id if stands else None
    if stands is not None:
        told = say(
            "Stands: {what}, decided by {name} on {day}. What you decide takes its place.",
            what=decided_words(say, names, stands),
            name=stands.by,
            day=say.day(stands.at.date()),
        )
    else:
        told = say("What stood was withdrawn meanwhile.")
    if now != place.seen[pair.key]:
        st.warning(
            f"**{say('Somebody else decided meanwhile. What you typed is still here.')}** {plain(told)}",
            icon=":material/group:",
        )
        if st.button(say("I have seen it; mine shall take its place"), key=f"seen-{pair.key}"):
            place.seen[pair.key] = now
            st.rerun()
    elif stands is not None:
        st.info(plain(told), icon=":material/gavel:")


def _typed(visit: Visit, place: AtDesk, pair: Pair, group: QueueGroup | None, rules: tuple[str, ...]) -> Typed:
    """Show the fields and return what stands in them; they are kept for the pair, also while other pages are shown."""
    kept = place.drafts.setdefault(pair.key, _first(place, group))
    _restored(place, pair.key, kept)
    keys = _Keys(pair.key)
    say = visit.say
    verdict = st.segmented_control(
        say("Decision"), list(VERDICTS), format_func=lambda name: say(VERDICTS[name]), key=keys["verdict"]
    )
    if verdict in ("accept", "partial"):
        _given(visit, pair, group, keys)
    if verdict in ("partial", "refuse", "ask"):
        _reason(visit, keys, verdict)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(say("It rests on (syllabus, minutes, letter)"), key=keys["source"], max_chars=300)
        st.text_input(say("Where in it (optional)"), key=keys["clause"], max_chars=200)
        st.text_input(say("Who decides"), key=keys["by"], max_chars=200)
    with st.expander(say("Compared with, dates, and words for the learner")):
        _more(visit, pair, keys, verdict or "", rules)
    place.shown[pair.key] = frozenset(keys.shown)
    place.drafts[pair.key] = {**kept, **{name: st.session_state[keys[name]] for name in place.shown[pair.key]}}
    found = {name: value for name, value in place.drafts[pair.key].items() if value is not None}
    place.by = found.get("by") or place.by
    typed = Typed(**{**found, "courses": tuple(found.get("courses", ())), "examined": tuple(found.get("examined", ()))})
    return _fitting(typed)


class _Keys:
    """The names of the fields of a pair, which remembers those that are shown in this run."""

    def __init__(self, pair: str) -> None:
        self.pair = pair
        self.shown: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.shown.add(name)
        return field_key(self.pair, name)


def field_key(pair: str, name: str) -> str:
    """Return the key of a field."""
    return f"form-{pair}-{name}"


def _restored(place: AtDesk, pair: str, kept: Mapping[str, Any]) -> None:
    """Put back what was typed into fields that were not shown last: what Streamlit remembers of these is older.

    The button at the foot of the form says whether the form was shown at all.
    """
    last = place.shown.get(pair, frozenset()) if f"decide-{pair}" in st.session_state else frozenset()
    for name in FIELDS:
        if name not in last:
            st.session_state.pop(field_key(pair, name), None)
            if name in kept:
                st.session_state[field_key(pair, name)] = kept[name]


def _fitting(typed: Typed) -> Typed:
    """Return what was typed without what belongs to another decision than the one chosen now."""
    code = typed.code if typed.code in {str(one.value) for one in codes_for(typed.verdict)} else ""
    return replace(typed, code=code, difference=typed.difference if code else "")


def _first(place: AtDesk, group: QueueGroup | None) -> dict[str, Any]:
    """Return what stands in a fresh form: who decides, and the likeliest answer as that to which one says yes or no."""
    found: dict[str, Any] = {"by": place.by, "instead": True, "given": "course"}
    likely = group.suggestion if group is not None else None
    if likely is None:
        return found
    match likely.kind:
        case "course":
            return {**found, "courses": [likely.course], "examined": [likely.course]}
        case "subject_elective":
            return {**found, "given": "subject", "subject": likely.subject or ""}
        case "general_elective":
            return {**found, "given": "any"}
        case _:
            return found


def _given(visit: Visit, pair: Pair, group: QueueGroup | None, keys: _Keys) -> None:
    """Let the visitor say as what it counts, with which credit and under which conditions."""
    say = visit.say
    st.session_state.setdefault(keys["given"], "course")
    given = st.radio(
        say("It counts as"),
        list(GIVEN),
        format_func=lambda name: say(GIVEN[name]),
        key=keys["given"],
        horizontal=True,
    )
    likely = group.suggestion.course if group and group.suggestion and group.suggestion.course else None
    if given == "course":
        first = [likely] if likely else []
        choose_courses(visit, say("Courses here"), key=keys["courses"], at=pair.receiving, first=first)
    elif given == "subject":
        st.text_input(say("Subject"), key=keys["subject"], max_chars=100)
    st.text_input(say("Credit (empty: what the catalogue says)"), key=keys["credit"], max_chars=12, placeholder="3")
    with st.expander(say("Conditions")):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(say("Only with this grade or better"), key=keys["min_grade"], max_chars=20)
            st.text_input(say("Only with so many hours"), key=keys["min_hours"], max_chars=12)
            st.text_input(say("Not older than so many years"), key=keys["max_age"], max_chars=12)
        st.text_area(
            say("Conditions in words, one a line (a person looks at each learner)"), key=keys["conditions"], height=80
        )


def _reason(visit: Visit, keys: _Keys, verdict: str) -> None:
    say = visit.say
    codes = [str(code.value) for code in codes_for(verdict)]
    if st.session_state.get(keys["code"]) not in codes:
        st.session_state[keys["code"]] = None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("Reason"),
            codes,
            format_func=lambda code: f"{say.engine(WORDS[ReasonCode(code)].meaning)} ({code})",
            key=keys["code"],
            placeholder=say("Choose a reason"),
        )
        st.selectbox(
            say("Substantial difference"),
            ["", *DIFFERENCES],
            format_func=lambda name: say(DIFFERENCES[name]) if name else say("the usual one of this reason"),
            key=keys["difference"],
        )


def _more(visit: Visit, pair: Pair, keys: _Keys, verdict: str, rules: tuple[str, ...]) -> None:
    say = visit.say
    choose_courses(visit, say("Compared with"), key=keys["examined"], at=pair.receiving)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(say("Completed from (optional)"), None, key=keys["begin"], format="YYYY-MM-DD")
        st.date_input(say("Completed until (optional)"), None, key=keys["last"], format="YYYY-MM-DD")
    if verdict != "accept":
        st.text_area(say("In words, for the learner"), key=keys["words"], height=80)
    if rules:
        st.checkbox(
            say("It takes the place of the rules that leave this open: {rules}", rules=plain(", ".join(rules))),
            key=keys["instead"],
        )


def _changes(visit: Visit, place: AtDesk, typed: Typed, context: Context, group: QueueGroup | None) -> None:
    """Show which lines would clear, and how much credit."""
    say = visit.say
    lines = len(group.lines) if group is not None else 0
    if group is None or not lines:
        return
    st.markdown(f"**{say('What this would change')}**")
    if lines > FEW and not st.checkbox(say("Work out what this changes"), key=f"preview-{context.pair.key}"):
        return
    found = _preview(visit, place, typed, context, group)
    if found is None:
        return
    counted = Counter(line.after.decision for line in found.turned)
    credit = sum((line.after.credit for line in found.turned), Fraction(0))
    told = [
        say.many("{n} line clears.", "{n} lines clear.", counted["accepted"] + counted["refused"]),
        say("{n} credits are accepted.", n=say.number(credit)),
    ]
    still = lines - len({(line.learner, line.attainment) for line in found.turned})
    if still:
        told.append(say.many("{n} line stays as it is.", "{n} lines stay as they are.", still))
    bullets(told)
    rows = [
        {
            say("Learner"): line.learner,
            say("Line"): line.attainment,
            say("Before"): say(STANDINGS[line.before.decision]),
            say("After"): say(STANDINGS[line.after.decision]),
            say("Counts as"): say.listed(say.engine(item) for item in line.after.recognized_as),
            say("Credit"): say.number(line.after.credit),
        }
        for line in found.turned
    ]
    with st.expander(say("Line by line")):
        table(visit, rows, alt=say("Lines that would stand otherwise"), name="preview")


def _preview(visit: Visit, place: AtDesk, typed: Typed, context: Context, group: QueueGroup) -> ReplayDocument | None:
    decision = _sound(visit, typed, context, dt.datetime.combine(visit.day, dt.time(), dt.UTC))
    if decision is None:
        return None
    learners = frozenset(line.learner for line in group.lines)
    day, mark = visit.day, place.mark
    return asked(visit, ReplayDocument, "preview", place.sent, learners, decision, as_of=day, mark=mark)


def _sound(visit: Visit, typed: Typed, context: Context, at: dt.datetime) -> Decision | None:
    """Return the decision that was typed, or show why it cannot be right."""
    try:
        decision = decision_of(typed, context, at)
        check_sound(decision, visit.opened.catalog)
    except PathwaysError as error:
        findings(visit, error.findings, intro=visit.say("This cannot be decided so. What you typed is unchanged."))
        return None
    return decision


def _decide(visit: Visit, place: AtDesk, typed: Typed, context: Context) -> None:
    """Write it down; what somebody else wrote meanwhile is shown, and nothing of what was typed is lost."""
    say, key = visit.say, context.pair.key
    decision = _sound(visit, typed, context, moment())
    if decision is None:
        return
    with st.spinner(say("Writing it down ...")):
        found = worked(decide, place.path, decision)
    if isinstance(found, DecisionEntry):
        place.drafts.pop(key, None)
        place.shown.pop(key, None)
        place.seen.pop(key, None)
        for name in FIELDS:
            st.session_state.pop(field_key(key, name), None)
        names = visit.opened.names
        told = say.named(pair_words(say, names, context.pair), decided_words(say, names, decision))
        place.news = say("Decided, and written down. {what}", what=plain(told))
        visit.more.pop("pair", None)
        st.query_params.from_dict(visit.address())
        st.rerun()
    if isinstance(found, Trouble) and any(one.code == "S009" for one in found.findings):
        st.error(say("Somebody else decided meanwhile. Nothing was written, and what you typed is still here."))
        st.button(say("Show what stands now"), key=f"look-{key}")
    elif isinstance(found, Trouble):
        trouble(visit, found)
