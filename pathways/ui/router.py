"""Which page is shown, and how does one come to another?  A flat list of pages, led to by role from the side."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import streamlit as st

from pathways.language.words import Say, languages, msg, say_in
from pathways.ui import asking
from pathways.ui.pieces import findings
from pathways.ui.sheet import sheet
from pathways.ui.shelf import SAMPLE, shelves
from pathways.ui.visit import ROLES, Role, Visit, current, settle, shelved, write_address

LOG: Final = logging.getLogger("pathways.ui")

Show = Callable[[Visit], None]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: its name in the address, its title, its icon, who it is for, and the module that shows it.

    ``keeps`` names what stays in its address and nowhere else.  A page that is ``alone`` is come to by its address
    only; it leads to no other page.
    """

    path: str
    title: str
    icon: str
    role: Role | None
    module: str
    keeps: tuple[str, ...] = ()
    alone: bool = False

    def show(self, visit: Visit) -> None:
        """Show the page; its module is read when somebody wants it, so that the first page stands there sooner."""
        show: Show = import_module(f"pathways.ui.pages.{self.module}").show
        show(visit)


PAGES: Final = (
    Leaf("start", msg("Start"), "home", None, "start"),
    Leaf("record", msg("My record"), "folder_shared", "learner", "record"),
    Leaf("badges", msg("My badges"), "workspace_premium", "learner", "badges"),
    Leaf("gap", msg("Gap"), "flag", "learner", "gap"),
    Leaf("next", msg("Next"), "directions", "learner", "first_steps"),
    Leaf("plan", msg("Plan"), "event_available", "learner", "plan"),
    Leaf("furthest", msg("Where do my credits go furthest"), "travel_explore", "learner", "furthest"),
    Leaf("map", msg("Pathway map"), "hub", "learner", "pathway_map"),
    Leaf("passport", msg("Passport"), "id_card", "learner", "passport"),
    Leaf("share", msg("Share"), "share", "learner", "share"),
    Leaf("transfer", msg("Transfer check"), "swap_horiz", "advisor", "transfer"),
    Leaf("suggestions", msg("Suggestions"), "lightbulb", "advisor", "suggestions"),
    Leaf("queue", msg("Queue"), "gavel", "advisor", "queue"),
    Leaf("batch", msg("Batch"), "table_view", "advisor", "batch"),
    Leaf("what-if", msg("What if"), "science", "advisor", "what_if"),
    Leaf("letters", msg("Letters"), "mail", "advisor", "letters"),
    Leaf("program", msg("Program view"), "account_tree", "institution", "program"),
    Leaf("check", msg("Check"), "fact_check", "institution", "check"),
    Leaf("editions", msg("Compare editions"), "compare_arrows", "institution", "editions"),
    Leaf("equity", msg("Equity"), "balance", "institution", "equity"),
    Leaf("verify", msg("Verify"), "verified_user", None, "verify"),
    Leaf("words", msg("What the words mean"), "menu_book", None, "terms"),
    Leaf("shared", msg("Shared with you"), "visibility", None, "shared", keeps=("share",), alone=True),
)

ICON: Final = Path(__file__).with_name("icon.png")
"""Our own, beside this file: an icon by name would be fetched from the internet."""

ROLE_NAMES: Final[Mapping[Role, str]] = MappingProxyType(
    {"learner": msg("Learner"), "advisor": msg("Advisor"), "institution": msg("Institution")}
)


def run() -> None:
    """Show the page that the address names."""
    visit = current()
    say = visit.say
    st.set_page_config(page_title="Pathways", page_icon=str(ICON), layout="wide", initial_sidebar_state=364)
    pages = {leaf.path: _page(leaf, visit, say) for leaf in PAGES}
    visit.pages = pages
    shown = st.navigation(list(pages.values()), position="hidden")
    asking.prepare(shelved(visit))
    sheet(visit.language)
    wrong = settle(visit)
    here = next(leaf for leaf in PAGES if pages[leaf.path] == shown)
    visit.come_to(here.path, st.query_params.to_dict())
    _side(visit, pages, here)
    if wrong is not None:
        findings(visit, wrong.findings, intro=say("This catalogue cannot be used until it is repaired."))
        return
    shown.run()
    kept = {name: st.query_params.get(name) for name in here.keeps}
    write_address({"lang": visit.language, **kept} if here.alone else {**visit.address(), **kept})


def _page(leaf: Leaf, visit: Visit, say: Say) -> Any:
    def show() -> None:
        shielded(visit, leaf.show)

    first = leaf.path == "start"
    icon = f":material/{leaf.icon}:"
    return st.Page(show, title=say(leaf.title), icon=icon, url_path=leaf.path, default=first)


def shielded(visit: Visit, show: Show) -> None:
    """Show a page; our own bug is told in plain words, written to the log, and loses nothing that the visitor has."""
    try:
        show(visit)
    except Exception:
        LOG.exception("a page failed")
        say = visit.say
        said = say("This is our mistake, not yours. Nothing was lost. Load the page again, or choose another one.")
        st.error(said, icon=":material/error:")


def _side(visit: Visit, pages: Mapping[str, Any], here: Leaf) -> None:
    """Draw what stands at the side of every page: language, role, the pages of the role."""
    say = visit.say
    if here.role is not None:
        visit.role = here.role
    with st.sidebar:
        st.markdown(f"### {say('Pathways')}")
        _language(visit)
        if here.alone:
            return
        if visit.lost_draft or visit.drafted is not None:
            _draft(visit)
        _catalogue(visit)
        role = st.segmented_control(
            say("I am here as"), ROLES, default=visit.role, format_func=lambda key: say(ROLE_NAMES[key])
        )
        if role and role != visit.role:
            visit.role = role
            st.switch_page(pages["start"], query_params=visit.address())
        for leaf in PAGES:
            if leaf.role in (None, visit.role) and not leaf.alone:
                label = say(leaf.title)
                params = visit.address()
                st.page_link(pages[leaf.path], label=label, query_params=params, width="stretch")


def _draft(visit: Visit) -> None:
    from pathways.ui.pages.check import reminder  # few come with a draft

    reminder(visit)


def _catalogue(visit: Visit) -> None:
    """Let the visitor choose among the catalogues that were named at the start, if there are any."""
    keys = [item.key for item in shelves()]
    if len(keys) < 2:
        return
    say = visit.say
    at = keys.index(visit.catalog) if visit.catalog in keys else len(keys) - 1
    picked = st.selectbox(
        say("Catalogue"),
        keys,
        index=at,
        format_func=lambda key: say("the sample") if key == SAMPLE else key,
        key="shelf",
    )
    if picked and picked != visit.catalog:
        visit.catalog, visit.goal, visit.at = picked, None, None
        visit.record = visit.own if visit.is_own else None
        st.query_params.from_dict(visit.address())
        st.rerun()


def _language(visit: Visit) -> None:
    spoken = languages()
    picked = st.selectbox(
        visit.say("Language"),
        spoken,
        index=spoken.index(visit.language),
        format_func=lambda name: say_in(name).name,
        key="language",
    )
    if picked and picked != visit.language:
        visit.language = picked
        st.query_params["lang"] = picked
        st.rerun()
