"""``pathways queue`` and ``decisions replay``: what is still to be decided, and which lines would turn?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pathways.cli.encoder import Encoder, Vectors, encoding
from pathways.cli.options import AsOf, CatalogFolder, Json, day

if TYPE_CHECKING:
    from pathways.catalog.collection import Catalog
    from pathways.matching.encoding import Encoding
    from pathways.matching.queue import Wanted
    from pathways.matching.replay import Under
    from pathways.model.credential import Credential
    from pathways.model.decision import Decision
    from pathways.model.record import LearnerRecord
    from pathways.store.decisions import DecisionStore

Records = Annotated[
    list[Path],
    typer.Argument(
        metavar="RECORDS...",
        help="Records: .yaml, .json, .csv (a column 'learner' makes it a table of many), or .zip of these.",
        show_default=False,
    ),
]
At = Annotated[list[str], typer.Option("--at", metavar="ORG", help="The receiving organization; repeatable.")]
Where = Annotated[
    list[str] | None,
    typer.Option("--at", metavar="ORG", help="The receiving organization; repeatable.  [default: who awards the goal]"),
]
Goal = Annotated[
    str | None, typer.Option("--goal", "-g", metavar="ID", help="Ask only what could serve this credential.")
]
Kept = Annotated[
    Path | None, typer.Option("--decisions", metavar="STORE", help="The file in which decisions are kept.")
]
Suggested = Annotated[
    bool, typer.Option("--suggestions/--no-suggestions", help="Say what is likely for each pair; it grants nothing.")
]
Minutes = Annotated[int | None, typer.Option("--minutes", min=0, help="What one decision takes; tells what is saved.")]


def queue(  # noqa: PLR0913 - each argument is an option of the command line
    records: Records,
    *,
    at: Where = None,
    goal: Goal = None,
    decisions: Kept = None,
    suggestions: Suggested = True,
    encoder: Encoder = None,
    vectors: Vectors = None,
    minutes: Minutes = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    json: Json = False,
) -> int:
    """What is undecided over many records: equal lines together, the most credit first. One decision clears a group.

    \b
    Examples:
      pathways queue records.csv --at lakeside
      pathways queue autumn.zip --at lakeside --decisions desk.db --minutes 12
      pathways queue records.csv --goal lakeside-diploma-data-analytics
    """
    from pathways.cli.opening import open_wares, waiting
    from pathways.cli.tell.desk import tell_queue
    from pathways.cli.tell.paper import give
    from pathways.matching.queue import Wanted
    from pathways.matching.queue import queue as queued

    with waiting("Reading ..."):
        people = records_of(records)
        wares = open_wares(catalog)
    on, made = the_day(people, as_of), decided(decisions)
    aim = wares.credential(goal, on) if goal is not None else None
    each = Fraction(minutes) if minutes is not None else None
    wanted = Wanted(_places(at, aim, wares), on, made, minutes=each, goal=aim)
    reading = encoding(encoder, vectors) if suggestions else None
    with waiting("Deciding ..."):
        document = queued(wares, people, _with_suggestions(wares, wanted, reading) if suggestions else wanted)
    give(document, lambda paper: tell_queue(paper, document), json=json)
    return 0


def _places(at: list[str] | None, goal: Credential | None, wares: Catalog) -> tuple[str, ...]:
    """Return the receiving organizations, each once.

    Raises QuestionError U003 where none is named, UnknownIdError U001 for one that there is not.
    """
    from pathways.errors import QuestionError

    if not at and goal is None:
        raise QuestionError("U003", "no receiving organization is named", hint="Name it with --at, or a --goal.")
    found = dict.fromkeys(at or ([goal.organization] if goal else []))
    return tuple(wares.organization(name).id for name in found)


def _with_suggestions(wares: Catalog, wanted: Wanted, encoder: Encoding | None) -> Wanted:
    from pathways.matching.decided import with_decisions
    from pathways.matching.foresight import Foresight
    from pathways.matching.suggest import Suggester

    suggester = Suggester(with_decisions(wares, wanted.decisions), encoder=encoder)
    seen = Foresight(suggester, wanted.as_of)
    return replace(wanted, suggesting=seen)


ThenDecisions = Annotated[
    Path | None, typer.Option("--then-decisions", metavar="STORE", help="The decisions afterwards.  [default: same]")
]
ThenCatalog = Annotated[
    Path | None, typer.Option("--then-catalog", metavar="FOLDER", help="The rules afterwards.  [default: same]")
]
ThenAsOf = Annotated[
    dt.date | None, typer.Option("--then-as-of", metavar="DAY", parser=day, help="The day.  [default: same]")
]


def replay(  # noqa: PLR0913 - each argument is an option of the command line
    records: Records,
    at: At,
    *,
    decisions: Kept = None,
    then_decisions: ThenDecisions = None,
    then_catalog: ThenCatalog = None,
    then_as_of: ThenAsOf = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    json: Json = False,
) -> int:
    """Which lines of these records would turn under other rules, other decisions or on another day, and why.

    Without anything that comes then, it shows what the decisions changed: before none of them, after all.

    \b
    Example:
      pathways decisions replay records.csv --at lakeside --decisions desk.db
    """
    from pathways.cli.opening import open_wares
    from pathways.matching.replay import Under

    people = records_of(records)
    on, wares, made = the_day(people, as_of), open_wares(catalog), decided(decisions)
    same = then_decisions is None and then_catalog is None and then_as_of is None
    later = wares if then_catalog is None else open_wares(then_catalog)
    then = made if then_decisions is None else decided(then_decisions)
    sides = (Under(wares, on, () if same else made), Under(later, then_as_of or on, then))
    return _replayed(people, tuple(dict.fromkeys(at)), sides, json=json)


def _replayed(people: tuple[LearnerRecord, ...], at: tuple[str, ...], sides: tuple[Under, Under], *, json: bool) -> int:
    from pathways.cli.opening import waiting
    from pathways.cli.tell.desk import tell_replay
    from pathways.cli.tell.paper import give
    from pathways.matching.replay import replay as replayed

    with waiting("Deciding ..."):
        for side in sides:
            for name in at:
                side.catalog.organization(name)
        document = replayed(people, at, *sides)
    give(document, lambda paper: tell_replay(paper, document), json=json)
    return 0


def records_of(files: list[Path]) -> tuple[LearnerRecord, ...]:
    """Return every record of the files.

    Raises FormatError, RecordError with all that is wrong in any of them, QuestionError U003 for a learner who comes
    twice.
    """
    from pathways.errors import RecordError
    from pathways.formats.problems import shown
    from pathways.formats.record_many import load_records
    from pathways.formats.record_pieces import refuse_twice

    found: list[LearnerRecord] = []
    named: list[tuple[str, str]] = []
    for file in files:
        many = load_records(file)
        wrong = [each for findings in many.wrong.values() for each in findings]
        if wrong:
            raise RecordError(wrong[0].code, wrong[0].message, findings=wrong)
        found.extend(many.records)
        named.extend((record.learner.id, shown(file)) for record in many.records)
    refuse_twice(named)
    return tuple(found)


def decided(file: Path | None) -> tuple[Decision, ...]:
    """Return the decisions that stand; none where no file is named.  Raises FormatError F001, StoreError."""
    if file is None:
        return ()
    return kept(file).standing()


def kept(file: Path) -> DecisionStore:
    """Return an existing store.  Raises FormatError F001 where there is none, StoreError."""
    from pathways.errors import FormatError, finding
    from pathways.store.decisions import open_decisions

    if not file.exists():
        told = finding("F001", f"{file}", hint="'pathways decide' begins a store with its first decision.")
        raise FormatError("F001", told.message, findings=[told])
    return open_decisions(file)


def the_day(records: tuple[LearnerRecord, ...], as_of: dt.date | None) -> dt.date:
    """Return the day that was asked for, else the latest of the records, else today."""
    from pathways.cli.opening import today

    stated = [record.as_of for record in records if record.as_of is not None]
    return as_of or max(stated, default=None) or today()
