"""Into what does a program stack, and what is lost on the way?  The part of the program page about ladders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from pathways.language.words import Say, amount, msg
from pathways.model.credential import Credential
from pathways.model.design_documents import BelowEntry, CarryEntry, DeadEnd, LadderDocument, StackingDocument
from pathways.model.requirement import walk
from pathways.ui.names import plain
from pathways.ui.pictures.carry import carry_picture, carry_title
from pathways.ui.pictures.rungs import rungs_picture
from pathways.ui.pieces import asked, bullets, figures, filled, meaning, picture, reasons, table
from pathways.ui.reading import Chains
from pathways.ui.visit import Visit

HOWS: Final = {
    "names_it": msg("it is named there"),
    "pool_admits_it": msg("a choice there admits it"),
    "parts_count": msg("its parts count there"),
    "parts_count_by_rule": msg("its parts count there by agreement"),
    "counts_by_rule": msg("it counts there by agreement"),
}
BETWEEN: Final = ","
"""What stands between the rungs of a ladder in the address."""


def show_stack(visit: Visit, credential: Credential, programs: Mapping[str, Credential], said: dict[str, str]) -> None:
    """Show what a program stacks into, what stacks into it, and a ladder that it is part of."""
    say = visit.say
    st.subheader(say("Where its credit goes"), divider="gray")
    stack = asked(visit, StackingDocument, "stacking", credential.key, as_of=visit.day)
    if stack is None:
        return
    st.markdown(f"**{stack_sentence(say, stack)}**")
    _into(visit, stack, said)
    _below(visit, stack)
    _ladder(visit, stack, programs, said)


def stack_sentence(say: Say, stack: StackingDocument) -> str:
    """Return into how much it stacks, and how much of it the best one counts."""
    name = plain(stack.title)
    if not stack.into:
        return say("{name} stacks into no larger program of this catalogue.", name=name)
    best = max(stack.into, key=lambda carry: carry.share)
    larger = say.many("{n} larger program", "{n} larger programs", len(stack.into))
    return say(
        "{name} counts in {larger}. The best counts {share} of it: {best}.",
        name=name,
        larger=larger,
        share=say.percent(best.share),
        best=plain(best.title),
    )


def _into(visit: Visit, stack: StackingDocument, said: dict[str, str]) -> None:
    say, names = visit.say, visit.opened.names
    if not stack.into:
        return
    st.subheader(say("What it stacks into"), help=meaning(visit, "carry-over"))
    rows = [
        {
            say("Program"): carry.title,
            say("Institution"): names.organization(carry.organization),
            say("Carries over"): say.percent(carry.share),
            say("Credit"): _of(say, carry),
            say("Then missing"): amount(say, carry.remaining, carry.system),
            say("How"): say.listed(say(HOWS[how]) for how in carry.how),
        }
        for carry in stack.into
    ]
    table(visit, rows, alt=say("Programs into which it stacks"), name="stacks-into")
    if stack.left_out:
        st.caption(say("{n} more programs might count some of it and were not asked.", n=say.number(stack.left_out)))
    carry = _choose_larger(visit, stack.into, said)
    picture(visit, carry_picture(carry, stack.title, places_of(visit, carry.larger), say))
    _cases(say, carry)
    _dead_ends(visit, carry.dies, say("What ends there, and why"), "ends-there")
    reasons(visit, carry.reason)


def _of(say: Say, carry: CarryEntry) -> str:
    return say("{some} of {all}", some=say.number(carry.carried), all=amount(say, carry.brought, carry.unit))


def _choose_larger(visit: Visit, into: Sequence[CarryEntry], said: dict[str, str]) -> CarryEntry:
    """Let the visitor choose the larger program whose credit is drawn; the choice stands in the address."""
    found = {carry.larger: carry for carry in into}
    keys = list(found)
    best = max(into, key=lambda carry: carry.share).larger
    first = said["into"] if said.get("into") in found else best
    picked = st.selectbox(
        visit.say("Draw the way into"),
        keys,
        index=keys.index(first),
        format_func=lambda key: f"{found[key].title}, {visit.opened.names.organization(found[key].organization)}",
        key=f"into-{into[0].smaller}",
    )
    key = picked or first
    if key != best:
        visit.more["into"] = key
    else:
        visit.more.pop("into", None)
    return found[key]


def places_of(visit: Visit, key: str) -> dict[str, str]:
    """Return the titles of a credential's requirements, by path, as far as they have one."""
    names = visit.opened.names
    credential = names.credential(key)
    if credential is None or credential.requirement is None:
        return {}
    found = {}
    for path, node in walk(credential.requirement):
        named = getattr(node, "course", None) or getattr(node, "credential", None)
        title = node.title or (names.thing(named) if named else credential.title if path == "root" else None)
        if title:
            found[path] = title
    return found


def _cases(say: Say, carry: CarryEntry) -> None:
    cases = carry.cases
    if cases is None or cases.ways < 2:
        return
    worst, best = say.percent(cases.worst_share), say.percent(cases.best_share)
    if cases.worst == cases.best:
        told = say("Whichever of {n} equal ways was taken, {share} carries over.", n=say.number(cases.ways), share=best)
    else:
        told = say(
            "It depends on what was chosen: from {worst} to {best} over {n} equal ways.",
            worst=worst,
            best=best,
            n=say.number(cases.ways),
        )
    st.caption(told)


