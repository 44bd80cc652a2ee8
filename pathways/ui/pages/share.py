"""What do I show to whom?  Chosen badges, chosen parts of them, until a day; and what others will see, exactly."""

from __future__ import annotations

import datetime as dt
from typing import Final

import streamlit as st

from pathways.model.backpack import ItemEntry, MadeShare, SharedDocument
from pathways.model.badge_documents import Standing
from pathways.model.part import Part
from pathways.papers.paper import to_html
from pathways.store.shared_view import Offer
from pathways.ui import held
from pathways.ui.asking import worked
from pathways.ui.checks_told import standing_words
from pathways.ui.pages.share_made import before, elsewhere, link_of, made_link
from pathways.ui.pages.shared_told import PARTS, shared_view
from pathways.ui.pieces import download, empty, findings, lede, onward, trouble
from pathways.ui.shared_paper import shared_paper
from pathways.ui.showing import Shown, made, previewed, standing
from pathways.ui.visit import Visit, today
from pathways.ui.worker import Trouble

LASTS: Final = 30
"""Days for which a share is open unless the learner says otherwise."""

LONGEST: Final = 5 * 365
WHOLE: Final = (Part.RECIPIENT, Part.RESULTS, Part.EVIDENCE)
"""What the badge itself tells whoever has it."""


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What do I show to whom?"))
    missing = held.available()
    if missing is not None:
        findings(visit, missing.findings)
        return
    place = held.kept(visit)
    found = place.once("standing", place.stamp, lambda: worked(standing, place.path)) if place.begun else None
    if isinstance(found, Trouble):
        trouble(visit, found)
        return
    if found is None or not found.items:
        empty(
            visit, say("You hold no badges yet, so there is nothing to show. Put some into My badges first."), "badges"
        )
        return
    lede(sentence(visit, found))
    offer = _offer(visit, found)
    if offer is not None:
        _shown(visit, place, offer)
    before(visit, place, found)
    elsewhere(visit, found)
    onward(visit, ("badges", say("My badges")), ("passport", say("Passport")), ("verify", say("Verify")))


def sentence(visit: Visit, found: Shown) -> str:
    """Return what there is to show, in one sentence."""
    say, now = visit.say, held.moment()
    proven = sum(item.standing is Standing.PROVEN for item in found.items)
    badges = say.many("{n} badge", "{n} badges", len(found.items))
    open_ = sum(one.withdrawn is None and not one.elsewhere and now < one.expires for one in found.shares)
    shares = say.many("{n} link is open", "{n} links are open", open_) if open_ else say("no link is open")
    return say(
        "You can show {badges}, {n} of them proven; {shares}.", badges=badges, n=say.number(proven), shares=shares
    )


def _offer(visit: Visit, found: Shown) -> Offer | None:
    """Let the learner choose what is shown, with what, for whom, and until when."""
    say = visit.say
    items = ordered(found.items)
    if not items:
        st.info(say("All your badges are hidden, so nothing can be shown."))
        return None
    st.subheader(say("Choose"))
    names = {item.sha256: item for item in items}
    chosen = st.multiselect(
        say("Badges, the proven ones first"),
        list(names),
        [item.sha256 for item in items if item.standing is Standing.PROVEN],
        format_func=lambda name: title(visit, names[name]),
        placeholder=say("choose"),
        key="share-badges",
    )
    parts = _parts(visit)
    with st.container(horizontal=True):
        heading = st.text_input(say("Title"), say("My badges"), max_chars=200, key="share-title", width=320)
        audience = st.text_input(say("For whom, in words"), max_chars=200, key="share-audience", width=320)
        first = today()
        last = st.date_input(
            say("Last day"),
            first + dt.timedelta(days=LASTS),
            min_value=first,
            max_value=first + dt.timedelta(days=LONGEST),
            format="YYYY-MM-DD",
            key="share-until",
            width=200,
        )
    if not chosen or not heading.strip() or not isinstance(last, dt.date):
        st.info(say("Choose at least one badge, a title and a last day."))
        return None
    ends = dt.datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=dt.UTC)
    return Offer(heading, tuple(chosen), ends, parts, audience.strip())


def _parts(visit: Visit) -> tuple[Part, ...]:
    say = visit.say
    picked = st.pills(
        say("Shown with them"),
        list(Part),
        selection_mode="multi",
        format_func=lambda part: say(PARTS[part]),
        key="share-parts",
        help=say("What, by whom, when and every step is always shown. All else only where you choose it."),
    )
    if Part.ORIGINAL in picked:
        st.caption(
            say("Whoever has the badge itself can read to whom it was awarded, results, evidence: they are shown too.")
        )
        return tuple(part for part in Part if part in {*picked, *WHOLE})
    return tuple(part for part in Part if part in picked)


def ordered(items: tuple[ItemEntry, ...]) -> list[ItemEntry]:
    """Return the badges that may be shown, the proven ones first."""
    rank = {standing: place for place, standing in enumerate(Standing)}
    shown = [item for item in items if not item.hidden]
    return sorted(shown, key=lambda item: (rank[item.standing], (item.says.name or "").casefold(), item.sha256))


def title(visit: Visit, item: ItemEntry) -> str:
    """Return how a badge stands in a list: sign and word, name, issuer."""
    says, say = item.says, visit.say
    names = [says.name or say("badge without a name"), says.issuer_name or says.issuer or ""]
    return f"{standing_words(say, item.standing)} · {', '.join(name for name in names if name)}"


def _shown(visit: Visit, place: held.Kept, offer: Offer) -> None:
    """Show exactly what the other will see, and hand it over: as a link, or as a file."""
    say = visit.say
    found = place.once("previewed", (place.stamp, offer), lambda: worked(previewed, place.path, offer))
    if isinstance(found, Trouble):
        trouble(visit, found)
        return
    st.subheader(say("This is what the other will see"))
    with st.container(border=True, key="share-preview"):
        shared_view(visit, found, "preview")
    st.subheader(say("Hand it over"))
    _link(visit, place, offer)
    _file(visit, found)


def _link(visit: Visit, place: held.Kept, offer: Offer) -> None:
    say = visit.say
    if not place.named:
        st.info(
            say(
                "A link needs a backpack that is kept: start the page with pathways app --backpack FILE. Here your "
                "badges end with the visit, so only a file can be made."
            ),
            icon=":material/link_off:",
        )
        return
    phrase = st.text_input(
        say("Pass phrase for the link, if you want one"), type="password", max_chars=1_000, key="share-phrase"
    )
    if st.button(say("Make the link"), key="share-make", type="primary", icon=":material/link:"):
        found = worked(made, place.path, offer, held.moment(), phrase)
        if isinstance(found, Trouble):
            trouble(visit, found)
        else:
            st.session_state["share-made"] = found
            st.rerun()
    told = st.session_state.get("share-made")
    if isinstance(told, MadeShare):
        made_link(visit, told, link_of(st.context.url, told.token))


def _file(visit: Visit, found: SharedDocument) -> None:
    say = visit.say
    paper = shared_paper(found, say, today(), invented=visit.opened.is_sample)
    with st.container(horizontal=True):
        html = to_html(paper, visit.language)
        download(say("Download as a web page (HTML)"), html, "shared-badges.html", "text/html")
        download(say("Download as data (JSON)"), found.to_json(), "shared-badges.json", "application/json")
    st.caption(
        say(
            "A file cannot be taken back, and nobody tells you who opens it. The page Verify reads the data and "
            "examines each badge that is enclosed in it."
        )
    )
