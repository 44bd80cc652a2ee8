"""``pathways show``: what is this, what leads to it, and what does it lead to?"""

from __future__ import annotations

from typing import Annotated

import typer

from pathways.cli.options import AsOf, CatalogFolder, Json


def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of anything in the catalogue.", show_default=False)],
    *,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    json: Json = False,
) -> int:
    """One thing of the catalogue: what it is, what leads to it, what it leads to.

    \b
    Examples:
      pathways show lakeside-DAT1200
      pathways show aubrac-title-data-coordinator@2026
      pathways show my-course --catalog my-catalog
    """
    from pathways.cli.opening import open_desk, today
    from pathways.cli.tell.paper import give
    from pathways.cli.tell.show import tell_show

    desk = open_desk(catalog)
    document = desk.show(name, as_of=as_of or today())
    give(document, lambda paper: tell_show(paper, document), json=json)
    return 0
