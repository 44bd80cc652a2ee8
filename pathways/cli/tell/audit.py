"""How is an audit told?  The answer in one sentence, then figures, lines, requirements, what is missing, and why."""

from __future__ import annotations

from collections.abc import Iterator

from pathways.cli.opening import Case
from pathways.cli.tell.lines import tell_hints, tell_lines, tell_totals
from pathways.cli.tell.missing import COMPETING, proof_words, tell_at_risk, tell_list, tell_missing
from pathways.cli.tell.names import Names
from pathways.cli.tell.paper import Column, Paper
from pathways.cli.tell.reasons import tell_reasons, tell_sources
from pathways.cli.tell.tree import tell_requirements
from pathways.cli.tell.words import amount, count, percent
from pathways.model.documents import AuditDocument
from pathways.model.exact import format_exact

FIGURES = (
    Column("Required", "right"),
    Column("Applied", "right"),
    Column("In progress", "right"),
    Column("Missing", "right"),
    Column("Progress", "right"),
    Column("Counted in"),
    Column("As of"),
)


def tell_audit(paper: Paper, audit: AuditDocument, case: Case, *, why: bool) -> None:
    """Write the whole audit."""
    names = Names(case.desk.catalog, case.record)
    paper.line(" ".join(headline(audit, names)), "bold")
    paper.line()
    _figures(paper, audit, names)
    paper.heading("The record, line by line")
    tell_lines(paper, audit.lines, names, audit.requirements)
    paper.line()
    tell_totals(paper, audit.totals, _system(audit, case, names), applied=True)
    paper.heading("Requirements")
    tell_requirements(paper, audit.requirements, everything=why)
    tell_missing(paper, audit.missing, {}, everything=why)
    tell_list(paper, COMPETING, tuple(entry.words for entry in audit.competition))
    _open_points(paper, audit, names)
    tell_hints(paper, audit.lines)
    if why:
        paper.heading("Why")
        tell_reasons(paper, audit.reason)
    tell_sources(paper, audit.reason)
    paper.line()
    paper.line(_footing(audit, why=why))


def headline(audit: AuditDocument, names: Names) -> Iterator[str]:
    """Yield the sentences that answer the question by themselves."""
    figures = audit.credit
    goal = f"{audit.title}, {names.organization(audit.organization)}"
    have = f"{format_exact(figures.applied)} of {amount(figures.required, figures.system)}"
    if audit.status == "satisfied":
        yield f"{names.learner} meets every requirement of {goal}: {have} are applied, nothing is missing."
    elif audit.impossible:
        yield f"{names.learner} has {have} toward {goal}, which cannot be completed with what this catalogue offers."
    else:
        way = f"{percent(audit.progress)} of the way"
        yield f"{names.learner} has {have} toward {goal}, {way}; {_left(audit, names)}."
    yield from _what_else(audit)


def _what_else(audit: AuditDocument) -> Iterator[str]:
    if audit.status == "undecided":
        yield "Whether that is enough depends on what nobody has decided yet."
    if audit.if_completed != audit.status:
        words = {"satisfied": "every requirement will be met", "undecided": "it will depend on open decisions"}
        yield f"Once everything in progress is completed, {words.get(audit.if_completed, 'it will not be met')}."
    if audit.after_transfer:
        yield f"{count(len(audit.after_transfer), 'requirement')} can be met only after the transfer."


def _left(audit: AuditDocument, names: Names) -> str:
    figures = audit.credit
    if not figures.items_missing and not figures.shortfall:
        return "nothing countable is missing"
    taken = tuple(name for entry in audit.missing for name in entry.taken)
    pieces = count(figures.items_missing, "course" if taken and names.are_courses(taken) else "item")
    if figures.system in ("items", "blocks"):
        verb = "is" if figures.items_missing == 1 else "are"
        return f"{pieces if figures.system == 'items' else amount(figures.shortfall, figures.system)} {verb} missing"
    verb = "is" if figures.shortfall == 1 else "are"
    return f"{amount(figures.shortfall, figures.system)} in {pieces} {verb} missing"


def _figures(paper: Paper, audit: AuditDocument, names: Names) -> None:
    figures = audit.credit
    paper.table(
        FIGURES,
        [
            (
                format_exact(figures.required),
                format_exact(figures.applied),
                format_exact(figures.in_progress),
                format_exact(figures.shortfall),
                percent(audit.progress),
                names.system(figures.system),
                audit.as_of.isoformat(),
            )
        ],
    )
    total = figures.applied + figures.shortfall
    if total > figures.required:
        paper.line("Applied and missing exceed what is required: whole courses fill what is asked for in part.")
    elif total < figures.required and not audit.impossible:
        paper.line("Applied and missing are less than what is required: the rest is met without adding to the count.")


def _system(audit: AuditDocument, case: Case, names: Names) -> str:
    """Return the credit system of the totals: the awarding organization's own."""
    own = case.desk.catalog.organizations.get(audit.organization)
    return names.system((own and own.credit_system) or audit.credit.system)


def _open_points(paper: Paper, audit: AuditDocument, names: Names) -> None:
    tell_list(paper, "Cannot be completed with what this catalogue offers", audit.impossible)
    tell_list(paper, "Somebody has to decide", audit.conditions)
    tell_list(paper, "Only after transfer", audit.after_transfer)
    tell_list(
        paper,
        "Approved deviations",
        tuple(f"{x.kind} at {x.path}: {x.reason} ({x.approved_by}, {x.date})" for x in audit.adjustments),
    )
    tell_at_risk(paper, "What lapses, unless something is done", audit.at_risk, names, audit.credit.system)
    tell_list(paper, "Notes", audit.notes)


def _footing(audit: AuditDocument, *, why: bool) -> str:
    edition = f", edition {audit.edition}" if audit.edition else ""
    more = "" if why else " Every reason: --why. For programs: --json."
    return f"{audit.credential}{edition}. {proof_words(audit.proof)}{more}"
