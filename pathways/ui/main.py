"""Can the page be shown?  The door behind ``app.py``: says plainly what is missing, else hands over to the router."""

from __future__ import annotations

import sys

from pathways.errors import NotAvailableError

NEEDED = ("streamlit", "plotly", "pandas", "babel", "pebble")
MISSING = "The page needs {name}, which is not installed here."
INSTALL = "Install it with: pip install 'pathways-planner[ui]'.  Everything else works without it."


def main() -> None:
    """Show the page; ends with exit code 4 and a clear word where what it needs is not installed."""
    try:
        from pathways.ui.asking import begin
        from pathways.ui.turns import turn

        with turn():
            begin()  # before the pages are read: the engine's processes read what they need at the same time
            from pathways.ui.router import run
    except ModuleNotFoundError as missing:
        name = (missing.name or "").partition(".")[0]
        if name not in NEEDED:
            raise
        sys.exit(_refuse(name))
    with turn():
        run()


def _refuse(name: str) -> int:
    error = NotAvailableError("X002", MISSING.format(name=name), hint=INSTALL)
    sys.stderr.write(f"{error}\n")
    return error.exit_code
