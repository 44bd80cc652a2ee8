"""Is there another way?  The plans that no other beats, to pick from; and where there is none, what would help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import streamlit as st

from pathways.language.words import msg
from pathways.model.plan_documents import ClashEntry, FrontEntry, PlanDocument, RelaxationEntry
from pathways.model.record import LearnerRecord
from pathways.planning.currency import currency_of
from pathways.ui.doing import sentence
from pathways.ui.names import plain
from pathways.ui.pictures.trade import told, trade_picture
from pathways.ui.pieces import asked, bullets, meaning, picture
from pathways.ui.visit import Visit
from pathways.ui.wishes import Wishes, eased

FEW: Final = 4

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "requirement": msg("it is required"),
        "rule": msg("a rule of the goal"),
        "prerequisite": msg("it comes before"),
        "corequisite": msg("it goes with"),
        "offering": msg("when it is offered"),
        "calendar": msg("how far the calendar goes"),
        "held": msg("it is held already"),
        "capacity": msg("places"),
    }
)


def front_of(visit: Visit, record: LearnerRecord, wishes: Wishes) -> PlanDocument | None:
    """Return every trade of time, cost and what is held on the way."""
    return asked(
        visit,
        PlanDocument,
        "plan",
        record,
        wishes.goals,
        as_of=visit.day,
        preferences=wishes.preferences,
        request=wishes.wanted(front=True),
    )


def choices(
    visit: Visit, record: LearnerRecord, wishes: Wishes, is_asked: bool, shown: int, pick: Callable[[int], None]
) -> None:
    """Show the plans to pick from, once they are asked for; ``pick`` is told which, 0 for the one first asked for."""
    say = visit.say
    st.subheader(say("Other plans to choose from"), help=meaning(visit, "front"))
    if not is_asked:
        st.write(say("See what it costs to be done sooner, and what more you could hold on the way."))
        st.button(say("Show every trade"), icon=":material/balance:", on_click=pick, args=(0,), key="every-trade")
        return
    front = front_of(visit, record, wishes)
    if front is None or not front.others:
        return
    touched = picture(visit, trade_picture(front, say, shown), pick=True)
    st.caption(
        say("A larger point holds more on the way; its shape says how many awards: ● one, ■ two, ◆ three, ★ more.")
    )
    currency = front.totals.currency if front.totals else None
    entries = front.others

    def label(number: int) -> str:
        return f"{number}: {told(entries[number - 1], currency, say)}" if number else say("The best for what I asked")

    key = f"pick-{shown}"
    chosen = st.selectbox(say("Show this plan"), range(len(entries) + 1), index=shown, format_func=label, key=key)
    _honest(visit, entries)
    wanted = touched[0] + 1 if touched else chosen
    if wanted != shown:
        pick(wanted)
        st.rerun()


def _honest(visit: Visit, entries: tuple[FrontEntry, ...]) -> None:
    say = visit.say
    held = say("Held on the way: the credit of each award, once for each term at whose end it is held.")
    if all(entry.proven for entry in entries):
        st.caption(f"{say('Proven: no other plan beats one of these.')} {held}")
    else:
        words = say("Not all of this is proven: there may be better plans, or more.")
        st.caption(f"{words} {held}")


def impossible(visit: Visit, plan: PlanDocument, wishes: Wishes, change: Callable[[Wishes], None]) -> None:
    """Say which few conditions clash, and what would help, each to be tried with one click."""
    say = visit.say
    st.subheader(say("These cannot all hold together"))
    if not plan.conflict:
        st.write(say("Which of the conditions clash was not found out within the effort allowed."))
    for entry in plan.conflict:
        _clash(visit, entry)
    st.subheader(say("What would help"))
    if not plan.relaxations:
        st.write(say("No single change that you can make, or an institution usually grants, was found."))
    for number, way in enumerate(plan.relaxations, start=1):
        _way(visit, plan, wishes, way, number, change)


def _clash(visit: Visit, entry: ClashEntry) -> None:
    say = visit.say
    whose = say("your own condition") if entry.yours else say(KINDS[entry.kind]) if entry.kind in KINDS else entry.kind
    words = sentence(say, f"{say.engine(entry.words)} ({whose})")
    if not entry.parts:
        bullets([words])
        return
    with st.expander(plain(words), icon=":material/list:"):
        bullets(sentence(say, part) for part in entry.parts)


def _way(
    visit: Visit,
    plan: PlanDocument,
    wishes: Wishes,
    way: RelaxationEntry,
    number: int,
    change: Callable[[Wishes], None],
) -> None:
    """Show one way out: what changes, what plan there is then, and a button that changes it."""
    say = visit.say
    titles = {term.id: term.title for term in visit.opened.catalog.terms.values()}
    lighter = eased(wishes, plan, way, titles)
    with st.container(border=True, key=f"way-{number}"):
        st.markdown(f"**{plain(sentence(say, way.words))}**")
        st.markdown(plain(_then(visit, wishes, way)))
        if lighter is None:
            st.caption(say("Only the institution can grant this. Ask before you count on it."))
        else:
            st.button(
                say("Try it"), icon=":material/play_arrow:", on_click=change, args=(lighter,), key=f"try-{number}"
            )


def _then(visit: Visit, wishes: Wishes, way: RelaxationEntry) -> str:
    say = visit.say
    parts = [say("done by {day}", day=say.day(way.finish))] if way.finish else []
    if way.cost is not None:
        parts.append(say("{cost} in all", cost=say.money(way.cost, _currency(visit, wishes))))
    parts.append(say("shown to work") if way.checked else say("not checked"))
    return say("Then {what}.", what=say.listed(parts))


def _currency(visit: Visit, wishes: Wishes) -> str | None:
    """Return the currency in which a plan is priced, where the answer does not say it."""
    if wishes.preferences.budget is not None:
        return wishes.preferences.budget.currency
    known = [visit.opened.names.credential(goal) for goal in wishes.goals]
    goals = [goal for goal in known if goal is not None]
    return currency_of(visit.opened.catalog, goals) if len(goals) == len(known) else None
