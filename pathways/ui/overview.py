"""What is in this installation?  The shipped sample, counted; what exists, and what does not yet."""

from __future__ import annotations

from pathways.catalog.collection import SECTIONS, Catalog
from pathways.formats.native import open_catalog
from pathways.resources import sample_catalog

EXISTS = (
    "This page is a beginning: it counts the shipped sample catalogue and shows one audit of it. "
    "Everything else is on the command line: `pathways --help`."
)


def counts(catalog: Catalog) -> tuple[tuple[str, int], ...]:
    """Return the number of things in each section of a catalogue, in reading order."""
    return tuple((name, len(catalog.section(name))) for name in SECTIONS)


def show() -> None:
    """Draw the page."""
    import streamlit as st

    st.title("Pathways")
    st.write(EXISTS)
    catalog = st.cache_resource(open_catalog)(sample_catalog())
    st.subheader("The shipped sample catalogue (invented institutions)")
    st.table([{"section": name, "number": number} for name, number in counts(catalog)])
