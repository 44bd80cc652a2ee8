"""What is to be known of one badge?  Name, issuer, how it stands and why, every step, what is inside, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from pathways.language.words import Say, msg
from pathways.model.backpack import ItemEntry
from pathways.model.badge_documents import BadgeEntry, FoundBy, Standing
from pathways.model.verification_documents import ContainedEntry
from pathways.ui import held
from pathways.ui.checks_told import said_lines, standing_words, step_lines, why_not
from pathways.ui.examining import Close, Looked
from pathways.ui.names import unlinked
from pathways.ui.pages.badges_keep import attempted
from pathways.ui.pieces import download, meaning, trouble
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

AT_ONCE: Final = 10
"""So many badges are shown at once; of more, one turns the page."""

FEW: Final = 5
"""So many badges need no search."""

BY: Final = {
    FoundBy.REGISTRY: msg("found by the list of issuers"),
    FoundBy.IDENTIFIER: msg("found by its id"),
    FoundBy.ALIGNMENT: msg("found by what it leads to"),
    FoundBy.CODE: msg("found by the issuer's code"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One file that is held, and the badges in it: itself where its path is empty, and those inside."""

    item: ItemEntry
    entries: tuple[BadgeEntry, ...] = ()

    @property
    def itself(self) -> BadgeEntry | None:
        """Return the badge that the file is, where it is one and not a record of several."""
        return next((one for one in self.entries if not one.path), None)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Return how the badges in it stand; of what is not read here how the file does."""
        return tuple(one.standing for one in self.entries) or (self.item.standing,)

    @property
    def name(self) -> str:
        """Return what it is called, if it says so."""
        return self.item.says.name or ""


def cards_of(found: Looked) -> tuple[Card, ...]:
    """Return a card for each file, those with something proven first."""
    rank = {standing: place for place, standing in enumerate(Standing)}
    made = [
        Card(item, tuple(one for one in found.badges.badges if one.sha256 == item.sha256))
        for item in found.backpack.items
    ]
    return tuple(sorted(made, key=lambda card: (min(rank[one] for one in card.standings), card.name.casefold())))


def show_cards(visit: Visit, found: Looked, cards: Sequence[Card]) -> None:
    """Show the badges that the visitor wants to see, a page of them at a time."""
    say = visit.say
    st.subheader(say("Each badge, and why it stands as it does"), help=meaning(visit, "proven badge"))
    shown = _chosen(visit, found, cards)
    if not shown:
        st.info(say("No badge fits what you look for."))
        return
    if len(shown) > AT_ONCE:
        shown = _turned(visit, shown)
    close = held.looked_closely(visit, (card.item.sha256 for card in shown))
    if isinstance(close, Trouble):
        trouble(visit, close)
        return
    for card in shown:
        with st.container(border=True, gap="xsmall"):
            _card(visit, card, close[card.item.sha256])


def _chosen(visit: Visit, found: Looked, cards: Sequence[Card]) -> list[Card]:
    """Let the visitor narrow the list down, where it is long."""
    say = visit.say
    some_hidden = any(card.item.hidden for card in cards)
    words, picked, group = "", "", ""
    if len(cards) > FEW:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            words = st.text_input(say("Search by name, issuer or label"), key="badges-words", width=320)
            kinds = [one for one in Standing if any(one in card.standings for card in cards)]
            picked = st.selectbox(
                say("How it stands"),
                ["", *(str(one) for one in kinds)],
                format_func=lambda one: standing_words(say, Standing(one)) if one else say("all of them"),
                key="badges-standing",
                width=240,
            )
            names = [one.name for one in found.backpack.collections]
            if names:
                group = st.selectbox(
                    say("Group"), ["", *names], format_func=lambda name: name or say("all of them"), key="badges-group"
                )
    hidden = some_hidden and st.toggle(say("Show hidden ones too"), key="badges-hidden")
    inside = next((set(one.items) for one in found.backpack.collections if one.name == group), None)
    return [
        card
        for card in cards
        if (hidden or not card.item.hidden)
        and _fits(card, words)
        and (not picked or picked in card.standings)
        and (inside is None or card.item.sha256 in inside)
    ]


def _fits(card: Card, words: str) -> bool:
    says = card.item.says
    text = " ".join([card.name, says.issuer_name or "", says.issuer or "", *card.item.labels]).casefold()
    return all(word in text for word in words.casefold().split())


def _turned(visit: Visit, shown: list[Card]) -> list[Card]:
    say, pages = visit.say, -(-len(shown) // AT_ONCE)

    def label(number: int) -> str:
        last = min(len(shown), (number + 1) * AT_ONCE)
        return say("{first} to {last} of {n}", first=number * AT_ONCE + 1, last=last, n=len(shown))

    place = st.selectbox(say("Shown"), range(pages), format_func=label, key="badges-page", width=240) or 0
    return shown[place * AT_ONCE : (place + 1) * AT_ONCE]


def _card(visit: Visit, card: Card, close: Close) -> None:
    if close.picture is None:
        _told(visit, card)
    else:
        with st.container(horizontal=True):
            alt = visit.say("Picture of the badge {name}", name=card.name)
            st.image(close.picture, width=72, alt=alt)
            with st.container(width="stretch", gap="xsmall"):
                _told(visit, card)
    with st.expander(visit.say("Every step, and what it rests on"), icon=":material/checklist:"):
        _steps(visit, card, close)
    with st.expander(visit.say("Note, labels, hide, remove, evidence"), icon=":material/edit:"):
        _change(visit, card)


def _told(visit: Visit, card: Card) -> None:
    """Say what it is, by whom, how it stands, what it counts as, and why not."""
    say, item, itself = visit.say, card.item, card.itself
    name = unlinked(card.name) or say("badge without a name")
    st.markdown(f"#### {name}")
    says = item.says
    by = unlinked(says.issuer_name or says.issuer or "") or say("nobody who is named")
    since = say("awarded {day}", day=say.day(says.begins.date())) if says.begins else ""
    until = say("valid until {day}", day=say.day(says.ends.date())) if says.ends else ""
    st.markdown(" · ".join(part for part in (by, since, until, *_marks(say, item)) if part))
    if itself is not None:
        _standing(visit, itself)
    for entry in card.entries:
        if entry.path:
            st.markdown(say("Inside: {name}", name=f"**{unlinked(entry.says.name or entry.path)}**"))
            _standing(visit, entry)
    if not card.entries:
        st.markdown(f"**{standing_words(say, item.standing)}**")
        st.markdown(say("It is no badge that counts by itself; what was found of it stands below."))
    if item.note:
        st.caption(say("Your note: {note}", note=unlinked(item.note)))


def _marks(say: Say, item: ItemEntry) -> list[str]:
    labels = [f"#{unlinked(label)}" for label in item.labels]
    return [*labels, say("hidden")] if item.hidden else labels


def _standing(visit: Visit, entry: BadgeEntry) -> None:
    say = visit.say
    st.markdown(f"**{standing_words(say, entry.standing)}** · {unlinked(say.engine(entry.words))}")
    if entry.match is not None:
        home = visit.opened.names.home(entry.match.credential or entry.match.course or "")
        title = entry.match.title if not home else say("{title}, {home}", title=entry.match.title, home=home)
        st.markdown(say("In the catalogue: {what} ({how}).", what=unlinked(title), how=say(BY[entry.match.by])))
    elif entry.standing in (Standing.PROVEN, Standing.CLAIM):
        st.markdown(say("Nothing in this catalogue is what it says."))
    if entry.open_checks:
        st.markdown(why_not(say, entry.open_checks))


def _steps(visit: Visit, card: Card, close: Close) -> None:
    say, document = visit.say, close.document
    when = say.day(document.as_of.date())
    what = unlinked(say.engine(document.claims_to_be))
    st.markdown(say("Checked {day}. It calls itself: {what}.", day=when, what=what))
    st.markdown(step_lines(say, document.checks))
    st.markdown(f"**{say('What it says of itself')}**")
    st.markdown("\n".join(f"- {line}" for line in said_lines(say, document.says)) or say("nothing"))
    for inner in document.contains:
        _inner(visit, card, inner)
    if close.before:
        st.markdown(f"**{say('How it stood before')}**")
        lines = (f"- {say.day(day.date())}: {standing_words(say, standing)}" for day, standing in close.before)
        st.markdown("\n".join(dict.fromkeys(lines)))


def _inner(visit: Visit, card: Card, inner: ContainedEntry) -> None:
    say = visit.say
    entry = next((one for one in card.entries if one.path == inner.path), None)
    name = unlinked(inner.says.name or inner.path)
    mark = f" · {standing_words(say, entry.standing)}" if entry else ""
    st.markdown(f"**{say('Inside: {name}', name=name)}**{mark}")
    st.markdown(unlinked(say.engine(inner.claims_to_be)))
    st.markdown(step_lines(say, inner.checks))


def _change(visit: Visit, card: Card) -> None:
    """Let the visitor write on a badge, hide it, remove it, or take along what the answer about it rests on."""
    say, item = visit.say, card.item
    turn, name = st.session_state.setdefault("badges-turn", 0), item.sha256
    key = f"{name[:16]}-{turn}"
    labels = st.text_input(say("Labels, parted by commas"), ", ".join(item.labels), key=f"labels-{key}")
    note = st.text_area(
        say("Note, for you; others see it only where a share says so"), item.note, key=f"note-{key}", height=80
    )
    with st.container(horizontal=True):
        if st.button(say("Save note and labels"), key=f"write-{key}"):
            wanted = [text for text in (part.strip() for part in labels.split(",")) if text]
            attempted(visit, lambda: held.annotate(visit, name, note=note, labels=wanted), say("Saved."))
        word = say("Show it again") if item.hidden else say("Hide it")
        if st.button(word, key=f"hide-{key}", help=say("A hidden badge is in no share, and not on your record.")):
            said = say("It is shown again.") if item.hidden else say("It is hidden.")
            attempted(visit, lambda: held.hide(visit, name, hidden=not item.hidden), said)
    _evidence(visit, item, key)
    sure = st.checkbox(say("I want to remove it for good"), key=f"sure-{key}")
    if st.button(say("Remove it"), key=f"remove-{key}", icon=":material/delete:", disabled=not sure):
        held.kept(visit).asked.add(name)
        attempted(visit, lambda: held.remove(visit, name), say("It is removed, with every trace of it here."))


def _evidence(visit: Visit, item: ItemEntry, key: str) -> None:
    say, place = visit.say, held.kept(visit)
    wanted = f"evidence-{item.sha256}"
    if wanted not in place.asked:
        words = say("All that the answer rests on, in one file: it can be repeated years later, without a network.")
        if st.button(say("Prepare the evidence"), key=f"evidence-{key}", help=words):
            place.asked.add(wanted)
            st.rerun()
        return
    found = held.bundle(visit, item.sha256)
    if isinstance(found, Trouble):
        trouble(visit, found)
    else:
        st.caption(say("It names the mail addresses and ids that you gave: without them nobody could ask whose it is."))
        download(say("Download the evidence"), found, f"evidence-{item.sha256[:8]}.zip", "application/zip")
