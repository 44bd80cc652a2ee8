"""``pathways audit``: how far does this record go toward this credential, and why?"""

from __future__ import annotations

from typing import Annotated

import typer

from pathways.cli.options import AsOf, CatalogFolder, Json, RecordFile, Why


def audit(
    record: RecordFile,
    goal: Annotated[str, typer.Option("--goal", "-g", metavar="ID", help="The credential, as id or id@edition.")],
    *,
    at: Annotated[str | None, typer.Option("--at", metavar="ORG", help="The organization that awards it.")] = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    why: Why = False,
    json: Json = False,
) -> int:
    """What counts, how far it goes toward a credential, what is missing, and why.

    Ends with 0 if every requirement is met, else with 1.

    \b
    Examples:
      pathways audit ana.yaml --goal lakeside-diploma-data-analytics
      pathways audit ana.yaml --goal aubrac-title-data-coordinator@2026 --why
      pathways audit ana.yaml --goal cs-transfer --catalog my-catalog --json > audit.json
    """
    from pathways.cli.opening import open_case, waiting
    from pathways.cli.tell.audit import tell_audit
    from pathways.cli.tell.paper import give

    with waiting("Auditing ..."):
        case = open_case(record, catalog, as_of)
        document = case.desk.audit(case.record, goal, as_of=case.as_of, at=at)
    give(document, lambda paper: tell_audit(paper, document, case, why=why), json=json)
    return 0 if document.status == "satisfied" else 1
