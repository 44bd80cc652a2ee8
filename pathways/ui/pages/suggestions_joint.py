"""Which things of a record give a course only together?  Minimal sets, and why none of each can be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from pathways.language.words import Say, amount
from pathways.model.joint_documents import JointMember, JointOutcome, JointSet, JointSuggestionsDocument
from pathways.ui.at_desk import at_desk
from pathways.ui.choices import choose_learner
from pathways.ui.courses import choose_course
from pathways.ui.handed import hand_in
from pathways.ui.names import plain
from pathways.ui.pieces import asked, lede, table
from pathways.ui.visit import Visit


def together(visit: Visit, at: str, words: Mapping[str, str]) -> None:
    """Let the visitor choose a course here and a record, and show what of it covers the course together."""
    say = visit.say
    hand_in(visit)
    record = visit.record
    if record is None:
        st.info(say("There is no transcript yet. Send or type one above."), icon=":material/info:")
        return
    wanted = words.get("target", "")
    known = visit.opened.catalog.courses.get(wanted)
    choose_learner(visit)
    first = wanted if known is not None and known.organization == at else None
    picked = choose_course(visit, say("Which course here"), key="suggest-target", wanted=first, among=[at])
    visit.more = {"way": "together", **({"target": picked} if picked else {})}
    if picked is None:
        st.info(say("Choose a course to see what of the record covers it together."), icon=":material/search:")
        return
    mark = at_desk(visit).mark
    found = asked(visit, JointSuggestionsDocument, "jointly", record, picked, as_of=visit.day, mark=mark)
    if found is not None:
        _told(visit, found)


def _told(visit: Visit, found: JointSuggestionsDocument) -> None:
    say = visit.say
    course = plain(f"{found.code} {found.title}")
    if found.sets:
        lede(
            say.many(
                "Together these cover {course}: {n} set of the record.",
                "Together these cover {course}: {n} sets of the record.",
                len(found.sets),
                course=course,
            )
        )
    elif found.answered:
        lede(say("{course} has been answered already for what the record holds.", course=course))
    else:
        lede(say("Nothing of the record covers {course}, alone or together.", course=course))
    st.caption(_asked(say, found))
    _answered(visit, found)
    for number, one in enumerate(found.sets, start=1):
        _card(visit, found, one, f"set-{number}")
    if found.nearest:
        st.subheader(say("The nearest, and what they lack"))
    for number, one in enumerate(found.nearest, start=1):
        _card(visit, found, one, f"near-{number}")
    if not found.complete:
        st.caption(say("There are more sets than are shown."))
    _left_out(visit, found)


def _asked(say: Say, found: JointSuggestionsDocument) -> str:
    """Return what a set has to reach, and who says so."""
    wanted = found.asked
    outcomes = say.many("{n} outcome", "{n} outcomes", wanted.outcomes)
    told = say("Asked: {n} of {outcomes}", n=say.number(wanted.needed), outcomes=outcomes)
    if wanted.amount is not None and wanted.measure is not None:
        told = say("{what}, and at least {least}", what=told, least=amount(say, wanted.amount, wanted.measure))
    policy = (
        say("as the policy of the institution says")
        if wanted.policy
        else say("by our own threshold, as the institution states none")
    )
    return f"{told}, {policy}."


def _answered(visit: Visit, found: JointSuggestionsDocument) -> None:
    say = visit.say
    titles = _titles(visit)
    for one in found.answered:
        what = say.listed(titles.get(name, name) for name in one.members)
        st.success(
            plain(say("{what}: answered already, by {rule}.", what=what, rule=one.rule)), icon=":material/check:"
        )


def _titles(visit: Visit) -> dict[str, str]:
    return visit.opened.names.lines(visit.record) if visit.record is not None else {}


def _card(visit: Visit, found: JointSuggestionsDocument, one: JointSet, name: str) -> None:
    """Show one set: what it covers, where each outcome comes from, and why none of it can be left out."""
    say = visit.say
    with st.container(border=True):
        st.markdown(f"**{plain(say.listed(member.title for member in one.members))}**")
        outcomes = say.many("{n} outcome", "{n} outcomes", found.asked.outcomes)
        covered = say("{part} of {all}", part=say.number(one.covered), all=outcomes)
        told = [covered]
        if found.asked.measure is not None:
            told.append(amount(say, one.amount, found.asked.measure))
        st.markdown(
            "\n".join(f"- {plain(words)}" for words in (say.listed(told), *_needed(say, one), *_lacking(say, one)))
        )
        if one.weaker:
            st.caption(say("Some outcomes are covered by words of texts only, which is weaker."))
        titles = {member.id: member.title for member in one.members}
        rows = [_row(say, outcome, titles) for outcome in one.outcomes]
        with st.expander(say("Outcome by outcome")):
            table(visit, rows, alt=say("Outcomes, and where each comes from"), name=name)
        if one.pair is not None and one in found.sets and "queue" in visit.pages:
            params = visit.address(way=None, target=None, line=None, course=None, pair=one.pair, at=found.at)
            label = say("Decide this set for everybody") if len(one.members) > 1 else say("Decide this for everybody")
            st.page_link(visit.pages["queue"], label=label, icon=":material/gavel:", query_params=params)


def _needed(say: Say, one: JointSet) -> Sequence[str]:
    """Return for each member of several what the others do not cover without it."""
    if len(one.members) < 2:
        return ()
    return tuple(_alone(say, one, member) for member in one.members)


def _alone(say: Say, one: JointSet, member: JointMember) -> str:
    titles = {outcome.competency: outcome.title for outcome in one.outcomes if outcome.competency}
    only = say.listed(titles.get(name, name) for name in member.only)
    if only:
        return say("Without {member}, this is not covered: {what}.", member=member.title, what=only)
    return say("Without {member}, too little is left.", member=member.title)


def _lacking(say: Say, one: JointSet) -> Sequence[str]:
    titles = {outcome.competency: outcome.title for outcome in one.outcomes if outcome.competency}
    names = {member.id: member.title for member in one.members}
    found = []
    if one.missing:
        what = say.listed(titles.get(name, name) for name in one.missing)
        found.append(say("Not covered: {what}.", what=what))
    if one.unstated:
        who = say.listed(names.get(name, name) for name in one.unstated)
        found.append(say("Nobody states how much {what} brings.", what=who))
    doubts = dict.fromkeys(say.engine(words) for member in one.members for words in member.doubts)
    return (*found, *doubts)


def _row(say: Say, outcome: JointOutcome, titles: Mapping[str, str]) -> dict[str, str]:
    by = say.listed(dict.fromkeys(titles.get(one.member, one.member) for one in outcome.by))
    return {
        say("Outcome"): outcome.title,
        say("Level"): "" if outcome.level is None else say.number(outcome.level),
        say("Covered"): f"✓ {say('yes')}" if outcome.covered else f"✗ {say('no')}",
        say("From"): by,
    }


def _left_out(visit: Visit, found: JointSuggestionsDocument) -> None:
    if not found.left_out:
        return
    say = visit.say
    with st.expander(say("What takes no part, and why")):
        rows = [
            {say("Line"): one.id, say("What"): one.title, say("Why"): say.engine(one.text)} for one in found.left_out
        ]
        table(visit, rows, alt=say("Lines that take no part"), name="left-out")
        if found.left_out_count > len(found.left_out):
            st.caption(say("and {n} more", n=say.number(found.left_out_count - len(found.left_out))))