def _dead_ends(visit: Visit, dies: Sequence[DeadEnd], heading: str, name: str) -> None:
    say, names = visit.say, visit.opened.names
    if not dies:
        return
    st.subheader(heading, help=meaning(visit, "dead end"))
    rows = [
        {
            say("What"): dead.title,
            say("Credit"): amount(say, dead.amount, dead.unit),
            say("Hours of work"): "" if dead.hours is None else say.number(dead.hours),
            say("Ends in"): names.thing(dead.died_in),
            say("Why"): say.engine(dead.words),
            say("What would help"): say.engine(dead.cure or ""),
            say("Source"): dead.source or "",
        }
        for dead in dies
    ]
    table(visit, filled(rows), alt=heading, name=name)


def _below(visit: Visit, stack: StackingDocument) -> None:
    say = visit.say
    st.subheader(say("What stacks into it"), help=meaning(visit, "stack"))
    if not stack.below:
        st.write(say("Nothing smaller in this catalogue counts in it."))
    rows = [_below_row(visit, entry) for entry in stack.below]
    table(visit, filled(rows), alt=say("Credentials that count in it"), name="stacks-in")
    if stack.dead_ends:
        st.markdown(f"**{plain(say('Parts that count here and in nothing above'))}**")
        bullets(f"{part.title}: {amount(say, part.amount, part.unit)}" for part in stack.dead_ends)


def _below_row(visit: Visit, entry: BelowEntry) -> dict[str, str]:
    say, names = visit.say, visit.opened.names
    return {
        say("Credential"): entry.title,
        say("Institution"): names.organization(entry.organization),
        say("How"): say.listed(say(HOWS[how]) for how in entry.how),
        say("Through"): say.listed((names.thing(name) for name in entry.through), most=4),
    }


def _ladder(visit: Visit, stack: StackingDocument, programs: Mapping[str, Credential], said: dict[str, str]) -> None:
    """Show what it takes to climb from the smallest to the largest, and what that costs beyond the top alone."""
    say = visit.say
    st.subheader(say("Climbing the ladder"), help=meaning(visit, "penalty"))
    natural = _natural(visit, stack, programs)
    rungs = _choose_rungs(visit, stack, programs, said, natural)
    if len(rungs) < 2:
        st.info(say("Choose two programs or more, the smallest first, to see what the ladder costs."))
        return
    ladder = asked(visit, LadderDocument, "ladder", rungs, as_of=visit.day)
    if ladder is None:
        return
    _ladder_figures(visit, ladder)
    picture(visit, rungs_picture(ladder, say))
    for step, below in zip(ladder.steps, ladder.rungs, strict=False):
        st.markdown(f"- {plain(carry_title(step, below.title, say))}")
    _through(visit, ladder)
    _dead_ends(visit, ladder.dead_ends, say("Where credit dies on this ladder"), "ladder-dead-ends")
    if not ladder.complete:
        st.warning(say("Not every rung can be completed with what this catalogue offers."))
    bullets(say.engine(note) for note in ladder.notes)
    reasons(visit, ladder.reason)


def _natural(visit: Visit, stack: StackingDocument, programs: Mapping[str, Credential]) -> tuple[str, ...]:
    """Return the ladder that comes naturally: upward from here, else from the largest program below."""
    chains = asked(visit, Chains, "ladders", stack.credential, as_of=visit.day)
    if chains is not None and chains.chains:
        return tuple(key for key in chains.chains[0] if key in programs)
    below = [entry.credential for entry in stack.below if entry.credential in programs]
    return (below[0], stack.credential) if below else (stack.credential,)


def _choose_rungs(
    visit: Visit,
    stack: StackingDocument,
    programs: Mapping[str, Credential],
    said: dict[str, str],
    natural: tuple[str, ...],
) -> tuple[str, ...]:
    told = tuple(key for key in said.get("ladder", "").split(BETWEEN) if key in programs)
    names = visit.opened.names

    def label(key: str) -> str:
        return f"{programs[key].title}, {names.organization(programs[key].organization)}"

    picked = st.multiselect(
        visit.say("Rungs of the ladder, the smallest first"),
        list(programs),
        default=list(told if len(told) > 1 else natural),
        format_func=label,
        key=f"rungs-{stack.credential}",
        max_selections=5,
    )
    rungs = tuple(picked)
    if rungs and rungs != natural:
        visit.more["ladder"] = BETWEEN.join(rungs)
    else:
        visit.more.pop("ladder", None)
    return rungs


def _ladder_figures(visit: Visit, ladder: LadderDocument) -> None:
    say, penalty = visit.say, ladder.penalty
    shown: list[tuple[str, str, str | None]] = []
    if ladder.earned is not None:
        shown.append((say("Along the ladder"), say.number(ladder.earned), None))
    if ladder.alone is not None:
        shown.append((say("Straight to the top"), say.number(ladder.alone), None))
    if penalty is not None:
        shown.append((say("Penalty"), say.number(penalty.amount), "penalty"))
        shown.append((say("Penalty in percent"), say.percent(penalty.share), "penalty"))
        if penalty.hours is not None:
            shown.append((say("Hours lost"), say.number(penalty.hours), "penalty"))
    figures(visit, shown)


def _through(visit: Visit, ladder: LadderDocument) -> None:
    say, names = visit.say, visit.opened.names
    rows = [
        {
            say("From"): names.thing(entry.smaller),
            say("Into"): names.thing(entry.larger),
            say("Carries over"): say.percent(entry.share),
            say("Credit"): say(
                "{some} of {all}", some=say.number(entry.carried), all=amount(say, entry.brought, entry.unit)
            ),
        }
        for entry in ladder.through
    ]
    table(visit, rows, alt=say("What of each rung still counts in each later one"), name="ladder-through")
