"""How are first steps told?  The best in one sentence, then each with its reasons in words."""

from __future__ import annotations

from collections.abc import Iterator

from pathways.cli.opening import Case
from pathways.cli.tell.missing import tell_at_risk, tell_list
from pathways.cli.tell.names import Names
from pathways.cli.tell.paper import Paper
from pathways.cli.tell.reasons import tell_reasons
from pathways.cli.tell.words import amount, count, listed, sentence
from pathways.model.exact import format_exact
from pathways.model.plan_documents import AdvanceEntry, FirstStep, NextDocument

KINDS = {
    "section": "take",
    "challenge_exam": "sit the exam for",
    "prior_learning_assessment": "have assessed",
    "recognition_application": "apply for",
    "award": "claim",
}
FEW = 3


def tell_next(paper: Paper, document: NextDocument, case: Case, *, why: bool) -> None:
    """Write the ranking."""
    names = Names(case.desk.catalog, case.record)
    paper.line(" ".join(headline(document, names)), "bold")
    for step in document.steps:
        _step(paper, step, names)
    tell_at_risk(paper, "What lapses, unless something is done", document.at_risk, names, None)
    tell_list(paper, "Taken as given", tuple(sentence(words) for words in document.assumptions))
    if why:
        paper.heading("Why")
        tell_reasons(paper, document.reason)
    paper.line()
    shown = f"{len(document.steps)} of {count(document.considered, 'thing')} that may be begun"
    paper.line(f"{shown}, toward {listed([names.thing(key) for key in document.goals])}, as of {document.as_of}.")


def headline(document: NextDocument, names: Names) -> Iterator[str]:
    """Yield the sentences that answer the question by themselves."""
    if not document.steps:
        yield f"Nothing that {names.learner} may begin brings these goals nearer or leads to anything that does."
        return
    first = document.steps[0]
    yield f"The best that {names.learner} can do first: {KINDS[first.kind]} {first.title}."


def _step(paper: Paper, step: FirstStep, names: Names) -> None:
    price = "no price stated" if step.cost is None else f"{format_exact(step.cost)} {step.currency or ''}".strip()
    paper.heading(
        f"{step.rank}. {KINDS[step.kind].capitalize()} {step.title} - {names.organization(step.organization)},"
        f" {step.begin} to {step.end}, {price}"
    )
    for words in _grounds(step, names):
        paper.hanging("-", words)


def _grounds(step: FirstStep, names: Names) -> Iterator[str]:
    for advance in step.advances:
        yield _advance(advance)
    for key in step.alone:
        yield f"Held even if nothing follows: {names.thing(key)}."
    for entry in step.recognized:
        yield f"{names.organization(entry.organization)} recognizes {amount(entry.credit, 'credit')} of it."
    if step.opens:
        yield f"Opens {listed([names.thing(name) for name in step.opens], FEW)}."
    if step.leads_toward:
        yield f"With something else, opens {listed([names.thing(name) for name in step.leads_toward], FEW)}."
    if step.keeps_open:
        yield f"Counts in {count(step.keeps_open, 'credential')}."
    if step.beside:
        yield f"To be taken together with {listed([names.thing(name) for name in step.beside], FEW)}."
    if not step.soon:
        yield "It begins only after the first term to come."


def _advance(advance: AdvanceEntry) -> str:
    before = format_exact(advance.before)
    after = amount(advance.after, advance.measure, advance.currency or "")
    most = "" if advance.exact else " at most"
    said = f"{advance.title}: {before} missing before, {after}{most} after"
    if advance.saved in (None, "0"):
        return f"{said}."
    less = not str(advance.saved).startswith("-")
    figure = f"{str(advance.saved).lstrip('-')} {advance.currency}"
    return f"{said}; the whole way then costs {figure} {'less' if less else 'more'}."
