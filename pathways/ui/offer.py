"""How does a visitor get a paper?  As a PDF that a worker writes when it is asked for, and as a page for itself."""

from __future__ import annotations

import streamlit as st

from pathways.papers.paper import Paper
from pathways.ui.asking import LONGEST, answers
from pathways.ui.worker import printed


def download_pdf(label: str, paper: Paper, language: str, file: str, *, primary: bool = False) -> None:
    """Offer a paper as PDF; nothing is written before it is asked for."""
    pool = answers().pool

    def made() -> bytes:
        found: bytes = pool.schedule(printed, [paper, language], timeout=LONGEST).result()
        return found

    st.download_button(
        label,
        made,
        file,
        "application/pdf",
        key=f"get-{file}",
        on_click="ignore",
        type="primary" if primary else "secondary",
        icon=":material/picture_as_pdf:",
    )
