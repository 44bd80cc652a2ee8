"""``pathways next``: what may be begun now, the best first?"""

from __future__ import annotations

from typing import Annotated

import typer

from pathways.cli.options import AsOf, CatalogFolder, Json, RecordFile, Why
from pathways.cli.wishes import goals_of

Top = Annotated[int, typer.Option("--top", "-n", min=1, help="How many first steps to show.")]
Toward = Annotated[
    list[str] | None,
    typer.Option(
        "--goal",
        "-g",
        metavar="ID|FILE|all",
        help="A goal, may be repeated; all: the nearest within reach.  [default: the goals of the record]",
        show_default=False,
    ),
]


def next_steps(
    record: RecordFile,
    goal: Toward = None,
    *,
    top: Top = 5,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    why: Why = False,
    json: Json = False,
) -> int:
    """What to stack next: what may be begun now, ranked by what it does for the goals, alone, and for later.

    Where neither the question nor the record names a goal, toward the nearest that the record can reach.
    Ends with 0 if there is something to begin, else with 1.

    \b
    Examples:
      pathways next ana.yaml
      pathways next ana.yaml --goal lakeside-diploma-data-analytics --top 3
      pathways next ana.yaml --goal all
    """
    from pathways.cli.opening import open_case, waiting
    from pathways.cli.tell.next_steps import tell_next
    from pathways.cli.tell.paper import give

    with waiting("Weighing what may be begun ..."):
        case = open_case(record, catalog, as_of)
        goals = () if goal == ["all"] else goals_of(case.record, goal)
        document = case.desk.next(case.record, goals, as_of=case.as_of, top=top)
    give(document, lambda paper: tell_next(paper, document, case, why=why), json=json)
    return 0 if document.steps else 1
