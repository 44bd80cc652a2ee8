"""How is a gap told?  The answer in one sentence, each competency, what is missing, the cheapest way to close it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from pathways.cli.opening import Case
from pathways.cli.tell.missing import COMPETING, proof_words, tell_at_risk, tell_list, tell_missing
from pathways.cli.tell.names import Names
from pathways.cli.tell.paper import Column, Paper
from pathways.cli.tell.reasons import tell_reasons
from pathways.cli.tell.tree import MARKS, STANDINGS
from pathways.cli.tell.words import amount, count, listed, percent
from pathways.model.documents import ClosingEntry, CompetencyEntry, GapDocument
from pathways.model.exact import format_exact

CLOSINGS = (
    Column("Take"),
    Column("What"),
    Column("Where"),
    Column("Closes", "right"),
    Column("Credit", "right"),
    Column("Hours", "right"),
    Column("Price", "right"),
)


def tell_gap(paper: Paper, gap: GapDocument, case: Case, *, why: bool) -> None:
    """Write the whole gap."""
    names = Names(case.desk.catalog, case.record)
    paper.line(" ".join(headline(gap, names)), "bold")
    _competencies(paper, gap.competencies)
    tell_missing(paper, gap.missing, _taken(gap), everything=why)
    tell_list(paper, COMPETING, tuple(entry.words for entry in gap.competition))
    _closings(paper, gap.cheapest, names)
    tell_list(paper, "Nothing in this catalogue closes", gap.not_closable)
    tell_list(paper, "Already earned and never claimed", tuple(names.thing(name) for name in gap.unclaimed))
    tell_at_risk(paper, "What lapses, unless something is done", gap.at_risk, names, gap.measure)
    told = {entry.attainment for entry in gap.at_risk}
    later = tuple(entry for entry in gap.lapsing if entry.attainment not in told)
    tell_at_risk(paper, "What lapses within a year", later, names, None)
    if why:
        paper.heading("Why")
        tell_reasons(paper, gap.reason)
    paper.line()
    more = "" if why else " Every reason: --why. For programs: --json."
    paper.line(f"{gap.goal}, as of {gap.as_of}. {proof_words(gap.proof)}{more}")


def _taken(gap: GapDocument) -> dict[str, tuple[str, ...]]:
    """Return by path what the cheapest way takes for it."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in gap.cheapest:
        for path in entry.closes:
            found[path] = (*found.get(path, ()), entry.id)
    return found


def headline(gap: GapDocument, names: Names) -> Iterator[str]:
    """Yield the sentences that answer the question by themselves."""
    if gap.status == "satisfied":
        yield f"{names.learner} lacks nothing for {gap.title}."
        return
    shown = sum(entry.status == "satisfied" for entry in gap.competencies)
    if gap.competencies:
        have = f"shows {shown} of {count(len(gap.competencies), 'competency', 'competencies')}"
        yield f"{names.learner} {have} for {gap.title} ({percent(gap.coverage)})."
    else:
        yield f"{names.learner} is {percent(gap.coverage)} of the way to {gap.title}."
    if gap.cheapest:
        things = count(len(gap.cheapest), "course" if names.are_courses(_ids(gap)) else "item")
        least = "" if gap.measure == "items" else f", {amount(gap.shortfall, gap.measure, _currency(gap))}"
        rest = "what can be closed here" if gap.not_closable else "the rest"
        yield f"The cheapest way to close {rest}: {things}{least}."
    if gap.status == "undecided":
        yield "Whether more is missing depends on what nobody has decided yet."


def _ids(gap: GapDocument) -> tuple[str, ...]:
    return tuple(entry.id for entry in gap.cheapest)


def _currency(gap: GapDocument) -> str:
    prices = [entry.price.rpartition(" ")[2] for entry in gap.cheapest if entry.price]
    return prices[0] if len(set(prices)) == 1 else ""


def _competencies(paper: Paper, entries: tuple[CompetencyEntry, ...]) -> None:
    if not entries:
        return
    paper.heading("Competencies")
    for entry in entries:
        mark, style = MARKS[STANDINGS[entry.status]]
        paper.hanging(Text(mark, style=style), " - ".join(_about(entry)))
    paper.line("[x] shown by assessed learning  [ ] not shown  [?] undecided", "dim")


def _about(entry: CompetencyEntry) -> Iterator[str]:
    yield entry.title
    if entry.by:
        yield f"by {listed(entry.by)}"
    if entry.shown_level is not None and entry.level is not None and entry.shown_level < entry.level:
        yield f"shown only at level {entry.shown_level}"
    if entry.claimed_by:
        yield f"claimed by {listed(entry.claimed_by)}, not assessed"


def _closings(paper: Paper, entries: tuple[ClosingEntry, ...], names: Names) -> None:
    if not entries:
        return
    paper.heading("The cheapest way to close it")
    paper.table(
        CLOSINGS,
        (
            (
                entry.id,
                entry.title,
                names.organization(entry.organization),
                str(len(entry.closes)),
                "-" if entry.credit is None else format_exact(entry.credit),
                "-" if entry.hours is None else format_exact(entry.hours),
                entry.price or "-",
            )
            for entry in entries
        ),
    )
