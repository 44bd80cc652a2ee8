"""Whose are the badges, whose issuers are accepted, and where should they count?  Without these nothing is proven."""

from __future__ import annotations

import streamlit as st

from pathways.ui import held
from pathways.ui.choices import choose_organization
from pathways.ui.names import unlinked
from pathways.ui.pages.badges_keep import again, renewed
from pathways.ui.pieces import findings, meaning, trouble
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble


def counted_at(visit: Visit) -> str | None:
    """Return the institution at which badges should count: the one chosen, else the home of the goal."""
    names = homes(visit)
    goal = visit.opened.names.credential(visit.goal) if visit.goal else None
    wanted = visit.at or (goal.organization if goal else None)
    if wanted in names:
        return wanted
    return names[0] if names else None


def homes(visit: Visit) -> list[str]:
    """Return the institutions that award something, by name."""
    known = {item.organization for item in visit.opened.catalog.credentials.values()}
    return sorted(known, key=lambda name: visit.opened.names.organization(name).casefold())


def whose_and_whom(visit: Visit) -> None:
    """Let the visitor say whose the badges are, which issuers are accepted, and where they should count."""
    say, place = visit.say, held.kept(visit)
    accepted = held.issuers_of(visit)
    if not place.whose.known:
        st.warning(say("Nobody said yet whose these badges are, so none can be proven. Say so below."))
    if accepted is None:
        st.warning(
            say("There is no list of accepted issuers here, so every badge stays a claim. Hand in a list below.")
        )
    if place.whose.known and accepted is not None:
        st.caption(_settled(visit, place, accepted))
    with st.expander(
        say("Whose are they, and whose badges are accepted?"),
        expanded=not place.whose.known or accepted is None,
        icon=":material/badge:",
    ):
        _whose(visit, place)
        _issuers(visit, accepted)
        _at(visit)


def _settled(visit: Visit, place: held.Kept, accepted: held.IssuerList) -> str:
    """Return for whom, by which list and for where everything was examined."""
    say = visit.say
    who = say.listed((unlinked(name) for name in (*place.whose.mails, *place.whose.ids)), most=3)
    where = visit.opened.names.organization(counted_at(visit))
    if not where:
        return say("Examined for {who}, by the list {list}.", who=who, list=unlinked(accepted.title))
    return say(
        "Examined for {who}, by the list {list}, as it counts at {where}.",
        who=who,
        list=unlinked(accepted.title),
        where=unlinked(where),
    )


def _whose(visit: Visit, place: held.Kept) -> None:
    say, turn = visit.say, st.session_state.setdefault("badges-turn", 0)
    text = st.text_area(
        say("Your mail addresses, as issuers know them; or your ids (DID)"),
        "\n".join((*place.whose.mails, *place.whose.ids)),
        height=90,
        key=f"badges-whose-{turn}",
        help=say("One a line. They stay in this visit, are compared with what each badge says, and are sent nowhere."),
    )
    st.caption(say("This page believes you. Somebody to whom you show a badge may ask you to prove it."))
    if st.button(say("Save and check again"), key=f"badges-whose-save-{turn}"):
        _after(visit, held.say_whose(visit, held.whose(text)))


def _issuers(visit: Visit, accepted: held.IssuerList | None) -> None:
    say = visit.say
    st.markdown(f"**{say('Accepted issuers')}**", help=meaning(visit, "issuer"))
    if accepted is None:
        st.write(say("There is no list. Badges can be read and checked, but who may award what is open: claims only."))
    elif accepted.own:
        st.write(say("Your own list: {title}. What is proven by it is proven to you.", title=unlinked(accepted.title)))
        if st.button(say("Use the list of this catalogue instead"), key="badges-issuers-back"):
            _after(visit, held.forget_issuers(visit))
    else:
        st.write(say("The list that goes with this catalogue ({file}).", file=unlinked(accepted.title)))
    turn = st.session_state["badges-turn"]
    sent = st.file_uploader(
        say("Another list of accepted issuers: YAML or JSON"),
        ["yaml", "yml", "json"],
        key=f"badges-issuers-{turn}",
        max_upload_size=5,
    )
    if sent is not None:
        with st.spinner(say("Reading {file} ...", file=unlinked(sent.name))):
            found = held.accept_issuers(visit, sent.name, sent.getvalue())
        if isinstance(found, Trouble) and not found.ours:
            findings(visit, found.findings, intro=say("This cannot be read. What you had is unchanged."))
        else:
            _after(visit, found if isinstance(found, Trouble) else 0)


def _at(visit: Visit) -> None:
    say, names = visit.say, homes(visit)
    if not names:
        return
    visit.at = counted_at(visit)
    before = visit.at
    choose_organization(visit, names, label=say("Where should they count?"))
    if visit.at != before:
        st.query_params.from_dict(visit.address())
        st.rerun()


def _after(visit: Visit, found: int | Trouble) -> None:
    """Show the page anew after everything was examined again; lines on the own record follow."""
    if isinstance(found, Trouble):
        trouble(visit, found)
        return
    again(visit, " ".join(word for word in (visit.say("Everything was checked again."), renewed(visit)) if word))
