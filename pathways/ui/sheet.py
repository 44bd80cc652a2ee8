"""How does every page look, and in which language is it?  A few rules of style, and what Streamlit leaves to us."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import streamlit as st

_STYLE: Final = Path(__file__).with_name("style.css")
_SCRIPT: Final = Path(__file__).with_name("sheet.js")


@st.cache_resource(show_spinner=False)
def _sheet() -> Any:
    return st.components.v2.component("pathways_sheet", js=_SCRIPT.read_text(encoding="utf-8"))


def sheet(language: str) -> None:
    """Lay the style over the page, and tell the browser which language it is in.

    Streamlit writes ``<html lang="en">`` whatever is shown; a screen reader would read French with an English voice.
    """
    st.html(_STYLE)
    _sheet()(data={"lang": language}, key="sheet")
