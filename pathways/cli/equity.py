"""``pathways equity``: is learning recognised alike, whoever brings it?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pathways.cli.desk import Records
from pathways.cli.options import AsOf, CatalogFolder, Json

At = Annotated[str, typer.Option("--at", metavar="ORG", help="The institution that decides.")]
Groups = Annotated[
    Path,
    typer.Option("--groups", metavar="FILE", help="A table (.csv): learner, and the group of each. It is not kept."),
]
Column = Annotated[str, typer.Option("--column", metavar="NAME", help="The column of that table with the group.")]
Reference = Annotated[
    str | None, typer.Option("--against", metavar="GROUP", help="Compare with this group.  [default: the largest]")
]
Goal = Annotated[
    str | None, typer.Option("--goal", "-g", metavar="ID", help="Tell also how much is applied toward this credential.")
]
Kept = Annotated[
    Path | None, typer.Option("--decisions", metavar="STORE", help="The file in which decisions are kept.")
]


def equity(  # noqa: PLR0913 - each argument is an option of the command line
    records: Records,
    at: At,
    groups: Groups,
    *,
    column: Column = "group",
    against: Reference = None,
    goal: Goal = None,
    decisions: Kept = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    json: Json = False,
) -> int:
    """How often lines are decided, accepted and applied, by group, with intervals; cells under 10 are left out.

    No cell that is left out can be worked out from those that are shown.

    \b
    Examples:
      pathways equity records.csv --at lakeside --groups groups.csv
      pathways equity autumn.zip --at lakeside --groups people.csv --column region --against islands
    """
    from pathways.cli.desk import decided, records_of, the_day
    from pathways.cli.opening import open_desk, waiting
    from pathways.cli.tell.equity import tell_equity
    from pathways.cli.tell.paper import give
    from pathways.formats.groups import load_groups

    people, members = records_of(records), load_groups(groups, column=column)
    desk, on = open_desk(catalog, decided(decisions)), the_day(people, as_of)
    with waiting("Counting ..."):
        document = desk.equity(people, members, at, as_of=on, goal=goal, against=against)
    title = desk.catalog.organization(at).title
    give(document, lambda paper: tell_equity(paper, document, title), json=json)
    return 0
