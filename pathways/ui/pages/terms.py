"""What do the words mean?  The whole glossary on one page, in plain sentences."""

from __future__ import annotations

import streamlit as st

from pathways.ui.glossary import GLOSSARY, TITLES
from pathways.ui.pieces import table
from pathways.ui.visit import Visit


def show(visit: Visit) -> None:
    """Show the page."""
    say = visit.say
    st.title(say("What do the words mean?"))
    st.write(say("The same words stand behind the question marks on every page."))
    told = [(say(TITLES[term]), say(words)) for term, words in GLOSSARY.items()]
    told.sort(key=lambda pair: pair[0].casefold())
    rows = [{say("Word"): word, say("What it means"): meaning} for word, meaning in told]
    table(visit, rows, alt=say("Glossary"), name="glossary")
