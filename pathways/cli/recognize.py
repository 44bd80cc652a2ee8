"""``pathways recognize``: what does one organization decide on every line of a record?"""

from __future__ import annotations

from typing import Annotated

import typer

from pathways.cli.options import AsOf, CatalogFolder, Json, RecordFile, Why


def recognize(
    record: RecordFile,
    at: Annotated[str, typer.Option("--at", metavar="ORG", help="The receiving organization.")],
    *,
    goal: Annotated[
        str | None, typer.Option("--goal", "-g", metavar="ID", help="Decide as for this credential.")
    ] = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    why: Why = False,
    json: Json = False,
) -> int:
    """What an organization accepts, refuses or has not decided, line by line, with every option.

    \b
    Examples:
      pathways recognize ana.yaml --at lakeside
      pathways recognize ana.yaml --at lakeside --goal lakeside-diploma-data-analytics --why
    """
    from pathways.cli.opening import open_case, waiting
    from pathways.cli.tell.paper import give
    from pathways.cli.tell.recognition import tell_recognition

    with waiting("Deciding ..."):
        case = open_case(record, catalog, as_of)
        case.desk.catalog.organization(at)
        document = case.desk.recognize(case.record, at, as_of=case.as_of, goal=goal)
    give(document, lambda paper: tell_recognition(paper, document, case, why=why), json=json)
    return 0
