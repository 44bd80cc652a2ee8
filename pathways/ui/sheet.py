"""How does every page look, and in which language is it?  A few rules of style, and the language for screen readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import streamlit as st

_STYLE: Final = Path(__file__).with_name("style.css")

_SPOKEN: Final = "export default function(component) { document.documentElement.lang = component.data.lang; }"
"""Streamlit writes ``<html lang="en">`` whatever is shown; a screen reader would read French with an English voice."""


@st.cache_resource(show_spinner=False)
def _spoken() -> Any:
    return st.components.v2.component("pathways_spoken_language", js=_SPOKEN)


def sheet(language: str) -> None:
    """Lay the style over the page, and tell the browser which language it is in."""
    st.html(_STYLE)
    _spoken()(data={"lang": language}, key="spoken-language")
