"""Who receives, and toward which program?  The choices that begin each page about learning from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import streamlit as st

from pathways.ui.choices import aims, choose_organization
from pathways.ui.shelf import Opened
from pathways.ui.visit import Visit

ANY: Final = ""


@lru_cache(maxsize=8)
def receivers(opened: Opened) -> tuple[str, ...]:
    """Return the organizations that decide on what others taught: by rules, policies, or awards of their own."""
    catalog = opened.catalog
    found: set[str | None] = {rule.receiving for rule in catalog.equivalences.values()}
    found |= {agreement.receiving for agreement in catalog.agreements.values()}
    found |= {policy.organization for policy in catalog.policies.values()}
    found |= {credential.organization for credential in catalog.credentials.values() if credential.requirement}
    return tuple(name for name in catalog.organizations if name in found)


def choose_receiver(visit: Visit, names: Sequence[str] | None = None, *, label: str | None = None) -> str | None:
    """Let the visitor choose who receives, of all who do or of these; at first the institution of the goal."""
    offered = receivers(visit.opened) if names is None else names
    if visit.at not in offered:
        found = visit.opened.names.credential(visit.goal or "")
        visit.at = found.organization if found and found.organization in offered else None
    return choose_organization(visit, offered, label=label or visit.say("Receiving institution"))


def choose_program(visit: Visit, at: str, said: str) -> str | None:
    """Let the visitor choose a program of the institution, or none; ``said`` is what the address says of it."""
    say = visit.say
    titles = {aim.id: aim.title for aim in aims(visit) if home_of(visit, aim.id) == at}
    wanted = visit.goal if (visit.goal or "").partition("@")[0] in titles else None
    names = [ANY, *([wanted] if wanted else []), *(name for name in titles if name != (wanted or "").partition("@")[0])]
    first = 1 if wanted and said != "any" else 0

    def told(name: str) -> str:
        base, _, edition = name.partition("@")
        if not name:
            return say("No program: only what is accepted")
        title = titles[base]
        return say("{title} (edition {edition})", title=title, edition=edition) if edition else title

    picked = st.selectbox(say("Program (optional)"), names, index=first, format_func=told, key=f"program-{at}")
    if picked:
        visit.goal = picked
        visit.more.pop("program", None)
        return picked
    visit.more["program"] = "any"
    return None


def home_of(visit: Visit, name: str) -> str:
    """Return the organization that awards a credential."""
    found = visit.opened.names.credential(name)
    return found.organization if found else ""
