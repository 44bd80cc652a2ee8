"""How does every page look, and in which language is it?  A few rules of style, and what Streamlit leaves to us."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import streamlit as st

from pathways.language.words import say_in

_STYLE: Final = Path(__file__).with_name("style.css")
_SCRIPT: Final = Path(__file__).with_name("sheet.js")


@st.cache_resource(show_spinner=False)
def _sheet() -> Any:
    return st.components.v2.component("pathways_sheet", js=_SCRIPT.read_text(encoding="utf-8"))


def sheet(language: str) -> None:
    """Lay the style over the page, and tell the browser which language it is in.

    Streamlit writes ``<html lang="en">`` whatever is shown; a screen reader would read French with an English voice.
    Where one sends a file it has English words of its own, and ours are put in their place.
    """
    st.html(_STYLE)
    say = say_in(language)
    words = {"upload": say("Choose files"), "limit": say("up to {n} MB each", n="#")}
    _sheet()(data={"lang": language, "words": words}, key="sheet")
