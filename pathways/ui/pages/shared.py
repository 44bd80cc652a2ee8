"""What does somebody show me?  Opened by a link; it shows what was chosen for it, and of all else nothing.

Unknown, expired, withdrawn, wrong pass phrase: one and the same answer.  A receipt is kept for the learner once in a
visit.  The secret of the link stays in the address of this page, and is written nowhere else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import streamlit as st

from pathways.model.backpack import SharedDocument
from pathways.papers.paper import to_html
from pathways.ui import held
from pathways.ui.asking import worked
from pathways.ui.pages.shared_told import shared_view
from pathways.ui.pieces import download, trouble
from pathways.ui.shared_paper import shared_paper
from pathways.ui.showing import looked_at, still_shown
from pathways.ui.visit import Visit, today
from pathways.ui.worker import Trouble

_KEY: Final = "shared-open"
_LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Open:
    """What this visitor has open: which link (as a digest), with which pass phrase, and what it showed."""

    link: str
    passphrase: str
    document: SharedDocument


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("Shared with you"))
    token = st.query_params.get("share", "")
    found = _opened(visit, token)
    if isinstance(found, Trouble):
        trouble(visit, found)
        return
    if found is None:
        _nothing(visit)
        return
    st.info(
        say("Somebody shows you this. They are told that it was opened, when, and what you said of yourself; no more."),
        icon=":material/visibility:",
    )
    shared_view(visit, found)
    with st.container(horizontal=True):
        html = to_html(shared_paper(found, say, today()), visit.language)
        download(say("Download as a web page (HTML)"), html, "shared-badges.html", "text/html")
        download(say("Download as data (JSON)"), found.to_json(), "shared-badges.json", "application/json")
    st.caption(
        say(
            "How each badge stands was found when the learner had it examined last. Where the badge itself is "
            "enclosed, you can have it examined anew: download it, and hand it in at the page Verify."
        )
    )


def _opened(visit: Visit, token: str) -> SharedDocument | Trouble | None:
    """Return what the link shows: opened at the first look, and asked again on each later one whether it still does."""
    path, now = held.file_at_start(), held.moment()
    if path is None or not token or len(token) > _LONGEST:
        return None
    link = hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
    seen = st.session_state.get(_KEY)
    if isinstance(seen, _Open) and seen.link == link:
        holds = worked(still_shown, path, token, now, seen.passphrase)
        return seen.document if holds is True else holds or None
    said = st.session_state.pop("shared-said", ("", ""))
    found: SharedDocument | Trouble | None = worked(looked_at, path, token, now, said[0], said[1])
    if isinstance(found, SharedDocument):
        st.session_state[_KEY] = _Open(link, said[1], found)
    return found


def _nothing(visit: Visit) -> None:
    """Say the one thing that is said of every link that shows nothing, and take a pass phrase."""
    say = visit.say
    st.warning(say("Not available."), icon=":material/visibility_off:")
    st.write(
        say(
            "The link may be wrong, it may have run out or been taken back, or it asks for a pass phrase. Which of "
            "these it is, is told to nobody."
        )
    )
    with st.form("shared-phrase", border=False):
        passphrase = st.text_input(
            say("Pass phrase, if you were given one"), type="password", max_chars=_LONGEST, key="shared-passphrase"
        )
        viewer = st.text_input(say("Who you are, if you want the learner to know"), max_chars=200, key="shared-viewer")
        if st.form_submit_button(say("Open")):
            st.session_state["shared-said"] = (viewer, passphrase)
            st.rerun()
