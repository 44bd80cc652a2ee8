"""Is this genuine?  Whatever somebody hands over as proof is examined again, and every step of it is shown."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any, Final

import streamlit as st

from pathways.model.badge_documents import LineProof, Standing
from pathways.model.proof_documents import Handed, ProofDocument
from pathways.resources import sample_badges
from pathways.ui import held
from pathways.ui.asking import worked
from pathways.ui.examining import Conditions
from pathways.ui.names import plain
from pathways.ui.pages.verify_told import csv_rows, entry
from pathways.ui.pieces import attempt, csv_text, download, findings, lede, meaning, trouble
from pathways.ui.proving import MOST_FILES, prove
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

LARGEST: Final = 20
"""Megabytes of one file; what is larger is verified on the command line."""

WHOSE: Final = "amara.osei@example.org"
"""To whom the sample badges were awarded."""


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("Is this genuine?"))
    st.write(
        say(
            "Hand in what somebody gave you as proof: a badge, a passport, a shared document, a bundle of evidence, an "
            "exported backpack, the receipt of a log. Each is examined again now."
        )
    )
    sent = _sent(visit)
    asked, keys = _asked(visit)
    if not sent:
        st.info(
            say("Nothing is handed in yet. Here you will see what is proven, what is only claimed, what was changed.")
        )
        return
    found = _found(visit, sent, asked, keys)
    if isinstance(found, Trouble):
        trouble(visit, found)
        return
    lede(sentence(visit, found))
    _unasked(visit, found)
    _downloads(visit, found)
    for place, one in enumerate(found.entries):
        entry(visit, one, place)


Sent = tuple[tuple[str, str, bytes], ...]
"""Files by a mark of their own, their name, their bytes."""


def _sent(visit: Visit) -> Sent:
    """Let the visitor hand in files, or take those of the sample."""
    say = visit.say
    files = st.file_uploader(
        say("Files: badges, passports, evidence, backpacks, shared documents, receipts"),
        accept_multiple_files=True,
        key="verify-files",
        max_upload_size=LARGEST,
    )
    st.caption(
        say(
            "Up to {n} files of {size} MB. They stay in this visit, and nothing is asked of the network.",
            n=say.number(MOST_FILES),
            size=say.number(LARGEST),
        )
    )
    if len(files or ()) > MOST_FILES:
        st.warning(say("Only the first {n} files are examined.", n=say.number(MOST_FILES)))
    if files:
        return tuple((file.file_id, file.name, file.getvalue()) for file in files[:MOST_FILES])
    if visit.opened.is_sample:
        wanted = st.toggle(say("Try with sample badges"), key="verify-sample")
        if wanted:
            paths = sorted(sample_badges().iterdir())
            return tuple((path.name, path.name, path.read_bytes()) for path in paths)
    return ()


def _asked(visit: Visit) -> tuple[Conditions, tuple[str, ...]]:
    """Let the visitor say whose the badges should be, and whom to trust."""
    say = visit.say
    accepted = held.issuers_of(visit)
    usual = WHOSE if st.session_state.get("verify-sample") else ""
    told = st.text_input(
        say("Whose should they be? Mail address or id (DID) of that person"),
        usual,
        key=f"verify-whose-{bool(usual)}",
        max_chars=600,
        help=say("Badges hold a name or a hash of it; both are compared with what you say. It is sent nowhere."),
    )
    with st.expander(say("Whom do you trust?"), expanded=accepted is None, icon=":material/verified_user:"):
        _issuers(visit, accepted)
        keys = _keys(visit)
    whose, accepted = held.whose(told), held.issuers_of(visit)
    base = held.conditions(visit, held.moment())
    asked = dataclasses.replace(base, mails=whose.mails, ids=whose.ids, registry=accepted.path if accepted else None)
    return asked, keys


def _issuers(visit: Visit, accepted: held.IssuerList | None) -> None:
    say = visit.say
    st.markdown(f"**{say('Accepted issuers')}**", help=meaning(visit, "issuer"))
    if accepted is None:
        st.write(say("There is no list of issuers: who may award what stays open, and nothing is proven."))
    else:
        st.write(say("By the list {title}.", title=plain(accepted.title)))
    turn = st.session_state.setdefault("verify-turn", 0)
    sent = st.file_uploader(
        say("Another list of accepted issuers: YAML or JSON"),
        ["yaml", "yml", "json"],
        key=f"verify-issuers-{turn}",
        max_upload_size=5,
    )
    if (
        accepted is not None
        and accepted.own
        and st.button(say("Use the list of this catalogue instead"), key="verify-usual")
    ):
        _settled(visit, held.forget_issuers(visit))
    if sent is not None:
        _settled(visit, held.accept_issuers(visit, sent.name, sent.getvalue()))


def _settled(visit: Visit, found: Any) -> None:
    """Show the page by the new list, or say what is wrong with it."""
    if isinstance(found, Trouble):
        findings(visit, found.findings, intro=visit.say("This cannot be read. What you had is unchanged."))
        return
    st.session_state["verify-turn"] += 1
    st.rerun()


def _keys(visit: Visit) -> tuple[str, ...]:
    """Let the visitor name the public keys of logs; only what can be read as a key is taken."""
    from pathways.verification.notes import read_key

    say = visit.say
    text = st.text_area(
        say("Public keys of logs, one a line"),
        key="verify-keys",
        height=80,
        max_chars=10_000,
        help=f"{meaning(visit, 'receipt')} {say('Its key is what the institution publishes.')}",
    )
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    good = attempt(visit, lambda: tuple(str(read_key(line)) for line in lines))
    return good or ()


def _found(visit: Visit, sent: Sent, asked: Conditions, keys: tuple[str, ...]) -> ProofDocument | Trouble:
    """Return what was found; asked again only where something else is asked, or the visitor says so."""
    say, shelved = visit.say, visit.opened.shelved
    turn = st.session_state.setdefault("verify-again", 0)
    names = tuple(mark for mark, _, _ in sent)
    key = (names, asked.mails, asked.ids, asked.registry, asked.known, keys, shelved, turn)
    files = tuple((name, data) for _, name, data in sent)

    def work() -> ProofDocument | Trouble:
        with st.spinner(say("Examining ...")):
            found: ProofDocument | Trouble = worked(prove, files, asked, (shelved.path, shelved.stamp), keys)
            return found

    return held.kept(visit).once("verify", key, work)


def sentence(visit: Visit, found: ProofDocument) -> str:
    """Return what was found, in one sentence."""
    say = visit.say
    badges = [badge for one in found.entries if one.badges for badge in one.badges.badges]
    lines = [line for one in found.entries if one.badges for line in one.badges.lines]
    count = Counter(badge.standing for badge in badges)
    if lines:
        proven = sum(line.proof is LineProof.PROVEN for line in lines)
        every = say.many("{n} line", "{n} lines", len(lines))
        return say("{n} of {lines} are proven by badges.", n=say.number(proven), lines=every)
    if badges:
        every = say.many("{n} badge", "{n} badges", len(badges))
        told = say("{n} of {badges} proven", n=say.number(count[Standing.PROVEN]), badges=every)
        refused = say.many("{n} refused", "{n} refused", count[Standing.REFUSED]) if count[Standing.REFUSED] else ""
        return say("{words}.", words=say.listed(word for word in (told, refused) if word))
    if any(one.what is Handed.RECEIPT for one in found.entries):
        return say("A receipt was handed in; what it proves stands below.")
    return say("Nothing in these files is proven.")


def _unasked(visit: Visit, found: ProofDocument) -> None:
    """Say plainly what was not asked, since it keeps everything from being proven."""
    say = visit.say
    if not any(one.badges and one.badges.badges for one in found.entries):
        return
    if not found.holder:
        st.warning(
            say("You did not say whose the badges should be: somebody may hand in another person's. Say so above."),
            icon=":material/person_search:",
        )
    if found.issuers is None:
        st.warning(
            say("You did not say whom you trust: anybody can sign a badge. Hand in a list of accepted issuers above."),
            icon=":material/verified_user:",
        )


def _downloads(visit: Visit, found: ProofDocument) -> None:
    say = visit.say
    with st.container(horizontal=True):
        download(say("Download the result as data (JSON)"), found.to_json(), "verification.json", "application/json")
        download(say("Download the result as a table (CSV)"), csv_text(csv_rows(found)), "verification.csv", "text/csv")
        if st.button(say("Examine again"), key="verify-anew", type="tertiary", icon=":material/refresh:"):
            st.session_state["verify-again"] += 1
            st.rerun()
    day, time = say.day(found.as_of.date()), f"{found.as_of:%H:%M}"
    st.caption(
        say("Examined on {day} at {time} (UTC). No single step makes a badge genuine.", day=day, time=time),
        help=meaning(visit, "genuine"),
    )
