"""``pathways suggest``: what is this likely to count as there, and what speaks for and against it?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pathways.cli import jointly as joint
from pathways.cli.desk import Kept, decided
from pathways.cli.encoder import Encoder, Vectors, encoding
from pathways.cli.options import AsOf, CatalogFolder, Json

if TYPE_CHECKING:
    from pathways.catalog.collection import Catalog
    from pathways.matching.suggest import Suggester
    from pathways.model.decision import Learning
    from pathways.model.record import Attainment

What = Annotated[
    str | None,
    typer.Argument(
        metavar="[WHAT]", help="A course by its id; or learning, or a pair, as the queue names it.", show_default=False
    ),
]
At = Annotated[str | None, typer.Option("--at", metavar="ORG", help="The receiving organization.")]
Record = Annotated[
    Path | None,
    typer.Option("--record", "-r", metavar="RECORD", help="Ask about the undecided lines of this record."),
]
Lines = Annotated[
    list[str] | None,
    typer.Option("--line", metavar="LINE", help="Only this line, by its id or number; repeatable."),
]
Title = Annotated[
    str | None, typer.Option("--title", metavar="WORDS", help="What it is called, where no catalogue defines it.")
]
Top = Annotated[int, typer.Option("--top", metavar="K", min=1, max=100, help="How many answers.")]


def suggest(  # noqa: PLR0913 - each argument is an option of the command line
    what: What = None,
    *,
    at: At = None,
    record: Record = None,
    line: Lines = None,
    title: Title = None,
    top: Top = 5,
    jointly: joint.Course = None,
    senders: joint.Senders = None,
    coverage: joint.Coverage = None,
    hours: joint.Hours = None,
    together: joint.Together = None,
    encoder: Encoder = None,
    vectors: Vectors = None,
    decisions: Kept = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
    json: Json = False,
) -> int:
    """The likeliest answers for learning that no rule speaks of, each with its evidence. A suggestion grants nothing.

    \b
    Examples:
      pathways suggest river-bend-CIS151 --at lakeside
      pathways suggest "credential northgate-certificate-office -> lakeside" --decisions desk.db
      pathways suggest --title "Introduction to databases" --at lakeside --top 3
      pathways suggest --record maria.yaml --line S17 --at lakeside
      pathways suggest river-bend-CIS151 --at lakeside --encoder models/all-MiniLM-L6-v2 --vectors vectors
      pathways suggest --jointly lakeside-DAT1300 --record maria.yaml
    """
    if jointly is not None:
        _only_jointly(at, what, title, line, encoder, vectors)
        thresholds = joint.Thresholds(coverage, hours, together, top)
        return joint.jointly(_taught(catalog, decisions), jointly, record, senders or [], thresholds, as_of, json=json)
    _one_question(record, what or title, line)
    suggester = _suggester(_taught(catalog, decisions), encoder, vectors)
    if record is not None:
        return _of_record(suggester, record, line or [], at, top, as_of, json=json)
    return _of_one(suggester, what, title, at, top, as_of, json=json)


def _taught(folder: Path | None, decisions: Path | None) -> Catalog:
    """Return the catalogue in which what was decided is a rule."""
    from pathways.cli.opening import open_wares
    from pathways.matching.decided import with_decisions

    return with_decisions(open_wares(folder), decided(decisions))


def _suggester(wares: Catalog, encoder: Path | None, vectors: Path | None) -> Suggester:
    from pathways.matching.suggest import Suggester

    return Suggester(wares, encoder=encoding(encoder, vectors))


def _only_jointly(*others: object) -> None:
    if any(others):
        hint = "The course names its organization; --record and --from say what may be put together."
        _refused("--jointly asks about one course, and about nothing else", hint)


def _one_question(record: Path | None, named: str | None, lines: list[str] | None) -> None:
    if (record is None) == (named is None) or (lines and record is None):
        hint = "Give a course, --title, or --record (with --line for one of its lines)."
        _refused("suggestions are for learning that is named, or for lines of a record", hint)


def _refused(message: str, hint: str) -> NoReturn:
    from pathways.errors import QuestionError

    raise QuestionError("U003", message, hint=hint)


def _of_one(
    suggester: Suggester,
    what: str | None,
    title: str | None,
    at: str | None,
    top: int,
    as_of: dt.date | None,
    *,
    json: bool,
) -> int:
    from pathways.cli.opening import today, waiting
    from pathways.cli.tell.paper import give
    from pathways.cli.tell.suggest import tell_suggestions

    about, named = _about(what, title or "", suggester.catalog)
    with waiting("Comparing ..."):
        document = suggester.suggest(about, at=_place(named or at), as_of=as_of or today(), k=top)
    give(document, lambda paper: tell_suggestions(paper, document), json=json)
    return 0


def _of_record(
    suggester: Suggester,
    file: Path,
    lines: list[str],
    at: str | None,
    top: int,
    as_of: dt.date | None,
    *,
    json: bool,
) -> int:
    from pathways.cli.opening import today, waiting
    from pathways.cli.tell.paper import give
    from pathways.cli.tell.suggest import tell_line_suggestions
    from pathways.formats.native import load_record
    from pathways.matching.of_record import Asked, RecordSuggester

    record = load_record(file)
    asked = Asked(_place(at), as_of or record.as_of or today(), top, tuple(lines))
    with waiting("Comparing ..."):
        document = RecordSuggester(suggester).suggest(record, asked)
    give(document, lambda paper: tell_line_suggestions(paper, document), json=json)
    return 0


def _about(what: str | None, title: str, wares: Catalog) -> tuple[Attainment | str, str | None]:
    """Return what is asked about, and the receiving organization where the words name it."""
    from pathways.matching.foresight import asked_about
    from pathways.matching.pairs import learning_of, pair_of
    from pathways.model.record import Attainment

    if what is None:
        if not title.strip():
            _refused(
                "the title says nothing", "Write what the learning is called: --title 'Introduction to databases'."
            )
        return Attainment(id="asked", title=title.strip()), None
    if what in wares.courses:
        return what, None
    if " -> " in what:
        pair = pair_of(what, wares)
        return asked_about(pair.learning, _called(pair.learning, title, wares)), pair.receiving
    if " " not in what.strip():
        return wares.course(what).id, None
    learning = learning_of(what)
    return asked_about(learning, _called(learning, title, wares)), None


def _called(learning: Learning, title: str, wares: Catalog) -> str:
    """Return what learning is called.  Raises UnknownIdError U001 for a competency that nobody defines."""
    if learning.competency is None or title:
        return title
    known = wares.competencies.get(learning.competency)
    if known is None:
        raise wares.unknown("competencies", learning.competency)
    return known.title


def _place(at: str | None) -> str:
    if at is None:
        _refused("no receiving organization is named", "Name it with --at.")
    return at
