"""What did I share, who has looked, and how are my badges told elsewhere?  Links, receipts, profile, CV, transcript."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from pathways.language.words import Say
from pathways.model.backpack import MadeShare, ShareEntry, TranscriptLine
from pathways.ui import held
from pathways.ui.asking import worked
from pathways.ui.names import plain
from pathways.ui.pages.shared_told import PARTS
from pathways.ui.pieces import table, trouble
from pathways.ui.showing import Shown, withdrawn
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble


def link_of(here: str | None, token: str) -> str:
    """Return the address that opens a share, at the place where this page is.

    >>> link_of("http://127.0.0.1:8501/share?who=own", "abc")
    'http://127.0.0.1:8501/shared?share=abc'
    """
    parts = urlsplit(here or "http://127.0.0.1:8501/")
    path = parts.path.rstrip("/").rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/shared", urlencode({"share": token}), ""))


def is_here(link: str) -> bool:
    """Return whether an address names this machine only.

    >>> is_here("http://127.0.0.1:8501/shared"), is_here("https://badges.example/shared")
    (True, False)
    """
    return (urlsplit(link).hostname or "") in {"localhost", "127.0.0.1", "::1"}


def made_link(visit: Visit, told: MadeShare, link: str) -> None:
    """Show a link that was just made, until the learner has taken it; it is kept nowhere."""
    say, day = visit.say, visit.say.day(told.expires.date())
    words = say("This is the link, open until {day}. Copy it now: it is shown this once and kept nowhere.", day=day)
    st.success(words, icon=":material/link:")
    st.code(link, language=None, wrap_lines=True)
    if is_here(link):
        st.caption(
            say(
                "This page listens on this machine only, so the link opens here and nowhere else. For somebody "
                "elsewhere, send a file, or have the page served at an address that they can reach."
            )
        )
    if st.button(say("I have it; hide the link"), key="share-taken"):
        del st.session_state["share-made"]
        st.rerun()


def before(visit: Visit, place: held.Kept, found: Shown) -> None:
    """Show what was shared, until when, who has looked, and let it be taken back."""
    say, now = visit.say, held.moment()
    if not found.shares:
        return
    st.subheader(say("What you have shared"))
    for one in reversed(found.shares):
        with st.container(border=True):
            _share(visit, place, one, now)


def _share(visit: Visit, place: held.Kept, one: ShareEntry, now: dt.datetime) -> None:
    say = visit.say
    words = [state(say, one, now), say("for {audience}", audience=one.audience) if one.audience else ""]
    words += [say.many("{n} badge", "{n} badges", len(one.items)), say("with a pass phrase") if one.passphrase else ""]
    st.markdown(f"**{plain(one.title)}** · {plain(' · '.join(word for word in words if word))}")
    if one.parts:
        st.caption(say.named(say("Shown with them"), say.listed(say(PARTS[part]) for part in one.parts)))
    _receipts(visit, one)
    if is_open(one, now):
        with st.popover(say("Take it back"), icon=":material/block:"):
            st.write(
                say("The link shows nothing any more, for good. What was seen or downloaded stays with whoever has it.")
            )
            if st.button(say("Take it back for good"), key=f"share-end-{one.id}", type="primary"):
                done = worked(withdrawn, place.path, one.id, now)
                if isinstance(done, Trouble):
                    trouble(visit, done)
                else:
                    st.rerun()


def _receipts(visit: Visit, one: ShareEntry) -> None:
    say = visit.say
    if not one.receipts:
        st.markdown(say("Nobody has opened it."))
        return
    last = one.receipts[-1]
    opened = say.many("Opened {n} time", "Opened {n} times", len(one.receipts))
    with st.expander(say("{times}, last on {day}", times=opened, day=say.day(last.at.date())), key=f"seen-{one.id}"):
        rows = [
            {
                say("When (UTC)"): f"{say.day(item.at.date())}, {item.at:%H:%M}",
                say("Who, as they said"): item.viewer or say("did not say"),
                say("Badges"): say.number(len(item.items) + item.removed),
            }
            for item in reversed(one.receipts)
        ]
        table(visit, rows, alt=say("Every opening of this link"), name=f"receipts-{one.id}")


def is_open(one: ShareEntry, now: dt.datetime) -> bool:
    """Return whether a share still shows something to who has its link."""
    return one.withdrawn is None and not one.elsewhere and now < one.expires


def state(say: Say, one: ShareEntry, now: dt.datetime) -> str:
    """Return how a share stands, with a sign."""
    if one.elsewhere:
        return f"– {say('came with an export; its link opens elsewhere')}"
    if one.withdrawn is not None:
        return f"✗ {say('taken back on {day}', day=say.day(one.withdrawn.date()))}"
    if now >= one.expires:
        return f"– {say('ended on {day}', day=say.day(one.expires.date()))}"
    return f"✓ {say('open until {day}', day=say.day(one.expires.date()))}"


def elsewhere(visit: Visit, found: Shown) -> None:
    """Offer the badges as fields of a profile, lines of a CV and lines of a transcript."""
    say, lines = visit.say, found.lines
    if not lines.lines:
        return
    st.subheader(say("For a profile, a CV, a transcript"))
    st.write(
        say("Each line says whether the badge is verified or only claimed. Hidden and refused badges are left out.")
    )
    names = {item.sha256: item.says.name or item.sha256[:12] for item in found.items}
    urls = {one.sha256: one.linkedin for one in lines.profiles}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            say("Badge for LinkedIn"), list(urls), format_func=lambda name: names[name], key="share-profile", width=360
        )
        if picked:
            st.link_button(say("Add to LinkedIn"), urls[picked], icon=":material/open_in_new:")
    st.caption(say("The button opens LinkedIn with the fields filled in. Nothing is sent before you press it."))
    st.markdown(f"**{say('Lines for a CV')}**")
    st.code("\n".join(say.engine(line) for line in lines.lines), language=None, wrap_lines=True)
    st.markdown(f"**{say('Lines for a transcript')}**")
    rows = [_row(say, line) for line in lines.transcript]
    table(visit, rows, alt=say("Lines for a transcript"), name="transcript-lines")


def _row(say: Say, line: TranscriptLine) -> dict[str, str]:
    return {
        say("Title"): line.title,
        say("Code"): line.code or "",
        say("Credits, as it says"): line.credits or "",
        say("Result"): line.grade or "",
        say("Issuer"): line.source or "",
        say("Date"): say.day(dt.date.fromisoformat(line.date)) if line.date else "",
        say("Verification"): f"✓ {say('verified')}" if line.verified else f"? {say('claimed, not verified')}",
    }
