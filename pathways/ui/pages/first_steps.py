"""What should I take next?  The first steps that do most, each with its price, its dates, and why."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from pathways.language.words import amount
from pathways.model.exact import parse_exact
from pathways.model.plan_documents import AdvanceEntry, FirstStep, NextDocument
from pathways.model.record import LearnerRecord
from pathways.ui.choices import aims, choose_day, choose_learner
from pathways.ui.doing import deed, is_claim, price, sentence
from pathways.ui.names import learner_name, plain
from pathways.ui.pages.gap import at_risk
from pathways.ui.pieces import asked, bullets, empty, lede, onward, reasons, undated
from pathways.ui.visit import Visit
from pathways.ui.wishes import joined, parted

ALL = "all"
"""Stands in the address where no goal is named: toward the nearest of all."""

SHOWN = (5, 10, 20)
FEW = 3


def show(visit: Visit) -> None:
    """Show the page."""
    say, record = visit.say, visit.record
    st.title(say("What should I take next?"))
    if record is None:
        empty(visit, say("There is no record yet. Enter or upload one first."), "record")
        return
    said = visit.words_of("toward", "top")
    with st.container(horizontal=True):
        choose_learner(visit)
        choose_day(visit)
    goals = _goals(visit, record, said.get("toward", ""))
    top = int(said["top"]) if said.get("top", "") in {str(number) for number in SHOWN} else SHOWN[0]
    document = asked(visit, NextDocument, "next", record, goals, as_of=visit.day, top=top)
    if document is not None:
        _told(visit, record, document, top)
    onward(visit, ("plan", say("Make a plan")), ("gap", say("How far am I?")), ("map", say("See the map")))


def _goals(visit: Visit, record: LearnerRecord, toward: str) -> tuple[str, ...]:
    """Let the visitor choose what to go toward; nothing means the nearest of all."""
    say = visit.say
    known = {aim.id: aim.label for aim in aims(visit)}
    usual = _usual(visit, record, known)
    now = () if toward == ALL else tuple(g for g in parted(toward) if g.partition("@")[0] in known) or usual
    names = [*dict.fromkeys([*now, *usual, *known])]
    picked = st.multiselect(
        say("Toward"),
        names,
        default=now,
        format_func=lambda name: known[name.partition("@")[0]],
        placeholder=say("No goal: toward the nearest of all"),
        help=say("Leave it empty to see what brings you nearest to any goal."),
        key=f"toward-{visit.who}-{visit.goal}",
    )
    found = tuple(picked)
    visit.more = {name: word for name, word in visit.more.items() if name != "toward"}
    if found != usual:
        visit.more["toward"] = joined(found) or ALL
    return found


def _usual(visit: Visit, record: LearnerRecord, known: dict[str, str]) -> tuple[str, ...]:
    """Return the goals of the record; where another one is at hand, that one."""
    own = [goal.credential or goal.occupation or "" for goal in record.goals]
    own = [name for name in dict.fromkeys(own) if name.partition("@")[0] in known]
    if visit.goal and visit.goal not in own and visit.goal.partition("@")[0] in known:
        return (visit.goal,)
    return tuple(own)


def _told(visit: Visit, record: LearnerRecord, document: NextDocument, top: int) -> None:
    say = visit.say
    if not document.steps and undated(visit):
        return
    lede(headline(visit, document, learner_name(record)))
    goals = say.listed(plain(visit.opened.names.thing(name)) for name in document.goals)
    st.caption(say("Toward: {goals}. As of {day}.", goals=goals, day=say.day(document.as_of)))
    for step in document.steps:
        _card(visit, step)
    if any(is_claim(visit.opened.catalog, step.offering) and step.cost for step in document.steps):
        st.caption(say("* A claim, not checked: the catalogue names no source for this price.").replace("*", r"\*"))
    _more(visit, document, top)
    at_risk(visit, document.at_risk, visit.opened.names.lines(record))
    if document.assumptions:
        st.subheader(say("Taken as given"))
        bullets(sentence(say, words) for words in document.assumptions)
    reasons(visit, document.reason)


def headline(visit: Visit, document: NextDocument, learner: str) -> str:
    """Return the answer in a sentence, names made plain."""
    say = visit.say
    if not document.steps:
        return say(
            "Nothing that {name} may begin brings these goals nearer or leads to anything that does.",
            name=plain(learner),
        )
    first = document.steps[0]
    return say(
        "The best that {name} can do first: {deed}.",
        name=plain(learner),
        deed=_small(deed(say, first.kind, plain(first.title))),
    )


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _card(visit: Visit, step: FirstStep) -> None:
    """Show one step: what, where, when, for how much, what it does, why, and on to a plan with it."""
    say, names = visit.say, visit.opened.names
    with st.container(border=True, key=f"step-{step.rank}"):
        st.subheader(f"{step.rank}. {deed(say, step.kind, plain(step.title))}", anchor=False)
        claim = is_claim(visit.opened.catalog, step.offering)
        facts = [
            names.organization(step.organization),
            say("{begin} to {end}", begin=say.day(step.begin), end=say.day(step.end)),
            price(say, step.cost, step.currency, claim=claim),
            *([amount(say, step.credit, "")] if step.credit else []),
        ]
        st.markdown(" · ".join(plain(fact) for fact in facts))
        bullets(_grounds(visit, step))
        reasons(visit, step.reason, say("Why this"))
        if "plan" in visit.pages:
            take = visit.address(toward=None, top=None, take=joined([step.offering or step.id]), asked="yes")
            label = say("Make a plan with it")
            st.page_link(visit.pages["plan"], label=label, icon=":material/event_available:", query_params=take)


def _grounds(visit: Visit, step: FirstStep) -> Iterator[str]:
    """Yield what speaks for a step, sentence by sentence."""
    say, names = visit.say, visit.opened.names
    for advance in step.advances:
        yield advanced(visit, advance)
    for key in step.alone:
        yield say("Held even if nothing follows: {award}.", award=names.thing(key))
    for entry in step.recognized:
        where, credit = names.organization(entry.organization), amount(say, entry.credit, "")
        yield say("{place} recognizes {credit} of it.", place=where, credit=credit)
    if step.opens:
        yield say("Opens {things}.", things=say.listed(map(names.thing, step.opens), most=FEW))
    if step.leads_toward:
        things = say.listed(map(names.thing, step.leads_toward), most=FEW)
        yield say("With something else, opens {things}.", things=things)
    if step.keeps_open:
        yield say.many("Counts in {n} credential.", "Counts in {n} credentials.", step.keeps_open)
    if step.beside:
        things = say.listed(map(names.thing, step.beside), most=FEW)
        yield say("To be taken together with {things}.", things=things)
    if not step.soon:
        yield say("It begins only after the first term to come.")


def advanced(visit: Visit, advance: AdvanceEntry) -> str:
    """Return what a step does for one goal, such as ``Diploma: from 39 to 36 credits missing``."""
    say, goal = visit.say, advance.title
    if advance.measure == "money":
        before, after = say.money(advance.before, advance.currency), say.money(advance.after, advance.currency)
    else:
        before, after = say.number(advance.before), amount(say, advance.after, advance.measure)
    if advance.exact:
        said = say("{goal}: from {before} to {after} missing", goal=goal, before=before, after=after)
    else:
        said = say("{goal}: from {before} to at most {after} missing", goal=goal, before=before, after=after)
    if advance.saved in (None, "0"):
        return f"{said}."
    saved = str(advance.saved)
    sum_ = say.money(parse_exact(saved.lstrip("-")), advance.currency)
    if saved.startswith("-"):
        return say("{said}; the whole way then costs {sum} more.", said=said, sum=sum_)
    return say("{said}; the whole way then costs {sum} less.", said=said, sum=sum_)


def _more(visit: Visit, document: NextDocument, top: int) -> None:
    """Say how many there are, and show more of them on demand."""
    say = visit.say
    shown, found = say.number(len(document.steps)), say.number(document.considered)
    st.caption(say("{shown} of {all} things that may be begun now.", shown=shown, all=found))
    further = next((number for number in SHOWN if number > top), None)
    if further and len(document.steps) >= top and document.considered > top:

        def widen() -> None:
            visit.more["top"] = str(further)
            st.query_params.from_dict(visit.address())

        st.button(say("Show more"), icon=":material/expand_more:", on_click=widen)
