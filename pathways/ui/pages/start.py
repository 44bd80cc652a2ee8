"""Where do I begin?  One door for each who comes, with their first task, and where the shown learner stands."""

from __future__ import annotations

import streamlit as st

from pathways.ui.visit import Visit


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What does my learning count for?"))
    st.write(say("soon"))
