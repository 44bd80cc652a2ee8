"""``pathways app``: where is the page?  At an address of this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pathways.errors import NotAvailableError
from pathways.resources import app_script

Held = Annotated[
    Path | None,
    typer.Option("--backpack", metavar="FILE", help="Keep badges in this file, which is begun if it is not there."),
]
Desk = Annotated[
    Path | None,
    typer.Option("--decisions", metavar="FILE", help="Keep decisions in this file, which is begun if it is not there."),
]


def page(
    *,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
    catalog: Annotated[
        list[Path] | None,
        typer.Option("--catalog", exists=True, help="A catalogue to offer beside the sample; repeat for more."),
    ] = None,
    backpack: Held = None,
    decisions: Desk = None,
) -> int:
    """Start the page in a browser, on this machine only.  Needs the extra 'ui'.

    Only who sits at this machine sees the backpack and the decisions; others see of a backpack what a share link shows.

    \b
    Examples:
      pathways app --port 8600
      pathways app --catalog my-catalog
      pathways app --backpack maria.backpack
      pathways app --decisions desk.db
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
    held = [] if backpack is None else [_named(backpack)]
    kept = [] if decisions is None else [_desk(decisions)]
    flags = ["--server.port", str(port), "--server.headless", str(headless).lower()]
    offered = [str(path.resolve()) for path in catalog or ()]
    streamlit.main(["run", str(app_script()), *flags, "--", *held, *kept, *offered], standalone_mode=False)
    return 0


def _named(backpack: Path) -> str:
    """Return the word that names the backpack to the page.  Raises StoreError where the file is something else."""
    from pathways.store.backpack import open_backpack

    if backpack.exists():
        open_backpack(backpack)
    return f"--backpack={backpack.resolve()}"


def _desk(decisions: Path) -> str:
    """Return the word that names the decisions to the page.  Raises StoreError where the file is something else."""
    from pathways.store.decisions import open_decisions

    if decisions.exists():
        open_decisions(decisions)
    return f"--decisions={decisions.resolve()}"
