"""What may a plan look like?  The controls for goals, time, money and taste; nothing is worked out until asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import streamlit as st

from pathways.model.base import Money
from pathways.model.course import OfferingKind
from pathways.model.record import Preferences
from pathways.planning.currency import currency_of
from pathways.ui.choices import aims
from pathways.ui.doing import DELIVERIES, KINDS
from pathways.ui.pieces import meaning
from pathways.ui.shelf import Opened
from pathways.ui.visit import Visit
from pathways.ui.wishes import ORDER_NAMES, ORDERS, Wishes

MOST: Final = 1_500
"""So many things to take or avoid are listed; beyond, the id of a thing is typed."""

SHOWN: Final = MappingProxyType({"hour": 1.0, "money": 100.0})


def form(visit: Visit, wishes: Wishes, *, folded: bool) -> Wishes | None:
    """Show the controls as the wishes have them; return new wishes when a plan is asked for."""
    say = visit.say
    mark = f"{visit.who}-{abs(hash(wishes)):x}"
    with st.form(f"wishes-{mark}", border=True):
        goals = _goals(visit, wishes, mark)
        with st.container(horizontal=True):
            first = st.selectbox(
                say("Best first"),
                tuple(ORDERS),
                index=tuple(ORDERS).index(wishes.first),
                format_func=lambda name: say(ORDER_NAMES[name]),
                help=say("Among the plans that are best in this, the soonest and then the cheapest is shown."),
                key=f"first-{mark}",
            )
            deadline = st.date_input(
                say("Done by, at the latest"), wishes.preferences.deadline, format="YYYY-MM-DD", key=f"deadline-{mark}"
            )
            budget = _budget(visit, wishes, mark)
        with st.expander(say("What I can and will do"), expanded=not folded):
            found = _time(visit, wishes, mark) | _taste(visit, wishes, mark)
        whole = st.checkbox(
            say("Beside it: what it would take from nothing"),
            wishes.whole,
            help=say("The same goal for somebody who begins without any of this learning."),
            key=f"whole-{mark}",
        )
        if not st.form_submit_button(say("Make the plan"), type="primary", icon=":material/event_available:"):
            return None
    preferences = _kept(wishes.preferences, {**found, "deadline": _day(deadline), "budget": budget})
    return Wishes(goals, preferences, first, whole)


def _goals(visit: Visit, wishes: Wishes, mark: str) -> tuple[str, ...]:
    say = visit.say
    known = {aim.id: aim.label for aim in aims(visit)}
    own = [goal.credential or goal.occupation or "" for goal in visit.record.goals] if visit.record else []
    now = [name for name in wishes.goals if name.partition("@")[0] in known]
    first = [*now, *(name for name in own if name.partition("@")[0] in known)]
    picked = st.multiselect(
        say("Goals, all of them to be reached"),
        [*dict.fromkeys([*first, *known])],
        default=now,
        format_func=lambda name: known[name.partition("@")[0]],
        placeholder=say("Choose a goal"),
        help=meaning(visit, "plan"),
        key=f"goals-{mark}",
    )
    return tuple(picked)


def _budget(visit: Visit, wishes: Wishes, mark: str) -> Money | None:
    say, now = visit.say, wishes.preferences.budget
    goals = [goal for goal in map(visit.opened.names.credential, wishes.goals) if goal is not None]
    usual = now.currency if now else currency_of(visit.opened.catalog, goals)
    known = list(dict.fromkeys([*([usual] if usual else []), *currencies(visit.opened)]))
    if not known:
        return now
    sum_ = _amount(
        say("At most to pay"), now.amount if now else None, say("no limit"), f"budget-{mark}", SHOWN["money"]
    )
    currency = st.selectbox(say("Currency"), known, key=f"currency-{mark}", width=110)
    return None if sum_ is None else Money(amount=sum_, currency=currency)


def _time(visit: Visit, wishes: Wishes, mark: str) -> dict[str, Any]:
    """Show when, and how much at a time."""
    left, right = st.columns(2)
    with left:
        found = _when(visit, wishes, mark)
    with right:
        return found | _load(visit, wishes, mark)


def _when(visit: Visit, wishes: Wishes, mark: str) -> dict[str, Any]:
    say, now = visit.say, wishes.preferences
    terms = terms_of(visit.opened)
    starts = ["", *terms]
    start = st.selectbox(
        say("Begin in"),
        starts,
        index=starts.index(now.start) if now.start in starts else 0,
        format_func=lambda name: terms.get(name) or say("the first term to come"),
        key=f"start-{mark}",
    )
    blackout = st.multiselect(
        say("Terms with nothing in them"),
        terms,
        default=[name for name in now.blackout if name in terms],
        format_func=lambda name: terms[name],
        placeholder=say("none"),
        key=f"blackout-{mark}",
    )
    years = st.number_input(
        say("Years to think the calendar on"),
        0,
        10,
        now.years_on,
        help=say("Assumes that the last published year comes again so many times, at the same prices."),
        key=f"years-{mark}",
    )
    return {"start": start or None, "blackout": tuple(blackout), "years_on": int(years)}


def _load(visit: Visit, wishes: Wishes, mark: str) -> dict[str, Any]:
    say, now = visit.say, wishes.preferences
    none = say("no limit")
    most = now.max_courses_per_term
    load = st.number_input(say("Most courses a term"), min_value=1, value=most, placeholder=none, key=f"load-{mark}")
    return {
        "max_courses_per_term": load,
        "max_credits_per_term": _amount(say("Most credits a term"), now.max_credits_per_term, none, f"credits-{mark}"),
        "hours_per_week": _amount(say("Most hours a week"), now.hours_per_week, none, f"hours-{mark}"),
    }


def _taste(visit: Visit, wishes: Wishes, mark: str) -> dict[str, Any]:
    """Show how, where, what to take and what to leave."""
    say, now = visit.say, wishes.preferences
    places = offered_at(visit.opened)
    found: dict[str, Any] = {}
    with st.container(horizontal=True):
        found["delivery"] = tuple(
            st.multiselect(
                say("Only so taught"),
                list(DELIVERIES),
                default=[name for name in now.delivery if name in DELIVERIES],
                format_func=lambda name: say(DELIVERIES[name]),
                placeholder=say("in any way"),
                key=f"delivery-{mark}",
            )
        )
        found["organizations"] = tuple(
            st.multiselect(
                say("Only at"),
                places,
                default=[name for name in now.organizations if name in places],
                format_func=lambda name: places[name],
                placeholder=say("anywhere"),
                key=f"only-{mark}",
            )
        )
    with st.container(horizontal=True):
        found["take"] = _things(visit, say("Must be in it"), now.take, f"take-{mark}")
        found["avoid"] = _things(visit, say("Must not be in it"), now.avoid, f"avoid-{mark}")
    return found


def _things(visit: Visit, label: str, now: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Let the visitor name things to take or to avoid; of very many, by their id."""
    say = visit.say
    known = things_of(visit.opened)
    many = len(known) > MOST
    listed = list(known)[:MOST]
    names = [*now, *(name for name in listed if name not in now)]

    def told(name: str) -> str:
        title, kind, where = known.get(name, (visit.opened.names.thing(name), "", ""))
        return ", ".join(part for part in (title, say(KINDS[kind]) if kind else "", where) if part)

    picked = st.multiselect(
        label,
        names,
        default=now,
        format_func=told,
        placeholder=say("nothing in particular"),
        help=say("There are more than are listed: type the id of a thing.") if many else None,
        accept_new_options=many,
        key=key,
    )
    return tuple(picked)


