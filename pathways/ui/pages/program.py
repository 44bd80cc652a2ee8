"""How is this program built, and where does its credit go?  What it asks, its rules, what it teaches, its ladder."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pathways.design.asks import asked_in_words
from pathways.language.words import amount
from pathways.model.credential import Credential, CredentialKind
from pathways.model.documents import AuditDocument
from pathways.model.record import Learner, LearnerRecord
from pathways.model.requirement import CredentialLeaf, walk
from pathways.ui.choices import choose_day
from pathways.ui.names import plain
from pathways.ui.pages.program_stack import show_stack
from pathways.ui.pictures.asks import KINDS, SIGNS, ask_lines, asks_picture, fixed_and_free
from pathways.ui.pictures.coverage import coverage_of, coverage_picture
from pathways.ui.pieces import asked, bullets, empty, figures, lede, onward, picture, table
from pathways.ui.rules import Rules
from pathways.ui.visit import Visit

NOBODY = LearnerRecord(learner=Learner(id="nobody"))
"""Somebody who brings nothing: an audit of them says all that a program asks for."""


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("How is this program built?"))
    said = visit.words_of("program", "into", "ladder")
    programs = programs_of(visit)
    if not programs:
        empty(visit, say("This catalogue has no program that says what it asks for."), "check")
        return
    with st.container(horizontal=True):
        key = _choose(visit, programs, said.get("program", ""))
        choose_day(visit)
    credential = programs[key]
    audit = asked(visit, AuditDocument, "audit", NOBODY, key, as_of=visit.day)
    if audit is None:
        return
    _built(visit, audit, credential)
    _rules(visit, credential)
    _teaches(visit, credential)
    show_stack(visit, credential, programs, said)
    onward(visit, ("editions", say("Compare editions")), ("check", say("Check a draft")))


def programs_of(visit: Visit) -> dict[str, Credential]:
    """Return every credential that says what it asks for, by key; by title, and institution, and edition."""
    found = [item for item in visit.opened.catalog.credentials.values() if item.requirement is not None]
    names = visit.opened.names
    found.sort(key=lambda item: (item.title.casefold(), names.organization(item.organization), item.edition))
    return {item.key: item for item in found}


def program_name(visit: Visit, credential: Credential) -> str:
    """Return title, institution and edition, as it stands in a list."""
    say, home = visit.say, visit.opened.names.organization(credential.organization)
    name = f"{credential.title}, {home}" if home else credential.title
    return say("{title} (edition {edition})", title=name, edition=credential.edition) if credential.edition else name


def first_program(programs: Mapping[str, Credential]) -> str:
    """Return what is shown first: the certificate, else the program, that is made of most other credentials."""

    def stacked(key: str) -> tuple[bool, int]:
        root = programs[key].requirement
        named = 0 if root is None else sum(isinstance(node, CredentialLeaf) for _, node in walk(root))
        return (named > 0 and programs[key].kind is CredentialKind.CERTIFICATE, named)

    return max(programs, key=stacked)


def _choose(visit: Visit, programs: Mapping[str, Credential], said: str) -> str:
    say, keys = visit.say, list(programs)
    first = said if said in programs else first_program(programs)
    picked = st.selectbox(
        say("Program"),
        keys,
        index=keys.index(first),
        format_func=lambda key: program_name(visit, programs[key]),
        key=f"program-{visit.opened.shelved.key}",
    )
    key = picked or first
    if key != said:
        visit.more = {"program": key}
    return key


def _built(visit: Visit, audit: AuditDocument, credential: Credential) -> None:
    """Say what it asks for: in a sentence, as rings, and as a list."""
    say, system = visit.say, audit.credit.system
    fixed, free = fixed_and_free(audit.requirements)
    whole = amount(say, audit.credit.required, system)
    goal = plain(program_name(visit, credential))
    if not free:
        lede(say("{goal} asks for {all}. All of it is fixed by name.", goal=goal, all=whole))
    else:
        parts = {"fixed": amount(say, fixed, system), "free": amount(say, free, system)}
        lede(say("{goal} asks for {all}: {fixed} fixed by name, {free} to choose.", goal=goal, all=whole, **parts))
    hours = credential.hours
    shown = [
        (say("Asks for"), say.number(audit.credit.required), "required"),
        (say("Fixed"), say.number(fixed), None),
        (say("To choose"), say.number(free), None),
        (say("Items"), say.number(audit.credit.items_missing), None),
    ]
    if hours is not None:
        shown.append((say("Hours of work"), say.number(hours), None))
    figures(visit, shown)
    _source(visit, credential)
    told = told_asks(visit, credential)
    left, right = st.columns([1, 1], gap="large")
    with left:
        picture(visit, asks_picture(audit, told, say))
        st.caption("  ".join(f"{SIGNS[kind]} {say(KINDS[kind])}" for kind in ("fixed", "choice", "ability", "person")))
    with right:
        st.subheader(say("What it asks for"))
        lines = ask_lines(audit, told, say)
        st.markdown("\n".join(f"{'  ' * depth}- {plain(words)}" for depth, words in lines))
    if audit.impossible:
        st.subheader(say("Cannot be completed with what this catalogue offers"))
        bullets(say.engine(item) for item in audit.impossible)


def told_asks(visit: Visit, credential: Credential) -> dict[str, str]:
    """Return by path what each requirement of a program asks, in words."""
    if credential.requirement is None:
        return {}
    catalog, say = visit.opened.catalog, visit.say
    return {path: say.engine(asked_in_words(catalog, node)) for path, node in walk(credential.requirement)}


def _source(visit: Visit, credential: Credential) -> None:
    say = visit.say
    if credential.source is None:
        st.caption(say("No source is stated: this is a claim, not checked."))
    else:
        st.caption(plain(say("source: {source}", source=str(credential.source))))


def _rules(visit: Visit, credential: Credential) -> None:
    """Say the rules over the whole, each with where it is written."""
    say = visit.say
    st.subheader(say("Rules over the whole"))
    told = Rules(visit.opened.catalog, credential, say).told(visit.day)
    if not told:
        st.write(say("None are stated: whoever fills every requirement is awarded it."))
    claim = say("no source: a claim, not checked")
    rows = [{say("About"): what, say("Rule"): words, say("Source"): source or claim} for what, words, source in told]
    table(visit, rows, alt=say("Rules over the whole program"), name="rules")


def _teaches(visit: Visit, credential: Credential) -> None:
    """Show which part teaches which ability."""
    say = visit.say
    found = coverage_of(visit.opened.catalog, credential)
    st.subheader(say("What it teaches, and where"))
    if not found.titles:
        st.write(say("No part says which abilities it shows, so nothing can be said here."))
        return
    picture(visit, coverage_picture(found, credential.title, say))
    st.caption(
        say(
            "Only parts that are fixed by name or named in a choice are counted: of what can be chosen freely, "
            "nobody has to take the part that teaches it. Abilities are compared by their identifier."
        )
    )
