"""``pathways decide`` and ``decisions``: what is decided about one pair, for everybody who brings the same?"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pathways.cli.desk import kept
from pathways.cli.options import CatalogFolder, Json, OutFolder, day
from pathways.matching.pairs import learning_of, nonsense, pair_of, valid
from pathways.model.codes import Difference, ReasonCode
from pathways.model.decision import Decision, Verdict, Withdrawal

if TYPE_CHECKING:
    from pathways.catalog.collection import Catalog

Store = Annotated[
    Path, typer.Argument(metavar="STORE", help="The file in which decisions are kept.", show_default=False)
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
Many = list[str] | None

PairWords = Annotated[str, typer.Argument(metavar="PAIR", help="What is brought, and where, as the queue names it.")]
Decided = Annotated[Verdict, typer.Option("--verdict", help="What is decided.")]
On = Annotated[str, typer.Option("--source", metavar="WORDS", help="On what the decision rests.")]
Given = Annotated[Many, typer.Option("--as", metavar="COURSE", help="What it counts as; repeatable.")]
Elective = Annotated[
    str | None, typer.Option("--elective", metavar="SUBJECT", help="It counts as an elective; 'any' for no subject.")
]
Amount = Annotated[str | None, typer.Option("--credit", metavar="AMOUNT", help="Credit granted.")]
Compared = Annotated[Many, typer.Option("--compared-with", metavar="COURSE", help="With what it was compared.")]
Because = Annotated[ReasonCode | None, typer.Option("--because", metavar="CODE", help="Why it is no more.")]
Differs = Annotated[Difference | None, typer.Option("--difference", help="The substantial difference.")]
Words = Annotated[str, typer.Option("--words", metavar="TEXT", help="The same for the learner to read.")]
Areas = Annotated[
    Many,
    typer.Option("--area", metavar="AREA", help="An area that it counts in (an elective too); repeatable."),
]
MinGrade = Annotated[
    str | None,
    typer.Option("--min-grade", metavar="GRADE", help="Only with this grade or better; 'C+ of SCALE' names its scale."),
]
MinHours = Annotated[str | None, typer.Option("--min-hours", metavar="N", help="Only where it took so many hours.")]
MaxAge = Annotated[str | None, typer.Option("--max-age", metavar="YEARS", help="Only where it is no older.")]
Beside = Annotated[Many, typer.Option("--beside", metavar="LEARNING", help="Only together with this; repeatable.")]
InWords = Annotated[Many, typer.Option("--condition", metavar="TEXT", help="What a person looks at each time.")]
First = Annotated[
    dt.date | None, typer.Option("--from", metavar="DAY", parser=day, help="First day on which it was completed.")
]
Last = Annotated[dt.date | None, typer.Option("--last-day", metavar="DAY", parser=day, help="Last such day.")]
Seen = Annotated[str | None, typer.Option("--supersedes", metavar="ID", help="The decision that you saw standing.")]
Instead = Annotated[Many, typer.Option("--instead-of", metavar="RULE", help="A rule that no longer holds; repeatable.")]


def decide(  # noqa: PLR0913 - each argument is an option of the command line
    store: Store,
    pair: PairWords,
    verdict: Decided,
    by: By,
    source: On,
    *,
    given: Given = None,
    elective: Elective = None,
    area: Areas = None,
    credit: Amount = None,
    compared: Compared = None,
    because: Because = None,
    difference: Differs = None,
    words: Words = "",
    min_grade: MinGrade = None,
    min_hours: MinHours = None,
    max_age: MaxAge = None,
    beside: Beside = None,
    condition: InWords = None,
    begin: First = None,
    last: Last = None,
    supersedes: Seen = None,
    instead_of: Instead = None,
    catalog: CatalogFolder = None,
    json: Json = False,
) -> int:
    """Decide about a pair, once, for everybody who brings the same; --supersedes names what you saw standing.

    \b
    Example:
      pathways decide desk.db "course x1 -> uni" --verdict accept --as u1 --by Ana --source "Syllabus 2026"
    """
    wares = _opened(catalog)
    said = {"verdict": verdict, "code": because, "difference": difference, "words": words, "by": by}
    rests = {"source": {"title": source}, "supersedes": supersedes, "instead_of": tuple(instead_of or ())}
    about = _about(pair, _target(given or [], elective, area or [], credit, wares), compared or [], wares)
    limits = {"min_grade": _grade(min_grade), "min_hours": min_hours, "max_age_years": max_age}
    only = {"conditions": _conditions(limits, beside or [], condition or []), "valid": _held(begin, last)}
    return _kept(store, {**about, **said, **rests, **only}, wares, json=json)


def _opened(catalog: Path | None) -> Catalog:
    from pathways.cli.opening import open_wares

    return open_wares(catalog)


def _about(pair: str, target: dict[str, Any] | None, compared: list[str], wares: Catalog) -> dict[str, Any]:
    examined = tuple(wares.course(name).id for name in compared)
    return {"pair": pair_of(pair, wares), "given": target, "examined": examined}


def _held(begin: dt.date | None, last: dt.date | None) -> dict[str, dt.date | None]:
    return {"from": begin, "until": last + dt.timedelta(days=1) if last and last < dt.date.max else None}


def _kept(store: Path, values: dict[str, Any], wares: Catalog, *, json: bool) -> int:
    from pathways.cli.opening import moment
    from pathways.cli.tell.paper import Paper
    from pathways.cli.tell.problems import tell_findings
    from pathways.matching.soundness import check_sound
    from pathways.store.decisions import open_decisions

    stated = {name: value for name, value in values.items() if value is not None}
    made = valid(Decision, {**stated, "at": moment()})
    doubts = check_sound(made, wares)
    open_decisions(store).decide(made)
    aside = Paper(sys.stderr)
    tell_findings(aside, doubts, severities=True)
    aside.send()
    return listing(store, json=json)


def listing(store: Store, *, everything: Annotated[bool, typer.Option("--all")] = False, json: Json = False) -> int:
    """Every decision that stands; --all shows those that were superseded or withdrawn too.

    \b
    Example:
      pathways decisions list desk.db
    """
    from pathways.cli.tell.desk import tell_decisions
    from pathways.cli.tell.paper import give

    document = kept(store).document()
    give(document, lambda paper: tell_decisions(paper, document, everything=everything), json=json)
    return 0


def withdraw(
    store: Store,
    decision: Annotated[str, typer.Argument(metavar="ID", help="The decision.")],
    by: By,
    because: Annotated[str, typer.Option("--because", metavar="WORDS", help="Why it no longer stands.")],
    *,
    json: Json = False,
) -> int:
    """Say that a decision no longer stands. Its pair is open again; what it superseded does not come back.

    \b
    Example:
      pathways decisions withdraw desk.db decision-0123456789abcdef --by "Ana Reyes" --because "wrong course"
    """
    from pathways.cli.opening import moment

    kept(store).withdraw(Withdrawal(decision=decision, because=because, by=by, at=moment()))
    return listing(store, json=json)


def export(
    store: Store,
    out: OutFolder,
    *,
    ctdl: Annotated[
        Path | None, typer.Option("--ctdl", metavar="FILE", help="Also write CTDL transfer value profiles (JSON-LD).")
    ] = None,
    catalog: CatalogFolder = None,
) -> int:
    """Write what stands as a part of a catalogue, to be laid beside the other files, and for others as CTDL.

    \b
    Example:
      pathways decisions export desk.db --out decided --ctdl decided.jsonld
    """
    from pathways.cli.opening import open_wares
    from pathways.cli.tell.desk import tell_export
    from pathways.cli.tell.paper import put
    from pathways.formats.jsonio import dump_json_document
    from pathways.formats.records import write_whole
    from pathways.formats.targets import check_apart
    from pathways.formats.transfer_value import transfer_values
    from pathways.formats.writing import write_catalog
    from pathways.matching.decided import fragment_of
    from pathways.resources import sample_catalog

    if ctdl is not None:
        check_apart([ctdl], [store, catalog or sample_catalog()])
    wares, made = open_wares(catalog), kept(store).standing()
    fragment = fragment_of(wares, made)
    write_catalog(fragment.things, out)
    report = None
    if ctdl is not None:
        values = transfer_values(made, wares)
        write_whole(ctdl, dump_json_document(values.document))
        report = values.report.text()
    put(tell_export(fragment, out, report), sys.stdout)
    return 0


def _target(
    courses: list[str], elective: str | None, areas: list[str], credit: str | None, wares: Catalog
) -> dict[str, Any] | None:
    if courses and (elective or areas):
        nonsense("it counts as courses, or as an elective or in an area, not as both", "Leave out --as, or the others.")
    fixed = {"credit": {"how": "fixed", "amount": credit}} if credit is not None else {}
    if courses:
        known = tuple(wares.course(name).id for name in courses)
        return {"kind": "course" if len(known) == 1 else "courses", "courses": known, **fixed}
    if elective is None:
        return {"kind": "area", "areas": tuple(areas), **fixed} if areas else None
    subject = {"kind": "general_elective"} if elective == "any" else {"kind": "subject_elective", "subject": elective}
    return {**subject, "areas": tuple(areas), **fixed}


def _grade(words: str | None) -> dict[str, str] | None:
    if words is None:
        return None
    grade, _, scale = words.partition(" of ")
    return {"grade": grade, **({"scale": scale} if scale else {})}


def _conditions(limits: dict[str, Any], beside: list[str], words: list[str]) -> dict[str, Any]:
    stated = {name: value for name, value in limits.items() if value is not None}
    return {**stated, "beside": tuple(learning_of(each) for each in beside), "words": tuple(words)}
