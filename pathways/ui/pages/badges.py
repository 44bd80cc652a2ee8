"""What are my badges worth?  Drop them, see step by step whether each is genuine, put what is proven on the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from pathways.errors import Finding, PathwaysError
from pathways.language.words import Say, msg
from pathways.model.badge_documents import BadgeEntry, Standing
from pathways.resources import data_root
from pathways.ui import held
from pathways.ui.examining import Looked, Taken
from pathways.ui.names import unlinked
from pathways.ui.pages.badges_card import cards_of, show_cards
from pathways.ui.pages.badges_keep import again, carry, groups, onto_record, said_before
from pathways.ui.pages.badges_whom import counted_at, whose_and_whom
from pathways.ui.pieces import findings, lede, meaning, onward, trouble
from pathways.ui.sent_badges import KINDS, MOST_SENT, Unkept
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

LARGEST: Final = 64_000_000
"""Bytes that are taken at once."""

FEW: Final = 12

WHY: Final = {
    "empty": msg("There is nothing in it."),
    "large": msg("It is larger than a badge may be."),
    "many": msg("It holds more than is taken at once."),
    "archive": msg("The archive is damaged."),
    "locked": msg("It is locked, or packed in a way that is not read."),
    "nested": msg("It is an archive inside an archive. Unpack the outer one first."),
    "export": msg("It is an exported backpack whose parts do not fit together. Nothing of it was taken."),
    "evidence": msg("It is a bundle of evidence, and damaged."),
    "ours": msg("Reading it failed. That is our mistake."),
}


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What are my badges worth?"), help=meaning(visit, "badge"))
    missing = held.available()
    if missing is not None:
        findings(visit, missing.findings, intro=say("Badges cannot be kept here."))
        return
    try:
        _whole(visit)
    except PathwaysError as error:
        findings(visit, error.findings, intro=say("The backpack cannot be used. Nothing was changed."))


def _whole(visit: Visit) -> None:
    say, place = visit.say, held.kept(visit)
    at = counted_at(visit)
    found = held.looked(visit, at)
    if isinstance(found, Trouble):
        trouble(visit, found)
        return
    lede(sentence(say, found))
    said_before(visit)
    _where(visit, place)
    _drop(visit, empty=found is None or not found.backpack.items)
    if found is not None and found.backpack.items:
        whose_and_whom(visit)
        onto_record(visit, found)
        show_cards(visit, found, cards_of(found))
        groups(visit, found)
        carry(visit, found)
    onward(
        visit, ("record", say("See my record")), ("gap", say("How far am I?")), ("passport", say("Print a passport"))
    )


def sentence(say: Say, found: Looked | None) -> str:
    """Return how many badges there are, how many are proven, and what those count for."""
    entries = [] if found is None else [one for one in found.badges.badges if one.standing is not Standing.DUPLICATE]
    if found is None or not found.backpack.items:
        return say("There is no badge here yet. Drop the files of any wallet, and see whether each is genuine.")
    if not entries:
        files = say.many("{n} file", "{n} files", len(found.backpack.items))
        return say("{files}, and none is a badge that counts by itself.", files=files)
    count = Counter(one.standing for one in entries)
    parts = [
        say.many("{n} proven", "{n} proven", count[Standing.PROVEN]),
        say.many("{n} claim", "{n} claims", count[Standing.CLAIM]) if count[Standing.CLAIM] else "",
        say.many("{n} refused", "{n} refused", count[Standing.REFUSED]) if count[Standing.REFUSED] else "",
        say.many("{n} replaced", "{n} replaced", count[Standing.REPLACED]) if count[Standing.REPLACED] else "",
    ]
    badges = say.many("{n} badge", "{n} badges", len(entries))
    told = say("{badges}: {how}.", badges=badges, how=say.listed(part for part in parts if part))
    return f"{told} {_worth(say, entries)}"


def _worth(say: Say, entries: Sequence[BadgeEntry]) -> str:
    titles = dict.fromkeys(one.match.title for one in entries if one.standing is Standing.PROVEN and one.match)
    if not titles:
        return say("None counts yet: a badge counts once every step holds.")
    things = say.listed((unlinked(title) for title in titles), most=3)
    return say("What is proven counts as {things}.", things=things)


def _where(visit: Visit, place: held.Kept) -> None:
    """Say plainly where the badges are kept."""
    say = visit.say
    if place.named:
        words = say(
            "Your badges are kept in the file {file} on this machine. Whoever opens this page there sees them.",
            file=unlinked(place.path.name),
        )
        st.info(words, icon=":material/save:")
    else:
        words = say(
            "Your badges are kept for this visit only: reload the page or close it, and they are gone. "
            "Export them below to keep them. They never stand in the address."
        )
        st.info(words, icon=":material/lock:")


def _drop(visit: Visit, *, empty: bool) -> None:
    """Take what is dropped; a bad file is named and keeps no other out."""
    say, turn = visit.say, st.session_state.setdefault("badges-turn", 0)
    sent = st.file_uploader(
        say("Drop badges: JSON, tokens (JWT), pictures (PNG, SVG), archives (ZIP), an exported backpack"),
        accept_multiple_files=True,
        key=f"badges-files-{turn}",
        max_upload_size=LARGEST // 2_000_000,
        help=say("Nothing is sent on: files are examined on the machine that runs this page, and nobody is asked."),
    )
    if sent:
        _receive(visit, sent)
    if empty:
        _explained(visit)
    samples = sample_files() if visit.opened.is_sample else ()
    if samples and empty:
        words = say("Try with sample badges")
        said = say("Seven badges of Amara Osei, who is invented: good ones, and some with something wrong.")
        if st.button(words, icon=":material/science:", key="badges-sample", help=said):
            held.kept(visit).whose = held.Whose((held.SAMPLE_MAIL,))
            _add(visit, samples)


def _explained(visit: Visit) -> None:
    """Say what will happen, where nothing has happened yet."""
    say = visit.say
    st.markdown(
        "\n".join(
            (
                f"1. {say('You drop the files as your wallet or the issuer gave them to you. Nothing is sent on.')}",
                f"2. {say('You say whose they are, by the mail address that the issuer knows.')}",
                f"3. {say('Each step is told: who signed, whether anything was changed, whether it was taken back.')}",
                f"4. {say('What is proven you put on your record. What is not stays visible and is worth nothing.')}",
            )
        )
    )


def sample_files() -> tuple[tuple[str, bytes], ...]:
    """Return the badges that came with this installation."""
    folder = data_root() / "sample" / "badges"
    ends = {f".{kind}" for kind in KINDS}
    files = sorted(path for path in folder.glob("*") if path.suffix in ends) if folder.is_dir() else []
    return tuple((path.name, path.read_bytes()) for path in files)


def _receive(visit: Visit, sent: Sequence[Any]) -> None:
    say = visit.say
    if len(sent) > MOST_SENT or sum(file.size for file in sent) > LARGEST:
        words = f"more than {MOST_SENT:,} files or {LARGEST:,} bytes at once"
        intro = say("This is too much at once. What you had is unchanged.")
        findings(visit, [Finding("F005", words, hint="Drop some of them, then the others.")], intro=intro)
        return
    _add(visit, tuple((file.name, file.getvalue()) for file in sent))


def _add(visit: Visit, sent: tuple[tuple[str, bytes], ...]) -> None:
    say = visit.say
    with st.spinner(say("Examining every step ...")):
        found = held.add(visit, sent)
    if isinstance(found, Trouble):
        trouble(visit, found)
        return
    again(visit, taken_words(say, found), unkept_words(say, found.unkept))


def taken_words(say: Say, found: Taken) -> str:
    """Return how much was new and how much was there already."""
    parts = [
        say.many("{n} badge was added", "{n} badges were added", len(found.new)) if found.new else "",
        say.many("{n} was here already and was examined again", "{n} were here already and were examined again", n)
        if (n := len(found.again))
        else "",
    ]
    told = [part for part in parts if part]
    return say("{what}.", what=say.apart(told)) if told else ""


def unkept_words(say: Say, unkept: Sequence[Unkept]) -> list[str]:
    """Return of each file that was not kept its name and why, safe to show."""
    found = [say.named(f"**{unlinked(one.name)}**", _why(say, one)) for one in unkept[:FEW]]
    if len(unkept) > FEW:
        found.append(say("and {n} more", n=say.number(len(unkept) - FEW)))
    return found


def _why(say: Say, one: Unkept) -> str:
    if one.why == "kind":
        return unlinked(say("It is no badge of a person, but this: {what}", what=say.engine(one.words)))
    if one.why == "unread":
        return unlinked(say("It is no badge that can be read. {why}", why=say.engine(one.words)))
    more = f" {say.engine(one.words)}" if one.words else ""
    return unlinked(f"{say(WHY[one.why])}{more}")