def _amount(label: str, now: Fraction | None, none: str, key: str, step: float = SHOWN["hour"]) -> Fraction | None:
    """Return an exact amount from a control, or None for no limit; what is not changed stays as exact as it was."""
    before = None if now is None else float(now)
    value = st.number_input(label, min_value=0.0, value=before, step=step, format="%g", placeholder=none, key=key)
    if value is None:
        return None
    return now if now is not None and value == before else Fraction(Decimal(str(value)))


def _day(value: Any) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def _kept(preferences: Preferences, changes: Mapping[str, Any]) -> Preferences:
    """Return preferences with what the controls say; what they do not speak of stays."""
    return Preferences.model_validate({**dict(preferences), **changes})


@lru_cache(maxsize=8)
def terms_of(opened: Opened) -> dict[str, str]:
    """Return the titles of the terms by id, in order of time, with the institution where a term is its own."""
    terms = sorted(opened.catalog.terms.values(), key=lambda term: (term.begin, term.end, term.id))
    names = opened.names
    return {
        term.id: f"{term.title}, {names.organization(term.organization)}" if term.organization else term.title
        for term in terms
    }


@lru_cache(maxsize=8)
def currencies(opened: Opened) -> tuple[str, ...]:
    """Return the currencies in which anything is priced, the commonest first."""
    priced = [item.price.currency for item in opened.catalog.offerings.values() if item.price]
    return tuple(sorted(set(priced), key=lambda name: (-priced.count(name), name)))


@lru_cache(maxsize=8)
def offered_at(opened: Opened) -> dict[str, str]:
    """Return the titles of the organizations that offer anything, by id."""
    found = {item.organization for item in opened.catalog.offerings.values()}
    titles = {name: opened.names.organization(name) for name in found}
    return dict(sorted(titles.items(), key=lambda pair: pair[1].casefold()))


@lru_cache(maxsize=8)
def things_of(opened: Opened) -> dict[str, tuple[str, str, str]]:
    """Return what may be asked for or refused: by id its title, the kind of a way to it, and where.

    Courses and credentials that are on offer, and each exam, assessment or application by itself.
    """
    names, found = opened.names, {}
    for item in opened.catalog.offerings.values():
        thing = item.course or item.credential
        if thing is None:
            continue
        where = names.organization(item.organization)
        found[thing] = (names.thing(thing), "", names.home(thing) or where)
        if item.kind is not OfferingKind.SECTION:
            found[item.id] = (names.thing(thing), item.kind.value, where)
    return dict(sorted(found.items(), key=lambda pair: (pair[1][0].casefold(), pair[1][1], pair[0])))
