"""Whom and what is it about?  The few controls that most pages begin with; each choice is kept for the next page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from pathways.formats.native import load_record
from pathways.ui.names import learner_name
from pathways.ui.shelf import Opened
from pathways.ui.visit import OWN, Visit, sample_records


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal on offer: a credential (by its id) or an occupation."""

    id: str
    title: str
    home: str
    kind: str

    @property
    def label(self) -> str:
        """Return how it stands in a list."""
        return f"{self.title}, {self.home}" if self.home else self.title


@lru_cache(maxsize=8)
def aims_of(opened: Opened) -> tuple[Aim, ...]:
    """Return every goal of a catalogue that asks for something, by title; occupations last."""
    catalog, found = opened.catalog, {}
    for credential in catalog.credentials.values():
        if credential.requirement is not None:
            home = opened.names.organization(credential.organization)
            found[credential.id] = Aim(credential.id, credential.title, home, str(credential.kind))
    wanted = sorted(found.values(), key=lambda aim: (aim.title.casefold(), aim.home, aim.id))
    jobs = sorted(catalog.occupations.values(), key=lambda job: job.title.casefold())
    return (*wanted, *(Aim(job.id, job.title, "", "occupation") for job in jobs))


def aims(visit: Visit) -> tuple[Aim, ...]:
    """Return the goals on offer in the visitor's catalogue."""
    return aims_of(visit.opened)


def choose_learner(visit: Visit) -> None:
    """Let the visitor work on another record: a sample learner, or the own one."""
    say = visit.say
    if visit.lost_own:
        st.warning(say("Your own record was in another session and is not here. Upload it again: My record."))
    names = [*([OWN] if visit.own is not None else []), *(sample_records() if visit.opened.is_sample else ())]
    if visit.record is None or not names:
        return

    def label(name: str) -> str:
        if name == OWN and visit.own is not None:
            return say("{name} (yours)", name=learner_name(visit.own))
        return sample_names()[name]

    key, place = f"learner-{visit.who}", _place(names, visit.who)
    st.selectbox(say("Learner"), names, place, label, key, on_change=_take, args=(visit, key, _learner))


def _take(visit: Visit, key: str, taken: Callable[[Visit, Any], None]) -> None:
    """Take what was just chosen, before the page is drawn again: so it is drawn once, and the address agrees."""
    picked = st.session_state.get(key)
    if picked:
        taken(visit, picked)
        st.query_params.from_dict(visit.address())


def _learner(visit: Visit, picked: str) -> None:
    visit.goal = None
    if picked == OWN and visit.own is not None:
        visit.take(visit.own)
    elif picked in sample_records():
        visit.take(load_record(sample_records()[picked]), picked)


def _goal(visit: Visit, picked: str) -> None:
    visit.goal = picked


def _day(visit: Visit, picked: dt.date) -> None:
    visit.as_of = picked


@st.cache_data(show_spinner=False)
def sample_names() -> dict[str, str]:
    """Return the names of the sample learners."""
    return {name: learner_name(load_record(path)) for name, path in sample_records().items()}


def choose_goal(visit: Visit, *, kinds: Sequence[str] | None = None, label: str | None = None) -> str | None:
    """Let the visitor choose a goal; return its id, or None where there is none.

    ``kinds`` limits the goals to kinds of credential; the record's own goals stand first.
    """
    say = visit.say
    known = {aim.id: aim for aim in aims(visit) if kinds is None or aim.kind in kinds}
    own = [goal.credential or goal.occupation or "" for goal in visit.record.goals] if visit.record else []
    first = [name for name in dict.fromkeys([*own, visit.goal or ""]) if name.partition("@")[0] in known]
    names = [*first, *(name for name in known if name not in {item.partition("@")[0] for item in first})]

    def told(name: str) -> str:
        base, _, edition = name.partition("@")
        title = known[base].label
        return say("{title} (edition {edition})", title=title, edition=edition) if edition else title

    key, place = f"goal-{visit.who}", _place(names, visit.goal)
    picked = st.selectbox(label or say("Goal"), names, place, told, key, on_change=_take, args=(visit, key, _goal))
    if picked and picked != visit.goal:
        visit.goal = picked
        _again(visit)
    return picked or None


def aim_at(visit: Visit, goal: str) -> None:
    """Take another goal, from a button; the control that shows the goal follows."""
    visit.goal = goal
    st.session_state[f"goal-{visit.who}"] = goal
    st.query_params["goal"] = goal


def choose_organization(visit: Visit, names: Sequence[str], *, label: str | None = None) -> str | None:
    """Let the visitor choose an institution among ``names``; return its id."""
    titles = {name: visit.opened.names.organization(name) for name in names}
    ordered = sorted(names, key=lambda name: titles[name].casefold())
    picked = st.selectbox(
        label or visit.say("Institution"),
        ordered,
        index=_place(ordered, visit.at),
        format_func=lambda name: titles[name],
        key="organization",
    )
    visit.at = picked or None
    return visit.at


def choose_day(visit: Visit) -> None:
    """Let the visitor ask as of another day; everything is answered as of that day."""
    key, label = f"day-{visit.who}", visit.say("As of")
    known = (visit, key, _day)
    picked = st.date_input(label, visit.day, key=key, on_change=_take, args=known, format="YYYY-MM-DD")
    if picked != visit.day:
        visit.as_of = picked
        _again(visit)


def _again(visit: Visit) -> None:
    st.query_params.from_dict(visit.address())
    st.rerun()


def _place(names: Sequence[str], wanted: str | None) -> int | None:
    if wanted is not None and wanted in names:
        return list(names).index(wanted)
    return 0 if names else None
