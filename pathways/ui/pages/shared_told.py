"""What does somebody see to whom badges are shown?  One function, for the preview and for those who look."""

from __future__ import annotations

import base64
import binascii
from types import MappingProxyType
from typing import Final

import streamlit as st

from pathways.language.words import msg
from pathways.model.backpack import SharedDocument, SharedItem
from pathways.model.part import Part
from pathways.ui.checks_told import step_lines
from pathways.ui.names import plain
from pathways.ui.pieces import download
from pathways.ui.shared_paper import item_lines, item_standing
from pathways.ui.visit import Visit

PARTS: Final = MappingProxyType(
    {
        Part.RECIPIENT: msg("To whom it was awarded"),
        Part.RESULTS: msg("Results, such as grades"),
        Part.EVIDENCE: msg("Evidence that it names"),
        Part.NOTE: msg("My note"),
        Part.ORIGINAL: msg("The badge itself, so that others can examine it"),
    }
)


def shared_view(visit: Visit, shown: SharedDocument, key: str = "shared") -> None:
    """Show a shared document: exactly what is in it, and nothing else."""
    say = visit.say
    st.markdown(f"### {plain(shown.title)}")
    if shown.audience:
        st.markdown(plain(say("For {audience}", audience=shown.audience)))
    count = say.many("{n} badge", "{n} badges", len(shown.items))
    st.caption(say("{badges}. To be seen until {day}.", badges=count, day=say.day(shown.expires.date())))
    for number, item in enumerate(shown.items):
        with st.container(border=True):
            _item(visit, item, f"{key}-{number}")


def _item(visit: Visit, item: SharedItem, key: str) -> None:
    say = visit.say
    st.markdown(f"**{plain(item.name or say('badge without a name'))}** · {plain(item_standing(say, item))}")
    st.markdown("\n".join(f"- {plain(line)}" for line in item_lines(say, item)))
    for one in item.contains:
        title = plain(one.name or say("badge without a name"))
        st.markdown(f"{say('Inside: {name}', name=f'**{title}**')} · {plain(item_standing(say, one))}")
        st.markdown("\n".join(f"- {plain(line)}" for line in item_lines(say, one)))
    with st.expander(say("Every step that was examined"), key=f"steps-{key}"):
        st.markdown(step_lines(say, item.checks))
        for one in item.contains:
            st.markdown(f"**{plain(one.name or say('badge without a name'))}**")
            st.markdown(step_lines(say, one.checks))
    original = _original(item)
    if original is not None:
        name = f"badge-{(item.sha256 or '')[:12]}{_ending(original)}"
        download(say("Download the badge itself"), original, name, "application/octet-stream")


def _original(item: SharedItem) -> bytes | None:
    if item.original is None:
        return None
    try:
        return base64.b64decode(item.original, validate=True)
    except (binascii.Error, ValueError):
        return None


def _ending(data: bytes) -> str:
    """Return the ending of a file by its first bytes."""
    if data.startswith(b"\x89PNG"):
        return ".png"
    if data.lstrip().startswith(b"<"):
        return ".svg"
    return ".json" if data.lstrip().startswith(b"{") else ".jwt"
