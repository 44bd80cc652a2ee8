"""``pathways app``: where is the page?  At an address of this machine."""

from __future__ import annotations

import time
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Annotated, Final

import typer

from pathways.errors import NotAvailableError
from pathways.resources import app_script

PATIENCE: Final = 30.0
"""Seconds for the server to begin; after them nobody is waited for."""


def page(
    *,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
    catalog: Annotated[
        list[Path] | None,
        typer.Option("--catalog", exists=True, help="A catalogue to offer beside the sample; repeat for more."),
    ] = None,
) -> int:
    """Start the page in a browser, on this machine only.  Needs the extra 'ui'.

    \b
    Examples:
      pathways app --port 8600
      pathways app --catalog my-catalog
    """
    try:
        from streamlit.web import cli as streamlit
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "streamlit":
            raise
        raise NotAvailableError(
            "X002",
            "the page needs streamlit, which is not installed here",
            why="Everything else works without it.",
            hint="Install it with: pip install 'pathways-planner[ui]'",
        ) from None
    flags = ["--server.port", str(port), "--server.headless", str(headless).lower()]
    flags += ["--server.scriptHealthCheckEnabled", "true"]
    offered = [str(path.resolve()) for path in catalog or ()]
    Thread(target=_visit, args=(port,), name="first-visit", daemon=True).start()
    streamlit.main(["run", str(app_script()), *flags, "--", *offered], standalone_mode=False)
    return 0


def _visit(port: int) -> None:
    """Visit the page once, beside the server, so that the first person finds everything read."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/_stcore/script-health-check")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
