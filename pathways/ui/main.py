"""Which page is shown?  The router behind ``app.py``: opens the shipped sample and hands it to the page."""

from __future__ import annotations

import sys

from pathways.errors import NotAvailableError

MISSING = "The page needs streamlit, which is not installed here."
INSTALL = "Install it with: pip install 'pathways-planner[ui]'.  Everything else works without it."


def main() -> None:
    """Show the page; ends with exit code 4 and a clear word where streamlit is not installed."""
    try:
        import streamlit as st
    except ModuleNotFoundError as missing:
        if missing.name != "streamlit":
            raise
        sys.exit(_refuse())
    from pathways.ui import overview

    st.set_page_config(page_title="Pathways", layout="wide")
    st.navigation([st.Page(overview.show, title="Overview", url_path="overview", default=True)]).run()


def _refuse() -> int:
    error = NotAvailableError("X002", MISSING, hint=INSTALL)
    sys.stderr.write(f"{error}\n")
    return error.exit_code
