"""``pathways gap``: what is missing for this goal, and what closes it most cheaply?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from pathways.cli.options import AsOf, CatalogFolder, Json, RecordFile, Why

if TYPE_CHECKING:
    from pathways.model.credential import Measure


class MeasureWord(StrEnum):
    """In which measure *cheapest* is meant."""

    CREDIT = "credit"
    HOURS = "hours"
    ITEMS = "items"
    BLOCKS = "blocks"
    MONEY = "money"


Goal = Annotated[
    str,
    typer.Option(
        "--goal", "-g", metavar="ID|FILE", help="A credential, an occupation, or a file that lists competencies."
    ),
]
Cheapest = Annotated[
    MeasureWord | None,
    typer.Option("--measure", help="What to spend least of.  [default: the goal's own measure]", show_default=False),
]


def gap(
    record: RecordFile,
    goal: Goal,
    *,
    measure: Cheapest = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    why: Why = False,
    json: Json = False,
) -> int:
    """What is missing for a goal, in requirements or competencies, and the cheapest way to close it.

    A file of competencies (.yaml or .json) says:  competencies: [{competency: ID, level: 2}, ...]
    Ends with 0 if nothing is missing, else with 1.

    \b
    Examples:
      pathways gap noah.yaml --goal data-analyst
      pathways gap ana.yaml --goal lakeside-diploma-data-analytics --measure hours
      pathways gap ana.yaml --goal what-the-job-asks.yaml
    """
    from pathways.cli.opening import open_case, waiting
    from pathways.cli.tell.gap import tell_gap
    from pathways.cli.tell.paper import give
    from pathways.formats.wanted import load_wanted

    with waiting("Looking for the cheapest way ..."):
        wanted = load_wanted(Path(goal)) if goal.lower().endswith((".yaml", ".yml", ".json")) else None
        case = open_case(record, catalog, as_of)
        spend = cast("Measure | None", measure.value if measure else None)
        if wanted is None:
            document = case.desk.gap(case.record, goal, as_of=case.as_of, measure=spend)
        else:
            name = Path(goal).stem
            document = case.desk.competency_gap(
                case.record, wanted.competencies, name, wanted.title or name, as_of=case.as_of, measure=spend
            )
    give(document, lambda paper: tell_gap(paper, document, case, why=why), json=json)
    return 0 if document.status == "satisfied" else 1
