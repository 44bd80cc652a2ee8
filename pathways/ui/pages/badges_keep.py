"""What is done with the badges?  Onto the own record, checked again, put together, carried away; each step is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from pathways.errors import PathwaysError
from pathways.model.badge_documents import BadgesDocument, Standing
from pathways.model.record import LearnerRecord
from pathways.ui import held
from pathways.ui.examining import Looked
from pathways.ui.names import learner_name, unlinked
from pathways.ui.own import begun
from pathways.ui.pieces import bullets, download, findings, meaning, trouble
from pathways.ui.proven import change_words, holds_any, onto
from pathways.ui.visit import Visit
from pathways.ui.worker import Trouble

SMALL: Final = 2_000_000
"""Bytes of badges of which the export is made at once."""


def again(visit: Visit, said: str, unkept: Sequence[str] = ()) -> None:
    """Show the page anew after a change, with what was done and what was not."""
    st.session_state["badges-said"] = (said, list(unkept))
    st.session_state["badges-turn"] = st.session_state.get("badges-turn", 0) + 1
    st.session_state["record-turn"] = st.session_state.get("record-turn", 0) + 1
    st.query_params.from_dict(visit.address())
    st.rerun()


def said_before(visit: Visit) -> None:
    """Say what the last step did, and which files were not kept."""
    said, unkept = st.session_state.pop("badges-said", ("", []))
    if said:
        st.success(said, icon=":material/check:")
    if unkept:
        intro = visit.say.many("{n} file was not kept:", "{n} files were not kept:", len(unkept))
        st.warning(f"{intro}\n\n" + "\n".join(f"- {line}" for line in unkept))


def attempted(visit: Visit, action: Callable[[], object], said: str) -> None:
    """Carry out a change of the backpack and say so, or say why it cannot be done."""
    try:
        action()
    except PathwaysError as error:
        findings(visit, error.findings, intro=visit.say("This cannot be done. What you had is unchanged."))
        return
    again(visit, " ".join(word for word in (said, renewed(visit)) if word))


def renewed(visit: Visit) -> str:
    """Let the own record follow the badges, where it holds any of them; return what changed."""
    from pathways.ui.pages.badges_whom import counted_at

    place = held.kept(visit)
    own = visit.own
    if own is None or not place.begun:
        return ""
    found = held.looked(visit, counted_at(visit))
    if not isinstance(found, Looked) or not holds_any(own, place.asked | _digests(found)):
        return ""
    change = onto(own, found.counted)
    if change.nothing:
        return ""
    visit.keep(change.record)
    return change_words(visit.say, change)


def _digests(found: Looked) -> set[str]:
    return {item.sha256 for item in found.backpack.items}


def onto_record(visit: Visit, found: Looked) -> None:
    """Let the visitor put the badges on the own record, undo that, or have everything checked again."""
    say, own = visit.say, visit.own
    st.subheader(say("Put them on my record"), help=meaning(visit, "claim"))
    st.write(
        say(
            "What is proven counts there as what it is in the catalogue. The others stand there as claims, visible and "
            "worth nothing. Lines of badges that were there before give way. Hidden badges stay out."
        )
    )
    with st.container(horizontal=True):
        if own is not None:
            _button(visit, say("Add to my record"), own, found.counted, primary=True)
        else:
            _button(visit, say("Begin my own record with them"), None, found.counted, primary=True)
            if visit.record is not None:
                name = learner_name(visit.record)
                _button(visit, say("Add to a copy of the record of {name}", name=name), visit.record, found.counted)
        if visit.past and st.button(say("Undo the last change"), icon=":material/undo:", key="badges-undo"):
            visit.undo()
            again(visit, say("The last change is undone."))
        if st.button(say("Check again"), icon=":material/refresh:", key="badges-recheck"):
            _check_again(visit)


def _button(
    visit: Visit, label: str, record: LearnerRecord | None, badges: BadgesDocument, *, primary: bool = False
) -> None:
    kind: Any = "primary" if primary else "secondary"
    key = "badges-add" if primary else "badges-add-copy"
    if not st.button(label, type=kind, key=key, icon=":material/playlist_add:"):
        return
    say = visit.say
    if visit.own is None:
        visit.take(record or begun(say("My own record")))
    change = onto(visit.own or begun(), badges)
    visit.held = held.kept(visit)
    visit.held.asked |= {one.sha256 for one in badges.badges}
    visit.keep(change.record)
    again(visit, change_words(say, change))


def _check_again(visit: Visit) -> None:
    say = visit.say
    with st.spinner(say("Examining every step ...")):
        found = held.check_again(visit)
    if isinstance(found, Trouble):
        trouble(visit, found)
        return
    told = say.many("{n} badge was checked again.", "{n} badges were checked again.", found)
    again(visit, " ".join(word for word in (told, renewed(visit)) if word))


def groups(visit: Visit, found: Looked) -> None:
    """Let the visitor put badges together under a name."""
    say, turn = visit.say, st.session_state.setdefault("badges-turn", 0)
    names = {item.sha256: item.says.name or say("badge without a name") for item in found.backpack.items}
    with st.expander(say("Groups: put badges together under a name"), icon=":material/folder:"):
        bullets(
            say.named(one.name, say.listed(names.get(name, name[:8]) for name in one.items))
            for one in found.backpack.collections
        )
        known = [one.name for one in found.backpack.collections]
        picked = st.selectbox(
            say("Which group?"), ["", *known], format_func=lambda name: name or say("A new group"), key=f"group-{turn}"
        )
        title = picked or st.text_input(say("Name of the group"), key=f"group-name-{turn}", max_chars=200)
        old = next((one.items for one in found.backpack.collections if one.name == picked), ())
        chosen = st.multiselect(
            say("Badges in it"),
            list(names),
            list(old),
            format_func=lambda name: names[name],
            placeholder=say("choose"),
            key=f"group-items-{turn}-{picked}",
        )
        if st.button(say("Save this group"), key=f"group-save-{turn}"):
            if not title.strip():
                st.error(say("Give the group a name first. Nothing was changed."))
                return
            saved = say("Saved: {what}", what=unlinked(title))
            gone = say("The group is taken apart; its badges are still here.")
            attempted(visit, lambda: held.group(visit, title, chosen), saved if chosen else gone)


def carry(visit: Visit, found: Looked) -> None:
    """Let the visitor take all of it along."""
    say, place = visit.say, held.kept(visit)
    st.subheader(say("Carry them away"), help=meaning(visit, "backpack"))
    st.write(
        say(
            "One file holds every badge as you handed it in, every answer about it, your notes and groups. Drop it on "
            "this page, here or on another machine, and all of it is back. Any archiver opens it."
        )
    )
    large = sum(item.size for item in found.backpack.items) > SMALL
    if large and "export" not in place.asked:
        if st.button(say("Prepare the export"), key="badges-export"):
            place.asked.add("export")
            st.rerun()
        return
    data = held.export(visit)
    if isinstance(data, Trouble):
        trouble(visit, data)
    else:
        download(say("Export all"), data, "backpack.zip", "application/zip", primary=True)
    proven = sum(one.standing is Standing.PROVEN for one in found.badges.badges)
    if proven and not place.named:
        st.caption(say("Whoever imports it examines every badge anew: proven stays proven by the badge, not by us."))
