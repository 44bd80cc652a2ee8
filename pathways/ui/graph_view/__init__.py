"""How is a map shown so that it can be walked?  A component of our own around cytoscape.js, drawn in the browser.

The script, its style and cytoscape lie beside this file and are sent to the browser with the page; nothing is loaded
from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from pathways.language.words import Say
from pathways.model.map_documents import MapDocument
from pathways.ui.pictures.map_figure import map_figure

HERE: Final = Path(__file__).parent
NAME: Final = "pathways.graph_view"
_EXPORT: Final = "export{"


def script() -> str:
    """Return the one script that the browser runs: cytoscape, made a constant, and ours below it."""
    library = (HERE / "cytoscape.esm.min.mjs").read_text("utf-8").rstrip().rstrip(";")
    body, _, exported = library.rpartition(_EXPORT)
    name = exported.partition(" as default}")[0]
    return f"const cytoscape=(()=>{{{body}return {name}}})();\n{(HERE / 'graph_view.js').read_text('utf-8')}"


@cache
def _component() -> Callable[..., Any]:
    """Register the component, once in a process."""
    import streamlit as st

    style = (HERE / "graph_view.css").read_text("utf-8")
    return st.components.v2.component(NAME, css=style, js=script())


def graph_view(document: MapDocument, *, words: Say, key: str, height: int = 860) -> str | None:
    """Show a map and return the id of the thing that is chosen on it, or None.

    ``height`` is the most that it takes on a wide screen, in pixels; on a narrow one it is as long as the map.
    """
    import streamlit as st

    before = st.session_state.get(key)
    data = {**map_figure(document, words), "height": height, "selected": before and before.get("selected")}
    result = _component()(key=key, data=data, default={"selected": None}, on_selected_change=_nothing)
    chosen = result.selected
    known = {node.id for node in document.nodes}
    return chosen if isinstance(chosen, str) and chosen in known else None


def _nothing() -> None:
    """Do nothing: Streamlit keeps a component's state only where somebody listens."""
