"""``pathways plan``: what is the best way from here to there, term by term; or why is there none, what would help?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, get_args

import typer

from pathways.cli.options import AsOf, CatalogFolder, Json, RecordFile, Why
from pathways.cli.wishes import (
    At,
    Avoid,
    Blackout,
    Budget,
    Credits,
    Deadline,
    Delivery,
    Goals,
    Hours,
    Load,
    Places,
    Start,
    Take,
    Wishes,
    YearsOn,
    goals_of,
)
from pathways.errors import EXIT_NO, EXIT_NOT_AVAILABLE, EXIT_YES, QuestionError

if TYPE_CHECKING:
    from pathways.planning.answer import Request
    from pathways.planning.plan import Objective

ENDINGS = {
    "optimal": EXIT_YES,
    "feasible": EXIT_YES,
    "infeasible_proven": EXIT_NO,
    "timed_out": EXIT_NOT_AVAILABLE,
}
Minimize = Annotated[
    str,
    typer.Option(
        "--minimize",
        metavar="WORDS",
        help="What to spend least of, in order: time, cost, credits, items, balance, stop.",
    ),
]
Pareto = Annotated[bool, typer.Option("--pareto", help="Every trade of time, cost and what is held on the way.")]
Best = Annotated[int, typer.Option("--best", metavar="K", min=1, help="So many different plans, the best first.")]
Whole = Annotated[bool, typer.Option("--whole", help="Beside it: what it would take from nothing.")]
Nodes = Annotated[int | None, typer.Option("--nodes", metavar="N", min=1, help="Search no further than so many steps.")]
Seconds = Annotated[float | None, typer.Option("--seconds", metavar="S", min=0.01, help="Search no longer than this.")]


def plan(  # noqa: PLR0913 - each argument is an option of the command line
    record: RecordFile,
    goal: Goals = None,
    *,
    start: Start = None,
    max_load: Load = None,
    max_credits: Credits = None,
    hours: Hours = None,
    budget: Budget = None,
    deadline: Deadline = None,
    blackout: Blackout = None,
    delivery: Delivery = None,
    place: Places = None,
    at: At = None,
    take: Take = None,
    avoid: Avoid = None,
    years_on: YearsOn = None,
    minimize: Minimize = "time,cost",
    pareto: Pareto = False,
    best: Best = 1,
    whole: Whole = False,
    nodes: Nodes = None,
    seconds: Seconds = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    why: Why = False,
    json: Json = False,
) -> int:
    """The best plan toward one goal or several: what to do in each term, what it costs, what is held at every stop.

    Ends with 0 if there is a plan, 1 if there provably is none, 4 if --nodes or --seconds were too few to say.

    \b
    Examples:
      pathways plan ana.yaml --goal lakeside-diploma-data-analytics --max-load 3 --budget '5000 CAD'
    """
    limits = (start, max_load, max_credits, hours, budget, deadline, blackout)
    wishes = Wishes(*limits, delivery, place, at, take, avoid, years_on)
    trade = Trade(minimize, pareto, best, whole, nodes, seconds)
    return Asked(record, goal, wishes, trade, as_of, catalog, why, json).answer()


class Trade(NamedTuple):
    """What is to be best, how many plans are asked for, and how long may be searched."""

    minimize: str
    pareto: bool
    best: int
    whole: bool
    nodes: int | None
    seconds: float | None

    def request(self) -> Request:
        """Return it as the desk wants it.  Raises QuestionError U003 for an objective that does not exist."""
        from pathways.planning.answer import USUAL, Request
        from pathways.planning.search import Effort

        wanted = objectives(self.minimize)
        asked = self.nodes is not None or self.seconds is not None
        effort = Effort(self.nodes, self.seconds) if asked else USUAL
        return Request(wanted, self.pareto, self.best, self.whole, effort)


class Asked(NamedTuple):
    """Everything that the command line says."""

    record: Path
    goal: Sequence[str] | None
    wishes: Wishes
    trade: Trade
    as_of: dt.date | None
    catalog: Path | None
    why: bool
    json: bool

    def answer(self) -> int:
        """Put the question to the desk, print the answer, and return the exit code."""
        from pathways.cli.opening import open_case, waiting
        from pathways.cli.tell.paper import give
        from pathways.cli.tell.plan import tell_plan

        request = self.trade.request()
        with waiting("Looking for the best plan ..."):
            case = open_case(self.record, self.catalog, self.as_of)
            goals = goals_of(case.record, self.goal)
            preferences = self.wishes.over(case.desk, case.record, goals)
            document = case.desk.plan(case.record, goals, as_of=case.as_of, preferences=preferences, request=request)
        give(document, lambda paper: tell_plan(paper, document, case, why=self.why), json=self.json)
        return ENDINGS[document.status]


def objectives(words: str) -> tuple[Objective, ...]:
    """Return the objectives that are named, in order.  Raises QuestionError U003 for a word that is none.

    >>> objectives("cost, time")
    ('cost', 'time')
    """
    from pathways.planning.plan import Objective

    known: dict[str, Objective] = {str(name): name for name in get_args(Objective)}
    named = [word.strip() for word in words.split(",") if word.strip()]
    for word in named or [""]:
        if word not in known:
            raise QuestionError("U003", f"{word!r} is nothing to minimize", hint=f"Known: {', '.join(known)}.")
    return tuple(dict.fromkeys(known[word] for word in named))
