"""``pathways compare``: where do my credits go furthest?"""

from __future__ import annotations

from typing import Annotated

import typer

from pathways.cli.options import AsOf, CatalogFolder, Json, RecordFile
from pathways.errors import QuestionError

GROUPS = ("degree", "award")
"""Words for several kinds at once, as the desk knows them."""


def compare(
    record: RecordFile,
    *,
    kind: Annotated[
        str | None,
        typer.Option("--kind", "-k", metavar="KIND", help="Only one kind: diploma, bachelor ..., or degree, award."),
    ] = None,
    top: Annotated[int, typer.Option("--top", "-n", min=1, help="How many goals to show.")] = 20,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    json: Json = False,
) -> int:
    """Every goal of the catalogue, ranked by how far the record already goes toward it.

    \b
    Examples:
      pathways compare ana.yaml
      pathways compare ana.yaml --kind degree --top 5
    """
    from pathways.cli.opening import open_case, waiting
    from pathways.cli.tell.compare import tell_compare
    from pathways.cli.tell.paper import give

    check_kind(kind)
    with waiting("Comparing every goal ..."):
        case = open_case(record, catalog, as_of)
        document = case.desk.compare(case.record, as_of=case.as_of, kind=kind, top=top)
    give(document, lambda paper: tell_compare(paper, document, case, kind), json=json)
    return 0


def check_kind(kind: str | None) -> None:
    """Raise QuestionError U003 for a kind of credential that does not exist."""
    from pathways.catalog.names import did_you_mean
    from pathways.model.credential import CredentialKind

    known = (*GROUPS, *(item.value for item in CredentialKind))
    if kind is not None and kind not in known:
        near = did_you_mean(kind, known)
        hint = near if near.startswith("Did you mean") else f"Kinds: {', '.join(known)}."
        raise QuestionError("U003", f"there is no kind of credential called {kind!r}", hint=hint)
